"""Which properties only a new resource can change.

The SDKs do not say it in their types. Three sources, in this order: what holds for every resource of a family (the
address of a resource in Azure, the name of a Kubernetes object), the dated table ``facts/<package>.yaml`` for the
resources that Kubespaces makes, and, for all others, what the documentation in the SDK says of a property. A change of
anything else is shown as an update, which the cloud may refuse.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from kubespaces_embedded.kubernetes_provider.paths import Path, parse

from . import sdk
from .compare import Pattern

_SAID = re.compile(
    r"(?<!not )(?:forces?|will force) (?:a |the )?(?:new resource|replacement|re-?creation|creation of a new)"
    r"|^\s*(?:\(?optional\)?,? ?)?immutable\.|changing this creates a new",
    re.IGNORECASE,
)
"""What the documentation of a property says if only a new resource can change it."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the table says of one kind of resource."""

    replace: tuple[Pattern, ...] = ()
    """Properties that only a new resource can change."""
    renewed: tuple[str, ...] = ()
    """Outputs that get a new value with every update."""
    name: str = "name"
    """The property that holds the resource's name in the cloud."""


@dataclass(frozen=True, slots=True)
class Table:
    """The table of one package."""

    as_of: str = ""
    resources: Mapping[str, Facts] = field(default_factory=dict)


@cache
def table(package: str) -> Table:
    """Return the table of a package; an empty one if there is none."""
    file = files(__package__) / "facts" / f"{package}.yaml"
    if not file.is_file():
        return Table()
    content = yaml.load(file.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe loaders
    return Table(
        as_of=str(content["asOf"]), resources={token: _facts(entry) for token, entry in content["resources"].items()}
    )


def facts(package: str, token: str) -> Facts:
    """Return what is known of a resource."""
    return table(package).resources.get(token, Facts())


def is_listed(package: str, token: str) -> bool:
    """Return whether the table knows the resource."""
    return token in table(package).resources


def said_by_documentation(changed: Iterable[Path], properties: Mapping[str, sdk.Property]) -> set[Path]:
    """Return those of the changed paths that the SDK's documentation says to need a new resource."""
    return {path for path in changed if any(_SAID.search(known.doc) for known in _along(path, properties))}


def _along(path: Path, properties: Mapping[str, sdk.Property]) -> Iterable[sdk.Property]:
    """Yield the properties that a path leads through."""
    for step in path:
        if isinstance(step, int):
            continue
        known = properties.get(step)
        if known is None:
            return
        yield known
        inner = known.type
        while isinstance(inner, sdk.Items):
            inner = inner.of
        properties = inner.properties if isinstance(inner, sdk.Structure) else {}


def _pattern(text: str) -> Pattern:
    return tuple(str(step) for step in parse(text))


def _facts(entry: Mapping[str, Any]) -> Facts:
    return Facts(
        replace=tuple(_pattern(text) for text in entry.get("replace", ())),
        renewed=tuple(entry.get("renewed", ())),
        name=entry.get("name", "name"),
    )
