"""KS-GKE."""

from typing import Any

from kubespaces_policies.value import UNKNOWN

from .case import Case, Cases, Props, case
from .changes import but, without

CLUSTER = "gcp:container/cluster:Cluster"
POOL = "gcp:container/nodePool:NodePool"

CONFIG: Props = {
    "serviceAccount": "nodes@project.iam.gserviceaccount.com",
    "oauthScopes": ["https://www.googleapis.com/auth/cloud-platform"],
    "workloadMetadataConfig": {"mode": "GKE_METADATA"},
    "bootDiskKmsKey": "projects/p/locations/l/keyRings/r/cryptoKeys/k",
    "kubeletConfig": {"insecureKubeletReadonlyPortEnabled": "FALSE"},
    "shieldedInstanceConfig": {"enableSecureBoot": True, "enableIntegrityMonitoring": True},
    "imageType": "COS_CONTAINERD",
}
NODES: Props = {
    "cluster": "eemshaven",
    "location": "europe-west4",
    "networkConfig": {"enablePrivateNodes": True},
    "management": {"autoRepair": True, "autoUpgrade": True},
    "nodeConfig": CONFIG,
}
GKE: Props = {
    "name": "eemshaven",
    "location": "europe-west4",
    "removeDefaultNodePool": True,
    "privateClusterConfig": {"enablePrivateEndpoint": True, "enablePrivateNodes": True},
    "masterAuthorizedNetworksConfig": {
        "gcpPublicCidrsAccessEnabled": False,
        "cidrBlocks": [{"cidrBlock": "10.0.0.0/8"}],
    },
    "controlPlaneEndpointsConfig": {
        "dnsEndpointConfig": {"allowExternalTraffic": False},
        "ipEndpointsConfig": {"enabled": True},
    },
    "ipAllocationPolicy": {"clusterSecondaryRangeName": "pods"},
    "datapathProvider": "ADVANCED_DATAPATH",
    "enableIntranodeVisibility": True,
    "workloadIdentityConfig": {"workloadPool": "project.svc.id.goog"},
    "databaseEncryption": {"state": "ENCRYPTED", "keyName": "projects/p/locations/l/keyRings/r/cryptoKeys/k"},
    "enableLegacyAbac": False,
    "enableKubernetesAlpha": False,
    "masterAuth": {"clientCertificateConfig": {"issueClientCertificate": False}},
    "rbacBindingConfig": {
        "enableInsecureBindingSystemAuthenticated": False,
        "enableInsecureBindingSystemUnauthenticated": False,
    },
    "anonymousAuthenticationConfig": {"mode": "LIMITED"},
    "enableShieldedNodes": True,
    "releaseChannel": {"channel": "REGULAR"},
    "securityPostureConfig": {"mode": "BASIC"},
    "nodeConfig": CONFIG,
}
AUTOPILOT: Props = {
    **without(
        GKE, "removeDefaultNodePool", "datapathProvider", "enableIntranodeVisibility", "nodeConfig", "releaseChannel"
    ),
    "enableAutopilot": True,
    "clusterAutoscaling": {
        "autoProvisioningDefaults": {
            "serviceAccount": "nodes@project.iam.gserviceaccount.com",
            "bootDiskKmsKey": "projects/p/locations/l/keyRings/r/cryptoKeys/k",
        }
    },
    "nodePoolAutoConfig": {"nodeKubeletConfig": {"insecureKubeletReadonlyPortEnabled": "FALSE"}},
}
PUBLIC = but(GKE, "privateClusterConfig.enablePrivateEndpoint", False)
_BLOCKS = "masterAuthorizedNetworksConfig.cidrBlocks"


def _changed(path: str, new: Any, *, remedied: bool | None = None, at: str = "") -> Case:
    return case(CLUSTER, but(GKE, path, new), at=at or path, remedied=remedied)


def _missing(path: str, *, remedied: bool | None = None, at: str = "") -> Case:
    return case(CLUSTER, without(GKE, path), at=at or path, remedied=remedied)


def _pool(path: str, new: Any, *, remedied: bool | None = None, at: str = "") -> Case:
    return case(POOL, but(NODES, path, new), at=at or path, remedied=remedied)


def _pool_without(path: str, *, remedied: bool | None = None) -> Case:
    return case(POOL, without(NODES, path), at=path, remedied=remedied)


_ENDPOINT = Cases(
    good={
        "private": case(CLUSTER, GKE),
        "the name alone": case(
            CLUSTER,
            but(
                without(PUBLIC, "masterAuthorizedNetworksConfig"),
                "controlPlaneEndpointsConfig.ipEndpointsConfig.enabled",
                False,
            ),
        ),
        "the name alone, agreed to be public": case(
            CLUSTER,
            but(GKE, "controlPlaneEndpointsConfig.dnsEndpointConfig.allowExternalTraffic", True),
            publicEndpoints=True,
        ),
        "public for a few": case(CLUSTER, but(PUBLIC, _BLOCKS, [{"cidrBlock": "192.0.2.0/24"}]), publicEndpoints=True),
    },
    bad={
        "nothing said": case(CLUSTER, {"name": "it"}, at="privateClusterConfig.enablePrivateEndpoint", remedied=False),
        "public": case(CLUSTER, PUBLIC, remedied=False),
        "a public name": _changed(
            "controlPlaneEndpointsConfig.dnsEndpointConfig.allowExternalTraffic", True, remedied=False
        ),
        "agreed, for all": case(
            CLUSTER,
            but(PUBLIC, _BLOCKS, [{"cidrBlock": "0.0.0.0/0"}]),
            publicEndpoints=True,
            at=_BLOCKS,
            remedied=False,
        ),
        "agreed, for all in halves": case(
            CLUSTER,
            but(PUBLIC, _BLOCKS, [{"cidrBlock": "0.0.0.0/1"}, {"cidrBlock": "128.0.0.0/1"}]),
            publicEndpoints=True,
            at=_BLOCKS,
            remedied=False,
        ),
        "agreed, for all by default": case(
            CLUSTER, without(PUBLIC, "masterAuthorizedNetworksConfig"), publicEndpoints=True, at=_BLOCKS, remedied=False
        ),
        "Google's other customers": _changed(
            "masterAuthorizedNetworksConfig.gcpPublicCidrsAccessEnabled", True, remedied=False
        ),
        "Google's other customers by default": _missing("masterAuthorizedNetworksConfig.gcpPublicCidrsAccessEnabled"),
    },
    other={"a pool": case(POOL, NODES)},
    deferred={
        "unknown": case(CLUSTER, but(GKE, "privateClusterConfig.enablePrivateEndpoint", UNKNOWN)),
        "unknown ranges": case(CLUSTER, but(PUBLIC, _BLOCKS, UNKNOWN), publicEndpoints=True),
    },
)

_NETWORK = Cases(
    good={
        "Dataplane V2": case(CLUSTER, GKE),
        "Autopilot": case(CLUSTER, AUTOPILOT),
        "Calico": case(
            CLUSTER,
            {
                **without(GKE, "datapathProvider"),
                "networkPolicy": {"enabled": True},
                "addonsConfig": {"networkPolicyConfig": {"disabled": False}},
            },
        ),
        "ranges that GKE chooses": case(CLUSTER, but(GKE, "ipAllocationPolicy", {})),
        "a pool": case(POOL, NODES),
        "a pool that says nothing": case(POOL, without(NODES, "networkConfig")),
    },
    bad={
        "nothing said": case(CLUSTER, {"name": "it"}, at="datapathProvider", remedied=False),
        "public nodes": _changed("privateClusterConfig.enablePrivateNodes", False, remedied=False),
        "public nodes of a pool": _pool("networkConfig.enablePrivateNodes", False, remedied=False),
        "public nodes of an inner pool": case(
            CLUSTER,
            {**GKE, "nodePools": [UNKNOWN, {"networkConfig": {"enablePrivateNodes": False}}]},
            at="nodePools[1].networkConfig.enablePrivateNodes",
            remedied=False,
        ),
        "no engine": _missing("datapathProvider", remedied=False),
        "Calico without its add-on": case(
            CLUSTER, {**without(GKE, "datapathProvider"), "networkPolicy": {"enabled": True}}, remedied=False
        ),
        "routes": _missing("ipAllocationPolicy", remedied=False),
        "hidden traffic": _changed("enableIntranodeVisibility", False, remedied=False),
        "hidden traffic by default": _missing("enableIntranodeVisibility"),
    },
    deferred={
        "unknown": case(CLUSTER, but(GKE, "datapathProvider", UNKNOWN)),
        "unknown pools": case(CLUSTER, but(GKE, "nodePools", UNKNOWN)),
    },
)

_IDENTITY = Cases(
    good={
        "a cluster": case(CLUSTER, GKE),
        "a cluster whose default pool goes at once": case(CLUSTER, without(GKE, "nodeConfig")),
        "Autopilot": case(CLUSTER, AUTOPILOT),
        "a pool": case(POOL, NODES),
        "an account that is made in the same run": case(POOL, but(NODES, "nodeConfig.serviceAccount", UNKNOWN)),
    },
    bad={
        "nothing said": case(CLUSTER, {"name": "it"}, at="workloadIdentityConfig.workloadPool", remedied=False),
        "no workload pool": _missing(
            "workloadIdentityConfig", remedied=False, at="workloadIdentityConfig.workloadPool"
        ),
        "the node's token": _pool("nodeConfig.workloadMetadataConfig.mode", "GCE_METADATA", remedied=False),
        "the node's token by default": _pool_without("nodeConfig.workloadMetadataConfig.mode"),
        "the node's token in the default pool": _changed(
            "nodeConfig.workloadMetadataConfig.mode", "MODE_UNSPECIFIED", remedied=False
        ),
        "the node's token in an inner pool": case(
            CLUSTER,
            {**GKE, "nodePools": [{"nodeConfig": CONFIG}, {"nodeConfig": without(CONFIG, "workloadMetadataConfig")}]},
            at="nodePools[1].nodeConfig.workloadMetadataConfig.mode",
        ),
        "the default account": _pool("nodeConfig.serviceAccount", "default", remedied=False),
        "the default account by name": _pool(
            "nodeConfig.serviceAccount", "123456789012-compute@developer.gserviceaccount.com", remedied=False
        ),
        "the default account by default": _pool_without("nodeConfig.serviceAccount", remedied=False),
        "a wide scope": _pool(
            "nodeConfig.oauthScopes",
            ["https://www.googleapis.com/auth/compute"],
            at="nodeConfig.oauthScopes[0]",
            remedied=False,
        ),
        "Autopilot with the default account": case(
            CLUSTER, without(AUTOPILOT, "clusterAutoscaling.autoProvisioningDefaults.serviceAccount"), remedied=False
        ),
        "added nodes with the default account": case(
            CLUSTER, {**GKE, "clusterAutoscaling": {"enabled": True}}, remedied=False
        ),
    },
    deferred={
        "unknown": case(POOL, but(NODES, "nodeConfig.workloadMetadataConfig", UNKNOWN)),
        "unknown scopes": case(POOL, but(NODES, "nodeConfig.oauthScopes", UNKNOWN)),
    },
)

_ENCRYPTION = Cases(
    good={
        "keys of its own": case(CLUSTER, GKE),
        "every object": case(CLUSTER, but(GKE, "databaseEncryption.state", "ALL_OBJECTS_ENCRYPTION_ENABLED")),
        "keys that are made in the same run": case(
            CLUSTER, but(but(GKE, "databaseEncryption.keyName", UNKNOWN), "nodeConfig.bootDiskKmsKey", UNKNOWN)
        ),
        "Autopilot": case(CLUSTER, AUTOPILOT),
        "a pool": case(POOL, NODES),
    },
    bad={
        "nothing said": case(CLUSTER, {"name": "it"}, at="databaseEncryption.state"),
        "decrypted": _changed("databaseEncryption.state", "DECRYPTED"),
        "no key": _missing("databaseEncryption.keyName"),
        "plain disks": _pool_without("nodeConfig.bootDiskKmsKey"),
        "plain disks by an empty name": _pool("nodeConfig.bootDiskKmsKey", ""),
        "Autopilot's plain disks": case(
            CLUSTER,
            without(AUTOPILOT, "clusterAutoscaling.autoProvisioningDefaults.bootDiskKmsKey"),
            at="clusterAutoscaling.autoProvisioningDefaults.bootDiskKmsKey",
        ),
    },
    deferred={"unknown": case(CLUSTER, but(GKE, "databaseEncryption.state", UNKNOWN))},
)

_PORT = "insecureKubeletReadonlyPortEnabled"
_LEGACY = Cases(
    good={
        "closed": case(CLUSTER, GKE),
        "Autopilot": case(CLUSTER, AUTOPILOT),
        "a pool": case(POOL, NODES),
    },
    bad={
        "nothing said": case(CLUSTER, {"name": "it"}, at="anonymousAuthenticationConfig.mode"),
        "ABAC": _changed("enableLegacyAbac", True),
        "a client certificate": _changed("masterAuth.clientCertificateConfig.issueClientCertificate", True),
        "every Google account": _changed("rbacBindingConfig.enableInsecureBindingSystemAuthenticated", True),
        "everybody by default": _missing("rbacBindingConfig.enableInsecureBindingSystemUnauthenticated"),
        "anonymous requests": _changed("anonymousAuthenticationConfig.mode", "ENABLED"),
        "alpha": _changed("enableKubernetesAlpha", True),
        "the read-only port": _pool(f"nodeConfig.kubeletConfig.{_PORT}", "TRUE"),
        "the read-only port by default": _pool_without(f"nodeConfig.kubeletConfig.{_PORT}"),
        "the read-only port of an inner pool": case(
            CLUSTER, {**GKE, "nodePools": [{"nodeConfig": but(CONFIG, f"kubeletConfig.{_PORT}", "TRUE")}]}
        ),
        "Autopilot's read-only port": case(CLUSTER, without(AUTOPILOT, "nodePoolAutoConfig")),
    },
    deferred={"unknown": case(CLUSTER, but(GKE, "enableLegacyAbac", UNKNOWN))},
)

_INTEGRITY = Cases(
    good={
        "a cluster": case(CLUSTER, GKE),
        "Autopilot": case(CLUSTER, AUTOPILOT),
        "a pool": case(POOL, NODES),
        "an extended channel": case(CLUSTER, but(GKE, "releaseChannel.channel", "EXTENDED")),
    },
    bad={
        "nothing said": case(CLUSTER, {"name": "it"}, at="releaseChannel.channel"),
        "no shield": _changed("enableShieldedNodes", False),
        "no secure boot": _pool("nodeConfig.shieldedInstanceConfig.enableSecureBoot", False),
        "no secure boot by default": _pool_without("nodeConfig.shieldedInstanceConfig.enableSecureBoot"),
        "no monitoring": _pool("nodeConfig.shieldedInstanceConfig.enableIntegrityMonitoring", False),
        "another image": _pool("nodeConfig.imageType", "UBUNTU_CONTAINERD"),
        "no repair": _pool("management.autoRepair", False),
        "no upgrades by default": _pool_without("management.autoUpgrade"),
        "a rapid channel": _changed("releaseChannel.channel", "RAPID"),
        "no channel": _changed("releaseChannel.channel", "UNSPECIFIED"),
        "nobody watches": _changed("securityPostureConfig.mode", "DISABLED"),
        "an inner pool": case(
            CLUSTER,
            {**GKE, "nodePools": [{"nodeConfig": CONFIG, "management": {"autoRepair": True}}]},
            at="nodePools[0].management.autoUpgrade",
        ),
    },
    deferred={"unknown": case(POOL, but(NODES, "management.autoRepair", UNKNOWN))},
)

CASES = {
    "KS-GKE-01": _ENDPOINT,
    "KS-GKE-02": _NETWORK,
    "KS-GKE-03": _IDENTITY,
    "KS-GKE-04": _ENCRYPTION,
    "KS-GKE-05": _LEGACY,
    "KS-GKE-06": _INTEGRITY,
}
