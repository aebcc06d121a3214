"""Runs controls on resources and says what came of it."""

import fnmatch
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from .check import Check, Finding
from .control import Control
from .edit import Edit
from .resource import Resource, Stack
from .settings import Exemption, Settings


class Verdict(StrEnum):
    """What came of one control on one resource."""

    PASSED = "passed"
    VIOLATED = "violated"
    DEFERRED = "deferred"
    """Nothing wrong as far as is known; the rest is decided at deployment."""
    EXEMPT = "exempt"
    NOT_APPLICABLE = "not applicable"


@dataclass(frozen=True)
class Outcome:
    """What came of one control on one resource, or on a stack as a whole."""

    control: Control
    resource: Resource | None
    verdict: Verdict
    messages: tuple[str, ...] = ()
    """One for each finding: resource, property, value, problem and fix."""


@dataclass(frozen=True)
class Context:
    """What a run is about."""

    settings: Settings = field(default_factory=Settings)
    preview: bool = True
    """Whether it is a preview, at which values may be unknown."""
    today: date = field(default_factory=date.today)


def applies(control: Control, resource: Resource) -> bool:
    """Whether a control has anything to say about a resource. One that cannot tell has: its rule says what is wrong."""
    try:
        return control.applies(resource)
    except Exception:  # noqa: BLE001 - the rule itself then says what is wrong, or what it waits for
        return True


def evaluate(control: Control, resource: Resource, context: Context) -> Outcome:
    """Run a control on one resource. A rule that fails counts as violated: a crash would be a hole."""
    rule = control.rule
    if rule is None or not applies(control, resource):
        return Outcome(control, resource, Verdict.NOT_APPLICABLE)
    check = _run(lambda check: rule(resource, check), context.settings)
    return _outcome(control, resource, check, context)


def evaluate_stack(control: Control, stack: Stack, context: Context) -> list[Outcome]:
    """Run a stack's control: an outcome for each resource that it applies to, and for what else is at fault."""
    rule = control.stack_rule
    if rule is None:
        return []
    check = _run(lambda check: rule(stack, check), context.settings)
    looked_at = [resource for resource in stack.resources if applies(control, resource)]
    found = {finding.resource for finding in (*check.violations, *check.deferred)}
    others = [resource for resource in found if resource not in looked_at]
    return [_outcome(control, resource, _share(check, resource), context) for resource in (*looked_at, *others)]


def remediate(control: Control, resource: Resource, context: Context) -> Edit | None:
    """Return a control's changes to a resource; none where nothing is wrong or exempt, or no safe way is known."""
    remedy = control.remedy
    if remedy is None or evaluate(control, resource, context).verdict is not Verdict.VIOLATED:
        return None
    edit = Edit(resource.props.raw, context.settings)
    try:
        remedy(resource, edit)
    except Exception:  # noqa: BLE001 - what is wrong stays so, and the rule has said it
        return None
    return edit if edit.changed else None


def _run(rule: Callable[[Check], None], settings: Settings) -> Check:
    check = Check(settings)
    try:
        with check.guard():
            rule(check)
    except Exception as error:  # noqa: BLE001 - whatever goes wrong in a rule must not let anything through
        check.violation(None, f"this control could not be evaluated ({type(error).__name__}); please report it")
    return check


def _share(check: Check, resource: Resource | None) -> Check:
    """Return what a stack's check found on one resource."""
    share = Check(check.settings)
    share.violations = [finding for finding in check.violations if finding.resource is resource]
    share.deferred = [finding for finding in check.deferred if finding.resource is resource]
    return share


def _outcome(control: Control, resource: Resource | None, check: Check, context: Context) -> Outcome:
    violations, deferred = list(check.violations), list(check.deferred)
    if not context.preview:
        violations += [_overdue(finding) for finding in deferred]
        deferred = []
    verdict = _verdict(check, violations, deferred)
    notes: list[str] = []
    if verdict is Verdict.VIOLATED:
        exemption = _exemption(control, resource, context.settings.exemptions)
        if exemption and exemption.expires >= context.today:
            verdict = Verdict.EXEMPT
        elif exemption:
            notes = [f"the exemption given by {exemption.owner} ended on {exemption.expires}"]
    findings = violations or deferred
    messages = tuple(_message(control, resource, finding, notes) for finding in findings)
    return Outcome(control, resource, verdict, messages)


def _verdict(check: Check, violations: list[Finding], deferred: list[Finding]) -> Verdict:
    if violations:
        return Verdict.VIOLATED
    if deferred:
        return Verdict.DEFERRED
    return Verdict.PASSED if check.reason_not_applicable is None else Verdict.NOT_APPLICABLE


def _overdue(finding: Finding) -> Finding:
    return Finding(finding.path, "is still unknown at deployment", resource=finding.resource)


def _exemption(control: Control, resource: Resource | None, exemptions: Iterable[Exemption]) -> Exemption | None:
    """Return the exemption that holds longest for a control on a resource."""
    names = (resource.urn, resource.name) if resource else ("",)
    fitting = [
        exemption
        for exemption in exemptions
        if exemption.control == control.id
        and any(fnmatch.fnmatchcase(name, _pattern(exemption.resource)) for name in names)
    ]
    return max(fitting, key=lambda exemption: exemption.expires, default=None)


def _pattern(text: str) -> str:
    """Let ``*`` alone be special: URNs may hold brackets."""
    return text.replace("[", "[[]").replace("?", "[?]")


def _message(control: Control, resource: Resource | None, finding: Finding, notes: list[str]) -> str:
    name = f"{resource.name} ({resource.type}): " if resource else ""
    more = "".join(f"; {note}" for note in notes)
    return f"{control.id} {name}{finding.describe()}{more}. Fix: {control.fix}"
