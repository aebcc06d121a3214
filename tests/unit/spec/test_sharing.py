"""Documents with ``virtual.per: tenant``: one virtual cluster for several environments."""

# ruff: noqa: E501 - each message stands on one line, as people see it

from typing import Any

import pytest

from kubespaces.spec.namespace import NamespaceSpec
from tests.documents import host, problems_in, tenant

DEV, TEST, PROD = ({"name": name, "share": "30%"} for name in ("dev", "test", "prod"))


def sharing(*environments: dict[str, Any], **spec: Any) -> dict[str, Any]:
    return tenant(
        **{
            "isolation": "virtual",
            "virtual": {"per": "tenant"},
            "environments": list(environments or (DEV, TEST, PROD)),
            **spec,
        }
    )


def rules(document: dict[str, Any], *others: dict[str, Any]) -> list[str]:
    return [problem.removeprefix("t.yaml: shop: ") for problem in problems_in(document, *others, host())]


@pytest.mark.parametrize(
    "environments",
    [
        (DEV, TEST, PROD),
        (DEV,),
        (DEV, {**TEST, "isolation": "virtual"}),
        (PROD, {**TEST, "protect": False, "onDelete": "delete"}),
        ({**PROD, "name": "live"}, {**DEV, "name": "prod", "production": False}),
        (DEV, {**PROD, "protect": True, "onDelete": "retain", "network": {"ingress": "deny"}}),
    ],
)
def test_good_ones(environments: tuple[dict[str, Any], ...]) -> None:
    assert rules(sharing(*environments)) == []


def test_only_the_rung_counts_where_the_tenant_is_on_another() -> None:
    mixed = sharing(DEV, {**TEST, "isolation": "virtual"}, PROD, isolation="namespace")
    assert rules(mixed) == []


def test_production_alone_shares_with_nobody() -> None:
    (problem,) = rules(sharing(PROD))
    assert problem.startswith(
        "virtual.per: tenant: every environment on the rung virtual is production, which shares no"
    )


def test_without_the_rung_the_block_is_one_problem() -> None:
    (problem,) = rules(sharing(isolation="namespace"))
    assert problem.startswith("virtual: is for the rung virtual")


def test_what_cannot_be_shared_is_told_all_at_once() -> None:
    found = rules(
        sharing(
            DEV,
            {
                **TEST,
                "network": {"egress": "deny"},
                "limits": {"max": {"cpu": "2"}},
                "adopt": "always",
                "protect": True,
            },
            {**TEST, "name": "kube-x", "onDelete": "retain"},
            {**PROD, "name": "shared", "share": "10%", "production": True},
            overcommit=2,
        )
    )
    differs = "environment test shares a virtual cluster with dev and differs from it here; what isolates them is one for both: write the same or write virtual.per: environment"
    gone = "an environment that leaves a shared virtual cluster is deleted in it with everything it has"
    assert found == [
        f"environments[1].adopt: {differs}",
        f"environments[1].limits: {differs}",
        f"environments[1].network: {differs}",
        f"environments[1].protect: true: {gone}; remove protect or write virtual.per: environment",
        "environments[2].name: kube-x: is a namespace of Kubernetes itself inside the shared virtual cluster; rename it or write virtual.per: environment",
        f"environments[2].onDelete: retain: {gone}; remove onDelete or write virtual.per: environment",
        "environments[3].name: shared: is what the environments that share a virtual cluster are called together; rename it or write virtual.per: environment",
    ]


def test_default_is_a_namespace_of_kubernetes_too() -> None:
    (problem,) = rules(sharing({**DEV, "name": "default"}))
    assert problem.startswith("environments[0].name: default: is a namespace of Kubernetes itself")


def test_environments_that_write_the_same_agree() -> None:
    same = {"network": {"egress": "deny"}, "limits": {"max": {"cpu": "2"}}, "adopt": "always"}
    assert rules(sharing({**DEV, **same}, {**TEST, **same})) == []


@pytest.mark.parametrize("environment", ["shared", "default"])
def test_names_are_free_where_nothing_is_shared(environment: str) -> None:
    assert rules(sharing({**DEV, "name": environment}, virtual={"per": "environment"})) == []


def test_the_overhead_counts_once() -> None:
    quota = {"cpu": "8", "memory": "16Gi"}
    enough = host(capacity={"cpu": "11", "memory": "21Gi"})  # 8 and 1.5 each for the shared one and production's own
    assert problems_in(sharing(quota=quota), enough) == []
    apart = problems_in(sharing(quota=quota, virtual={}), enough)
    assert any("cpu of all tenants adds up to 12500m" in problem for problem in apart)


def test_the_clusters_names_are_claimed_not_the_environments() -> None:
    gateways = host(virtualClusters={"gateway": {"className": "cilium"}})
    block = {"per": "tenant", "domain": "eu.example.com"}
    free = tenant("bank", hostnames=["shop-dev.api.eu.example.com", "shop-prod.apps.eu.example.com"])
    assert problems_in(sharing(virtual=block), free, gateways) == []
    taken = tenant("bank", hostnames=["shop-shared.api.eu.example.com"])
    assert len(problems_in(sharing(virtual=block), taken, gateways)) == 2


def test_a_listener_is_for_a_cluster() -> None:
    gateways = host(virtualClusters={"gateway": {"className": "cilium"}})
    block = {"per": "tenant", "domain": "eu.example.com", "apps": {"name": "proxy"}}
    many = [{"name": f"env{index}", "share": "1%"} for index in range(40)]
    quota = {"cpu": "100", "memory": "100Gi", "ephemeralStorage": "1Ti", "pods": 5000}
    two = [
        tenant(name, isolation="virtual", virtual=block, environments=many, quota=quota) for name in ("shop", "bank")
    ]
    assert problems_in(*two, gateways) == []
    for document in two:
        document["spec"]["virtual"] = {**block, "per": "environment"}
    assert any("would have 80 listeners" in problem for problem in problems_in(*two, gateways))


def peering(**to: Any) -> dict[str, Any]:
    return {"network": {"allowTo": [to], "allowFrom": [to]}}


def test_peers_name_the_shared_cluster() -> None:
    shop = sharing(**peering(tenant="bank", environments=["dev", "prod"]))
    bank = tenant("bank", **peering(tenant="shop", environments=["shared", "prod"]))
    assert rules(shop, bank) == []


def test_peers_cannot_name_one_environment_of_it() -> None:
    shop = sharing(**peering(tenant="bank", environments=["dev"]))
    bank = tenant("bank", **peering(tenant="shop", environments=["dev", "typo"]))
    assert problems_in(shop, bank, host()) == [
        f"t.yaml: bank: network.{side}[0].environments[{index}]: {rule}"
        for side in ("allowFrom", "allowTo")
        for index, rule in (
            (0, "dev: shares a virtual cluster of tenant shop with other environments; write shared"),
            (1, "typo: is no environment of tenant shop; use one of: shared, prod"),
        )
    ]


def test_the_same_name_is_not_enough_where_it_is_shared() -> None:
    shop, bank = sharing(**peering(tenant="bank")), tenant("bank", **peering(tenant="shop"))
    found = problems_in(shop, bank, host())
    assert len(found) == 4
    (one,) = [problem for problem in found if problem.startswith("t.yaml: bank: network.allowTo[0].tenant")]
    assert "means dev to dev, but dev of tenant shop shares a virtual cluster" in one
    assert "environments: [shared]" in one


def test_two_that_both_share_are_peers_as_a_whole() -> None:
    shop = sharing(**peering(tenant="bank"))
    bank = sharing(**peering(tenant="shop"))
    bank["metadata"]["name"] = "bank"
    assert rules(shop, bank) == []


QUOTA = {"cpu": "2", "memory": "2Gi", "pods": "10", "ephemeral_storage": "20Gi"}


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"isolation": "namespace"}, "sharedBy is for virtual clusters; write isolation: virtual instead of namespace"),
        ({"production": True}, "neither production nor protected nor retained"),
        ({"on_delete": "retain"}, "neither production nor protected nor retained"),
        ({"shared_by": [{"name": "dev", "quota": QUOTA}, {"name": "dev", "quota": QUOTA}]}, "names are unique"),
        ({"shared_by": [{"name": "default", "quota": QUOTA}]}, "neither 'default' nor 'kube-...'"),
        ({"shared_by": [{"name": "dev", "quota": {**QUOTA, "cpu": "3"}}]}, "has more cpu than quota"),
        ({"shared_by": [{"name": "dev", "quota": {**QUOTA, "devices": {"a.b/c": 1}}}]}, "has more a.b/c than quota"),
    ],
)
def test_a_program_that_makes_a_shared_namespace_is_told_the_same(fields: dict[str, Any], rule: str) -> None:
    given = {
        "tenant": "shop",
        "environment": "shared",
        "owner": "shop@example.com",
        "isolation": "virtual",
        "quota": QUOTA,
        "shared_by": [{"name": "dev", "quota": QUOTA}],
    }
    assert NamespaceSpec.model_validate(given, by_name=True).carried[0].name == "dev"
    with pytest.raises(ValueError, match=rule):
        NamespaceSpec.model_validate({**given, **fields}, by_name=True)
