"""Finds templates that give other objects each time: a preview of them would not be what is deployed."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from .errors import ChartError
from .manifests import Rendered

_CHANGING = (
    "ago", "bcrypt", "buildCustomCert", "date", "dateInZone", "date_in_zone", "encryptAES", "genCA", "genCAWithKey",
    "genPrivateKey", "genSelfSignedCert", "genSelfSignedCertWithKey", "genSignedCert", "genSignedCertWithKey",
    "getHostByName", "htpasswd", "htmlDate", "now", "randAlpha", "randAlphaNum", "randAscii", "randBytes", "randInt",
    "randNumeric", "shuffle", "uuidv4",
)  # fmt: skip
"""Functions whose result is another one each time, or may be. Source: https://helm.sh/docs/chart_template_guide/function_list/"""
_CHANGING_WORD = re.compile(rf"\b(?:{'|'.join(_CHANGING)})\b")
_LOOKUP_WORD = re.compile(r"\blookup\b")
_COMMENT = re.compile(r"\{\{-?\s*/\*.*?\*/\s*-?\}\}", re.DOTALL)


def may_change(texts: Iterable[str]) -> bool:
    """Tell whether any text of a chart, or of its values, names a function whose result may change.

    Without one a chart gives the same objects for the same values, so there is no need to render it twice.
    """
    return any(_CHANGING_WORD.search(text) for text in texts)


def templates_with_lookups(templates: Mapping[str, str]) -> list[str]:
    """Return the templates that ask the cluster for objects; at preview they are answered that there are none."""
    return sorted(path for path, text in templates.items() if _LOOKUP_WORD.search(_COMMENT.sub("", text)))


def check_same(chart: str, first: Sequence[Rendered], second: Sequence[Rendered]) -> None:
    """Compare two renderings of the same chart with the same values.

    Raises:
        ChartError: naming each template and each field that differs; never a value, for it may be a password.
    """
    problems = [*_differences(first, second)]
    if problems:
        raise ChartError(chart, problems)


def _differences(first: Sequence[Rendered], second: Sequence[Rendered]) -> Iterator[str]:
    others = {_key(item): item for item in second}
    for item in first:
        other = others.pop(_key(item), None)
        fields = ["its name"] if other is None else list(_fields(item.manifest, other.manifest, ""))
        if fields:
            yield _changing(item, fields)
    yield from (_changing(item, ["its name"]) for item in others.values())


def _key(item: Rendered) -> tuple[str, str, str, str]:
    return item.group, item.kind, item.namespace, item.name


def _changing(item: Rendered, fields: Sequence[str]) -> str:
    shown = ", ".join(fields[:3]) + (f" and {len(fields) - 3} more" if len(fields) > 3 else "")
    return (
        f"{item.template} renders {item.words} differently each time ({shown}); give the value yourself (a password as "
        "secret value), so that what is reviewed is what is deployed"
    )


def _fields(one: Any, other: Any, path: str) -> Iterator[str]:
    if isinstance(one, dict) and isinstance(other, dict):
        for key in sorted(one.keys() | other.keys()):
            yield from _fields(one.get(key), other.get(key), f"{path}.{key}".lstrip("."))
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for index, (mine, theirs) in enumerate(zip(one, other, strict=True)):
            yield from _fields(mine, theirs, f"{path}[{index}]")
    elif one != other:
        yield path
