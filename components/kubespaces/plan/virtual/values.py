"""The values of the vCluster chart: out of the box it isolates nothing, so all that isolates is set here."""

from typing import Any

from kubespaces.plan.charts.values import merged_values
from kubespaces.plan.labels import ACCESS, BACKING_STORE, VIRTUAL_CLUSTER
from kubespaces.spec.host_cluster import HostClusterSpec
from kubespaces.spec.host_defaults import sandbox_classes_of
from kubespaces.spec.namespace import NamespaceSpec
from kubespaces.spec.quantity import format_bytes
from kubespaces.spec.virtual import BackingStore
from kubespaces.spec.virtual_images import coredns_image
from kubespaces.spec.virtual_names import cluster_name
from kubespaces.spec.virtual_overhead import CONTROL_PLANE, COREDNS, ETCD, VOLUME

from .endpoint import api_host, api_url
from .inside import inner_summary, inner_text
from .overhead import resources_of

_USER = 12345
"""Not root: the host namespace is ``restricted``, and nothing of the control plane needs more.
vCluster's own tests run it as this user."""
_POD = {
    "fsGroup": _USER,
    "runAsGroup": _USER,
    "runAsNonRoot": True,
    "runAsUser": _USER,
    "seccompProfile": {"type": "RuntimeDefault"},
}
_CONTAINER = {
    "allowPrivilegeEscalation": False,
    "capabilities": {"drop": ["ALL"]},
    "readOnlyRootFilesystem": True,
    "runAsGroup": _USER,
    "runAsNonRoot": True,
    "runAsUser": _USER,
}
_ON, _OFF = {"enabled": True}, {"enabled": False}


def chart_values(spec: NamespaceSpec, host: HostClusterSpec, version: str) -> dict[str, Any]:
    """Return the chart's values for an environment's virtual cluster.

    Args:
        spec: the environment.
        host: its host cluster.
        version: version of vCluster, which its image is tagged with.
    """
    ours = {
        "controlPlane": _control_plane(spec, host, version),
        "experimental": {"deploy": {"vcluster": {"manifests": inner_text(spec, host)}}},
        "exportKubeConfig": {"context": cluster_name(spec.name), "server": api_url(spec)},
        "networking": {"advanced": {"proxyKubelets": {"byHostname": False, "byIP": False}}},
        "policies": {
            # Ours are on the host namespace, where nobody inside can change them.
            "limitRange": _OFF,
            "networkPolicy": _OFF,
            "podSecurityStandard": "restricted",
            "resourceQuota": _OFF,
        },
        # Without it the chart would give the control plane rights on the whole host cluster.
        "rbac": {"clusterRole": _OFF, "enableVolumeSnapshotRules": _OFF},
        "sync": _sync(spec, host),
        "telemetry": _OFF,
    }
    return merged_values(ours, spec.cluster.values)  # `spec.virtual_values` says which those may be


def _control_plane(spec: NamespaceSpec, host: HostClusterSpec, version: str) -> dict[str, Any]:
    virtual = spec.cluster
    labels = {VIRTUAL_CLUSTER: cluster_name(spec.name)}
    return {
        "advanced": {"virtualScheduler": _OFF},
        "backingStore": _backing_store(spec),
        "coredns": {
            "deployment": {
                "image": coredns_image(virtual),
                "replicas": 2 if virtual.high_availability else 1,
                "resources": resources_of(COREDNS),
            },
            "security": {"podSecurityContext": {"seccompProfile": {"type": "RuntimeDefault"}}},
        },
        "distro": {
            "k8s": {
                "apiServer": {"extraArgs": _login(host)},
                "enabled": True,
                "imagePullPolicy": "Always",
                "image": {"tag": f"v{virtual.kubernetes_version}"},
                "resources": {
                    "limits": {"cpu": "100m", "memory": "256Mi", "ephemeral-storage": "1Gi"},
                    "requests": {"cpu": "40m", "memory": "64Mi", "ephemeral-storage": "64Mi"},
                },
                "securityContext": _CONTAINER,
            }
        },
        "ingress": _OFF,
        "proxy": {"extraSANs": [api_host(spec)] if virtual.domain else []},
        # Not empty: vCluster writes an annotation of its own, and 0.30 panics where there is none yet.
        "service": {"annotations": labels},
        "serviceMonitor": _OFF,
        "statefulSet": {
            "annotations": {ACCESS: inner_summary(spec, host), BACKING_STORE: virtual.backing_store.value},
            "enableServiceLinks": False,
            "highAvailability": {"replicas": virtual.replicas},
            "imagePullPolicy": "Always",
            "image": {"repository": f"loft-sh/vcluster-{'pro' if virtual.licensed else 'oss'}", "tag": version},
            "labels": labels,
            "persistence": {"volumeClaim": {"retentionPolicy": "Retain", "size": format_bytes(VOLUME)}},
            "pods": {"labels": labels},
            "resources": resources_of(CONTROL_PLANE),
            "security": {"containerSecurityContext": _CONTAINER, "podSecurityContext": _POD},
        },
    }


def _backing_store(spec: NamespaceSpec) -> dict[str, Any]:
    store = spec.cluster.backing_store
    if store is BackingStore.SQLITE:
        return {"database": {"embedded": _ON}}
    if store is BackingStore.EMBEDDED_ETCD:
        return {"etcd": {"embedded": _ON}}
    stateful_set = {
        "enableServiceLinks": False,
        "imagePullPolicy": "Always",
        "highAvailability": {"replicas": spec.cluster.replicas},
        "persistence": {"volumeClaim": {"retentionPolicy": "Retain", "size": format_bytes(VOLUME)}},
        "resources": resources_of(ETCD),
        "security": {"containerSecurityContext": _CONTAINER, "podSecurityContext": _POD},
    }
    return {"etcd": {"deploy": {"enabled": True, "statefulSet": stateful_set}}}


def _sync(spec: NamespaceSpec, host: HostClusterSpec) -> dict[str, Any]:
    virtual = spec.cluster
    pods = {
        # Its init container runs as root, which no pod here may.
        "rewriteHosts": _OFF,
        "runtimeClassName": min(sandbox_classes_of(host), default="") if spec.sandbox else "",
        # Else tokens of service accounts would lie in annotations, which every reader of pods can read (trap T11).
        "useSecretsForSATokens": True,
    }
    never = ("ingresses", "namespaces", "networkPolicies", "persistentVolumes", "priorityClasses", "storageClasses")
    classes = ("ingressClasses", "nodes", "priorityClasses", "runtimeClasses", "storageClasses")
    return {
        "fromHost": dict.fromkeys((*classes, "configMaps", "csiDrivers", "csiNodes", "secrets"), _OFF),
        "toHost": {
            **dict.fromkeys(never, _OFF),
            "persistentVolumeClaims": {"enabled": bool(spec.quota.storage)},
            "podDisruptionBudgets": {"enabled": virtual.sync.pod_disruption_budgets},
            "pods": pods,
            "serviceAccounts": {"enabled": virtual.sync.service_accounts},
            "volumeSnapshotContents": _OFF,
            "volumeSnapshots": _OFF,
        },
    }


def _login(host: HostClusterSpec) -> list[str]:
    """Return how people log in: as on the host cluster, so that the groups of the access list mean the same."""
    oidc = host.virtual_clusters.oidc
    if oidc is None:
        return []
    return [
        f"--oidc-issuer-url={oidc.issuer}",
        f"--oidc-client-id={oidc.client_id}",
        f"--oidc-username-claim={oidc.username_claim}",
        f"--oidc-username-prefix={oidc.username_prefix}",
        f"--oidc-groups-claim={oidc.groups_claim}",
        f"--oidc-groups-prefix={oidc.groups_prefix}",
    ]
