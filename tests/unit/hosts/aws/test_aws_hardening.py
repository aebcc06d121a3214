"""Every default that hardens the cluster, by the path that the control names; and every option that turns one off."""

import json
from typing import Any

import pytest

from tests.unit.hosts.aws.clusters import ADMINS, facts, made
from tests.unit.hosts.aws.paths import MISSING, at
from tests.unit.hosts.recording import Recording

CLUSTER, POOL, DATA = "frankfurt-cluster", "frankfurt-pool-shared", "frankfurt-pool-data"

DEFAULTS: list[tuple[str, str, str, str, Any]] = [
    # control, name, type, path, value
    ("KS-EKS-01", CLUSTER, "", "vpcConfig.endpointPublicAccess", False),
    ("KS-EKS-01", CLUSTER, "", "vpcConfig.endpointPrivateAccess", True),
    ("KS-EKS-01", CLUSTER, "", "vpcConfig.publicAccessCidrs", MISSING),
    ("KS-EKS-02", CLUSTER, "", "encryptionConfig.resources", ["secrets"]),
    ("KS-EKS-03", CLUSTER, "", "accessConfig.authenticationMode", "API"),
    ("KS-EKS-03", CLUSTER, "", "accessConfig.bootstrapClusterCreatorAdminPermissions", False),
    ("KS-EKS-04", POOL, "LaunchTemplate", "metadataOptions.httpTokens", "required"),
    ("KS-EKS-04", POOL, "LaunchTemplate", "metadataOptions.httpPutResponseHopLimit", 1),
    ("KS-EKS-04", POOL, "LaunchTemplate", "networkInterfaces", MISSING),
    ("KS-EKS-04", POOL, "LaunchTemplate", "keyName", MISSING),
    ("KS-EKS-04", POOL, "LaunchTemplate", "userData", MISSING),
    ("KS-EKS-04", POOL, "NodeGroup", "remoteAccess", MISSING),
    ("KS-EKS-05", CLUSTER, "", "version", "1.35"),
    ("KS-EKS-05", CLUSTER, "", "upgradePolicy.supportType", "STANDARD"),
    ("KS-EKS-05", CLUSTER, "", "deletionProtection", True),
    ("KS-EKS-05", CLUSTER, "", "bootstrapSelfManagedAddons", False),
    ("KS-EKS-05", "frankfurt-add-on-vpc-cni", "", "configurationValues", '{"enableNetworkPolicy": "true"}'),
    ("KS-EKS", CLUSTER, "", "computeConfig.enabled", False),
    ("KS-ENC-03", POOL, "LaunchTemplate", "blockDeviceMappings[0].ebs.encrypted", "true"),
    ("KS-ENC-03", POOL, "LaunchTemplate", "blockDeviceMappings[1].ebs.encrypted", "true"),
    ("KS-ENC-03", "frankfurt-platform-storage-standard", "", "parameters.encrypted", "true"),
    *(
        ("KS-ENC-01", f"frankfurt-{purpose}-key", "", path, value)
        for purpose in ("secrets", "logs", "volumes")
        for path, value in {
            "enableKeyRotation": True,
            "rotationPeriodInDays": 365,
            "deletionWindowInDays": 30,
            "multiRegion": False,
            "bypassPolicyLockoutSafetyCheck": MISSING,
        }.items()
    ),
    (
        "KS-AUD-01",
        CLUSTER,
        "",
        "enabledClusterLogTypes",
        ["api", "audit", "authenticator", "controllerManager", "scheduler"],
    ),
    ("KS-AUD-02", "frankfurt-audit-logs", "", "name", "/aws/eks/frankfurt/cluster"),
    ("KS-AUD-02", "frankfurt-audit-logs", "", "retentionInDays", 365),
    ("KS-AUD-02", "frankfurt-audit-logs", "", "deletionProtectionEnabled", True),
    ("KS-AUD-02", "frankfurt-flow-logs", "LogGroup", "retentionInDays", 365),
    ("KS-AUD-03", "frankfurt-flow-logs", "FlowLog", "trafficType", "ALL"),
    ("KS-AVA-01", POOL, "NodeGroup", "updateConfig.maxUnavailablePercentage", 33),
    ("KS-AVA-01", CLUSTER, "", "zonalShiftConfig.enabled", True),
    ("KS-AVA-01", POOL, "NodeGroup", "nodeRepairConfig.enabled", True),
    ("KS-COST-03", POOL, "NodeGroup", "scalingConfig.maxSize", 3),
    ("KS-COST-03", POOL, "NodeGroup", "instanceTypes", ["m7i.large"]),
    ("IMDS", POOL, "LaunchTemplate", "metadataOptions.instanceMetadataTags", "disabled"),
    ("pools", POOL, "NodeGroup", "nodeGroupName", MISSING),
    ("pools", POOL, "NodeGroup", "amiType", "BOTTLEROCKET_x86_64"),
    ("pools", DATA, "NodeGroup", "labels", {"kubespaces.io/pool": "data", "kubespaces.io/tenant": "data"}),
    (
        "pools",
        DATA,
        "NodeGroup",
        "taints",
        [{"key": "kubespaces.io/tenant", "value": "data", "effect": "NO_SCHEDULE"}],
    ),
    ("network", "frankfurt-default-group", "", "ingress", []),
    ("network", "frankfurt-default-group", "", "egress", []),
    ("network", "frankfurt-private-eu-central-1a", "Subnet", "mapPublicIpOnLaunch", False),
    ("network", "frankfurt-public-eu-central-1a", "Subnet", "mapPublicIpOnLaunch", False),
    ("network", "frankfurt-isolated", "", "routes", MISSING),
]


@pytest.fixture(scope="module", params=[True, False], ids=["preview", "update"])
def usual(request: pytest.FixtureRequest) -> Recording:
    return made(preview=request.param)


@pytest.mark.parametrize(("control", "name", "token", "path", "value"), DEFAULTS)
def test_default(usual: Recording, control: str, name: str, token: str, path: str, value: Any) -> None:
    assert at(usual.inputs(name, token), path) == value, control


def test_references_between_the_parts() -> None:
    update = made(preview=False)
    key = "arn:aws:test:::frankfurt-{}-key"
    assert at(update.inputs(CLUSTER), "encryptionConfig.provider.keyArn") == key.format("secrets")
    assert update.inputs("frankfurt-audit-logs")["kmsKeyId"] == key.format("logs")
    assert update.inputs("frankfurt-flow-logs", "LogGroup")["kmsKeyId"] == key.format("logs")
    assert at(update.inputs(POOL, "LaunchTemplate"), "blockDeviceMappings[1].ebs.kmsKeyId") == key.format("volumes")
    assert at(update.inputs("frankfurt-platform-storage-standard"), "parameters.kmsKeyId") == key.format("volumes")
    subnets = at(update.inputs(POOL, "NodeGroup"), "subnetIds")
    assert subnets == [f"frankfurt-private-eu-central-1{zone}-id" for zone in "abc"]
    assert at(update.inputs(POOL, "NodeGroup"), "launchTemplate") == {"id": f"{POOL}-id", "version": "7"}


def test_deletion_is_refused_twice() -> None:
    kept = {item.name for item in made() if item.protect}
    keys = {f"frankfurt-{purpose}-key" for purpose in ("secrets", "logs", "volumes")}
    assert kept == {CLUSTER, "frankfurt-vpc", "frankfurt-audit-logs", "frankfurt-flow-logs", *keys}
    assert not [item.name for item in made(facts(deletion_protection=False)) if item.protect]


def test_everything_that_costs_money_says_whose_it_is(usual: Recording) -> None:
    wanted = {"tenant", "environment", "owner", "cost-center", "data-class", "managed-by"}
    for token in ("Vpc", "Subnet", "NatGateway", "Cluster", "NodeGroup", "LaunchTemplate", "Key", "LogGroup", "Eip"):
        for item in usual.of(f":{token}"):
            assert wanted <= item.inputs["tags"].keys(), item.name
    assert usual.inputs(DATA, "NodeGroup")["tags"]["tenant"] == "data"
    assert usual.inputs(POOL, "NodeGroup")["tags"]["tenant"] == "shared"
    for kind in usual.inputs(DATA, "LaunchTemplate")["tagSpecifications"]:
        assert kind["tags"]["tenant"] == "data"


OFFICE = "203.0.113.0/24"
OPTIONS: list[tuple[dict[str, Any], str, str, str, Any]] = [
    # facts, name, type, path, value
    (
        {"endpoint": {"private": False, "allowed_cidrs": [OFFICE]}},
        CLUSTER,
        "",
        "vpcConfig.publicAccessCidrs",
        [OFFICE],
    ),
    ({"endpoint": {"private": False, "allowed_cidrs": [OFFICE]}}, CLUSTER, "", "vpcConfig.endpointPublicAccess", True),
    ({"endpoint": {"allowed_cidrs": ["10.99.0.0/16"]}}, "frankfurt-api-10.99.0.0-16", "", "cidrIpv4", "10.99.0.0/16"),
    ({"endpoint": {"allowed_cidrs": ["fd12::/48"]}}, "frankfurt-api-fd12---48", "", "cidrIpv6", "fd12::/48"),
    ({"deletion_protection": False}, CLUSTER, "", "deletionProtection", False),
    ({"deletion_protection": False}, "frankfurt-audit-logs", "", "deletionProtectionEnabled", False),
    ({"audit_retention_days": 30}, "frankfurt-audit-logs", "", "retentionInDays", 30),
    ({"aws": {"support_type": "extended"}}, CLUSTER, "", "upgradePolicy.supportType", "EXTENDED"),
    ({"aws": {"zonal_shift": False}}, CLUSTER, "", "zonalShiftConfig.enabled", False),
    ({"aws": {"auto_mode": True}}, CLUSTER, "", "computeConfig.enabled", True),
    ({"aws": {"auto_mode": True}}, CLUSTER, "", "computeConfig.nodePools", ["system"]),
    ({"aws": {"auto_mode": True}}, CLUSTER, "", "storageConfig.blockStorage.enabled", True),
    (
        {"aws": {"auto_mode": True}, "node_pools": []},
        CLUSTER,
        "",
        "computeConfig.nodePools",
        ["general-purpose", "system"],
    ),
    ({"aws": {"ami_family": "al2023"}}, POOL, "NodeGroup", "amiType", "AL2023_x86_64_STANDARD"),
    ({"aws": {"ami_family": "al2023"}}, POOL, "LaunchTemplate", "blockDeviceMappings[0].ebs.volumeSize", 50),
    ({"node_pools": [{"name": "shared", "spot": True}]}, POOL, "NodeGroup", "capacityType", "SPOT"),
    ({"node_pools": [{"name": "shared", "architecture": "arm64"}]}, POOL, "NodeGroup", "instanceTypes", ["m7g.large"]),
    (
        {"node_pools": [{"name": "shared", "machine_type": "g5.xlarge"}]},
        POOL,
        "NodeGroup",
        "amiType",
        "BOTTLEROCKET_x86_64_NVIDIA",
    ),
    (
        {"node_pools": [{"name": "shared", "disk_size": "100.5Gi"}]},
        POOL,
        "LaunchTemplate",
        "blockDeviceMappings[1].ebs.volumeSize",
        101,
    ),
    (
        {"tags": {"data-class": "restricted"}},
        "frankfurt-platform-storage-standard",
        "",
        "reclaimPolicy",
        "Retain",
    ),
    (
        {"aws": {"permissions_boundary": "arn:aws:iam::123456789012:policy/edge"}},
        "frankfurt-nodes",
        "",
        "permissionsBoundary",
        "arn:aws:iam::123456789012:policy/edge",
    ),
    (
        {"aws": {"add_ons": [{"name": "vpc-cni", "version": "v1.20.4-eksbuild.1"}]}},
        "frankfurt-add-on-vpc-cni",
        "",
        "addonVersion",
        "v1.20.4-eksbuild.1",
    ),
    (
        {"aws": {"add_ons": [{"name": "metrics-server"}]}},
        "frankfurt-add-on-metrics-server",
        "",
        "addonName",
        "metrics-server",
    ),
]


@pytest.mark.parametrize(("given", "name", "token", "path", "value"), OPTIONS)
def test_option_is_visible(given: dict[str, Any], name: str, token: str, path: str, value: Any) -> None:
    changed = made(facts(**given), preview=False)
    usual = made(preview=False).everything()
    assert at(changed.inputs(name, token), path) == value
    same = next((inputs for (_, other), inputs in usual.items() if other == name and at(inputs, path) == value), None)
    assert same is None, "the default looks the same, so that nobody would see the option in a diff"


def test_options_that_take_something_away_are_visible() -> None:
    for option, token in (("flow_logs", "FlowLog"), ("vpc_endpoints", "VpcEndpoint")):
        assert made().of(token)
        assert not made(facts(aws={option: False})).of(token)


def test_network_policies_stay_on_under_further_configuration() -> None:
    more = {"name": "vpc-cni", "configuration": {"env": {"ENABLE_PREFIX_DELEGATION": "true"}}}
    values = made(facts(aws={"add_ons": [more]})).inputs("frankfurt-add-on-vpc-cni")["configurationValues"]
    assert json.loads(values) == {"enableNetworkPolicy": "true", "env": {"ENABLE_PREFIX_DELEGATION": "true"}}


def test_pods_with_a_range_of_their_own() -> None:
    given = facts(cidrs={"nodes": "10.20.0.0/16", "pods": "100.64.0.0/16"})
    update = made(given, preview=False)
    assert update.inputs("frankfurt-pods")["cidrBlock"] == "100.64.0.0/16"
    assert update.inputs("frankfurt-pods-eu-central-1b", "Subnet")["cidrBlock"] == "100.64.32.0/19"
    values = json.loads(update.inputs("frankfurt-add-on-vpc-cni")["configurationValues"])
    assert values["eniConfig"]["subnets"]["eu-central-1b"] == {
        "id": "frankfurt-pods-eu-central-1b-id",
        "securityGroups": ["sg-cluster"],
    }
    assert values["enableNetworkPolicy"] == "true"


def test_nobody_but_the_named_administrators_gets_in() -> None:
    entries = made().of(":AccessEntry")
    assert [entry.inputs["principalArn"] for entry in entries] == [ADMINS]
    assert not made().of("ConfigMap")
