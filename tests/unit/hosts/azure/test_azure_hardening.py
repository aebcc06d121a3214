"""Every default that hardens the cluster, by the path that the control names; and every option that turns one off."""

from typing import Any

import pytest

from tests.unit.hosts.aws.paths import MISSING, at
from tests.unit.hosts.azure.clusters import ADMINS, RUNNER, SUBSCRIPTION, TENANT, facts, made
from tests.unit.hosts.recording import Recording

CLUSTER, ANCHOR = "amsterdam-cluster", "amsterdam-cluster"
SYSTEM, SHARED, DATA = "amsterdam-system-pool", "amsterdam-pool-shared", "amsterdam-pool-data"
VAULT, LOGS, ACCOUNT = "amsterdam-vault", "amsterdam-logs", "amsterdam-flow-logs-account"
POOL = "agentPoolProfiles[0]"

DEFAULTS: list[tuple[str, str, str, Any]] = [
    # control, name, path, value
    ("KS-AKS-01", CLUSTER, "apiServerAccessProfile.enablePrivateCluster", True),
    ("KS-AKS-01", CLUSTER, "apiServerAccessProfile.enablePrivateClusterPublicFQDN", False),
    ("KS-AKS-01", CLUSTER, "apiServerAccessProfile.privateDNSZone", "system"),
    ("KS-AKS-01", CLUSTER, "apiServerAccessProfile.enableVnetIntegration", True),
    ("KS-AKS-01", CLUSTER, "apiServerAccessProfile.disableRunCommand", True),
    ("KS-AKS-01", CLUSTER, "apiServerAccessProfile.authorizedIPRanges", MISSING),
    ("KS-AKS-01", CLUSTER, "publicNetworkAccess", "Disabled"),
    ("KS-AKS-02", CLUSTER, "disableLocalAccounts", True),
    ("KS-AKS-02", CLUSTER, "enableRBAC", True),
    ("KS-AKS-02", CLUSTER, "aadProfile.managed", True),
    ("KS-AKS-02", CLUSTER, "aadProfile.enableAzureRBAC", True),
    ("KS-AKS-02", CLUSTER, "aadProfile.adminGroupObjectIDs", [ADMINS]),
    ("KS-AKS-02", CLUSTER, "aadProfile.tenantID", TENANT),
    ("KS-AKS-02", CLUSTER, "linuxProfile", MISSING),
    ("KS-AKS-03", CLUSTER, "networkProfile.networkPolicy", "cilium"),
    ("KS-AKS-03", CLUSTER, "networkProfile.networkDataplane", "cilium"),
    ("KS-AKS-03", CLUSTER, "networkProfile.networkPlugin", "azure"),
    ("KS-AKS-03", CLUSTER, "networkProfile.networkPluginMode", "overlay"),
    ("KS-AKS-03", CLUSTER, "networkProfile.loadBalancerSku", "standard"),
    ("KS-AKS-03", CLUSTER, "networkProfile.outboundType", "userAssignedNATGateway"),
    ("KS-AKS-04", CLUSTER, "securityProfile.azureKeyVaultKms.enabled", True),
    ("KS-AKS-04", CLUSTER, "securityProfile.azureKeyVaultKms.keyVaultNetworkAccess", "Private"),
    *(("KS-AKS-04", pool, "enableEncryptionAtHost", True) for pool in (SYSTEM, SHARED, DATA)),
    ("KS-AKS-04", ANCHOR, f"{POOL}.enableEncryptionAtHost", True),
    *(
        ("KS-AKS-05", pool, path, value)
        for pool in (SYSTEM, SHARED, DATA)
        for path, value in {
            "enableNodePublicIP": False,
            "nodePublicIPPrefixID": MISSING,
            "securityProfile.sshAccess": "Disabled",
            "securityProfile.enableSecureBoot": True,
            "securityProfile.enableVTPM": True,
        }.items()
    ),
    ("KS-AKS-05", ANCHOR, f"{POOL}.mode", "System"),
    ("KS-AKS-05", ANCHOR, f"{POOL}.nodeTaints", ["CriticalAddonsOnly=true:NoSchedule"]),
    ("KS-AKS-05", ANCHOR, f"{POOL}.enableNodePublicIP", False),
    ("KS-AKS-05", ANCHOR, f"{POOL}.securityProfile.sshAccess", "Disabled"),
    ("KS-AKS-05", SYSTEM, "mode", "System"),
    ("KS-AKS-05", SYSTEM, "nodeTaints", ["CriticalAddonsOnly=true:NoSchedule"]),
    ("KS-AKS-05", SHARED, "mode", "User"),
    ("KS-AKS-05", CLUSTER, "nodeResourceGroupProfile.restrictionLevel", "ReadOnly"),
    ("KS-AKS-06", CLUSTER, "oidcIssuerProfile.enabled", True),
    ("KS-AKS-06", CLUSTER, "securityProfile.workloadIdentity.enabled", True),
    ("KS-AKS-06", CLUSTER, "identity.type", "UserAssigned"),
    ("KS-AKS-06", CLUSTER, "servicePrincipalProfile", MISSING),
    ("KS-AKS-06", CLUSTER, "autoUpgradeProfile.upgradeChannel", "patch"),
    ("KS-AKS-06", CLUSTER, "autoUpgradeProfile.nodeOSUpgradeChannel", "NodeImage"),
    ("KS-AKS-06", CLUSTER, "sku", {"name": "Base", "tier": "Standard"}),
    ("KS-AKS-06", CLUSTER, "supportPlan", "KubernetesOfficial"),
    ("KS-AKS-06", CLUSTER, "securityProfile.defender.securityMonitoring.enabled", True),
    ("KS-AKS-06", CLUSTER, "securityProfile.imageCleaner.enabled", True),
    ("KS-SUP-05", CLUSTER, "addonProfiles.azurepolicy.enabled", True),
    ("KS-ENC-01", VAULT, "properties.enablePurgeProtection", True),
    ("KS-ENC-01", VAULT, "properties.enableSoftDelete", True),
    ("KS-ENC-01", VAULT, "properties.softDeleteRetentionInDays", 90),
    *(
        ("KS-ENC-01", f"amsterdam-{use}-key", path, value)
        for use in ("secrets", "disks")
        for path, value in {
            "properties.rotationPolicy.lifetimeActions[0].action.type": "rotate",
            "properties.rotationPolicy.lifetimeActions[0].trigger.timeAfterCreate": "P1Y",
            "properties.rotationPolicy.attributes": MISSING,
            "properties.attributes.exportable": False,
            "properties.keySize": 3072,
        }.items()
    ),
    ("KS-ENC-02", VAULT, "properties.enableRbacAuthorization", True),
    ("KS-ENC-02", VAULT, "properties.accessPolicies", MISSING),
    ("KS-ENC-02", VAULT, "properties.publicNetworkAccess", "Disabled"),
    ("KS-ENC-02", VAULT, "properties.networkAcls", {"bypass": "AzureServices", "defaultAction": "Deny"}),
    ("KS-ENC-03", "amsterdam-disk-encryption", "encryptionType", "EncryptionAtRestWithCustomerKey"),
    ("KS-ENC-03", "amsterdam-disk-encryption", "rotationToLatestKeyVersionEnabled", True),
    ("KS-ENC-03", "amsterdam-platform-storage-standard", "parameters.networkAccessPolicy", "DenyAll"),
    (
        "KS-AUD-01",
        "amsterdam-audit",
        "logs",
        [
            {"category": category, "enabled": True}
            for category in (
                "cloud-controller-manager",
                "cluster-autoscaler",
                "guard",
                "kube-apiserver",
                "kube-audit-admin",
                "kube-controller-manager",
                "kube-scheduler",
            )
        ],
    ),
    ("KS-AUD-01", "amsterdam-vault-audit", "logs", [{"category": "AuditEvent", "enabled": True}]),
    ("KS-AUD-02", LOGS, "retentionInDays", 365),
    ("KS-AUD-03", "amsterdam-flow-logs", "enabled", True),
    ("KS-AUD-03", "amsterdam-flow-logs", "retentionPolicy", {"enabled": True, "days": 365}),
    ("KS-AUD-03", ACCOUNT, "allowSharedKeyAccess", False),
    ("KS-AUD-03", ACCOUNT, "allowBlobPublicAccess", False),
    ("KS-AUD-03", ACCOUNT, "minimumTlsVersion", "TLS1_2"),
    ("KS-AUD-03", ACCOUNT, "networkRuleSet.defaultAction", "Deny"),
    ("KS-RES-02", ACCOUNT, "sku.name", "Standard_ZRS"),
    ("KS-RES-02", ACCOUNT, "allowCrossTenantReplication", False),
    *(("KS-AVA-01", pool, "availabilityZones", ["1", "2", "3"]) for pool in (SYSTEM, SHARED, DATA)),
    ("KS-AVA-01", ANCHOR, f"{POOL}.availabilityZones", ["1", "2", "3"]),
    ("KS-AVA-01", SHARED, "upgradeSettings", {"maxSurge": "33%", "drainTimeoutInMinutes": 30}),
    (
        "KS-AVA-01",
        "amsterdam-window-aksManagedAutoUpgradeSchedule",
        "maintenanceWindow",
        {
            "schedule": {"weekly": {"dayOfWeek": "Sunday", "intervalWeeks": 1}},
            "startTime": "02:00",
            "durationHours": 4,
            "utcOffset": "+00:00",
        },
    ),
    ("KS-AVA-03", "amsterdam-lock-vault", "level", "CanNotDelete"),
    ("KS-AVA-03", "amsterdam-lock-logs", "level", "CanNotDelete"),
    ("KS-COST-02", CLUSTER, "metricsProfile.costAnalysis.enabled", True),
    ("KS-COST-03", SHARED, "maxCount", 3),
    ("KS-COST-03", SHARED, "vmSize", "Standard_D4ds_v5"),
    ("pools", SHARED, "osSKU", "AzureLinux"),
    ("pools", SHARED, "osDiskType", "Managed"),
    ("pools", SHARED, "osDiskSizeGB", 50),
    ("pools", SHARED, "workloadRuntime", "OCIContainer"),
    ("pools", SHARED, "nodeTaints", []),
    ("pools", DATA, "nodeLabels", {"kubespaces.io/pool": "data", "kubespaces.io/tenant": "data"}),
    ("pools", DATA, "nodeTaints", ["kubespaces.io/tenant=data:NoSchedule"]),
    ("pools", DATA, "minCount", 3),
    ("storage", CLUSTER, "storageProfile.fileCSIDriver.enabled", False),
    ("storage", CLUSTER, "storageProfile.blobCSIDriver.enabled", False),
    ("network", "amsterdam-nodes-subnet", "defaultOutboundAccess", False),
    ("network", "amsterdam-api-server-subnet", "defaultOutboundAccess", False),
    ("network", "amsterdam-network", "addressSpace.addressPrefixes", ["10.30.0.0/16"]),
]


@pytest.fixture(scope="module", params=[True, False], ids=["preview", "update"])
def usual(request: pytest.FixtureRequest) -> Recording:
    return made(preview=request.param)


@pytest.mark.parametrize(("control", "name", "path", "value"), DEFAULTS)
def test_default(usual: Recording, control: str, name: str, path: str, value: Any) -> None:
    assert at(usual.inputs(name), path) == value, control


def test_references_between_the_parts() -> None:
    update = made(preview=False)

    def id_of(role: str) -> str:
        return f"/subscriptions/{SUBSCRIPTION}/resourceGroups/amsterdam/providers/amsterdam-{role}"

    cluster = update.inputs(CLUSTER)
    kms = at(cluster, "securityProfile.azureKeyVaultKms")
    assert kms["keyId"] == "https://vault.example/keys/secrets/1"
    assert kms["keyVaultResourceId"] == id_of("vault")
    assert cluster["diskEncryptionSetID"] == id_of("disk-encryption")
    assert cluster["identity"]["userAssignedIdentities"] == [id_of("control-plane-identity")]
    assert at(cluster, "identityProfile.kubeletidentity.resourceId") == id_of("nodes-identity")
    assert at(cluster, "apiServerAccessProfile.subnetId") == id_of("api-server-subnet")
    assert at(cluster, "securityProfile.defender.logAnalyticsWorkspaceResourceId") == id_of("logs")
    assert at(cluster, f"{POOL}.vnetSubnetID") == id_of("nodes-subnet")
    assert update.inputs("amsterdam-audit")["resourceUri"] == id_of("cluster")
    assert update.inputs("amsterdam-audit")["workspaceId"] == id_of("logs")
    assert at(update.inputs("amsterdam-disk-encryption"), "activeKey.keyUrl") == "https://vault.example/keys/disks/1"
    assert update.inputs("amsterdam-flow-logs")["targetResourceId"] == id_of("network")
    assert at(update.inputs("amsterdam-platform-storage-standard"), "parameters.diskEncryptionSetID") == id_of(
        "disk-encryption"
    )
    assert at(update.inputs("amsterdam-nodes-subnet"), "natGateway.id") == id_of("nat-gateway")


def test_deletion_is_refused_by_pulumi_and_by_azure() -> None:
    kept = {item.name for item in made() if item.protect}
    parts = ("cluster", "group", "network", "vault", "secrets-key", "disks-key", "disk-encryption", "logs")
    assert kept == {f"amsterdam-{part}" for part in (*parts, "flow-logs-account")}
    free = made(facts(deletion_protection=False))
    assert not [item.name for item in free if item.protect]
    assert not free.of("ManagementLockByScope")


def test_pools_can_be_replaced_although_the_cluster_is_protected() -> None:
    """A lock on the cluster would hold for its pools, too."""
    locked = {item.inputs["scope"] for item in made(preview=False).of("ManagementLockByScope")}
    assert not any(scope.endswith("-cluster") for scope in locked)
    assert made(facts(azure={"lock_cluster": True})).of("ManagementLockByScope")[-1].name == "amsterdam-lock-cluster"


def test_everything_that_costs_money_says_whose_it_is(usual: Recording) -> None:
    wanted = {"tenant", "environment", "owner", "cost-center", "data-class", "managed-by"}
    untagged = {
        "RoleAssignment",
        "ManagementLockByScope",
        "DiagnosticSetting",
        "MaintenanceConfiguration",
        "Subnet",
    }
    for item in usual:
        if item.type.startswith("azure-native:") and item.type.rpartition(":")[2] not in untagged:
            assert wanted <= item.inputs["tags"].keys(), item.name
    assert at(usual.inputs(CLUSTER), f"{POOL}.tags.tenant") == "shared"
    assert usual.inputs(DATA)["tags"]["tenant"] == "data"
    assert usual.inputs(SHARED)["tags"]["tenant"] == "shared"


OFFICE = {"private": False, "allowed_cidrs": ["203.0.113.0/24"]}
ZONE = (
    "/subscriptions/x/resourceGroups/dns/providers/Microsoft.Network/privateDnsZones/privatelink.westeurope.azmk8s.io"
)


def own(**azure: Any) -> dict[str, Any]:
    return {"azure": azure}


def pool(**fields: Any) -> dict[str, Any]:
    return {"node_pools": [{"name": "shared", **fields}]}


OPTIONS: list[tuple[dict[str, Any], str, str, Any]] = [
    # facts, name, path, value
    ({"endpoint": OFFICE}, CLUSTER, "apiServerAccessProfile.enablePrivateCluster", False),
    ({"endpoint": OFFICE}, CLUSTER, "apiServerAccessProfile.authorizedIPRanges", ["203.0.113.0/24"]),
    ({"endpoint": OFFICE}, CLUSTER, "apiServerAccessProfile.privateDNSZone", MISSING),
    ({"endpoint": OFFICE}, CLUSTER, "publicNetworkAccess", "Enabled"),
    ({"audit_retention_days": 90}, LOGS, "retentionInDays", 90),
    ({"audit_retention_days": 90}, "amsterdam-flow-logs", "retentionPolicy.days", 90),
    ({"audit_retention_days": 730}, "amsterdam-flow-logs", "retentionPolicy.days", 0),
    (own(azure_rbac=False), CLUSTER, "aadProfile.enableAzureRBAC", False),
    (own(tier="premium"), CLUSTER, "sku.tier", "Premium"),
    (own(tier="premium"), CLUSTER, "supportPlan", "AKSLongTermSupport"),
    (own(tier="free", cost_analysis=False), CLUSTER, "sku.tier", "Free"),
    (own(cost_analysis=False), CLUSTER, "metricsProfile.costAnalysis.enabled", False),
    (own(outbound="load-balancer"), CLUSTER, "networkProfile.outboundType", "loadBalancer"),
    (own(outbound="load-balancer"), "amsterdam-nodes-subnet", "natGateway", MISSING),
    (own(outbound="firewall", firewall_ip="10.0.1.4"), CLUSTER, "networkProfile.outboundType", "userDefinedRouting"),
    (own(outbound="firewall", firewall_ip="10.0.1.4"), "amsterdam-routes", "routes[0].nextHopIpAddress", "10.0.1.4"),
    (own(nat_addresses=2), "amsterdam-nat-address-2", "publicIPAllocationMethod", "Static"),
    (own(public_ports=[8443, 443]), "amsterdam-nodes-rules", "securityRules[1].destinationPortRanges", ["443", "8443"]),
    (own(public_ports=[]), "amsterdam-nodes-rules", "securityRules[1]", MISSING),
    (own(private_dns_zone=ZONE), CLUSTER, "apiServerAccessProfile.privateDNSZone", ZONE),
    (own(host_encryption=False), SHARED, "enableEncryptionAtHost", False),
    (own(host_encryption=False), SYSTEM, "enableEncryptionAtHost", False),
    (own(node_ssh=True), SHARED, "securityProfile.sshAccess", "LocalUser"),
    (own(node_ssh=True), SYSTEM, "securityProfile.sshAccess", "LocalUser"),
    (own(lock_node_resources=False), CLUSTER, "nodeResourceGroupProfile.restrictionLevel", "Unrestricted"),
    (own(defender=False), CLUSTER, "securityProfile.defender.securityMonitoring.enabled", False),
    (own(azure_policy=False), CLUSTER, "addonProfiles.azurepolicy.enabled", False),
    (own(audit_reads=True), "amsterdam-audit", "logs[4].category", "kube-audit"),
    (own(upgrade_channel="none"), CLUSTER, "autoUpgradeProfile.upgradeChannel", "none"),
    (own(node_image_channel="none"), CLUSTER, "autoUpgradeProfile.nodeOSUpgradeChannel", "None"),
    (own(node_image_channel="security-patch"), CLUSTER, "autoUpgradeProfile.nodeOSUpgradeChannel", "SecurityPatch"),
    (
        own(maintenance={"day": "Tuesday", "start": "22:30", "hours": 6, "utc_offset": "+01:00"}),
        "amsterdam-window-default",
        "maintenanceWindow",
        {
            "schedule": {"weekly": {"dayOfWeek": "Tuesday", "intervalWeeks": 1}},
            "startTime": "22:30",
            "durationHours": 6,
            "utcOffset": "+01:00",
        },
    ),
    (own(file_shares=True), CLUSTER, "storageProfile.fileCSIDriver.enabled", True),
    (own(vault_name="another-vault"), VAULT, "vaultName", "another-vault"),
    (own(cluster_name="old"), CLUSTER, "resourceName", "old"),
    (own(lock_cluster=True), "amsterdam-lock-cluster", "level", "CanNotDelete"),
    (own(platform_principal=RUNNER), "amsterdam-grant-platform-admin", "principalId", RUNNER),
    (
        own(network_watcher={"resource_group": "hub", "name": "watch"}),
        "amsterdam-flow-logs",
        "networkWatcherName",
        "watch",
    ),
    (own(system_pool={"min": 3, "max": 6}), SYSTEM, "maxCount", 6),
    (own(system_pool={"architecture": "arm64"}), SYSTEM, "vmSize", "Standard_D4pds_v5"),
    (own(system_pool={"anchor": "Standard_D4ds_v5"}), CLUSTER, f"{POOL}.vmSize", "Standard_D4ds_v5"),
    (pool(sandbox=True), SHARED, "workloadRuntime", "KataVmIsolation"),
    (pool(sandbox=True), SHARED, "securityProfile.enableVTPM", False),
    (pool(architecture="arm64"), SHARED, "vmSize", "Standard_D4pds_v5"),
    (pool(architecture="arm64"), SHARED, "securityProfile.enableSecureBoot", False),
    (pool(machine_type="Standard_NC24ads_A100_v4"), SHARED, "securityProfile.enableSecureBoot", False),
    (pool(spot=True), SHARED, "scaleSetPriority", "Spot"),
    (pool(spot=True), SHARED, "upgradeSettings.maxSurge", MISSING),
    (pool(spot=True), SHARED, "nodeTaints", ["kubernetes.azure.com/scalesetpriority=spot:NoSchedule"]),
    (pool(min=0), SHARED, "minCount", 0),
    (pool(zones=["2"]), SHARED, "availabilityZones", ["2"]),
    (pool(disk_size="100.5Gi"), SHARED, "osDiskSizeGB", 101),
    (
        pool(taints=[{"key": "a.example/b", "value": "c", "effect": "NoExecute"}]),
        SHARED,
        "nodeTaints",
        ["a.example/b=c:NoExecute"],
    ),
    (
        {"tags": {"data-class": "restricted"}},
        "amsterdam-platform-storage-standard",
        "reclaimPolicy",
        "Retain",
    ),
]


@pytest.mark.parametrize(("given", "name", "path", "value"), OPTIONS)
def test_option_is_visible(given: dict[str, Any], name: str, path: str, value: Any) -> None:
    changed = made(facts(**given), preview=False)
    usual = made(preview=False).everything()
    assert at(changed.inputs(name), path) == value
    same = next((inputs for (_, other), inputs in usual.items() if other == name and at(inputs, path) == value), None)
    assert same is None, "the default looks the same, so that nobody would see the option in a diff"


def test_flow_logs_can_be_forgone() -> None:
    assert made().of("FlowLog")
    without = made(facts(azure={"flow_logs": False}))
    assert not without.of("FlowLog")
    assert not without.of("StorageAccount")


def test_a_trusted_vtpm_stays_with_graphics() -> None:
    given = facts(**pool(machine_type="Standard_NC24ads_A100_v4"))
    assert at(made(given).inputs(SHARED), "securityProfile.enableVTPM") is True


def test_a_region_without_zones_names_none() -> None:
    recording = made(facts(region="westus", node_pools=[{"name": "shared"}]))
    for name in (SYSTEM, SHARED):
        assert at(recording.inputs(name), "availabilityZones") is MISSING
    assert at(recording.inputs("amsterdam-nat-address-1"), "zones") is MISSING
    assert at(recording.inputs(ACCOUNT), "sku.name") == "Standard_LRS"
