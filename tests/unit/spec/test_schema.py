"""The JSON Schema of documents."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kubespaces.spec.schema import SCHEMAS, json_schema
from tests.documents import HOST_SPEC, tenant

DOCS = Path(__file__).parents[3] / "docs" / "schema"


def objects(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    yield schema["title"], schema
    for name, definition in schema["$defs"].items():
        if definition.get("type") == "object":
            yield name, definition


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_committed_copy_is_up_to_date(name: str) -> None:
    written = json.dumps(json_schema(name), indent=2) + "\n"
    assert (DOCS / f"{name}.json").read_text() == written, f"kubespaces schema {name} > docs/schema/{name}.json"


@pytest.mark.parametrize("name", SCHEMAS)
def test_it_is_a_schema_that_editors_can_show(name: str) -> None:
    schema = json_schema(name)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"].endswith(f"/{name}.json")
    assert schema["title"].startswith("Kubespaces ")
    for title, part in objects(schema):
        assert part["additionalProperties"] is False, title
        assert part["description"], title
        for key, field in part["properties"].items():
            assert field.get("description"), f"{title}.{key}"
            assert "``" not in field["description"], f"{title}.{key}"
            assert "title" not in field, f"{title}.{key}"


def resolve(schema: dict[str, Any], root: dict[str, Any]) -> dict[str, Any]:
    reference = schema.get("$ref")
    return root["$defs"][reference.removeprefix("#/$defs/")] if reference else schema


def accepts(schema: dict[str, Any], value: Any, root: dict[str, Any]) -> bool:
    """Judge a value by the part of JSON Schema that pydantic uses for these models."""
    schema = resolve(schema, root)
    if "anyOf" in schema:
        return any(accepts(option, value, root) for option in schema["anyOf"])
    if "enum" in schema or "const" in schema:
        return value in schema.get("enum", [schema.get("const")])
    return TYPES[schema["type"]](schema, value, root)


def accepts_object(schema: dict[str, Any], value: dict[str, Any], root: dict[str, Any]) -> bool:
    if "oneOf" in schema and sum(option["required"][0] in value for option in schema["oneOf"]) != 1:
        return False
    by_pattern = {k: v for k in value for p, v in schema.get("patternProperties", {}).items() if re.search(p, k)}
    known = {**schema.get("properties", {}), **by_pattern}
    return set(schema.get("required", [])) <= set(value) and all(
        accepts(known[key], inner, root) if key in known else schema.get("additionalProperties") is not False
        for key, inner in value.items()
    )


def accepts_array(schema: dict[str, Any], value: list[Any], root: dict[str, Any]) -> bool:
    enough = schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", 10**6)
    return enough and all(accepts(schema["items"], item, root) for item in value)


def accepts_string(schema: dict[str, Any], value: Any, _root: dict[str, Any]) -> bool:
    return (
        isinstance(value, str)
        and re.search(schema.get("pattern", ""), value) is not None
        and schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", 10**6)
    )


def accepts_number(schema: dict[str, Any], value: Any, _root: dict[str, Any]) -> bool:
    return isinstance(value, int | float) and schema.get("minimum", 0) <= value <= schema.get("maximum", 10**30)


def accepts_boolean(_schema: dict[str, Any], value: Any, _root: dict[str, Any]) -> bool:
    return isinstance(value, bool)


TYPES: dict[str, Callable[[dict[str, Any], Any, dict[str, Any]], bool]] = {
    "object": accepts_object,
    "array": accepts_array,
    "string": accepts_string,
    "number": accepts_number,
    "integer": accepts_number,
    "boolean": accepts_boolean,
}


WHOLE = tenant(
    costCenter="cc-1",
    isolation="sandboxed",
    sandbox=True,
    overcommit=1.5,
    podSecurity="restricted",
    quota={"cpu": 8, "memory": "16Gi", "storage": "1.5Ti", "pods": 100, "devices": {"nvidia.com/gpu": 2}},
    environments=[
        {"name": "dev", "share": "30.5%", "adopt": "always", "onDelete": "delete", "protect": False},
        {"name": "prod", "quota": {"cpu": "1", "memory": "1Gi"}, "hostnames": ["*.shop.example.com"]},
    ],
    access=[
        {"group": "a", "role": "view"},
        {"serviceAccount": "argo/shop", "role": "deployer", "environments": ["dev"]},
    ],
    network={
        "ingress": "deny",
        "egress": "dns+public",
        "allowFrom": [{"role": "monitoring"}, {"tenant": "bank", "environments": ["dev"], "ports": [443, "UDP/53"]}],
        "allowTo": [{"cidr": "10.0.0.0/8", "ports": ["TCP/8000-8100"]}],
    },
    limits={"default": {"cpu": "1"}, "defaultRequest": {"memory": "64Mi"}, "max": {"ephemeralStorage": "1Gi"}},
    registries=["registry.example.com:5000/shop"],
    hostnames=["shop.example.com"],
    classes={"storage": {"default": "fast", "allowed": ["fast"]}},
    placement={"hostCluster": "eu", "jurisdiction": "EU", "region": "eu-central-1", "cloud": "aws"},
)


def test_the_schema_accepts_what_the_model_accepts() -> None:
    schema = json_schema("tenant")
    assert accepts(schema, WHOLE, schema)
    SCHEMAS["tenant"].model_validate(WHOLE)
    host = {"apiVersion": "kubespaces.io/v1alpha1", "kind": "HostCluster", "metadata": {"name": "x"}, "spec": HOST_SPEC}
    schema = json_schema("host-cluster")
    assert accepts(schema, host, schema)


@pytest.mark.parametrize(
    "spec",
    [
        {"owner": "nobody"},
        {"quota": {"cpu": "8x", "memory": "16Gi"}},
        {"quota": {"cpu": 8}},
        {"quota": {"cpu": 8, "memory": "1Gi", "devices": {"gpu": 1}}},
        {"environments": []},
        {"environments": [{"name": "dev"}]},
        {"environments": [{"name": "dev", "share": "10%", "quota": {"cpu": 1, "memory": 1}}]},
        {"environments": [{"name": "Dev", "share": "10%"}]},
        {"environments": [{"name": "dev", "share": "10"}]},
        {"isolation": "prison"},
        {"access": [{"role": "view"}]},
        {"access": [{"role": "view", "group": "a", "user": "b"}]},
        {"network": {"allowTo": [{"cidr": "10.0.0.0/8", "ports": ["https"]}]}},
        {"network": {"allowTo": [{"cidr": "10.0.0.0/8", "tenant": "x"}]}},
        {"hostnames": ["Shop.example.com"]},
        {"costCenter": "a b"},
        {"placement": {"jurisdiction": "eu"}},
        {"unknown": 1},
    ],
)
def test_the_schema_refuses_what_it_can(spec: dict[str, Any]) -> None:
    schema = json_schema("tenant")
    assert not accepts(schema, tenant(**spec), schema)


def test_there_are_only_these_schemas() -> None:
    with pytest.raises(KeyError):
        json_schema("namespace")
