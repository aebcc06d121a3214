"""What NetworkPolicies deny and open, in each direction.

Pods that no policy of a direction selects are open to everybody in it; of all policies that select a pod, what any of
them allows is allowed. Source: https://kubernetes.io/docs/concepts/services-networking/network-policies/
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from kubespaces.review.world import KubeObject
from kubespaces.review.world.objects import items

from .order import Fact, Facts, Item
from .peers import ANYBODY, Peer, Ports, peer_of, ports_of
from .selectors import Selector, selector_of

INGRESS, EGRESS = "Ingress", "Egress"
_SIDES = {INGRESS: ("ingress", "from"), EGRESS: ("egress", "to")}
_FOREIGN = ("CiliumNetworkPolicy", "CiliumClusterwideNetworkPolicy", "GlobalNetworkPolicy", "AdminNetworkPolicy")

_UNSELECTED = Selector(unknown=True)
"""Stands for the pods that no policy selects."""


@dataclass(frozen=True, slots=True)
class Isolated:
    """A control: these pods let through only what some policy opens."""

    key: str
    pods: Selector
    words: str

    @property
    def unknown(self) -> bool:
        """Whether the pods are known after deployment only."""
        return self.pods.unknown

    def includes(self, other: Fact) -> bool:
        """Tell whether all of the other's pods are among these."""
        return isinstance(other, Isolated) and self.pods.covers(other.pods)

    def __str__(self) -> str:
        return self.words


@dataclass(frozen=True, slots=True)
class Opening:
    """One way through: from or to a peer, for some pods, on some ports."""

    key: str
    pods: Selector
    peer: Peer
    ports: Ports
    unselected: bool = False
    """It is for the pods that no policy selects."""

    @property
    def unknown(self) -> bool:
        """Whether a part of it is known after deployment only."""
        return self.peer.unknown or self.ports.unknown or (self.pods.unknown and not self.unselected)

    def includes(self, other: Fact) -> bool:
        """Tell whether whatever the other lets through, this one lets through as well."""
        if not isinstance(other, Opening):
            return False
        pods = self.unselected or (not other.unselected and self.pods.covers(other.pods))
        return pods and self.peer.covers(other.peer) and self.ports.covers(other.ports)

    def __str__(self) -> str:
        if self.unselected:
            return "anybody, for no policy selects the pods"
        ports = "" if self.ports == Ports() else f" on {self.ports}"
        pods = "" if self.pods == Selector() else f", for pods {self.pods}"
        return f"{self.peer}{ports}{pods}"


def network(policies: Sequence[KubeObject], direction: str, *, complete: bool) -> Facts:
    """Return what the policies of a namespace deny and open in one direction.

    Args:
        policies: all NetworkPolicies of the namespace.
        direction: ``Ingress`` or ``Egress``.
        complete: there are no others; without it, what no policy is seen to deny is not said to be open.
    """
    concerned = [policy for policy in policies if policy.kind == "NetworkPolicy" and _is_for(policy, direction)]
    pods = [(policy, selector_of(policy.spec("podSelector"))) for policy in concerned]
    everybody = any(selector == Selector() for _, selector in pods)
    isolated = [Isolated(direction, selector, _isolated(selector)) for selector in {found for _, found in pods}]
    denials = [Item("deny", "deny", "default deny")] if any(map(_denies(direction), pods)) else []
    opened: Iterable[Fact] = (opening for policy, found in pods for opening in _openings(policy, found, direction))
    unselected = [] if everybody or not complete else [Opening(direction, _UNSELECTED, ANYBODY, Ports(), True)]
    foreign = [policy for policy in policies if policy.kind in _FOREIGN]
    return Facts(
        [*isolated, *denials, *map(_foreign, foreign)],
        [*opened, *unselected, *map(_unread, foreign)],
    )


def _is_for(policy: KubeObject, direction: str) -> bool:
    types = policy.spec("policyTypes")
    if isinstance(types, list):
        return direction in types
    # What the API server fills in: Ingress always, Egress where there are rules for it.
    return direction == INGRESS or policy.spec("egress") is not None


def _denies(direction: str) -> Any:
    """Return whether a policy says nothing but no: for all pods, and without a single rule."""
    rules = _SIDES[direction][0]
    return lambda pair: pair[1] == Selector() and not pair[0].spec(rules)


def _isolated(pods: Selector) -> str:
    return "closed but for what is listed" if pods == Selector() else f"pods {pods} are closed"


def _openings(policy: KubeObject, pods: Selector, direction: str) -> Iterator[Opening]:
    rules, side = _SIDES[direction]
    found = policy.spec(rules)
    if found is not None and not isinstance(found, list):
        yield Opening(direction, pods, Peer(unknown=True), Ports())
    for rule in found if isinstance(found, list) else []:
        for peer in _peers(rule, side, policy.namespace):
            for ports in _ports(rule):
                yield Opening(direction, pods, peer, ports)


def _peers(rule: Any, side: str, namespace: str) -> list[Peer]:
    named = rule.get(side) if isinstance(rule, dict) else rule
    if named is None or named == []:
        return [ANYBODY]
    return [peer_of(peer, namespace) for peer in named] if isinstance(named, list) else [Peer(unknown=True)]


def _ports(rule: Any) -> list[Ports]:
    named = rule.get("ports") if isinstance(rule, dict) else None
    if named is None or named == []:
        return [Ports()]
    return [ports_of(entry) for entry in items(rule, "ports")] or [Ports(unknown=True)]


def _foreign(policy: KubeObject) -> Item:
    """Return a network plugin's own policy as a control: it may close, so to remove it is to remove a control."""
    return Item(f"{policy.kind} {policy.name}", repr(policy.spec()), f"{policy.kind} {policy.name}")


def _unread(policy: KubeObject) -> Item:
    """Return it as an opening as well: its rules are not read here, so a new one is for a person to judge."""
    name = f"{policy.kind} {policy.name}"
    words = f"whatever {name} allows, which is not read here"
    return Item(f"{name} may open", repr(policy.spec()), words, unread=True)
