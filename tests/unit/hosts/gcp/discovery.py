"""Checks bodies of requests against Google's own description of its APIs, which google-api-python-client carries."""

import functools
import json
from importlib.resources import files
from typing import Any

Schema = dict[str, Any]

_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "number": (int, float),
    "object": (dict,),
    "array": (list,),
}


@functools.cache
def api(name: str) -> Schema:
    """Return the description of an API, such as ``container.v1``."""
    document = files("googleapiclient") / "discovery_cache" / "documents" / f"{name}.json"
    whole: Schema = json.loads(document.read_text(encoding="utf-8"))
    return whole


def problems(name: str, schema: str, body: Any) -> list[str]:
    """Return what an API would not take of a body: unknown names, wrong types, values that do not exist."""
    return _check(api(name)["schemas"], {"$ref": schema}, body, schema)


def _check(schemas: dict[str, Schema], schema: Schema, value: Any, path: str) -> list[str]:
    schema = schemas[schema["$ref"]] if "$ref" in schema else schema
    kinds = _TYPES.get(schema.get("type", ""), (object,))
    if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds and object not in kinds):
        return [f"{path}: {value!r} is no {schema.get('type')}"]
    if "enum" in schema and value not in schema["enum"]:
        return [f"{path}: {value!r} is none of {', '.join(schema['enum'])}"]
    if isinstance(value, list):
        return [
            text
            for index, item in enumerate(value)
            for text in _check(schemas, schema["items"], item, f"{path}[{index}]")
        ]
    if isinstance(value, dict):
        return _check_object(schemas, schema, value, path)
    return []


def _check_object(schemas: dict[str, Schema], schema: Schema, value: dict[str, Any], path: str) -> list[str]:
    known, others = schema.get("properties", {}), schema.get("additionalProperties")
    found: list[str] = []
    for key, item in value.items():
        if key not in known and others is None:
            found.append(f"{path}.{key}: is unknown")
        elif known.get(key, {}).get("readOnly"):
            found.append(f"{path}.{key}: is an output")
        else:
            found += _check(schemas, known.get(key, others), item, f"{path}.{key}")
    return found
