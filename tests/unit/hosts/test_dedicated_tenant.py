"""The component of a tenant on the rung ``dedicated-cluster``."""

from typing import Any

import pulumi
import pytest
from pulumi_kubernetes.provider import Provider

from kubespaces import ArgumentsError, Tenant
from tests.unit.hosts.recording import Recording, record


def made(host: dict[str, Any], **more: Any) -> Recording:
    args: Any = {
        "owner": "bank@example.com",
        "quota": {"cpu": "8", "memory": "16Gi"},
        "environments": [{"name": "dev", "share": "40%"}, {"name": "prod", "share": "60%"}],
        "isolation": "dedicated-cluster",
        "host": {"kubernetes_version": "1.35", **host},
        **more,
    }
    return record(lambda: Tenant("bank", args, pulumi.ResourceOptions(providers=[_provider()])), preview=True)


def _provider() -> Provider:
    return Provider("eu-kubernetes", kubeconfig="{}", cluster_identifier="eu")


def test_on_its_own_cluster_the_namespaces_say_so() -> None:
    recording = made({"dedicated_to": "bank"})
    namespaces = recording.of(":Namespace")
    labels = [item.inputs["metadata"]["labels"] for item in namespaces if "metadata" in item.inputs]
    assert [label["kubespaces.io/isolation"] for label in labels] == ["dedicated-cluster"] * 2


def test_its_environments_are_walled_off_from_each_other_as_anywhere() -> None:
    recording = made({"dedicated_to": "bank"})
    names = {item.name for item in recording if item.type.endswith(":NetworkPolicy")}
    assert any(name.startswith("bank-dev-network-") for name in names)
    assert any(name.startswith("bank-prod-network-") for name in names)


def test_not_on_a_shared_cluster() -> None:
    with pytest.raises(ArgumentsError, match=r"isolation: dedicated-cluster: host cluster .* is shared"):
        made({})


def test_not_on_another_tenants_cluster() -> None:
    with pytest.raises(ArgumentsError, match="is dedicated to shop; place this tenant on another"):
        made({"dedicated_to": "shop"})


def test_on_a_laptop_that_stands_in_for_it() -> None:
    assert made({"takes": "all"}).of("kubernetes:core/v1:Namespace")
