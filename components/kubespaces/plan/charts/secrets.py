"""Keeps secret values out of the rendering: the chart sees a stand-in for each, and the objects get the real one.

So no secret reaches Helm, a file or a message, and a value may be an output that is only known at deployment.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from .errors import ChartError
from .manifests import Rendered

_STAND_IN = re.compile(r"kubespaces-secret-[0-9a-f]{20}")


def stand_in(path: str) -> str:
    """Return what a chart sees instead of the secret value at a path such as ``auth.password``."""
    return f"kubespaces-secret-{hashlib.sha256(path.encode()).hexdigest()[:20]}"


def with_stand_ins(chart: str, values: Mapping[str, Any], paths: Iterable[str]) -> dict[str, Any]:
    """Return values with a stand-in at each path of a secret.

    Raises:
        ChartError: a path runs through something that holds no values.
    """
    result = dict(values)
    problems = []
    for path in paths:
        *above, last = path.split(".")
        place: Any = result
        for key in above:
            inner = place.get(key)
            place[key] = dict(inner) if isinstance(inner, Mapping) else {}
            if inner is not None and not isinstance(inner, Mapping):
                problems.append(f"secret_values: '{path}' runs through '{key}', which holds no further values")
            place = place[key]
        place[last] = stand_in(path)
    if problems:
        raise ChartError(chart, problems)
    return result


def check_used(chart: str, items: Iterable[Rendered], paths: Iterable[str]) -> None:
    """Check that each secret arrives somewhere; a stand-in that was hashed or cut would be taken for the secret.

    Raises:
        ChartError: naming each secret that reaches no object as it is.
    """
    seen = {name for item in items for _, text in _texts(item.manifest, ()) for name in stand_ins_in(text)}
    lost = [path for path in paths if stand_in(path) not in seen]
    if lost:
        rule = "reaches no object unchanged: the chart does not use it, or hashes or cuts it; give it in another way"
        raise ChartError(chart, [f"secret_values: '{path}' {rule}" for path in lost])


def stand_ins_in(text: str) -> set[str]:
    """Return the stand-ins in a text, also where the text is in base64 as in the data of a Secret."""
    return set(_STAND_IN.findall(text)) or set(_STAND_IN.findall(_decoded(text)))


def put_in(text: str, secrets: Mapping[str, str]) -> str:
    """Return a text with the secrets, by their stand-ins, in place; in base64 if it was in base64."""
    if _STAND_IN.search(text):
        return _STAND_IN.sub(lambda match: secrets[match[0]], text)
    filled = _STAND_IN.sub(lambda match: secrets[match[0]], _decoded(text))
    return base64.b64encode(filled.encode()).decode()


def _decoded(text: str) -> str:
    if len(text) < 24 or len(text) % 4:
        return ""
    try:
        return base64.b64decode(text, validate=True).decode()
    except (binascii.Error, ValueError):
        return ""


def _texts(value: Any, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _texts(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _texts(inner, (*path, index))
