"""KS-RBAC-04 and KS-RBAC-05: who gets rights."""

import base64

from kubespaces_policies.value import UNKNOWN

from .case import Cases, Props, case, manifest
from .pods_privileged import CONFIG_MAP
from .rbac_roles import BINDING, CLUSTER_BINDING, binding

CONFIG = "kubernetes:core/v1:ConfigMap"
ENTRY = "aws:eks/accessEntry:AccessEntry"
CLUSTER = "eks:index:Cluster"
REQUEST = "kubernetes:certificates.k8s.io/v1:CertificateSigningRequest"


def _bound(kind: str, name: object, **fields: object) -> Props:
    return binding("RoleBinding", "view", {"kind": "User", "name": "jane"}, {"kind": kind, "name": name, **fields})


def _aws_auth(text: object, name: str = "mapRoles") -> Props:
    return manifest("v1", "ConfigMap", "aws-auth", "kube-system", data={name: text})


def _request(organisation: bytes, signer: str = "example.com/internal") -> Props:
    """Return a certificate request; what is around the name in it does not matter here."""
    der = b"\x30\x82\x01\x00\x31\x17\x30\x15\x06\x03\x55\x04\x0a\x0c" + bytes([len(organisation)]) + organisation
    lines = base64.encodebytes(der).decode()
    pem = f"-----BEGIN CERTIFICATE REQUEST-----\n{lines}-----END CERTIFICATE REQUEST-----\n"
    request = base64.b64encode(pem.encode()).decode()
    spec = {"signerName": signer, "request": request, "usages": ["client auth"]}
    return {"apiVersion": "certificates.k8s.io/v1", "kind": "CertificateSigningRequest", "spec": spec}


_ENTRIES = """
- rolearn: arn:aws:iam::111122223333:role/nodes
  username: system:node:{{EC2PrivateDNSName}}
  groups: [system:bootstrappers, system:nodes]
"""
_SIGNERS = {"signers": ["example.com/internal"]}

CASES = {
    "KS-RBAC-04": Cases(
        good={
            "a group of the tenant": case(BINDING, _bound("Group", "payments-devs"), tenant="payments"),
            "a listed group": case(BINDING, _bound("Group", "oidc:crew"), tenant="payments", groups=["oidc:*"]),
            "any group of the platform's choice": case(BINDING, _bound("Group", "auditors"), role="platform"),
            "the namespace's own accounts": case(BINDING, _bound("Group", "system:serviceaccounts:payments-dev")),
            "the tenant's other accounts": case(
                BINDING, _bound("Group", "system:serviceaccounts:payments-test"), tenant="payments"
            ),
            "an account by its long name": case(BINDING, _bound("User", "system:serviceaccount:payments-dev:it")),
            "an account": case(BINDING, _bound("ServiceAccount", "it", namespace="payments-dev")),
            "an account by the platform's choice": case(
                BINDING, _bound("ServiceAccount", "deployer", namespace="argocd"), role="platform"
            ),
            "nobody": case(BINDING, binding()),
        },
        bad={
            **{
                name: case(BINDING, _bound("Group", name), at="subjects[1].name")
                for name in (
                    "system:authenticated",
                    "system:unauthenticated",
                    "system:serviceaccounts",
                    "system:serviceaccounts:other",
                    "system:nodes",
                )
            },
            **{
                name: case(BINDING, _bound("User", name), role="platform")
                for name in (
                    "system:anonymous",
                    "system:kube-scheduler",
                    "system:serviceaccount:other:it",
                    "system:serviceaccount:payments-dev:it:more",
                )
            },
            "everywhere": case(
                CLUSTER_BINDING,
                binding("ClusterRoleBinding", "view", {"kind": "Group", "name": "system:authenticated"}),
            ),
            "a patch": case(f"{BINDING}Patch", _bound("Group", "system:authenticated")),
            "a group of others": case(BINDING, _bound("Group", "web-devs"), tenant="payments"),
            "a group that begins alike": case(BINDING, _bound("Group", "paymentsdevs"), tenant="payments"),
            "an account of others": case(
                BINDING, _bound("ServiceAccount", "it", namespace="web-dev"), at="subjects[1].namespace", tenant="pay"
            ),
            "beside one that is not known": case(
                BINDING, binding("RoleBinding", "view", UNKNOWN, {"kind": "Group", "name": "system:nodes"})
            ),
        },
        other={"no binding": CONFIG_MAP},
        deferred={
            "a name": case(BINDING, _bound("Group", UNKNOWN)),
            "all of them": case(BINDING, {**binding(), "subjects": UNKNOWN}),
        },
    ),
    "KS-RBAC-05": Cases(
        good={
            "another group": case(BINDING, _bound("Group", "payments-devs")),
            "nodes of EKS": case(CONFIG, _aws_auth(_ENTRIES)),
            "another ConfigMap": case(CONFIG, manifest("v1", "ConfigMap", data={"note": "system:masters"})),
            "an entry": case(ENTRY, {"principalArn": "arn:aws:iam::111122223333:role/it", "kubernetesGroups": ["it"]}),
            "an entry without groups": case(ENTRY, {"principalArn": "arn:aws:iam::111122223333:role/it"}),
            "a cluster": case(CLUSTER, {"roleMappings": [{"roleArn": "it", "groups": ["devs"]}]}),
            "a request": case(REQUEST, _request(b"developers"), **_SIGNERS),
        },
        bad={
            "a subject": case(BINDING, _bound("Group", "system:masters"), at="subjects[1].name"),
            "roles of EKS": case(CONFIG, _aws_auth("- groups: [system:masters]"), at="data.mapRoles"),
            "users of EKS": case(CONFIG, _aws_auth('- groups: ["system:masters"]', "mapUsers"), at="data.mapUsers"),
            "in the words of YAML": case(CONFIG, _aws_auth('- groups: ["system:\\x6dasters"]')),
            "as bytes": case(CONFIG, _aws_auth("- groups: [!!binary c3lzdGVtOm1hc3RlcnM=]")),
            "no YAML": case(CONFIG, _aws_auth("- groups: [")),
            "a date that is none": case(CONFIG, _aws_auth("- 2001-99-99")),
            "a patch": case(f"{CONFIG}Patch", _aws_auth("- groups: [system:masters]")),
            "under another name": case(CONFIG, manifest("v1", "ConfigMap", data={"mapRoles": "[system:masters]"})),
            "an entry": case(ENTRY, {"kubernetesGroups": ["it", "system:masters"]}, at="kubernetesGroups[1]"),
            "a cluster's roles": case(
                CLUSTER, {"roleMappings": [{"groups": ["system:masters"]}]}, at="roleMappings[0].groups[0]"
            ),
            "a cluster's users": case(CLUSTER, {"userMappings": [{"groups": ["it", "system:masters"]}]}),
            "a request": case(REQUEST, _request(b"system:masters"), at="spec.request", **_SIGNERS),
            "a request in wide letters": case(REQUEST, _request("system:masters".encode("utf-16-be")), **_SIGNERS),
            "no request": case(REQUEST, {"spec": {"signerName": "example.com/internal", "request": "!"}}, **_SIGNERS),
            "a signer that is not listed": case(
                REQUEST, _request(b"it", "kubernetes.io/kube-apiserver-client"), at="spec.signerName", **_SIGNERS
            ),
        },
        other={"no such thing": case("kubernetes:core/v1:Service", manifest("v1", "Service"))},
        deferred={
            "what EKS maps": case(CONFIG, manifest("v1", "ConfigMap", "aws-auth", "kube-system", data=UNKNOWN)),
            "groups": case(ENTRY, {"kubernetesGroups": UNKNOWN}),
            "mappings": case(CLUSTER, {"roleMappings": UNKNOWN}),
        },
    ),
}
