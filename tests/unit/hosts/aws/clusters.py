"""Host clusters on AWS that the tests start from, and what AWS would answer."""

import copy
import functools
import json
from typing import Any

import pulumi

from kubespaces.hosts.aws.cluster import AwsHostCluster
from kubespaces.hosts.aws.provider import make_provider
from kubespaces.spec.host_cluster import HostClusterSpec
from tests.unit.hosts.recording import Recording, record

NAME = "frankfurt"
ACCOUNT = "123456789012"
ADMINS = f"arn:aws:iam::{ACCOUNT}:role/platform-admins"
TAGS = {"owner": "platform@example.com", "cost-center": "cc-1", "environment": "prod", "data-class": "internal"}
FACTS: dict[str, Any] = {
    "kubernetes_version": "1.35",
    "region": "eu-central-1",
    "aws": {"account_id": ACCOUNT},
    "cidrs": {"nodes": "10.20.0.0/16"},
    "admin_groups": [ADMINS],
    "node_pools": [{"name": "shared"}, {"name": "data", "tenant": "data", "min": 3, "max": 9}],
    "tags": TAGS,
}


def facts(*, aws: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """Return facts of a cluster without problems; keywords replace fields, ``aws`` adds to the block."""
    whole = {**copy.deepcopy(FACTS), **more}
    whole["aws"] = {**whole["aws"], **(aws or {})}
    return whole


def answers(token: str, name: str, inputs: dict[str, Any]) -> dict[str, Any]:
    """Return what AWS computes for a resource."""
    arn = {"arn": f"arn:aws:test:::{name}"}
    if token == "aws:eks/cluster:Cluster":
        return {
            **arn,
            "endpoint": "https://cluster.example",
            "certificateAuthority": {"data": "Y2E="},
            "identities": [{"oidcs": [{"issuer": "https://oidc.example/id"}]}],
            "vpcConfig": {**inputs["vpcConfig"], "clusterSecurityGroupId": "sg-cluster"},
        }
    if token == "aws:ec2/launchTemplate:LaunchTemplate":
        return {**arn, "latestVersion": 7}
    if token == "aws:kms/key:Key":
        return {**arn, "keyId": f"{name}-key-id"}
    if token == "aws:iam/role:Role":
        return {**arn, "name": f"{name}-1234567"}
    return arn if token.startswith("aws:") else {}


def made(given: dict[str, Any] | None = None, *, preview: bool = True, name: str = NAME, **args: Any) -> Recording:
    """Return the registrations of a cluster with these facts (default: ``FACTS``); the same ones for the same facts."""
    return _made(json.dumps(facts() if given is None else given), preview, name, json.dumps(args))


@functools.cache
def _made(given: str, preview: bool, name: str, more: str) -> Recording:
    whole, args = json.loads(given), json.loads(more)

    def program() -> object:
        spec = HostClusterSpec.model_validate(whole, by_alias=False, by_name=True)
        opts = pulumi.ResourceOptions(providers=[make_provider(name, spec)])
        return AwsHostCluster(name, {"facts": whole, **args}, opts)

    return record(program, preview=preview, outputs=answers)
