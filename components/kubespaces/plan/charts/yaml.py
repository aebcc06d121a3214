"""Reads rendered YAML as Helm and the API server do: by the rules of YAML 1.1 as Go's library has them.

A word that reads as a number here and as text there would be another object than the one that Helm would install.
Source: https://github.com/yaml/go-yaml/blob/v2.4.0/resolve.go
"""

import re
from typing import Any

import yaml

try:
    from yaml import CSafeLoader as _Base  # libyaml: ten times as fast
except ImportError:  # pragma: no cover - PyYAML was built without libyaml
    from yaml import SafeLoader as _Base  # type: ignore[assignment]

_LARGEST_EXACT = 2**53


class _Loader(_Base):
    """PyYAML's safe loader with the implicit types of Go's library: no dates, no numbers to base 60."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}


def read_yaml(text: str) -> Any:
    """Return one document as JSON has it: keys are text, whole numbers are integers.

    Raises:
        ValueError: it is no YAML; the message says where.
    """
    try:
        return _as_json(yaml.load(text, _Loader))  # noqa: S506 - derived from a safe loader
    except yaml.YAMLError as error:
        raise ValueError(" ".join(str(error).split())) from None


def _as_json(value: Any) -> Any:
    if isinstance(value, dict):
        return {key if isinstance(key, str) else _key(key): _as_json(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_as_json(inner) for inner in value]
    if isinstance(value, float) and value.is_integer() and abs(value) < _LARGEST_EXACT:
        return int(value)
    return value


def _key(key: object) -> str:
    return str(key).lower() if isinstance(key, bool) else "null" if key is None else str(key)


def _integer(loader: Any, node: yaml.ScalarNode) -> int:
    text = str(loader.construct_scalar(node)).replace("_", "")
    sign, digits = (-1, text[1:]) if text.startswith("-") else (1, text.lstrip("+"))
    octal = len(digits) > 1 and digits[0] == "0" and digits[1].isdigit()
    return sign * int(digits, 8 if octal else 0)


def _number(loader: Any, node: yaml.ScalarNode) -> float:
    text = str(loader.construct_scalar(node)).lower()
    return float(text.replace(".inf", "inf").replace(".nan", "nan"))


_WORDS = "y|Y|yes|Yes|YES|n|N|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF"
_TRUE = {"y", "yes", "true", "on"}


def _boolean(loader: Any, node: yaml.ScalarNode) -> bool:
    return str(loader.construct_scalar(node)).lower() in _TRUE


_FLOAT = (
    r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"
    r"|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"
)

for _tag, _pattern, _first in (
    ("bool", rf"(?:{_WORDS})", "yYnNtTfFoO"),
    ("int", r"[-+]?(?:0x[0-9a-fA-F_]+|0b[01_]+|0o[0-7_]+|0[0-7_]*|[1-9][0-9_]*)", "-+0123456789"),
    ("float", _FLOAT, "-+.0123456789"),
    ("null", r"(?:~|null|Null|NULL|)", "~nN\0"),
    ("merge", r"<<", "<"),
):  # fmt: skip
    _letters = [*_first.replace("\0", "")] + ([""] if "\0" in _first else [])
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_pattern})$"), _letters)
_Loader.add_constructor("tag:yaml.org,2002:int", _integer)
_Loader.add_constructor("tag:yaml.org,2002:float", _number)
_Loader.add_constructor("tag:yaml.org,2002:bool", _boolean)
