"""Which properties only a new resource can change.

The SDKs do not say it in their types. Three sources, in this order: what holds for every resource of a family (the
address of a resource in Azure, the name of a Kubernetes object), the dated table ``facts/<package>.yaml`` for the
resources that Kubespaces makes, and, for all others, what the documentation in the SDK says of a property. A change of
anything else is shown as an update, which the cloud may refuse.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from kubespaces_embedded.kubernetes_provider.paths import Path

from . import sdk
from .compare import Rule, When

_SAID = re.compile(
    r"(?<!not\s)forces?\s+(?:a\s+|the\s+)?(?:new\s+resource|replacement|re-?creation|creation\s+of\s+a\s+new)"
    r"|^\s*immutable\.|changing\s+this\s+creates\s+a\s+new",
    re.IGNORECASE,
)
"""What the documentation of a property says if only a new resource can change it."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the table says of one kind of resource."""

    rules: tuple[Rule, ...] = ()
    """Changes that need a new resource."""
    renewed: tuple[str, ...] = ()
    """Outputs that get a new value with every update."""
    name: str = "name"
    """The property that holds the resource's name in the cloud."""


@dataclass(frozen=True, slots=True)
class Table:
    """The table of one package."""

    as_of: str = ""
    everywhere: tuple[Rule, ...] = ()
    """What holds for all resources."""
    resources: Mapping[str, Facts] = field(default_factory=dict)

    def facts(self, token: str) -> Facts:
        """Return what is known of a resource."""
        found = self.resources.get(token, Facts())
        return Facts((*self.everywhere, *found.rules), found.renewed, found.name)


@cache
def table(package: str) -> Table:
    """Return the table of a package; an empty one if there is none."""
    file = files(__package__) / "facts" / f"{package}.yaml"
    if not file.is_file():
        return Table()
    content = _load(file.read_text(encoding="utf-8"))
    return Table(
        as_of=str(content["asOf"]),
        everywhere=tuple(_rules(content.get("everywhere") or {})),
        resources={token: _facts(entry) for token, entry in content["resources"].items()},
    )


def said_by_documentation(changed: Iterable[Path], properties: Mapping[str, sdk.Property]) -> set[Path]:
    """Return those of the changed paths that the SDK's documentation says to need a new resource."""
    return {path for path in changed if any(_SAID.search(known.doc) for known in _along(path, properties))}


def _along(path: Path, properties: Mapping[str, sdk.Property]) -> Iterator[sdk.Property]:
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


def _load(text: str) -> Mapping[str, Any]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # a tenth of the time, where it is built in
    content = yaml.load(text, Loader=loader)  # noqa: S506 - both are safe loaders
    return content if isinstance(content, dict) else {}


def _facts(entry: Mapping[str, Any]) -> Facts:
    return Facts(
        rules=tuple(_rules(entry)),
        renewed=tuple(entry.get("renewed", ())),
        name=entry.get("name", "name"),
    )


def _rules(entry: Mapping[str, Any]) -> Iterator[Rule]:
    for when in When:
        for text in entry.get(when.value, ()):
            yield Rule.parse(text, when)
