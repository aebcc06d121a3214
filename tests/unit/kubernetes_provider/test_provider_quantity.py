from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kubespaces_embedded.kubernetes_provider.quantity import canonical

SUFFIXES = {"n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}
BINARY = {suffix: 1024**power for power, suffix in enumerate(["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"])}


@pytest.mark.parametrize(
    ("written", "spelled"),
    [
        ("1000m", "1"),
        ("1500m", "1500m"),
        ("0.5", "500m"),
        (".5", "500m"),
        ("2.", "2"),
        (200, "200"),
        (0.1, "100m"),
        ("5000", "5k"),
        ("12000000", "12M"),
        ("1024Mi", "1Gi"),
        ("1536Mi", "1536Mi"),
        ("1.5Gi", "1536Mi"),
        ("0.5Ki", "512"),
        ("1023", "1023"),
        ("1e3", "1e3"),
        ("12E2", "1200"),
        ("0Gi", "0"),
        ("-2000m", "-2"),
        ("0.1n", "1n"),
        ("1Ei", "1Ei"),
    ],
)
def test_spellings_of_the_api_server(written: str | float, spelled: str) -> None:
    assert canonical(written) == spelled


@pytest.mark.parametrize("text", ["", "abc", "1 Gi", "1KI", "--1", "1Gib", "1e", "True"])
def test_what_is_no_quantity(text: str) -> None:
    assert canonical(text) is None


@settings(deadline=None)
@given(st.integers(1, 10**9), st.sampled_from(sorted(SUFFIXES | BINARY)))
def test_the_value_stays_and_spelling_again_changes_nothing(digits: int, suffix: str) -> None:
    spelled = canonical(f"{digits}{suffix}")
    assert spelled is not None
    assert value(spelled) == value(f"{digits}{suffix}")
    assert canonical(spelled) == spelled


def value(text: str) -> Fraction:
    number, suffix = text.rstrip("numkMGTPEKi"), text.lstrip("-0123456789.")
    scale = Fraction(BINARY[suffix]) if suffix in BINARY else Fraction(10) ** SUFFIXES[suffix]
    return Fraction(number) * scale
