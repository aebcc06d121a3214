"""KS-AKS."""

from typing import Any

from kubespaces_policies.value import UNKNOWN

from .case import Case, Cases, Props, case
from .changes import but, without

CLUSTER = "azure-native:containerservice:ManagedCluster"
POOL = "azure-native:containerservice:AgentPool"
VERSIONED = "azure-native:containerservice/v20250701:ManagedCluster"

USER: Props = {
    "mode": "User",
    "osType": "Linux",
    "availabilityZones": ["1", "2", "3"],
    "enableNodePublicIP": False,
    "enableEncryptionAtHost": True,
    "securityProfile": {"sshAccess": "Disabled", "enableSecureBoot": True, "enableVTPM": True},
}
SYSTEM: Props = {**USER, "mode": "System", "nodeTaints": ["CriticalAddonsOnly=true:NoSchedule"]}
AKS: Props = {
    "resourceName": "amsterdam",
    "location": "westeurope",
    "kubernetesVersion": "1.35.1",
    "apiServerAccessProfile": {
        "enablePrivateCluster": True,
        "enablePrivateClusterPublicFQDN": False,
        "disableRunCommand": True,
    },
    "publicNetworkAccess": "Disabled",
    "disableLocalAccounts": True,
    "enableRBAC": True,
    "aadProfile": {"managed": True, "enableAzureRBAC": True, "adminGroupObjectIDs": ["5f1c"]},
    "networkProfile": {
        "networkPlugin": "azure",
        "networkPolicy": "cilium",
        "loadBalancerSku": "standard",
        "outboundType": "userAssignedNATGateway",
    },
    "securityProfile": {
        "azureKeyVaultKms": {
            "enabled": True,
            "keyId": "https://vault.example/keys/it",
            "keyVaultNetworkAccess": "Private",
        },
        "workloadIdentity": {"enabled": True},
        "defender": {"securityMonitoring": {"enabled": True}},
    },
    "diskEncryptionSetID": "/subscriptions/s/diskEncryptionSets/it",
    "agentPoolProfiles": [SYSTEM],
    "oidcIssuerProfile": {"enabled": True},
    "identity": {"type": "UserAssigned"},
    "autoUpgradeProfile": {"upgradeChannel": "patch", "nodeOSUpgradeChannel": "NodeImage"},
    "sku": {"name": "Base", "tier": "Standard"},
    "metricsProfile": {"costAnalysis": {"enabled": True}},
}
PUBLIC = without(but(AKS, "apiServerAccessProfile.enablePrivateCluster", False), "publicNetworkAccess")
_RANGES = "apiServerAccessProfile.authorizedIPRanges"


def _changed(path: str, new: Any, *, remedied: bool | None = None, at: str = "", **settings: Any) -> Case:
    return case(CLUSTER, but(AKS, path, new), at=at or path, remedied=remedied, **settings)


def _missing(path: str, *, remedied: bool | None = None) -> Case:
    return case(CLUSTER, without(AKS, path), remedied=remedied)


_ENDPOINT = Cases(
    good={
        "private": case(CLUSTER, AKS),
        "public for a few": case(CLUSTER, but(PUBLIC, _RANGES, ["192.0.2.0/24"]), publicEndpoints=True),
    },
    bad={
        "public": case(CLUSTER, PUBLIC, at="apiServerAccessProfile.enablePrivateCluster", remedied=False),
        "public, with a version of the API": case(VERSIONED, PUBLIC, remedied=False),
        "nothing said": _missing("apiServerAccessProfile", remedied=False),
        "public for a few, which nobody agreed to": case(
            CLUSTER, but(PUBLIC, _RANGES, ["192.0.2.0/24"]), remedied=False
        ),
        "agreed, for all": case(CLUSTER, PUBLIC, publicEndpoints=True, at=_RANGES, remedied=False),
        "agreed, for all in halves": case(
            CLUSTER,
            but(PUBLIC, _RANGES, ["0.0.0.0/1", "128.0.0.0/1"]),
            publicEndpoints=True,
            at=_RANGES,
            remedied=False,
        ),
        "a public name": _changed("apiServerAccessProfile.enablePrivateClusterPublicFQDN", True, remedied=False),
        "a public name by default": _missing("apiServerAccessProfile.enablePrivateClusterPublicFQDN"),
        "the run command": _changed("apiServerAccessProfile.disableRunCommand", False, remedied=False),
        "the run command by default": _missing("apiServerAccessProfile.disableRunCommand"),
        "public access": _changed("publicNetworkAccess", "Enabled", remedied=False),
        "public access by default": _missing("publicNetworkAccess"),
    },
    other={"a pool": case(POOL, USER)},
    deferred={
        "unknown": case(CLUSTER, but(AKS, "apiServerAccessProfile.enablePrivateCluster", UNKNOWN)),
        "one unknown range": case(CLUSTER, but(PUBLIC, _RANGES, [UNKNOWN]), publicEndpoints=True),
    },
)

_IDENTITY = Cases(
    good={
        "Entra ID only": case(CLUSTER, AKS),
        "no groups of administrators": case(CLUSTER, without(AKS, "aadProfile.adminGroupObjectIDs", "enableRBAC")),
    },
    bad={
        "nothing said": _missing("aadProfile"),
        "local accounts": _changed("disableLocalAccounts", False),
        "local accounts by default": _missing("disableLocalAccounts"),
        "not managed": _changed("aadProfile.managed", False),
        "no Azure RBAC": _changed("aadProfile.enableAzureRBAC", False),
        "no RBAC": _changed("enableRBAC", False),
        "many groups": _changed("aadProfile.adminGroupObjectIDs", list("abcd"), remedied=False),
    },
    deferred={"unknown": case(CLUSTER, but(AKS, "disableLocalAccounts", UNKNOWN))},
)

_NETWORK = Cases(
    good={
        "an engine": case(CLUSTER, AKS),
        "another engine": case(
            CLUSTER, but(without(AKS, "networkProfile.loadBalancerSku"), "networkProfile.networkPolicy", "calico")
        ),
        "Cilium of one's own": case(
            CLUSTER, but(AKS, "networkProfile", {"networkPlugin": "none", "outboundType": "none"}), cilium=True
        ),
    },
    bad={
        "nothing said": _missing("networkProfile"),
        "no engine": _missing("networkProfile.networkPolicy"),
        "the engine none": _changed("networkProfile.networkPolicy", "none"),
        "kubenet": _changed("networkProfile.networkPlugin", "kubenet"),
        "a CNI of one's own, without Cilium": _changed("networkProfile.networkPlugin", "none"),
        "Cilium, beside AKS' own network": case(CLUSTER, without(AKS, "networkProfile.networkPolicy"), cilium=True),
        "a basic load balancer": _changed("networkProfile.loadBalancerSku", "basic"),
        "outbound by default": _missing("networkProfile.outboundType"),
    },
    deferred={"unknown": case(CLUSTER, but(AKS, "networkProfile.networkPolicy", UNKNOWN))},
)

_KMS = "securityProfile.azureKeyVaultKms"
_ENCRYPTION = Cases(
    good={
        "keys of its own": case(CLUSTER, AKS),
        "keys that are made in the same run": case(
            CLUSTER, but(but(AKS, f"{_KMS}.keyId", UNKNOWN), "diskEncryptionSetID", UNKNOWN)
        ),
        "a pool": case(POOL, USER),
    },
    bad={
        "nothing said": _missing("securityProfile", remedied=False),
        "off": _changed(f"{_KMS}.enabled", False, remedied=False),
        "no key": _missing(f"{_KMS}.keyId", remedied=False),
        "a vault on the internet": _changed(f"{_KMS}.keyVaultNetworkAccess", "Public", remedied=False),
        "no encryption set": _missing("diskEncryptionSetID", remedied=False),
        "plain caches in the cluster's pool": case(
            CLUSTER,
            but(AKS, "agentPoolProfiles[0].enableEncryptionAtHost", False),
            at="agentPoolProfiles[0].enableEncryptionAtHost",
            remedied=False,
        ),
        "plain caches in the second pool": case(
            CLUSTER,
            {
                **AKS,
                "agentPoolProfiles": [
                    {**SYSTEM, "enableEncryptionAtHost": UNKNOWN},
                    {**USER, "enableEncryptionAtHost": False},
                ],
            },
            remedied=False,
        ),
        "plain caches": case(
            POOL, but(USER, "enableEncryptionAtHost", False), at="enableEncryptionAtHost", remedied=False
        ),
        "plain caches by default": case(POOL, without(USER, "enableEncryptionAtHost")),
    },
    deferred={
        "unknown": case(POOL, but(USER, "enableEncryptionAtHost", UNKNOWN)),
        "unknown pools": case(CLUSTER, but(AKS, "agentPoolProfiles", UNKNOWN)),
    },
)

_NODES = Cases(
    good={
        "a cluster": case(CLUSTER, AKS),
        "a pool": case(POOL, USER),
        "a pool of the system": case(POOL, SYSTEM),
        "pods in machines of their own": case(
            POOL, {**USER, "workloadRuntime": "KataVmIsolation", "securityProfile": {"sshAccess": "Disabled"}}
        ),
        "Windows": case(POOL, {**USER, "osType": "Windows", "securityProfile": {"sshAccess": "Disabled"}}),
    },
    bad={
        "nothing said": case(POOL, {"mode": "User"}, at="securityProfile.sshAccess"),
        "public addresses": case(POOL, but(USER, "enableNodePublicIP", True), at="enableNodePublicIP", remedied=False),
        "public addresses from a prefix": case(
            POOL, {**USER, "nodePublicIPPrefixID": "/subscriptions/p"}, remedied=False
        ),
        "SSH": case(
            POOL, but(USER, "securityProfile.sshAccess", "LocalUser"), at="securityProfile.sshAccess", remedied=False
        ),
        "SSH by default": case(POOL, without(USER, "securityProfile.sshAccess")),
        "no secure boot": case(POOL, but(USER, "securityProfile.enableSecureBoot", False), remedied=False),
        "no vTPM by default": case(POOL, without(USER, "securityProfile.enableVTPM")),
        "system pods beside others": case(
            POOL, but(SYSTEM, "nodeTaints", ["a=b:NoSchedule"]), at="nodeTaints", remedied=False
        ),
        "system pods beside others by default": case(POOL, without(SYSTEM, "nodeTaints")),
        "inside a cluster": case(
            CLUSTER,
            but(AKS, "agentPoolProfiles[0].enableNodePublicIP", True),
            at="agentPoolProfiles[0].enableNodePublicIP",
            remedied=False,
        ),
        "inside a cluster, the second": case(
            VERSIONED, {**AKS, "agentPoolProfiles": [UNKNOWN, {**USER, "enableNodePublicIP": True}]}, remedied=False
        ),
    },
    deferred={
        "unknown": case(POOL, but(USER, "enableNodePublicIP", UNKNOWN)),
        "unknown pools": case(CLUSTER, but(AKS, "agentPoolProfiles", UNKNOWN)),
    },
)

_UPKEEP = Cases(
    good={"kept": case(CLUSTER, AKS), "with a version of the API": case(VERSIONED, AKS)},
    bad={
        "nothing said": case(CLUSTER, {"resourceName": "amsterdam"}, remedied=False),
        "no issuer": _changed("oidcIssuerProfile.enabled", False, remedied=False),
        "no issuer by default": _missing("oidcIssuerProfile"),
        "no workload identity": _missing("securityProfile.workloadIdentity"),
        "no Defender": _missing("securityProfile.defender", remedied=False),
        "no identity": _changed("identity.type", "None", remedied=False),
        "a service principal": _changed(
            "servicePrincipalProfile", {"clientId": "abc"}, at="servicePrincipalProfile.clientId", remedied=False
        ),
        "no upgrades": _changed("autoUpgradeProfile.upgradeChannel", "none", remedied=False),
        "no upgrades by default": _missing("autoUpgradeProfile"),
        "no patches": _changed("autoUpgradeProfile.nodeOSUpgradeChannel", "Unmanaged", remedied=False),
        "nothing promised": _changed("sku.tier", "Free", remedied=False),
        "an old version": _changed("kubernetesVersion", "1.28.3", remedied=False),
    },
    deferred={"unknown": case(CLUSTER, but(AKS, "sku.tier", UNKNOWN))},
)

CASES = {
    "KS-AKS-01": _ENDPOINT,
    "KS-AKS-02": _IDENTITY,
    "KS-AKS-03": _NETWORK,
    "KS-AKS-04": _ENCRYPTION,
    "KS-AKS-05": _NODES,
    "KS-AKS-06": _UPKEEP,
}
