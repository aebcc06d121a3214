"""KS-AVA-02: workloads survive the loss of a node, and let nodes go."""

from kubespaces_policies.check import Check
from kubespaces_policies.control import Severity, control, with_stack_rule
from kubespaces_policies.edit import Edit
from kubespaces_policies.kubernetes.matching import labels_of, matches
from kubespaces_policies.kubernetes.objects import KubernetesObject
from kubespaces_policies.kubernetes.production import is_spared, spared_namespaces
from kubespaces_policies.predicates import is_given
from kubespaces_policies.resource import Resource, Stack, kinds
from kubespaces_policies.value import Value

_WORKLOADS = ("apps/Deployment", "apps/StatefulSet")
_BUDGET = "policy/PodDisruptionBudget"
_SCALERS = {"HorizontalPodAutoscaler": "minReplicas", "ScaledObject": "minReplicaCount"}
_LEAST_BY_DEFAULT = {"HorizontalPodAutoscaler": 1.0, "ScaledObject": 0.0}
_LEAST_REPLICAS = 2


def _one_may_go(resource: Resource, edit: Edit) -> None:
    """Let one pod go at a time where a budget says nothing; other words were somebody's choice."""
    for item in resource.of_kind(_BUDGET):
        most, least = item.at("spec", "maxUnavailable"), item.at("spec", "minAvailable")
        if not most.present and not least.present:
            edit.set(most, 1)


@control(
    "KS-AVA-02",
    title="Workloads in production survive a node, and let nodes be drained",
    severity=Severity.MEDIUM,
    why="One replica is down with its node; a budget that lets none go blocks every upgrade until somebody deletes it.",
    fix=(
        "two replicas or more (or an autoscaler with that minimum), a PodDisruptionBudget that lets one go, readiness "
        "probes, and topologySpreadConstraints; name namespaces without production in the setting nonProduction"
    ),
    sources=("CKV_K8S_8", "CKV_K8S_9", "Kyverno require-pdb, pdb-minavailable, require-probes", "ISO 27001 A.8.14"),
    applies=kinds(*_WORKLOADS, _BUDGET),
    remedy=_one_may_go,
)
def draining_budget(resource: Resource, check: Check) -> None:
    """Refuse budgets that let no pod go, in production or not."""
    for item in resource.of_kind(_BUDGET):
        most, least = item.at("spec", "maxUnavailable"), item.at("spec", "minAvailable")
        check.require(most, _lets_one_go, "lets no pod go: nodes cannot be drained")
        check.require(least, _is_not_all, "lets no pod go: nodes cannot be drained")
        if not item.patch and not most.present and not least.present:
            check.violation(most, "is not set, nor is minAvailable: no pod may go")


@with_stack_rule(draining_budget)
def surviving_workloads(stack: Stack, check: Check) -> None:
    """Judge Deployments and StatefulSets in production by themselves and with what is beside them in the stack."""
    spared = spared_namespaces(stack)
    beside = stack.of_kind(_BUDGET, *_SCALERS)
    for resource, item in stack.of_kind(*_WORKLOADS):
        with check.guard(resource):
            namespace = item.namespace.text()
            if not item.patch and namespace not in spared and not is_spared(check.settings, namespace):
                near = [other for _, other in beside if _is_near(other, namespace)]
                _judge(resource, item, near, check)


def _lets_one_go(value: Value) -> bool:
    return value.text().removesuffix("%") != "0"


def _is_not_all(value: Value) -> bool:
    return value.text() != "100%"


def _is_near(item: KubernetesObject, namespace: str) -> bool:
    return item.namespace.unknown or item.namespace.text() == namespace


def _judge(resource: Resource, item: KubernetesObject, near: list[KubernetesObject], check: Check) -> None:
    replicas = item.at("spec", "replicas")
    if replicas.number() == 0:
        return
    with check.guard(resource):
        least = _least_replicas(item, near)
        if least is None:
            number = replicas.number()
            least = 1 if number is None else number
        if least < _LEAST_REPLICAS:
            check.violation(replicas, f"must be {_LEAST_REPLICAS} or more", resource=resource)
    with check.guard(resource):
        labels = labels_of(item.at("spec", "template", "metadata", "labels"))
        budgets = [other for other in near if other.is_a(_BUDGET)]
        own = [budget for budget in budgets if matches(budget.at("spec", "selector"), labels)]
        if not own:
            check.violation(None, "has no PodDisruptionBudget in this stack", resource=resource)
        for budget in own:
            _judge_budget(resource, budget, replicas, check)
    _judge_template(resource, item.at("spec", "template", "spec"), check)


def _least_replicas(item: KubernetesObject, near: list[KubernetesObject]) -> float | None:
    """Return the minimum of the autoscaler that is beside a workload; none if there is no autoscaler."""
    for other in near:
        for kind, name in _SCALERS.items():
            target = other.at("spec", "scaleTargetRef")
            if other.is_a(kind) and target.at("name").text() == item.name.text() and _is_kind(target.at("kind"), item):
                number = other.at("spec", name).number()
                return number if number is not None else _LEAST_BY_DEFAULT[kind]
    return None


def _is_kind(kind: Value, item: KubernetesObject) -> bool:
    return kind.text() in ("", item.kind)


def _judge_budget(resource: Resource, budget: KubernetesObject, replicas: Value, check: Check) -> None:
    least, number = budget.at("spec", "minAvailable").number(), replicas.number()
    if least is not None and number is not None and least >= number:
        check.violation(replicas, "are no more than its PodDisruptionBudget's minAvailable", resource=resource)


def _judge_template(resource: Resource, pod: Value, check: Check) -> None:
    with check.guard(resource):
        for container in pod.at("containers"):
            problem = "is missing: traffic comes before the pod is ready"
            check.require(container.at("readinessProbe"), is_given, problem, resource=resource)
    with check.guard(resource):
        spread = pod.at("topologySpreadConstraints")
        apart = pod.at("affinity", "podAntiAffinity")
        if not is_given(spread) and not is_given(apart):
            check.violation(spread, "is missing: all pods may be on one node", resource=resource)
