"""Settings for a stack of this project: what its documents allow, the packs allow, and nothing else."""

from collections.abc import Iterable, Mapping
from typing import Any

from kubespaces.spec import HostCluster
from kubespaces.spec.host_defaults import sandbox_classes_of
from kubespaces.spec.namespace import NamespaceSpec
from kubespaces.spec.posture import Egress, PodSecurity
from kubespaces.spec.virtual_images import own_images
from kubespaces.spec.virtual_names import control_plane_account

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
        "registries": sorted({*_all(carried, "registries"), *_repositories(carried)}),
        "domains": sorted({name.removeprefix("*.") for name in _all(carried, "hostnames")}),
        "storageClasses": _classes(carried, "storage"),
        "ingressClasses": _classes(carried, "ingress"),
        "gatewayClasses": _classes(carried, "gateway"),
        "priorityClasses": _classes(carried, "priority"),
        "runtimeClasses": sorted(sandbox_classes_of(spec)),
        "podSecurity": _floor(carried),
        "publicEgress": any(item.network.egress is Egress.DNS_AND_PUBLIC for item in carried),
        "regions": _regions(host),
        **_virtual([item for item in carried if item.is_virtual]),
        **_neighbours(host, carried),
        **_of_host(host),
    }


_REVIEWED_UNTIL = "2027-05-31"
"""Exemptions of virtual clusters end with the version of vCluster that they were looked at for."""


def _virtual(namespaces: list[NamespaceSpec]) -> dict[str, Any]:
    """Return what control planes of virtual clusters are allowed in their own namespaces."""
    accounts = sorted(f"{item.name}/{control_plane_account(item.name)}" for item in namespaces)
    reason = "the digests of vCluster's images are not known here; its namespace accepts these very tags only"
    return {
        "operatorRoles": accounts,
        "apiClients": accounts,
        "exemptions": [
            {
                "control": "KS-SUP-02",
                "resource": f"{item.tenant}-{item.environment}-virtual-*",
                "reason": reason,
                "owner": item.owner,
                "expires": _REVIEWED_UNTIL,
            }
            for item in namespaces
        ],
    }


def _repositories(namespaces: list[NamespaceSpec]) -> set[str]:
    virtual = [item for item in namespaces if item.is_virtual]
    return {image.rpartition(":")[0] for item in virtual for image in own_images(item)}


def _neighbours(host: HostCluster, namespaces: list[NamespaceSpec]) -> dict[str, Any]:
    """Return with whom the documents agree that traffic or rights go over the walls."""
    peers = [peer for item in namespaces for peer in (*item.network.allow_from, *item.network.allow_to)]
    accounts = [access.principal for item in namespaces for access in item.grants]
    roles = host.spec.network.roles
    platform = [roles.dns, roles.ingress_controller, roles.monitoring, roles.api_server]
    homes = {peer.namespace for role in platform if role for peer in role.peers if peer.namespace}
    return {
        "peers": sorted({peer.tenant for peer in peers if peer.tenant}),
        "namespaces": sorted({name.partition("/")[0] for kind, name in accounts if kind == "ServiceAccount"}),
        "platformNamespaces": sorted(homes - {"kube-system"}),  # its DNS may be reached without being listed
        "protectedCidrs": [host.spec.cidrs.nodes] if host.spec.cidrs else [],
        "apiServers": [peer.cidr for peer in roles.api_server.peers if peer.cidr] if roles.api_server else [],
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
        "publicEndpoints": not spec.endpoint.private or bool(spec.gcp and spec.gcp.dns_endpoint),
        "breakGlass": administrators_of(host),
        **({"dataClass": spec.tags["data-class"]} if "data-class" in spec.tags else {}),
    }


def administrators_of(host: HostCluster) -> list[str]:
    """Return whom the document makes administrators, as the cloud's grants name them."""
    spec = host.spec
    groups = [f"group:{group}" for group in spec.admin_groups] if spec.gcp else list(spec.admin_groups)
    platform = (spec.aws and spec.aws.platform_role) or (spec.azure and spec.azure.platform_principal)
    return sorted({*groups, *([platform] if platform else [])})
