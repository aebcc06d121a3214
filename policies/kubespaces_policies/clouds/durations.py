"""Lengths of time as the clouds write them: ``7776000s`` (Google Cloud) and ``P1Y`` or ``P90D`` (Azure, ISO 8601)."""

import re

_SECONDS = re.compile(r"(\d+(?:\.\d+)?)s")
_ISO = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T.*)?")
_DAYS = (365, 30, 7, 1)
"""Days of a year, a month, a week and a day; months are of 30 days where a bound is asked for in days."""


def days_in(text: str) -> float | None:
    """Return how many days a length of time is; none if it is no length."""
    seconds = _SECONDS.fullmatch(text)
    if seconds:
        return float(seconds[1]) / 86_400
    found = _ISO.fullmatch(text)
    if found is None or text in ("P", ""):
        return None
    return float(sum(int(count or 0) * days for count, days in zip(found.groups(), _DAYS, strict=True)))
