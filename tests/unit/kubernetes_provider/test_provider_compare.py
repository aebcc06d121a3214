from typing import Any

import pytest

from kubespaces_embedded.kubernetes_provider.compare import Change, differences, same, value_at, without_ignored
from kubespaces_embedded.kubernetes_provider.paths import spell
from kubespaces_embedded.kubernetes_provider.properties import UNKNOWN


def found(live: Any, new: Any, old: Any = None) -> dict[str, Change]:
    """Compare; without ``old``, the old inputs are what is live."""
    return {spell(path): change for path, change in differences(live, new, live if old is None else old).items()}


def test_fields_are_added_changed_and_removed() -> None:
    live = {"spec": {"same": 1, "changed": "a", "removed": {"x": 1}}}
    new = {"spec": {"same": 1, "changed": "b", "added": {"y": 2}}}
    assert found(live, new) == {
        "spec.changed": Change.UPDATE,
        "spec.removed": Change.DELETE,
        "spec.added": Change.ADD,
    }


def test_lists_are_compared_item_by_item() -> None:
    live = {"l": [{"a": 1, "b": 2}, "x", "gone"]}
    assert found(live, {"l": [{"a": 1, "c": 3}, "y"]}) == {
        "l[0].b": Change.DELETE,
        "l[0].c": Change.ADD,
        "l[1]": Change.UPDATE,
        "l[2]": Change.DELETE,
    }
    assert found({"l": ["a"]}, {"l": ["a", "b"]}) == {"l[1]": Change.ADD}


def test_a_change_of_type_is_a_change() -> None:
    assert found({"a": {"x": 1}}, {"a": [1]}) == {"a": Change.UPDATE}
    assert found({"a": 1}, {"a": True}) == {"a": Change.UPDATE}
    assert found({"a": "80"}, {"a": 80}) == {"a": Change.UPDATE}


def test_unknown_values_may_change() -> None:
    assert found({"a": 1}, {"a": UNKNOWN, "b": UNKNOWN}) == {"a": Change.UPDATE, "b": Change.ADD}


def test_what_the_api_server_dropped_or_respelled_is_no_difference_while_the_program_says_the_same() -> None:
    inputs = {"dropped": {"by": "server"}, "spelled": "60s", "list": [{"dropped": 1}]}
    assert found({"spelled": "1m", "list": [{}]}, inputs, inputs) == {}


def test_drift_that_refresh_brought_into_the_old_inputs_is_a_difference() -> None:
    live = {"changed": "by hand"}
    assert found(live, {"changed": "program", "removed": False}, live) == {
        "changed": Change.UPDATE,
        "removed": Change.ADD,
    }


def test_a_program_that_catches_up_with_the_live_value_is_no_difference() -> None:
    assert found({"a": 2}, {"a": 2}, {"a": 1}) == {}


def test_none_is_the_same_as_missing() -> None:
    assert found({}, {"a": None}, {}) == {}
    assert found({"a": 1}, {"a": None}) == {"a": Change.DELETE}
    assert found({"a": None}, {}) == {}


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        (1, 1.0, True),
        (1, True, False),
        (False, 0, False),
        ({"a": None}, {}, True),
        ([1], [1, 2], False),
        ([{"a": 1}], [{"a": 1.0}], True),
    ],
)
def test_equality(one: Any, other: Any, equal: bool) -> None:
    assert same(one, other) is equal


def test_ignored_paths_cover_what_is_below_them() -> None:
    changes = differences(
        {"spec": {"a": 1, "l": [{"x": 1}]}}, {"spec": {"a": 2, "l": [{"x": 2}], "b": 3}}, {"spec": {}}
    )
    assert set(without_ignored(changes, ["spec.a", "spec.l[*].x"])) == {("spec", "b")}
    assert without_ignored(changes, ["spec"]) == {}


def test_values_at_paths() -> None:
    obj = {"a": [{"b": 1}]}
    assert value_at(obj, ("a", 0, "b")) == 1
    assert value_at(obj, ("a", 1, "b")) is None
    assert value_at(obj, ("a", "b")) is None
