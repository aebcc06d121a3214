"""What network policies open, read from all kinds of them into one form."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from kubespaces_policies.check import Check
from kubespaces_policies.kubernetes.objects import KubernetesObject
from kubespaces_policies.kubernetes.selectors import Requirement, requirements
from kubespaces_policies.value import Value

KUBERNETES = "networking.k8s.io/NetworkPolicy"
_DNS_PORTS = (53, 5353)
"""The port of DNS, and the one on which OpenShift's pods serve it."""


@dataclass(frozen=True)
class Block:
    """A network that is opened, and what is cut out of it."""

    cidr: Value
    exceptions: Value | None = None
    """The list of what is cut out; none where the form has no such list."""

    @property
    def holes(self) -> list[Value]:
        """What is cut out.

        Raises:
            UnknownValueError: that is not known yet.
        """
        return [] if self.exceptions is None else list(self.exceptions)


@dataclass(frozen=True)
class Selector:
    """Namespaces that are opened, by conditions on their labels."""

    where: Value
    conditions: list[Requirement]


@dataclass
class Opening:
    """One rule of a policy that lets traffic through."""

    where: Value
    egress: bool
    anybody: bool = False
    """Whether it names nobody, which lets everybody through."""
    blocks: list[Block] = field(default_factory=list)
    selectors: list[Selector] = field(default_factory=list)
    entities: list[Value] = field(default_factory=list)
    """Cilium's names for whole classes of peers."""
    names: list[Value] = field(default_factory=list)
    """Patterns of host names."""
    ports: Value | None = None
    """Ports of the form of NetworkPolicies; none where another form has them."""

    @property
    def dns_only(self) -> bool:
        """Whether nothing but DNS gets through. Only known of NetworkPolicies."""
        ports = self.ports
        return ports is not None and ports.is_list and len(ports) > 0 and all(map(_is_dns, ports))

    @property
    def lets_dns_through(self) -> bool:
        """Whether DNS over UDP gets through, by number or because all ports do."""
        if self.ports is None or not self.ports.present:
            return True
        return len(self.ports) == 0 or any(_holds_dns(port) for port in self.ports)


def _is_dns(port: Value) -> bool:
    return port.at("port").number() in _DNS_PORTS and not port.at("endPort").present


def _holds_dns(port: Value) -> bool:
    if port.at("protocol").text() != "UDP":
        return False
    first, last = port.at("port").number(), port.at("endPort").number()
    if not port.at("port").present or port.at("port").text() == "dns":
        return True
    return first is not None and any(first <= dns <= (last or first) for dns in _DNS_PORTS)


def kubernetes_openings(item: KubernetesObject, check: Check) -> Iterator[Opening]:
    """Go through the rules of a NetworkPolicy; what is not known yet is deferred."""
    for side, peers in (("ingress", "from"), ("egress", "to")):
        with check.guard():
            for rule in item.at("spec", side):
                opening = Opening(rule, side == "egress", ports=rule.at("ports"))
                with check.guard():
                    _read_peers(rule.at(peers), opening, check)
                yield opening


def _read_peers(peers: Value, opening: Opening, check: Check) -> None:
    opening.anybody = len(peers) == 0
    for peer in peers:
        with check.guard():
            block, namespaces = peer.known().at("ipBlock"), peer.at("namespaceSelector")
            if block.present:
                opening.blocks.append(Block(block.at("cidr"), block.at("except")))
            elif namespaces.present:
                opening.selectors.append(Selector(namespaces, requirements(namespaces)))
            elif not peer.at("podSelector").present:
                opening.anybody = True
