"""Openings in the cluster-wide policies of SIG Network: AdminNetworkPolicy and its kin.

Source: https://network-policy-api.sigs.k8s.io/
"""

from collections.abc import Iterator

from kubespaces_policies.check import Check
from kubespaces_policies.kubernetes.objects import KubernetesObject
from kubespaces_policies.kubernetes.selectors import requirements
from kubespaces_policies.value import Value

from .openings import Block, Opening, Selector

_GROUP = "policy.networking.k8s.io"
ADMIN = tuple(
    f"{_GROUP}/{kind}" for kind in ("AdminNetworkPolicy", "BaselineAdminNetworkPolicy", "ClusterNetworkPolicy")
)


def admin_openings(item: KubernetesObject, check: Check) -> Iterator[Opening]:
    """Go through the rules of a policy that allow something; they overrule the tenants' own policies."""
    for side, peers in (("ingress", "from"), ("egress", "to")):
        with check.guard():
            for rule in item.at("spec", side):
                opening = Opening(rule, side == "egress")
                with check.guard():
                    if rule.at("action").text() not in ("Allow", "Accept"):
                        continue
                    opening.anybody = len(rule.at(peers)) == 0
                    for peer in rule.at(peers):
                        _read(peer, opening)
                yield opening


def _read(peer: Value, opening: Opening) -> None:
    for selector in (peer.known().at("namespaces"), peer.at("pods", "namespaceSelector")):
        if selector.present:
            opening.selectors.append(Selector(selector, requirements(selector)))
    opening.blocks += [Block(network) for network in peer.at("networks")]
    opening.names += list(peer.at("domainNames"))
