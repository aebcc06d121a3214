"""Comparing inputs, and which changes need a new resource."""

from typing import Any

import pytest

from kubespaces_embedded.kubernetes_provider.paths import spell
from kubespaces_embedded.kubernetes_provider.properties import UNKNOWN, Secret
from kubespaces_embedded.offline_providers.compare import Rule, When, compare
from kubespaces_embedded.offline_providers.placeholders import LATER, SEALED, answer_of


def changed(olds: dict[str, Any], news: dict[str, Any], *rules: Rule, ignored: tuple[str, ...] = ()) -> dict[str, str]:
    """Return what changes; ``!`` marks what needs a new resource."""
    found = compare(olds, news, rules, ignored)
    return {spell(path): change.value + "!" * (path in found.replacing) for path, change in found.changes.items()}


def test_equal_inputs_do_not_differ_whatever_providers_noted() -> None:
    old = {"a": {"b": [1, 2], "__defaults": ["c"]}, "__defaults": [], "e": None}
    assert changed(old, {"a": {"b": [1, 2]}, "d": None}) == {}


def test_changes_are_told_property_by_property() -> None:
    old = {"same": 1, "changed": {"deep": [1, {"x": 1}]}, "gone": "a"}
    new = {"same": 1, "changed": {"deep": [1, {"x": 2}, 3]}, "new": Secret("b")}
    assert changed(old, new) == {
        "changed.deep[1].x": "update",
        "changed.deep[2]": "add",
        "new": "add",
        "gone": "delete",
    }


def test_unknown_values_may_be_changes() -> None:
    assert changed({"a": "1"}, {"a": UNKNOWN, "b": UNKNOWN}) == {"a": "update", "b": "add"}


def test_secrets_are_compared_by_value() -> None:
    assert changed({"a": Secret("1"), "b": Secret("1")}, {"a": Secret("1"), "b": Secret("2")}) == {"b": "update"}


def test_what_cannot_be_seen_is_taken_as_unchanged() -> None:
    old = {"sealed": SEALED, "image": "ami-1", "list": ["a", SEALED], "policy": "arn:1"}
    new = {"sealed": Secret("x"), "image": answer_of("ami"), "list": ["a", "b"], "policy": f"arn:{answer_of('caller')}"}
    assert changed(old, new) == {}
    assert changed({"config": "plain"}, {"config": Secret(SEALED)}) == {}


def test_what_is_added_or_removed_is_a_change_even_if_it_cannot_be_seen() -> None:
    assert changed({}, {"image": answer_of("ami")}) == {"image": "add"}
    assert changed({"sealed": SEALED}, {}) == {"sealed": "delete"}


def test_configuration_that_is_known_later_is_a_change() -> None:
    assert changed({"kubeconfig": "old"}, {"kubeconfig": LATER}) == {"kubeconfig": "update"}


def test_ignored_changes_are_left_out() -> None:
    old, new = {"a": 1, "b": {"c": 1, "d": 1}}, {"a": 2, "b": {"c": 2, "d": 2}}
    assert changed(old, new, ignored=("a", "b.c")) == {"b.d": "update"}


@pytest.mark.parametrize(
    ("rule", "old", "new", "expected"),
    [
        (Rule.parse("name"), {"name": "a"}, {"name": "b"}, {"name": "update!"}),
        (Rule.parse("name"), {}, {"name": "b"}, {"name": "add!"}),
        (Rule.parse("name"), {"name": "a"}, {}, {"name": "delete!"}),
        (Rule.parse("name"), {"other": 1}, {"other": 2}, {"other": "update"}),
        (Rule.parse("net.range"), {"net": {"range": 1, "x": 1}}, {"net": {"range": 1, "x": 2}}, {"net.x": "update"}),
        (Rule.parse("net.range"), {}, {"net": {"range": 1}}, {"net": "add!"}),
        (Rule.parse("net.range"), {}, {"net": {"x": 1}}, {"net": "add"}),
        (Rule.parse("ids"), {"ids": ["a"]}, {"ids": ["a", "b"]}, {"ids[1]": "add!"}),
        (
            Rule.parse("pools[*].name"),
            {"pools": [{"name": "a"}]},
            {"pools": [{"name": "b"}]},
            {"pools[0].name": "update!"},
        ),
        (Rule.parse("block", When.PRESENCE), {}, {"block": {"a": 1}}, {"block": "add!"}),
        (Rule.parse("block", When.PRESENCE), {"block": {"a": 1}}, {"block": {"a": 2}}, {"block.a": "update"}),
        (Rule.parse("block", When.PRESENCE), {"block": {}}, {"block": {"a": 2}}, {"block.a": "add"}),
        (Rule.parse("list", When.PRESENCE), {"list": [{}]}, {"list": [{}, {"a": 1}]}, {"list[1]": "add!"}),
        (Rule.parse("key", When.REMOVAL), {"key": {"arn": 1}}, {}, {"key": "delete!"}),
        (Rule.parse("key", When.REMOVAL), {"key": {"arn": 1}}, {"key": {"arn": 2}}, {"key.arn": "update"}),
        (Rule.parse("key", When.REMOVAL), {"key": {"arn": 1, "x": 1}}, {"key": {"arn": 1}}, {"key.x": "delete"}),
        (Rule.parse("role", When.CHANGE), {}, {"role": "a"}, {"role": "add"}),
        (Rule.parse("role", When.CHANGE), {"role": "a"}, {"role": "b"}, {"role": "update!"}),
    ],
)
def test_rules_say_which_changes_need_a_new_resource(
    rule: Rule, old: dict[str, Any], new: dict[str, Any], expected: dict[str, str]
) -> None:
    assert changed(old, new, rule) == expected
