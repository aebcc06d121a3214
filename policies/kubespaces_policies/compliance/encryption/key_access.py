"""KS-ENC-02: nobody outside can use a key."""

from kubespaces_policies.check import Check
from kubespaces_policies.clouds.gcp_iam import EVERYBODY, grants
from kubespaces_policies.clouds.iam_documents import lets_everybody_in, statements
from kubespaces_policies.clouds.json_text import parsed_or_none
from kubespaces_policies.clouds.tokens import AWS_KEY, cloud_types
from kubespaces_policies.control import Severity, control
from kubespaces_policies.predicates import is_off
from kubespaces_policies.resource import Resource, any_of, types
from kubespaces_policies.value import Value

_KEY_POLICY, _GRANT = "aws:kms/keyPolicy:KeyPolicy", "aws:kms/grant:Grant"
_GCP_GRANTS = frozenset(
    f"gcp:kms/{thing}IAM{form}:{thing[0].upper()}{thing[1:]}IAM{form}"
    for thing in ("cryptoKey", "keyRing")
    for form in ("Member", "Binding", "Policy")
)


@control(
    "KS-ENC-02",
    title="No key can be used by everybody",
    severity=Severity.CRITICAL,
    why="A key that every account may use protects nothing: whoever gets hold of the data can decrypt it.",
    fix=(
        "name principals in the key's policy, or add a condition that says who asks (kms:CallerAccount, "
        "aws:PrincipalOrgID); grant roles on keys to members by name; leave bypassPolicyLockoutSafetyCheck off"
    ),
    sources=("CKV_AWS_33", "CKV2_AWS_64", "CKV_GCP_112", "CKV2_GCP_6"),
    applies=any_of(cloud_types(AWS_KEY, _KEY_POLICY, _GRANT), types(*_GCP_GRANTS)),
)
def no_public_keys(resource: Resource, check: Check) -> None:
    """Judge key policies, grants and roles on keys. A key without a policy has AWS' own, for the account alone."""
    props = resource.props
    if resource.type in _GCP_GRANTS:
        for _, member in grants(resource, check):
            check.require(member, _is_somebody, "is everybody")
        return
    if resource.type == _GRANT:
        check.require(props.at("granteePrincipal"), _is_no_star, "is everybody")
        return
    check.require(
        props.at("bypassPolicyLockoutSafetyCheck"), is_off, "must not be true: nobody may be left to manage it"
    )
    with check.guard():
        _judge_policy(props.at("policy"), check)


def _is_somebody(value: Value) -> bool:
    return value.text() not in EVERYBODY


def _is_no_star(value: Value) -> bool:
    return value.text() != "*"


def _judge_policy(policy: Value, check: Check) -> None:
    document = parsed_or_none(policy)
    if document is None:
        check.violation(policy, "is no JSON", show=False)
        return
    for index, statement in enumerate(statements(document)):
        with check.guard():
            if lets_everybody_in(statement):
                name = statement.at("Sid").raw or index
                problem = f"lets everybody in by statement {name}, without a condition that says who"
                check.violation(policy, problem, show=False)
