"""Splitting a quota: shares, fixed parts, the remainder, overcommitment, and what is refused."""

# ruff: noqa: E501 - each message stands on one line, as people see it

from decimal import Decimal
from typing import Any

import pytest

from kubespaces.spec.split import split
from tests.documents import parsed, problems_in, tenant


def envs(*sizes: object) -> list[dict[str, Any]]:
    """Return environments a, b, c, ... with a share each, or a fixed quota where a mapping is given."""
    kinds = ["quota" if isinstance(size, dict) else "share" for size in sizes]
    return [{"name": chr(97 + i), kind: size} for i, (kind, size) in enumerate(zip(kinds, sizes, strict=True))]


def column(amount: str, *sizes: object, **quota: object) -> list[int | str]:
    document = tenant(quota={"cpu": "10", "memory": "10Gi", **quota}, environments=envs(*sizes))
    parts = split(parsed(document).spec).values()
    values = [getattr(part, amount) for part in parts]
    return [int(value) if value == int(value) else str(value) for value in values]


def test_shares() -> None:
    assert column("cpu", "30%", "20%", "50%") == [3, 2, 5]
    assert column("pods", "33%", "33%", "34%", pods=100) == [33, 33, 34]


def test_what_rounding_leaves_over_goes_to_the_largest_fractions_first() -> None:
    assert column("pods", "30%", "20%", "50%", pods=7) == [2, 1, 4]  # 2.1, 1.4 and 3.5
    assert column("load_balancers", "30%", "20%", "50%", loadBalancers=1) == [0, 0, 1]
    assert column("load_balancers", "50%", "50%", loadBalancers=1) == [1, 0]  # equal fractions: the order decides


def test_shares_that_leave_something_hand_out_no_more_than_their_sum() -> None:
    assert column("pods", "10%", "10%", pods=19) == [2, 1]  # 1.9 and 1.9 are 3.8: three whole pods


def test_memory_is_handed_out_in_whole_mebibytes() -> None:
    assert column("memory", "33.33%", "66.67%", memory="10Gi") == [3413 * 2**20, 6827 * 2**20]


def test_cpu_is_handed_out_in_thousandths() -> None:
    assert column("cpu", "33.33%", "66.67%", cpu="1") == ["0.333", "0.667"]


def test_fixed_parts_are_taken_as_they_are_and_the_remainder_gets_the_rest() -> None:
    fixed = {"cpu": "2", "memory": "1Gi", "ephemeralStorage": "5Gi", "pods": 5}
    assert column("cpu", fixed, "remainder", "10%") == [2, 7, 1]
    assert column("memory", fixed, "remainder", "10%") == [2**30, 8 * 2**30, 2**30]
    assert column("storage", fixed, "remainder", "10%", storage="10Gi") == [0, 9 * 2**30, 2**30]


def test_the_remainder_gets_what_is_less_than_a_step() -> None:
    assert column("memory", "50%", "remainder", memory=str(2**30 + 1)) == [2**29, 2**29 + 1]


def test_devices_are_split_as_well() -> None:
    document = tenant(
        quota={"cpu": "10", "memory": "10Gi", "devices": {"nvidia.com/gpu": 3}},
        environments=envs("50%", {"cpu": 1, "memory": "1Gi", "ephemeralStorage": "1Gi", "pods": 1}, "remainder"),
    )
    parts = split(parsed(document).spec).values()
    assert [part.devices["nvidia.com/gpu"] for part in parts] == [1, 0, 2]


def test_shares_may_go_beyond_the_quota_as_far_as_overcommitment_allows() -> None:
    document = tenant(overcommit=1.5, environments=envs("75%", "75%"))
    assert [part.cpu for part in split(parsed(document).spec).values()] == [6, 6]


SMALL = {"cpu": "1", "memory": "1Gi", "ephemeralStorage": "1Gi", "pods": 1}
TOO_MUCH: list[tuple[list[object], dict[str, Any], list[str]]] = [
    (
        ["30%", "20%", "60%"],
        {},
        ["environments[2].share: 60%: shares add up to 110% of the tenant's quota; at most 100%"],
    ),
    (
        ["80%", SMALL, "80%"],
        {"overcommit": 1.5},
        ["environments[2].share: 80%: shares add up to 160% of the tenant's quota; at most 150%"],
    ),
    (
        ["33.33%", "33.33%", "33.35%"],
        {},
        ["environments[2].share: 33.35%: shares add up to 100.01% of the tenant's quota; at most 100%"],
    ),
    (
        ["30%", "remainder", "remainder"],
        {},
        ["environments[2].share: remainder: only one environment can have the remainder; give the others a percentage"],
    ),
    (
        ["90%", "20%", "remainder", "remainder"],
        {},
        [
            "environments[1].share: 20%: shares add up to 110% of the tenant's quota; at most 100%",
            "environments[3].share: remainder: only one environment can have the remainder; give the others a percentage",
        ],
    ),
    (
        ["100%", "remainder"],
        {},
        [
            "environments[1].share: remainder: leaves it no cpu, memory, ephemeral storage and pods; raise the tenant's quota or lower the other environments'"
        ],
    ),
    (
        ["1%", "1%"],
        {},
        [
            "environments[1].share: 1%: leaves it no pods; raise the tenant's quota or lower the other environments'",
        ],
    ),
    (
        [{**SMALL, "cpu": "9"}, "remainder"],
        {},
        [
            "environments[0].quota: cpu 9 is more than the tenant's 8; lower it or raise the tenant's",
            "environments[1].share: remainder: leaves it no cpu; raise the tenant's quota or lower the other environments'",
        ],
    ),
    (
        [{**SMALL, "memory": "10Gi"}, {**SMALL, "memory": "10Gi", "storage": "1Gi"}],
        {},
        [
            "environments[1].quota: memory of the environments adds up to 20Gi, the tenant has 16Gi; lower an environment's or raise the tenant's",
            "environments[1].quota: storage 1Gi is more than the tenant's 0; lower it or raise the tenant's",
        ],
    ),
    (
        [{**SMALL, "cpu": "5"}, "50%"],
        {},
        [
            "environments[0].quota: cpu of the environments adds up to 9, the tenant has 8; lower an environment's or raise the tenant's"
        ],
    ),
    (
        [{**SMALL, "devices": {"nvidia.com/gpu": 1}}, "50%"],
        {},
        [
            "environments[0].quota: nvidia.com/gpu 1 is more than the tenant's 0; lower it or raise the tenant's",
        ],
    ),
    (
        [{**SMALL, "devices": {"nvidia.com/gpu": 2}}, {**SMALL, "devices": {"nvidia.com/gpu": 2}}],
        {"quota": {"cpu": "8", "memory": "16Gi", "devices": {"nvidia.com/gpu": 3}}},
        [
            "environments[1].quota: nvidia.com/gpu of the environments adds up to 4, the tenant has 3; lower an environment's or raise the tenant's",
        ],
    ),
]


@pytest.mark.parametrize(("sizes", "spec", "problems"), TOO_MUCH)
def test_more_than_there_is(sizes: list[object], spec: dict[str, Any], problems: list[str]) -> None:
    assert problems_in(tenant(environments=envs(*sizes), **spec)) == [f"t.yaml: shop: {line}" for line in problems]


@pytest.mark.parametrize(
    ("share", "problem"),
    [
        (30, "30: is no share such as '30%' or 'remainder'; write '30%'"),
        ("30", "30: is no share such as '30%' or 'remainder'"),
        ("rest", "rest: is no share such as '30%' or 'remainder'"),
        ("0%", "0%: must be more than 0% and at most 100% of the tenant's quota"),
        ("101%", "101%: must be more than 0% and at most 100% of the tenant's quota"),
        ("33.333%", "33.333%: is no share such as '30%' or 'remainder'"),
        (True, "true: is no share such as '30%' or 'remainder'"),
        (["30%"], "is no share such as '30%' or 'remainder'"),
    ],
)
def test_what_is_no_share(share: object, problem: str) -> None:
    assert problems_in(tenant(environments=[{"name": "a", "share": share}])) == [
        f"t.yaml: shop: environments[0].share: {problem}"
    ]


@pytest.mark.parametrize("size", [{}, {"share": "10%", "quota": SMALL}])
def test_an_environment_has_exactly_one_size(size: dict[str, object]) -> None:
    assert problems_in(tenant(environments=[{"name": "a", **size}])) == [
        "t.yaml: shop: environments[0]: give exactly one of share (such as '30%' or 'remainder') and quota"
    ]


def test_huge_quotas_are_split_exactly() -> None:
    parts = column("memory", "33.3%", "66.7%", memory="7Ei")
    assert sum(int(part) for part in parts) == 7 * 2**60
    assert Decimal(parts[0]) == Decimal("2687460027238711296")  # 7 Ei * 0.333 is 2562961604345.856 Mi
