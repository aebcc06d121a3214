"""What policies found, by control."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from kubespaces.review.document import FoundBy, PolicyReview
from kubespaces.review.preview import PolicyResult, Preview

_CONTROL = re.compile(r"\bKS-[A-Z]+-\d+\b", re.IGNORECASE)
_LEVELS = ("mandatory", "advisory", "remediate")
_SEVERITIES = ("critical", "high", "medium", "low", "")


def policy_reviews(previews: Iterable[Preview]) -> list[PolicyReview]:
    """Return what all policies found, the gravest first."""
    groups: dict[tuple[str, str, str, str], list[PolicyResult]] = defaultdict(list)
    for preview in previews:
        for result in preview.policies:
            groups[control_of(result), result.pack, result.level, result.severity].append(result)
    reviews = [
        PolicyReview(control=control, pack=pack, level=level, severity=severity, findings=_findings(found))
        for (control, pack, level, severity), found in groups.items()
    ]
    return sorted(reviews, key=_order)


def control_of(result: PolicyResult) -> str:
    """Return the id of the control that a policy checks, from its name or its message; else its name."""
    match = _CONTROL.search(result.policy) or _CONTROL.search(result.message)
    return match[0].upper() if match else result.policy


def _findings(found: Sequence[PolicyResult]) -> list[FoundBy]:
    pairs = {(result.urn.rsplit("::", 1)[-1], result.message) for result in found}
    return [FoundBy(where=where or "the stack", message=message) for where, message in sorted(pairs)]


def _order(review: PolicyReview) -> tuple[int, int, str, str]:
    level = _LEVELS.index(review.level) if review.level in _LEVELS else len(_LEVELS)
    severity = _SEVERITIES.index(review.severity) if review.severity in _SEVERITIES else len(_SEVERITIES)
    return level, severity, review.control, review.pack
