"""From a rendered chart to the objects that are registered, in the order in which they are to be made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kubespaces.plan.objects import Manifest, PlannedObject

from .hooks import HookChoice, events_of, sort_hooks
from .manifests import Rendered

_FIRST = frozenset({"CustomResourceDefinition", "Namespace"})


@dataclass(frozen=True)
class ChartPlan:
    """A chart's objects."""

    stages: list[list[PlannedObject]]
    """What is made one after the other: definitions and namespaces, hooks that come before, all else, hooks that come
    after. A stage may be empty."""
    left_out: list[str]
    """Hooks that are not made, as ``Kind/name (events)``."""

    @property
    def objects(self) -> list[PlannedObject]:
        """All of them."""
        return [planned for stage in self.stages for planned in stage]


def plan_chart(
    chart: str,
    items: Sequence[Rendered],
    namespace: str,
    *,
    hooks: Mapping[str, HookChoice] | None = None,
    labels: Mapping[str, str] | None = None,
) -> ChartPlan:
    """Return what a chart's rendered objects become.

    Args:
        chart: how to call the chart in messages.
        items: its objects.
        namespace: the release's; objects elsewhere have their namespace in their resource's name.
        hooks: what becomes of each hook; see ``sort_hooks``.
        labels: put on every object besides its own, which they win over; default none.

    Raises:
        ChartError: with every hook that nobody decided on.
    """
    marked = [_labelled(item, labels or {}) for item in items]
    sorted_hooks = sort_hooks(chart, [item for item in marked if events_of(item)], hooks or {})
    ordinary = [item for item in marked if not events_of(item)]
    stages = (
        [item for item in ordinary if item.kind in _FIRST],
        sorted_hooks.before,
        [item for item in ordinary if item.kind not in _FIRST],
        sorted_hooks.after,
    )
    return ChartPlan(
        [[PlannedObject(role_of(item, namespace), item.manifest) for item in stage] for stage in stages],
        [f"{item.words} ({', '.join(sorted(events_of(item)))})" for item in sorted_hooks.left_out],
    )


def role_of(item: Rendered, namespace: str) -> str:
    """Return the end of an object's resource name: ``service-web``, or ``role-kube-system/web`` elsewhere.

    It depends on the object alone, so that others may come and go without renaming it. Objects of one kind in two API
    groups have the same; their types tell them apart.
    """
    elsewhere = f"{item.namespace}/" if item.namespace and item.namespace != namespace else ""
    return f"{item.kind.lower()}-{elsewhere}{item.name}"


def _labelled(item: Rendered, labels: Mapping[str, str]) -> Rendered:
    if not labels:
        return item
    metadata: Manifest = item.manifest["metadata"]
    mixed = {**metadata, "labels": {**(metadata.get("labels") or {}), **labels}}
    return Rendered(item.template, {**item.manifest, "metadata": mixed})
