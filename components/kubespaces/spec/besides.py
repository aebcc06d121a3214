"""What else is wrong with a document that is not well-formed: people want all problems at once."""

import re
from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from .errors import Problem
from .host_cluster import HostCluster
from .host_cluster_rules import check_host_cluster
from .source import Source
from .tenant import Tenant
from .tenant_rules import check_tenant
from .translate import location_of, path_of, problems_of


def rules_broken_besides(
    error: ValidationError, model: type[Tenant] | type[HostCluster], value: object, file: str, name: str
) -> list[Problem]:
    """Check a document as if the keys that are wrong in it were not there.

    Only what certainly is a problem of its own is returned, never what follows from those keys.
    """
    details = error.errors(include_url=False)
    unknown_only = all(detail["type"] == "extra_forbidden" for detail in details)
    rest = value
    for detail in details:
        rest = _without(rest, _keys(detail))
    try:
        source = Source(file, model.model_validate(rest))
    except ValidationError as besides:
        if not unknown_only:
            return []  # what was left out may be what is missing now
        beside_unknown = {path_of(location_of(detail)[:-1]) for detail in details}
        found = problems_of(besides, model, rest, file=file, document=name)
        return [problem for problem in found if problem.field not in beside_unknown]
    doubtful = {_last_word(detail) for detail in details if detail["type"] != "extra_forbidden"}
    return [
        problem
        for problem in (check_tenant(source) if model is Tenant else check_host_cluster(source))
        if not doubtful & set(re.split(r"[.\[\]]+", problem.field))
    ]


def _keys(detail: ErrorDetails) -> list[str | int]:
    """Return the way to the key to leave out: a wrong entry of a list takes the whole list along."""
    location = location_of(detail)
    while location and isinstance(location[-1], int):
        location.pop()
    return location


def _last_word(detail: ErrorDetails) -> str:
    """Return the field of the document or environment that the problem lies in, such as ``network``."""
    location = [part for part in location_of(detail) if isinstance(part, str) and part not in {"spec", "environments"}]
    return path_of(location[:1])


def _without(value: Any, path: Sequence[str | int]) -> Any:
    """Return a copy of a nested value without the key that a path leads to."""
    if not path:
        return value
    first, *rest = path
    if isinstance(value, dict) and first in value:
        inner = {first: _without(value[first], rest)} if rest else {}
        return {**{key: part for key, part in value.items() if key != first}, **inner}
    if isinstance(value, list) and isinstance(first, int) and first < len(value):
        return [*value[:first], _without(value[first], rest), *value[first + 1 :]]
    return value
