"""Openings in Cilium's network policies.

Source: https://docs.cilium.io/en/stable/security/policy/language/
"""

from collections.abc import Iterator
from dataclasses import replace

from kubespaces.plan.labels import NAMESPACE_NAME, TENANT
from kubespaces_policies.check import Check
from kubespaces_policies.kubernetes.objects import KubernetesObject
from kubespaces_policies.kubernetes.selectors import Requirement, requirements
from kubespaces_policies.value import Value

from .openings import Block, Opening, Selector

CILIUM = ("cilium.io/CiliumNetworkPolicy", "cilium.io/CiliumClusterwideNetworkPolicy")
_PEERS = {
    "from": ("Endpoints", "Requires", "CIDR", "CIDRSet", "Entities", "Groups", "Nodes"),
    "to": ("Endpoints", "Requires", "CIDR", "CIDRSet", "Entities", "Groups", "Nodes", "Services", "FQDNs"),
}
_NAMESPACE_LABELS = "io.cilium.k8s.namespace.labels."
_SAME = {
    "io.kubernetes.pod.namespace": NAMESPACE_NAME,
    f"{_NAMESPACE_LABELS}{NAMESPACE_NAME}": NAMESPACE_NAME,
    f"{_NAMESPACE_LABELS}{TENANT}": TENANT,
}
"""What Cilium calls the labels that name a namespace."""


def cilium_openings(item: KubernetesObject, check: Check) -> Iterator[Opening]:
    """Go through the rules of a policy; rules that deny open nothing."""
    wide = item.is_a(CILIUM[1])
    with check.guard():
        for spec in (item.at("spec"), *item.at("specs")):
            for side, prefix in (("ingress", "from"), ("egress", "to")):
                with check.guard():
                    for rule in spec.at(side):
                        opening = Opening(rule, side == "egress")
                        with check.guard():
                            _read(rule, prefix, opening, check, wide=wide)
                        yield opening


def _read(rule: Value, prefix: str, opening: Opening, check: Check, *, wide: bool) -> None:
    named = any(rule.at(prefix + name).present for name in _PEERS[prefix])
    opening.anybody = not named and (rule.at("toPorts").present or rule.at("icmps").present)
    with check.guard():
        opening.blocks += [Block(cidr) for cidr in rule.at(f"{prefix}CIDR")]
        for entry in rule.at(f"{prefix}CIDRSet"):
            opening.blocks.append(Block(entry.at("cidr"), entry.at("except")))
    with check.guard():
        opening.entities += list(rule.at(f"{prefix}Entities"))
    with check.guard():
        opening.names += [entry.at("matchPattern") for entry in rule.at("toFQDNs")]
    with check.guard():
        for selector in rule.at(f"{prefix}Endpoints"):
            conditions = [_plain(condition) for condition in requirements(selector)]
            if wide or any(_is_about_namespaces(condition) for condition in conditions):
                opening.selectors.append(Selector(selector, conditions))


def _plain(condition: Requirement) -> Requirement:
    key = condition.key.removeprefix("k8s:").removeprefix("any:")
    return replace(condition, key=_SAME.get(key, key))


def _is_about_namespaces(condition: Requirement) -> bool:
    key = condition.key
    return key in _SAME.values() or key.startswith((_NAMESPACE_LABELS, "reserved:", "io.kubernetes.pod.namespace"))
