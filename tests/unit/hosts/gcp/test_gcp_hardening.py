"""Every default that hardens the cluster, by the path that the control names; and every option that turns one off."""

from typing import Any

import pytest

from kubespaces.plan.hosts.gcp_upkeep import LOGS
from tests.unit.hosts.gcp.clusters import NUMBER, facts, made
from tests.unit.hosts.gcp.paths import MISSING, at
from tests.unit.hosts.recording import Recording

CLUSTER, POOL, DATA = "eemshaven-cluster", "eemshaven-pool-shared", "eemshaven-pool-data"
SUBNET, NAT, BUCKET = "eemshaven-subnet", "eemshaven-nat", "eemshaven-audit-logs"
POLICY = "eemshaven-image-policy"
KEYS = [f"eemshaven-{purpose}-key" for purpose in ("secrets", "disks", "logs")]

DEFAULTS: list[tuple[str, str, str, str, Any]] = [
    # control, name, type, path, value
    ("KS-GKE-01", CLUSTER, "", "privateClusterConfig.enablePrivateEndpoint", True),
    ("KS-GKE-01", CLUSTER, "", "controlPlaneEndpointsConfig.dnsEndpointConfig.allowExternalTraffic", False),
    ("KS-GKE-01", CLUSTER, "", "masterAuthorizedNetworksConfig.cidrBlocks", []),
    ("KS-GKE-01", CLUSTER, "", "masterAuthorizedNetworksConfig.gcpPublicCidrsAccessEnabled", False),
    ("KS-GKE-01", CLUSTER, "", "masterAuthorizedNetworksConfig.privateEndpointEnforcementEnabled", True),
    ("KS-GKE-02", CLUSTER, "", "privateClusterConfig.enablePrivateNodes", True),
    ("KS-GKE-02", POOL, "", "networkConfig.enablePrivateNodes", True),
    ("KS-GKE-02", CLUSTER, "", "datapathProvider", "ADVANCED_DATAPATH"),
    ("KS-GKE-02", CLUSTER, "", "networkingMode", "VPC_NATIVE"),
    ("KS-GKE-02", CLUSTER, "", "ipAllocationPolicy.clusterSecondaryRangeName", "pods"),
    ("KS-GKE-02", CLUSTER, "", "ipAllocationPolicy.servicesSecondaryRangeName", "services"),
    ("KS-GKE-02", CLUSTER, "", "enableIntranodeVisibility", True),
    ("KS-GKE-03", CLUSTER, "", "workloadIdentityConfig.workloadPool", "acme-platform.svc.id.goog"),
    *(
        ("nodes", name, "", f"nodeConfig.{path}", value)
        for name in (CLUSTER, POOL, DATA)
        for path, value in {
            "workloadMetadataConfig.mode": "GKE_METADATA",
            "oauthScopes": ["https://www.googleapis.com/auth/cloud-platform"],
            "shieldedInstanceConfig.enableSecureBoot": True,
            "shieldedInstanceConfig.enableIntegrityMonitoring": True,
            "imageType": "COS_CONTAINERD",
            "kubeletConfig.insecureKubeletReadonlyPortEnabled": "FALSE",
            "metadata": {"disable-legacy-endpoints": "true"},
        }.items()
    ),
    ("KS-GKE-04", CLUSTER, "", "databaseEncryption.state", "ENCRYPTED"),
    ("KS-GKE-05", CLUSTER, "", "enableLegacyAbac", False),
    ("KS-GKE-05", CLUSTER, "", "masterAuth.clientCertificateConfig.issueClientCertificate", False),
    ("KS-GKE-05", CLUSTER, "", "masterAuth.username", MISSING),
    ("KS-GKE-05", CLUSTER, "", "rbacBindingConfig.enableInsecureBindingSystemAuthenticated", False),
    ("KS-GKE-05", CLUSTER, "", "rbacBindingConfig.enableInsecureBindingSystemUnauthenticated", False),
    ("KS-GKE-05", CLUSTER, "", "anonymousAuthenticationConfig.mode", "LIMITED"),
    ("KS-GKE-05", CLUSTER, "", "enableKubernetesAlpha", False),
    (
        "KS-GKE-05",
        CLUSTER,
        "",
        "nodePoolDefaults.nodeConfigDefaults.insecureKubeletReadonlyPortEnabled",
        "FALSE",
    ),
    ("KS-GKE-06", CLUSTER, "", "enableShieldedNodes", True),
    ("KS-GKE-06", CLUSTER, "", "removeDefaultNodePool", True),
    ("KS-GKE-06", CLUSTER, "", "clusterAutoscaling.enabled", False),
    ("KS-GKE-06", POOL, "", "management", {"autoRepair": True, "autoUpgrade": True}),
    ("KS-GKE-06", CLUSTER, "", "releaseChannel.channel", "REGULAR"),
    ("KS-GKE-06", CLUSTER, "", "securityPostureConfig.mode", "BASIC"),
    ("KS-SUP-05", CLUSTER, "", "binaryAuthorization.evaluationMode", "PROJECT_SINGLETON_POLICY_ENFORCE"),
    ("KS-SUP-05", POLICY, "", "globalPolicyEvaluationMode", "ENABLE"),
    (
        "KS-SUP-05",
        POLICY,
        "",
        "defaultAdmissionRule",
        {"evaluationMode": "ALWAYS_DENY", "enforcementMode": "ENFORCED_BLOCK_AND_AUDIT_LOG"},
    ),
    (
        "KS-SUP-05",
        POLICY,
        "",
        "admissionWhitelistPatterns",
        [{"namePattern": "europe-west4-docker.pkg.dev/acme-platform/**"}],
    ),
    ("KS-COST-02", CLUSTER, "", "resourceUsageExportConfig.bigqueryDestination.datasetId", "eemshaven_usage"),
    ("KS-COST-02", CLUSTER, "", "resourceUsageExportConfig.enableResourceConsumptionMetering", True),
    ("KS-GKE-03", POOL, "", "nodeConfig.serviceAccount", "eemshaven-nodes@acme-platform.iam.gserviceaccount.com"),
    ("KS-GKE", CLUSTER, "", "serviceExternalIpsConfig.enabled", False),
    ("KS-GKE", CLUSTER, "", "minMasterVersion", "1.35"),
    ("KS-GKE", CLUSTER, "", "authenticatorGroupsConfig.securityGroup", "gke-security-groups@example.com"),
    *(
        ("KS-ENC-01", name, "", path, value)
        for name in KEYS
        for path, value in {
            "rotationPeriod": "7776000s",
            "destroyScheduledDuration": "2592000s",
            "purpose": "ENCRYPT_DECRYPT",
            "versionTemplate.protectionLevel": "SOFTWARE",
        }.items()
    ),
    ("KS-ENC-03", "eemshaven-platform-storage-encrypted", "", "parameters.type", "pd-balanced"),
    ("KS-AUD-01", CLUSTER, "", "loggingConfig.enableComponents", list(LOGS)),
    ("KS-AUD-01", CLUSTER, "", "monitoringConfig.managedPrometheus.enabled", True),
    ("KS-AUD-01", CLUSTER, "", "monitoringConfig.advancedDatapathObservabilityConfig.enableMetrics", True),
    ("KS-AUD-02", BUCKET, "ProjectBucketConfig", "retentionDays", 365),
    ("KS-AUD-02", BUCKET, "ProjectBucketConfig", "location", "europe-west4"),
    ("KS-AUD-03", SUBNET, "", "logConfig.flowSampling", 1),
    ("KS-AUD-03", SUBNET, "", "logConfig.metadata", "INCLUDE_ALL_METADATA"),
    ("KS-AVA-01", CLUSTER, "", "location", "europe-west4"),
    ("KS-AVA-01", CLUSTER, "", "nodeLocations", [f"europe-west4-{zone}" for zone in "abc"]),
    ("KS-AVA-01", POOL, "", "upgradeSettings", {"strategy": "SURGE", "maxSurge": 1, "maxUnavailable": 0}),
    ("KS-AVA-01", POOL, "", "nodeDrainConfigs[0].respectPdbDuringNodePoolDeletion", True),
    (
        "KS-AVA-01",
        CLUSTER,
        "",
        "maintenancePolicy.recurringWindow",
        {
            "startTime": "2026-01-01T02:00:00Z",
            "endTime": "2026-01-01T08:00:00Z",
            "recurrence": "FREQ=WEEKLY;BYDAY=SA,SU",
        },
    ),
    (
        "versions",
        CLUSTER,
        "",
        "maintenancePolicy.maintenanceExclusions[0].exclusionOptions",
        {"scope": "NO_MINOR_UPGRADES", "endTimeBehavior": "UNTIL_END_OF_SUPPORT"},
    ),
    ("KS-AVA-03", CLUSTER, "", "deletionProtection", True),
    ("KS-COST-02", CLUSTER, "", "costManagementConfig.enabled", True),
    ("KS-COST-03", POOL, "", "autoscaling.totalMaxNodeCount", 3),
    ("KS-COST-03", POOL, "", "nodeConfig.machineType", "n2d-standard-4"),
    ("network", "eemshaven-network", "", "autoCreateSubnetworks", False),
    ("network", SUBNET, "", "privateIpGoogleAccess", True),
    ("network", SUBNET, "", "ipCidrRange", "10.40.0.0/20"),
    (
        "network",
        SUBNET,
        "",
        "secondaryIpRanges",
        [
            {"rangeName": "pods", "ipCidrRange": "100.64.0.0/16"},
            {"rangeName": "services", "ipCidrRange": "172.20.0.0/16"},
        ],
    ),
    ("network", "eemshaven-refuse-others", "", "denies", [{"protocol": "all"}]),
    ("network", "eemshaven-refuse-others", "", "logConfig.metadata", "INCLUDE_ALL_METADATA"),
    ("network", NAT, "", "natIpAllocateOption", "AUTO_ONLY"),
    ("pools", POOL, "", "name", MISSING),
    ("pools", POOL, "", "nodeConfig.taints", []),
    ("pools", POOL, "", "nodeConfig.sandboxConfig", MISSING),
    ("pools", DATA, "", "nodeConfig.labels", {"kubespaces.io/pool": "data", "kubespaces.io/tenant": "data"}),
    (
        "pools",
        DATA,
        "",
        "nodeConfig.taints",
        [{"key": "kubespaces.io/tenant", "value": "data", "effect": "NO_SCHEDULE"}],
    ),
]


@pytest.fixture(scope="module", params=[True, False], ids=["preview", "update"])
def usual(request: pytest.FixtureRequest) -> Recording:
    return made(preview=request.param)


@pytest.mark.parametrize(("control", "name", "token", "path", "value"), DEFAULTS)
def test_default(usual: Recording, control: str, name: str, token: str, path: str, value: Any) -> None:
    assert at(usual.inputs(name, token), path) == value, control


def test_references_between_the_parts() -> None:
    update = made(preview=False)
    key = "projects/acme-platform/locations/europe-west4/keyRings/eemshaven-keys/cryptoKeys/eemshaven-{}-key"
    account = "eemshaven-nodes@acme-platform.iam.gserviceaccount.com"
    assert at(update.inputs(CLUSTER), "databaseEncryption.keyName") == key.format("secrets")
    for name in (CLUSTER, POOL, DATA):
        assert at(update.inputs(name), "nodeConfig.bootDiskKmsKey") == key.format("disks")
        assert at(update.inputs(name), "nodeConfig.serviceAccount") == account
    for name in ("encrypted", "encrypted-hyperdisk"):
        parameters = update.inputs(f"eemshaven-platform-storage-{name}")["parameters"]
        assert parameters["disk-encryption-kms-key"] == key.format("disks")
    assert at(update.inputs(BUCKET, "ProjectBucketConfig"), "cmekSettings.kmsKeyName") == key.format("logs")
    destination = "logging.googleapis.com/projects/acme-platform/locations/europe-west4/buckets/eemshaven-audit"
    assert update.inputs(BUCKET, "ProjectSink")["destination"] == destination
    assert update.inputs(POOL)["version"] == "1.35.7-gke.1222000"
    assert update.inputs(NAT)["router"] == "eemshaven-router-1234567"


@pytest.mark.parametrize(
    ("purpose", "service"),
    [("secrets", "container-engine-robot"), ("disks", "compute-system"), ("logs", "gcp-sa-logging")],
)
def test_each_key_is_used_by_one_service(purpose: str, service: str) -> None:
    (grant,) = [item for item in made().of(":CryptoKeyIAMMember") if item.name == f"eemshaven-{purpose}-key-use"]
    assert grant.inputs["member"] == f"serviceAccount:service-{NUMBER}@{service}.iam.gserviceaccount.com"
    assert grant.inputs["role"] == "roles/cloudkms.cryptoKeyEncrypterDecrypter"


def test_nodes_may_report_and_pull_and_no_more() -> None:
    grants = [item.inputs["role"] for item in made().of("projects/iAMMember:IAMMember") if "nodes" in item.name]
    assert sorted(grants) == ["roles/artifactregistry.reader", "roles/container.defaultNodeServiceAccount"]


def test_the_sink_takes_this_cluster_and_network_only() -> None:
    text = made(preview=False).inputs(BUCKET, "ProjectSink")["filter"]
    assert text.count('resource.labels.cluster_name="eemshaven"') == 2
    assert 'resource.labels.subnetwork_name="eemshaven-subnet-1234567"' in text
    assert "cloudaudit.googleapis.com" in text


def test_deletion_is_refused_twice() -> None:
    kept = {item.name for item in made() if item.protect}
    assert kept == {CLUSTER, "eemshaven-network", SUBNET, BUCKET, POLICY, "eemshaven-usage", "eemshaven-keys", *KEYS}
    assert not [item.name for item in made(facts(deletion_protection=False)) if item.protect]


def test_everything_that_costs_money_says_whose_it_is() -> None:
    wanted = {"tenant", "environment", "owner", "cost-center", "data-class", "managed-by"}
    recording = made(facts(gcp={"nat_addresses": 1}))
    labels = {
        CLUSTER: recording.inputs(CLUSTER)["resourceLabels"],
        POOL: recording.inputs(POOL)["nodeConfig"]["resourceLabels"],
        DATA: recording.inputs(DATA)["nodeConfig"]["resourceLabels"],
        "address": recording.inputs("eemshaven-nat-1")["labels"],
        "usage": recording.inputs("eemshaven-usage")["labels"],
        **{name: recording.inputs(name)["labels"] for name in KEYS},
    }
    for name, found in labels.items():
        assert wanted <= found.keys(), name
        assert found["owner"] == "platform_at_example_com"
        assert found["tenant"] == ("data" if name == DATA else "shared")


OFFICE = "203.0.113.0/24"
OPTIONS: list[tuple[dict[str, Any], str, str, str, Any]] = [
    # facts, name, type, path, value
    (
        {"endpoint": {"private": False, "allowed_cidrs": [OFFICE]}},
        CLUSTER,
        "",
        "privateClusterConfig.enablePrivateEndpoint",
        False,
    ),
    (
        {"endpoint": {"private": False, "allowed_cidrs": [OFFICE]}},
        CLUSTER,
        "",
        "masterAuthorizedNetworksConfig.cidrBlocks",
        [{"cidrBlock": OFFICE, "displayName": f"allowed-{OFFICE}"}],
    ),
    ({"gcp": {"dns_endpoint": True}}, CLUSTER, "", "controlPlaneEndpointsConfig.ipEndpointsConfig.enabled", False),
    ({"deletion_protection": False}, CLUSTER, "", "deletionProtection", False),
    ({"audit_retention_days": 30}, BUCKET, "ProjectBucketConfig", "retentionDays", 30),
    ({"gcp": {"lock_logs": True}}, BUCKET, "ProjectBucketConfig", "locked", True),
    ({"gcp": {"flow_logs": False}}, SUBNET, "", "logConfig", MISSING),
    ({"gcp": {"binary_authorization": False}}, CLUSTER, "", "binaryAuthorization.evaluationMode", "DISABLED"),
    ({"gcp": {"usage_export": False}}, CLUSTER, "", "resourceUsageExportConfig", MISSING),
    ({"deletion_protection": False}, "eemshaven-usage", "", "deleteContentsOnDestroy", True),
    ({"gcp": {"security_posture": False}}, CLUSTER, "", "securityPostureConfig.mode", "DISABLED"),
    ({"gcp": {"release_channel": "stable"}}, CLUSTER, "", "releaseChannel.channel", "STABLE"),
    ({"gcp": {"minor_upgrades": True}}, CLUSTER, "", "maintenancePolicy.maintenanceExclusions", MISSING),
    (
        {"gcp": {"maintenance": {"days": ["Tuesday"], "start": "22:30", "hours": 12}}},
        CLUSTER,
        "",
        "maintenancePolicy.recurringWindow.endTime",
        "2026-01-02T10:30:00Z",
    ),
    ({"gcp": {"key_protection": "hsm"}}, KEYS[0], "", "versionTemplate.protectionLevel", "HSM"),
    ({"gcp": {"autopilot": True}}, CLUSTER, "", "enableAutopilot", True),
    ({"gcp": {"audit_reads": True}}, "eemshaven-audit-reads", "", "service", "container.googleapis.com"),
    ({"gcp": {"nat_addresses": 1}}, NAT, "", "natIpAllocateOption", "MANUAL_ONLY"),
    ({"gcp": {"cluster_name": "old"}}, CLUSTER, "", "name", "old"),
    ({"node_pools": [{"name": "shared", "spot": True}]}, POOL, "", "nodeConfig.spot", True),
    ({"node_pools": [{"name": "shared", "spot": True}]}, POOL, "", "autoscaling.locationPolicy", "ANY"),
    (
        {"node_pools": [{"name": "shared", "architecture": "arm64"}]},
        POOL,
        "",
        "nodeConfig.diskType",
        "hyperdisk-balanced",
    ),
    ({"node_pools": [{"name": "shared", "disk_size": "100.5Gi"}]}, POOL, "", "nodeConfig.diskSizeGb", 101),
    (
        {"node_pools": [{"name": "shared"}, {"name": "data", "sandbox": True}]},
        DATA,
        "",
        "nodeConfig.sandboxConfig.type",
        "GVISOR",
    ),
    (
        {"tags": {"data-class": "restricted"}},
        "eemshaven-platform-storage-encrypted",
        "",
        "reclaimPolicy",
        "Retain",
    ),
]


@pytest.mark.parametrize(("given", "name", "token", "path", "value"), OPTIONS)
def test_option_is_visible(given: dict[str, Any], name: str, token: str, path: str, value: Any) -> None:
    changed = made(facts(**given), preview=False)
    assert at(changed.inputs(name, token), path) == value
    before = [item for item in made(preview=False) if item.name == name and item.type.endswith(token)]
    same = [item.name for item in before if at(item.inputs, path) == value]
    assert not same, "the default looks the same, so that nobody would see the option in a diff"
