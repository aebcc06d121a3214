"""KS-POD-14: which nodes pods run on, and in what sandbox."""

from collections.abc import Callable, Iterator

from kubespaces.plan.labels import TENANT
from kubespaces.plan.rule_data import RESERVED_TAINT_PREFIXES, RESERVED_TAINTS
from kubespaces_policies.check import Check
from kubespaces_policies.control import Severity, control
from kubespaces_policies.kubernetes.pods import PodTemplate
from kubespaces_policies.kubernetes.tenants import tenant_of
from kubespaces_policies.predicates import is_empty, one_of, within
from kubespaces_policies.resource import Resource, any_of, kinds, workloads
from kubespaces_policies.value import Value
from kubespaces_policies.walk import pods

_BINDING = "/Binding"
_REQUIRED = ("requiredDuringSchedulingIgnoredDuringExecution", "nodeSelectorTerms")
_PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution"
_ELSEWHERE = "sends the pod to nodes that are kept for others"


@control(
    "KS-POD-14",
    title="Pods stay on nodes meant for them",
    severity=Severity.HIGH,
    why="A pod on a control plane's node, or on one kept for another tenant, is behind the wall that nodes are.",
    fix=(
        "leave nodeName and schedulerName out, tolerate single taints by name, select no nodes but the tenant's own, "
        "and use a runtimeClassName that the setting runtimeClasses lists"
    ),
    sources=(
        "KYV restrict-controlplane-scheduling, restrict-node-selection, restrict-node-affinity, mutate-pod-binding",
        "CKV_AZURE_232",
        "GKE 5.10.3",
    ),
    applies=any_of(workloads, kinds(_BINDING)),
)
def pods_stay_on_their_nodes(resource: Resource, check: Check) -> None:
    """Refuse ways past the scheduler and its taints, and selectors and tolerations of what is not the tenant's.

    With the setting ``dedicated_nodes`` pods must select the tenant's nodes; with ``sandbox_required`` they must name a
    runtime class. In a platform's stack the tenant is the one whose label the object carries.
    """
    for item in resource.of_kind(_BINDING):
        check.violation(item.at("target"), "puts a pod on a node past the scheduler")
    for pod in pods(resource, check):
        check.require(pod.spec.at("nodeName"), is_empty, "goes past the scheduler and its taints")
        check.require(pod.spec.at("schedulerName"), one_of("", "default-scheduler"), "is another scheduler")
        _check_sandbox(pod, check)
        with check.guard():
            for toleration in pod.spec.at("tolerations"):
                _check_toleration(toleration, pod, check)
        _check_selector(pod, check)
        for term in _terms(pod, check):
            _check_term(term, pod, check)


def _check_sandbox(pod: PodTemplate, check: Check) -> None:
    name = pod.spec.at("runtimeClassName")
    if name.present or (pod.whole and check.settings.sandbox_required):
        required = check.settings.sandbox_required
        allowed = check.settings.runtime_classes if required else ["", *check.settings.runtime_classes]
        check.require(name, within(allowed), "is not one of the sandboxes that pods must run in")


def _check_toleration(toleration: Value, pod: PodTemplate, check: Check) -> None:
    key, operator = toleration.at("key"), toleration.at("operator")
    with check.guard():
        if not key.text():
            check.violation(key, "tolerates every taint there is")
        elif key.text() in RESERVED_TAINTS or key.text().startswith(RESERVED_TAINT_PREFIXES):
            check.violation(key, "is a taint of nodes that are the platform's")
        elif key.text() == TENANT:
            check.require(operator, one_of("", "Equal"), "tolerates the taints of all tenants")
            check.require(toleration.at("value"), _is_own(pod, check), "is the taint of another tenant's nodes")


def _check_selector(pod: PodTemplate, check: Check) -> None:
    selector = pod.spec.at("nodeSelector")
    with check.guard():
        for key, value in selector.entries():
            if key.startswith(RESERVED_TAINT_PREFIXES):
                check.violation(value, _ELSEWHERE)
            elif key == TENANT:
                check.require(value, _is_own(pod, check), _ELSEWHERE)
    if check.settings.dedicated_nodes and pod.whole and not selector.at(TENANT).present:
        check.violation(selector.at(TENANT), "is missing, so that the pod may run beside other tenants'")


def _terms(pod: PodTemplate, check: Check) -> Iterator[Value]:
    affinity = pod.spec.at("affinity", "nodeAffinity")
    with check.guard():
        yield from affinity.at(*_REQUIRED)
    with check.guard():
        yield from (item.at("preference") for item in affinity.at(_PREFERRED))


def _check_term(term: Value, pod: PodTemplate, check: Check) -> None:
    with check.guard():
        for expression in term.at("matchExpressions"):
            key, operator, values = (expression.at(name) for name in ("key", "operator", "values"))
            with check.guard():
                if key.text().startswith(RESERVED_TAINT_PREFIXES):
                    check.require(operator, one_of("DoesNotExist", "NotIn"), _ELSEWHERE)
                elif key.text() == TENANT:
                    check.require(operator, one_of("In"), _ELSEWHERE)
                    for value in values:
                        check.require(value, _is_own(pod, check), _ELSEWHERE)


def _is_own(pod: PodTemplate, check: Check) -> Callable[[Value], bool]:
    """Return whether a value is the name of the pod's tenant; a pod of nobody's has none."""

    def holds(value: Value) -> bool:
        tenant = tenant_of(pod.object, check.settings)
        return bool(tenant) and value.text() == tenant

    return holds
