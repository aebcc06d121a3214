"""Reading YAML: what is broken, what would surprise, what would hurt."""

# ruff: noqa: E501 - each message stands on one line, as people see it

import pytest

from kubespaces.spec.yaml import documents
from tests.documents import problems_in_text

BROKEN = [
    ("a: [", "line 1, column 5: is not valid YAML: expected the node content, but found '<stream end>'"),
    (
        "a: b: c",
        "line 1, column 5: is not valid YAML: a ':' stands where none can; indent it rightly, or put the text in quotes",
    ),
    ("a:\tb\n\tc: d", "line 1, column 3: is not valid YAML: a tab stands where only spaces can"),
    ("a: 1\nb: 2\na: 3", "line 3, column 1: is not valid YAML: the key 'a' stands twice"),
    ("b: {1: x, '1': y}", "line 1, column 11: is not valid YAML: the key '1' stands twice"),
    ("a: *b", "line 1, column 4: is not valid YAML: found undefined alias 'b'"),
    ("a: &x 1\nb: &x 2", "line 2, column 4: is not valid YAML: the anchor 'x' is defined twice"),
    ("a: &a [*a]", "line 1, column 4: is not valid YAML: an anchor contains itself"),
    ("a: &a {b: {c: *a}}", "line 1, column 4: is not valid YAML: an anchor contains itself"),
    ("&a {? *a : b}", "line 1, column 1: is not valid YAML: a key must be a word, not a list or a mapping"),
    ("? [a, b]\n: c", "line 1, column 3: is not valid YAML: a key must be a word, not a list or a mapping"),
    ("a: !!int x", "line 1, column 4: is not valid YAML: the tag '!!int' means nothing here; remove it"),
    ("a: !!timestamp x", "line 1, column 4: is not valid YAML: the tag '!!timestamp' means nothing here; remove it"),
    (
        "a: !!python/object:os.system x",
        "line 1, column 4: is not valid YAML: the tag '!!python/object:os.system' means nothing here; remove it",
    ),
    ("a: !include b.yaml", "line 1, column 4: is not valid YAML: the tag '!include' means nothing here; remove it"),
    ("a: \x01", "line 1: is not valid YAML: it has the invisible character U+0001; remove it"),
    ("a: b\nc: \x7f", "line 2: is not valid YAML: it has the invisible character U+007F; remove it"),
    (
        'a: "\\ud800"',
        "line 1, column 4: is not valid YAML: it has half a character ('\\ud800' to '\\udfff'); write the character",
    ),
    ("[" * 60 + "]" * 60, "line 1, column 51: is not valid YAML: it is nested more than 50 levels deep"),
    ("[" * 100_000, "line 1, column 51: is not valid YAML: it is nested more than 50 levels deep"),
    ("{a: " * 100_000, "line 1, column 198: is not valid YAML: it is nested more than 50 levels deep"),
    (
        "a: {<<: 5}",
        "line 1, column 9: is not valid YAML: expected a mapping or list of mappings for merging, but found scalar",
    ),
    ("a" * 1_000_001, "has 1000001 characters; at most 1000000 are read"),
]


@pytest.mark.parametrize(("text", "problem"), BROKEN, ids=[text[:20] for text, _ in BROKEN])
def test_what_cannot_be_read_is_told_with_its_place(text: str, problem: str) -> None:
    assert problems_in_text(text) == [f"t.yaml: {problem}"]


def test_a_bomb_of_aliases_is_defused() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    (problem,) = problems_in_text("\n".join(lines))
    assert (
        problem == "t.yaml: line 5, column 5: is not valid YAML: it holds more than 100000 values, aliases written out"
    )


def test_anchors_cannot_pile_up_levels() -> None:
    lines = ["a0: &a0 [x]"] + [f"a{n}: &a{n} [*a{n - 1}]" for n in range(1, 2000)]
    (problem,) = problems_in_text("\n".join(lines))
    assert problem == "t.yaml: line 50, column 6: is not valid YAML: it is nested more than 50 levels deep"


VALUES = [
    ("on", "on"),
    ("No", "No"),
    ("2020-01-01", "2020-01-01"),
    ("1:30", "1:30"),
    ("010", "010"),
    ("0x1f", "0x1f"),
    ("1_000", "1_000"),
    ("1e3", "1e3"),
    (".inf", ".inf"),
    ("9" * 31, "9" * 31),
    ("=", "="),
    ("<<", "<<"),
    ("!!str 5", "5"),
    ("'5'", "5"),
    ("true", True),
    ("5", 5),
    ("-5", -5),
    ("1.5", 1.5),
    ("~", None),
    ("", None),
]


@pytest.mark.parametrize(("written", "value"), VALUES)
def test_only_what_everyone_reads_the_same_way_becomes_another_type_than_text(written: str, value: object) -> None:
    (document,) = documents(f"a: {written}")
    assert document == {"a": value}
    assert type(document["a"]) is type(value)


def test_anchors_and_merges_work() -> None:
    text = "base: &base {cpu: 1, memory: 2}\na: {<<: *base, memory: 3}\nb: [*base]"
    (document,) = documents(text)
    assert isinstance(document, dict)
    assert document["a"] == {"cpu": 1, "memory": 3}
    assert document["b"] == [{"cpu": 1, "memory": 2}]


def test_a_merge_over_a_mapping_that_itself_merges_repeats_no_key() -> None:
    (document,) = documents("b: &b {x: 1}\nc: {k: &a {<<: *b, x: 2}, <<: *a}")
    assert document == {"b": {"x": 1}, "c": {"k": {"x": 2}, "x": 2}}


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    assert list(documents("\ufeffa: 1")) == [{"a": 1}]


def test_json_is_read() -> None:
    assert list(documents('{"a": [1, "x", null, true]}')) == [{"a": [1, "x", None, True]}]
