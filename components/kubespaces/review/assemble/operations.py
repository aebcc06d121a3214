"""What happens to single resources, in words."""

from kubespaces.review.document import Operation
from kubespaces.review.preview import State, Step
from kubespaces.review.world.build import GONE
from kubespaces.review.world.objects import objects_of

from .managers import changed_by
from .properties import property_changes
from .stateful import lost_with

QUIET = frozenset({"same", "read", "refresh"})
"""Operations that change nothing by themselves."""

_VERBS = {
    "create": "creates",
    "update": "updates",
    "replace": "REPLACES",
    "delete": "DELETES",
    "import": "takes over",
    "leave": "lets go of",
    "protect": "changes the protection of",
    "changed": "was changed by hand:",
    "gone": "was deleted by hand:",
}


def operation_of(step: Step, *, drift: bool = False) -> Operation | None:
    """Return what happens to a resource, or None if nothing does."""
    op = _op(step, drift=drift)
    state = step.new or step.old
    if op is None or state is None or not state.custom or step.type.startswith("pulumi:"):
        return None
    changes = property_changes(step, live=drift)
    if drift and op == "changed" and not changes:
        return None
    kind, name = kind_of(state), name_of(state)
    old = step.old
    return Operation(
        op=op,
        urn=step.urn,
        type=step.type,
        kind=kind,
        name=name,
        words=f"{_VERBS.get(op, op)} {kind} {name}",
        changes=changes,
        protected=bool(old and old.protect),
        stateful=lost_with(old) if old is not None and op in {"replace", "delete", "gone"} else "",
        by=changed_by(step, changes) if drift else [],
    )


def _op(step: Step, *, drift: bool) -> str | None:
    if drift:
        return {"update": "changed", "delete": "gone", "refresh": "changed"}.get(step.op)
    if step.op in GONE:
        return "leave" if step.old is not None and step.old.retain else "delete"
    if step.op == "same" and step.old and step.new and step.old.protect != step.new.protect:
        return "protect"
    if step.op in QUIET:
        return None
    return step.op.removesuffix("-replacement")


def kind_of(state: State) -> str:
    """Return what a resource is, in short."""
    found = next(iter(objects_of(state)), None)
    return found.kind if found is not None else state.type.rsplit(":", 1)[-1]


def name_of(state: State) -> str:
    """Return a resource's name: a Kubernetes object's own, else that in the program."""
    found = next(iter(objects_of(state)), None)
    return state.name if found is None or found.name.startswith("(") else found.name
