"""Who has what role in Google Cloud's access control, whichever of Pulumi's three ways to say it is used."""

from collections.abc import Iterator

from kubespaces_policies.check import Check
from kubespaces_policies.resource import Resource
from kubespaces_policies.value import Value

from .json_text import parsed_or_none

PROJECT_GRANTS = frozenset(
    f"gcp:{place}/iAM{form}:IAM{form}"
    for place in ("projects", "folder", "organizations")
    for form in ("Member", "Binding", "Policy")
)
"""Grants on projects, and on the folders and organisations that they are in."""
ACCOUNT_GRANTS = frozenset(f"gcp:serviceaccount/iAM{form}:IAM{form}" for form in ("Member", "Binding", "Policy"))
"""Grants on service accounts."""
EVERYBODY = frozenset({"allUsers", "allAuthenticatedUsers"})


def grants(resource: Resource, check: Check) -> Iterator[tuple[Value, Value]]:
    """Go through the roles that a resource gives, each with one member; what is not known yet is deferred."""
    props = resource.props
    if props.at("policyData").present:
        with check.guard():
            policy = parsed_or_none(props.at("policyData"))
            if policy is None or not policy.is_map:
                check.violation(props.at("policyData"), "is no IAM policy", show=False)
                return
            for binding in policy.at("bindings"):
                yield from _members(binding.at("role"), binding.at("members"), check)
    if props.at("member").present:
        yield props.at("role"), props.at("member")
    yield from _members(props.at("role"), props.at("members"), check)


def _members(role: Value, members: Value, check: Check) -> Iterator[tuple[Value, Value]]:
    with check.guard():
        for member in members:
            yield role, member
