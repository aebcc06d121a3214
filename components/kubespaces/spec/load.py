"""Reads documents from files and checks each of them, and all of them together."""

import copy
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ValidationError

from .errors import Problem, SpecError, nearest, shorten
from .fleet import Fleet, check_fleet
from .host_cluster import HostCluster
from .host_cluster_rules import check_host_cluster
from .source import Source
from .tenant import Tenant
from .tenant_rules import check_tenant
from .translate import problems_of
from .yaml import documents

M = TypeVar("M", bound=BaseModel)

API_VERSION: Literal["kubespaces.io/v1alpha1"] = "kubespaces.io/v1alpha1"
_KINDS: dict[str, type[Tenant] | type[HostCluster]] = {"Tenant": Tenant, "HostCluster": HostCluster}
_SUFFIXES = (".yaml", ".yml", ".json")


def load_fleet(*paths: Path, relative_to: Path | None = None) -> Fleet:
    """Read all documents in files and folders (``*.yaml``, ``*.yml``, ``*.json``, not in hidden ones) and check them.

    Args:
        paths: files or folders; a folder is searched with its sub-folders.
        relative_to: folder that file names in messages are shown from; default: as they were given.

    Raises:
        SpecError: with every problem of every document.
    """
    sources: list[Source] = []
    problems: list[Problem] = []
    for path in _files(paths, problems):
        shown = str(path.relative_to(relative_to) if relative_to and path.is_relative_to(relative_to) else path)
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            problems.append(Problem(shown, "", "", "", f"cannot be read: {error}; save it as UTF-8 text"))
            continue
        found, wrong = load_text(text, file=shown)
        sources += found
        problems += wrong
    problems += check_fleet(sources, broken={problem.document for problem in problems})
    errors = [problem for problem in problems if not problem.warning]
    if errors:
        raise SpecError(errors)
    return Fleet.of(sources, problems)


def load_text(text: str, *, file: str) -> tuple[list[Source], list[Problem]]:
    """Return the good documents of a text and the problems of the bad ones; never raises for bad input."""
    try:
        values = list(documents(text))
    except ValueError as error:
        return [], [Problem(file, "", "", "", str(error))]
    if not values:
        return [], [Problem(file, "", "", "", "holds no document; write one or delete the file")]
    sources: list[Source] = []
    problems: list[Problem] = []
    for value in values:
        document, wrong = parse(value, file=file)
        problems += wrong
        if document is not None:
            sources.append(Source(file, document))
    return sources, problems


def parse(value: object, *, file: str = "") -> tuple[Tenant | HostCluster | None, list[Problem]]:
    """Turn one value, as YAML or JSON gives it, into a document; or say what is wrong with it."""
    if not isinstance(value, Mapping):
        rule = "is not a document; it starts with 'apiVersion:' and 'kind:'"
        return None, [Problem(file, "", "", shorten(value), rule)]
    name = _name_of(value)
    head = list(_check_head(value, file, name))
    if head:
        return None, head
    model = _KINDS[value["kind"]]
    try:
        return model.model_validate(value), []
    except ValidationError as error:
        problems = problems_of(error, model, value, file=file, document=name)
        return None, problems + _rules_broken_besides(error, model, value, file)


def _rules_broken_besides(
    error: ValidationError, model: type[Tenant] | type[HostCluster], value: object, file: str
) -> list[Problem]:
    """Check a document whose only fault is unknown keys as if they were not there: all problems at once."""
    details = error.errors(include_url=False)
    if any(detail["type"] != "extra_forbidden" for detail in details):
        return []
    pruned = copy.deepcopy(value)
    for detail in details:
        *path, key = detail["loc"]
        inner: Any = pruned
        for part in path:
            inner = inner[part]
        inner.pop(key)
    source = Source(file, model.model_validate(pruned))
    return list(check_tenant(source) if isinstance(source.document, Tenant) else check_host_cluster(source))


def validate_args(model: type[M], args: Mapping[str, Any], name: str) -> M:
    """Turn a component's arguments (snake_case) into a model.

    Raises:
        SpecError: with every problem of the arguments.
    """
    try:
        return model.model_validate(args, by_alias=False, by_name=True)
    except ValidationError as error:
        raise SpecError(problems_of(error, model, args, file="", document=name)) from None


def _check_head(value: Mapping[Any, Any], file: str, name: str) -> Iterable[Problem]:
    """Check what decides how the rest is read."""
    kind, version = value.get("kind"), value.get("apiVersion")
    if kind is None:
        yield Problem(file, name, "kind", "", f"is required; use one of: {', '.join(_KINDS)}")
    elif kind not in list(_KINDS):
        yield Problem(file, name, "kind", shorten(kind), f"is not known; {nearest(str(kind), list(_KINDS))}")
    if version != API_VERSION:
        shown = "" if version is None else shorten(version)
        yield Problem(file, name, "apiVersion", shown, f"must be {API_VERSION}")


def _name_of(value: Mapping[Any, Any]) -> str:
    metadata = value.get("metadata")
    name = metadata.get("name") if isinstance(metadata, Mapping) else None
    return shorten(name) if isinstance(name, str) else ""


def _files(paths: Iterable[Path], problems: list[Problem]) -> list[Path]:
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = (file for file in path.rglob("*") if file.suffix in _SUFFIXES and file.is_file())
            files += sorted(file for file in inside if not _is_hidden(file.relative_to(path)))
        elif path.exists():
            files.append(path)
        else:
            problems.append(Problem(str(path), "", "", "", "does not exist; check the path"))
    return files


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)
