"""The pages say what the code does."""

import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from kubespaces.arguments import Arguments
from kubespaces.spec import load_fleet
from kubespaces.spec.metadata_networks import METADATA_NETWORKS
from kubespaces.spec.schema import SCHEMAS, json_schema
from tests.documents import host, problems_in_text, text_of
from tests.plans import plan_of

ROOT = Path(__file__).parents[3]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def load_tables() -> ModuleType:
    spec = importlib.util.spec_from_file_location("tables", ROOT / "docs" / "tables.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


TABLES = load_tables()


@pytest.mark.parametrize("page", TABLES.PAGES)
def test_the_tables_are_up_to_date(page: str) -> None:
    text = (ROOT / "docs" / page).read_text()
    assert TABLES.filled(text) == text, "run: python docs/tables.py"
    assert "<!-- table: " in text


def test_every_part_of_a_document_has_a_table() -> None:
    text = (ROOT / "docs" / "tenant-documents.md").read_text()
    for name in SCHEMAS:
        parts = [key for key, part in json_schema(name)["$defs"].items() if part.get("type") == "object"]
        for part in parts:
            assert re.search(rf"<!-- table: fields [a-z-]+ {part} -->", text), part
            assert f"\n### {part}\n" in text, "tables link to it"


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_documents_that_are_shown_have_no_problems(page: Path) -> None:
    for block in re.findall(r"```yaml\n(apiVersion: kubespaces.io.*?)```", page.read_text(), re.DOTALL):
        assert problems_in_text(block) == [], block


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_links_lead_somewhere(page: Path) -> None:
    text = page.read_text()
    for target in re.findall(r"\]\((?!https?://)([^)\s]+)\)", text):
        path, _, anchor = target.partition("#")
        linked = (page.parent / path).resolve() if path else page
        assert linked.exists(), target
        if anchor:
            assert anchor in anchors(linked), target


def anchors(page: Path) -> set[str]:
    heads = re.findall(r"^#+ (.*)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


NAMESPACES = (ROOT / "docs" / "namespaces.md").read_text()


def test_every_object_of_a_namespace_is_described() -> None:
    network = {
        "ingress": "same-tenant",
        "egress": "dns+public",
        "allowFrom": [{"role": "monitoring"}, {"role": "ingress-controller"}, {"tenant": "bank"}],
        "allowTo": [{"role": "api-server"}, {"cidr": "10.0.0.0/8"}],
    }
    plans = [plan_of(network=network, isolation="dedicated-nodes"), plan_of(hostnames=["shop.example.com"])]
    for planned in (planned for plan in plans for planned in plan.objects):
        metadata = planned.manifest["metadata"]
        assert f"| {planned.kind} |" in NAMESPACES
        name = re.sub(
            "-(bank|10-0-0-0-8)$", lambda end: "-<tenant>" if "bank" in end[0] else "-<cidr>", metadata["name"]
        )
        if planned.kind not in {"Namespace", "RoleBinding"}:
            assert f"`{name}`" in NAMESPACES


def test_every_label_and_annotation_is_described() -> None:
    for key in labels_and_annotations():
        assert key in NAMESPACES, key


def labels_and_annotations() -> Iterator[str]:
    metadata = plan_of(classes={"storage": {"default": "fast", "allowed": ["fast"]}}).namespace.manifest["metadata"]
    for key in (*metadata["labels"], *metadata["annotations"]):
        yield "..." + key.partition("/")[2] if key.endswith(("audit-version", "warn-version")) else key


def test_every_metadata_address_is_named() -> None:
    for network in METADATA_NETWORKS:
        single = network.num_addresses == 1
        assert f"`{network.network_address if single else network}`" in NAMESPACES


def test_the_program_that_is_shown_is_the_one_that_is_tested() -> None:
    text = (ROOT / "docs" / "use-from-your-own-stack.md").read_text()
    project = ROOT / "tests" / "projects" / "second"
    assert f"```python\n{(project / '__main__.py').read_text()}```" in text
    assert f"```yaml\n{(project / 'Pulumi.yaml').read_text()}```" in text


def test_facts_can_be_loaded_from_a_document(tmp_path: Path) -> None:
    (tmp_path / "eu.yaml").write_text(text_of(host("eu")))
    line = 'load_fleet(Path("hosts")).hosts["eu"].spec.model_dump(by_alias=False, exclude_unset=True)'
    assert line in (ROOT / "docs" / "use-from-your-own-stack.md").read_text()
    facts = load_fleet(tmp_path).hosts["eu"].spec.model_dump(by_alias=False, exclude_unset=True)
    arguments = Arguments("Tenant", "shop", {"host": facts})
    assert arguments.host() is not None
