"""Which level of the Pod Security Standards a stack's pods are held to."""

from kubespaces_policies.check import Check
from kubespaces_policies.settings import PodSecurityLevel


def restricted(check: Check) -> bool:
    """Whether the level is ``restricted``, which is the default, and not ``baseline``."""
    return check.settings.pod_security is PodSecurityLevel.RESTRICTED


def restricted_only(check: Check) -> bool:
    """Whether a control that belongs to ``restricted`` has anything to say; at ``baseline`` it is not applicable."""
    if restricted(check):
        return True
    check.not_applicable("the stack's namespaces enforce baseline")
    return False
