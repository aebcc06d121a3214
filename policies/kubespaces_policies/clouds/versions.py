"""Versions of managed Kubernetes."""

from kubespaces_policies.check import Check
from kubespaces_policies.value import Value


def judge_version(check: Check, version: Value) -> None:
    """Report a version whose minor is not among the setting ``kubernetes_versions``, or that is missing."""
    wanted = check.settings.kubernetes_versions
    with check.guard():
        minor = ".".join(version.text().removeprefix("v").split(".")[:2])
        if minor not in wanted:
            check.violation(version, f"must be one of {', '.join(wanted)} (setting kubernetesVersions)")
