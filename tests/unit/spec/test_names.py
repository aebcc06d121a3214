"""Names: DNS labels, reserved and colliding ones, and what a namespace is called."""

# ruff: noqa: E501 - each message stands on one line, as people see it

import hashlib
import re

import pytest

from kubespaces.spec.names import check_dns_label, is_reserved_namespace, namespace_name
from tests.documents import problems_in, tenant

NO_LABEL = "is no DNS label (a-z, 0-9 and '-', starting and ending with a letter or digit)"


@pytest.mark.parametrize("name", ["a", "a1", "1a", "pay-ments", "a" * 63, "a--b"])
def test_dns_labels(name: str) -> None:
    assert check_dns_label(name) == name


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("Pay_Ments", f"{NO_LABEL}; use 'pay-ments'"),
        ("payments.eu", f"{NO_LABEL}; use 'payments-eu'"),
        ("-payments", f"{NO_LABEL}; use 'payments'"),
        ("payments-", f"{NO_LABEL}; use 'payments'"),
        ("pay ments", f"{NO_LABEL}; use 'pay-ments'"),
        ("payments\n", f"{NO_LABEL}; use 'payments'"),
        ("_", NO_LABEL),
        ("зарплата", NO_LABEL),
        ("a" * 64, "has 64 characters; a name has at most 63"),
    ],
)
def test_what_is_no_dns_label_is_told_with_the_nearest_that_is_one(name: str, problem: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(problem)}$"):
        check_dns_label(name)


def test_a_wrong_name_of_a_tenant_and_of_an_environment() -> None:
    document = tenant("Shop", environments=[{"name": "dev.eu", "share": "100%"}])
    assert problems_in(document) == [
        f"t.yaml: Shop: environments[0].name: dev.eu: {NO_LABEL}; use 'dev-eu'",
        f"t.yaml: Shop: metadata.name: Shop: {NO_LABEL}; use 'shop'",
    ]


def test_namespaces_are_called_after_tenant_and_environment() -> None:
    assert namespace_name("shop", "dev") == "shop-dev"
    assert namespace_name("a" * 31, "b" * 31) == f"{'a' * 31}-{'b' * 31}"


def test_a_longer_name_ends_in_a_hash_of_the_whole() -> None:
    tenant_name, environment = "a" * 50, "b" * 50
    digest = hashlib.sha256(f"{tenant_name}-{environment}".encode()).hexdigest()[:8]
    assert namespace_name(tenant_name, environment) == f"{'a' * 50}-bbb-{digest}"
    assert namespace_name(tenant_name, "c" * 50) != namespace_name(tenant_name, "c" * 51)


def test_a_name_that_is_cut_at_a_dash_stays_a_dns_label() -> None:
    digest = hashlib.sha256(f"{'a' * 53}-{'b' * 50}".encode()).hexdigest()[:8]
    assert namespace_name("a" * 53, "b" * 50) == f"{'a' * 53}-{digest}"


@pytest.mark.parametrize(
    "name", ["default", "kube-system", "kube-public", "kubespaces-system", "gke-x", "aks-x", "openshift-monitoring"]
)
def test_names_of_the_platform_are_reserved(name: str) -> None:
    assert is_reserved_namespace(name)


@pytest.mark.parametrize("name", ["default-dev", "kubernetes-dev", "shop-kube-system", "my-default"])
def test_other_names_are_not(name: str) -> None:
    assert not is_reserved_namespace(name)


def test_a_tenant_cannot_take_a_reserved_namespace() -> None:
    document = tenant("kube", environments=[{"name": "system", "share": "50%"}, {"name": "dev", "share": "50%"}])
    assert problems_in(document) == [
        "t.yaml: kube: environments[0].name: system: makes the namespace 'kube-system', which is reserved for the platform; rename the tenant",
        "t.yaml: kube: environments[1].name: dev: makes the namespace 'kube-dev', which is reserved for the platform; rename the tenant",
    ]


def test_environments_have_different_names() -> None:
    document = tenant(environments=[{"name": "dev", "share": "50%"}, {"name": "dev", "share": "50%"}])
    assert problems_in(document) == ["t.yaml: shop: environments: dev: stands 2 times; names are unique in a tenant"]


def test_two_documents_have_different_names() -> None:
    assert problems_in(tenant(), tenant()) == [
        "t.yaml: shop: metadata.name: shop: another Tenant has this name in t.yaml; rename one"
    ]


def test_a_tenant_and_a_host_cluster_may_share_a_name() -> None:
    host = {
        "apiVersion": "kubespaces.io/v1alpha1",
        "kind": "HostCluster",
        "metadata": {"name": "shop"},
        "spec": {"kubernetesVersion": "1.34"},
    }
    assert problems_in(tenant(), host) == []


def test_two_tenants_cannot_join_to_one_namespace() -> None:
    first = tenant("a-b", environments=[{"name": "c", "share": "100%"}])
    second = tenant("a", environments=[{"name": "dev", "share": "50%"}, {"name": "b-c", "share": "50%"}])
    assert problems_in(first, second) == [
        "t.yaml: a: environments: b-c: namespace 'a-b-c' would also be tenant a-b's; rename a tenant or an environment",
        "t.yaml: a-b: environments: c: namespace 'a-b-c' would also be tenant a's; rename a tenant or an environment",
    ]
