"""A question to a provider."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


class Unanswered(Exception):  # noqa: N818 - reads as what it says
    """No answer is known; the message is for the user."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a function."""

    token: str
    args: Mapping[str, Any] = field(default_factory=dict)
    """Arguments, all known, without secretness."""
    config: Mapping[str, Any] = field(default_factory=dict)
    """The provider's configuration by its short keys, such as ``region``."""

    def text(self, name: str) -> str:
        """Return an argument, or the provider's configuration of the same name; empty if there is neither."""
        value = self.args.get(name) or self.config.get(name)
        return value if isinstance(value, str) else ""

    def region(self) -> str:
        """Return the region that is asked about.

        Raises:
            Unanswered: neither the call nor the provider names one.
        """
        found = self.text("region")
        if not found:
            raise Unanswered(f"{self.token}: the provider names no region; give it one: Provider(..., region=...)")
        return found


Function = Callable[[Call], dict[str, Any]]
