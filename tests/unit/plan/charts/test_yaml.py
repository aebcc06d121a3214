import pytest

from kubespaces.plan.charts.yaml import read_yaml


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("yes", True), ("Off", False), ("n", False), ("null", None), ("~", None), ("", None),
        ("0644", 420), ("0x1F", 31), ("0o17", 15), ("-7", -7), ("1_000", 1000), ("08", 8), ("0", 0),
        ("1e3", 1000), ("1.5", 1.5), ("12:30:45", "12:30:45"), ("2024-01-31", "2024-01-31"), ("1.2.3", "1.2.3"),
        ("'yes'", "yes"), ('"0644"', "0644"), ("=", "="),
        ("{2: a, true: b, null: c}", {"2": "a", "true": "b", "null": "c"}),
    ],
)  # fmt: skip
def test_words_are_what_go_takes_them_for(text: str, value: object) -> None:
    found = read_yaml(text)
    assert found == value
    assert type(found) is type(value)


def test_anchors_and_merges() -> None:
    assert read_yaml("a: &x {b: 1}\nc: {<<: *x, d: 2}") == {"a": {"b": 1}, "c": {"b": 1, "d": 2}}


def test_what_is_no_yaml_says_where() -> None:
    with pytest.raises(ValueError, match="line 2"):
        read_yaml("a: 1\n b: [")
    with pytest.raises(ValueError, match="tag"):
        read_yaml("!!python/object/apply:os.system [ls]")
