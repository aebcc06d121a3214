"""Sandbox classes that a cloud's sandbox pools bring along need not be written down."""

from typing import Any

import pytest

from kubespaces.plan.namespace_labels import namespace_annotations
from kubespaces.plan.tenant import plan_tenant
from kubespaces.spec.host_cluster import HostClusterSpec
from kubespaces.spec.host_defaults import sandbox_classes_of
from kubespaces.spec.tenant import Tenant
from tests.unit.hosts.azure.test_azure_documents import AZURE
from tests.unit.hosts.documents import errors, host, tenant
from tests.unit.hosts.gcp.test_gcp_documents import document

POOLS = [{"name": "shared"}, {"name": "walled", "sandbox": True}]


def classes(written: dict[str, Any]) -> list[str]:
    return sandbox_classes_of(HostClusterSpec.model_validate(written["spec"]))


def test_pools_bring_the_class_of_their_cloud() -> None:
    assert classes(document(nodePools=POOLS)) == ["gvisor"]
    assert classes(host("amsterdam", AZURE, nodePools=POOLS)) == ["kata-vm-isolation"]


def test_without_a_sandbox_pool_there_is_no_class() -> None:
    assert classes(document()) == []
    assert classes(host("amsterdam", AZURE)) == []
    assert classes(host()) == []


def test_autopilot_has_the_class_without_pools() -> None:
    assert classes(document(gcp={"autopilot": True})) == ["gvisor"]


def test_what_the_document_says_counts() -> None:
    assert classes(host(sandboxClasses=["kata-qemu"])) == ["kata-qemu"]
    assert classes(document(nodePools=POOLS, sandboxClasses=["gvisor", "kata"])) == ["gvisor", "kata"]


def test_a_class_that_no_pool_brings_is_refused() -> None:
    rule = "comes with sandbox pools, and no pool is one; set sandbox: true on a pool of gcp"
    assert errors(document(sandboxClasses=["gvisor"])) == [f"h.yaml: eemshaven: sandboxClasses[0]: gvisor: {rule}"]


@pytest.mark.parametrize("pools", [POOLS, [{"name": "shared"}]])
def test_tenants_may_be_sandboxed_where_a_pool_is(pools: list[dict[str, Any]]) -> None:
    asking = tenant(isolation="sandboxed", placement={"hostCluster": "eemshaven"})
    found = errors(document(nodePools=pools), asking)
    if pools is POOLS:
        assert found == []
    else:
        rule = "host cluster eemshaven has no sandbox (gvisor); set sandbox: true on a node pool there"
        assert found == [f"h.yaml: shop: isolation: sandboxed: {rule}"]


def test_namespaces_are_held_to_the_class() -> None:
    asking = Tenant.model_validate(tenant(isolation="sandboxed"))
    facts = HostClusterSpec.model_validate(document(nodePools=POOLS)["spec"])
    (spec,) = plan_tenant(asking.name, asking.spec)
    assert namespace_annotations(spec, facts)["kubespaces.io/allowed-runtime-classes"] == "gvisor"
