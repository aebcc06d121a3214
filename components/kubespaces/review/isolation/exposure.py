"""What is reachable from outside of the cluster: host names, load balancers, node ports, external addresses."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from kubespaces.review.preview import is_known
from kubespaces.review.world import KubeObject
from kubespaces.review.world.objects import items, mapping

from .order import Fact, Facts
from .peers import Peer

_INTERNAL = {
    "service.beta.kubernetes.io/aws-load-balancer-scheme": "internal",
    "service.beta.kubernetes.io/aws-load-balancer-internal": "true",
    "service.beta.kubernetes.io/azure-load-balancer-internal": "true",
    "networking.gke.io/load-balancer-type": "internal",
    "cloud.google.com/load-balancer-type": "internal",
}
"""Annotations with which a load balancer of a cloud gets private addresses only."""
EXPOSING = (
    "Service", "Ingress", "HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute", "UDPRoute", "Gateway", "VirtualService",
    "Route",
)  # fmt: skip
"""Kinds that can make something reachable."""


@dataclass(frozen=True, slots=True)
class Exposed:
    """An opening to the outside."""

    key: str
    """What is exposed, such as ``host name shop.example.com``."""
    sources: tuple[Peer, ...]
    """From where it can be reached."""
    public: bool
    unknown: bool = False

    def includes(self, other: Fact) -> bool:
        """Tell whether everybody who reaches the other one reaches this one."""
        if not isinstance(other, Exposed) or self.unknown or other.unknown or (other.public and not self.public):
            return False
        return all(any(mine.covers(theirs) for mine in self.sources) for theirs in other.sources)

    def __str__(self) -> str:
        sources = "" if any(peer.anybody for peer in self.sources) else f" from {', '.join(map(str, self.sources))}"
        return f"{self.key}{'' if self.public else ' (internal)'}{sources}"


_ANYBODY = (Peer(anybody=True),)


def exposure(objects: Sequence[KubeObject]) -> Facts:
    """Return what some objects make reachable from outside of the cluster."""
    return Facts(openings=[exposed for found in objects for exposed in _exposed(found)])


def _exposed(found: KubeObject) -> Iterator[Exposed]:
    if found.kind == "Service":
        yield from _service(found)
    elif found.kind == "Gateway":
        hosts = [mapping(listener).get("hostname", "*") for listener in items(found.body, "spec", "listeners")]
        yield from (_host(host) for host in hosts)
    elif found.kind in EXPOSING:
        hosts = [*items(found.body, "spec", "hostnames"), *items(found.body, "spec", "hosts")]
        hosts += [mapping(rule).get("host", "*") for rule in items(found.body, "spec", "rules") if _is_ingress(found)]
        hosts += [found.spec("host")] if found.kind == "Route" else []
        if _is_ingress(found) and found.spec("defaultBackend") is not None:
            hosts.append("*")
        yield from (_host(host) for host in hosts)


def _is_ingress(found: KubeObject) -> bool:
    return found.kind == "Ingress"


def _host(host: Any) -> Exposed:
    known = isinstance(host, str)
    words = {"*": "every host name"}.get(str(host), f"host name {host}")
    return Exposed(words if known else "a host name known after deployment", _ANYBODY, public=True, unknown=not known)


def _service(found: KubeObject) -> Iterator[Exposed]:
    kind = found.spec("type")
    if kind is not None and not is_known(kind):
        yield Exposed(f"Service {found.name} of a type known after deployment", _ANYBODY, True, unknown=True)
    if kind == "LoadBalancer":
        yield _load_balancer(found)
    if kind == "NodePort":
        yield Exposed(f"node ports of Service {found.name}", _ANYBODY, public=True)
    for address in items(found.body, "spec", "externalIPs"):
        yield Exposed(f"external address {address} of Service {found.name}", _ANYBODY, public=True)
    if kind == "ExternalName":
        yield Exposed(f"Service {found.name} leads to {found.spec('externalName')}", _ANYBODY, public=False)


def _load_balancer(found: KubeObject) -> Exposed:
    internal = any(str(found.annotations.get(key, "")).lower() == value for key, value in _INTERNAL.items())
    ranges = found.spec("loadBalancerSourceRanges")
    if ranges is not None and not isinstance(ranges, list):
        return Exposed(f"load balancer {found.name}", _ANYBODY, not internal, unknown=True)
    sources = tuple(Peer(cidr=str(cidr)) for cidr in sorted(map(str, ranges or ())))
    return Exposed(f"load balancer {found.name}", sources or _ANYBODY, public=not internal)
