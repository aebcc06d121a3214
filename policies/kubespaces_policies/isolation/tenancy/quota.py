"""KS-TEN-04 and KS-TEN-05: what one namespace may use at most."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kubespaces.spec.quantity import parse_quantity
from kubespaces_policies.check import Check
from kubespaces_policies.control import Severity, stack_control
from kubespaces_policies.kubernetes.tenants import NAMESPACE, Placed, placed, tenant_namespaces
from kubespaces_policies.resource import Resource, Stack, kinds
from kubespaces_policies.value import Value

_QUOTA, _LIMITS = "/ResourceQuota", "/LimitRange"

_COMPUTE = (
    ("requests.cpu", "cpu"),
    ("requests.memory", "memory"),
    ("limits.cpu",),
    ("limits.memory",),
    ("requests.storage",),
    ("requests.ephemeral-storage", "ephemeral-storage"),
)
"""What a quota must bound, each with the other name that Kubernetes knows it by."""

_COUNTS = (
    ("pods", "count/pods"),
    ("services.nodeports",),
    ("services.loadbalancers",),
    ("persistentvolumeclaims", "count/persistentvolumeclaims"),
    ("count/secrets", "secrets"),
    ("count/configmaps", "configmaps"),
    ("count/ingresses.networking.k8s.io",),
    ("count/jobs.batch",),
)
_BOUNDED = (("cpu", ("limits.cpu",)), ("memory", ("limits.memory",)))
_SOURCE = "https://kubernetes.io/docs/concepts/policy/resource-quotas/"


@dataclass(frozen=True)
class _Bound:
    """One bound that a quota gives."""

    amount: Value
    resource: Resource
    """The quota's."""


class _Bounds:
    """What the quotas of one namespace say together; a quota with scopes bounds only some pods and does not count."""

    def __init__(self, quotas: Iterable[Placed], namespace: Value) -> None:
        self._hard: list[_Bound] = []
        self.waiting: list[Value] = []
        """What is not known yet and may still bound more."""
        for quota in quotas:
            spec = quota.item.at("spec")
            scopes = (spec.at("scopes"), spec.at("scopeSelector"))
            unknown = [value for value in (quota.home, spec.at("hard"), *scopes) if value.unknown]
            if not quota.home.unknown and quota.home.raw != namespace.raw:
                continue
            if unknown:
                self.waiting += unknown
            elif not any(scope.present and len(scope) for scope in scopes):
                self._hard.append(_Bound(spec.at("hard"), quota.resource))

    def of(self, names: Sequence[str]) -> list[_Bound]:
        """Return every bound on a resource, by any of its names."""
        found = [_Bound(hard.amount.at(name), hard.resource) for hard in self._hard for name in names]
        return [bound for bound in found if bound.amount.present]

    def ask_for(self, names: Iterable[tuple[str, ...]], namespace: Placed, check: Check) -> None:
        """Report what no quota bounds, or wait for those that may yet."""
        missing = [choices[0] for choices in names if not self.of(choices)]
        if missing and self.waiting:
            check.defer(self.waiting[0], resource=namespace.resource)
        elif missing:
            problem = f"no ResourceQuota for all pods of the namespace bounds {', '.join(missing)}"
            check.violation(namespace.home, problem, resource=namespace.resource)


def _namespaces(stack: Stack, check: Check) -> list[Placed]:
    return [Placed(item.name, resource, item) for resource, item in tenant_namespaces(stack, check.settings)]


@stack_control(
    "KS-TEN-04",
    title="Every tenant's namespace has a quota for compute and storage",
    severity=Severity.HIGH,
    why="A namespace without a quota can take the nodes, and the money, of all others.",
    fix="add a ResourceQuota without scopes that bounds requests and limits of cpu and memory, requests.storage and "
    "requests.ephemeral-storage, within the setting quotaCeiling",
    sources=("MTB-PL1-CC-FNS-1", "NSA", "Kyverno add-ns-quota", _SOURCE),
    applies=kinds(NAMESPACE),
)
def namespace_has_compute_quota(stack: Stack, check: Check) -> None:
    """Look for the quotas of each tenant's namespace in the same stack."""
    quotas = placed(stack, _QUOTA)
    for namespace in _namespaces(stack, check):
        with check.guard(namespace.resource):
            bounds = _Bounds(quotas, namespace.home.known())
            bounds.ask_for(_COMPUTE, namespace, check)
            for choices in _COMPUTE:
                ceilings = [ceiling for name, ceiling in check.settings.quota_ceiling.items() if name in choices]
                for bound in bounds.of(choices):
                    _judge_amount(bound, ceilings, check)


def _judge_amount(bound: _Bound, ceilings: list[str], check: Check) -> None:
    with check.guard(bound.resource):
        amount = _amount(bound.amount)
        if amount is None:
            check.violation(bound.amount, "is no finite amount", resource=bound.resource)
        for ceiling in ceilings:
            if amount is not None and amount > parse_quantity(ceiling):
                check.violation(bound.amount, f"is above the ceiling {ceiling}", resource=bound.resource)


def _amount(value: Value) -> Decimal | None:
    try:
        return parse_quantity(value.text())
    except ValueError:
        return None


@stack_control(
    "KS-TEN-05",
    title="Every tenant's namespace has object counts and a LimitRange",
    severity=Severity.MEDIUM,
    why="Objects without number fill etcd and slow down everybody, and a container without limits takes a whole node.",
    fix="bound pods, services.loadbalancers, persistentvolumeclaims, count/secrets, count/configmaps, "
    "count/ingresses.networking.k8s.io and count/jobs.batch, set services.nodeports to 0, and add a LimitRange with "
    "default, defaultRequest and max for containers, max within the quota",
    sources=("MTB-PL1-CC-FNS-2", _SOURCE, "https://kubernetes.io/docs/concepts/policy/limit-range/"),
    applies=kinds(NAMESPACE),
)
def namespace_has_counts_and_limits(stack: Stack, check: Check) -> None:
    """Look for both in the same stack. How many objects are enough is the platform's choice, so any number is one."""
    quotas, ranges = placed(stack, _QUOTA), placed(stack, _LIMITS)
    for namespace in _namespaces(stack, check):
        with check.guard(namespace.resource):
            bounds = _Bounds(quotas, namespace.home.known())
            bounds.ask_for(_COUNTS, namespace, check)
            for bound in bounds.of([name for choices in _COUNTS for name in choices]):
                _judge_count(bound, check)
            _judge_limits(ranges, bounds, namespace, check)


def _judge_count(bound: _Bound, check: Check) -> None:
    with check.guard(bound.resource):
        amount = _amount(bound.amount)
        if amount is None:
            check.violation(bound.amount, "is no number", resource=bound.resource)
        elif bound.amount.keys[-1] == "services.nodeports" and amount:
            check.violation(bound.amount, "must be 0: a node port is open on every node", resource=bound.resource)


def _judge_limits(ranges: Sequence[Placed], bounds: _Bounds, namespace: Placed, check: Check) -> None:
    waiting = [found.home for found in ranges if found.home.unknown]
    here = [found for found in ranges if not found.home.unknown and found.home.raw == namespace.home.raw]
    containers = 0
    for found in here:
        with check.guard(found.resource):
            for limit in found.item.at("spec", "limits"):
                if limit.at("type").text() == "Container":
                    containers += 1
                    _judge_limit(limit, bounds, found.resource, check)
    if not containers and waiting:
        check.defer(waiting[0], resource=namespace.resource)
    elif not containers and not any(found.item.at("spec").has_unknown() for found in here):
        check.violation(namespace.home, "has no LimitRange for containers", resource=namespace.resource)


def _judge_limit(limit: Value, bounds: _Bounds, resource: Resource, check: Check) -> None:
    for name, quota in _BOUNDED:
        for field in ("default", "defaultRequest", "max"):
            if not limit.at(field, name).present:
                check.violation(limit.at(field), f"must say {name}", resource=resource)
        largest = limit.at("max", name)
        for bound in bounds.of(quota) if largest.present else ():
            with check.guard(resource):
                amount, quantity = _amount(largest), _amount(bound.amount)
                if amount is None or (quantity is not None and amount > quantity):
                    check.violation(largest, "must be an amount within the quota", resource=resource)
