"""Settings for a stack of this project: what its documents allow, the packs allow, and nothing else."""

from collections.abc import Iterable, Mapping
from typing import Any

from kubespaces.spec import HostCluster
from kubespaces.spec.namespace import NamespaceSpec
from kubespaces.spec.posture import Egress, PodSecurity

from .settings import EU_REGIONS


def settings_for(host: HostCluster, namespaces: Iterable[NamespaceSpec]) -> dict[str, Any]:
    """Return settings in the form of the JSON schema.

    Args:
        host: the host cluster that the stack is about.
        namespaces: every namespace that it carries.
    """
    carried = list(namespaces)
    spec = host.spec
    return {
        "role": "platform",
        "registries": _all(carried, "registries"),
        "domains": _all(carried, "hostnames"),
        "storageClasses": _classes(carried, "storage"),
        "ingressClasses": _classes(carried, "ingress"),
        "gatewayClasses": _classes(carried, "gateway"),
        "priorityClasses": _classes(carried, "priority"),
        "runtimeClasses": sorted(spec.sandbox_classes),
        "podSecurity": _floor(carried),
        "publicEgress": any(item.network.egress is Egress.DNS_AND_PUBLIC for item in carried),
        "regions": _regions(host),
        **_of_host(host),
    }


def _all(namespaces: list[NamespaceSpec], field: str) -> list[str]:
    return sorted({value for item in namespaces for value in getattr(item, field)})


def _classes(namespaces: list[NamespaceSpec], kind: str) -> list[str]:
    return sorted({name for item in namespaces for name in getattr(item.classes, kind).allowed})


def _floor(namespaces: list[NamespaceSpec]) -> str:
    others = [item.pod_security for item in namespaces if not item.production]
    return str(min(others, key=lambda level: level.rank, default=PodSecurity.RESTRICTED))


def _regions(host: HostCluster) -> list[str]:
    """Return the host cluster's own region: nothing that belongs to it is anywhere else."""
    return [host.spec.region] if host.spec.made_by else sorted(EU_REGIONS)


def _of_host(host: HostCluster) -> Mapping[str, Any]:
    spec = host.spec
    return {
        "auditRetentionDays": spec.audit_retention_days,
        **({"dataClass": spec.tags["data-class"]} if "data-class" in spec.tags else {}),
    }
