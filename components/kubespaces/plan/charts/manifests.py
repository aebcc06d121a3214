"""Takes what `helm template` prints apart into objects, each with the template that it came from."""

import gc
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from kubespaces.plan.objects import Manifest

from .errors import ChartError
from .scope import is_cluster_scoped
from .yaml import read_yaml

_BETWEEN = re.compile(r"^---[ \t]*(?:#.*)?$", re.MULTILINE)
_SOURCE = re.compile(r"^# Source: (\S+)", re.MULTILINE)


@dataclass(frozen=True)
class Rendered:
    """One object of a chart."""

    template: str
    """Path of its template inside the chart, such as ``web/templates/service.yaml``."""
    manifest: Manifest
    """The object, with its namespace."""

    @property
    def kind(self) -> str:
        """Its kind."""
        return str(self.manifest["kind"])

    @property
    def group(self) -> str:
        """Its API group; empty for the core group."""
        return str(self.manifest["apiVersion"]).rpartition("/")[0]

    @property
    def name(self) -> str:
        """Its name."""
        return str(self.manifest["metadata"]["name"])

    @property
    def namespace(self) -> str:
        """Its namespace; empty for what is in none."""
        return str(self.manifest["metadata"].get("namespace", ""))

    @property
    def words(self) -> str:
        """What people call it: ``Service/web``."""
        return f"{self.kind}/{self.name}"


def parse(chart: str, text: str, namespace: str, cluster_scoped: Sequence[str] = ()) -> list[Rendered]:
    """Return the objects in the order in which Helm prints them, which is that of installing them.

    Args:
        chart: how to call the chart in messages.
        text: what ``helm template`` printed.
        namespace: where objects go that name no namespace, as ``helm install`` does it.
        cluster_scoped: custom resources that are in no namespace, as ``clusterissuers.cert-manager.io`` or as
            ``ClusterIssuer.cert-manager.io``; those whose definition is in the chart are known.

    Raises:
        ChartError: with everything that is no Kubernetes object, that has no name or that is there twice.
    """
    problems: list[str] = []
    with _only_trees():
        documents = _documents(text, problems)
        found = [item for template, document in documents for item in _flat(template, document, problems)]
    scopes = {*cluster_scoped, *(kind for item in found for kind in _defined_without_namespace(item))}
    placed = [_placed(item, namespace, scopes) for item in found]
    problems += _twice(placed)
    if problems:
        raise ChartError(chart, problems)
    return placed


@contextmanager
def _only_trees() -> Iterator[None]:
    """Have Python not look for cycles meanwhile: in documents there are none, and it took up to half of the time."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()


def without_common(text: str, other: str) -> str:
    """Return those documents of a text that another text does not have letter by letter."""
    theirs = set(_BETWEEN.split(other))
    return "\n---\n".join(part for part in _BETWEEN.split(text) if part not in theirs)


def _documents(text: str, problems: list[str]) -> Iterator[tuple[str, object]]:
    for part in _BETWEEN.split(text):
        match = _SOURCE.search(part)
        template = match[1] if match else "(unknown template)"
        try:
            document = read_yaml(part)
        except ValueError as error:
            problems.append(f"{template} renders to no YAML: {error}")
            continue
        if document is not None:
            yield template, document


def _flat(template: str, document: object, problems: list[str]) -> Iterator[Rendered]:
    """Yield a document's objects; kinds such as ``List`` hold several."""
    if isinstance(document, dict) and isinstance(document.get("items"), list) and _is_list(document):
        for inner in document["items"]:
            yield from _flat(template, inner, problems)
        return
    problem = _no_object(document)
    if problem:
        problems.append(f"{template} {problem}")
    elif isinstance(document, dict):
        yield Rendered(template, document)


def _is_list(document: Manifest) -> bool:
    return str(document.get("kind", "")).endswith("List")


def _no_object(document: object) -> str:
    """Return what keeps a document from being an object with a name that is known at preview."""
    if not isinstance(document, dict):
        return "renders to something that is no Kubernetes object"
    for key in ("apiVersion", "kind"):
        if not isinstance(document.get(key), str) or not document[key]:
            return f"renders an object without {key}"
    metadata = document.get("metadata")
    name = metadata.get("name") if isinstance(metadata, dict) else None
    if not isinstance(name, str) or not name:
        generated = isinstance(metadata, dict) and metadata.get("generateName")
        reason = "a generated name, which nobody can review" if generated else "no name (as text)"
        return f"renders a {document['kind']} with {reason}; give it metadata.name"
    return ""


def _defined_without_namespace(item: Rendered) -> Iterator[str]:
    if item.kind == "CustomResourceDefinition":
        spec = item.manifest.get("spec", {})
        if spec.get("scope") == "Cluster":
            yield f"{spec.get('names', {}).get('kind')}.{spec.get('group')}"


def _placed(item: Rendered, namespace: str, scopes: set[str]) -> Rendered:
    metadata = {key: value for key, value in item.manifest["metadata"].items() if value is not None}
    if is_cluster_scoped(item.group, item.kind, scopes):
        metadata.pop("namespace", None)
    elif not metadata.get("namespace"):
        metadata["namespace"] = namespace
    return Rendered(item.template, {**item.manifest, "metadata": metadata})


def _twice(items: list[Rendered]) -> Iterator[str]:
    first: dict[tuple[str, ...], Rendered] = {}
    for item in items:
        other = first.setdefault((item.group, item.kind, item.namespace, item.name), item)
        if other is not item:
            yield f"{item.template} renders {item.words}, which {other.template} renders as well"
