"""What a tenant does every day; a wall that is in its way is as wrong as a hole in one."""

from collections.abc import Callable
from typing import Any

from kubespaces.kube import Call, Resource
from kubespaces.spec.posture import Role
from kubespaces.verify import dry, kinds
from kubespaces.verify.attempts.attempt import EVERYBODY, HANDS, PIPELINE, Attempt
from kubespaces.verify.judge import ALLOWED
from kubespaces.verify.line import Area
from kubespaces.verify.objects import LABELS, NAME, config_map, ingress, metadata, service, volume_claim
from kubespaces.verify.pods import good_pod_spec, pod, workload
from kubespaces.verify.scene import Place

_MEND = "see what refuses it: a policy of the platform, or roles and quota that are not as planned"


def _looks(what: str, may: frozenset[Role], resource: Resource) -> Attempt:
    return Attempt(Area.WORK, what, "", may, ALLOWED, lambda place: dry.read(resource, place.name), _MEND)


def _makes(what: str, may: frozenset[Role], body: Callable[[Place], dict[str, Any] | None]) -> Attempt:
    def call(place: Place) -> Call | None:
        obj = body(place)
        return dry.create(kinds.BY_KIND[obj["apiVersion"], obj["kind"]], obj) if obj else None

    return Attempt(Area.WORK, what, "", may, ALLOWED, call, _MEND)


def _runs(kind: str) -> Callable[[Place], dict[str, Any] | None]:
    """Return an object that makes pods; nothing where no registry is allowed, and so no image."""
    return lambda place: workload(place, kind, good_pod_spec(place)) if place.spec.registries else None


def _single_pod(place: Place) -> dict[str, Any] | None:
    return pod(place, good_pod_spec(place)) if place.spec.registries else None


def _secret(place: Place) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "Secret", "metadata": metadata(place.name), "stringData": {"word": "none"}}


def _service_account(place: Place) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": metadata(place.name)}


def _ingress(place: Place) -> dict[str, Any] | None:
    if not place.spec.hostnames or not place.spec.classes.ingress.allowed:
        return None
    return ingress(place, place.spec.hostnames[0].replace("*", NAME, 1))


def _autoscaler(place: Place) -> dict[str, Any]:
    target = {"apiVersion": "apps/v1", "kind": "Deployment", "name": NAME}
    body = {"apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler", "metadata": metadata(place.name)}
    return {**body, "spec": {"scaleTargetRef": target, "minReplicas": 1, "maxReplicas": 3}}


def _disruption_budget(place: Place) -> dict[str, Any]:
    spec = {"maxUnavailable": 1, "selector": {"matchLabels": LABELS}}
    return {"apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": metadata(place.name), "spec": spec}


def _claim(place: Place) -> dict[str, Any] | None:
    possible = place.spec.quota.storage and place.spec.classes.storage.allowed
    return volume_claim(place, "1Mi") if possible else None


DAILY_WORK = (
    _looks("list pods", EVERYBODY, kinds.POD),
    _looks("list deployments", EVERYBODY, kinds.DEPLOYMENT),
    _looks("list configuration", EVERYBODY, kinds.CONFIG_MAP),
    _looks("see the quota", EVERYBODY, kinds.RESOURCE_QUOTA),
    _looks("see the openings of the network", EVERYBODY, kinds.NETWORK_POLICY),
    _looks("list secrets", PIPELINE, kinds.SECRET),
    _makes("create a deployment", PIPELINE, _runs("Deployment")),
    _makes("create a stateful set", PIPELINE, _runs("StatefulSet")),
    _makes("create a job", PIPELINE, _runs("Job")),
    _makes("create a cron job", PIPELINE, _runs("CronJob")),
    _makes("create a service", PIPELINE, lambda place: service(place.name)),
    _makes("create configuration", PIPELINE, lambda place: config_map(place.name)),
    _makes("create a secret", PIPELINE, _secret),
    _makes("create a service account", PIPELINE, _service_account),
    _makes("create an ingress for its own host name", PIPELINE, _ingress),
    _makes("create an autoscaler", PIPELINE, _autoscaler),
    _makes("create a disruption budget", PIPELINE, _disruption_budget),
    _makes("claim storage", PIPELINE, _claim),
    _makes("create a single pod", HANDS, _single_pod),
)
"""All of it."""
