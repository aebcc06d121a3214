"""References of images: what they name, and where in an object they are.

Grammar: https://pkg.go.dev/github.com/distribution/reference
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from kubespaces_policies.check import Check
from kubespaces_policies.resource import Resource
from kubespaces_policies.value import Value
from kubespaces_policies.walk import containers, volumes

from .scope import is_built_in

_DOCKER = "docker.io"
_PART = r"[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*"
_PATH = re.compile(rf"{_PART}(?:/{_PART})*")
_TAG = re.compile(r"\w[\w.-]{0,127}", re.ASCII)
_HOST = re.compile(r"[a-z0-9.-]+(?::[0-9]+)?|\[[0-9a-f:]+\](?::[0-9]+)?")
_DIGEST = re.compile(r"[a-z0-9]+(?:[+._-][a-z0-9]+)*:[0-9a-fA-F]{32,}")
_SHA256 = re.compile(r"sha256:[0-9a-f]{64}")

_FIELDS = frozenset({"baseImage", "containerImage", "image", "imageName"})
"""What custom kinds call an image."""


@dataclass(frozen=True)
class Image:
    """What a reference names."""

    host: str
    path: str
    tag: str
    """Empty if none is named."""
    digest: str

    @property
    def is_pinned(self) -> bool:
        """Whether it names its content by SHA-256."""
        return _SHA256.fullmatch(self.digest) is not None

    def is_from(self, sources: Iterable[str]) -> bool:
        """Whether it is from one of some registries: a host, or a host and the whole beginning of a path."""
        whole = f"{self.host}/{self.path}"
        return any(whole == source or whole.startswith(f"{source.rstrip('/')}/") for source in sources)


@lru_cache(maxsize=4096)
def parse_image(text: str) -> Image | None:
    """Return what a reference names, read as container engines read it; None for what is no reference.

    The part before the first slash is a host only if it has a dot, a colon or a capital letter or is ``localhost``;
    without one the image is from ``docker.io``, and there from ``library`` if it has no slash at all.
    """
    name, at, digest = text.partition("@")
    head, slash, rest = name.partition("/")
    is_host = bool(slash) and (bool({".", ":"} & set(head)) or head == "localhost" or head != head.lower())
    host, path = (head.lower(), rest) if is_host else (_DOCKER, name)
    path, colon, tag = path.partition(":")
    if host in (_DOCKER, f"index.{_DOCKER}"):
        host, path = _DOCKER, path if "/" in path else f"library/{path}"
    good = _HOST.fullmatch(host) and _PATH.fullmatch(path)
    if not good or (colon and not _TAG.fullmatch(tag)) or (at and not _DIGEST.fullmatch(digest)):
        return None
    return Image(host, path, tag, digest)


def pulled(resource: Resource, check: Check) -> Iterator[tuple[Value, Value]]:
    """Go through reference and pull policy of everything that pods pull: containers of every sort, and volumes.

    A container without a reference is one with an empty one.
    """
    for container in containers(resource, check):
        yield container.at("image"), container.at("imagePullPolicy")
    for _, volume in volumes(resource, check):
        if volume.at("image").present:
            yield volume.at("image", "reference"), volume.at("image", "pullPolicy")


def named_elsewhere(resource: Resource) -> Iterator[Value]:
    """Go through the references in custom objects that are in no pod template, such as an operator's ``spec.image``."""
    for item in resource.objects:
        if not all(is_built_in(found.group) for found in item.identities):
            inside = {pod.spec.keys for pod in resource.pods}
            yield from _walk(item.at("spec"), inside)


def _walk(value: Value, inside: set[tuple[str | int, ...]]) -> Iterator[Value]:
    if value.keys in inside:
        return
    if value.is_map:
        for key, child in value.entries():
            if key in _FIELDS and isinstance(child.raw, str):
                yield child
            elif key in _FIELDS and (child.unknown or isinstance(child.at("repository").raw, str)):
                yield child if child.unknown else child.at("repository")
            else:
                yield from _walk(child, inside)
    elif value.is_list:
        for child in value:
            yield from _walk(child, inside)
