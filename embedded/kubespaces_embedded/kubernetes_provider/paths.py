"""Property paths such as ``spec.hard["limits.cpu"]`` and ``spec.ports[0].port``.

Syntax: pulumi/pulumi, sdk/go/common/resource/property_path.go.
"""

import re

Path = tuple[str | int, ...]

_STEP = re.compile(r'\.?([^.\[\]"]+)|\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]|\[(\*)\]')
_NEEDS_QUOTES = re.compile(r'[."\[\]]')


def spell(path: Path) -> str:
    """Return the text of a path."""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        elif _NEEDS_QUOTES.search(step):
            escaped = step.replace('"', '\\"')
            text += f'["{escaped}"]'
        else:
            text += f".{step}" if text else step
    return text


def parse(text: str) -> Path:
    """Return the steps of a path; ``*`` is kept as it is and stands for any step in :func:`contains`."""
    steps: list[str | int] = []
    for plain, quoted, index, star in _STEP.findall(text):
        if plain:
            steps.append(plain)
        elif index:
            steps.append(int(index))
        else:
            steps.append(star or quoted.replace('\\"', '"').replace("\\\\", "\\"))
    return tuple(steps)


def contains(outer: Path, inner: Path) -> bool:
    """Return whether ``inner`` is ``outer`` or lies below it."""
    return len(outer) <= len(inner) and all(wanted in ("*", step) for wanted, step in zip(outer, inner, strict=False))
