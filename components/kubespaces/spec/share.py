"""A part of a quota: a percentage, or what is left."""

import re
from decimal import Decimal
from typing import Annotated

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

REMAINDER = Decimal(-1)
"""Stands for ``remainder``: what the other environments leave."""

_PERCENT = re.compile(r"(\d{1,3}(?:\.\d{1,2})?)\s?%")


def parse_share(value: object) -> Decimal:
    """Return a share as a percentage between 0 and 100, or ``REMAINDER``.

    Raises:
        ValueError: it is no percentage, or is 0 or more than 100.
    """
    if isinstance(value, Decimal):
        return value
    if value == "remainder":
        return REMAINDER
    match = _PERCENT.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        hint = f"; write '{value}%'" if isinstance(value, int | float) and not isinstance(value, bool) else ""
        raise ValueError(f"is no share such as '30%' or 'remainder'{hint}")
    percent = Decimal(match[1])
    if not 0 < percent <= 100:
        raise ValueError("must be more than 0% and at most 100% of the tenant's quota")
    return percent


def format_share(share: Decimal) -> str:
    """Return a share the way people write it."""
    return "remainder" if share == REMAINDER else f"{share.normalize():f}%"


ShareOrRemainder = Annotated[
    Decimal,
    BeforeValidator(parse_share),
    PlainSerializer(format_share),
    WithJsonSchema({"type": "string", "pattern": r"^([0-9]{1,3}(\.[0-9]{1,2})?\s?%|remainder)$"}),
]
"""A percentage of the tenant's quota, or ``remainder``."""
