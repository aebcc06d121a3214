"""The documents' models as JSON Schema, for editors and other tools."""

from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from .host_cluster import HostCluster
from .tenant import Tenant

SCHEMAS: dict[str, type[Tenant] | type[HostCluster]] = {"tenant": Tenant, "host-cluster": HostCluster}
"""The documents that there are schemas for, by the schema's name."""


class _Generator(GenerateJsonSchema):
    """Pydantic's generator for people who read the schema in an editor's tooltips."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        """Leave out titles of fields: they only repeat the key."""
        del schema
        return False

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        """Leave out that ``null`` is the same as no key: nobody should write it."""
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        """Leave out defaults that only say that there is nothing, or what the parts below say themselves."""
        result = super().default_schema(schema)
        if not isinstance(schema.get("default"), str | bool | float):  # amounts say theirs in words, with units
            result.pop("default", None)
        return result


def json_schema(name: str) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a document.

    What a schema cannot say (shares that add up, peers that agree) only ``kubespaces validate`` checks.

    Args:
        name: ``tenant`` or ``host-cluster``.

    Raises:
        KeyError: there is no such document.
    """
    model = SCHEMAS[name]
    generated = model.model_json_schema(schema_generator=_Generator)
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"https://kubespaces.io/schemas/v1alpha1/{name}.json",
        "title": f"Kubespaces {model.__name__}",
    }
    schema: dict[str, Any] = _tidied({**head, **{key: generated[key] for key in generated if key not in head}})
    return schema


def _tidied(value: Any) -> Any:
    """Write docstrings the way editors show them (one line, single backticks), and refuse keys that fit no pattern."""
    if isinstance(value, list):
        return [_tidied(item) for item in value]
    if not isinstance(value, dict):
        return value
    if "patternProperties" in value:
        value = {**value, "additionalProperties": False}
    return {
        key: " ".join(inner.replace("``", "`").split())
        if key == "description" and isinstance(inner, str)
        else _tidied(inner)
        for key, inner in value.items()
    }
