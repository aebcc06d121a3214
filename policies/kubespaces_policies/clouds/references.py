"""Tells which resources of a stack nothing points to, as far as ids are known."""

from collections.abc import Iterable, Sequence

from kubespaces_policies.resource import Resource
from kubespaces_policies.value import Value


def unreferenced(things: Sequence[Resource], references: Iterable[Value], key: str = "id") -> list[Resource]:
    """Return the resources to which none of these values points, by id or by another key.

    What is not known yet may point to any one of them, but only to one: two networks with one flow log between them
    are one too few even before anything has an id.
    """
    given = [value for value in references if value.present]
    ids = {thing: thing.props.at(key) for thing in things}
    of_things = {_text(value) for value in ids.values() if _is_known(value)}
    pointed_at = {_text(value) for value in given if _is_known(value)}
    unknown = sum(not _is_known(value) for value in given)
    strays = len(pointed_at - of_things)  # they may point to what has no id yet, and to nothing else
    missing = []
    for thing in things:
        if _is_known(ids[thing]) and _text(ids[thing]) in pointed_at:
            continue
        if strays and not _is_known(ids[thing]):
            strays -= 1
        elif unknown:
            unknown -= 1
        else:
            missing.append(thing)
    return missing


def _is_known(value: Value) -> bool:
    return value.present and not value.unknown


def _text(value: Value) -> str:
    return value.text().lower()
