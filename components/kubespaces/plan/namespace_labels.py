"""Labels and annotations of a tenant's namespace: what it is, and what is allowed in it."""

import json

from kubespaces.spec.host_cluster import HostClusterSpec
from kubespaces.spec.host_defaults import sandbox_classes_of
from kubespaces.spec.namespace import NamespaceSpec
from kubespaces.spec.posture import ImageDigests, Isolation, PodSecurity
from kubespaces.spec.virtual_images import own_images
from kubespaces.spec.virtual_names import apps_hostname, cluster_name

from .labels import (
    ALLOWED,
    COST_CENTER,
    DEFAULT,
    DIGESTS,
    ISOLATION,
    OWNER,
    PLATFORM_IMAGES,
    PRODUCTION,
    SANDBOX,
    TENANT,
    VIRTUAL_CLUSTER,
    label_value,
    object_labels,
)
from .rule_data import TENANT_SERVICE_TYPES


def namespace_labels(spec: NamespaceSpec, host: HostClusterSpec) -> dict[str, str]:
    """Return the labels of a tenant's namespace, Pod Security levels among them."""
    return {
        **object_labels(spec),
        OWNER: label_value(spec.owner),
        COST_CENTER: spec.cost_center or spec.tenant,
        PRODUCTION: str(spec.production).lower(),
        ISOLATION: spec.isolation.value,
        SANDBOX: str(spec.sandbox).lower(),
        **({VIRTUAL_CLUSTER: cluster_name(spec.name)} if spec.is_virtual else {}),
        **pod_security_labels(spec.pod_security, host.kubernetes_version),
    }


def pod_security_labels(enforced: PodSecurity, version: str) -> dict[str, str]:
    """Return the labels for Pod Security admission.

    All three levels are pinned to the cluster's version: an upgrade of the cluster then tightens nothing that nobody
    reviewed. ``warn`` and ``audit`` are always ``restricted``, so that teams see what would break.
    Source: https://kubernetes.io/docs/concepts/security/pod-security-admission/
    """
    found: dict[str, str] = {}
    for mode, level in (("enforce", enforced), ("audit", PodSecurity.RESTRICTED), ("warn", PodSecurity.RESTRICTED)):
        found[f"pod-security.kubernetes.io/{mode}"] = level.value
        found[f"pod-security.kubernetes.io/{mode}-version"] = f"v{version}"
    return found


def namespace_annotations(spec: NamespaceSpec, host: HostClusterSpec) -> dict[str, str]:
    """Return the annotations of a tenant's namespace: allow-lists, and where its pods must run."""
    classes = {kind: getattr(spec.classes, kind) for kind in ("gateway", "ingress", "priority", "storage")}
    allowed = {f"{kind}-classes": sorted(set(allow_list.allowed)) for kind, allow_list in classes.items()}
    allowed["registries"] = sorted(set(spec.registries))
    allowed["hostnames"] = sorted({*spec.hostnames, *_apps(spec)})
    allowed["runtime-classes"] = sorted(set(sandbox_classes_of(host)))
    allowed["service-types"] = [
        name for name in TENANT_SERVICE_TYPES if name != "LoadBalancer" or spec.quota.load_balancers
    ]
    return {
        OWNER: spec.owner,
        **{ALLOWED + name: ",".join(values) for name, values in sorted(allowed.items())},
        DIGESTS: _digests(spec, host).value,
        **{DEFAULT + f"{kind}-class": item.default for kind, item in classes.items() if item.default},
        **({PLATFORM_IMAGES: ",".join(own_images(spec))} if spec.is_virtual else {}),
        **(_node_annotations(spec) if spec.isolation is Isolation.DEDICATED_NODES else {}),
    }


def _digests(spec: NamespaceSpec, host: HostClusterSpec) -> ImageDigests:
    if host.image_digests is ImageDigests.PRODUCTION:
        return ImageDigests.REQUIRED if spec.production else ImageDigests.OPTIONAL
    return host.image_digests


def _node_annotations(spec: NamespaceSpec) -> dict[str, str]:
    """Send pods to the tenant's nodes where the admission plugins PodNodeSelector and PodTolerationRestriction run.

    Elsewhere the guard rail ``dedicated-nodes`` has the pods say it themselves.
    """
    toleration = {"key": TENANT, "operator": "Equal", "value": spec.tenant, "effect": "NoSchedule"}
    return {
        "scheduler.alpha.kubernetes.io/node-selector": f"{TENANT}={spec.tenant}",
        "scheduler.alpha.kubernetes.io/defaultTolerations": json.dumps([toleration]),
    }


def _apps(spec: NamespaceSpec) -> list[str]:
    virtual = spec.cluster
    routed = spec.is_virtual and virtual.apps is not None
    return [apps_hostname(spec.name, str(virtual.domain))] if routed else []
