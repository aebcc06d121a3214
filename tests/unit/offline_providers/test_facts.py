"""The dated tables, held against the SDKs that are installed."""

from datetime import date

import pytest

from kubespaces_embedded.offline_providers.compare import Rule
from kubespaces_embedded.offline_providers.replacement import Table, said_by_documentation, table
from kubespaces_embedded.offline_providers.sdk import Items, Property, Scalar, Structure, find_sdk

PACKAGES = ["aws", "azure-native", "gcp"]
TEXT = Scalar("string")


@pytest.mark.parametrize("package", PACKAGES)
def test_every_resource_and_property_of_a_table_exists(package: str) -> None:
    kit, facts = find_sdk(package), table(package)
    assert date.fromisoformat(facts.as_of)
    assert facts.resources
    for token, known in facts.resources.items():
        schema = kit.resource(token)
        assert schema is not None, token
        for rule in known.rules:
            assert _leads_somewhere(rule, schema.inputs), f"{token}: {rule.path}"
        assert set(known.renewed) <= set(schema.outputs), token
        assert known.name == "name" or known.name in schema.inputs, token


def _leads_somewhere(rule: Rule, properties: dict[str, Property]) -> bool:
    steps = [step for step in rule.path if step != "*"]
    for step in steps:
        known = properties.get(step)
        if known is None:
            return False
        inner = known.type
        while isinstance(inner, Items):
            inner = inner.of
        properties = inner.properties if isinstance(inner, Structure) else {}
    return bool(steps)


def test_what_holds_everywhere_holds_for_resources_in_no_table() -> None:
    facts = table("aws").facts("aws:s3/bucket:Bucket")
    assert Rule(("region",)) in facts.rules
    assert facts.name == "name"


def test_packages_without_a_table_have_an_empty_one() -> None:
    assert table("random") == Table()


@pytest.mark.parametrize(
    ("doc", "replaced"),
    [
        ("Size of the disk. Changing this forces a new resource to be created.", True),
        ("(Forces new resource) Name of it.", True),
        ("Immutable. The network.", True),
        ("Changing this forces a new\n        resource.", True),
        ("Range. Changing this forces recreation of the resource.", True),
        ("A change does not force replacement.", False),
        ("Tags of the resource.", False),
        ("Whether the bucket is immutable for others.", False),
    ],
)
def test_the_documentation_of_a_property_may_say_that_it_cannot_change(doc: str, *, replaced: bool) -> None:
    inner = Structure("Inner", lambda: {"deep": Property("deep", TEXT, False, doc)})
    properties = {"top": Property("top", TEXT, False, doc), "list": Property("list", Items(inner), False)}
    paths = {("top",), ("list", 0, "deep"), ("list", 0, "unknown"), ("list",)}
    assert said_by_documentation(paths, properties) == ({("top",), ("list", 0, "deep")} if replaced else set())
