"""Names the bindings that give somebody what it must not have."""

import dataclasses
from collections.abc import Iterable, Iterator
from typing import Any

from .actors import Actor
from .judge import NOT_AUTHORIZED
from .line import Line, Verdict
from .scene import Scene
from .snapshot import Snapshot

_BOOTSTRAP = "kubernetes.io/bootstrapping"
"""Label of the bindings that every API server makes at its start."""


def name_culprits(lines: Iterable[Line], scene: Scene, snapshot: Snapshot) -> list[Line]:
    """Return the lines; those about rights that should not be there name the bindings that are not planned."""
    actors = {actor.name: actor for actor in scene.actors}
    planned = {
        (place.name, item.manifest["metadata"]["name"]) for place in scene.places for item in place.plan.contents
    }
    bindings = [
        binding
        for kind in ("ClusterRoleBinding", "RoleBinding")
        for binding in snapshot.all(kind)
        if (binding["metadata"].get("namespace", ""), binding["metadata"]["name"]) not in planned
        and _BOOTSTRAP not in binding["metadata"].get("labels", {})
    ]
    return [_named(line, actors.get(line.actor), bindings) for line in lines]


def _named(line: Line, actor: Actor | None, bindings: Iterable[dict[str, Any]]) -> Line:
    if line.verdict is not Verdict.SURPRISE or line.expected != str(NOT_AUTHORIZED) or actor is None:
        return line
    given = list(dict.fromkeys(_culprits(line, actor, bindings)))
    return dataclasses.replace(line, mend=f"take away {', '.join(given)}") if given else line


def _culprits(line: Line, actor: Actor, bindings: Iterable[dict[str, Any]]) -> Iterator[str]:
    for binding in bindings:
        metadata, role = binding["metadata"], binding["roleRef"]
        namespace = metadata.get("namespace", "")
        if (not namespace or namespace in line.where) and any(
            _is(subject, actor) for subject in binding.get("subjects") or ()
        ):
            kind = "RoleBinding" if namespace else "ClusterRoleBinding"
            where = f" in {namespace}" if namespace else ""
            yield f"{kind} {metadata['name']}{where} ({role['kind']} {role['name']})"


def _is(subject: dict[str, Any], actor: Actor) -> bool:
    kind, name = subject["kind"], subject["name"]
    if kind == "Group":
        return name in {*actor.groups, *_own_groups(actor)}
    if kind == "ServiceAccount":
        return actor.user == f"system:serviceaccount:{subject.get('namespace', '')}:{name}"
    return bool(name == actor.user)


def _own_groups(actor: Actor) -> Iterator[str]:
    """Yield the groups that the API server puts somebody into by itself."""
    yield "system:authenticated"
    if actor.user.startswith("system:serviceaccount:"):
        yield "system:serviceaccounts"
        yield f"system:serviceaccounts:{actor.user.split(':')[2]}"
