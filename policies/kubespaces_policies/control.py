"""What a control is, and the decorators that make one from a function."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from .frameworks import Framework, requirements_of
from .resource import Applies, Resource, Stack

if TYPE_CHECKING:
    from .check import Check
    from .edit import Edit

DOCS = "docs/controls.md"
"""Where every control is explained; the anchor is its id."""


class Severity(StrEnum):
    """How bad a violation is, from worst to mildest."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

    @property
    def blocks(self) -> bool:
        """Whether a violation stops a deployment unless the pack's configuration says otherwise."""
        return self is not Severity.LOW


ResourceRule = Callable[[Resource, "Check"], None]
"""Looks at one resource and reports to the check."""
StackRule = Callable[[Stack, "Check"], None]
"""Looks at all resources of a stack and reports to the check."""
Remedy = Callable[[Resource, "Edit"], None]
"""Mends one resource."""


@dataclass(frozen=True)
class Control:
    """One rule with everything that is to be said about it."""

    id: str
    """Such as ``KS-POD-02``."""
    title: str
    """What holds where it is met, in a few words."""
    severity: Severity
    why: str
    """What happens to whom where it is not met, in a sentence or two."""
    fix: str
    """How to mend a violation."""
    sources: tuple[str, ...]
    """Where the rule is from: standards, benchmarks, tools that check the like."""
    applies: Applies
    """Which resources it looks at; of a stack's control, which resources it is counted for."""
    unknown: str
    """What an unknown value means to it. At preview it is reported as deferred, at deployment it is a violation."""
    rule: ResourceRule | None = None
    stack_rule: StackRule | None = None
    remedy: Remedy | None = None

    @property
    def group(self) -> str:
        """The middle of its id, such as ``POD``."""
        return self.id.split("-")[1]

    @property
    def frameworks(self) -> dict[Framework, str]:
        """The requirements that it speaks to, by framework."""
        return requirements_of(self.group)

    @property
    def url(self) -> str:
        """Its place in the documentation."""
        return f"{DOCS}#{self.id.lower()}"


DEFERRED = "Deferred at preview until it is known; a value still unknown at deployment is a violation."
"""What an unknown value means to a control that does not say otherwise."""


def control(  # noqa: PLR0913 - all by name, and all are asked for
    identifier: str,
    *,
    title: str,
    severity: Severity,
    why: str,
    fix: str,
    sources: tuple[str, ...],
    applies: Applies,
    unknown: str = DEFERRED,
    remedy: Remedy | None = None,
) -> Callable[[ResourceRule], Control]:
    """Make a control from a function that looks at one resource. It blocks before the resource is made."""

    def make(rule: ResourceRule) -> Control:
        return Control(identifier, title, severity, why, fix, sources, applies, unknown, rule, remedy=remedy)

    return make


def stack_control(  # noqa: PLR0913 - likewise
    identifier: str,
    *,
    title: str,
    severity: Severity,
    why: str,
    fix: str,
    sources: tuple[str, ...],
    applies: Applies,
    unknown: str = DEFERRED,
) -> Callable[[StackRule], Control]:
    """Make a control from a function that looks at a whole stack.

    The engine asks it once all resources are registered: a preview stops on it, an ``up`` has made them by then.
    """

    def make(rule: StackRule) -> Control:
        return Control(identifier, title, severity, why, fix, sources, applies, unknown, stack_rule=rule)

    return make


def with_stack_rule(found: Control) -> Callable[[StackRule], Control]:
    """Make a control that looks at single resources look at the whole stack as well.

    What one resource says of itself then still blocks before it is made; what only several say together follows.
    """

    def make(rule: StackRule) -> Control:
        return replace(found, stack_rule=rule)

    return make
