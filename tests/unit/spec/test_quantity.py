"""Quantities: what Kubernetes reads, exactly."""

import re
from decimal import Decimal
from typing import Any

import pytest

from kubespaces.spec.quantity import format_bytes, format_cpu, parse_quantity
from tests.documents import problems_in, tenant


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("4", 4), ("500m", "0.5"), ("1.5Gi", 1.5 * 2**30), ("1e3", 1000), ("1e-3", "0.001"), ("12k", 12_000),
        ("1M", 10**6), ("2Ti", 2 * 2**40), ("1Ei", 2**60), (".5", "0.5"), ("5.", 5), ("+5", 5), (" 5 ", 5),
        (4, 4), (1.5, "1.5"), (0, 0), ("100n", "1e-7"), ("7u", "7e-6"), ("9223372036854775807", 2**63 - 1),
    ],
)  # fmt: skip
def test_quantities(written: object, number: Any) -> None:
    assert parse_quantity(written) == Decimal(str(number))


NO_QUANTITY = "is not a quantity such as '4', '500m' or '8Gi'"


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("-1", "must not be negative"),
        (-1, "must not be negative"),
        ("8gb", f"{NO_QUANTITY}; did you mean the suffix 'G'?"),
        ("8GiB", f"{NO_QUANTITY}; did you mean the suffix 'Gi'?"),
        ("8gi", f"{NO_QUANTITY}; did you mean the suffix 'Gi'?"),
        ("8K", f"{NO_QUANTITY}; did you mean the suffix 'k'?"),
        ("two", NO_QUANTITY),
        ("", NO_QUANTITY),
        ("1 Gi", NO_QUANTITY),
        ("1,5", NO_QUANTITY),
        ("1e3Gi", NO_QUANTITY),
        ("1" * 31, NO_QUANTITY),
        (float("nan"), NO_QUANTITY),
        (float("inf"), NO_QUANTITY),
        ("9223372036854775808", "is larger than Kubernetes can count (2^63 - 1)"),
        ("8Ei", "is larger than Kubernetes can count (2^63 - 1)"),
        ("1e99", "is larger than Kubernetes can count (2^63 - 1)"),
        (True, "must be a quantity such as '4', '500m' or '8Gi'"),
        (["4"], "must be a quantity such as '4', '500m' or '8Gi'"),
    ],
)
def test_what_is_no_quantity(written: object, problem: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(problem)}$"):
        parse_quantity(written)


@pytest.mark.parametrize(
    ("quota", "problem"),
    [
        ({"cpu": "0.0001"}, "quota.cpu: 0.0001: is finer than 1m, the smallest share of a CPU core"),
        (
            {"cpu": "500m", "memory": "512m"},
            "quota.memory: 512m: is not a whole number of bytes; 'm' is milli: write 'Mi' for mebibytes",
        ),
        ({"memory": 1.5}, "quota.memory: 1.5: is not a whole number of bytes; 'm' is milli: write 'Mi' for mebibytes"),
        ({"pods": 1.5}, "quota.pods: 1.5: must be a whole number"),
        ({"pods": True}, "quota.pods: true: must be a quantity such as '4', '500m' or '8Gi'"),
        ({"pods": 0}, "quota: pods must be more than 0, or nothing could run"),
        ({"cpu": 0}, "quota: cpu must be more than 0, or nothing could run"),
        ({"ephemeralStorage": "0"}, "quota: ephemeral storage must be more than 0, or nothing could run"),
        ({"cpu": None}, "quota.cpu: is empty; give it a value, or remove the key"),
        ({"devices": {"gpu": 1}}, "quota.devices.gpu: gpu: is no device such as 'nvidia.com/gpu'"),
        ({"devices": {"nvidia.com/gpu": "x"}}, f'quota.devices["nvidia.com/gpu"]: x: {NO_QUANTITY}'),
        ({"devices": {"nvidia.com/gpu": 0.5}}, 'quota.devices["nvidia.com/gpu"]: 0.5: must be a whole number'),
        ({"cpu": 10**40}, "quota.cpu: " + "1" + "0" * 40 + ": is not a quantity such as '4', '500m' or '8Gi'"),
    ],
)
def test_wrong_amounts_in_a_quota(quota: dict[str, object], problem: str) -> None:
    document = tenant(quota={"cpu": "8", "memory": "16Gi", **quota})
    assert problems_in(document) == [f"t.yaml: shop: {problem}"]


@pytest.mark.parametrize(("cores", "written"), [("4", "4"), ("0.5", "500m"), ("2.345", "2345m"), ("0", "0")])
def test_cpu_is_written_the_way_the_api_server_prints_it(cores: str, written: str) -> None:
    assert format_cpu(Decimal(cores)) == written


@pytest.mark.parametrize(
    ("count", "written"),
    [(0, "0"), (1, "1"), (1024, "1Ki"), (3 * 2**29, "1536Mi"), (2**30, "1Gi"), (10**9, "1000000000")],
)
def test_bytes_are_written_with_the_largest_suffix_that_divides_them(count: int, written: str) -> None:
    assert format_bytes(Decimal(count)) == written
