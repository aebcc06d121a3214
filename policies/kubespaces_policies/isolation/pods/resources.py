"""KS-POD-16: how much of a node a pod may take."""

from decimal import Decimal

from kubespaces.spec.quantity import parse_quantity
from kubespaces_policies.check import Check
from kubespaces_policies.control import Severity, control
from kubespaces_policies.kubernetes.pods import Container
from kubespaces_policies.resource import Resource, workloads
from kubespaces_policies.value import Value
from kubespaces_policies.walk import containers, volumes

_NEEDED = {
    "cpu": ("requests", "limits"),
    "memory": ("limits",),
    "ephemeral-storage": ("limits",),
}
"""What every container sets, and where: the API server makes a request of a limit, and never a limit of a request."""
_LATER = "ephemeralContainers"
"""These have no resources of their own."""
_STEPS = "steps"
"""Tekton's containers, whose resources have another name."""


@control(
    "KS-POD-16",
    title="Requests and limits",
    severity=Severity.MEDIUM,
    why="A container without limits takes what other tenants' pods on its node need, until those are killed.",
    fix=(
        "set requests.cpu, limits.memory and limits.ephemeral-storage on every container, requests no higher than "
        "limits, and sizeLimit on every emptyDir"
    ),
    sources=("NSA/CISA hardening guidance", "CKV_K8S_10-13", "KYV require-pod-requests-limits"),
    applies=workloads,
)
def requests_and_limits(resource: Resource, check: Check) -> None:
    """Ask for a request of CPU (a limit of it only makes pods slow) and for limits of memory and scratch space.

    What the pod as a whole is given (``spec.resources``) counts for each of its containers. No remedy: any number would
    be a guess.
    """
    for container in containers(resource, check):
        if container.sort != _LATER:
            _check_needed(container, check)
            _check_order(_resources(container), check)
    for pod in resource.pods:
        _check_order(pod.spec.at("resources"), check)
    for _, volume in volumes(resource, check):
        if volume.at("emptyDir").present:
            check.require(volume.at("emptyDir", "sizeLimit"), _is_some, "does not say how much the volume may hold")


def _resources(container: Container) -> Value:
    own = container.at("computeResources")
    return own if container.sort == _STEPS and own.present else container.at("resources")


def _check_needed(container: Container, check: Check) -> None:
    places = (_resources(container), container.pod.at("resources"))
    for name, sides in _NEEDED.items():
        found = [place.at(side, name) for place in places for side in sides]
        chosen = next((value for value in found if value.present), found[0])
        check.require(chosen, _is_some, "is no quantity above 0")


def _check_order(resources: Value, check: Check) -> None:
    with check.guard():
        for name, request in resources.at("requests").entries():
            limit = resources.at("limits", name)
            with check.guard():
                if request.present and limit.present and not _fits(request, limit):
                    check.violation(request, "is above its limit")


def _fits(request: Value, limit: Value) -> bool:
    asked, most = _quantity(request), _quantity(limit)
    return asked is not None and most is not None and asked <= most


def _is_some(value: Value) -> bool:
    number = _quantity(value)
    return number is not None and number > 0


def _quantity(value: Value) -> Decimal | None:
    try:
        return parse_quantity(value.text())
    except ValueError:
        return None
