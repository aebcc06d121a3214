"""The rung ``virtual`` as components: what is registered, and what a real API server makes of it."""

import time
from pathlib import Path
from typing import Any

import pulumi
import pytest
from engine_support import Run, program
from tests.support import vcluster
from tests.unit.components import golden
from tests.unit.components.programs import FACTS, NAMESPACE, TENANT, changed, with_provider
from tests.unit.components.world import Registered, World

from kubespaces import Namespace, Tenant
from kubespaces.kube import ApiError, Client, Impersonation, calls, connect_sync
from kubespaces_embedded.control_plane import ControlPlane

pytestmark = pytest.mark.engine


@pytest.fixture(autouse=True)
def _tools() -> None:
    vcluster.set_up()


@pytest.fixture(params=[True, False], ids=["preview", "update"])
def world(request: pytest.FixtureRequest) -> World:
    return World(preview=request.param)


def made(world: World, **fields: Any) -> dict[str, Registered]:
    args = changed(NAMESPACE, isolation="virtual", **fields)
    return {one.name: one for one in world.run(lambda: Namespace("prod", args, with_provider()))}


def test_the_inventory(world: World) -> None:
    golden.check("virtual", list(made(world).values()))


def test_walls_stand_before_the_control_plane(world: World) -> None:
    found = made(world)
    workload = found["prod-virtual-statefulset-shop-prod"]
    assert {"prod-namespace", "prod-quota", "prod-network-default-deny"} <= set(workload.depends_on)
    assert workload.protect
    assert workload.inputs["metadata"]["labels"]["kubespaces.io/virtual-cluster"] == "shop-prod"
    assert workload.inputs["metadata"]["annotations"]["kubespaces.io/access"] == "deployer: ServiceAccount deployer"
    assert not found["prod-virtual-service-shop-prod"].protect


def test_its_configuration_is_secret(world: World) -> None:
    data = made(world)["prod-virtual-secret-vc-config-shop-prod"].inputs["data"]
    assert data["4dabf18193072939515e22adb298388d"] == "1b47061264138c4ac30d75fd1eb44270"  # Pulumi's mark of a secret


def test_routes_come_with_a_domain(world: World) -> None:
    host = {**FACTS, "virtual_clusters": {"gateway": {"class_name": "cilium"}}}
    found = made(world, host=host, virtual={"domain": "eu.example.com", "apps": {"name": "proxy"}})
    route = found["prod-virtual-endpoint"]
    assert route.type == "kubernetes:gateway.networking.k8s.io/v1alpha2:TLSRoute"
    assert "prod-virtual-service-shop-prod" in route.depends_on
    assert found["prod-virtual-apps"].inputs["spec"]["hostnames"] == ["*.shop-prod.apps.eu.example.com"]


def test_a_tenant_says_where_its_apis_are(world: World) -> None:
    environments = [{"name": "dev", "share": "40%"}, {"name": "prod", "share": "60%", "isolation": "virtual"}]
    seen: dict[str, str] = {}

    def run() -> None:
        tenant = Tenant("shop", changed(TENANT, environments=environments), with_provider())
        tenant.api_urls.apply(seen.update)

    world.run(run)
    assert seen == {"prod": "https://shop-prod.shop-prod.svc"}


SHARING = [
    {"name": "dev", "share": "20%"},
    {"name": "test", "share": "20%"},
    {"name": "prod", "share": "60%"},
]


def test_environments_that_share_one_are_one_namespace(world: World) -> None:
    seen: dict[str, dict[str, str]] = {}
    same: list[bool] = []

    def run() -> None:
        args = changed(TENANT, environments=SHARING, isolation="virtual", virtual={"per": "tenant"})
        tenant = Tenant("shop", args, with_provider())
        tenant.api_urls.apply(lambda urls: seen.update(urls=urls))
        tenant.namespaces.apply(lambda names: seen.update(namespaces=names))
        same.append(tenant.environment("dev") is tenant.environment("test"))
        tenant.environment("dev").deployer.apply(lambda account: seen.update(deployer={"": account}))

    registered = world.run(run)
    golden.check("virtual-shared", registered)
    assert seen["namespaces"] == {"dev": "shop-shared", "test": "shop-shared", "prod": "shop-prod"}
    assert seen["urls"] == {
        "dev": "https://shop-shared.shop-shared.svc",
        "test": "https://shop-shared.shop-shared.svc",
        "prod": "https://shop-prod.shop-prod.svc",
    }
    assert seen["deployer"] == {"": "dev/deployer,test/deployer"}
    assert same == [True]


def test_asking_for_a_kubeconfig_without_the_hosts_is_told(world: World) -> None:
    def run() -> None:
        namespace = Namespace("prod", changed(NAMESPACE, isolation="virtual"), with_provider())
        _ = namespace.virtual

    with pytest.raises(pulumi.RunError, match="needs host_kubeconfig for this"):
        world.run(run)


PROGRAM = """
    import pulumi
    from pulumi_kubernetes.provider import Provider
    from pulumi_kubernetes.node.v1 import RuntimeClass
    from kubespaces import ExistingHostCluster, Namespace

    facts = {facts!r}
    host = ExistingHostCluster("host", {{"kubeconfig": pulumi.Config().require("kubeconfig"), "facts": facts}})
    on_host = pulumi.ResourceOptions(provider=host.provider)
    RuntimeClass("gvisor", metadata={{"name": "gvisor"}}, handler="none", opts=on_host)
    Namespace(
        "walled",
        {{
            "tenant": "walled", "environment": "dev", "owner": "a@example.com", "isolation": "virtual",
            "quota": {{"cpu": "1", "memory": "1Gi", "pods": 5}}, "host": facts, **{more!r},
        }},
        pulumi.ResourceOptions(providers=[host.provider]),
    )
"""


def test_on_a_real_api_server_the_control_planes_pod_is_let_in(
    run: Run, home: Path, control_plane: ControlPlane
) -> None:
    facts = {key: FACTS[key] for key in ("kubernetes_version", "sandbox_classes", "network")}
    program(home, PROGRAM.format(facts=facts, more={}))
    run("config", "set", "kubeconfig", str(control_plane.kubeconfig))
    run("up", "--yes")
    with connect_sync(control_plane.kubeconfig) as admin:
        pod = _eventually(admin, "walled-dev-0")
        assert pod["spec"]["serviceAccountName"] == "vc-walled-dev"
        assert not pod["spec"].get("runtimeClassName")
        used = admin.send(calls.get(admin.resource("v1", "ResourceQuota"), "kubespaces", "walled-dev"))["status"]
        assert used["used"]["limits.memory"] == "2Gi"
        assert used["hard"]["limits.memory"] == "3412Mi"
        _try_pods(admin)
    run("preview", "--expect-no-changes")
    _another_version_is_an_update(run, home, facts)
    _another_store_is_another_cluster(run, home, facts)
    run("destroy", "--yes")


def _another_version_is_an_update(run: Run, home: Path, facts: dict[str, Any]) -> None:
    """Its images are new to the namespace; the preview knows that they are about to be allowed."""
    program(home, PROGRAM.format(facts=facts, more={"virtual": {"kubernetes_version": "1.33.4"}}))
    assert "StatefulSet walled-virtual-statefulset-walled-dev update" in run("preview").stdout
    run("up", "--yes")


def _another_store_is_another_cluster(run: Run, home: Path, facts: dict[str, Any]) -> None:
    """Told at preview, and refused where the control plane is protected."""
    other = {"virtual": {"backing_store": "embedded-etcd", "licensed": True}}
    workload = "StatefulSet walled-virtual-statefulset-walled-dev"
    program(home, PROGRAM.format(facts=facts, more=other))
    assert f"{workload} replace" in run("preview").stdout
    program(home, PROGRAM.format(facts=facts, more={"protect": True}))
    run("up", "--yes")
    program(home, PROGRAM.format(facts=facts, more={"protect": True, **other}))
    assert "protect" in run("preview", expect=1).stdout
    program(home, PROGRAM.format(facts=facts, more={}))
    run("up", "--yes")


SYNCER = Impersonation(
    user="system:serviceaccount:walled-dev:vc-walled-dev",
    groups=("system:serviceaccounts", "system:serviceaccounts:walled-dev", "system:authenticated"),
)
"""As whom a virtual cluster makes the pods that come out of it."""

COREDNS = "docker.io/coredns/coredns:1.12.1"


def _try_pods(admin: Client) -> None:
    """Try, as the control plane's account, what a tenant inside could make it hand to the host."""
    let_in = {"image": COREDNS}
    refused: list[tuple[dict[str, Any], dict[str, Any], str]] = [
        (let_in, {"runtimeClassName": None}, "kubespaces-sandbox"),
        (let_in, {"serviceAccountName": "vc-walled-dev"}, "kubespaces-virtual-accounts"),
        (
            let_in,
            {"volumes": [{"name": "x", "secret": {"secretName": "vc-walled-dev"}}]},
            "kubespaces-virtual-accounts",
        ),
        ({"image": "docker.io/library/nginx:1"}, {}, "kubespaces-images"),
        ({**let_in, "securityContext": {"privileged": True}}, {}, "violates PodSecurity"),
        (let_in, {"hostNetwork": True}, "violates PodSecurity"),
        (let_in, {"volumes": [{"name": "x", "hostPath": {"path": "/"}}]}, "violates PodSecurity"),
    ]
    _create(admin, _pod(let_in, {}))
    for container, fields, by in refused:
        with pytest.raises(ApiError, match=by):
            _create(admin, _pod(container, fields))
    labelled = _pod(let_in, {"runtimeClassName": None})
    labelled["metadata"]["labels"] = {"app": "vcluster", "release": "walled-dev"}
    with pytest.raises(ApiError, match="kubespaces-sandbox"):  # a label alone makes no control plane
        _create(admin, labelled)


def _create(admin: Client, pod: dict[str, Any]) -> None:
    admin.send(calls.create(admin.resource("v1", "Pod"), pod, dry_run=True), impersonate=SYNCER)


def _pod(container: dict[str, Any], fields: dict[str, Any]) -> dict[str, Any]:
    context = {
        "allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}, "runAsNonRoot": True, "runAsUser": 1000
    }  # fmt: skip
    spec = {
        "runtimeClassName": "gvisor",
        "serviceAccountName": "vc-workload-walled-dev",
        "automountServiceAccountToken": False,
        "securityContext": {"seccompProfile": {"type": "RuntimeDefault"}},
        "containers": [{"name": "main", "securityContext": context, **container}],
        **fields,
    }
    kept = {key: value for key, value in spec.items() if value is not None}
    return {
        "apiVersion": "v1", "kind": "Pod", "metadata": {"name": "tried", "namespace": "walled-dev"}, "spec": kept
    }  # fmt: skip


def _eventually(admin: Client, name: str) -> dict[str, Any]:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        pods = admin.send(calls.list_(admin.resource("v1", "Pod"), "walled-dev"))["items"]
        for pod in pods:
            if pod["metadata"]["name"] == name:
                found: dict[str, Any] = pod
                return found
        time.sleep(0.5)
    events = admin.send(calls.list_(admin.resource("v1", "Event"), "walled-dev"))["items"]
    raise AssertionError([event["message"] for event in events])
