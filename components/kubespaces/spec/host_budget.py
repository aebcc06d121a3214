"""What a host cluster may cost."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from .base import Model
from .tenant import Owner


class Budget(Model):
    """What a host cluster may cost a month before somebody hears of it. Nothing is switched off."""

    amount: Annotated[int, Field(ge=1, le=100_000_000)]
    """Amount a month, in the currency that the cloud bills the account in (AWS: US dollars)."""
    emails: Annotated[list[Owner], Field(min_length=1, max_length=5)]
    """Mail addresses of those who are told."""
    alerts: Annotated[list[Annotated[int, Field(ge=1, le=200)]], Field(min_length=1, max_length=4)] = [50, 80, 100]
    """At which shares of the amount, in per cent; default 50, 80 and 100. They are also told when the cloud expects
    the month to end above the amount."""

    @model_validator(mode="after")
    def _has_each_alert_once(self) -> Self:
        if len(set(self.alerts)) != len(self.alerts):
            raise ValueError("a share stands twice in alerts; remove one")
        return self
