"""The network of a host cluster, as its tenants meet it."""

import ipaddress
from typing import Annotated, Self

from pydantic import ConfigDict, Field, model_validator

from .base import Model, exactly_one_of
from .metadata_networks import is_metadata
from .names import DnsLabel, LabelKey, LabelValue
from .network import AnyCidr, Port


class RolePeer(Model):
    """Pods or addresses that play a role of the platform: either ``namespace`` (with ``podLabels``) or ``cidr``."""

    model_config = ConfigDict(json_schema_extra=exactly_one_of("namespace", "cidr"))

    namespace: DnsLabel | None = None
    """Namespace that the pods run in."""
    pod_labels: dict[LabelKey, LabelValue] = {}
    """Labels of the pods; default: every pod of the namespace."""
    cidr: AnyCidr | None = None
    """Addresses, for what does not run in pods. For ``dns`` with its ports named, a single link-local address is
    allowed as well (node-local DNS); other metadata addresses are always cut out of it."""

    @model_validator(mode="after")
    def _is_one_thing(self) -> Self:
        if (self.namespace is None) == (self.cidr is None):
            raise ValueError("name exactly one of namespace and cidr")
        if self.pod_labels and self.namespace is None:
            raise ValueError("podLabels go with namespace only")
        return self


class NetworkRole(Model):
    """How this cluster's network reaches one part of the platform."""

    peers: Annotated[list[RolePeer], Field(min_length=1)]
    """Where it is; any of them."""
    ports: list[Port] = []
    """Its ports; default: all."""


def _default_dns() -> NetworkRole:
    peer = RolePeer.model_validate({"namespace": "kube-system", "podLabels": {"k8s-app": "kube-dns"}})
    return NetworkRole.model_validate({"peers": [peer], "ports": ["UDP/53", "TCP/53"]})


class NetworkRoles(Model):
    """The parts of the platform that tenants may name."""

    dns: NetworkRole = Field(default_factory=_default_dns)
    """Name resolution; default: pods labelled ``k8s-app=kube-dns`` in kube-system (kubeadm, EKS, AKS, GKE)."""
    ingress_controller: NetworkRole | None = None
    """What sends traffic from outside to tenants; default none."""
    monitoring: NetworkRole | None = None
    """What scrapes tenants; default none."""
    api_server: NetworkRole | None = None
    """The Kubernetes API; default none. Which address a policy has to name depends on the CNI: Cilium never matches it
    by CIDR."""

    @model_validator(mode="after")
    def _reach_no_metadata(self) -> Self:
        for name, role in (
            ("dns", self.dns),
            ("ingressController", self.ingress_controller),
            ("monitoring", self.monitoring),
            ("apiServer", self.api_server),
        ):
            for cidr in (peer.cidr for peer in role.peers if peer.cidr is not None) if role else ():
                single = ipaddress.ip_network(cidr).num_addresses == 1
                if is_metadata(cidr) and not (name == "dns" and single and self.dns.ports):
                    raise ValueError(
                        f"{name}: {cidr} is a cloud metadata address; only dns may be at one, at a single address and "
                        "with its ports named"
                    )
        return self


class HostNetwork(Model):
    """The network of a host cluster."""

    cni: DnsLabel = "unknown"
    """The network plugin, such as ``cilium``, ``calico``, ``vpc-cni``; default ``unknown``. It must enforce
    NetworkPolicies."""
    roles: NetworkRoles = Field(default_factory=NetworkRoles)
    """Where the parts of the platform are; default: see there."""
    private_ranges: list[AnyCidr] = []
    """Addresses besides the private ones of RFC 1918, 6598 and 4193 that ``dns+public`` must not reach; default
    none."""
