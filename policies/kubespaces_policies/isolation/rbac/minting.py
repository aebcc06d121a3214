"""KS-RBAC-08: who makes credentials."""

from kubespaces.plan.roles import WRITE
from kubespaces.plan.rule_data import CREDENTIAL_SECRET_TYPES
from kubespaces_policies.check import Check
from kubespaces_policies.control import Severity, control
from kubespaces_policies.kubernetes.roles import any_role, rules
from kubespaces_policies.resource import Resource, any_of, kinds

_SECRET = "/Secret"  # noqa: S105 - a kind
_CERTIFICATES = "certificates.k8s.io"
_MINTS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("", "serviceaccounts/token", WRITE),
    (_CERTIFICATES, "certificatesigningrequests/approval", WRITE),
    (_CERTIFICATES, "certificatesigningrequests/status", WRITE),
    (_CERTIFICATES, "signers", ("approve", "attest", "sign")),
    (_CERTIFICATES, "clustertrustbundles", WRITE),
)
"""API group, resource and verbs that make or vouch for a credential."""


@control(
    "KS-RBAC-08",
    title="No minting of tokens and certificates",
    severity=Severity.HIGH,
    why="Whoever can make a credential can be anyone: another service account, a node, an administrator.",
    fix="remove the rule, and the Secret; pods get short-lived tokens by projection, people by `kubectl create token`",
    sources=("CIS-K8S 5.1.11, 5.1.13; EKS 4.1.12; AKS 4.1.10, 4.1.12", "CKV_K8S_156"),
    applies=any_of(any_role, kinds(_SECRET)),
)
def no_minting(resource: Resource, check: Check) -> None:
    """Refuse rights to make credentials, and Secrets that the API server fills with tokens that never expire."""
    for rule in rules(resource, check):
        for group, target, verbs in _MINTS:
            entries = rule.about({target}, group)
            if entries and rule.allows(verbs):
                for entry in entries:
                    check.violation(entry, f"lets its holder make credentials ({target})")
    for item in resource.of_kind(_SECRET):
        check.require(
            item.at("type"), lambda kind: kind.text() not in CREDENTIAL_SECRET_TYPES, "is a token that never expires"
        )
