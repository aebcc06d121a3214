from pprint import pformat
from typing import Any

import pytest
from google.protobuf.struct_pb2 import Struct
from hypothesis import given, settings
from hypothesis import strategies as st

from kubespaces_embedded.kubernetes_provider.properties import (
    OUTPUT_SIGNATURE,
    SECRET_SIGNATURE,
    SIGNATURE,
    UNKNOWN,
    Secret,
    decode,
    encode,
    has_secret,
    has_unknown,
    reveal,
)

LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**53), 2**53),
    st.floats(allow_nan=False, allow_infinity=False).filter(lambda number: not number.is_integer()),
    st.text(),
    st.just(UNKNOWN),
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(st.lists(inner), st.dictionaries(st.text(), inner), st.builds(Secret, inner)),
    max_leaves=20,
)


@settings(deadline=None)
@given(st.dictionaries(st.text(), VALUES))
def test_properties_survive_the_wire(properties: dict[str, Any]) -> None:
    arrived = decode(Struct.FromString(encode(properties).SerializeToString()))
    assert arrived == properties
    assert pformat(reveal(arrived)) == pformat(reveal(properties))  # tells 1 from True and 1.0


def test_the_engines_own_forms() -> None:
    wire = Struct()
    wire.update(
        {
            "secret": {SIGNATURE: SECRET_SIGNATURE, "value": {"a": "b"}},
            "unknown": "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
            "output": {SIGNATURE: OUTPUT_SIGNATURE, "secret": True},
            "plain output": {SIGNATURE: OUTPUT_SIGNATURE, "value": 3},
            "whole": 3.0,
            "broken": 0.5,
            "huge": 1e300,
        }
    )
    arrived = decode(wire)
    assert arrived["secret"] == Secret({"a": "b"})
    assert arrived["unknown"] is UNKNOWN
    assert arrived["output"].value is UNKNOWN
    assert [arrived[key] for key in ("plain output", "whole", "broken", "huge")] == [3, 3, 0.5, 1e300]
    assert isinstance(arrived["whole"], int)


def test_a_secret_never_shows_and_never_nests() -> None:
    assert "hunter2" not in repr(Secret("hunter2"))
    assert Secret(Secret("x")).value == "x"


def test_looking_into_values() -> None:
    value = {"a": [Secret({"b": UNKNOWN})]}
    assert has_unknown(value)
    assert has_secret(value)
    assert not has_unknown({"a": ["b"]})
    assert not has_secret({"a": ["b"]})
    assert reveal({"a": [Secret({"b": Secret(1)})]}) == {"a": [{"b": 1}]}


def test_what_cannot_be_a_property_is_refused() -> None:
    with pytest.raises(TypeError, match="set is no property value"):
        encode({"a": {1}})
