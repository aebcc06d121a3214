"""Which resources a host cluster on Azure is made of."""

import pytest

from tests.unit.hosts.azure.clusters import facts, made
from tests.unit.hosts.recording import check_golden

CLOSED = {"outbound": "firewall", "firewall_ip": "10.0.1.4", "flow_logs": False, "public_ports": []}


@pytest.mark.parametrize("preview", [True, False], ids=["preview", "update"])
def test_the_usual_cluster(preview: bool) -> None:
    check_golden("azure_host_cluster", made(preview=preview).rows())


def test_a_cluster_behind_a_firewall() -> None:
    recording = made(facts(azure=CLOSED))
    check_golden("azure_host_cluster_closed", recording.rows())
    for token in ("NatGateway", "PublicIPAddress", "FlowLog", "StorageAccount"):
        assert not recording.of(token)


def test_without_the_platform_nothing_is_made_on_the_cluster() -> None:
    recording = made(platform=False)
    assert not [item for item in recording if item.type.startswith("kubernetes:")]


def test_every_name_starts_with_the_component_and_every_parent_is_one() -> None:
    for item in made():
        assert item.name.startswith("amsterdam")
        assert item.parent in ("", "amsterdam", "amsterdam-platform")


def test_every_resource_names_its_place_and_its_provider() -> None:
    for item in made():
        if item.type.startswith("azure-native:"):
            assert "amsterdam-azure" in item.provider, item.name
            assert item.inputs.get("location", "westeurope") == "westeurope", item.name
            assert item.inputs.get("resourceGroupName", "amsterdam") in ("amsterdam", "NetworkWatcherRG"), item.name


def test_the_provider_acts_in_the_documents_subscription() -> None:
    provider = made().inputs("amsterdam-azure")
    assert provider["subscriptionId"] == "11111111-1111-1111-1111-111111111111"
    assert provider["tenantId"] == "22222222-2222-2222-2222-222222222222"


def test_nothing_is_ever_named_by_pulumi_but_grants() -> None:
    """Names that a preview shows are names that people find in Azure; a grant has no name worth knowing."""
    named = {
        "containerservice:ManagedCluster": "resourceName",
        "containerservice:AgentPool": "agentPoolName",
        "containerservice:MaintenanceConfiguration": "configName",
        "managedidentity:UserAssignedIdentity": "resourceName",
        "monitor:DiagnosticSetting": "name",
        "network:FlowLog": "flowLogName",
        "network:NatGateway": "natGatewayName",
        "network:NetworkSecurityGroup": "networkSecurityGroupName",
        "network:PublicIPAddress": "publicIpAddressName",
        "network:Subnet": "subnetName",
        "network:VirtualNetwork": "virtualNetworkName",
        "operationalinsights:Workspace": "workspaceName",
        "resources:ResourceGroup": "resourceGroupName",
        "storage:StorageAccount": "accountName",
        "keyvault:Vault": "vaultName",
        "keyvault:Key": "keyName",
        "compute:DiskEncryptionSet": "diskEncryptionSetName",
        "authorization:ManagementLockByScope": "lockName",
    }
    for item in made():
        if item.type.startswith("azure-native:") and not item.type.endswith(":RoleAssignment"):
            assert isinstance(item.inputs[named[item.type.removeprefix("azure-native:")]], str), item.name
