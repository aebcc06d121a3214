"""Host clusters on Google Cloud that the tests start from, and what Google would answer."""

import copy
import functools
import json
from typing import Any

import pulumi

from kubespaces.hosts.gcp.cluster import GcpHostCluster
from kubespaces.hosts.gcp.provider import make_provider
from kubespaces.spec.host_cluster import HostClusterSpec
from tests.unit.hosts.recording import Recording, record

NAME = "eemshaven"
PROJECT, NUMBER, REGION = "acme-platform", "123456789012", "europe-west4"
ADMINS = "platform-admins@example.com"
TAGS = {"owner": "platform@example.com", "cost-center": "cc-1", "environment": "prod", "data-class": "internal"}
FACTS: dict[str, Any] = {
    "kubernetes_version": "1.35",
    "region": REGION,
    "gcp": {"project": PROJECT, "project_number": NUMBER},
    "cidrs": {"nodes": "10.40.0.0/20"},
    "admin_groups": [ADMINS],
    "node_pools": [{"name": "shared"}, {"name": "data", "tenant": "data", "min": 3, "max": 9}],
    "tags": TAGS,
}


def facts(*, gcp: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """Return facts of a cluster without problems; keywords replace fields, ``gcp`` adds to the block."""
    whole = {**copy.deepcopy(FACTS), **more}
    whole["gcp"] = {**whole["gcp"], **(gcp or {})}
    return whole


def answers(token: str, name: str, inputs: dict[str, Any]) -> dict[str, Any]:
    """Return what Google computes for a resource."""
    named = {"name": inputs.get("name", f"{name}-1234567"), "selfLink": f"https://google.example/{name}"}
    if token == "gcp:container/cluster:Cluster":
        dns = {"dnsEndpointConfig": {"endpoint": "gke-1.europe-west4.gke.goog"}}
        return {
            **named,
            "endpoint": "10.40.0.2",
            "masterVersion": "1.35.7-gke.1222000",
            "masterAuth": {**inputs["masterAuth"], "clusterCaCertificate": "Y2E="},
            "controlPlaneEndpointsConfig": dns,
        }
    if token == "gcp:serviceaccount/account:Account":
        return {"email": f"{inputs['accountId']}@{PROJECT}.iam.gserviceaccount.com"}
    if token == "gcp:logging/projectBucketConfig:ProjectBucketConfig":
        return {"id": f"projects/{PROJECT}/locations/{REGION}/buckets/{inputs['bucketId']}"}
    if token == "gcp:kms/keyRing:KeyRing":
        return {**named, "id": f"projects/{PROJECT}/locations/{REGION}/keyRings/{name}"}
    if token == "gcp:kms/cryptoKey:CryptoKey":
        return {**named, "id": f"{inputs['keyRing']}/cryptoKeys/{name}"}
    return named if token.startswith("gcp:compute/") else {}


def made(given: dict[str, Any] | None = None, *, preview: bool = True, name: str = NAME, **args: Any) -> Recording:
    """Return the registrations of a cluster with these facts (default: ``FACTS``); the same ones for the same facts."""
    return _made(json.dumps(facts() if given is None else given), preview, name, json.dumps(args))


@functools.cache
def _made(given: str, preview: bool, name: str, more: str) -> Recording:
    return fresh(json.loads(given), preview=preview, name=name, **json.loads(more))


def fresh(given: dict[str, Any], *, preview: bool = True, name: str = NAME, **args: Any) -> Recording:
    """Return the registrations of a cluster, registered anew."""

    def program() -> object:
        spec = HostClusterSpec.model_validate(given, by_alias=False, by_name=True)
        opts = pulumi.ResourceOptions(providers=[make_provider(name, spec)])
        return GcpHostCluster(name, {"facts": given, **args}, opts)  # type: ignore[typeddict-item]  # a plain dict, as from other languages

    return record(program, preview=preview, outputs=answers)
