"""The images that a chart runs: what a machine without internet needs besides the chart."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from .manifests import Rendered

_CONTAINERS = ("containers", "initContainers", "ephemeralContainers")


def images_of(items: Iterable[Rendered]) -> list[str]:
    """Return the images of all containers in rendered objects, sorted."""
    return sorted({image for item in items for image in _in_object(item.manifest)})


def images_in_values(values: Any) -> list[str]:
    """Return the images that values describe as ``repository`` and ``tag``: programs start some of them later."""
    return sorted(set(_in_values(values)))


def _in_object(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if key in _CONTAINERS and isinstance(inner, list):
                yield from (str(one["image"]) for one in inner if isinstance(one, Mapping) and one.get("image"))
            yield from _in_object(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _in_object(inner)


def _in_values(values: Any) -> Iterator[str]:
    if isinstance(values, Mapping):
        repository, tag = values.get("repository"), values.get("tag")
        if isinstance(repository, str) and repository and isinstance(tag, str | int | float) and str(tag):
            registry = values.get("registry")
            yield f"{registry}/{repository}:{tag}" if registry else f"{repository}:{tag}"
        for inner in values.values():
            yield from _in_values(inner)
    elif isinstance(values, list):
        for inner in values:
            yield from _in_values(inner)
