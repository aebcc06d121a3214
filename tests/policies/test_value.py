"""Values: unknown, secret, absent, and every form in which numbers and booleans travel."""

import pytest

from kubespaces_policies.value import UNKNOWN, Sealed, UnknownValueError, Value, format_path


def test_what_is_below_something_unknown_is_unknown_and_below_something_absent_absent() -> None:
    value = Value({"a": UNKNOWN, "b": [{"c": 1.0}]})
    assert value.at("a", "x", 3).unknown
    assert value.at("a", "x", 3).path == "a", "what is waited for is the topmost"
    assert not value.at("z", "x", 3).present
    assert value.at("b", 0, "c").number() == 1
    assert not value.at("b", 7, "c").present
    assert not value.at("b", "0", "c").present


@pytest.mark.parametrize("ask", ["text", "flag", "number", "texts", "known", "__len__"])
def test_only_who_needs_an_unknown_value_hears_of_it(ask: str) -> None:
    value = Value({"a": {"b": UNKNOWN}}).at("a", "b")
    assert value.present
    assert not value.is_map
    assert not value.is_list
    with pytest.raises(UnknownValueError, match=r"a\.b is not known yet"):
        getattr(value, ask)()


def test_the_items_of_a_list_are_unknown_one_by_one() -> None:
    first, second = Value(["x", UNKNOWN])
    assert first.text() == "x"
    assert second.unknown
    with pytest.raises(UnknownValueError):
        list(Value(UNKNOWN))


@pytest.mark.parametrize(
    ("raw", "flag"),
    [(True, True), ("true", True), ("True", True), (False, False), ("false", False), (1.0, False), ("yes", False)],
)
def test_only_true_is_true(raw: object, flag: bool) -> None:
    assert Value(raw).flag(default=not flag) is flag


def test_an_absent_boolean_is_what_the_rule_says() -> None:
    assert Value(None).flag(default=True)
    assert not Value(None).flag()


@pytest.mark.parametrize(
    ("raw", "number", "text"),
    [(0.0, 0, "0"), (443.0, 443, "443"), (0.5, 0.5, "0.5"), ("8", 8, "8"), (True, None, "true"), ("x", None, "x")],
)
def test_numbers_are_floats_or_text(raw: object, number: float | None, text: str) -> None:
    assert Value(raw).number() == number
    assert Value(raw).text() == text


def test_what_is_in_a_secret_is_secret() -> None:
    value = Value({"a": Sealed({"b": "c"})})
    assert value.at("a", "b").secret
    assert value.at("a", "b").text() == "c"
    assert not value.secret
    assert "c" not in repr(value.at("a", "b"))
    assert "'c'" not in repr(value.raw)


def test_the_truth_of_a_value_is_not_asked_by_accident() -> None:
    with pytest.raises(TypeError):
        bool(Value(False))


def test_paths_are_written_as_the_engine_writes_them() -> None:
    assert format_path(("spec", "containers", 0, "image")) == "spec.containers[0].image"
    assert format_path(("metadata", "labels", "a.b/c")) == 'metadata.labels["a.b/c"]'
    assert format_path(()) == ""


def test_unknown_values_are_found_however_deep() -> None:
    assert Value({"a": [Sealed({"b": UNKNOWN})]}).has_unknown()
    assert not Value({"a": [Sealed({"b": 1})]}).has_unknown()
