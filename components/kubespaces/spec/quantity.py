"""Kubernetes quantities as exact numbers.

Grammar and suffixes: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
"""

import re
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

_SUFFIXES = {
    "n": Decimal("1e-9"),
    "u": Decimal("1e-6"),
    "m": Decimal("1e-3"),
    "": Decimal(1),
    "k": Decimal(10**3),
    "M": Decimal(10**6),
    "G": Decimal(10**9),
    "T": Decimal(10**12),
    "P": Decimal(10**15),
    "E": Decimal(10**18),
    "Ki": Decimal(2**10),
    "Mi": Decimal(2**20),
    "Gi": Decimal(2**30),
    "Ti": Decimal(2**40),
    "Pi": Decimal(2**50),
    "Ei": Decimal(2**60),
}
_QUANTITY = re.compile(r"\+?(\d{1,30}(?:\.\d{0,30})?|\.\d{1,30})(?:e([+-]?\d{1,2})|([numkMGTPE]|[KMGTPE]i)?)")
_LARGEST = Decimal(2**63 - 1)
_MILLI = Decimal("0.001")


def parse_quantity(value: object) -> Decimal:
    """Return the number that a quantity such as ``500m``, ``1.5Gi`` or ``16`` stands for.

    Raises:
        ValueError: it is no quantity, is negative, or is larger than the API server can hold (2^63 - 1).
    """
    if isinstance(value, Decimal):
        number = value
    elif isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError("must be a quantity such as '4', '500m' or '8Gi'")
    else:
        number = _parse_text(str(value).strip())
    if number > _LARGEST:
        raise ValueError("is larger than Kubernetes can count (2^63 - 1)")
    return number


def _parse_text(text: str) -> Decimal:
    if text.startswith("-"):
        raise ValueError("must not be negative")
    match = _QUANTITY.fullmatch(text)
    if match is None:
        suffix = re.sub(r"^[\d.+]*", "", text)
        known = {name.lower(): name for name in _SUFFIXES if name}
        guess = known.get(suffix.lower()) or known.get(suffix.lower().removesuffix("b"))
        hint = f"; did you mean the suffix '{guess}'?" if guess and guess != suffix else ""
        raise ValueError(f"is not a quantity such as '4', '500m' or '8Gi'{hint}")
    digits, exponent, suffix = match.groups()
    if exponent is not None:
        return Decimal(digits).scaleb(int(exponent))
    return Decimal(digits) * _SUFFIXES[suffix or ""]


def _parse_cpu(value: object) -> Decimal:
    cores = parse_quantity(value)
    if cores % _MILLI:
        raise ValueError("is finer than 1m, the smallest share of a CPU core")
    return cores


def _parse_bytes(value: object) -> Decimal:
    count = parse_quantity(value)
    if count % 1:
        raise ValueError("is not a whole number of bytes; 'm' is milli: write 'Mi' for mebibytes")
    return count


def _parse_count(value: object) -> Decimal:
    count = parse_quantity(value)
    if count % 1:
        raise ValueError("must be a whole number")
    return count


def format_cpu(cores: Decimal) -> str:
    """Return CPU cores the way the API server prints them: ``4`` or ``2500m``."""
    return str(int(cores)) if cores == cores.to_integral_value() else f"{int(cores * 1000)}m"


def format_bytes(count: Decimal) -> str:
    """Return bytes the way the API server prints them: the largest binary suffix that divides evenly."""
    number = int(count)
    for suffix, factor in (("Ei", 60), ("Pi", 50), ("Ti", 40), ("Gi", 30), ("Mi", 20), ("Ki", 10)):
        if number and number % (1 << factor) == 0:
            return f"{number >> factor}{suffix}"
    return str(number)


def format_count(count: Decimal) -> str:
    """Return a whole number as text."""
    return str(int(count))


def _schema(description: str, examples: list[Any]) -> WithJsonSchema:
    pattern = r"^\+?([0-9]+(\.[0-9]*)?|\.[0-9]+)(e[+-]?[0-9]+|[numkMGTPE]|[KMGTPE]i)?$"
    return WithJsonSchema(
        {
            "description": description,
            "anyOf": [{"type": "string", "pattern": pattern}, {"type": "number", "minimum": 0}],
            "examples": examples,
        }
    )


Cpu = Annotated[Decimal, BeforeValidator(_parse_cpu), PlainSerializer(format_cpu), _schema("CPU cores", ["4", "500m"])]
"""CPU cores, not finer than 1m."""

Bytes = Annotated[
    Decimal, BeforeValidator(_parse_bytes), PlainSerializer(format_bytes), _schema("Bytes", ["8Gi", "512Mi"])
]
"""Bytes of memory or storage, whole."""

Count = Annotated[
    Decimal, BeforeValidator(_parse_count), PlainSerializer(format_count), _schema("How many", [10, "200"])
]
"""A number of objects, whole."""
