"""What a rule reports to: violations, and values that it must wait for."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from .resource import Resource
from .settings import Settings
from .value import UnknownValueError, Value

_NEVER_SHOWN = frozenset(
    {"data", "stringData", "binaryData", "env", "args", "command", "userData", "password", "token"}
)
"""Properties below which credentials are often written in the clear; their values stay out of messages."""
_LONGEST = 80


@dataclass(frozen=True)
class Finding:
    """One thing that a rule has found on one resource."""

    path: str
    """The property; empty for the resource as a whole."""
    problem: str
    """What is wrong with it."""
    shown: str = ""
    """The value, where it may be shown."""
    resource: Resource | None = None
    """Of a stack's control: which resource; none for the stack as a whole."""

    def describe(self) -> str:
        """Return property, value and problem in one line."""
        place = f"{self.path}: " if self.path else ""
        return f"{place}{self.shown + ': ' if self.shown else ''}{self.problem}"


class Check:
    """Collects what one rule finds."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        """The pack's settings."""
        self.violations: list[Finding] = []
        self.deferred: list[Finding] = []
        self.reason_not_applicable: str | None = None

    def violation(
        self, where: Value | None, problem: str, *, show: bool = True, resource: Resource | None = None
    ) -> None:
        """Report a violation.

        Args:
            where: the property that is wrong; none for the resource as a whole.
            problem: what is wrong, without property and value.
            show: whether the value may be shown. Secrets, maps and what often holds credentials never are.
            resource: of a stack's control, the resource that is wrong.
        """
        found = _finding(where, problem, show, resource)
        if found not in self.violations:
            self.violations.append(found)

    def defer(self, where: Value, *, resource: Resource | None = None) -> None:
        """Report that a value is not known yet."""
        found = Finding(where.path, "is not known yet", resource=resource)
        if found not in self.deferred:
            self.deferred.append(found)

    def not_applicable(self, reason: str) -> None:
        """Report that the control says nothing about this resource after all, unless something else was found."""
        self.reason_not_applicable = reason

    @contextmanager
    def guard(self, resource: Resource | None = None) -> Iterator[None]:
        """Turn an unknown value into a deferral and go on behind the block, so that it hides nothing else."""
        try:
            yield
        except UnknownValueError as error:
            self.defer(error.value, resource=resource)

    def require(
        self,
        value: Value,
        good: Callable[[Value], bool],
        problem: str,
        *,
        show: bool = True,
        resource: Resource | None = None,
    ) -> None:
        """Report a violation unless ``good`` holds for the value; an unknown one is deferred."""
        with self.guard(resource):
            if not good(value):
                self.violation(value, problem, show=show, resource=resource)


def _finding(where: Value | None, problem: str, show: bool, resource: Resource | None) -> Finding:
    if where is None:
        return Finding("", problem, resource=resource)
    return Finding(where.path, problem, _shown(where) if show else "", resource)


def _shown(value: Value) -> str:
    if value.secret or value.unknown or not value.present or value.is_map or value.is_list:
        return ""
    if not _NEVER_SHOWN.isdisjoint(key for key in value.keys if isinstance(key, str)):
        return ""
    text = value.text()
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."
