"""Makes a review from previews."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from kubespaces.review.context import Context
from kubespaces.review.digest import sealed
from kubespaces.review.document import Operation, Review
from kubespaces.review.errors import ReviewError
from kubespaces.review.preview import Preview
from kubespaces.review.words import counted

from .blast import blast_radius
from .capacity import capacity_rows
from .decisions import decisions_of, of_capacity, of_exemptions, ordered
from .environments import tenant_reviews
from .fleet import fleet_openings
from .hosts import HostIndex, host_reviews
from .operations import operation_of
from .policies import policy_reviews
from .renames import renames
from .scene import Key, Scene, scene_of


def review_of(previews: Sequence[Preview], context: Context | None = None, *, drift: bool = False) -> Review:
    """Return the review of what the engine foresees, with its digest.

    Args:
        previews: one for each stack.
        context: what is known besides; default: nothing.
        drift: they are previews of a refresh: what was changed behind Pulumi's back, not what is planned.

    Raises:
        ReviewError: two of them are of the same stack.
    """
    _refuse_twice(previews)
    scene = scene_of(previews, context or Context(), drift=drift)
    index = HostIndex(scene.steps)
    placed = _placed(scene, index)
    tenants = tenant_reviews(scene, placed.namespaces)
    hosts = host_reviews(scene, placed.hosts, index)
    capacity = capacity_rows(scene.before, scene.after, scene.context)
    settings = scene.context.settings
    found = decisions_of(tenants, hosts, placed.rest, settings)
    window = settings.production_window
    review = Review(
        about="drift" if drift else "preview",
        stacks=sorted(f"{preview.project}/{preview.stack}" for preview in previews if preview.stack),
        counts=dict(sorted(placed.counts.items())),
        decisions=ordered([*found, *of_capacity(capacity), *of_exemptions(scene.context.exemptions)]),
        errors=list(_errors(previews)),
        tenants=tenants,
        hosts=hosts,
        rest=placed.rest,
        blast_radius=blast_radius(scene, tenants, hosts, placed.rest),
        policies=policy_reviews(previews),
        exemptions=sorted(scene.context.exemptions, key=lambda item: (not item.added, item.control, item.resource)),
        capacity=capacity,
        openings=fleet_openings(scene),
        window=window.part() if window else None,
        notes=[*renames(tenants), *_notes(scene)],
        plan=scene.context.plan,
    )
    return sealed(review)


def _refuse_twice(previews: Sequence[Preview]) -> None:
    seen: dict[tuple[str, str], str] = {}
    for preview in previews:
        key = (preview.project, preview.stack)
        if preview.stack and key in seen:
            raise ReviewError(
                f"{preview.source} and {seen[key]} are both previews of stack '{preview.stack}' of project "
                f"'{preview.project}'; give one of them"
            )
        seen[key] = preview.source


@dataclass
class _Placed:
    namespaces: dict[Key, list[Operation]] = field(default_factory=lambda: defaultdict(list))
    hosts: dict[str, list[Operation]] = field(default_factory=lambda: defaultdict(list))
    rest: list[Operation] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    """How many resources there are of each operation."""


def _placed(scene: Scene, index: HostIndex) -> _Placed:
    """Sort what happens by where it happens: in a namespace, to a host cluster, elsewhere."""
    placed = _Placed()
    placed.counts["same"] += sum(preview.unseen for preview in scene.previews)
    for step in sorted(scene.steps, key=lambda step: (step.urn, step.op)):
        operation = operation_of(step, drift=scene.drift)
        if not step.type.startswith("pulumi:"):
            placed.counts["same" if operation is None else operation.op] += 1
        if operation is None:
            continue
        places = {place for side in (step.old, step.new) if side is not None and (place := scene.place_of(side))}
        for cluster, namespace in places:
            (placed.namespaces[cluster, namespace] if namespace else placed.hosts[cluster]).append(operation)
        if not places:
            host = index.of(step.urn)
            (placed.rest if host is None else placed.hosts[host]).append(operation)
    return placed


def _errors(previews: Sequence[Preview]) -> Iterator[str]:
    said = {_words(entry.message) for preview in previews for entry in preview.errors}
    yield from sorted(said)
    refused = {
        f"policy {result.policy} ({result.pack}) refuses {result.urn.rsplit('::', 1)[-1] or 'the stack'}"
        for preview in previews
        for result in preview.policies
        if result.level == "mandatory"
    }
    yield from sorted(refused)


def _notes(scene: Scene) -> Iterator[str]:
    unseen = sum(preview.unseen for preview in scene.previews)
    if unseen:
        yield (
            f"{counted(unseen, 'unchanged resource')} of the stack {'is' if unseen == 1 else 'are'} not in this "
            "preview, so what stays open or closed around the changes cannot be seen; make it with --show-sames."
        )
    charts = sorted(
        step.name for step in scene.steps if step.type == "kubernetes:helm.sh/v3:Release" and step.op != "same"
    )
    if charts:
        yield f"What these Helm releases install is not in any preview: {', '.join(charts)}."
    warnings = {
        _words(entry.message)
        for preview in scene.previews
        for entry in preview.diagnostics
        if entry.severity == "warning" and not _OF_THE_MACHINE.search(entry.message)
    }
    yield from sorted(f"The engine warns: {warning}" for warning in warnings)


_OF_THE_MACHINE = re.compile(r"using pulumi-\S+ from \$PATH")
"""A warning about where this machine has a plugin: a review of the same change reads the same everywhere."""


def _words(message: str) -> str:
    return re.sub(r"^(error|warning): ", "", message.strip())
