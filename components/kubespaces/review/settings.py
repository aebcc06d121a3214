"""A team's settings for its reviews: the file ``review.yaml`` beside ``Pulumi.yaml``."""

import re
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

import yaml
from pydantic import AfterValidator, Field, ValidationError, model_validator

from kubespaces.review.document.summary import Window
from kubespaces.review.errors import ReviewError
from kubespaces.review.isolation import Dimension
from kubespaces.spec.base import Model

FILE = "review.yaml"
"""Name of the file, in the folder of ``Pulumi.yaml``."""

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def _check_time(text: str) -> str:
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d|24:00", text):
        raise ValueError("is no time of day such as '09:00'")
    return text


def _check_zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (KeyError, OSError, ValueError):
        raise ValueError("is no time zone such as 'Europe/Berlin' or 'UTC'") from None
    return text


class ChangeWindow(Model):
    """When production may be changed without anybody deciding."""

    days: Annotated[list[Literal["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]], Field(min_length=1)] = [
        "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun",
    ]  # fmt: skip
    """Days of the week; default: every day."""
    start: Annotated[str, AfterValidator(_check_time)] = "00:00"
    """Time of day from which; default: midnight."""
    end: Annotated[str, AfterValidator(_check_time)] = "24:00"
    """Time of day until which, later than ``start``; default: midnight."""
    time_zone: Annotated[str, AfterValidator(_check_zone)]
    """The time zone of both, such as ``Europe/Berlin``."""

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.end <= self.start:
            raise ValueError(f"end {self.end} must be later than start {self.start}")
        return self

    def is_open(self, now: datetime) -> bool:
        """Tell whether production may be changed at a time (with its time zone)."""
        local = now.astimezone(ZoneInfo(self.time_zone))
        return _DAYS[local.weekday()] in self.days and self.start <= local.strftime("%H:%M") < self.end

    def part(self) -> Window:
        """Return the window as reviews show it."""
        days = [day for day in _DAYS if day in self.days]
        return Window(days=days, start=self.start, end=self.end, time_zone=self.time_zone)


class Settings(Model):
    """What a team decides about its reviews."""

    production_window: ChangeWindow | None = None
    """When production may be changed without a decision; default: at any time."""
    routine: list[Dimension] = []
    """Dimensions of isolation whose loosening is daily business, such as ``quota``: it is shown and needs no decision,
    unless a control is gone altogether. Default: none."""


def read_settings(file: Path) -> Settings:
    """Return a team's settings.

    Raises:
        ReviewError: the file cannot be read, or with every problem in it.
    """
    try:
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
        return Settings.model_validate({} if content is None else content)
    except ValidationError as error:
        lines = [f"{file}: {_where(problem['loc'])}: {_what(problem)}" for problem in error.errors()]
        raise ReviewError("\n".join(lines)) from None
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ReviewError(f"{file}: cannot be read: {' '.join(str(error).split())}") from None


def _where(path: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in path) or "the file"


def _what(problem: object) -> str:
    assert isinstance(problem, dict)  # noqa: S101 - pydantic's problems are dictionaries
    message = str(problem["msg"]).removeprefix("Value error, ")
    given = problem.get("input")
    shown = f"{given}: " if isinstance(given, str | int) else ""
    return f"{shown}{message[:1].lower()}{message[1:]}"
