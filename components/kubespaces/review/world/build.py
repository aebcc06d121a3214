"""Builds the world before and the world after from the steps of previews."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kubespaces.review.preview import Preview, State, Step

from .clusters import Clusters
from .objects import KubeObject, objects_of

GONE = frozenset({"delete", "delete-replaced", "discard", "discard-replaced", "read-discard", "remove-pending-replace"})
"""Operations after which a resource is not there any more."""
NEW = frozenset({"create", "create-replacement", "import", "import-replacement"})
"""Operations before which a resource was not there."""


@dataclass
class World:
    """All objects of all clusters that the previews tell of, at one time."""

    complete: bool = True
    """Whether unchanged objects are in it as well."""
    namespaces: dict[tuple[str, str], KubeObject] = field(default_factory=dict)
    """Namespaces by cluster and name."""
    contents: dict[tuple[str, str], list[KubeObject]] = field(default_factory=lambda: defaultdict(list))
    """What is in each namespace, by cluster and namespace."""
    cluster_wide: dict[str, list[KubeObject]] = field(default_factory=lambda: defaultdict(list))
    """What is in no namespace, by cluster."""
    cloud: list[State] = field(default_factory=list)
    """All other resources that a provider makes."""
    retained: set[str] = field(default_factory=set)
    """URNs of what stays in its cluster, but belongs to the stack no longer."""

    def add(self, found: KubeObject, cluster: str) -> None:
        """Add an object; one that sets a few fields of another is merged into it."""
        if found.kind == "Namespace":
            key = (cluster, found.name)
            before = self.namespaces.get(key)
            self.namespaces[key] = found if before is None else _merged(before, found)
        elif found.namespace:
            self.contents[cluster, found.namespace].append(found)
        else:
            self.cluster_wide[cluster].append(found)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self.keys())

    def __contains__(self, key: object) -> bool:
        return key in self.keys()

    def keys(self) -> set[tuple[str, str]]:
        """Return cluster and name of every namespace that there is or that something is in."""
        return {*self.namespaces, *self.contents}

    def of_kind(self, key: tuple[str, str], *kinds: str) -> list[KubeObject]:
        """Return what is of some kinds in a namespace."""
        return [found for found in self.contents.get(key, ()) if found.kind in kinds]


def worlds(previews: Sequence[Preview], *, live: bool = False) -> tuple[World, World, Clusters]:
    """Return the world before, the world after, and the clusters they are on.

    Args:
        previews: what the engine foresees, one for each stack.
        live: both worlds are what the clusters say, not what the programs want: for drift.
    """
    clusters = Clusters(previews)
    complete = all(preview.unseen == 0 for preview in previews)
    before, after = World(complete), World(complete)
    for preview in previews:
        for step in by_resource(preview.steps):
            _place(before, step.old, clusters, live=live)
            left = after_step(step)
            _place(after, left, clusters, live=live)
            if left is not None and step.new is None:
                after.retained.add(step.urn)
    return before, after, clusters


def by_resource(steps: Iterable[Step]) -> list[Step]:
    """Return one step for each resource: of a replacement, whose parts the engine may list, the whole."""
    parts: Mapping[str, list[Step]] = defaultdict(list)
    for step in steps:
        parts[step.urn].append(step)
    return [_one(group) for _, group in sorted(parts.items())]


def _one(group: list[Step]) -> Step:
    if any("replace" in step.op for step in group) and not (len(group) == 1 and group[0].op == "replace"):
        return _replacement(group)
    first, last = group[0], group[-1]
    if first is last:
        return first
    # A preview that refreshes first tells of a resource twice: what was found, and what becomes of it.
    return Step(last.op, last.urn, first.old, last.new, last.reasons, last.replace_reasons, last.details)


def _replacement(group: list[Step]) -> Step:
    whole = next((step for step in group if step.op == "replace"), None)
    if whole is not None and whole.old is not None and whole.new is not None:
        return whole
    old = next((step.old for step in group if step.old is not None), None)
    new = next((step.new for step in group if step.new is not None and step.op not in GONE), None)
    chosen = whole or group[0]
    op = "replace" if old is not None and new is not None else chosen.op
    reasons: tuple[Any, ...] = tuple(sorted({reason for step in group for reason in step.replace_reasons}))
    return Step(op, chosen.urn, old, new, chosen.reasons, reasons, chosen.details)


def after_step(step: Step) -> State | None:
    """Return the resource as it is afterwards: also one that its stack lets go of and leaves where it is."""
    if step.op in GONE:
        return step.old if step.old is not None and step.old.retain else None
    if step.op == "refresh" and step.new is None:
        return None
    return step.new if step.new is not None else step.old


def _place(world: World, state: State | None, clusters: Clusters, *, live: bool) -> None:
    if state is None or not state.custom:
        return
    placed = False
    for found in objects_of(state, live=live):
        placed = True
        world.add(found, clusters.of(found.cluster, found.urn))
    if not placed:
        world.cloud.append(state)


def _merged(one: KubeObject, other: KubeObject) -> KubeObject:
    base, patch = (other, one) if one.patch and not other.patch else (one, other)
    body = merge(base.body, patch.body)
    return KubeObject(
        base.kind, base.group, base.name, base.namespace, body, base.cluster, base.urn, base.patch,
        base.protect, base.retain,
    )  # fmt: skip


def merge(base: Mapping[str, Any], patch: Mapping[str, Any]) -> dict[str, Any]:
    """Return a mapping with another laid over it, all the way down."""
    result = dict(base)
    for key, value in patch.items():
        below = result.get(key)
        both = isinstance(below, dict) and isinstance(value, dict)
        result[key] = merge(below, value) if both else value  # type: ignore[arg-type]  # both are mappings
    return result
