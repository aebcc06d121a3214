"""How problems are written."""

import pytest

from kubespaces.spec import Problem, SpecError
from kubespaces.spec.amounts import listed
from kubespaces.spec.errors import nearest, shorten


def test_a_problem_is_one_line_without_the_parts_that_are_empty() -> None:
    assert str(Problem("a.yaml", "shop", "quota", "7", "must be more")) == "a.yaml: shop: quota: 7: must be more"
    assert str(Problem("", "shop", "", "", "must be more")) == "shop: must be more"


def test_an_error_has_every_problem_once_sorted_by_file_document_and_field() -> None:
    first, second = Problem("a.yaml", "shop", "a", "", "x"), Problem("b.yaml", "bank", "a", "", "x")
    error = SpecError([second, first, second])
    assert error.problems == [first, second]
    assert str(error) == f"{first}\n{second}"


@pytest.mark.parametrize(
    ("word", "candidates", "hint"),
    [
        ("quotta", ["quota", "owner"], "did you mean 'quota'?"),
        ("ALLOWFROM", ["allowFrom"], "did you mean 'allowFrom'?"),
        ("zzz", ["quota", "owner"], "use one of: quota, owner"),
        ("zzz", [], "nothing is allowed here"),
        (7, ["7"], "did you mean '7'?"),
    ],
)
def test_the_nearest_word(word: object, candidates: list[str], hint: str) -> None:
    assert nearest(word, candidates) == hint


def deep() -> object:
    value: object = "x"
    for _ in range(100_000):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("plain", "plain"),
        ("two\n lines", "two lines"),
        ("x" * 61, "x" * 57 + "..."),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("right\u202eleft", "right\\u202eleft"),
        ("\ud800", "\\ud800"),
        ("größe ✓", "größe ✓"),
        (True, "true"),
    ],
)
def test_a_value_becomes_one_short_line_that_can_be_printed_anywhere(value: object, text: str) -> None:
    assert shorten(value) == text
    shorten(value).encode()


def test_what_python_cannot_write_out_is_not_written_out() -> None:
    for value in (deep(), 10**5000, [10**5000]):
        assert shorten(value) == "(too large to show)"


def test_lists_of_words() -> None:
    assert (listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"])) == ("a", "a and b", "a, b and c")
