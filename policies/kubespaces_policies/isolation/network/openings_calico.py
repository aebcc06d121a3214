"""Openings in Calico's network policies.

Source: https://docs.tigera.io/calico/latest/reference/resources/networkpolicy
"""

import re
from collections.abc import Iterator

from kubespaces.plan.labels import NAMESPACE_NAME
from kubespaces_policies.check import Check
from kubespaces_policies.kubernetes.objects import KubernetesObject
from kubespaces_policies.kubernetes.selectors import Requirement
from kubespaces_policies.value import Value

from .openings import Block, Opening, Selector

_GROUPS = ("projectcalico.org", "crd.projectcalico.org")
CALICO = tuple(f"{group}/{kind}" for group in _GROUPS for kind in ("NetworkPolicy", "GlobalNetworkPolicy"))
_GLOBAL = tuple(f"{group}/GlobalNetworkPolicy" for group in _GROUPS)
_PEERS = ("nets", "selector", "namespaceSelector", "services", "serviceAccounts", "domains")
_NAMED = re.compile(
    r"\s*(?P<key>kubernetes\.io/metadata\.name|projectcalico\.org/name|kubespaces\.io/tenant)\s*"
    r"(?:==\s*(?P<one>['\"][^'\"]*['\"])|in\s*\{(?P<many>[^}]*)\})\s*"
)
"""A selector that names namespaces and nothing else; anything more complicated counts as one that does not."""


def calico_openings(item: KubernetesObject, check: Check) -> Iterator[Opening]:
    """Go through the rules of a policy that allow something."""
    wide = item.is_a(*_GLOBAL)
    for side, entity in (("ingress", "source"), ("egress", "destination")):
        with check.guard():
            for rule in item.at("spec", side):
                opening = Opening(rule, side == "egress")
                with check.guard():
                    if rule.at("action").text().lower() not in ("allow", "pass"):
                        continue
                    _read(rule.at(entity), opening, wide=wide)
                yield opening


def _read(entity: Value, opening: Opening, *, wide: bool) -> None:
    opening.anybody = not any(entity.known().at(name).present for name in _PEERS)
    opening.blocks += [Block(net, entity.at("notNets")) for net in entity.at("nets")]
    opening.names += list(entity.at("domains"))
    namespaces = entity.at("namespaceSelector")
    if namespaces.present:
        opening.selectors.append(Selector(namespaces, _conditions(namespaces)))
    elif wide and entity.at("selector").present and not opening.blocks:
        opening.anybody = True
    service = entity.at("services", "namespace")
    if service.present:
        opening.selectors.append(Selector(service, [Requirement(NAMESPACE_NAME, "In", (service.text(),), service)]))


def _conditions(selector: Value) -> list[Requirement]:
    match = _NAMED.fullmatch(selector.text())
    if match is None:
        return []
    values = tuple(text.strip().strip("'\"") for text in (match["one"] or match["many"]).split(","))
    key = NAMESPACE_NAME if match["key"] == "projectcalico.org/name" else match["key"]
    return [Requirement(key, "In", values, selector)]
