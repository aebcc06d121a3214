"""KS-POD-13 to KS-POD-16: tokens, nodes, priority and size."""

from typing import Any

from kubespaces_policies.value import UNKNOWN

from .case import SAFE_CONTAINER, SAFE_POD, Cases, Props, case, manifest, pod
from .pods_privileged import CONFIG_MAP, POD, in_some_places, patch

ACCOUNT = "kubernetes:core/v1:ServiceAccount"
BINDING = "kubernetes:core/v1:Binding"
PRIORITY = "kubernetes:scheduling.k8s.io/v1:PriorityClass"
_TENANT = "kubespaces.io/tenant"


_STEP = {"name": "build", "image": "it"}


def _task(**fields: object) -> Props:
    return manifest("tekton.dev/v1", "Task", spec={"steps": [{**_STEP, **fields}]})


def _projecting(**token: object) -> Props:
    return pod(volumes=[{"name": "token", "projected": {"sources": [{"serviceAccountToken": token}]}}])


def _account(name: str, **fields: object) -> Props:
    return manifest("v1", "ServiceAccount", name, **fields)


_WITHOUT = {key: item for key, item in SAFE_POD.items() if key != "automountServiceAccountToken"}
_CLIENT = {"automountServiceAccountToken": True, "serviceAccountName": "operator"}

_TOKENS = Cases(
    good={
        "not mounted": case(POD, pod()),
        "for somebody else": case(POD, _projecting(audience="https://vault.example.com", expirationSeconds=600.0)),
        "not mounted, whatever the account": case(
            POD, pod(serviceAccountName=UNKNOWN), apiClients=["payments-dev/operator"]
        ),
        "a client of the API server": case(POD, pod(**_CLIENT), apiClients=["payments-dev/operator"]),
        "by the old field": case(
            POD,
            pod(automountServiceAccountToken=True, serviceAccount="operator"),
            apiClients=["payments-dev/operator"],
        ),
        "the default account without": case(ACCOUNT, _account("default", automountServiceAccountToken=False)),
        "another account": case(ACCOUNT, _account("operator")),
        "steps, whose run says it": case("kubernetes:tekton.dev/v1:Task", _task()),
        "a patch of something else": patch(hostname="it"),
        "a patch of the default account": case(f"{ACCOUNT}Patch", _account("default")),
    },
    bad={
        "nothing said": case(POD, manifest("v1", "Pod", spec=_WITHOUT), at="spec.automountServiceAccountToken"),
        "mounted": case(POD, pod(automountServiceAccountToken=True), remedied=False),
        "mounted, whatever the account": case(
            POD, pod(automountServiceAccountToken=True, serviceAccountName=UNKNOWN), remedied=False
        ),
        "an account that is not listed": case(POD, pod(**_CLIENT), apiClients=["other/operator"], remedied=False),
        "the default account cannot be listed": case(
            POD,
            pod(automountServiceAccountToken=True, serviceAccountName="default"),
            apiClients=["payments-dev/default"],
            remedied=False,
        ),
        "for the API server": case(
            POD,
            _projecting(expirationSeconds=600),
            at="spec.volumes[0].projected.sources[0].serviceAccountToken.audience",
            remedied=False,
        ),
        **{
            f"for {audience}": case(POD, _projecting(audience=audience), remedied=False)
            for audience in ("https://kubernetes.default.svc.cluster.local", "https://kubernetes.default.svc/", "api")
        },
        "for too long": case(POD, _projecting(audience="vault", expirationSeconds=86400), remedied=False),
        "the default account": case(ACCOUNT, _account("default"), at="automountServiceAccountToken"),
        "the default account with": case(
            ACCOUNT, _account("default", automountServiceAccountToken=True), remedied=False
        ),
        "a patch": patch(containers=[SAFE_CONTAINER]),
        **in_some_places(_WITHOUT),
    },
    other={"neither pod nor account": CONFIG_MAP},
    deferred={
        "whether it is mounted": case(POD, pod(automountServiceAccountToken=UNKNOWN)),
        "the account": case(
            POD, pod(**{**_CLIENT, "serviceAccountName": UNKNOWN}), apiClients=["payments-dev/operator"]
        ),
        "sources": case(POD, pod(volumes=[{"projected": {"sources": UNKNOWN}}])),
    },
)


def _tolerating(**toleration: object) -> Props:
    return pod(tolerations=[{"key": "nvidia.com/gpu", "operator": "Exists"}, toleration])


def _labelled(props: Props, tenant: str) -> Props:
    return {**props, "metadata": {**props["metadata"], "labels": {_TENANT: tenant}}}


def _affine(key: object, operator: str, *values: object, preferred: bool = False) -> Props:
    term = {"matchExpressions": [{"key": key, "operator": operator, "values": list(values)}]}
    if preferred:
        terms: dict[str, Any] = {"preferredDuringSchedulingIgnoredDuringExecution": [{"weight": 1, "preference": term}]}
    else:
        terms = {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [term]}}
    return pod(affinity={"nodeAffinity": terms})


_EXPRESSION = (
    "spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[0]"
)
_MASTER = "node-role.kubernetes.io/control-plane"
_OWN = {"key": _TENANT, "operator": "Equal", "value": "pay", "effect": "NoSchedule"}

_SCHEDULING = Cases(
    good={
        "nothing said": case(POD, pod()),
        "a taint by name": case(POD, _tolerating(key="spot", operator="Exists")),
        "the tenant's taint": case(POD, _tolerating(**_OWN), tenant="pay"),
        "the taint of the labelled tenant": case(POD, _labelled(_tolerating(**_OWN), "pay"), role="platform"),
        "the tenant's nodes": case(POD, pod(nodeSelector={_TENANT: "pay"}), tenant="pay", dedicatedNodes=True),
        "another label": case(POD, pod(nodeSelector={"kubernetes.io/arch": "arm64"})),
        "the tenant's nodes by affinity": case(POD, _affine(_TENANT, "In", "pay"), tenant="pay"),
        "no special nodes": case(POD, _affine(_MASTER, "DoesNotExist")),
        "the usual scheduler": case(POD, pod(schedulerName="default-scheduler", nodeName="")),
        "a listed sandbox": case(POD, pod(runtimeClassName="gvisor"), runtimeClasses=["gvisor"], sandboxRequired=True),
        "a patch of something else": patch(hostname="it"),
    },
    bad={
        "a node by name": case(POD, pod(nodeName="node-1"), at="spec.nodeName"),
        "another scheduler": case(POD, pod(schedulerName="mine"), at="spec.schedulerName"),
        "every taint": case(POD, _tolerating(operator="Exists"), at="spec.tolerations[1].key"),
        "every taint, with an empty key": case(POD, _tolerating(key="", operator="Exists", effect="NoExecute")),
        "control planes": case(POD, _tolerating(key=_MASTER, operator="Exists")),
        "control planes of old": case(POD, _tolerating(key="node-role.kubernetes.io/master", value="")),
        "add-on nodes": case(POD, _tolerating(key="CriticalAddonsOnly", operator="Exists")),
        "another tenant's taint": case(
            POD, _tolerating(**{**_OWN, "value": "payroll"}), at="spec.tolerations[1].value", tenant="pay"
        ),
        "all tenants' taints": case(
            POD, _tolerating(key=_TENANT, operator="Exists"), at="spec.tolerations[1].operator", tenant="pay"
        ),
        "nobody's stack": case(POD, _tolerating(**_OWN), role="platform"),
        "another tenant's nodes": case(POD, pod(nodeSelector={_TENANT: "payroll"}), tenant="pay"),
        "control planes' nodes": case(POD, pod(nodeSelector={_MASTER: ""})),
        "not the tenant's nodes": case(POD, pod(), tenant="pay", dedicatedNodes=True),
        "another tenant by affinity": case(
            POD, _affine(_TENANT, "In", "pay", "payroll"), at=f"{_EXPRESSION}.values[1]", tenant="pay"
        ),
        "any other tenant": case(POD, _affine(_TENANT, "NotIn", "pay"), tenant="pay"),
        "any tenant rather": case(POD, _affine(_TENANT, "Exists", preferred=True), tenant="pay"),
        "control planes by affinity": case(POD, _affine(_MASTER, "Exists")),
        "no sandbox": case(POD, pod(), at="spec.runtimeClassName", sandboxRequired=True, runtimeClasses=["gvisor"]),
        "no sandbox and none listed": case(POD, pod(runtimeClassName="gvisor"), sandboxRequired=True),
        "another sandbox": case(POD, pod(runtimeClassName="runc"), runtimeClasses=["gvisor"]),
        "a binding": case(BINDING, manifest("v1", "Binding", target={"kind": "Node", "name": "node-1"}), at="target"),
        "beside a toleration that is not known": case(POD, pod(tolerations=[UNKNOWN, {"operator": "Exists"}])),
        **in_some_places({**SAFE_POD, "nodeName": "node-1"}),
    },
    other={"no pod": CONFIG_MAP},
    deferred={
        "a key": case(POD, _tolerating(key=UNKNOWN)),
        "a node": case(POD, pod(nodeName=UNKNOWN)),
        "affinity": case(POD, pod(affinity=UNKNOWN)),
    },
)


def _class(**fields: object) -> Props:
    return {"apiVersion": "scheduling.k8s.io/v1", "kind": "PriorityClass", "metadata": {"name": "it"}, **fields}


_PRIORITY = Cases(
    good={
        "none": case(POD, pod()),
        "a listed one": case(POD, pod(priorityClassName="batch"), priorityClasses=["batch"]),
        "a low class": case(PRIORITY, _class(value=1000.0)),
        "below another ceiling": case(PRIORITY, _class(value=5_000_000), maxPriority=10_000_000),
        "a patch of something else": case(f"{PRIORITY}Patch", _class(description="it")),
    },
    bad={
        "not listed": case(POD, pod(priorityClassName="high"), at="spec.priorityClassName"),
        "Kubernetes' own": case(
            POD, pod(priorityClassName="system-node-critical"), priorityClasses=["system-node-critical"]
        ),
        "a number": case(POD, pod(priority=0), at="spec.priority"),
        "everybody's default": case(PRIORITY, _class(value=1, globalDefault=True), at="globalDefault"),
        "too high": case(PRIORITY, _class(value=1_000_001), at="value"),
        "no number": case(PRIORITY, _class(value="high")),
        "a patch": case(f"{PRIORITY}Patch", _class(value=1_000_001)),
        **in_some_places({**SAFE_POD, "priorityClassName": "system-cluster-critical"}),
    },
    other={"no pod": CONFIG_MAP},
    deferred={
        "a class": case(POD, pod(priorityClassName=UNKNOWN)),
        "a value": case(PRIORITY, _class(value=UNKNOWN)),
    },
)


def _sized(requests: object, limits: object) -> Props:
    return pod(container={"resources": {"requests": requests, "limits": limits}})


def _but(**limits: object) -> Props:
    """Return a Pod whose container has other limits; None takes one away."""
    fields = {
        **SAFE_CONTAINER["resources"]["limits"],
        **{name.replace("_", "-"): item for name, item in limits.items()},
    }
    return _sized(SAFE_CONTAINER["resources"]["requests"], {key: item for key, item in fields.items() if item})


_ENOUGH = {"cpu": "1", "memory": "1Gi", "ephemeral-storage": "1Gi"}
_RESOURCES = Cases(
    good={
        "all of them": case(POD, pod()),
        "limits alone": case(POD, _sized({}, _ENOUGH)),
        "as numbers": case(POD, _sized({"cpu": 0.5}, {"memory": 1e9, "ephemeral-storage": 1e9})),
        "of the pod as a whole": case(
            POD,
            pod(
                resources={"requests": {"cpu": "1"}, "limits": {"memory": "1Gi"}},
                container={"resources": {"limits": {"ephemeral-storage": "1Gi"}}},
            ),
        ),
        "none for an ephemeral container": case(POD, pod(ephemeralContainers=[{"name": "debug", "image": "it"}])),
        "a bounded emptyDir": case(POD, pod(volumes=[{"emptyDir": {"sizeLimit": "64Mi", "medium": "Memory"}}])),
        "Tekton's name for it": case("kubernetes:tekton.dev/v1:Task", _task(computeResources={"limits": _ENOUGH})),
    },
    bad={
        "nothing": case(POD, pod(container={"resources": {}}), at="spec.containers[0].resources.limits.memory"),
        "an init container": case(POD, pod(initContainers=[{"name": "first", "image": "it"}])),
        "no CPU": case(POD, _sized({"memory": "1Gi"}, {"memory": "1Gi", "ephemeral-storage": "1Gi"})),
        "no memory": case(POD, _but(memory=None), at="spec.containers[0].resources.limits.memory"),
        "no scratch space": case(
            POD, _but(ephemeral_storage=None), at="spec.containers[0].resources.limits.ephemeral-storage"
        ),
        "no quantity": case(POD, _but(memory="lots")),
        "none of it": case(POD, _but(memory="0")),
        "requests above limits": case(POD, _but(memory="64Mi"), at="spec.containers[0].resources.requests.memory"),
        "in other units": case(POD, _sized({**_ENOUGH, "cpu": "1500m"}, {**_ENOUGH, "cpu": 1})),
        "of the pod as a whole": case(
            POD, pod(resources={"requests": {"cpu": "2"}, "limits": {"cpu": "1"}}), at="spec.resources.requests.cpu"
        ),
        "an emptyDir without end": case(
            POD, pod(volumes=[{"name": "tmp", "emptyDir": {}}]), at="spec.volumes[0].emptyDir.sizeLimit"
        ),
        "memory without end": case(POD, pod(volumes=[{"emptyDir": {"medium": "Memory", "sizeLimit": "0"}}])),
        "a step of Tekton": case("kubernetes:tekton.dev/v1:Task", _task()),
        **in_some_places({**SAFE_POD, "containers": [{"name": "app", "image": "it"}]}),
    },
    other={"no pod": CONFIG_MAP},
    deferred={
        "a limit": case(POD, _but(memory=UNKNOWN)),
        "resources": case(POD, pod(container={"resources": UNKNOWN})),
    },
)

CASES = {
    "KS-POD-13": _TOKENS,
    "KS-POD-14": _SCHEDULING,
    "KS-POD-15": _PRIORITY,
    "KS-POD-16": _RESOURCES,
}
