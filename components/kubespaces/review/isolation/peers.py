"""Who is at the other end of a network opening, and through which ports."""

import ipaddress
from dataclasses import dataclass
from typing import Any

from kubespaces.review.preview import is_known

from .selectors import Selector, namespace_named, selector_of

_Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_EVERYWHERE = frozenset({"0.0.0.0/0", "::/0"})


@dataclass(frozen=True, slots=True)
class Peer:
    """One peer of a rule: pods in namespaces, a network, or anybody."""

    namespaces: Selector | None = None
    pods: Selector | None = None
    cidr: str = ""
    """A network; empty for peers that are pods."""
    cut: tuple[str, ...] = ()
    """Networks in it that are left out."""
    anybody: bool = False
    unknown: bool = False
    own: bool = False
    """They are pods of the same namespace."""

    def covers(self, other: "Peer") -> bool:
        """Tell whether everybody that the other is, is this one as well."""
        if self.unknown:
            return False
        if self.anybody:
            return True
        if other.unknown or other.anybody or bool(self.cidr) != bool(other.cidr):
            return False
        if self.cidr:
            return _covers_network(self, other)
        mine, theirs = self.namespaces or Selector(), other.namespaces or Selector()
        return mine.covers(theirs) and (self.pods or Selector()).covers(other.pods or Selector())

    def __str__(self) -> str:
        if self.unknown:
            return "peers known after deployment"
        if self.anybody:
            return "anybody"
        if self.cidr:
            left_out = f" without {len(self.cut)} networks" if len(self.cut) > 2 else _without(self.cut)
            return f"{'the internet, ' if is_everywhere(self.cidr) else ''}{self.cidr}{left_out}"
        where = "the same namespace" if self.own else str(self.namespaces or "") or "every namespace"
        return f"pods {self.pods} in {where}" if self.pods and str(self.pods) else where


def _without(cut: tuple[str, ...]) -> str:
    return f" without {' and '.join(cut)}" if cut else ""


ANYBODY = Peer(anybody=True)
"""Everybody: what a rule without peers lets in or out."""


def peer_of(value: Any, namespace: str) -> Peer:
    """Return a peer of a NetworkPolicy in a namespace."""
    if not isinstance(value, dict):
        return Peer(unknown=True)
    block = value.get("ipBlock")
    if block is not None:
        return _block(block)
    pods = selector_of(value.get("podSelector"))
    if "namespaceSelector" in value and value["namespaceSelector"] is not None:
        namespaces = selector_of(value["namespaceSelector"])
    else:
        namespaces = namespace_named(namespace)
    own = namespaces == namespace_named(namespace)
    return Peer(namespaces, pods, unknown=pods.unknown or namespaces.unknown, own=own)


def _block(block: Any) -> Peer:
    if not isinstance(block, dict) or not isinstance(block.get("cidr"), str):
        return Peer(unknown=True)
    cut = block.get("except") or []
    if not isinstance(cut, list) or not all(is_known(item) for item in cut):
        return Peer(unknown=True)
    return Peer(cidr=block["cidr"], cut=tuple(sorted(map(str, cut))))


def _covers_network(one: Peer, other: Peer) -> bool:
    try:
        mine, theirs = _network(one.cidr), _network(other.cidr)
        mine_cut, their_cut = list(map(_network, one.cut)), list(map(_network, other.cut))
    except ValueError:
        return one == other
    if not lies_in(theirs, mine):
        return False
    # Whatever this one leaves out must be outside of the other one, or left out there as well.
    relevant = [cut for cut in mine_cut if lies_in(cut, theirs) or lies_in(theirs, cut)]
    return all(any(lies_in(cut, left_out) for left_out in their_cut) for cut in relevant)


def _network(text: str) -> _Network:
    return ipaddress.ip_network(text, strict=False)


def lies_in(inner: _Network, outer: _Network) -> bool:
    """Tell whether a network is part of another."""
    return inner.version == outer.version and inner.subnet_of(outer)  # type: ignore[arg-type]  # same version


def is_everywhere(cidr: str) -> bool:
    """Tell whether a network is all addresses there are."""
    return cidr in _EVERYWHERE


@dataclass(frozen=True, slots=True)
class Ports:
    """A port or a range of ports."""

    protocol: str = ""
    """``TCP``, ``UDP`` or ``SCTP``; empty for all protocols."""
    first: int = 0
    last: int = 65535
    name: str = ""
    """Name of a port, where it has one instead of a number."""
    unknown: bool = False

    def covers(self, other: "Ports") -> bool:
        """Tell whether every port of the other is one of these."""
        if self.unknown:
            return False
        if not self.protocol:
            return True
        if other.unknown or self.protocol != other.protocol:
            return False
        if self.name or other.name:
            return self.name == other.name or (not self.name and (self.first, self.last) == (0, 65535))
        return self.first <= other.first and other.last <= self.last

    def __str__(self) -> str:
        if self.unknown:
            return "ports known after deployment"
        if not self.protocol:
            return "all ports"
        if self.name:
            return f"{self.protocol}/{self.name}"
        if (self.first, self.last) == (0, 65535):
            return f"all of {self.protocol}"
        return f"{self.protocol}/{self.first}" + (f"-{self.last}" if self.last != self.first else "")


def ports_of(value: Any) -> Ports:
    """Return the ports that an entry of a rule names."""
    if not isinstance(value, dict):
        return Ports(unknown=True)
    protocol, port, last = value.get("protocol") or "TCP", value.get("port"), value.get("endPort")
    if not isinstance(protocol, str) or not all(is_known(item) for item in (port, last)):
        return Ports(unknown=True)
    if port is None:
        return Ports(protocol)
    if isinstance(port, str) and not port.isdigit():
        return Ports(protocol, name=port)
    try:
        first = int(port)
        return Ports(protocol, first, int(last) if last is not None else first)
    except (TypeError, ValueError):
        return Ports(unknown=True)
