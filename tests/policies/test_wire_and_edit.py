"""Inputs on the wire, and changes to them that keep secrets secret and unknown values unknown."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from pulumi_policy.deserialize import deserialize_properties
from pulumi_policy.proxy import unknown_checking_proxy

from kubespaces_policies.edit import Edit
from kubespaces_policies.value import UNKNOWN, Sealed, Value
from kubespaces_policies.wire import OUTPUT, SIGNATURE, decode, decode_struct, encode_struct

_LEAVES = st.one_of(
    st.booleans(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(["", "x", "true"]),
    st.just(UNKNOWN),
)
_KEYS = st.sampled_from(["a", "b", "spec", "x-y", ""])
_TREES = st.recursive(
    _LEAVES,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(_KEYS, inner, max_size=3), inner.map(Sealed)),
    max_leaves=10,
)


@given(st.dictionaries(_KEYS, _TREES, max_size=4))
def test_nothing_changes_on_the_way_over_the_wire(props: dict[str, Any]) -> None:
    assert decode_struct(encode_struct(props)) == props


def test_the_sdks_proxies_are_opened_without_touching_what_is_unknown() -> None:
    wire = {"a": [{"b": "04da6b54-80e4-46f7-96ec-b56ff0331ba9"}], "c": {SIGNATURE: "x"}}
    proxy = unknown_checking_proxy(deserialize_properties({"a": wire["a"]}))
    assert decode(proxy) == {"a": [{"b": UNKNOWN}]}


def test_an_output_without_a_value_is_unknown_and_one_with_secrecy_secret() -> None:
    assert decode({SIGNATURE: OUTPUT}) is UNKNOWN
    assert decode({SIGNATURE: OUTPUT, "secret": True, "value": "x"}) == Sealed("x")
    assert decode({SIGNATURE: OUTPUT, "value": "x"}) == "x"


def test_an_edit_changes_one_property_and_leaves_the_given_inputs_alone() -> None:
    props = {"spec": {"containers": [{"name": "a"}, {"name": "b"}]}}
    edit = Edit(props)
    edit.set(Value(props).at("spec", "containers", 1, "securityContext", "privileged"), False)
    assert edit.changed
    assert edit.result == {
        "spec": {"containers": [{"name": "a"}, {"name": "b", "securityContext": {"privileged": False}}]}
    }
    assert props == {"spec": {"containers": [{"name": "a"}, {"name": "b"}]}}


def test_an_edit_keeps_secrets_secret_and_leaves_unknown_values_alone() -> None:
    props = {"a": Sealed({"b": "c"}), "d": UNKNOWN, "e": Sealed("f")}
    edit = Edit(props)
    edit.set(Value(props).at("a", "b"), "new")
    edit.set(Value(props).at("d", "x"), "new")
    edit.set(Value(props).at("e"), "new")
    assert edit.result == {"a": Sealed({"b": "new"}), "d": UNKNOWN, "e": Sealed("new")}


def test_an_edit_to_the_same_value_is_none() -> None:
    props = {"a": 1}
    edit = Edit(props)
    edit.set(Value(props).at("a"), 1)
    edit.remove(Value(props).at("b"))
    assert not edit.changed
    edit.remove(Value(props).at("a"))
    assert edit.result == {}
