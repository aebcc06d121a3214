"""What the rung ``virtual`` makes of an environment."""

import hashlib
from typing import Any

import pytest

from kubespaces.plan import plan_namespace
from kubespaces.plan.virtual import access_manifests, api_host, api_url, chart_values, plan_endpoint, plan_gateways
from kubespaces.spec import Tenant
from kubespaces.spec.namespace import NamespaceSpec
from kubespaces.spec.virtual_names import cluster_name, host_service_account, translated
from tests.documents import host, parsed_host, tenant
from tests.network_policies import Address, Pod, may_connect
from tests.plans import HOST, manifest, manifests, namespace_of, namespaces_of

GATEWAY = parsed_host(host(virtualClusters={"gateway": {"className": "cilium"}})).spec
OIDC = {"issuer": "https://login.example.com", "clientId": "kubernetes"}


def spec_of(environment: str = "dev", **fields: Any) -> NamespaceSpec:
    return namespace_of(environment, **{"isolation": "virtual", **fields})


def test_the_namespace_is_restricted_and_says_whose_cluster_it_has() -> None:
    metadata = manifest(plan_namespace(spec_of(), HOST), "Namespace")["metadata"]
    assert metadata["labels"]["pod-security.kubernetes.io/enforce"] == "restricted"
    assert metadata["labels"]["kubespaces.io/virtual-cluster"] == "shop-dev"
    assert metadata["labels"]["kubespaces.io/sandbox"] == "true"
    assert metadata["annotations"]["kubespaces.io/allowed-registries"] == ""
    assert metadata["annotations"]["kubespaces.io/platform-images"].split(",") == [
        "docker.io/coredns/coredns:1.12.1", "ghcr.io/loft-sh/kubernetes:v1.34.0", "ghcr.io/loft-sh/vcluster-oss:0.30.0"
    ]  # fmt: skip


def test_a_mirror_replaces_the_public_registries() -> None:
    values = {"controlPlane": {"advanced": {"defaultImageRegistry": "mirror.example.com"}}}
    plan = plan_namespace(spec_of(virtual={"values": values}), HOST)
    annotations = manifest(plan, "Namespace")["metadata"]["annotations"]
    images = annotations["kubespaces.io/platform-images"].split(",")
    assert all(image.startswith("mirror.example.com/") for image in images)


@pytest.mark.parametrize(
    ("block", "cpu", "memory", "storage", "pods"),
    [
        ({}, "4700m", "8942Mi", "5Gi", "23"),
        ({"backingStore": "etcd"}, "6200m", "12014Mi", "5Gi", "25"),
        ({"highAvailability": True}, "9200m", "18158Mi", "15Gi", "29"),
    ],
)
def test_the_quota_is_the_tenants_and_what_the_cluster_takes(
    block: dict[str, Any], cpu: str, memory: str, storage: str, pods: str
) -> None:
    spec = spec_of(virtual=block)  # of 8 cores and 16Gi it gets 40 %: 3200m and 6554Mi
    hard = manifest(plan_namespace(spec, HOST), "ResourceQuota")["spec"]["hard"]
    assert (hard["limits.cpu"], hard["limits.memory"]) == (cpu, memory)
    assert (hard["requests.storage"], hard["pods"]) == (storage, pods)
    (container, claim) = manifest(plan_namespace(spec, HOST), "LimitRange")["spec"]["limits"]
    assert container["max"]["cpu"] == cpu
    assert claim["max"]["storage"] == storage


def test_nobody_works_on_the_host() -> None:
    spec = spec_of(
        access=[{"group": "devs", "role": "admin", "environments": ["dev"]}, {"group": "all", "role": "view"}]
    )
    assert not manifests(plan_namespace(spec, HOST), "RoleBinding")
    bindings = {
        (one["roleRef"]["name"], one["subjects"][0]["name"])
        for one in access_manifests(spec, HOST)
        if one["kind"] == "ClusterRoleBinding"
    }
    assert bindings == {
        ("cluster-admin", "devs"), ("kubespaces:tenant-view", "all"), ("kubespaces:tenant-deployer", "deployer")
    }  # fmt: skip


def test_accounts_of_the_host_are_not_known_inside() -> None:
    spec = spec_of(access=[{"serviceAccount": "argo/shop", "role": "deployer"}])
    subjects = [one["subjects"] for one in access_manifests(spec, HOST) if one["kind"] == "ClusterRoleBinding"]
    assert subjects == [[{"kind": "ServiceAccount", "name": "deployer", "namespace": "default"}]]


PLANE = Pod("shop-dev", {"kubernetes.io/metadata.name": "shop-dev"}, {"app": "vcluster", "release": "shop-dev"})
WORK = Pod("shop-dev", PLANE.namespace_labels, {"vcluster.loft.sh/managed-by": "shop-dev"})
DNS = Pod("shop-dev", PLANE.namespace_labels, {**WORK.labels, "k8s-app": "vcluster-kube-dns"})
STRANGER = Pod("bank-dev", {"kubernetes.io/metadata.name": "bank-dev", "kubespaces.io/tenant": "bank"})
METADATA = Address("169.254.169.254")
API_SERVER = Address("203.0.113.10")
INTERNET = Address("198.51.100.7")


@pytest.mark.parametrize("network", [{}, {"ingress": "deny"}, {"ingress": "deny", "egress": "dns+public"}])
def test_the_network_of_the_cluster(network: dict[str, Any]) -> None:
    policies = list(manifests(plan_namespace(spec_of(network=network), HOST), "NetworkPolicy").values())

    def may(source: Any, target: Any, port: int, protocol: str = "TCP") -> bool:
        return may_connect(policies, source, target, port, protocol)

    assert may(WORK, PLANE, 8443)
    assert may(WORK, DNS, 1053, "UDP")
    assert may(DNS, PLANE, 8443)
    assert may(PLANE, API_SERVER, 443)
    assert may(PLANE, WORK, 9443) == (network.get("ingress") != "deny")
    assert may(WORK, API_SERVER, 443) == (network.get("egress") == "dns+public")  # it has a public address here
    for source in (PLANE, WORK, DNS):
        assert not may(source, METADATA, 80)
        assert not may(source, STRANGER, 8443)
        assert not may(STRANGER, source, 8443)
    assert may(PLANE, INTERNET, 443) == (network.get("egress") == "dns+public")


def test_without_a_way_out_workloads_reach_nothing() -> None:
    network = {"ingress": "deny", "egress": "deny"}
    policies = list(manifests(plan_namespace(spec_of(network=network), HOST), "NetworkPolicy").values())
    assert not may_connect(policies, WORK, PLANE, 8443)
    assert may_connect(policies, PLANE, API_SERVER, 443)


def test_etcd_is_reached_by_its_control_plane_only() -> None:
    etcd = Pod("shop-dev", PLANE.namespace_labels, {"app": "vcluster-etcd", "release": "shop-dev"})
    spec = spec_of(network={"ingress": "deny"}, virtual={"backingStore": "etcd"})
    policies = list(manifests(plan_namespace(spec, HOST), "NetworkPolicy").values())
    assert may_connect(policies, PLANE, etcd, 2379)
    assert may_connect(policies, etcd, etcd, 2380)
    assert not may_connect(policies, WORK, etcd, 2379)


def test_one_name_in_certificate_kubeconfig_and_route() -> None:
    block = {"domain": "eu.example.com", "apps": {"name": "proxy", "namespace": "ingress"}}
    spec = namespaces_of(Tenant.model_validate(tenant(isolation="virtual", virtual=block)))["dev"]
    values = chart_values(spec, GATEWAY, "0.30.0")
    routes = {planned.kind: planned.manifest for planned in plan_endpoint(spec, GATEWAY)}
    name = "shop-dev.api.eu.example.com"
    assert api_host(spec) == name
    assert values["controlPlane"]["proxy"]["extraSANs"] == [name]
    assert values["exportKubeConfig"]["server"] == api_url(spec) == f"https://{name}"
    route = routes["TLSRoute"]
    assert route["spec"]["hostnames"] == [name]
    assert route["metadata"]["namespace"] == "kubespaces-gateways"
    assert route["spec"]["rules"] == [{"backendRefs": [{"name": "shop-dev", "namespace": "shop-dev", "port": 443}]}]
    grant = routes["ReferenceGrant"]
    assert grant["metadata"]["namespace"] == "shop-dev"
    assert grant["spec"]["to"] == [{"group": "", "kind": "Service", "name": "shop-dev"}]
    assert grant["spec"]["from"][0]["namespace"] == "kubespaces-gateways"
    apps = routes["HTTPRoute"]["spec"]
    assert apps["hostnames"] == ["*.shop-dev.apps.eu.example.com"]
    assert apps["parentRefs"][0]["sectionName"] == "shop-dev"
    assert apps["rules"] == [{"backendRefs": [{"name": "proxy-x-ingress-x-shop-dev", "port": 80}]}]


def test_people_log_in_as_on_the_host() -> None:
    on = parsed_host(host(virtualClusters={"oidc": OIDC})).spec
    arguments = chart_values(spec_of(), on, "0.30.0")["controlPlane"]["distro"]["k8s"]["apiServer"]["extraArgs"]
    assert "--oidc-issuer-url=https://login.example.com" in arguments
    assert "--oidc-groups-prefix=oidc:" in arguments
    without = chart_values(spec_of(), HOST, "0.30.0")["controlPlane"]["distro"]["k8s"]["apiServer"]["extraArgs"]
    assert without == []


def test_names_of_an_issuer_have_its_prefix_inside() -> None:
    """Else whoever can call a group ``system:masters`` there would rule every virtual cluster."""
    on = parsed_host(host(virtualClusters={"oidc": OIDC})).spec
    access = [
        {"group": "devs", "role": "edit", "environments": ["dev"]},
        {"group": "oidc:leads", "role": "view"},
        {"user": "ada", "role": "debug", "environments": ["dev"]},
    ]
    bindings = [one for one in access_manifests(spec_of(access=access), on) if one["kind"] == "ClusterRoleBinding"]
    names = {subject["name"] for one in bindings for subject in one["subjects"]}
    assert names == {"oidc:devs", "oidc:leads", "oidc:ada", "deployer"}


def test_own_values_join_ours_and_change_none_of_them() -> None:
    own = {
        "controlPlane": {"statefulSet": {"scheduling": {"nodeSelector": {"pool": "x"}}}},
        "logging": {"encoding": "json"},
    }
    values = chart_values(spec_of(virtual={"values": own}), HOST, "0.30.0")
    ours = chart_values(spec_of(), HOST, "0.30.0")
    assert values["controlPlane"]["statefulSet"].pop("scheduling") == {"nodeSelector": {"pool": "x"}}
    assert values.pop("logging") == {"encoding": "json"}
    assert values == ours


def test_translated_names_are_those_of_vcluster() -> None:
    assert translated("web", "shop", "shop-dev") == "web-x-shop-x-shop-dev"
    whole = f"{'w' * 60}-x-shop-x-shop-dev"
    assert translated("w" * 60, "shop", "shop-dev") == f"{'w' * 52}-{hashlib.sha256(whole.encode()).hexdigest()[:10]}"
    assert host_service_account("web", "shop", "shop-dev") == ("system:serviceaccount:shop-dev:web-x-shop-x-shop-dev")


def test_the_cluster_is_called_as_its_namespace_cut_if_it_is_long() -> None:
    assert cluster_name("shop-dev") == "shop-dev"
    names = {cluster_name(f"{'n' * 50}-{index}") for index in range(20)}
    assert len(names) == 20
    assert all(len(name) <= 40 for name in names)


def test_each_environment_has_a_listener_for_its_names_only() -> None:
    block = {"domain": "eu.example.com", "apps": {"name": "proxy"}}
    on = parsed_host(host(virtualClusters={"gateway": {"className": "cilium", "clusterIssuer": "dns"}}))
    specs = namespaces_of(Tenant.model_validate(tenant(isolation="virtual", virtual=block))).values()
    other = namespaces_of(
        Tenant.model_validate(tenant("bank", isolation="virtual", virtual={**block, "appsGateway": 2}))
    )
    planned = {one.manifest["metadata"]["name"]: one.manifest for one in plan_gateways(on, [*specs, *other.values()])}
    assert list(planned) == ["kubespaces-gateways", "kubespaces-api", "kubespaces-apps-1", "kubespaces-apps-2"]
    (api,) = planned["kubespaces-api"]["spec"]["listeners"]
    assert (api["hostname"], api["tls"]["mode"]) == ("*.api.eu.example.com", "Passthrough")
    assert api["allowedRoutes"]["namespaces"] == {"from": "Same"}
    apps = planned["kubespaces-apps-1"]
    assert apps["metadata"]["annotations"] == {"cert-manager.io/cluster-issuer": "dns"}
    assert [listener["name"] for listener in apps["spec"]["listeners"]] == ["shop-dev", "shop-prod"]
    for listener in apps["spec"]["listeners"]:
        assert listener["hostname"] == f"*.{listener['name']}.apps.eu.example.com"
        selector = listener["allowedRoutes"]["namespaces"]["selector"]["matchLabels"]
        assert selector == {"kubernetes.io/metadata.name": listener["name"]}
    assert plan_gateways(on, [namespace_of("dev", isolation="virtual")]) == []
