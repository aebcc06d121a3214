"""ResourceQuota and LimitRange of a namespace."""

from typing import Any

import pytest

from tests.documents import host, parsed_host
from tests.plans import HOST, manifest, plan_of

ALONE = [{"name": "dev", "share": "100%"}]


def hard(on: Any = None, **quota: Any) -> dict[str, str]:
    spec = parsed_host(on).spec if on else HOST
    plan = plan_of(on=spec, environments=ALONE, quota={"cpu": "2.5", "memory": "8Gi", **quota})
    found: dict[str, str] = manifest(plan, "ResourceQuota")["spec"]["hard"]
    return found


def test_a_quota_bounds_requests_and_limits_alike() -> None:
    amounts = hard(storage="100Gi", ephemeralStorage="10Gi", pods=30, loadBalancers=1)
    assert {key: amounts[key] for key in amounts if not key.startswith("count/")} == {
        "limits.cpu": "2500m",
        "limits.ephemeral-storage": "10Gi",
        "limits.memory": "8Gi",
        "persistentvolumeclaims": "50",
        "pods": "30",
        "requests.cpu": "2500m",
        "requests.ephemeral-storage": "10Gi",
        "requests.memory": "8Gi",
        "requests.storage": "100Gi",
        "services.loadbalancers": "1",
        "services.nodeports": "0",
    }
    assert list(amounts) == sorted(amounts)


def test_objects_are_counted_so_that_nobody_fills_the_store() -> None:
    counted = {key for key in hard() if key.startswith("count/")}
    assert {"count/secrets", "count/configmaps", "count/services", "count/jobs.batch"} <= counted


def test_without_storage_there_are_no_volume_claims() -> None:
    amounts = hard()
    assert (amounts["persistentvolumeclaims"], amounts["requests.storage"]) == ("0", "0")


def test_devices_are_bounded_and_those_not_named_refused_where_the_host_has_them() -> None:
    gpu = {"nvidia.com/gpu": 2}
    assert hard(devices=gpu)["requests.nvidia.com/gpu"] == "2"
    assert "requests.nvidia.com/gpu" not in hard()
    assert hard(on=host(capacity={"devices": {"nvidia.com/gpu": 8, "amd.com/gpu": 1}}), devices=gpu).items() >= {
        ("requests.nvidia.com/gpu", "2"),
        ("requests.amd.com/gpu", "0"),
    }


def limits(**spec: Any) -> dict[str, dict[str, str]]:
    (container,) = [
        limit
        for limit in manifest(plan_of(environments=ALONE, **spec), "LimitRange")["spec"]["limits"]
        if limit["type"] == "Container"
    ]
    return {key: value for key, value in container.items() if key != "type"}


def test_a_container_that_names_nothing_gets_something() -> None:
    assert limits() == {
        "default": {"cpu": "500m", "memory": "512Mi", "ephemeral-storage": "1Gi"},
        "defaultRequest": {"cpu": "100m", "memory": "128Mi", "ephemeral-storage": "256Mi"},
        "max": {"cpu": "8", "memory": "16Gi", "ephemeral-storage": "20Gi"},
    }


def test_defaults_shrink_with_the_quota() -> None:
    tiny = {"cpu": "50m", "memory": "64Mi", "ephemeralStorage": "100Mi", "pods": 1}
    amounts = {"cpu": "50m", "memory": "64Mi", "ephemeral-storage": "100Mi"}
    assert limits(quota=tiny) == {"default": amounts, "defaultRequest": amounts, "max": amounts}


def test_limits_can_be_given() -> None:
    given = limits(limits={"default": {"cpu": 2}, "defaultRequest": {"cpu": 1}, "max": {"cpu": 4, "memory": "1Gi"}})
    assert given["default"] == {"cpu": "2", "memory": "512Mi", "ephemeral-storage": "1Gi"}
    assert given["defaultRequest"]["cpu"] == "1"
    assert given["max"] == {"cpu": "4", "memory": "1Gi", "ephemeral-storage": "20Gi"}


@pytest.mark.parametrize(("storage", "largest"), [("0", None), ("10Gi", "10Gi")])
def test_a_volume_claim_is_at_most_the_whole_storage(storage: str, largest: str | None) -> None:
    plan = plan_of(environments=ALONE, quota={"cpu": 1, "memory": "1Gi", "storage": storage})
    claims = [limit["max"]["storage"] for limit in manifest(plan, "LimitRange")["spec"]["limits"][1:]]
    assert claims == ([largest] if largest else [])
