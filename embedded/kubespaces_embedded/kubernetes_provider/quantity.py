"""The one spelling that the API server gives to a quantity: ``1000m`` is ``1``, ``0.5`` is ``500m``.

Rules: k8s.io/apimachinery, pkg/api/resource/quantity.go (``CanonicalizeBytes``).
"""

import re
from fractions import Fraction
from math import ceil

_QUANTITY = re.compile(r"([+-]?)(\d+\.?\d*|\.\d+)(?:(Ki|Mi|Gi|Ti|Pi|Ei)|([numkMGTPE]?)|[eE]([+-]?\d+))")
_BINARY = ("", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei")
_DECIMAL = {-9: "n", -6: "u", -3: "m", 0: "", 3: "k", 6: "M", 9: "G", 12: "T", 15: "P", 18: "E"}
_EXPONENT = {suffix: exponent for exponent, suffix in _DECIMAL.items()}
_NANO = 10**9
_KIBI = 1024


def canonical(value: str | float) -> str | None:
    """Return the canonical spelling, or ``None`` if the value is no quantity.

    Numbers are taken as a manifest's: ``200`` is the quantity ``200``.
    """
    match = _QUANTITY.fullmatch(str(value))
    if match is None:
        return None
    sign, digits, binary, suffix, exponent = match.groups()
    number = Fraction(f"0{digits}" if digits.startswith(".") else digits) * (-1 if sign == "-" else 1)
    if binary:
        number *= _KIBI ** _BINARY.index(binary)
        # Small or broken numbers of bytes are written in decimal.
        if number.denominator == 1 and abs(number) >= _KIBI:
            return _in_binary(int(number))
        return _in_decimal(number)
    if exponent is not None:
        return _in_decimal(number * Fraction(10) ** int(exponent), scientific=True)
    return _in_decimal(number * Fraction(10) ** _EXPONENT[suffix])


def _in_binary(number: int) -> str:
    power = 0
    while number % _KIBI == 0 and power < len(_BINARY) - 1:
        number //= _KIBI
        power += 1
    return f"{number}{_BINARY[power]}"


def _in_decimal(number: Fraction, *, scientific: bool = False) -> str:
    nano = ceil(abs(number) * _NANO)  # nothing is finer than nano; what is, is rounded away from zero
    if nano == 0:
        return "0"
    sign = "-" if number < 0 else ""
    exponent = -9
    while nano % 1000 == 0 and exponent < max(_DECIMAL):
        nano //= 1000
        exponent += 3
    if scientific:
        return f"{sign}{nano}e{exponent}" if exponent else f"{sign}{nano}"
    return f"{sign}{nano}{_DECIMAL[exponent]}"
