"""Reads rendered YAML as Helm and the API server do: by the rules of YAML 1.1 as Go's library has them.

A word that reads as a number here and as text there would be another object than the one that Helm would install.
Source: https://github.com/yaml/go-yaml/blob/v2.4.0/resolve.go

PyYAML's loaders are not used: to make Python objects of a thousand manifests took them longer than Helm takes to render
those. Its parser is, and what it found is turned into values directly.
"""

import functools
import re
from typing import Any

import yaml

try:
    from yaml.cyaml import CParser as _Parser  # type: ignore[attr-defined]  # of libyaml; the stubs leave it out
except ImportError:  # pragma: no cover - PyYAML was built without libyaml
    _Parser = None  # type: ignore[assignment,misc]

_LARGEST_EXACT = 2**53
_DEEPEST = 200
_PLAIN, _TEXT = "plain", "tag:yaml.org,2002:str"
_COLLECTIONS = frozenset((_TEXT, "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"))  # the first is our resolver's
_TYPED = {f"tag:yaml.org,2002:{name}" for name in ("null", "bool", "int", "float")}


class _Resolver:
    """Says of each scalar only whether it was written plain; its type is found later, once for each text."""

    def resolve(self, kind: type[yaml.Node], value: object, implicit: Any) -> str:
        del value
        return _PLAIN if kind is yaml.ScalarNode and implicit[0] else _TEXT

    def descend_resolver(self, *_: object) -> None: ...

    def ascend_resolver(self) -> None: ...


if _Parser is not None:

    class _Composer(_Parser, _Resolver):
        """The parser of libyaml."""

else:  # pragma: no cover - likewise

    class _Composer(yaml.reader.Reader, yaml.scanner.Scanner, yaml.parser.Parser, yaml.composer.Composer, _Resolver):  # type: ignore[no-redef]
        """PyYAML's own parser."""

        def __init__(self, text: str) -> None:
            for base in (yaml.scanner.Scanner, yaml.parser.Parser, yaml.composer.Composer):
                base.__init__(self)
            yaml.reader.Reader.__init__(self, text)


def read_yaml(text: str) -> Any:
    """Return one document as JSON has it: keys are text, whole numbers are integers.

    Raises:
        ValueError: it is no YAML; the message says where.
    """
    try:
        node = _Composer(text).get_single_node()
    except yaml.YAMLError as error:
        raise ValueError(" ".join(str(error).split())) from None
    return None if node is None else _value(node, 0)


def _value(node: yaml.Node, depth: int) -> Any:
    if type(node) is yaml.ScalarNode:
        tag = node.tag
        if tag == _PLAIN:
            return _word(node.value)
        if tag == _TEXT:
            return node.value
        return _word(node.value) if tag in _TYPED else _refuse(tag)
    if node.tag not in _COLLECTIONS:
        _refuse(node.tag)
    if depth > _DEEPEST:
        raise ValueError(f"it is nested more than {_DEEPEST} levels deep")
    if type(node) is yaml.SequenceNode:
        return [_value(inner, depth + 1) for inner in node.value]
    return _mapping(node, depth)


def _refuse(tag: str) -> None:
    raise ValueError(f"{tag} is a tag that no Kubernetes object has")


def _mapping(node: yaml.Node, depth: int) -> dict[str, Any]:
    found: dict[str, Any] = {}
    merged: dict[str, Any] = {}
    for key, inner in node.value:
        if key.tag == _PLAIN and key.value == "<<":
            others = _value(inner, depth + 1)
            for other in others if isinstance(others, list) else [others]:
                merged = {**other, **merged}
        else:
            found[_plain_key(key.value) if key.tag == _PLAIN else _key(_value(key, depth))] = _value(inner, depth + 1)
    return {**merged, **found} if merged else found


def _key(key: object) -> str:
    if isinstance(key, str):
        return key
    return str(key).lower() if isinstance(key, bool) else "null" if key is None else str(key)


@functools.lru_cache(maxsize=10_000)
def _plain_key(text: str) -> str:
    return _key(_word(text))


_TRUE = frozenset(["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"])
_FALSE = frozenset(["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"])
_NULL = frozenset(("", "~", "null", "Null", "NULL"))
_INTEGER = re.compile(r"[-+]?(?:0x[0-9a-fA-F_]+|0b[01_]+|0o[0-7_]+|0[0-7_]*|[1-9][0-9_]*)")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_SPECIAL = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_MAY_BE_NUMBER = frozenset("-+.0123456789")


@functools.lru_cache(maxsize=10_000)
def _word(text: str) -> bool | int | float | str | None:
    """Return what a plain word stands for."""
    if text in _NULL:
        return None
    if text in _TRUE:
        return True
    if text in _FALSE:
        return False
    return _number(text) if text[0] in _MAY_BE_NUMBER else text


def _number(text: str) -> int | float | str:
    if _INTEGER.fullmatch(text):
        bare = text.replace("_", "")
        sign, digits = (-1, bare[1:]) if bare[0] == "-" else (1, bare.lstrip("+"))
        octal = len(digits) > 1 and digits[0] == "0" and digits[1].isdigit()
        return sign * int(digits, 8 if octal else 0)
    if _FLOAT.fullmatch(text):
        number = float(text)
        return int(number) if number.is_integer() and abs(number) < _LARGEST_EXACT else number
    return float(text.lower().replace(".", "")) if _SPECIAL.fullmatch(text) else text
