"""What must hold between the fields of one tenant."""

# ruff: noqa: E501 - each message stands on one line, as people see it

from typing import Any

import pytest

from tests.documents import problems_in, tenant


def env(**fields: Any) -> list[dict[str, Any]]:
    return [{"name": "dev", "share": "100%", **fields}]


@pytest.mark.parametrize(
    ("outer", "inner", "problem"),
    [
        (
            {"isolation": "sandboxed"},
            {"isolation": "namespace"},
            "isolation: namespace: is looser than the tenant's 'sandboxed'",
        ),
        (
            {"isolation": "dedicated-nodes"},
            {"isolation": "sandboxed"},
            "isolation: sandboxed: is looser than the tenant's 'dedicated-nodes'",
        ),
        ({"isolation": "sandboxed"}, {"sandbox": False}, "sandbox: false: is looser than the tenant's 'sandbox'"),
        ({"sandbox": True}, {"sandbox": False}, "sandbox: false: is looser than the tenant's 'sandbox'"),
        (
            {"podSecurity": "restricted"},
            {"podSecurity": "baseline"},
            "podSecurity: baseline: is looser than the tenant's 'restricted'",
        ),
        (
            {},
            {"network": {"ingress": "same-tenant"}},
            "network.ingress: same-tenant: is looser than the tenant's 'same-namespace'",
        ),
        (
            {"network": {"ingress": "deny"}},
            {"network": {"ingress": "same-namespace"}},
            "network.ingress: same-namespace: is looser than the tenant's 'deny'",
        ),
        ({}, {"network": {"egress": "dns+public"}}, "network.egress: dns+public: is looser than the tenant's 'dns'"),
        (
            {},
            {"network": {"allowTo": [{"cidr": "10.0.0.0/8"}]}},
            "network.allowTo[0]: an opening of its own: is looser than the tenant's 'list of openings'",
        ),
        (
            {"network": {"allowFrom": [{"cidr": "10.0.0.0/8"}]}},
            {"network": {"allowFrom": [{"cidr": "10.0.0.0/8", "ports": [443]}]}},
            "network.allowFrom[0]: an opening of its own: is looser than the tenant's 'list of openings'",
        ),
    ],
)
def test_an_environment_may_only_be_tighter(outer: dict[str, Any], inner: dict[str, Any], problem: str) -> None:
    assert problems_in(tenant(environments=env(**inner), **outer)) == [
        f"t.yaml: shop: environments[0].{problem}; an environment may only be tighter"
    ]


@pytest.mark.parametrize(
    ("outer", "inner"),
    [
        ({}, {"isolation": "dedicated-nodes", "podSecurity": "restricted", "sandbox": True}),
        ({"isolation": "sandboxed"}, {"isolation": "dedicated-nodes", "sandbox": True}),
        ({"podSecurity": "restricted"}, {"podSecurity": "restricted"}),
        (
            {"network": {"ingress": "same-tenant", "egress": "dns+public"}},
            {"network": {"ingress": "deny", "egress": "deny"}},
        ),
        ({"network": {"allowTo": [{"cidr": "10.0.0.0/8"}]}}, {"network": {"allowTo": [{"cidr": "10.0.0.0/8"}]}}),
        ({"network": {"allowTo": [{"cidr": "10.0.0.0/8"}]}}, {"network": {}}),
    ],
)
def test_a_tighter_environment_is_fine(outer: dict[str, Any], inner: dict[str, Any]) -> None:
    assert problems_in(tenant(environments=env(**inner), **outer)) == []


ACCESS = [
    ({"role": "view"}, "[0]: name exactly one of group, user or serviceAccount"),
    ({"role": "view", "group": "a", "user": "b"}, "[0]: name exactly one of group, user or serviceAccount"),
    ({"group": "a"}, "[0].role: is required; add it"),
    (
        {"role": "owner", "group": "a"},
        "[0].role: owner: is not allowed; use one of: view, deployer, edit, debug, admin",
    ),
    ({"role": "veiw", "group": "a"}, "[0].role: veiw: is not allowed; did you mean 'view'?"),
    ({"role": "view", "group": ""}, "[0].group: (empty): must not be empty"),
    ({"role": "view", "group": " a"}, "[0].group: a: must not be empty or have blanks around it"),
    (
        {"role": "view", "group": "a" * 254},
        f"[0].group: {'a' * 57}...: is too long; at most 253 characters are allowed",
    ),
    (
        {"role": "view", "group": "system:masters"},
        "[0].group: system:masters: names of Kubernetes itself ('system:...') reach beyond one team; name a group of your own",
    ),
    ({"role": "view", "group": 7}, "[0].group: 7: must be text; put it in quotes"),
    ({"role": "view", "serviceAccount": "deployer"}, "[0].serviceAccount: deployer: must be 'namespace/name'"),
    (
        {"role": "deployer", "serviceAccount": "Argo/deployer"},
        "[0].serviceAccount: Argo/deployer: is no DNS label (a-z, 0-9 and '-', starting and ending with a letter or digit); use 'argo'",
    ),
    (
        {"role": "deployer", "serviceAccount": "kube-system/default"},
        "[0].serviceAccount: kube-system/default: is a service account that others can use as well; give the tool a namespace and account of its own",
    ),
    (
        {"role": "deployer", "serviceAccount": "default/argo"},
        "[0].serviceAccount: default/argo: is a service account that others can use as well; give the tool a namespace and account of its own",
    ),
    (
        {"role": "admin", "serviceAccount": "shop-dev/app"},
        "[0].role: admin: a workload of the tenant would get 'admin'; its own accounts get view or deployer only",
    ),
    (
        {"role": "edit", "group": "a", "environments": ["tset"]},
        "[0].environments[0]: tset: is no environment of this tenant; use one of: dev, prod",
    ),
    ({"role": "edit", "group": "a", "environments": []}, "[0].environments: needs at least 1 entry; add one"),
]


@pytest.mark.parametrize(("access", "problem"), ACCESS)
def test_wrong_access(access: dict[str, Any], problem: str) -> None:
    assert problems_in(tenant(access=[access])) == [f"t.yaml: shop: access{problem}"]


@pytest.mark.parametrize(
    "access",
    [
        {"role": "deployer", "serviceAccount": "argo/deployer"},
        {"role": "view", "serviceAccount": "shop-dev/app"},
        {"role": "admin", "group": "oidc:shop leads", "environments": ["dev"]},
        {"role": "view", "user": "ann@example.com"},
    ],
)
def test_good_access(access: dict[str, Any]) -> None:
    assert problems_in(tenant(access=[access])) == []


@pytest.mark.parametrize(
    ("limits", "problem"),
    [
        (
            {"default": {"cpu": 2}, "max": {"cpu": 1}},
            "limits.default.cpu: 2: is larger than max 1; lower it or raise max",
        ),
        (
            {"defaultRequest": {"memory": "2Gi"}, "default": {"memory": "1Gi"}},
            "limits.defaultRequest.memory: 2Gi: is larger than the default limit 1Gi; lower it or raise default.memory",
        ),
        (
            {"defaultRequest": {"cpu": 1}},
            "limits.defaultRequest.cpu: 1: is larger than the default limit 500m; lower it or raise default.cpu",
        ),
        (
            {"defaultRequest": {"ephemeralStorage": "512Mi"}, "max": {"ephemeralStorage": "300Mi"}},
            "limits.defaultRequest.ephemeralStorage: 512Mi: is larger than the default limit 300Mi; lower it or raise default.ephemeralStorage",
        ),
    ],
)
def test_wrong_limits(limits: dict[str, Any], problem: str) -> None:
    assert problems_in(tenant(limits=limits)) == [f"t.yaml: shop: {problem}"]
    inner = tenant(environments=[{"name": "dev", "share": "100%", "limits": limits}])
    assert problems_in(inner) == [f"t.yaml: shop: environments[0].{problem}"]


def test_good_limits() -> None:
    limits = {
        "default": {"cpu": 1},
        "defaultRequest": {"cpu": 1, "memory": "64Mi"},
        "max": {"cpu": 2, "memory": "64Mi"},
    }
    assert problems_in(tenant(limits=limits)) == []
