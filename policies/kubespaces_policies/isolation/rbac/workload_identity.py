"""KS-RBAC-11: which pods may act in a cloud account."""

from collections.abc import Iterator

from kubespaces_policies.check import Check
from kubespaces_policies.clouds.gcp_iam import ACCOUNT_GRANTS, EVERYBODY, grants
from kubespaces_policies.clouds.json_text import parsed_or_none
from kubespaces_policies.clouds.tokens import cloud_types, plain
from kubespaces_policies.clouds.workload_identity import namespace_of_member, namespace_of_subject
from kubespaces_policies.control import Severity, control
from kubespaces_policies.kubernetes.tenants import is_own_namespace
from kubespaces_policies.resource import Resource
from kubespaces_policies.settings import Role
from kubespaces_policies.value import Value

_AWS_ROLE = "aws:iam/role:Role"
_AWS_ASSOCIATION = "aws:eks/podIdentityAssociation:PodIdentityAssociation"
_AZURE = "azure-native:managedidentity:FederatedIdentityCredential"
_WORKLOADS_USE = "roles/iam.workloadIdentityUser"
_GCP_POOLS = ("principalSet://", "principal://")
_GCP_CLUSTER = ".svc.id.goog["
_AZURE_AUDIENCE = "api://AzureADTokenExchange"
"""Also the beginning of the audiences in Azure's sovereign clouds."""
_SAML = ":saml-provider/"
_WILDCARDS = frozenset("*?")
_ACCOUNT = "system:"
_NOT_ONE = "does not name exactly one service account"
_OTHERS = "is not a service account of this tenant"


@control(
    "KS-RBAC-11",
    title="Cloud identities for single service accounts",
    severity=Severity.CRITICAL,
    why="A wildcard in the subject lets any pod of any tenant, or anybody's pipeline, act with the role in the cloud.",
    fix="name one namespace and one service account, and the audience, by exact comparison (StringEquals)",
    sources=("EKS/AKS 5.2.1; GKE 5.2.2",),
    applies=cloud_types(_AWS_ROLE, _AWS_ASSOCIATION, _AZURE, *ACCOUNT_GRANTS),
)
def cloud_identities_are_exact(resource: Resource, check: Check) -> None:
    """Look at trust in tokens that are not the cloud's own: who they are of, and whom they are for."""
    kind = plain(resource.type)
    if kind == _AWS_ROLE:
        _check_trust(resource.props.at("assumeRolePolicy"), check)
    elif kind == _AWS_ASSOCIATION:
        _check_association(resource.props, check)
    elif kind == _AZURE:
        _check_credential(resource.props, check)
    else:
        for role, member in grants(resource, check):
            with check.guard():
                _check_member(role, member, check)


def _check_namespace(where: Value, namespace: str, check: Check) -> None:
    if not namespace:
        check.violation(where, _NOT_ONE)
    elif check.settings.role is Role.TENANT and not is_own_namespace(namespace, check.settings.tenant, check.settings):
        check.violation(where, _OTHERS)


def _check_trust(document: Value, check: Check) -> None:
    with check.guard():
        policy = parsed_or_none(document)
        if policy is None or not policy.is_map:
            check.violation(document, "is no policy", show=False)
            return
        for statement in _listed(policy.at("Statement")):
            with check.guard():
                if statement.at("Effect").text() == "Allow":
                    _check_statement(statement, check)


def _listed(value: Value) -> Iterator[Value]:
    """Go through what may be one thing or a list of them, as everywhere in AWS' policies."""
    if value.known().is_list:
        yield from value
    elif value.present:
        yield value


def _check_statement(statement: Value, check: Check) -> None:
    principal, condition = statement.at("Principal"), statement.at("Condition")
    everybody = (principal, principal.at("AWS")) if principal.is_map else (principal,)
    anyone = any(item.text() == "*" for place in everybody for item in _listed(place) if not item.is_map)
    if statement.at("NotPrincipal").present or (anyone and not len(condition)):
        check.violation(statement, "lets anybody take on the role")
    if any(_SAML not in item.text() for item in _listed(principal.at("Federated"))):
        _check_claims(condition, check)


def _check_claims(condition: Value, check: Check) -> None:
    exact = condition.at("StringEquals")
    subjects = [value for key, value in exact.entries() if key.lower().endswith(":sub")]
    if not any(key.lower().endswith(":aud") for key, _ in exact.entries()):
        check.violation(condition, "does not say whom the token is for (StringEquals on :aud)")
    if not subjects:
        check.violation(condition, f"{_NOT_ONE} (StringEquals on :sub)")
    for value in subjects:
        for subject in _listed(value):
            with check.guard():
                _check_subject(subject, check)


def _check_subject(subject: Value, check: Check) -> None:
    """Check a subject. The platform's roles may also trust others than clusters, such as a pipeline's provider."""
    text = subject.text()
    if check.settings.role is Role.PLATFORM and text and not text.startswith(_ACCOUNT):
        if not _WILDCARDS.isdisjoint(text):
            check.violation(subject, "holds a wildcard")
        return
    _check_namespace(subject, namespace_of_subject(text), check)


def _check_association(props: Value, check: Check) -> None:
    account = props.at("serviceAccount")
    check.require(account, lambda value: bool(value.text()) and _WILDCARDS.isdisjoint(value.text()), _NOT_ONE)
    with check.guard():
        namespace = props.at("namespace")
        exact = _WILDCARDS.isdisjoint(namespace.text())
        _check_namespace(namespace, namespace.text() if exact else "", check)


def _check_credential(props: Value, check: Check) -> None:
    if props.at("claimsMatchingExpression").present:
        check.violation(props.at("claimsMatchingExpression"), _NOT_ONE)
    check.require(props.at("issuer"), lambda value: value.text().startswith("https://"), "is no issuer of tokens")
    with check.guard():
        _check_subject(props.at("subject"), check)
    with check.guard():
        audiences = props.at("audiences")
        if not len(audiences):
            check.violation(audiences, "do not say whom the token is for")
        for audience in audiences:
            check.require(audience, lambda value: value.text().startswith(_AZURE_AUDIENCE), "is not Azure's audience")


def _check_member(role: Value, member: Value, check: Check) -> None:
    text = member.text()
    if text in EVERYBODY:
        check.violation(member, "lets anybody act as the service account")
    elif role.text() == _WORKLOADS_USE or text.startswith(_GCP_POOLS) or _GCP_CLUSTER in text:
        _check_namespace(member, namespace_of_member(text), check)
