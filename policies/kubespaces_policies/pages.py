"""Controls as text for people: one of them in a terminal, all of them as a page of the documentation."""

from collections.abc import Iterable

from .catalogue import PACKS, controls_of
from .control import Control
from .metadata import DESCRIPTIONS

_HEAD = """\
Written by `python docs/controls.py`; change the controls, not this page.
How to use the packs: [policies.md](policies.md).
"""


def explain_control(control: Control) -> str:
    """Return everything about a control as plain text."""
    return "\n".join(
        [
            f"{control.id}  {control.title}",
            f"severity: {control.severity}{'' if control.severity.blocks else ' (advises, does not block)'}",
            f"looked at: {_when(control)}",
            "",
            f"Why: {control.why}",
            f"Fix: {control.fix}",
            f"Unknown values: {control.unknown}",
            f"Remediation: {_remedy(control)}",
            "",
            f"Sources: {'; '.join(control.sources)}",
            *(f"{framework}: {text}" for framework, text in control.frameworks.items()),
            f"More: {control.url}",
        ]
    )


def render() -> str:
    """Return the page ``docs/controls.md``."""
    parts = ["# Controls of the policy packs\n", _HEAD]
    for pack in PACKS:
        controls = controls_of(pack)
        parts.append(f"## Pack `{pack}`\n\n{DESCRIPTIONS[pack]}. {len(controls)} controls.\n")
        parts.append(_table(controls))
        parts += [_section(control) for control in controls]
    return "\n".join(parts)


def _table(controls: Iterable[Control]) -> str:
    rows = [
        f"| [{control.id}](#{control.id.lower()}) | {control.severity} | {control.title} | "
        f"{'yes' if control.remedy else ''} |"
        for control in controls
    ]
    return "\n".join(["| Control | Severity | What holds | Remediation |", "|---|---|---|---|", *rows, ""])


def _section(control: Control) -> str:
    frameworks = "; ".join(f"{framework}: {text}" for framework, text in control.frameworks.items())
    return "\n".join(
        [
            f"### {control.id}",
            "",
            f"**{control.title}** ({control.severity})",
            "",
            f"{control.why}",
            "",
            f"- Fix: {control.fix}.",
            f"- Looked at: {_when(control)}.",
            f"- Unknown values: {control.unknown}",
            f"- Remediation: {_remedy(control)}.",
            f"- Sources: {'; '.join(control.sources)}",
            f"- Frameworks: {frameworks or 'none'}",
            "",
        ]
    )


def _when(control: Control) -> str:
    if control.stack_rule and control.rule:
        return "each resource before it is made, and the stack as a whole once all are registered"
    if control.stack_rule:
        return "the stack as a whole, once all resources are registered"
    return "each resource before it is made"


def _remedy(control: Control) -> str:
    return "at enforcement level `remediate` the pack mends what is safe to mend" if control.remedy else "by hand"
