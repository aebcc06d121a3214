"""Goes through a resource's pods and containers without losing sight of those that are not known yet."""

from collections.abc import Iterator

from .check import Check
from .kubernetes.pods import Container, PodTemplate
from .resource import Resource
from .value import Value


def pods(resource: Resource, check: Check) -> Iterator[PodTemplate]:
    """Go through a resource's pod templates; lists of containers that are not known yet are deferred."""
    for pod in resource.pods:
        for unknown in pod.unknown_lists:
            check.defer(unknown)
        yield pod


def containers(resource: Resource, check: Check) -> Iterator[Container]:
    """Go through all containers of every sort in a resource."""
    for pod in pods(resource, check):
        yield from containers_of(pod, check)


def linux_containers(resource: Resource, check: Check) -> Iterator[Container]:
    """Go through the containers of pods that do not say that they run on Windows.

    Some rules are about what only Linux has. The API server refuses those fields on Windows pods, and the Pod Security
    Standards ask nothing of them there since v1.25; the kubelet starts no pod that names another system than its own.
    """
    for pod in pods(resource, check):
        if not pod.windows:
            yield from containers_of(pod, check)


def containers_of(pod: PodTemplate, check: Check) -> Iterator[Container]:
    """Go through all containers of every sort in one pod; those that are not known yet are deferred."""
    for container in pod.containers:
        if container.value.unknown:
            check.defer(container.value)
        else:
            yield container


def volumes(resource: Resource, check: Check) -> Iterator[tuple[PodTemplate, Value]]:
    """Go through all volumes in a resource with their pods; those that are not known yet are deferred."""
    for pod in pods(resource, check):
        with check.guard():
            for volume in pod.spec.at("volumes"):
                if volume.unknown:
                    check.defer(volume)
                else:
                    yield pod, volume
