"""Which properties of a resource differ, without ever showing a secret."""

import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from kubespaces.review.document import PropertyChange
from kubespaces.review.preview import SECRET, UNKNOWN, Step, is_known
from kubespaces.review.words import property_words

LONGEST = 200
"""Characters of a value that are shown."""

_HIDDEN = "(hidden)"
_TELLING = re.compile(
    r"passw|secret|token|private_?key|api_?key|credential|kubeconfig|connection_?string", re.IGNORECASE
)
"""Keys whose values are taken for secrets, whoever forgot to mark them."""
_NAMES_ONLY = re.compile(r"(name|names|ref|type|class|arn|path|provider|enabled|id|lifetime|version)$", re.IGNORECASE)
"""Ends of keys that name a secret and hold none."""
_INTERNAL = re.compile(r"^__|^pulumi\.com/")


def property_changes(step: Step, *, live: bool = False) -> list[PropertyChange]:
    """Return the properties that differ, ordered by path.

    Args:
        step: what happens to a resource that is there before and after.
        live: compare with what the cloud or cluster says, not with what the program asks for: for drift.
    """
    if step.old is None or step.new is None:
        return []
    secret = step.type.startswith("kubernetes:") and step.type.endswith((":Secret", ":SecretPatch"))
    before, after = (
        (_settled(step.old.outputs), _settled(step.new.outputs)) if live else (step.old.inputs, step.new.inputs)
    )
    found = dict(_differences((), before, after))
    replacing = {path for path, kind in step.details.items() if "replace" in kind}
    heads = {*step.replace_reasons}
    changes = [
        PropertyChange(
            path=_text(path),
            words=property_words(path),
            before=_shown(path, old, whole=secret),
            after=_shown(path, new, whole=secret),
            replaces=_is_among(path, replacing, heads),
        )
        for path, (old, new) in found.items()
    ]
    seen = {change.path for change in changes}
    changes += [_said(step, path) for path in step.details if not live and not _is_seen(path, seen)]
    return sorted(changes, key=lambda change: change.path)


Path = tuple[str, ...]

_MOVING = ("managedFields", "resourceVersion", "generation", "creationTimestamp", "uid", "selfLink")
"""Metadata that the API server writes."""


def _settled(live: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a live object without what its cluster writes all the time."""
    body = {key: value for key, value in live.items() if key != "status"}
    metadata = body.get("metadata")
    if isinstance(metadata, dict):
        body["metadata"] = {key: value for key, value in metadata.items() if key not in _MOVING}
    return body


def _differences(path: Path, before: Any, after: Any) -> Iterator[tuple[Path, tuple[Any, Any]]]:
    if isinstance(before, dict) and isinstance(after, dict):
        for key in sorted({*before, *after}):
            if not _INTERNAL.match(key):
                yield from _differences((*path, key), before.get(key), after.get(key))
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for index, (old, new) in enumerate(zip(before, after, strict=True)):
            yield from _differences((*path, f"[{index}]"), old, new)
    elif not _same(before, after):
        yield path, (before, after)


def _same(before: Any, after: Any) -> bool:
    return bool(before == after) and after is not UNKNOWN


def _said(step: Step, path: str) -> PropertyChange:
    """Return a difference that only the provider sees: of a secret, or with what it filled in itself."""
    kind = step.details[path]
    before = None if kind.startswith("add") else _HIDDEN
    after = None if kind.startswith("delete") else _HIDDEN
    words = property_words(tuple(re.findall(r'[^.\["\]]+', path)))
    return PropertyChange(path=path, words=words, before=before, after=after, replaces="replace" in kind)


def _is_seen(path: str, seen: set[str]) -> bool:
    plain = path.replace('"', "")
    return path == "" or any(
        plain == other.replace('"', "") or _below(plain, other) or _below(other, path) for other in seen
    )


def _below(inner: str, outer: str) -> bool:
    inner, outer = inner.replace('"', ""), outer.replace('"', "")
    return inner.startswith((f"{outer}.", f"{outer}["))


def _is_among(path: Path, replacing: set[str], heads: set[str]) -> bool:
    text = _text(path)
    if replacing:
        return any(text == other or _below(text, other) or _below(other, text) for other in replacing)
    return path[0] in heads


@lru_cache(maxsize=65_536)
def _text(path: Path) -> str:
    """Return a path the way the engine writes it: ``spec.hard["limits.cpu"]``, ``rules[0].verbs``."""
    text = ""
    for part in path:
        if part.startswith("["):
            text += part
        elif re.fullmatch(r"[A-Za-z_][A-Za-z0-9_-]*", part):
            text += f".{part}" if text else part
        else:
            text += f'["{part}"]'
    return text


def _shown(path: Path, value: Any, *, whole: bool) -> str | None:
    if value is None:
        return None
    if not is_known(value):
        return str(value)
    if _is_secret(path, whole=whole):
        return _HIDDEN
    text = value if isinstance(value, str) else json.dumps(_masked(path, value), sort_keys=True, default=str)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}… ({len(text)} characters)"


def _is_secret(path: Path, *, whole: bool) -> bool:
    if whole and path[:1] in {("data",), ("stringData",)}:
        return True
    if "env" in path and path[-1] == "value":
        return True
    keys = [part for part in path if not part.startswith("[")]
    return bool(keys) and _tells(keys[-1])


def _tells(key: str) -> bool:
    return bool(_TELLING.search(key)) and not _NAMES_ONLY.search(key)


def _masked(path: Path, value: Any) -> Any:
    """Return a value without the secrets in it."""
    if isinstance(value, dict):
        hidden = "env" in path and {"name", "value"} <= {*value}
        return {
            key: _HIDDEN if (hidden and key == "value") or _is_hidden(key, inner) else _masked((*path, key), inner)
            for key, inner in value.items()
        }
    if isinstance(value, list):
        return [_masked(path, item) for item in value]
    return str(value) if value in (SECRET, UNKNOWN) else value


def _is_hidden(key: str, value: Any) -> bool:
    # Numbers and switches hold no secrets, lists and maps are looked into.
    return _tells(key) and isinstance(value, str)
