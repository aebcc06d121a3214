"""The form in which cases are written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Props = dict[str, Any]


@dataclass(frozen=True)
class Given:
    """One resource in plain form: ``UNKNOWN`` (of ``kubespaces_policies.value``) where something is not known yet."""

    token: str
    props: Props
    name: str = "it"
    protect: bool = False
    provider: tuple[str, Props] | None = None
    """Type and inputs of its provider."""


@dataclass(frozen=True)
class Case:
    """Resources and settings. A resource's control looks at the last one; a stack's control at all of them."""

    resources: Sequence[Given]
    settings: Mapping[str, Any] = field(default_factory=dict)
    at: str = ""
    """Of a bad case: the property that the message must name; empty for none in particular."""
    remedied: bool | None = None
    """Of a bad case: whether the control's remedy mends it. Default: it does if there is a remedy."""
    plain: bool = False
    """Of a bad case: it is bad because a value is no secret. As one it is right, and Pulumi's SDK cannot tell."""


@dataclass(frozen=True)
class Cases:
    """What one control must let pass and what it must find."""

    good: Mapping[str, Case]
    bad: Mapping[str, Case]
    """Every violation and every evasion that the catalogue names."""
    other: Mapping[str, Case] = field(default_factory=dict)
    """What the control has nothing to say about: the verdict is *not applicable*."""
    deferred: Mapping[str, Case] = field(default_factory=dict)
    """Wrong or right only once more is known: deferred at preview, a violation at deployment."""


def case(token: str, props: Props, *, at: str = "", remedied: bool | None = None, **settings: Any) -> Case:
    """Return a case of one resource."""
    return Case([Given(token, props)], settings, at, remedied)


def manifest(api_version: str, kind: str, name: str = "it", namespace: str = "payments-dev", **fields: Any) -> Props:
    """Return a namespaced Kubernetes object."""
    return {"apiVersion": api_version, "kind": kind, "metadata": {"name": name, "namespace": namespace}, **fields}


SAFE_CONTAINER: Props = {
    "name": "app",
    "image": "registry.example.com/payments/app@sha256:" + "a" * 64,
    "imagePullPolicy": "Always",
    "securityContext": {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    },
    "resources": {
        "requests": {"cpu": "100m", "memory": "128Mi", "ephemeral-storage": "1Gi"},
        "limits": {"memory": "128Mi", "ephemeral-storage": "1Gi"},
    },
    "readinessProbe": {"httpGet": {"path": "/ready", "port": 8080}},
}
"""A container that meets every control."""

SAFE_POD: Props = {
    "automountServiceAccountToken": False,
    "securityContext": {
        "runAsNonRoot": True,
        "runAsUser": 1000,
        "seccompProfile": {"type": "RuntimeDefault"},
    },
    "containers": [SAFE_CONTAINER],
}
"""A pod that meets every control, with the settings ``SAFE_SETTINGS``."""

SAFE_SETTINGS: Props = {"tenant": "payments", "registries": ["registry.example.com/payments"]}


def pod(*, container: Props | None = None, containers: Sequence[Props] | None = None, **spec: Any) -> Props:
    """Return a safe Pod with changes: to its container, or its containers as a whole, and to its spec."""
    items = list(containers) if containers is not None else [{**SAFE_CONTAINER, **(container or {})}]
    return manifest("v1", "Pod", spec={**SAFE_POD, "containers": items, **spec})


def deployment(spec: Props | None = None, *, replicas: int = 2, **pod_fields: Any) -> Props:
    """Return a safe Deployment with changes to its pod's spec."""
    template = {"metadata": {"labels": {"app": "it"}}, "spec": {**SAFE_POD, **(spec or {}), **pod_fields}}
    return manifest(
        "apps/v1",
        "Deployment",
        spec={"replicas": replicas, "selector": {"matchLabels": {"app": "it"}}, "template": template},
    )


def _workflow(spec: Props) -> Props:
    """Return a pod's spec as the template of a workflow: one container, and the others beside it."""
    first, *others = spec["containers"]
    rest = {key: item for key, item in spec.items() if key != "containers"}
    return {
        "spec": {"entrypoint": "main", "templates": [{"name": "main", **rest, "container": first, "sidecars": others}]}
    }


def hidden_pods(spec: Props) -> dict[str, Given]:
    """Return a pod's spec in every place in which it may hide: all workload kinds, Lists, Patches, old groups, CRs."""
    template = {"metadata": {"labels": {"app": "it"}}, "spec": spec}
    inside = {"spec": {"template": template}}
    job = manifest(
        "batch/v1", "CronJob", spec={"schedule": "0 3 * * *", "jobTemplate": {"spec": {"template": template}}}
    )
    plain = manifest("v1", "Pod", spec=spec)
    return {
        "Pod": Given("kubernetes:core/v1:Pod", plain),
        "PodPatch": Given("kubernetes:core/v1:PodPatch", plain),
        "PodList": Given("kubernetes:core/v1:PodList", {"apiVersion": "v1", "kind": "PodList", "items": [plain]}),
        "List": Given("kubernetes:core/v1:List", {"apiVersion": "v1", "kind": "List", "items": [plain]}),
        "PodTemplate": Given("kubernetes:core/v1:PodTemplate", manifest("v1", "PodTemplate", template=template)),
        "ReplicationController": Given(
            "kubernetes:core/v1:ReplicationController", manifest("v1", "ReplicationController", **inside)
        ),
        "Job": Given("kubernetes:batch/v1:Job", manifest("batch/v1", "Job", **inside)),
        "CronJob": Given("kubernetes:batch/v1:CronJob", job),
        "CronJob of old": Given("kubernetes:batch/v1beta1:CronJob", {**job, "apiVersion": "batch/v1beta1"}),
        "Deployment of old": Given(
            "kubernetes:extensions/v1beta1:Deployment", manifest("extensions/v1beta1", "Deployment", **inside)
        ),
        "Rollout of Argo": Given(
            "kubernetes:argoproj.io/v1alpha1:Rollout", manifest("argoproj.io/v1alpha1", "Rollout", **inside)
        ),
        "SparkApplication": Given(
            "kubernetes:sparkoperator.k8s.io/v1beta2:SparkApplication",
            manifest("sparkoperator.k8s.io/v1beta2", "SparkApplication", spec={"driver": {"template": template}}),
        ),
        "Service of Knative": Given(
            "kubernetes:serving.knative.dev/v1:Service", manifest("serving.knative.dev/v1", "Service", **inside)
        ),
        "Workflow of Argo": Given(
            "kubernetes:argoproj.io/v1alpha1:Workflow", manifest("argoproj.io/v1alpha1", "Workflow", **_workflow(spec))
        ),
        "Pod under the token of a ConfigMap": Given("kubernetes:core/v1:ConfigMap", plain),
        **{
            kind: Given(f"kubernetes:apps/v1:{kind}", manifest("apps/v1", kind.removesuffix("Patch"), **inside))
            for kind in ("Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "DeploymentPatch")
        },
    }
