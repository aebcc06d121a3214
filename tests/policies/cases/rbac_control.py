"""KS-RBAC-07 to KS-RBAC-10: side doors, credentials, the platform's objects, aggregation."""

from kubespaces_policies.value import UNKNOWN

from .case import Cases, case, manifest
from .pods_privileged import CONFIG_MAP
from .rbac_roles import CLUSTER_ROLE, OWN, READ, ROLE, cluster_role, in_other_forms, of, role, rule

SECRET = "kubernetes:core/v1:Secret"
_EXEC = rule("pods/exec", "create")

CASES = {
    "KS-RBAC-07": Cases(
        good={
            "logs": of(rule(("pods", "pods/log", "nodes"), "get")),
            "break glass": case(CLUSTER_ROLE, cluster_role(_EXEC, name="on-call"), breakGlass=["on-call"]),
            "an operator of the namespace": of(_EXEC, operatorRoles=["payments-dev/it"]),
            "the platform's monitoring": case(
                CLUSTER_ROLE, cluster_role(rule("nodes/metrics", "get")), role="platform"
            ),
            **OWN,
        },
        bad={
            **{
                name: of(rule(("pods", name), "get"), at="rules[0].resources[1]")
                for name in (
                    "nodes/proxy",
                    "nodes/log",
                    "nodes/exec",
                    "nodes/metrics",
                    "pods/attach",
                    "pods/binding",
                    "pods/ephemeralcontainers",
                    "pods/exec",
                    "pods/portforward",
                    "pods/proxy",
                    "pods/resize",
                    "services/proxy",
                )
            },
            "all of the kind": of(rule("*/proxy", "get")),
            "an operator at nodes": of(rule("nodes/proxy", "get"), operatorRoles=["payments-dev/it"]),
            "an operator that binds": of(rule("pods/binding", "create"), operatorRoles=["payments-dev/it"]),
            "all of pods": of(rule("pods/*", "get")),
            "all": of(rule("*", "get")),
            "writing figures": case(CLUSTER_ROLE, cluster_role(rule("nodes/status", "patch")), role="platform"),
            **in_other_forms(_EXEC),
        },
        other={"no role": CONFIG_MAP},
        deferred={"resources": of(rule(UNKNOWN, "get"))},
    ),
    "KS-RBAC-08": Cases(
        good={
            "reading": of(rule("serviceaccounts", "get", "create")),
            "looking at requests": case(
                CLUSTER_ROLE,
                cluster_role(rule("certificatesigningrequests", "get", "create", groups="certificates.k8s.io")),
            ),
            "a Secret": case(SECRET, manifest("v1", "Secret", type="Opaque")),
            "a Secret of no type": case(SECRET, manifest("v1", "Secret", stringData={"a": "b"})),
        },
        bad={
            "tokens": of(rule("serviceaccounts/token", "create"), at="rules[0].resources[0]"),
            "tokens of one": of(rule("serviceaccounts/token", "create", resourceNames=["it"])),
            "all of accounts": of(rule("serviceaccounts/*", "create")),
            "all tokens": of(rule("*/token", "*")),
            **{
                name: case(CLUSTER_ROLE, cluster_role(rule(name, verb, groups="certificates.k8s.io")))
                for name, verb in (
                    ("certificatesigningrequests/approval", "update"),
                    ("certificatesigningrequests/status", "patch"),
                    ("signers", "approve"),
                    ("signers", "sign"),
                    ("clustertrustbundles", "create"),
                )
            },
            "signers of all kinds of verbs": case(
                CLUSTER_ROLE, cluster_role(rule("signers", "sign", groups="*", resourceNames=["example.com/*"]))
            ),
            "a token": case(SECRET, manifest("v1", "Secret", type="kubernetes.io/service-account-token"), at="type"),
            "a bootstrap token": case(SECRET, manifest("v1", "Secret", type="bootstrap.kubernetes.io/token")),
            **in_other_forms(rule("serviceaccounts/token", "create")),
        },
        other={"neither": CONFIG_MAP},
        deferred={
            "a type": case(SECRET, manifest("v1", "Secret", type=UNKNOWN)),
            "verbs": of(rule("serviceaccounts/token", UNKNOWN)),
        },
    ),
    "KS-RBAC-09": Cases(
        good={
            "reading": of(rule(("resourcequotas", "endpoints", "nodes"), "get", "list", "watch")),
            "bindings": of(rule("rolebindings", "create", "delete", groups="rbac.authorization.k8s.io")),
            "network policies": of(rule("networkpolicies", "create", groups="networking.k8s.io")),
            "Services": of(rule("services", "create", "update")),
            "an operator of the namespace": of(
                rule(("endpoints", "services/status"), "update"), operatorRoles=["payments-dev/it"]
            ),
            "nodes of another API": of(rule("nodes", "create", groups="example.com")),
        },
        bad={
            **{
                name: of(rule(name, "patch"), at="rules[0].resources[0]")
                for name in (
                    "endpoints",
                    "limitranges",
                    "namespaces",
                    "namespaces/finalize",
                    "nodes",
                    "persistentvolumes",
                    "resourcequotas",
                    "services/status",
                )
            },
            **{
                name: case(CLUSTER_ROLE, cluster_role(rule(name, "deletecollection", groups=group)))
                for group, name in (
                    ("admissionregistration.k8s.io", "validatingadmissionpolicybindings"),
                    ("admissionregistration.k8s.io", "mutatingwebhookconfigurations"),
                    ("apiextensions.k8s.io", "customresourcedefinitions"),
                    ("discovery.k8s.io", "endpointslices"),
                    ("gateway.networking.k8s.io", "gateways"),
                    ("networking.k8s.io", "ingresses/status"),
                    ("scheduling.k8s.io", "priorityclasses"),
                )
            },
            "all resources": of(rule("*", "update")),
            "an operator with quotas": of(rule("resourcequotas", "update"), operatorRoles=["payments-dev/it"]),
            "all status": of(rule("*/status", "update")),
            "all verbs": of(rule("resourcequotas", "*")),
            "all groups": of(rule("resourcequotas", "update", groups="*")),
            "a group that is not known": of(rule("resourcequotas", "update", groups=UNKNOWN)),
            **in_other_forms(rule("resourcequotas", "update")),
        },
        other={"no role": CONFIG_MAP},
        deferred={"verbs": of(rule("endpoints", UNKNOWN)), "resources": of(rule(UNKNOWN, "update"))},
    ),
    "KS-RBAC-10": Cases(
        good={
            "no label": case(CLUSTER_ROLE, cluster_role(READ)),
            "the platform's": case(
                CLUSTER_ROLE,
                cluster_role(READ, labels={"rbac.authorization.k8s.io/aggregate-to-view": "true"}),
                role="platform",
            ),
            "a label of one's own": case(
                CLUSTER_ROLE,
                cluster_role(
                    aggregationRule={
                        "clusterRoleSelectors": [
                            {"matchLabels": {"example.com/aggregate": "true"}},
                            {"matchExpressions": [{"key": "example.com/aggregate", "operator": "Exists"}]},
                        ]
                    }
                ),
            ),
        },
        bad={
            **{
                f"to {name}": case(
                    CLUSTER_ROLE,
                    cluster_role(READ, labels={f"rbac.authorization.k8s.io/aggregate-to-{name}": "true"}),
                    at=f'metadata.labels["rbac.authorization.k8s.io/aggregate-to-{name}"]',
                )
                for name in ("admin", "edit", "view")
            },
            **{
                title: case(
                    CLUSTER_ROLE, cluster_role(aggregationRule={"clusterRoleSelectors": selectors}), role="platform"
                )
                for title, selectors in {
                    "no selectors": [],
                    "an empty selector": [{"matchLabels": {"example.com/it": "true"}}, {}],
                    "empty labels": [{"matchLabels": {}}],
                    "all but one": [{"matchExpressions": [{"key": "example.com/it", "operator": "DoesNotExist"}]}],
                }.items()
            },
            "no selectors at all": case(CLUSTER_ROLE, cluster_role(aggregationRule={})),
            "a patch": case(
                f"{CLUSTER_ROLE}Patch",
                cluster_role(labels={"rbac.authorization.k8s.io/aggregate-to-edit": "true"}),
            ),
        },
        other={"no ClusterRole": case(ROLE, role(READ))},
        deferred={
            "selectors": case(CLUSTER_ROLE, cluster_role(aggregationRule={"clusterRoleSelectors": UNKNOWN})),
            "labels": case(CLUSTER_ROLE, cluster_role(labels=UNKNOWN)),
        },
    ),
}
