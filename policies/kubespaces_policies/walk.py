"""Goes through a resource's pods and containers without losing sight of those that are not known yet."""

from collections.abc import Iterator

from .check import Check
from .kubernetes.pods import Container, PodTemplate
from .resource import Resource


def pods(resource: Resource, check: Check) -> Iterator[PodTemplate]:
    """Go through a resource's pod templates; lists of containers that are not known yet are deferred."""
    for pod in resource.pods:
        for unknown in pod.unknown_lists:
            check.defer(unknown)
        yield pod


def containers(resource: Resource, check: Check) -> Iterator[Container]:
    """Go through all containers of every sort in a resource."""
    for pod in pods(resource, check):
        for container in pod.containers:
            if container.value.unknown:
                check.defer(container.value)
            else:
                yield container
