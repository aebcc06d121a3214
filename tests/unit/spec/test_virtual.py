"""Documents on the rung ``virtual``."""

# ruff: noqa: E501 - tables of values and rules

from typing import Any

import pytest

from tests.documents import host, problems_in, tenant

GATEWAY = {"gateway": {"className": "cilium"}}


def virtual(**fields: Any) -> dict[str, Any]:
    return tenant(isolation="virtual", virtual=fields)


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"kubernetesVersion": "1.33.4", "highAvailability": True},
        {"backingStore": "etcd", "sync": {"serviceAccounts": True}},
        {"backingStore": "embedded-etcd", "licensed": True},
        {"values": {"sync": {"toHost": {"endpoints": {"enabled": False}}}, "logging": {"encoding": "json"}}},
        {"values": {"controlPlane": {"statefulSet": {"scheduling": {"tolerations": [{"key": "x"}]}}}}},
    ],
)
def test_good_ones(fields: dict[str, Any]) -> None:
    assert problems_in(virtual(**fields), host()) == []


def test_a_domain_needs_the_hosts_gateways() -> None:
    (problem,) = problems_in(virtual(domain="eu.example.com"), host())
    assert problem.startswith(
        "t.yaml: shop: virtual.domain: eu.example.com: host cluster local has no shared Gateways;"
    )
    assert problems_in(virtual(domain="eu.example.com"), host(virtualClusters=GATEWAY)) == []


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"highAvailability": True, "backingStore": "sqlite"}, "highAvailability: true needs a store with replicas"),
        ({"backingStore": "embedded-etcd"}, "backingStore: embedded-etcd takes a licence; write licensed: true"),
        ({"kubernetesVersion": "1.34"}, "is no version with its patch, such as '1.34.0'"),
        ({"kubernetesVersion": "1.29.1"}, "of 1.31, 1.32, 1.33, 1.34"),
        ({"apps": {"name": "proxy"}}, "apps needs a domain for its host names"),
        ({"backingStore": "mysql"}, "use one of: sqlite, etcd, embedded-etcd"),
    ],
)
def test_what_does_not_fit_together(fields: dict[str, Any], rule: str) -> None:
    (problem,) = problems_in(virtual(**fields), host())
    assert problem.startswith("t.yaml: shop: virtual")
    assert rule in problem


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        ({"controlPlane": {"statefulSet": {"security": {"containerSecurityContext": {"runAsUser": 0}}}}}, "could lower"),
        ({"rbac": {"clusterRole": {"extraRules": [{"verbs": ["*"]}]}}}, "values.rbac.clusterRole.extraRules is the platform's"),
        ({"policies": {"networkPolicy": {"enabled": True}}}, "values.policies.networkPolicy.enabled is the platform's"),
        ({"sync": {"toHost": {"ingresses": {"enabled": True}}}}, "values.sync.toHost.ingresses.enabled is the platform's"),
        ({"sync": {"toHost": {"endpoints": {"enabled": True}}}}, "values.sync.toHost.endpoints.enabled can only be turned off"),
        ({"sync": {"toHost": {"pods": {"runtimeClassName": ""}}}}, "values.sync.toHost.pods.runtimeClassName is the platform's"),
        ({"controlPlane": {"hostPathMapper": {"enabled": True}}}, "values.controlPlane.hostPathMapper.enabled is a licensed"),
        ({"controlPlane": {"statefulSet": {"persistence": {"addVolumes": [{"hostPath": {"path": "/"}}]}}}}, "could lower"),
        ({"experimental": {"deploy": {"host": {"manifests": "x"}}}}, "could lower"),
        ({"sleepMode": {"enabled": True}}, "licensed feature"),
        ({"plugins": {"x": {"image": "y"}}}, "could lower"),
    ],
)  # fmt: skip
def test_values_that_could_lower_isolation_are_refused(values: dict[str, Any], rule: str) -> None:
    (problem,) = problems_in(virtual(values=values), host())
    assert rule in problem


def test_all_that_is_wrong_is_told_at_once() -> None:
    document = virtual(
        highAvailability=True, backingStore="sqlite", apps={"name": "proxy"}, values={"pro": True, "telemetry": {"enabled": True}}
    )  # fmt: skip
    (problem,) = problems_in(document, host())
    for part in ("values.pro", "values.telemetry.enabled", "highAvailability", "apps needs a domain"):
        assert part in problem


def test_a_block_without_the_rung_is_told() -> None:
    document = tenant(virtual={"kubernetesVersion": "1.34.0"})
    assert problems_in(document, host()) == [
        "t.yaml: shop: virtual: is for the rung virtual, which no environment is on; write isolation: virtual or remove it"
    ]
    document["spec"]["environments"][1]["isolation"] = "virtual"
    assert problems_in(document, host()) == []


def test_what_would_loosen_the_rung_is_refused() -> None:
    environments = [{"name": "dev", "share": "40%", "podSecurity": "baseline"}, {"name": "test", "share": "10%", "sandbox": False}]  # fmt: skip
    found = problems_in(tenant(isolation="virtual", environments=environments), host())
    assert [problem.split(": ")[2] for problem in found] == ["environments[0].podSecurity", "environments[1].sandbox"]
    lower = tenant(environments=[{"name": "dev", "share": "40%", "isolation": "virtual", "sandbox": False}])
    assert ["contradicts the rung virtual" in problem for problem in problems_in(lower, host())] == [True]


def test_the_control_plane_must_fit_into_the_limits() -> None:
    found = problems_in(tenant(isolation="virtual", limits={"max": {"memory": "1Gi", "cpu": "500m"}}), host())
    assert len([problem for problem in found if "own control plane needs" in problem]) == 2
    assert any("limits.max.memory" in problem and "(2Gi)" in problem for problem in found)


def test_the_host_must_offer_what_it_takes() -> None:
    bare = host(sandboxClasses=None, network=None)
    found = problems_in(tenant(isolation="virtual"), bare)
    assert any("names no sandboxClasses" in problem for problem in found)
    assert any("network.roles.apiServer" in problem for problem in found)


def test_the_hosts_capacity_counts_what_virtual_clusters_take() -> None:
    quota = {"cpu": "8", "memory": "16Gi"}
    fits = host(capacity={"cpu": "8", "memory": "16Gi"})
    assert problems_in(tenant(quota=quota), fits) == []
    found = problems_in(tenant(quota=quota, isolation="virtual"), fits)
    assert any("cpu of all tenants adds up to 11, host cluster local has 8" in problem for problem in found)


def test_names_of_hosts_are_unique_over_the_fleet() -> None:
    gateways = host(virtualClusters=GATEWAY)
    one = virtual(domain="eu.example.com")
    thief = tenant("thief", hostnames=["shop-dev.api.eu.example.com"])
    found = problems_in(one, thief, gateways)
    assert any(
        problem.startswith("t.yaml: thief: hostnames[0]: shop-dev.api.eu.example.com: is also claimed by tenant shop")
        for problem in found
    )
    below = tenant("thief", hostnames=["x.shop-dev.apps.eu.example.com"])
    assert any("is also claimed by tenant shop" in problem for problem in problems_in(one, below, gateways))
    over = tenant("thief", hostnames=["*.apps.eu.example.com"])
    assert any("thief: hostnames[0]" in problem for problem in problems_in(one, over, gateways))
    twice = [tenant(name, hostnames=["www.example.com"]) for name in ("a", "b")]
    assert len(problems_in(*twice, gateways)) == 2
    apart = [tenant(name, hostnames=[f"{name}.example.com"]) for name in ("a", "b")]
    assert problems_in(*apart, gateways) == []


def test_a_gateway_has_at_most_64_listeners() -> None:
    environments = [{"name": f"e{index}", "quota": {"cpu": "1", "memory": "3Gi"}} for index in range(33)]
    block = {"domain": "eu.example.com", "apps": {"name": "proxy"}}
    quota = {"cpu": "100", "memory": "200Gi", "ephemeralStorage": "900Gi", "pods": 5000}
    tenants = [
        tenant(name, isolation="virtual", environments=environments, virtual=block, quota=quota) for name in ("a", "b")
    ]
    (problem,) = problems_in(*tenants, host(virtualClusters=GATEWAY))
    assert problem == (
        "t.yaml: b: virtual.appsGateway: 1: Gateway 1 of host cluster local would have 66 listeners, at most 64 are "
        "possible; write appsGateway: 2"
    )
    tenants[1]["spec"]["virtual"] = {**block, "appsGateway": 2}
    assert problems_in(*tenants, host(virtualClusters=GATEWAY)) == []


@pytest.mark.parametrize("prefix", ["", "system:", "system:x:", "s", "no colon", "oidc: "])
@pytest.mark.parametrize("field", ["groupsPrefix", "usernamePrefix"])
def test_names_of_an_issuer_cannot_be_kubernetes_own(field: str, prefix: str) -> None:
    oidc = {"issuer": "https://login.example.com", "clientId": "kubernetes", field: prefix}
    (problem,) = problems_in(host(virtualClusters={"oidc": oidc}))
    assert f"virtualClusters.oidc.{field}" in problem
    assert "such as 'oidc:'" in problem
