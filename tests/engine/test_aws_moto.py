"""What ``AwsHostCluster`` asks for is made through the AWS API, as far as that runs on one machine.

Every resource is made by the call that AWS' provider would make, with the inputs that Pulumi was told, in the order of
their dependencies. A refusal by moto's server, or by botocore's model of the API, fails the test; so does an input
that no call uses.
"""

import json
import threading
import warnings
from collections.abc import Iterator
from typing import Any

import pytest

with warnings.catch_warnings():
    warnings.filterwarnings("ignore", category=DeprecationWarning)
    import kubespaces.hosts.aws.make  # noqa: F401 - imported for its warnings

from tests.support import aws_cluster_calls, aws_network_calls
from tests.support.aws_emulator import Aws, RefusedError, emulated_aws
from tests.support.aws_inputs import Inputs
from tests.unit.hosts.aws.clusters import ACCOUNT, facts, made
from tests.unit.hosts.recording import UNKNOWN, Recording, record

from kubespaces.hosts.aws.cluster import AwsHostCluster
from kubespaces.plan.hosts.aws_policies import service_trust

pytestmark = [
    pytest.mark.engine,
    pytest.mark.filterwarnings("ignore::DeprecationWarning:moto"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning:botocore"),
]

CALLS = {**aws_network_calls.CALLS, **aws_cluster_calls.CALLS}
REGION = "eu-central-1"
GIVEN = {
    "usual": facts(),
    "public endpoint": facts(endpoint={"private": False, "allowed_cidrs": ["203.0.113.0/24"]}),
    "connected networks": facts(endpoint={"allowed_cidrs": ["10.99.0.0/16", "fd12::/48"]}),
    "pods of their own": facts(cidrs={"nodes": "10.20.0.0/16", "pods": "100.64.0.0/16"}),
    "auto mode": facts(aws={"auto_mode": True}),
    "no way out": facts(aws={"nat_gateways": "none", "flow_logs": False}),
    "budget": facts(budget={"amount": 5000, "emails": ["platform@example.com"]}),
    "smallest range": facts(cidrs={"nodes": "10.20.0.0/20"}),
    "Amazon Linux on Arm, bought by the hour": facts(
        aws={"ami_family": "al2023", "nat_gateways": "single", "groups": {"devs": f"arn:aws:iam::{ACCOUNT}:role/devs"}},
        node_pools=[{"name": "shared", "architecture": "arm64", "spot": True, "taints": [{"key": "example.com/x"}]}],
    ),
}


def make(aws: Aws, given: dict[str, Any]) -> Recording:
    """Make a cluster; each resource as soon as Pulumi is told of it, which is when all that it needs is there."""
    lock = threading.Lock()

    def answer(token: str, name: str, inputs: dict[str, Any]) -> dict[str, Any]:
        if not token.startswith("aws:"):
            return {}
        with lock:
            asked = Inputs(name, inputs)
            outputs: dict[str, Any] = CALLS[token](aws, asked)
            asked.done()
            return outputs

    args: Any = {"facts": given}
    return record(lambda: AwsHostCluster("frankfurt", args), preview=False, outputs=answer)


@pytest.fixture(scope="module")
def server() -> Iterator[Aws]:
    with emulated_aws(REGION) as aws:
        yield aws


@pytest.fixture
def aws(server: Aws) -> Aws:
    """An empty account."""
    server.forget()
    return server


@pytest.mark.parametrize("which", GIVEN)
def test_aws_takes_everything(which: str, aws: Aws) -> None:
    recording = make(aws, GIVEN[which])
    made = aws.call("eks", "DescribeCluster", name="frankfurt")["cluster"]
    assert made["status"] == "ACTIVE"
    assert made["arn"] == recording.outputs["identifier"] == f"arn:aws:eks:{REGION}:{ACCOUNT}:cluster/frankfurt"
    assert {"eks:CreateAccessEntry", "eks:AssociateAccessPolicy"} <= aws.checked_only


def test_what_stands_in_aws_is_what_the_document_says(aws: Aws) -> None:
    make(aws, facts())
    cluster = aws.call("eks", "DescribeCluster", name="frankfurt")["cluster"]
    assert cluster["version"] == "1.35"
    assert cluster["logging"]["clusterLogging"][0]["enabled"] is True
    (encryption,) = cluster["encryptionConfig"]
    rotation = aws.call("kms", "GetKeyRotationStatus", KeyId=encryption["provider"]["keyArn"])
    assert rotation["KeyRotationEnabled"] is True
    groups = aws.call("eks", "ListNodegroups", clusterName="frankfurt")["nodegroups"]
    assert sorted(groups) == ["frankfurt-pool-data-1a2b3c4", "frankfurt-pool-shared-1a2b3c4"]
    _check_network(aws)
    _check_templates(aws)


def _check_network(aws: Aws) -> None:
    (vpc,) = [item for item in aws.call("ec2", "DescribeVpcs")["Vpcs"] if not item["IsDefault"]]
    mine = [{"Name": "vpc-id", "Values": [vpc["VpcId"]]}]
    subnets = aws.call("ec2", "DescribeSubnets", Filters=mine)["Subnets"]
    assert len(subnets) == 9
    assert not [subnet for subnet in subnets if subnet["MapPublicIpOnLaunch"]]
    default = [*mine, {"Name": "group-name", "Values": ["default"]}]
    (group,) = aws.call("ec2", "DescribeSecurityGroups", Filters=default)["SecurityGroups"]
    assert group["IpPermissions"] == group["IpPermissionsEgress"] == []
    ways = _ways_out(aws, mine, {subnet["SubnetId"]: subnet for subnet in subnets})
    assert ways == {"private": {"NatGatewayId"}, "public": {"GatewayId"}, "control-plane": set()}


def _ways_out(aws: Aws, mine: list[dict[str, Any]], subnets: dict[str, Any]) -> dict[str, set[str]]:
    """Return by which kind of target each kind of subnet reaches the internet."""
    ways: dict[str, set[str]] = {"private": set(), "public": set(), "control-plane": set()}
    for table in aws.call("ec2", "DescribeRouteTables", Filters=mine)["RouteTables"]:
        routes = [route for route in table["Routes"] if route.get("DestinationCidrBlock") == "0.0.0.0/0"]
        for association in table["Associations"]:
            if "SubnetId" in association:
                tags = {tag["Key"]: tag["Value"] for tag in subnets[association["SubnetId"]]["Tags"]}
                kind = tags["Name"].removeprefix("frankfurt-").removesuffix(f"-{REGION}{tags['Name'][-1]}")
                ways[kind] |= {key for route in routes for key in ("NatGatewayId", "GatewayId") if route.get(key)}
    return ways


def _check_templates(aws: Aws) -> None:
    for template in aws.call("ec2", "DescribeLaunchTemplates")["LaunchTemplates"]:
        versions = aws.call("ec2", "DescribeLaunchTemplateVersions", LaunchTemplateId=template["LaunchTemplateId"])
        data = versions["LaunchTemplateVersions"][0]["LaunchTemplateData"]
        assert data["MetadataOptions"]["HttpTokens"] == "required"
        assert data["MetadataOptions"]["HttpPutResponseHopLimit"] == 1
        assert all(disk["Ebs"]["Encrypted"] for disk in data["BlockDeviceMappings"])


def test_aws_gets_what_a_preview_shows(aws: Aws) -> None:
    preview, update = made(), make(aws, facts())
    known = {key: inputs for key, inputs in preview.everything().items() if key[0].startswith("aws:")}
    assert len(known) > 80
    for key, inputs in known.items():
        _same_where_known(inputs, update.everything()[key], key)


def _same_where_known(preview: Any, update: Any, where: object) -> None:
    if preview == UNKNOWN:
        return
    if isinstance(preview, dict):
        for key, value in preview.items():
            if value != UNKNOWN:
                _same_where_known(value, update[key], where)
    elif isinstance(preview, list) and UNKNOWN not in preview:
        assert len(preview) == len(update), where
        for one, other in zip(preview, update, strict=True):
            _same_where_known(one, other, where)
    elif not isinstance(preview, list):
        assert preview == update, where


@pytest.mark.parametrize(
    ("service", "operation", "parameters", "complaint"),
    [
        ("eks", "CreateAccessEntry", {"clusterName": "x", "principal": "y"}, "principalArn"),
        ("eks", "CreateAddon", {"clusterName": "x", "addonName": "y", "resolveConflicts": "MAYBE"}, "MAYBE"),
        ("ec2", "CreateVpc", {"CidrBlock": 10}, "CidrBlock"),
    ],
)
def test_the_model_refuses_what_is_wrong(
    service: str, operation: str, parameters: dict[str, Any], complaint: str
) -> None:
    aws = Aws("http://127.0.0.1:9", REGION)
    with pytest.raises(RefusedError, match=complaint):
        aws.check(service, operation, **parameters)


def test_the_server_refuses_what_is_wrong(aws: Aws) -> None:
    vpc = aws.call("ec2", "CreateVpc", CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    with pytest.raises(aws.client("ec2").exceptions.ClientError, match="InvalidSubnet"):
        aws.call("ec2", "CreateSubnet", VpcId=vpc, CidrBlock="10.1.0.0/20", AvailabilityZone=f"{REGION}a")


def test_the_server_refuses_a_policy_that_aws_does_not_have(aws: Aws) -> None:
    arn = "arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolice"
    aws.call(
        "iam", "CreateRole", RoleName="nodes", AssumeRolePolicyDocument=json.dumps(service_trust("ec2.amazonaws.com"))
    )
    with pytest.raises(aws.client("iam").exceptions.NoSuchEntityException):
        aws.call("iam", "AttachRolePolicy", RoleName="nodes", PolicyArn=arn)
