"""KS-COST-01: everything says who pays for it."""

import re
from functools import lru_cache

from kubespaces_policies.check import Check
from kubespaces_policies.clouds.tags import all_tags, is_taggable, key_of, own_tags
from kubespaces_policies.control import Severity, control
from kubespaces_policies.edit import Edit
from kubespaces_policies.resource import Resource
from kubespaces_policies.value import Value

_MANAGED_BY = "managed-by"
_PLACEHOLDERS = frozenset({"", "tbd", "todo", "fixme", "changeme", "unknown", "none", "n/a", "na", "-", "xxx"})


def _managed(resource: Resource, edit: Edit) -> None:
    """Say who made it, which is known; nobody else's name or cost centre can be made up."""
    if _MANAGED_BY not in all_tags(resource):
        edit.set(own_tags(resource).at(_MANAGED_BY), "pulumi")


@control(
    "KS-COST-01",
    title="Every resource says whose it is and who pays",
    severity=Severity.MEDIUM,
    why="What nobody's name is on is paid by everybody, is never cleaned up, and belongs to no asset register.",
    fix=(
        "set the tags that requiredTags asks for, on the resource or as the provider's default tags, with values that "
        "match tagPatterns"
    ),
    sources=("FinOps Framework: Allocation", "CKV_GCP_21", "ISO 27001 A.5.9"),
    applies=is_taggable,
    remedy=_managed,
)
def allocation_tags(resource: Resource, check: Check) -> None:
    """Ask for every tag, in whatever case and with whatever separators the cloud has for it."""
    found = all_tags(resource)
    missing = [key for key in check.settings.required_tags if key_of(key) not in found]
    if missing:
        check.violation(own_tags(resource), f"lacks {', '.join(missing)}")
    patterns = {key_of(key): pattern for key, pattern in check.settings.tag_patterns.items()}
    for key in check.settings.required_tags:
        value = found.get(key_of(key))
        if value is not None:
            check.require(value, _is_somebody, "says nothing")
    for key, pattern in patterns.items():
        if key in found:
            with check.guard():
                if not _compiled(pattern).fullmatch(found[key].text()):
                    check.violation(found[key], f"does not match {pattern} (setting tagPatterns)")


def _is_somebody(value: Value) -> bool:
    return value.text().strip().lower() not in _PLACEHOLDERS


@lru_cache(maxsize=64)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
