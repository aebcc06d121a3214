"""Reviews of changes made through the real engine, and the goldens that they are held against."""

import io
import os
from pathlib import Path
from typing import Any

from offline_support import PROJECT, saved_state_of
from rich.console import Console
from tests.documents import text_of
from tests.support.project import ProjectCopy, copy_project

from kubespaces.cli.foresee import offline_of
from kubespaces.cli.offline import request_of
from kubespaces.cli.project import find_stack
from kubespaces.review import Context, Preview, Review, review_of
from kubespaces.review.formats.terminal import show
from kubespaces_embedded.offline_providers.preview import Request

GOLDEN = Path(__file__).parents[1] / "golden" / "reviews"
UPDATE = "KUBESPACES_UPDATE_GOLDEN"


def text_of_review(review: Review) -> str:
    """Return a review as a terminal shows it, without its digest: that would change with everything."""
    console = Console(file=io.StringIO(), width=160, highlight=False, color_system=None)
    show(review, console)
    assert isinstance(console.file, io.StringIO)
    lines = [line.rstrip() for line in console.file.getvalue().splitlines() if not line.startswith("digest ")]
    return "\n".join(lines) + "\n"


def hold(name: str, review: Review) -> None:
    """Compare a review with its golden; with KUBESPACES_UPDATE_GOLDEN set, write that instead."""
    file, text = GOLDEN / f"{name}.txt", text_of_review(review)
    if os.environ.get(UPDATE):
        GOLDEN.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    assert file.exists(), f"there is no golden {file}; write it with {UPDATE}=1"
    assert text == file.read_text(), f"{name} differs; if it is meant to, rewrite it with {UPDATE}=1 and read the diff"


class Fleet:
    """A copy of the project with documents of its own, a stack, and its state with nothing changed yet."""

    def __init__(self, folder: Path, stack: str, documents: dict[str, Any], *, keep: bool = False) -> None:
        self.project: ProjectCopy = copy_project(folder)
        self.stack = stack
        self._documents = documents
        if not keep:
            for file in [*self.project.tenants.glob("*.yaml"), *(self.project.root / "stacks/hosts").glob("*.yaml")]:
                file.unlink()
        self.write(documents)
        self.state = saved_state_of(self.request(), folder / "state.json")

    def write(self, documents: dict[str, Any]) -> None:
        """Write the documents, Tenants and HostClusters by their names, and remove those that are not among them."""
        for name in {*self._documents} - {*documents}:
            self._file(self._documents[name]).unlink()
        for document in documents.values():
            self._file(document).write_text(text_of(document))
        self._documents = documents

    def _file(self, document: dict[str, Any]) -> Path:
        folder = "tenants" if document["kind"] == "Tenant" else "hosts"
        return self.project.root / "stacks" / folder / f"{document['metadata']['name']}.yaml"

    def request(self, state: Path | None = None) -> Request:
        """Return what to preview."""
        return request_of(find_stack(self.stack, self.project.root), state)

    def preview(self, documents: dict[str, Any]) -> Preview:
        """Preview the change from the first documents to these, offline, with the real engine."""
        self.write(documents)
        return offline_of(self.request(self.state))

    def review(self, documents: dict[str, Any], context: Context | None = None) -> Review:
        """Review that change."""
        return review_of([self.preview(documents)], context)


def review_of_program(folder: Path, before: str, after: str, config: str = "config: {}\n", changed: str = "") -> Review:
    """Review what one program makes of the state that another one left."""
    (folder / "Pulumi.yaml").write_text(f"name: {PROJECT}\nruntime: python\n")
    (folder / "Pulumi.dev.yaml").write_text(config)
    (folder / "__main__.py").write_text(before)
    state = saved_state_of(Request(folder, "dev"), folder / "state.json", show_secrets=True) if before else None
    (folder / "__main__.py").write_text(after)
    (folder / "Pulumi.dev.yaml").write_text(changed or config)
    return review_of([offline_of(Request(folder, "dev", state))])


def decided(review: Review) -> list[str]:
    """Return kinds and places of what has to be decided, for asserts beside the golden."""
    return sorted({f"{decision.kind} {decision.where}" for decision in review.decisions})
