"""Values that hold JSON as text, as the clouds' APIs and Pulumi's provider settings do."""

import json

from kubespaces_policies.value import Value


def parsed(value: Value) -> Value:
    """Return what JSON text stands for, at the same path; anything else as it is.

    Raises:
        UnknownValueError: it is not known yet.
        ValueError: it is text and no JSON.
    """
    if not isinstance(value.known().raw, str) or not value.raw.strip():
        return value
    return Value(json.loads(value.raw), value.keys, secret=value.secret)


def parsed_or_none(value: Value) -> Value | None:
    """Return what JSON text stands for; none if it is no JSON.

    Raises:
        UnknownValueError: it is not known yet.
    """
    try:
        return parsed(value)
    except ValueError:
        return None
