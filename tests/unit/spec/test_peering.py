"""Peering between tenants."""

# ruff: noqa: E501 - each message stands on one line, as people see it

from typing import Any

import pytest

from tests.documents import host, problems_in, tenant


def peers(*, to: Any = (), by: Any = ()) -> dict[str, Any]:
    return {"network": {"allowTo": list(to), "allowFrom": list(by)}}


def test_both_sides_must_want_it() -> None:
    shop, bank = tenant(**peers(to=[{"tenant": "bank"}])), tenant("bank", **peers(by=[{"tenant": "shop"}]))
    assert problems_in(shop, bank) == []


def test_one_sided_peering_is_told_to_the_side_that_asks() -> None:
    shop = tenant(**peers(to=[{"tenant": "bank"}]))
    assert problems_in(shop, tenant("bank")) == [
        "t.yaml: shop: network.allowTo[0].tenant: bank: does not agree: add {tenant: shop} to network.allowFrom of tenant bank"
    ]
    bank = tenant("bank", **peers(by=[{"tenant": "shop"}]))
    assert problems_in(tenant(), bank) == [
        "t.yaml: bank: network.allowFrom[0].tenant: shop: does not agree: add {tenant: bank} to network.allowTo of tenant shop"
    ]


def test_two_that_both_only_call_do_not_agree() -> None:
    shop, bank = tenant(**peers(to=[{"tenant": "bank"}])), tenant("bank", **peers(to=[{"tenant": "shop"}]))
    assert [line.split(": ")[1] for line in problems_in(shop, bank)] == ["bank", "shop"]


def test_agreement_may_stand_in_one_environment_only() -> None:
    quiet = {"name": "dev", "share": "50%", "network": {"ingress": "same-namespace"}}
    bank = tenant("bank", environments=[quiet, {"name": "prod", "share": "50%"}], **peers(by=[{"tenant": "shop"}]))
    assert problems_in(tenant(**peers(to=[{"tenant": "bank"}])), bank) == []


@pytest.mark.parametrize(
    ("peer", "problem"),
    [
        ({"tenant": "bnak"}, ".tenant: bnak: is no tenant of this fleet; did you mean 'bank'?"),
        ({"tenant": "shop"}, ".tenant: shop: is the tenant itself; use ingress: same-tenant"),
        (
            {"tenant": "bank", "environments": ["tset"]},
            ".environments[0]: tset: is no environment of tenant bank; use one of: dev, prod",
        ),
    ],
)
def test_peers_that_are_not_there(peer: dict[str, Any], problem: str) -> None:
    bank = tenant("bank", **peers(by=[{"tenant": "shop"}]))
    shop = tenant(**peers(to=[{"tenant": "bank"}, peer]))
    assert problems_in(shop, bank) == [f"t.yaml: shop: network.allowTo[1]{problem}"]


def test_a_tenant_alone_has_no_peers() -> None:
    assert problems_in(tenant(**peers(to=[{"tenant": "bank"}]))) == [
        "t.yaml: shop: network.allowTo[0].tenant: bank: is no tenant of this fleet; nothing is allowed here"
    ]


def test_all_environments_that_are_not_there_are_told() -> None:
    bank = tenant("bank", **peers(by=[{"tenant": "shop"}]))
    shop = tenant(**peers(to=[{"tenant": "bank", "environments": ["dve", "prod", "prdo"]}]))
    assert problems_in(shop, bank) == [
        "t.yaml: shop: network.allowTo[0].environments[0]: dve: is no environment of tenant bank; did you mean 'dev'?",
        "t.yaml: shop: network.allowTo[0].environments[2]: prdo: is no environment of tenant bank; did you mean 'prod'?",
    ]


def test_a_peering_in_an_environment_is_checked_as_well() -> None:
    own = {"name": "dev", "share": "50%", "network": {"allowTo": [{"tenant": "bank"}]}}
    shop = tenant(environments=[own, {"name": "prod", "share": "50%"}], **peers(to=[{"tenant": "bank"}]))
    rule = "does not agree: add {tenant: shop} to network.allowFrom of tenant bank"
    assert problems_in(shop, tenant("bank")) == [
        f"t.yaml: shop: environments[0].network.allowTo[0].tenant: bank: {rule}",
        f"t.yaml: shop: network.allowTo[0].tenant: bank: {rule}",
    ]


def test_that_a_peer_is_not_well_formed_is_no_further_problem() -> None:
    shop = tenant(**peers(to=[{"tenant": "bank"}]))
    assert problems_in(shop, tenant("bank", owner=5)) == ["t.yaml: bank: owner: 5: must be text; put it in quotes"]


def test_peers_must_be_on_one_host_cluster() -> None:
    shop = tenant(placement={"hostCluster": "eu"}, **peers(to=[{"tenant": "bank"}]))
    bank = tenant("bank", placement={"hostCluster": "us"}, **peers(by=[{"tenant": "shop"}]))
    hosts = host("eu", takes="placed"), host("us", takes="placed")
    assert problems_in(shop, bank, *hosts) == [
        "t.yaml: bank: network.allowFrom[0].tenant: shop: is on host cluster eu, this tenant on us; peering needs one cluster",
        "t.yaml: shop: network.allowTo[0].tenant: bank: is on host cluster us, this tenant on eu; peering needs one cluster",
    ]
