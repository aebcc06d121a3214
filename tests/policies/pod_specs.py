"""Pods that touch every field of the Pod Security Standards, one at a time and mixed; the API server takes them all.

They are for a comparison with the real admission plugin, so a value that the API server's own validation refuses has
no place here, and two changes that it refuses together are never made to one pod.
"""

import copy
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from .pod_changes import CHANGES, ONLY_WINDOWS, REMOVE, Change

Props = dict[str, Any]
Path = tuple[str | int, ...]

NAMESPACE = "pod-security-cross-check"
SETTINGS = {"csiDrivers": ["inline.example.com"], "storageClasses": ["standard"]}
"""What the pack is told so that KS-POD-06, which no admission plugin has, has nothing to say."""

_PLACES: dict[str, tuple[Path, ...]] = {
    "pod": ((),),
    "container": (("containers", 0), ("containers", 1), ("initContainers", 0), ("initContainers", 1)),
    "runner": (("containers", 0), ("containers", 1), ("initContainers", 1)),
}
"""Where a change can be made. Runners have probes: containers, and the init container that keeps running."""


@dataclass(frozen=True)
class Made:
    """One change at one place."""

    change: Change
    place: Path

    @property
    def paths(self) -> set[Path]:
        """Everything that it touches; what is at the pod's level begins with no list."""
        own = {(*self.place, *path) for path, _ in self.change.sets}
        return own | {path for path, _ in self.change.pod_sets} | set(self.change.touches)

    def __str__(self) -> str:
        return " ".join([*map(str, self.place), self.change.name])


@dataclass(frozen=True)
class PodSpec:
    """One pod, by the changes that make it of a good one."""

    made: tuple[Made, ...] = ()
    windows: bool = field(default=False)

    @property
    def name(self) -> str:
        """What is changed, for people."""
        return ("Windows: " if self.windows else "") + (", ".join(map(str, self.made)) or "nothing changed")

    @property
    def stricter(self) -> dict[str, str]:
        """The changes for which the pack may be stricter than admission, with the reasons."""
        return {made.change.name: made.change.stricter for made in self.made if made.change.stricter}

    def without_stricter(self) -> "PodSpec":
        """Return the pod without those changes."""
        return PodSpec(tuple(made for made in self.made if not made.change.stricter), self.windows)

    def manifest(self) -> Props:
        """Return the Pod."""
        pod = _windows_pod() if self.windows else _linux_pod()
        for made in self.made:
            for path, value in made.change.sets:
                _put(pod["spec"], (*made.place, *path), value)
            for path, value in made.change.pod_sets:
                _put(pod["spec"], path, value)
            if made.change.annotation:
                pod["metadata"]["annotations"][made.change.annotation[0]] = made.change.annotation[1]
            if made.change.volume is not None:
                volumes = pod["spec"].setdefault("volumes", [])
                volumes.append({"name": f"volume-{len(volumes)}", **made.change.volume})
        return pod


def _container(name: str, **fields: Any) -> Props:
    security = {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}}
    return {"name": name, "image": "registry.example.com/app", "securityContext": security, **fields}


def _linux_pod() -> Props:
    security = {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}}
    spec = {
        "securityContext": security,
        "initContainers": [_container("first"), _container("sidecar", restartPolicy="Always")],
        "containers": [_container("app"), _container("side")],
    }
    return _pod(spec)


def _windows_pod() -> Props:
    containers = [{"name": name, "image": "registry.example.com/app"} for name in ("app", "side")]
    return _pod({"os": {"name": "windows"}, "securityContext": {"runAsNonRoot": True}, "containers": containers})


def _pod(spec: Props) -> Props:
    metadata = {"name": "it", "namespace": NAMESPACE, "annotations": {}}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec}


def _put(node: Any, path: Path, value: Any) -> None:
    for key in path[:-1]:
        node = node[key] if isinstance(key, int) else node.setdefault(key, {})
    if value is REMOVE:
        node.pop(path[-1], None)
    else:
        node[path[-1]] = copy.deepcopy(value)


def single_changes() -> Iterator[PodSpec]:
    """Go through the good pod, and every change alone at every place at which it can be made."""
    yield PodSpec()
    yield PodSpec(windows=True)
    for change in CHANGES:
        yield from (PodSpec((Made(change, place),)) for place in _PLACES[change.where])
    for change in ONLY_WINDOWS:
        yield PodSpec((Made(change, ()),), windows=True)


def mixed_changes(count: int, seed: int) -> Iterator[PodSpec]:
    """Go through pods with two to five changes that do not touch the same fields."""
    chance = random.Random(seed)  # noqa: S311 - no secret is made of it
    for _ in range(count):
        yield PodSpec(_mix(chance, chance.randint(2, 5)))


def _mix(chance: random.Random, wanted: int) -> tuple[Made, ...]:
    made: list[Made] = []
    # Every second one is drawn from what is good, or hardly a mixture would be.
    choices = [change for change in CHANGES if not change.bad] if chance.random() < 0.5 else CHANGES
    while len(made) < wanted:
        change = chance.choice(choices)
        more = Made(change, chance.choice(_PLACES[change.where]))
        if _goes_with(more, made):
            made.append(more)
    return tuple(made)


def _goes_with(more: Made, made: Sequence[Made]) -> bool:
    """Whether a change touches nothing that others do, above and below included, and is not there yet."""
    return not any(
        other.change is more.change or any(_overlap(a, b) for a in other.paths for b in more.paths) for other in made
    )


def _overlap(one: Path, other: Path) -> bool:
    shorter = min(len(one), len(other))
    return one[:shorter] == other[:shorter]
