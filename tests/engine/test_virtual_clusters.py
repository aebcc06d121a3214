"""Two tenants with a virtual cluster each, really running: what is inside stays inside, and the host's rules hold."""

import json
import random
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from tests.plans import namespaces_of
from tests.support.plugin_driver import eventually
from tests.support.virtual_clusters import Inside, VirtualClusters, running_virtual_clusters, tenant_inside
from tests.support.virtual_life import Writer, gone, local_volumes, missing
from tests.support.virtual_pods import BLUE, GREEN, SAID, SPOILED, attempt, on_host, pod, service

from kubespaces.cli.kubeconfig import _inside
from kubespaces.kube import ApiError, Call, Impersonation, calls, connect_sync, load
from kubespaces.plan.labels import LOCAL_ENDPOINT, VIRTUAL_CLUSTER
from kubespaces.verify import verify
from kubespaces_embedded.virtual.support import unsupported

pytestmark = [
    pytest.mark.engine,
    pytest.mark.skipif(bool(unsupported()), reason=unsupported() or "runs here"),
    pytest.mark.timeout(1800),
]

ACCOUNT = Impersonation(f"system:serviceaccount:{BLUE}:vc-{BLUE}", ("system:serviceaccounts", "system:authenticated"))
"""As whom the control plane of blue is on the host."""

RESTARTED = 120.0
"""Seconds after which a control plane that was killed is long back."""


@pytest.fixture(scope="module")
def clusters(tmp_path_factory: pytest.TempPathFactory) -> Iterator[VirtualClusters]:
    folder = tmp_path_factory.mktemp("virtual")
    with running_virtual_clusters(folder, tenant_inside("blue"), tenant_inside("green")) as running:
        yield running


@pytest.fixture
def blue(clusters: VirtualClusters) -> Inside:
    return clusters.inside[BLUE]


@pytest.fixture
def green(clusters: VirtualClusters) -> Inside:
    return clusters.inside[GREEN]


def test_kubectl_works_with_the_admins_kubeconfig(blue: Inside) -> None:
    done = blue.kubectl("get", "namespaces", "-o", "name")
    assert done.returncode == 0, done.stderr
    assert set(done.stdout.split()) >= {"namespace/default", "namespace/kube-system"}
    assert BLUE not in done.stdout
    assert blue.kubectl("auth", "can-i", "*", "*", "--all-namespaces").stdout.strip() == "yes"


def test_own_kinds_and_objects_of_the_cluster_stay_inside(
    clusters: VirtualClusters, blue: Inside, green: Inside
) -> None:
    names = {"plural": "widgets", "singular": "widget", "kind": "Widget"}
    schema = {"openAPIV3Schema": {"type": "object", "x-kubernetes-preserve-unknown-fields": True}}
    version = {"name": "v1", "served": True, "storage": True, "schema": schema}
    blue.create(
        {
            "apiVersion": "apiextensions.k8s.io/v1",
            "kind": "CustomResourceDefinition",
            "metadata": {"name": "widgets.blue.example.com"},
            "spec": {"group": "blue.example.com", "names": names, "scope": "Cluster", "versions": [version]},
        }
    )
    eventually(lambda: knows_widgets(blue))
    blue.create({"apiVersion": "blue.example.com/v1", "kind": "Widget", "metadata": {"name": "one"}})
    rules = [{"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}]
    role = {
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "ClusterRole",
        "metadata": {"name": "blue-everything"},
    }
    blue.create(role | {"rules": rules})

    for elsewhere in (clusters.client, green.client):
        elsewhere.forget_catalog() if hasattr(elsewhere, "forget_catalog") else None
        for path in (
            "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/widgets.blue.example.com",
            "/apis/rbac.authorization.k8s.io/v1/clusterroles/blue-everything",
        ):
            with pytest.raises(ApiError) as refused:
                elsewhere.send(Call("GET", path))
            assert refused.value.not_found


def knows_widgets(inside: Inside) -> bool:
    try:
        inside.client.send(Call("GET", "/apis/blue.example.com/v1/widgets"))
    except ApiError:
        return False
    return True


def test_a_pod_runs_on_the_host_and_inside_it_looks_as_if_it_ran_here(clusters: VirtualClusters, blue: Inside) -> None:
    blue.create(pod("good"))
    eventually(lambda: blue.get("Pod", "good", "default")["status"].get("phase") == "Running", 60)

    found = clusters.pods(BLUE)[on_host("good")]
    assert found["spec"]["nodeName"] == "local-0"
    # The host's LimitRange fills in what the tenant has left out.
    assert found["spec"]["containers"][0]["resources"]["limits"]


def test_what_the_host_refuses_never_gets_there_and_the_tenant_sees_why(
    clusters: VirtualClusters, blue: Inside
) -> None:
    refused = {name: attempt(blue, manifest) for name, manifest in SPOILED.items()}
    for name, words in SAID.items():
        eventually(lambda name=name, words=words: words in refused[name] + blue.events_of(name), 60)  # type: ignore[misc]

    assert not {on_host(name) for name in SPOILED} & clusters.pods(BLUE).keys()
    for name in [name for name, error in refused.items() if not error]:
        assert blue.get("Pod", name, "default")["status"]["phase"] == "Pending"
        blue.client.send(calls.delete(blue.client.resource("v1", "Pod"), name, "default"))


@pytest.mark.parametrize("name", SPOILED)
def test_the_hosts_wall_does_not_count_on_the_one_inside(clusters: VirtualClusters, name: str) -> None:
    """What a tenant's admin could open inside: the control plane itself, at the host's own API."""
    spoiled = {**SPOILED[name]["spec"], "runtimeClassName": "gvisor"}  # as vCluster writes it into every pod
    manifest = SPOILED[name] | {"metadata": {"name": name, "namespace": BLUE}, "spec": spoiled}
    path = f"/api/v1/namespaces/{BLUE}/pods"
    with pytest.raises(ApiError) as refused:
        clusters.client.send(Call("POST", path, {"dryRun": "All"}, manifest), impersonate=ACCOUNT)
    assert SAID[name] in str(refused.value)
    assert not refused.value.by_authorization


def test_two_virtual_clusters_cannot_see_or_enter_each_other(
    clusters: VirtualClusters, blue: Inside, green: Inside
) -> None:
    secret = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "own", "namespace": "default"}}
    blue.create(secret | {"stringData": {"key": "blue"}})
    green.create(secret | {"stringData": {"key": "green"}})
    assert blue.get("Secret", "own", "default")["data"] != green.get("Secret", "own", "default")["data"]

    # The login of one is nobody at the other one's address.
    crossed, there = (json.loads(one.kubeconfig.read_text()) for one in (blue, green))
    crossed["clusters"] = there["clusters"]
    crossed["contexts"][0]["context"]["cluster"] = there["contexts"][0]["context"]["cluster"]
    with connect_sync(json.dumps(crossed)) as client, pytest.raises(ApiError) as refused:
        client.send(Call("GET", "/api/v1/namespaces"))
    assert refused.value.status in (401, 403)


def test_nobody_takes_services_or_host_names_of_another(clusters: VirtualClusters, blue: Inside) -> None:
    """Whatever is made inside: on the host it has a name of its own, or is not there at all."""
    before = {item["metadata"]["name"]: item["spec"] for item in host_services(clusters, GREEN)}
    ports = [{"port": 443}]
    blue.create(service(GREEN, ports=ports, selector={"app": "thief"}))
    taking = {
        "alias": {"type": "ExternalName", "externalName": f"{GREEN}.{GREEN}.svc"},
        "node-port": {"type": "NodePort", "ports": ports},
        "balancer": {"type": "LoadBalancer", "ports": ports},
        "address": {"ports": ports, "externalIPs": ["203.0.113.1"]},
    }
    refused = {name: attempt(blue, service(name, **spec)) for name, spec in taking.items()}
    rule = {"host": "green.example.com", "http": {"paths": [{"path": "/", "pathType": "Prefix", "backend": BACKEND}]}}
    blue.create(
        {
            "apiVersion": "networking.k8s.io/v1",
            "kind": "Ingress",
            "metadata": {"name": "thief", "namespace": "default"},
            "spec": {"rules": [rule]},
        }
    )

    eventually(lambda: on_host(GREEN) in {item["metadata"]["name"] for item in host_services(clusters, BLUE)})
    # vCluster makes Services on the host at once, so the tenant is told by its own command.
    assert all("is forbidden" in refused[name] for name in taking), refused
    assert {item["spec"]["type"] for item in host_services(clusters, BLUE)} == {"ClusterIP"}
    assert not clusters.client.send(Call("GET", "/apis/networking.k8s.io/v1/ingresses"))["items"]
    assert {item["metadata"]["name"]: item["spec"] for item in host_services(clusters, GREEN)} == before


BACKEND = {"service": {"name": GREEN, "port": {"number": 443}}}


def host_services(clusters: VirtualClusters, namespace: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = clusters.client.send(Call("GET", f"/api/v1/namespaces/{namespace}/services"))["items"]
    return found


def test_a_control_plane_has_its_own_rights_on_the_host_and_no_others(clusters: VirtualClusters) -> None:
    assert allowed(clusters, ACCOUNT, "list", "pods", BLUE)
    for verb, resource, namespace in (
        ("list", "secrets", GREEN),
        ("create", "pods", GREEN),
        ("list", "secrets", ""),
        ("list", "namespaces", ""),
        ("create", "clusterroles", ""),
        ("update", "resourcequotas", BLUE),
        ("delete", "limitranges", BLUE),
        ("update", "networkpolicies", BLUE),
        ("update", "statefulsets", BLUE),
    ):
        assert not allowed(clusters, ACCOUNT, verb, resource, namespace), (verb, resource, namespace)

    # That account is what the process logs in as: the only login in its world is a token of it.
    tokens = list((clusters.plane.folder / "virtual" / "pods").glob("*/volumes/*/token"))
    assert len(tokens) == 2
    assert {who(clusters, token.read_text()) for token in tokens} == {
        f"system:serviceaccount:{name}:vc-{name}" for name in (BLUE, GREEN)
    }


def allowed(clusters: VirtualClusters, who: Impersonation, verb: str, resource: str, namespace: str) -> bool:
    groups = {
        "statefulsets": "apps",
        "clusterroles": "rbac.authorization.k8s.io",
        "networkpolicies": "networking.k8s.io",
    }
    attributes = {"verb": verb, "resource": resource, "group": groups.get(resource, ""), "namespace": namespace}
    body = {
        "apiVersion": "authorization.k8s.io/v1",
        "kind": "SelfSubjectAccessReview",
        "spec": {"resourceAttributes": attributes},
    }
    path = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"
    return bool(clusters.client.send(Call("POST", path, body=body), impersonate=who)["status"]["allowed"])


def who(clusters: VirtualClusters, token: str) -> str:
    body = {"apiVersion": "authentication.k8s.io/v1", "kind": "TokenReview", "spec": {"token": token}}
    answer = clusters.client.send(Call("POST", "/apis/authentication.k8s.io/v1/tokenreviews", body=body))
    return str(answer["status"]["user"]["username"])


def test_each_has_a_world_of_its_own_and_listens_on_loopback_only(clusters: VirtualClusters) -> None:
    worlds = {}
    for name in (BLUE, GREEN):
        entry = clusters.entry(name)
        assert entry is not None
        syncer = clusters.processes(name)["vcluster"]
        worlds[name] = {kind: world(syncer.pid, kind) for kind in ("user", "mnt", "net", "pid")}
        assert entry.endpoint.startswith("https://127.0.0.1:")
    own = {kind: world(psutil.Process().pid, kind) for kind in ("user", "mnt", "net", "pid")}
    for kind, link in own.items():
        assert len({link, worlds[BLUE][kind], worlds[GREEN][kind]}) == 3, kind


def world(pid: int, kind: str) -> str:
    return str(Path(f"/proc/{pid}/ns/{kind}").readlink())


def test_a_pipelines_login_is_its_own_and_lets_it_deploy(clusters: VirtualClusters) -> None:
    document = _inside(clusters.client, namespaces_of(clusters.fleet.tenants["blue"])["dev"], "dev", 10)
    with connect_sync(json.dumps(document)) as pipeline:
        assert pipeline.access.namespace == "default"
        review = {"apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview"}
        answer = pipeline.send(Call("POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews", body=review))
        assert answer["status"]["userInfo"]["username"] == "system:serviceaccount:default:deployer"
        body = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "deployed", "namespace": "default"}}
        pipeline.send(Call("POST", "/api/v1/namespaces/default/configmaps", {"dryRun": "All"}, body))
        with pytest.raises(ApiError) as refused:
            pipeline.send(Call("GET", "/apis/rbac.authorization.k8s.io/v1/clusterroles"))
        assert refused.value.forbidden


def test_verify_finds_all_as_expected(clusters: VirtualClusters) -> None:
    report = verify(load(clusters.plane.kubeconfig), clusters.fleet, clusters.host)
    assert report.ok, "\n".join(map(str, report.surprises))
    makers = {line.actor for line in report.lines if line.what.startswith("a pod with a privileged container")}
    assert makers == {f"virtual cluster of {BLUE}", f"virtual cluster of {GREEN}"}


def test_whoever_only_labels_a_stateful_set_gets_nothing_run(clusters: VirtualClusters) -> None:
    namespace = "impostor"
    label = {VIRTUAL_CLUSTER: namespace}
    lay_namespace = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": namespace}}
    clusters.client.send(calls.create(clusters.client.resource("v1", "Namespace"), lay_namespace))
    template = {"metadata": {"labels": label}, "spec": pod("x")["spec"]}
    clusters.client.send(
        calls.create(
            clusters.client.resource("apps/v1", "StatefulSet"),
            {
                "apiVersion": "apps/v1",
                "kind": "StatefulSet",
                "metadata": {"name": namespace, "namespace": namespace, "labels": label},
                "spec": {"selector": {"matchLabels": label}, "serviceName": "x", "template": template},
            },
        )
    )
    eventually(lambda: f"{namespace}-0" in clusters.pods(namespace))
    time.sleep(3)
    assert clusters.entry(namespace) is None
    assert clusters.pods(namespace)[f"{namespace}-0"]["status"]["phase"] == "Pending"


def test_killed_at_any_moment_it_comes_back_and_has_lost_nothing(clusters: VirtualClusters, blue: Inside) -> None:
    endpoint = clusters.entry(BLUE).endpoint  # type: ignore[union-attr]
    moments = random.Random(7)  # noqa: S311 - moments, not secrets
    with Writer(blue) as writer:
        for victim in ("vcluster", "kube-apiserver", "kine"):
            time.sleep(moments.uniform(1, 3))
            eventually(lambda: victim in clusters.processes(BLUE))  # noqa: B023
            restarts = clusters.entry(BLUE).restarts  # type: ignore[union-attr]
            clusters.processes(BLUE)[victim].kill()
            eventually(lambda: clusters.entry(BLUE).restarts > restarts and clusters.is_ready(BLUE), RESTARTED)  # type: ignore[union-attr]  # noqa: B023
            count = len(writer.confirmed)
            eventually(lambda: len(writer.confirmed) > count, RESTARTED)  # noqa: B023

    kept = blue.client.send(Call("GET", "/api/v1/namespaces/default/configmaps"))["items"]
    assert set(writer.confirmed) <= {item["metadata"]["name"] for item in kept}
    assert len(writer.confirmed) > 20
    entry = clusters.entry(BLUE)
    assert entry is not None
    assert entry.endpoint == endpoint
    assert entry.restarts >= 3


def test_down_and_up_again_changes_nothing_for_the_tenant(clusters: VirtualClusters, blue: Inside) -> None:
    running = [*clusters.processes(BLUE).values(), *clusters.processes(GREEN).values()]
    clusters.plane.down()
    eventually(lambda: all(gone(process) or not process.is_running() for process in running))

    clusters.plane.up()
    eventually(lambda: clusters.is_ready(BLUE) and clusters.is_ready(GREEN), RESTARTED)
    assert blue.kubectl("get", "widgets", "one").returncode == 0
    assert blue.get("Secret", "own", "default")["data"] == {"key": "Ymx1ZQ=="}


def test_taking_it_away_leaves_nothing_behind(clusters: VirtualClusters, green: Inside) -> None:
    """Last: it takes one of the two away."""
    green.create(pod("good", image="registry.example.com/green/app"))
    eventually(lambda: on_host("good", GREEN) in clusters.pods(GREEN), 60)
    port = int(clusters.entry(GREEN).endpoint.rpartition(":")[2])  # type: ignore[union-attr]
    running = list(clusters.processes(GREEN).values())
    volumes = {volume["spec"]["hostPath"]["path"] for volume in local_volumes(clusters, GREEN)}
    assert running
    assert volumes

    clusters.client.send(calls.delete(clusters.client.resource("v1", "Namespace"), GREEN))
    eventually(lambda: missing(clusters, f"/api/v1/namespaces/{GREEN}"), 120)
    eventually(lambda: clusters.entry(GREEN) is None)
    eventually(lambda: not local_volumes(clusters, GREEN))

    assert all(gone(process) or not process.is_running() for process in running)
    assert not [path for path in volumes if Path(path).exists()]
    assert len(list((clusters.plane.folder / "virtual" / "pods").iterdir())) == 1
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port)).close()
    assert clusters.is_ready(BLUE)


def test_the_address_is_written_on_the_stateful_set(clusters: VirtualClusters) -> None:
    found = clusters.client.send(Call("GET", f"/apis/apps/v1/namespaces/{BLUE}/statefulsets/{BLUE}"))
    entry = clusters.entry(BLUE)
    assert entry is not None
    assert found["metadata"]["annotations"][LOCAL_ENDPOINT] == entry.endpoint
    assert found["status"]["readyReplicas"] == 1
