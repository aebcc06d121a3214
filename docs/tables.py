"""Writes the tables of these pages from the models and plans: ``python docs/tables.py``.

A table stands between ``<!-- table: NAME ... -->`` and ``<!-- end of table -->``; the names are those of ``TABLES``.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from kubespaces.plan.bounds import OBJECT_COUNTS
from kubespaces.plan.guard_rails import GUARD_RAILS
from kubespaces.plan.roles import READ, cluster_roles
from kubespaces.spec.amounts import AMOUNTS
from kubespaces.spec.names import DnsLabel, DnsName
from kubespaces.spec.schema import json_schema

PAGES = ("guard-rails.md", "namespaces.md", "tenant-documents.md")
_TABLE = re.compile(r"(<!-- table: ([^\n]+) -->\n).*?(<!-- end of table -->)", re.DOTALL)
_NAMES = [json["pattern"] for json in (TypeAdapter(kind).json_schema() for kind in (DnsLabel, DnsName))]


def fields(document: str, name: str) -> str:
    """Return the fields of one part of a document, such as ``tenant Quota``; ``-`` is the document itself."""
    schema = json_schema(document)
    part = schema if name == "-" else schema["$defs"][name]
    required = part.get("required", [])
    rows = [
        (f"`{key}`", _value(field, schema), "yes" if key in required else "", field["description"])
        for key, field in part["properties"].items()
    ]
    return _table(("Field", "Value", "Required", "Meaning"), rows)


def _value(field: dict[str, Any], schema: dict[str, Any]) -> str:
    """Return what a field may hold, in a word or two."""
    kind = field.get("type", "")
    if "$ref" in field:
        name = field["$ref"].rpartition("/")[2]
        inner = schema["$defs"][name]
        found = _words(inner["enum"]) if "enum" in inner else f"[{name}](#{name.lower()})"
    elif "const" in field or "enum" in field:
        found = _words(field.get("enum", [field.get("const")]))
    elif "anyOf" in field:
        found = f"such as {_words(field['examples'])}"
    elif kind == "array":
        found = f"list: {_value(field['items'], schema)}"
    elif kind == "object":
        inner = next(iter(field.get("patternProperties", {"": field.get("additionalProperties")}).values()))
        found = f"mapping: {_value(inner, schema)}" if isinstance(inner, dict) else "mapping"
    else:
        found = {"boolean": "true or false", "number": "number"}.get(kind, "text")
    return "name" if found == "text" and field.get("pattern") in _NAMES else found


def _words(values: list[Any]) -> str:
    return ", ".join(f"`{value}`" for value in values)


def objects() -> str:
    """Return how many objects of each kind a namespace may hold."""
    rows = [(f"`{name}`", str(count)) for name, count in OBJECT_COUNTS.items()]
    return _table(("Objects", "At most"), rows)


def amounts() -> str:
    """Return the steps in which amounts are handed out."""
    rows = [(f"`{amount.key}`", amount.written(amount.step)) for amount in AMOUNTS]
    return _table(("Amount", "Step"), [*rows, ("`devices`", "1")])


def roles() -> str:
    """Return what each role may do with which kinds; kinds with the same answers share a row."""
    names = [role["metadata"]["name"].rpartition("-")[2] for role in cluster_roles()]
    may: dict[str, dict[str, set[str]]] = defaultdict(lambda: {name: set() for name in names})
    for name, role in zip(names, cluster_roles(), strict=True):
        for rule in role["rules"]:
            for resource in rule["resources"]:
                may[resource][name] |= set(rule["verbs"])
    rows: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for resource, verbs in sorted(may.items()):
        rows[tuple(_verbs(verbs[name]) for name in names)].append(resource)
    order = sorted(rows, key=lambda cells: [not cell for cell in cells])
    return _table(("Kinds", *names), [(", ".join(f"`{kind}`" for kind in rows[cells]), *cells) for cells in order])


def _verbs(verbs: set[str]) -> str:
    if not verbs:
        return ""
    if verbs <= set(READ):
        return "read"
    if {"create", "delete", "update"} <= verbs:
        return "write"
    reads = ["read"] if {"list", "watch"} <= verbs else []
    return ", ".join(reads + sorted(verbs - set(READ)))


def rails() -> str:
    """Return the guard rails and what they say when they refuse."""
    rows = [
        (f"`kubespaces-{rail.name}`" if not index else "", check.control, _escaped(check.message))
        for rail in GUARD_RAILS
        for index, check in enumerate(rail.checks)
    ]
    return _table(("Guard rail", "Control", "What it says"), rows)


TABLES: dict[str, Callable[..., str]] = {
    "fields": fields,
    "objects": objects,
    "amounts": amounts,
    "roles": roles,
    "rails": rails,
}
"""The tables by their names; further words are arguments."""


def _escaped(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*")


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def filled(text: str) -> str:
    """Return a page with its tables written anew."""

    def write(match: re.Match[str]) -> str:
        name, *arguments = match[2].split()
        return match[1] + TABLES[name](*arguments) + match[3]

    return _TABLE.sub(write, text)


def main() -> None:
    """Write all pages."""
    folder = Path(__file__).parent
    for page in PAGES:
        path = folder / page
        path.write_text(filled(path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
