"""Label values made from any text."""

import hashlib
import re

import pytest

from kubespaces.plan.labels import label_value

VALUE = re.compile(r"([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("shop@example.com", "shop_at_example.com"),
        ("größe@example.com", "gr_e_at_example.com"),
        ("+a+@b", "a__at_b"),
        ("...", ""),
    ],
)
def test_what_does_not_fit_is_replaced(text: str, value: str) -> None:
    assert label_value(text) == value
    assert VALUE.fullmatch(value)


def test_what_is_too_long_ends_in_a_hash_of_the_whole() -> None:
    text = "a" * 52 + "..@" + "b" * 100
    digest = hashlib.sha256(text.encode()).hexdigest()[:8]
    assert label_value(text) == f"{'a' * 52}-{digest}"
    assert len(label_value("a" * 200)) == 63
