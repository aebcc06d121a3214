"""Golden reviews of changes to tenants, through the real engine, offline, against the state of a small fleet."""

# ruff: noqa: E501 - each case stands together

import copy
from collections.abc import Callable
from typing import Any

import pytest
from review_support import Fleet, decided, hold
from tests.documents import host, tenant

pytestmark = pytest.mark.engine

Documents = dict[str, Any]
Change = Callable[[Documents], Any]

SHOP = {
    "isolation": "namespace",
    "quota": {"cpu": "8", "memory": "16Gi", "pods": 80, "loadBalancers": 1, "ephemeralStorage": "90Gi"},
    "environments": [
        {"name": "dev", "quota": {"cpu": "2", "memory": "4Gi", "pods": 20}},
        {"name": "test", "quota": {"cpu": "1", "memory": "2Gi", "pods": 10}},
        {"name": "prod", "quota": {"cpu": "4", "memory": "8Gi", "pods": 30}},
    ],
    "access": [
        {"group": "shop-devs", "role": "edit", "environments": ["dev", "test"]},
        {"group": "shop-devs", "role": "view"},
    ],
    "registries": ["registry.example.com/shop"],
}
BANK = {
    "owner": "bank@example.com",
    "environments": [{"name": "prod", "share": "100%", "protect": False, "onDelete": "delete"}],
    "isolation": "sandboxed",
    "access": [{"group": "bank-devs", "role": "view"}],
    "network": {"egress": "dns+public", "allowFrom": [{"role": "monitoring"}]},
}
BASE: Documents = {"local": host(), "shop": tenant(**SHOP), "bank": tenant("bank", **BANK)}


@pytest.fixture(scope="module")
def fleet(tmp_path_factory: pytest.TempPathFactory) -> Fleet:
    return Fleet(tmp_path_factory.mktemp("tenants"), "local", BASE)


def shop(**spec: Any) -> Change:
    return lambda documents: documents["shop"]["spec"].update(spec)


def bank(**spec: Any) -> Change:
    return lambda documents: documents["bank"]["spec"].update(spec)


def environment(index: int, **fields: Any) -> Change:
    return lambda documents: documents["shop"]["spec"]["environments"][index].update(fields)


def without(name: str) -> Change:
    """Remove an environment of the shop, and from the grants that name it."""

    def change(documents: Documents) -> None:
        spec = documents["shop"]["spec"]
        spec["environments"] = [item for item in spec["environments"] if item["name"] != name]
        for access in spec["access"]:
            if name in access.get("environments", []):
                access["environments"].remove(name)

    return change


def more(field: str, item: Any) -> Change:
    return lambda documents: documents["shop"]["spec"][field].append(item)


def peering(documents: Documents) -> None:
    shop(network={"allowFrom": [{"tenant": "bank", "environments": ["prod"], "ports": ["8443"]}]})(documents)
    network = copy.deepcopy(BANK["network"])
    bank(
        network={**network, "allowTo": [{"tenant": "shop", "environments": ["dev", "test", "prod"], "ports": ["8443"]}]}
    )(documents)


def rename(documents: Documents) -> None:
    documents["bank"]["spec"]["environments"][0]["name"] = "production"


CASES: dict[str, tuple[Change, list[str]]] = {
    "no-change": (lambda documents: None, []),
    "quota-up": (environment(0, quota={"cpu": "3", "memory": "4Gi", "pods": 20}), ["isolation-lowered shop-dev"]),
    "quota-down": (environment(0, quota={"cpu": "1", "memory": "4Gi", "pods": 20}), []),
    "environment-added": (more("environments", {"name": "load", "quota": {"cpu": "500m", "memory": "1Gi", "pods": 5}}), []),
    "environment-removed": (without("dev"), ["destruction shop-dev"]),
    "production-environment-removed": (without("prod"), []),
    "rung-raised": (environment(1, isolation="sandboxed"), []),
    "rung-lowered": (bank(isolation="namespace"), ["isolation-lowered bank-prod"]),
    "peering-opened": (
        peering,
        ["isolation-lowered bank-prod", "isolation-lowered shop-dev", "isolation-lowered shop-prod", "isolation-lowered shop-test"],
    ),
    "group-given-admin": (more("access", {"group": "shop-leads", "role": "admin", "environments": ["dev"]}), ["isolation-lowered shop-dev"]),
    "group-loses-edit": (shop(access=[{"group": "shop-devs", "role": "view"}]), []),
    "registry-added": (
        more("registries", "docker.io"),
        ["isolation-lowered shop-dev", "isolation-lowered shop-prod", "isolation-lowered shop-test"],
    ),
    "pod-security-lowered": (environment(2, podSecurity="baseline"), ["isolation-lowered shop-prod"]),
    "pod-security-raised": (environment(0, podSecurity="restricted"), []),
    "internet-opened": (
        shop(network={"egress": "dns+public"}),
        ["isolation-lowered shop-dev", "isolation-lowered shop-prod", "isolation-lowered shop-test"],
    ),
    "internet-closed": (bank(network={"egress": "dns"}), []),
    "host-name-claimed": (
        environment(0, hostnames=["shop.example.com"]), ["isolation-lowered shop-dev"],
    ),
    "namespace-renamed": (rename, ["destruction bank-prod"]),
    "tenant-removed-in-production": (lambda documents: documents.pop("bank"), ["destruction bank-prod"]),
    "protected-tenant-removed": (lambda documents: documents.pop("shop"), []),
    "production-unprotected": (environment(2, protect=False, onDelete="delete"), ["isolation-lowered shop-prod"]),
    "owner-changed": (shop(owner="others@example.com"), []),
    "host-cluster-newer": (lambda documents: documents["local"]["spec"].update(kubernetesVersion="1.35"), []),
}  # fmt: skip


@pytest.mark.parametrize(("change", "expected"), CASES.values(), ids=CASES.keys())
def test_golden(fleet: Fleet, request: pytest.FixtureRequest, change: Change, expected: list[str]) -> None:
    documents = copy.deepcopy(BASE)
    change(documents)

    review = fleet.review(documents)

    hold(request.node.callspec.id, review)
    assert decided(review) == sorted(expected) or review.errors, decided(review)
