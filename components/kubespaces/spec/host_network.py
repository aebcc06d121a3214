"""The network of a host cluster, as its tenants meet it."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from .base import Model
from .names import DnsLabel
from .network import Cidr, Port


class RolePeer(Model):
    """Pods or addresses that play a role of the platform: either ``namespace`` (with ``podLabels``) or ``cidr``."""

    namespace: DnsLabel | None = None
    """Namespace the pods run in."""
    pod_labels: dict[str, str] = {}
    """Labels of the pods; default: every pod of the namespace."""
    cidr: str | None = None
    """Addresses, for what does not run in pods. A link-local address is allowed here (node-local DNS)."""

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
    """Its ports; default all."""


def _default_dns() -> NetworkRole:
    peer = RolePeer.model_validate({"namespace": "kube-system", "podLabels": {"k8s-app": "kube-dns"}})
    return NetworkRole.model_validate({"peers": [peer], "ports": ["UDP/53", "TCP/53"]})


class NetworkRoles(Model):
    """The parts of the platform that tenants may name."""

    dns: NetworkRole = Field(default_factory=_default_dns)
    """Name resolution; default: pods labelled ``k8s-app=kube-dns`` in kube-system (kubeadm, EKS, AKS, GKE)."""
    ingress_controller: NetworkRole | None = None
    """What sends traffic from outside to tenants."""
    monitoring: NetworkRole | None = None
    """What scrapes tenants."""
    api_server: NetworkRole | None = None
    """The Kubernetes API. Which address a policy has to name depends on the CNI: Cilium never matches it by CIDR."""


class HostNetwork(Model):
    """The network of a host cluster."""

    cni: DnsLabel = "unknown"
    """The network plugin, such as ``cilium``, ``calico``, ``vpc-cni``; it must enforce NetworkPolicies."""
    roles: NetworkRoles = Field(default_factory=NetworkRoles)
    """Where the parts of the platform are."""
    private_ranges: list[Cidr] = []
    """Addresses besides the private ones of RFC 1918, 6598 and 4193 that ``dns+public`` must not reach."""
