"""Computes ``aws:iam/getPolicyDocument`` as the plugin does: it asks no account for it.

Rules: the documentation of ``aws_iam_policy_document``. The spelling is that of the plugin down to the byte, as a
policy is a text to Pulumi: fields in the plugin's order, lists of names from Z to A, one name instead of a list of
one.
"""

import json
import re
import zlib
from collections.abc import Iterable, Mapping
from typing import Any

from .call import Unanswered

_VERSION = "2012-10-17"
_VARIABLE = re.compile(r"&\{")
"""How the arguments spell IAM's ``${...}``."""

_FIELDS = {
    "actions": "Action",
    "notActions": "NotAction",
    "resources": "Resource",
    "notResources": "NotResource",
    "principals": "Principal",
    "notPrincipals": "NotPrincipal",
    "conditions": "Condition",
}
"""Arguments of a statement, in the order of the document's fields."""

_NO_VARIABLES = ("actions", "notActions")

Document = dict[str, Any]
Statement = dict[str, Any]


def policy_document(args: Mapping[str, Any]) -> dict[str, Any]:
    """Return the results of the function.

    Raises:
        Unanswered: two statements have the same Sid, or a document to merge is no JSON.
    """
    statements = [_statement(given) for given in args.get("statements") or ()]
    _refuse_duplicates(statements, "statements")
    sources = [_parsed(text) for text in _texts(args, "sourceJson", "sourcePolicyDocuments")]
    _refuse_duplicates([item for source in sources for item in _statements_of(source)], "sourcePolicyDocuments")
    overrides = [_parsed(text) for text in _texts(args, "overrideJson", "overridePolicyDocuments")]
    merged: list[Statement] = []
    for more in (*map(_statements_of, sources), statements, *map(_statements_of, overrides)):
        merged = _merged(merged, more)
    document: Document = {"Version": args.get("version") or _VERSION}
    for source in (*sources, *overrides):
        document |= {key: source[key] for key in ("Version", "Id") if source.get(key)}
    if args.get("policyId"):
        document["Id"] = args["policyId"]
    document = {key: document[key] for key in ("Version", "Id") if key in document}
    if merged:
        document["Statement"] = merged
    text = _spelled(document, indent=2)
    return {**args, "json": text, "minifiedJson": _spelled(document), "id": str(zlib.crc32(text.encode()))}


def _texts(args: Mapping[str, Any], single: str, several: str) -> list[str]:
    return [text for text in (args.get(single), *(args.get(several) or ())) if text]


def _parsed(text: str) -> Document:
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise Unanswered("aws:iam/getPolicyDocument: a policy document to merge is no JSON object")
    return found


def _statements_of(document: Document) -> list[Statement]:
    found = document.get("Statement") or []
    return found if isinstance(found, list) else [found]


def _merged(before: list[Statement], more: Iterable[Statement]) -> list[Statement]:
    """Return both; a statement takes the place of an earlier one with its Sid."""
    result = list(before)
    for statement in more:
        sid = statement.get("Sid")
        places = [index for index, other in enumerate(result) if sid and other.get("Sid") == sid]
        if places:
            result[places[0]] = statement
        else:
            result.append(statement)
    return result


def _refuse_duplicates(statements: Iterable[Statement], where: str) -> None:
    seen: set[str] = set()
    for statement in statements:
        sid = statement.get("Sid")
        if sid and sid in seen:
            raise Unanswered(
                f"aws:iam/getPolicyDocument: {where}: two statements have the sid '{sid}'; it must be unique"
            )
        seen |= {sid} if sid else set()


def _statement(given: Mapping[str, Any]) -> Statement:
    statement: Statement = {"Sid": given["sid"]} if given.get("sid") else {}
    statement["Effect"] = given.get("effect") or "Allow"
    for argument, name in _FIELDS.items():
        value = given.get(argument)
        if not value:
            continue
        if argument in ("principals", "notPrincipals"):
            statement[name] = _principals(value)
        elif argument == "conditions":
            statement[name] = _conditions(value)
        else:
            names = value if argument in _NO_VARIABLES else [_with_variables(item) for item in value]
            statement[name] = _names(names)
    return statement


def _names(values: list[str]) -> str | list[str]:
    return values[0] if len(values) == 1 else sorted(values, reverse=True)


def _principals(given: list[Mapping[str, Any]]) -> str | dict[str, Any]:
    if len(given) == 1 and given[0]["type"] in ("*", "AWS") and given[0]["identifiers"] == ["*"]:
        return "*"
    found: dict[str, Any] = {}
    for principal in given:
        names = _names([_with_variables(item) for item in principal["identifiers"]])
        kind = principal["type"]
        found[kind] = [*_as_list(found[kind]), *_as_list(names)] if kind in found else names
    return dict(sorted(found.items()))


def _conditions(given: list[Mapping[str, Any]]) -> dict[str, Any]:
    found: dict[str, dict[str, Any]] = {}
    for condition in given:
        values = [_with_variables(item) for item in condition["values"]]
        variables = found.setdefault(condition["test"], {})
        name = condition["variable"]
        together = [*_as_list(variables[name]), *values] if name in variables else values
        variables[name] = together[0] if len(together) == 1 else together
    return {test: dict(sorted(variables.items())) for test, variables in sorted(found.items())}


def _as_list(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def _with_variables(text: str) -> str:
    return _VARIABLE.sub("${", text)


def _spelled(document: Document, indent: int | None = None) -> str:
    text = json.dumps(document, indent=indent, ensure_ascii=False, separators=None if indent else (",", ":"))
    # Go's encoder writes these so that JSON can stand inside HTML.
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
