"""What must hold between host clusters, and between a host cluster and its tenants."""

from pathlib import Path

import pytest
import yaml

from kubespaces.spec import SpecError, load_fleet
from tests.unit.hosts.documents import errors, host, tenant

DUBLIN = host("dublin", region="eu-west-1", cidrs={"nodes": "10.21.0.0/16"})


def test_two_regions_with_ranges_of_their_own() -> None:
    assert errors(host(), DUBLIN) == []


def test_two_regions_with_one_range() -> None:
    other = host("dublin", region="eu-west-1", cidrs={"nodes": "10.20.128.0/17"})
    rule = "overlaps nodes 10.20.128.0/17 of host cluster dublin; give each cluster its own range"
    assert errors(other, host()) == [f"h.yaml: frankfurt: cidrs.nodes: 10.20.0.0/16: {rule}"]


def test_services_may_be_the_same_everywhere() -> None:
    services = "172.30.0.0/16"
    assert (
        errors(
            host(cidrs={"nodes": "10.20.0.0/16", "services": services}),
            host("dublin", region="eu-west-1", cidrs={"nodes": "10.21.0.0/16", "services": services}),
        )
        == []
    )


def test_pods_that_are_routed_may_not() -> None:
    first = host(cidrs={"nodes": "10.20.0.0/16", "pods": "100.64.0.0/16"})
    second = host("dublin", region="eu-west-1", cidrs={"nodes": "10.21.0.0/16", "pods": "100.64.0.0/17"})
    rule = "overlaps pods 100.64.0.0/17 of host cluster dublin; give each cluster its own range"
    assert errors(first, second) == [f"h.yaml: frankfurt: cidrs.pods: 100.64.0.0/16: {rule}"]


DEDICATED = host(dedicatedTo="bank")
BANK = tenant("bank", isolation="dedicated-cluster", placement={"hostCluster": "frankfurt"})


def test_a_tenant_on_a_cluster_of_its_own() -> None:
    assert errors(DEDICATED, BANK) == []


def test_a_tenant_that_names_no_cluster() -> None:
    nowhere = tenant("shop", isolation="dedicated-cluster")
    rule = "needs a host cluster of its own; name it in placement.hostCluster"
    assert errors(DEDICATED, BANK, nowhere) == [f"h.yaml: shop: isolation: dedicated-cluster: {rule}"]


def test_a_tenant_on_a_cluster_that_is_shared() -> None:
    rule = "host cluster frankfurt is shared; write dedicatedTo: bank there or name another"
    assert errors(host(), BANK) == [f"h.yaml: bank: isolation: dedicated-cluster: {rule}"]


def test_an_environment_alone_cannot_have_a_shared_cluster_either() -> None:
    environments = [{"name": "dev", "share": "50%"}, {"name": "prod", "share": "50%", "isolation": "dedicated-cluster"}]
    shop = tenant("shop", environments=environments, placement={"hostCluster": "frankfurt"})
    rule = "host cluster frankfurt is shared; write dedicatedTo: shop there or name another"
    assert errors(host(), shop) == [f"h.yaml: shop: environments[1].isolation: dedicated-cluster: {rule}"]


def test_nobody_else_on_a_dedicated_cluster() -> None:
    stranger = tenant("shop", placement={"hostCluster": "frankfurt"})
    rule = "host cluster frankfurt is dedicated to bank; place this tenant on another"
    assert errors(DEDICATED, BANK, stranger) == [f"h.yaml: shop: placement.hostCluster: frankfurt: {rule}"]


def test_a_dedicated_cluster_has_its_tenant() -> None:
    elsewhere = tenant("bank", placement={"hostCluster": "dublin"})
    rule = "the tenant is not placed here; write placement.hostCluster: frankfurt there"
    assert errors(DEDICATED, DUBLIN, elsewhere) == [f"h.yaml: frankfurt: dedicatedTo: bank: {rule}"]


def test_a_cluster_that_is_dedicated_to_nobody_there_is() -> None:
    rule = "is no tenant of this fleet; write its document or remove the field"
    assert errors(host(dedicatedTo="banc"), tenant("shop")) == [f"h.yaml: frankfurt: dedicatedTo: banc: {rule}"]


def test_a_cluster_that_takes_all_is_dedicated_to_nobody() -> None:
    rule = "spec: takes: all contradicts dedicatedTo: bank; remove one"
    assert f"h.yaml: frankfurt: {rule}" in errors(host(takes="all", dedicatedTo="bank"), BANK)


def test_a_laptop_stands_in_for_every_cluster() -> None:
    laptop = host("laptop", base={"takes": "all", "kubernetesVersion": "1.34"})
    assert errors(laptop, DEDICATED, BANK) == []


def test_a_pool_of_somebody_else_on_a_dedicated_cluster() -> None:
    pools = [{"name": "shared"}, {"name": "theirs", "tenant": "shop"}]
    rule = "the whole cluster is dedicated to bank; remove the pool or its tenant"
    assert errors(host(dedicatedTo="bank", nodePools=pools), BANK) == [
        f"h.yaml: frankfurt: nodePools[1].tenant: shop: {rule}"
    ]


def test_tenants_may_name_the_storage_class_that_the_cloud_gets() -> None:
    placed = {"hostCluster": "frankfurt"}
    assert errors(host(), tenant(placement=placed, classes={"storage": {"allowed": ["standard"]}})) == []
    rule = "host cluster frankfurt has no such storage class; did you mean 'standard'?"
    assert errors(host(), tenant(placement=placed, classes={"storage": {"allowed": ["standart"]}})) == [
        f"h.yaml: shop: classes.storage.allowed[0]: standart: {rule}"
    ]


def test_warnings_travel_with_the_fleet(tmp_path: Path) -> None:
    path = tmp_path / "hosts.yaml"
    path.write_text(yaml.safe_dump(host(kubernetesVersion="1.29")), encoding="utf-8")
    fleet = load_fleet(path)
    assert [(problem.warning, problem.field) for problem in fleet.warnings] == [(True, "kubernetesVersion")]


def test_warnings_are_not_among_the_errors(tmp_path: Path) -> None:
    path = tmp_path / "hosts.yaml"
    path.write_text(yaml.safe_dump(host(kubernetesVersion="1.29", region="x")), encoding="utf-8")
    with pytest.raises(SpecError) as caught:
        load_fleet(path)
    assert [problem.field for problem in caught.value.problems] == ["region"]
