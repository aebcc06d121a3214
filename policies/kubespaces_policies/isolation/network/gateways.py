"""KS-NET-10: who may hang routes on a Gateway."""

from kubespaces_policies.check import Check
from kubespaces_policies.control import Severity, control
from kubespaces_policies.kubernetes.selectors import named_namespaces
from kubespaces_policies.resource import Resource, kinds
from kubespaces_policies.value import Value

from .exposure import GATEWAY_GROUPS

GATEWAYS = tuple(f"{group}/{kind}" for group in GATEWAY_GROUPS for kind in ("Gateway", "ListenerSet", "XListenerSet"))
_WITHOUT_HOST = ("TCP", "UDP")
"""Protocols that know no host names."""


@control(
    "KS-NET-10",
    title="Shared Gateways let in named namespaces only",
    severity=Severity.CRITICAL,
    why="On a listener that takes routes from everywhere, any tenant can take over any path of any host on it.",
    fix="set allowedRoutes.namespaces.from to Same, or to Selector with kubespaces.io/tenant or "
    "kubernetes.io/metadata.name by value, and give each listener a hostname",
    sources=("Gateway API security model", "GEP-1713 (ListenerSet)"),
    applies=kinds(*GATEWAYS),
)
def gateways_let_named_namespaces_in(resource: Resource, check: Check) -> None:
    """Judge each listener of Gateways and ListenerSets, and which namespaces may add listeners."""
    for item in resource.of_kind(*GATEWAYS):
        _judge_namespaces(item.at("spec", "allowedListeners", "namespaces"), check, default="None")
        with check.guard():
            for listener in item.at("spec", "listeners"):
                _judge_namespaces(listener.at("allowedRoutes", "namespaces"), check, default="Same")
                with check.guard():
                    if listener.at("protocol").text() not in _WITHOUT_HOST:
                        check.require(listener.at("hostname"), _names_host, "must say which hosts it is for")


def _names_host(value: Value) -> bool:
    return value.text().strip("*. ") != ""


def _judge_namespaces(namespaces: Value, check: Check, *, default: str) -> None:
    with check.guard():
        choice = namespaces.at("from")
        word = choice.text() or default
        if word == "Selector":
            if not named_namespaces(namespaces.at("selector")):
                check.violation(
                    namespaces.at("selector"), "must name the namespaces by a label that no tenant can change"
                )
        elif word not in ("Same", "None"):
            check.violation(choice, "lets in routes from everywhere")
