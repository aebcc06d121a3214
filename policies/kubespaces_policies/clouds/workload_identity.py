"""How the clouds' access control names a service account of a cluster."""

import re

_SUBJECT = re.compile(r"system:serviceaccount:([a-z0-9.-]+):([a-z0-9.-]+)")
_GCP_MEMBER = re.compile(r"serviceAccount:[a-z0-9.:-]+\.svc\.id\.goog\[([a-z0-9.-]+)/([a-z0-9.-]+)\]")
_GCP_PRINCIPAL = re.compile(
    r"principal://iam\.googleapis\.com/projects/\d+/locations/global/workloadIdentityPools/[^/]+/subject/"
    r"ns/([a-z0-9.-]+)/sa/([a-z0-9.-]+)"
)


def namespace_of_subject(subject: str) -> str:
    """Return the namespace in the subject of a service account's token; empty if it names not exactly one."""
    return _namespace(_SUBJECT.fullmatch(subject))


def namespace_of_member(member: str) -> str:
    """Return the namespace of a service account as Google Cloud's IAM names it; empty if it names not exactly one.

    Source: https://cloud.google.com/kubernetes-engine/docs/how-to/workload-identity
    """
    return _namespace(_GCP_MEMBER.fullmatch(member) or _GCP_PRINCIPAL.fullmatch(member))


def _namespace(found: re.Match[str] | None) -> str:
    return found[1] if found else ""
