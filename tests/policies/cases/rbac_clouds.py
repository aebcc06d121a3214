"""KS-RBAC-11 and KS-RBAC-12: the clouds' own access control."""

import json

from kubespaces_policies.value import UNKNOWN

from .case import Case, Cases, Props, case

AWS_ROLE = "aws:iam/role:Role"
ASSOCIATION = "aws:eks/podIdentityAssociation:PodIdentityAssociation"
CREDENTIAL = "azure-native:managedidentity:FederatedIdentityCredential"
ACCOUNT = "gcp:serviceaccount/iAM{0}:IAM{0}"
AWS_ADMIN = "aws:eks/accessPolicyAssociation:AccessPolicyAssociation"
ASSIGNMENT = "azure-native:authorization:RoleAssignment"
PROJECT = "gcp:projects/iAM{0}:IAM{0}"

_ISSUER = "oidc.eks.eu-central-1.amazonaws.com/id/ABC"
_PROVIDER = f"arn:aws:iam::111122223333:oidc-provider/{_ISSUER}"
_SUBJECT = "system:serviceaccount:pay-dev:it"
_SUB, _AUD = f"{_ISSUER}:sub", f"{_ISSUER}:aud"
_PLATFORM = {"role": "platform"}
_TENANT = {"tenant": "pay"}
_STATEMENT = "assumeRolePolicy.Statement[0]"


def _trust(condition: Props, principal: object = None, **fields: object) -> Props:
    statement = {
        "Effect": "Allow",
        "Principal": principal or {"Federated": _PROVIDER},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": condition,
        **fields,
    }
    return {"assumeRolePolicy": json.dumps({"Version": "2012-10-17", "Statement": [statement]})}


def _claims(subject: object = _SUBJECT, operator: str = "StringEquals") -> Props:
    return {"StringEquals": {_AUD: "sts.amazonaws.com"}} | {operator: {_AUD: "sts.amazonaws.com", _SUB: subject}}


def _aws(props: Props, at: str = "", **settings: object) -> Case:
    return case(AWS_ROLE, props, at=at, **(settings or _PLATFORM))


def _credential(subject: object = _SUBJECT, **fields: object) -> Props:
    return {
        "issuer": "https://westeurope.oic.prod-aks.azure.com/it/",
        "subject": subject,
        "audiences": ["api://AzureADTokenExchange"],
        **fields,
    }


def _member(account: str, role: str = "roles/iam.workloadIdentityUser") -> Props:
    return {"serviceAccountId": "it", "role": role, "member": account}


_POOL = "principal://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/shop.svc.id.goog/subject/"
_SET = "principalSet://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/shop.svc.id.goog/*"
_MEMBER, _BINDING, _POLICY = (ACCOUNT.format(form) for form in ("Member", "Binding", "Policy"))
_GOOD = "serviceAccount:shop.svc.id.goog[pay-dev/it]"


def _policy(role: str, *members: str) -> Props:
    return {"policyData": json.dumps({"bindings": [{"role": role, "members": list(members)}]})}


_IDENTITIES = Cases(
    good={
        "one account of a cluster on AWS": _aws(_trust(_claims())),
        "two accounts": _aws(_trust(_claims([_SUBJECT, "system:serviceaccount:pay-test:it"])), **_TENANT),
        "given as an object": _aws(
            {"assumeRolePolicy": {"Statement": json.loads(_trust(_claims())["assumeRolePolicy"])["Statement"][0]}}
        ),
        "narrowed further": _aws(_trust({**_claims(), "StringLike": {_SUB: "system:*"}})),
        "a service of AWS": _aws(_trust({}, {"Service": "ec2.amazonaws.com"}, Action="sts:AssumeRole")),
        "a pipeline": _aws(_trust(_claims("repo:shop/app:ref:refs/heads/main"))),
        "SAML": _aws(_trust({}, {"Federated": "arn:aws:iam::111122223333:saml-provider/it"})),
        "forbidden to all": _aws(_trust({}, "*", Effect="Deny")),
        "anybody of an organisation": _aws(_trust({"StringEquals": {"aws:PrincipalOrgID": "o-1"}}, {"AWS": "*"})),
        "an association": case(ASSOCIATION, {"namespace": "pay-dev", "serviceAccount": "it"}, **_TENANT),
        "a credential on Azure": case(CREDENTIAL, _credential(), **_TENANT),
        "a pipeline on Azure": case(CREDENTIAL, _credential("repo:shop/app:environment:prod"), **_PLATFORM),
        "an account on Google Cloud": case(_MEMBER, _member(_GOOD), **_TENANT),
        "by principal": case(_MEMBER, _member(f"{_POOL}ns/pay-dev/sa/it"), **_PLATFORM),
        "a binding": case(_BINDING, {"role": "roles/iam.workloadIdentityUser", "members": [_GOOD]}, **_TENANT),
        "a policy": case(_POLICY, _policy("roles/iam.workloadIdentityUser", _GOOD), **_TENANT),
        "a person": case(_MEMBER, _member("user:jane@example.com", "roles/iam.serviceAccountUser"), **_PLATFORM),
    },
    bad={
        "any account": _aws(
            _trust(_claims("system:serviceaccount:*:*")), at=f'{_STATEMENT}.Condition.StringEquals["{_SUB}"]'
        ),
        "compared loosely": _aws(_trust(_claims(_SUBJECT, "StringLike")), at=f"{_STATEMENT}.Condition"),
        "no subject": _aws(_trust({"StringEquals": {_AUD: "sts.amazonaws.com"}})),
        "no audience": _aws(_trust({"StringEquals": {_SUB: _SUBJECT}})),
        "no condition": _aws(_trust({})),
        "any pipeline": _aws(_trust(_claims("repo:shop/*"))),
        "one of two is loose": _aws(_trust(_claims([_SUBJECT, "system:serviceaccount:pay-dev:*"]))),
        "of another tenant": _aws(_trust(_claims("system:serviceaccount:payroll-dev:it")), **_TENANT),
        "a pipeline in a tenant's stack": _aws(_trust(_claims("repo:shop/app:ref:refs/heads/main")), **_TENANT),
        "anybody": _aws(_trust({}, "*")),
        "anybody of AWS": _aws(_trust({}, {"AWS": ["arn:aws:iam::111122223333:root", "*"]})),
        "all but one": _aws(_trust({}, {"Service": "it"}, NotPrincipal={"AWS": "arn:aws:iam::111122223333:root"})),
        "no JSON": _aws({"assumeRolePolicy": "{"}, at="assumeRolePolicy"),
        "an association of any namespace": case(ASSOCIATION, {"namespace": "*", "serviceAccount": "it"}, **_PLATFORM),
        "an association of any account": case(
            ASSOCIATION, {"namespace": "pay-dev", "serviceAccount": "it*"}, at="serviceAccount", **_PLATFORM
        ),
        "an association of others": case(
            ASSOCIATION, {"namespace": "web-dev", "serviceAccount": "it"}, at="namespace", **_TENANT
        ),
        "a loose credential": case(
            CREDENTIAL, _credential("system:serviceaccount:pay-dev:*"), at="subject", **_PLATFORM
        ),
        "a credential of others": case(CREDENTIAL, _credential("system:serviceaccount:web-dev:it"), **_TENANT),
        "an expression": case(
            CREDENTIAL, _credential(claimsMatchingExpression={"value": "claims['sub'] matches '*'"}), **_PLATFORM
        ),
        "another audience": case(CREDENTIAL, _credential(audiences=["it"]), at="audiences[0]", **_PLATFORM),
        "no audience on Azure": case(CREDENTIAL, _credential(audiences=[]), **_PLATFORM),
        "an issuer without TLS": case(CREDENTIAL, _credential(issuer="http://example.com"), **_PLATFORM),
        "of an older API": case(
            "azure-native:managedidentity/v20230131:FederatedIdentityCredential", _credential("*"), **_PLATFORM
        ),
        "a set": case(_MEMBER, _member(_SET), at="member", **_PLATFORM),
        "a set with another role": case(_MEMBER, _member(_SET, "roles/iam.serviceAccountTokenCreator"), **_PLATFORM),
        "a namespace": case(_MEMBER, _member("serviceAccount:shop.svc.id.goog[pay-dev/*]"), **_PLATFORM),
        "a person as a workload": case(_MEMBER, _member("user:jane@example.com"), **_PLATFORM),
        "everybody": case(_MEMBER, _member("allUsers", "roles/iam.serviceAccountUser"), **_PLATFORM),
        "an account of others": case(
            _BINDING,
            {
                "role": "roles/iam.workloadIdentityUser",
                "members": [_GOOD, "serviceAccount:shop.svc.id.goog[web-dev/it]"],
            },
            at="members[1]",
            **_TENANT,
        ),
        "a loose policy": case(
            _POLICY,
            _policy("roles/iam.workloadIdentityUser", _SET),
            at="policyData.bindings[0].members[0]",
            **_PLATFORM,
        ),
        "no policy": case(_POLICY, {"policyData": "[]"}, **_PLATFORM),
    },
    other={"something else": case("aws:s3/bucket:Bucket", {})},
    deferred={
        "a trust policy": _aws({"assumeRolePolicy": UNKNOWN}),
        "a namespace": case(ASSOCIATION, {"namespace": UNKNOWN, "serviceAccount": "it"}, **_PLATFORM),
        "a member": case(_MEMBER, {"role": "roles/iam.workloadIdentityUser", "member": UNKNOWN}, **_PLATFORM),
        "a subject": case(CREDENTIAL, _credential(UNKNOWN), **_PLATFORM),
    },
)

_JANE = "arn:aws:iam::111122223333:role/jane"
_ROLES = "/subscriptions/it/providers/Microsoft.Authorization/roleDefinitions/"
_OWNER = f"{_ROLES}8E3AF657-A8FF-443C-A75C-2FE8C4BCB635"


def _association(policy: object, scope: Props | None = None) -> Props:
    return {
        "principalArn": _JANE,
        "policyArn": policy if policy is UNKNOWN else f"arn:aws:eks::aws:cluster-access-policy/{policy}",
        "accessScope": scope or {"type": "cluster"},
    }


def _namespaces(*names: str) -> Props:
    return {"type": "namespace", "namespaces": list(names)}


_ADMIN = _association("AmazonEKSClusterAdminPolicy")
_AGREED: Props = {"role": "platform", "breakGlass": [_JANE, "jane-id", "group:admins@example.com"]}
_GROUP_ADMIN = {"role": "roles/container.admin", "member": "group:admins@example.com"}

_ADMINISTRATORS = Cases(
    good={
        "an agreed one on AWS": case(AWS_ADMIN, _ADMIN, **_AGREED),
        "a reader on AWS": case(AWS_ADMIN, _association("AmazonEKSViewPolicy"), **_PLATFORM),
        "an editor of a namespace": case(
            AWS_ADMIN, _association("AmazonEKSEditPolicy", _namespaces("pay-dev")), **_TENANT
        ),
        "an agreed one on Azure": case(ASSIGNMENT, {"roleDefinitionId": _OWNER, "principalId": "jane-id"}, **_AGREED),
        "a reader on Azure": case(ASSIGNMENT, {"roleDefinitionId": f"{_ROLES}acdd72a7-3385-48ef-bd42-f606fba81ae7"}),
        "an agreed one on Google Cloud": case(PROJECT.format("Member"), _GROUP_ADMIN, **_AGREED),
        "a viewer on Google Cloud": case(
            PROJECT.format("Binding"), {"role": "roles/container.clusterViewer", "members": ["user:jane@example.com"]}
        ),
    },
    bad={
        "a stranger on AWS": case(AWS_ADMIN, _ADMIN, at="policyArn", **_PLATFORM),
        "an administrator of namespaces": case(
            AWS_ADMIN, _association("AmazonEKSAdminPolicy", _namespaces("it")), **_PLATFORM
        ),
        "agreed, but in a tenant's stack": case(AWS_ADMIN, _ADMIN, **{**_AGREED, "role": "tenant"}),
        "everywhere in a tenant's stack": case(AWS_ADMIN, _association("AmazonEKSViewPolicy"), at="accessScope.type"),
        "in a namespace of others": case(
            AWS_ADMIN,
            _association("AmazonEKSViewPolicy", _namespaces("pay-dev", "web-dev")),
            at="accessScope.namespaces[1]",
            **_TENANT,
        ),
        **{
            f"{name} on Azure": case(
                ASSIGNMENT, {"roleDefinitionId": _ROLES + role, "principalId": "it"}, at="roleDefinitionId", **_AGREED
            )
            for name, role in {
                "an owner": "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
                "an administrator": "0ab0b1a8-8aac-4efd-b8c2-3ee1fb270be8",
                "an administrator by RBAC": "b1ff04bb-8a4e-4dc4-8eb5-8693973ce19b",
            }.items()
        },
        "of an older API": case(
            "azure-native:authorization/v20220401:RoleAssignment", {"roleDefinitionId": _OWNER}, **_PLATFORM
        ),
        "a stranger on Google Cloud": case(PROJECT.format("Member"), _GROUP_ADMIN, at="role", **_PLATFORM),
        **{
            role: case(
                PROJECT.format("Binding"),
                {"role": f"roles/{role}", "members": ["group:admins@example.com", "user:jane@example.com"]},
                **_AGREED,
            )
            for role in ("container.clusterAdmin", "owner", "editor")
        },
        "in a policy": case(
            PROJECT.format("Policy"),
            _policy("roles/owner", "user:jane@example.com"),
            at="policyData.bindings[0].role",
            **_AGREED,
        ),
        "of the whole folder": case("gcp:folder/iAMMember:IAMMember", _GROUP_ADMIN, **_PLATFORM),
        "everybody": case(
            PROJECT.format("Member"),
            {"role": "roles/viewer", "member": "allAuthenticatedUsers"},
            at="member",
            **_PLATFORM,
        ),
    },
    other={"something else": case("aws:s3/bucket:Bucket", {})},
    deferred={
        "a policy": case(AWS_ADMIN, _association(UNKNOWN), **_PLATFORM),
        "a principal": case(AWS_ADMIN, {**_ADMIN, "principalArn": UNKNOWN}, **_AGREED),
        "a role": case(ASSIGNMENT, {"roleDefinitionId": UNKNOWN}, **_PLATFORM),
        "members": case(PROJECT.format("Binding"), {"role": "roles/owner", "members": UNKNOWN}, **_PLATFORM),
    },
)

CASES = {"KS-RBAC-11": _IDENTITIES, "KS-RBAC-12": _ADMINISTRATORS}
