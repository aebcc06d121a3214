"""KS-NET-01: everything is denied that is not opened."""

from kubespaces_policies.check import Check
from kubespaces_policies.control import Severity, stack_control
from kubespaces_policies.kubernetes.tenants import NAMESPACE, Placed, placed, tenant_namespaces
from kubespaces_policies.resource import Stack, kinds
from kubespaces_policies.value import Value

from .openings import KUBERNETES, Opening, kubernetes_openings


@stack_control(
    "KS-NET-01",
    title="Every tenant's namespace denies all traffic that is not opened, in both directions",
    severity=Severity.CRITICAL,
    why="Without a policy every pod of the cluster reaches every other one, and the internet.",
    fix="add a NetworkPolicy with podSelector: {}, policyTypes: [Ingress, Egress] and no rules, and one that opens DNS "
    "where anything else is opened for egress",
    sources=("CIS-K8S 5.3.2", "EKS 4.3.2", "GKE 4.3.2", "AKS 4.4.2", "CKV2_K8S_6", "NSA", "Kyverno add-networkpolicy"),
    applies=kinds(NAMESPACE),
)
def namespace_denies_by_default(stack: Stack, check: Check) -> None:
    """Look for NetworkPolicies of each tenant's namespace in the same stack; those of other APIs do not count.

    DNS is asked of namespaces that open any way out, for names do not resolve there otherwise and people then take
    the walls down. Whether the cluster's network plugin enforces policies, no code of the stack can tell.
    """
    policies = placed(stack, KUBERNETES)
    for resource, item in tenant_namespaces(stack, check.settings):
        with check.guard(resource):
            name = item.name.known()
            here = [policy for policy in policies if not policy.home.unknown and policy.home.raw == name.raw]
            waiting = [policy.home for policy in policies if policy.home.unknown]
            waiting += [value for policy in here for value in _unknown(policy)]
            namespace = Placed(name, resource, item)
            _require(
                any(map(_denies_all, here)), "has no NetworkPolicy that denies both ways", namespace, waiting, check
            )
            silent = Check(check.settings)
            ways = [way for policy in here for way in kubernetes_openings(policy.item, silent) if way.egress]
            resolved = not ways or any(map(_opens_dns, ways))
            _require(resolved, "opens ways out but has no NetworkPolicy that opens DNS", namespace, waiting, check)


def _require(met: bool, problem: str, namespace: Placed, waiting: list[Value], check: Check) -> None:
    """Report a namespace that does not meet it, unless something that is not known yet may."""
    if not met and waiting:
        check.defer(waiting[0], resource=namespace.resource)
    elif not met:
        check.violation(namespace.home, problem, resource=namespace.resource)


def _denies_all(policy: Placed) -> bool:
    spec = policy.item.at("spec")
    if spec.has_unknown() or not spec.present:
        return False
    selector, types = spec.at("podSelector"), spec.at("policyTypes").texts()
    everything = not any(len(selector.at(part)) for part in ("matchLabels", "matchExpressions"))
    return everything and {"Ingress", "Egress"} <= set(types) and not len(spec.at("ingress")) + len(spec.at("egress"))


def _opens_dns(way: Opening) -> bool:
    return not (way.ports is not None and way.ports.has_unknown()) and way.lets_dns_through


def _unknown(policy: Placed) -> list[Value]:
    spec = policy.item.at("spec")
    return [spec] if spec.has_unknown() else []
