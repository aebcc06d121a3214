"""What goes to Azure is what Azure knows: by the models of its client libraries, and by Pulumi's SDK."""

from collections.abc import Iterator
from typing import Any

import pytest
from azure.mgmt.containerservice import models as containerservice
from azure.mgmt.network import models as network

from kubespaces_embedded.kubernetes_provider.properties import UNKNOWN
from kubespaces_embedded.offline_providers.check import Strictness, check
from kubespaces_embedded.offline_providers.sdk import find_sdk
from tests.unit.hosts.azure.clusters import FACTS, RUNNER, facts, made
from tests.unit.hosts.azure.models import body_of, problems
from tests.unit.hosts.recording import UNKNOWN as UNKNOWN_ON_THE_WIRE
from tests.unit.hosts.recording import Registration

MODELS: dict[str, tuple[type[Any], frozenset[str]]] = {
    # type: model, inputs that are part of the address
    "containerservice:ManagedCluster": (
        containerservice.ManagedCluster,
        frozenset({"resourceGroupName", "resourceName"}),
    ),
    "containerservice:AgentPool": (
        containerservice.AgentPool,
        frozenset({"resourceGroupName", "resourceName", "agentPoolName"}),
    ),
    "containerservice:MaintenanceConfiguration": (
        containerservice.MaintenanceConfiguration,
        frozenset({"resourceGroupName", "resourceName", "configName"}),
    ),
    "network:VirtualNetwork": (network.VirtualNetwork, frozenset({"resourceGroupName", "virtualNetworkName"})),
    "network:Subnet": (network.Subnet, frozenset({"resourceGroupName", "virtualNetworkName", "subnetName"})),
    "network:NetworkSecurityGroup": (
        network.NetworkSecurityGroup,
        frozenset({"resourceGroupName", "networkSecurityGroupName"}),
    ),
    "network:NatGateway": (network.NatGateway, frozenset({"resourceGroupName", "natGatewayName"})),
    "network:PublicIPAddress": (network.PublicIPAddress, frozenset({"resourceGroupName", "publicIpAddressName"})),
    "network:RouteTable": (network.RouteTable, frozenset({"resourceGroupName", "routeTableName"})),
    "network:FlowLog": (network.FlowLog, frozenset({"resourceGroupName", "networkWatcherName", "flowLogName"})),
}
NESTED = {"securityRules", "routes", "delegations"}
"""Lists whose items Azure keeps under ``properties`` too."""

POOLS = [
    {"name": "shared"},
    {"name": "data", "tenant": "data", "spot": True, "min": 0, "labels": {"disk": "fast"}},
    {"name": "safe", "sandbox": True, "taints": [{"key": "example.com/a", "value": "b", "effect": "NoExecute"}]},
    {"name": "arm", "architecture": "arm64", "zones": ["2"]},
    {"name": "gpu", "machine_type": "Standard_NC24ads_A100_v4"},
]
OFFICE = {"private": False, "allowed_cidrs": ["203.0.113.0/24"]}
VARIANTS: dict[str, dict[str, Any]] = {
    "usual": FACTS,
    "pools": facts(node_pools=POOLS),
    "public": facts(endpoint=OFFICE),
    "connected": facts(endpoint={"allowed_cidrs": ["10.99.0.0/16", "10.98.0.0/16"]}),
    "firewall": facts(azure={"outbound": "firewall", "firewall_ip": "10.0.1.4", "public_ports": []}),
    "load-balancer": facts(azure={"outbound": "load-balancer", "public_ports": [80, 443]}),
    "lenient": facts(
        azure={
            "tier": "free",
            "cost_analysis": False,
            "defender": False,
            "azure_policy": False,
            "azure_rbac": False,
            "flow_logs": False,
            "host_encryption": False,
            "node_ssh": True,
            "upgrade_channel": "none",
            "node_image_channel": "none",
            "lock_node_resources": False,
            "file_shares": True,
            "audit_reads": True,
        },
        deletion_protection=False,
    ),
    "strict": facts(
        azure={
            "tier": "premium",
            "lock_cluster": True,
            "platform_principal": RUNNER,
            "node_image_channel": "security-patch",
            "maintenance": {"day": "Tuesday", "start": "22:30", "hours": 6, "utc_offset": "+01:00"},
            "private_dns_zone": "/subscriptions/x/resourceGroups/dns/providers/Microsoft.Network/privateDnsZones/"
            "privatelink.westeurope.azmk8s.io",
        },
        kubernetes_version="1.33",
    ),
    "zoneless": facts(region="westus", node_pools=[{"name": "shared"}]),
}


def azure(variant: str, *, preview: bool) -> list[Registration]:
    return [item for item in made(VARIANTS[variant], preview=preview) if item.type.startswith("azure-native:")]


@pytest.mark.parametrize("variant", VARIANTS)
def test_bodies_fit_the_models_of_azure(variant: str) -> None:
    checked = set()
    for item in azure(variant, preview=False):
        token = item.type.removeprefix("azure-native:")
        if token in MODELS:
            model, address = MODELS[token]
            body = unlifted(body_of(model, item.inputs, address))
            assert list(problems(model, body)) == [], item.name
            checked.add(token)
    assert {"containerservice:ManagedCluster", "containerservice:AgentPool", "network:Subnet"} <= checked


def unlifted(body: dict[str, Any]) -> dict[str, Any]:
    """Return a body whose nested resources have their ``properties`` back, too."""
    for key in NESTED & body.get("properties", {}).keys():
        body["properties"][key] = [
            {"name": item["name"], "properties": {field: value for field, value in item.items() if field != "name"}}
            for item in body["properties"][key]
        ]
    return body


@pytest.mark.parametrize("preview", [True, False], ids=["preview", "update"])
@pytest.mark.parametrize("variant", VARIANTS)
def test_inputs_fit_pulumis_sdk(variant: str, preview: bool) -> None:
    kit = find_sdk("azure-native")
    assert kit is not None
    for item in azure(variant, preview=preview):
        schema = kit.resource(item.type)
        assert schema is not None, item.type
        found = check(unknowns(item.inputs), schema.inputs, Strictness(kit.distribution))
        assert [(failure.property, failure.reason) for failure in found] == [], item.name


def unknowns(value: Any) -> Any:
    """Return inputs with what is not known as the checker has it."""
    if isinstance(value, dict):
        return {key: unknowns(item) for key, item in value.items()}
    if isinstance(value, list):
        return [unknowns(item) for item in value]
    return UNKNOWN if value == UNKNOWN_ON_THE_WIRE else value


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"properties": {"networkProfile": {"networkPolicy": "celery"}}}, "properties.networkProfile.networkPolicy"),
    ({"properties": {"aadProfile": {"manged": True}}}, "properties.aadProfile.manged"),
    ({"properties": {"fqdn": "a.example"}}, "properties.fqdn"),
    ({"properties": {"agentPoolProfiles": [{"count": "3"}]}}, "properties.agentPoolProfiles[0].count"),
    ({"sku": "Standard"}, "sku"),
]


@pytest.mark.parametrize(("body", "path"), WRONG, ids=[path for _, path in WRONG])
def test_the_check_itself_finds_mistakes(body: dict[str, Any], path: str) -> None:
    (found,) = problems(containerservice.ManagedCluster, body)
    assert found.startswith(f"{path}: ")


def outputs_read() -> Iterator[tuple[str, str]]:
    yield from {
        "containerservice:ManagedCluster": ("fqdn", "privateFQDN", "oidcIssuerProfile"),
        "keyvault:Key": ("keyUriWithVersion",),
        "managedidentity:UserAssignedIdentity": ("principalId", "clientId"),
    }.items()


def test_outputs_that_are_read_exist() -> None:
    kit = find_sdk("azure-native")
    assert kit is not None
    for token, names in outputs_read():
        schema = kit.resource(f"azure-native:{token}")
        assert schema is not None
        assert set(names) <= schema.outputs.keys()
