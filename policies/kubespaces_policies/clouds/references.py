"""Tells which resources of a stack nothing points to, as far as ids are known."""

from collections.abc import Iterable, Sequence

from kubespaces_policies.resource import Resource
from kubespaces_policies.value import Value


def unreferenced(things: Sequence[Resource], references: Iterable[Value]) -> list[Resource]:
    """Return the resources to which none of these values points by id.

    What is not known yet may point to any one of them, but only to one: two networks with one flow log between them
    are one too few even before anything has an id.
    """
    given = [value for value in references if value.present]
    ids = {thing: thing.props.at("id") for thing in things}
    wanted = {_text(value) for value in ids.values() if _is_known(value)}
    pointed_at = {_text(value) for value in given if _is_known(value)}
    spare = sum(not _is_known(value) or _text(value) not in wanted for value in given)
    missing = []
    for thing in things:
        if _is_known(ids[thing]) and _text(ids[thing]) in pointed_at:
            continue
        if spare:
            spare -= 1
        else:
            missing.append(thing)
    return missing


def _is_known(value: Value) -> bool:
    return value.present and not value.unknown


def _text(value: Value) -> str:
    return value.text().lower()
