"""Reads documents from files and checks each of them, and all of them together."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from .besides import rules_broken_besides
from .errors import Problem, SpecError, nearest, shorten
from .files import read_files
from .fleet import Fleet, check_fleet
from .host_cluster import HostCluster
from .source import Source
from .tenant import API_VERSION, Tenant
from .translate import problems_of
from .yaml import documents

M = TypeVar("M", bound=BaseModel)

_KINDS: dict[str, type[Tenant] | type[HostCluster]] = {"Tenant": Tenant, "HostCluster": HostCluster}


def load_fleet(*paths: Path, relative_to: Path | None = None) -> Fleet:
    """Read all documents in files and folders and check them.

    Args:
        paths: files or folders, as ``read_files`` takes them.
        relative_to: folder that file names in messages are shown from; default: as they were given.

    Raises:
        SpecError: with every problem of every document.
    """
    sources: list[Source] = []
    problems: list[Problem] = []
    for file, text in read_files(paths, problems, relative_to=relative_to):
        found, wrong = load_text(text, file=file)
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
        return None, problems + rules_broken_besides(error, model, value, file, name)


def validate_args(model: type[M], args: object, name: str) -> M:
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
        yield Problem(file, name, "kind", shorten(kind), f"is not known; {nearest(kind, list(_KINDS))}")
    if version != API_VERSION:
        shown = "" if version is None else shorten(version)
        yield Problem(file, name, "apiVersion", shown, f"must be {API_VERSION}")


def _name_of(value: Mapping[Any, Any]) -> str:
    metadata = value.get("metadata")
    name = metadata.get("name") if isinstance(metadata, Mapping) else None
    return shorten(name) if isinstance(name, str) else ""
