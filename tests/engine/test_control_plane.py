"""The real processes: what is enforced, what survives, what is repaired."""

import json
import os
import shutil
import signal
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest
from tests.support.control_plane import running_control_plane

from kubespaces.kube import load, tls
from kubespaces_embedded.control_plane import ControlPlane, ControlPlaneError, State, Status

pytestmark = pytest.mark.engine

ETCD, API, CONTROLLERS = "etcd", "kube-apiserver", "kube-controller-manager"


@pytest.fixture(scope="module")
def plane(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ControlPlane]:
    with running_control_plane("main", tmp_path_factory.mktemp("home")) as plane:
        yield plane


@pytest.fixture
def admin(plane: ControlPlane) -> Iterator[httpx.Client]:
    with administrator(plane) as client:
        yield client


@pytest.fixture
def namespace(admin: httpx.Client, request: pytest.FixtureRequest) -> str:
    """Return a new namespace, named after the test, that pods can be made in."""
    name = request.node.name.removeprefix("test_").replace("_", "-")
    return make_namespace(admin, name)


def administrator(plane: ControlPlane) -> httpx.Client:
    access = load(plane.kubeconfig)
    return httpx.Client(base_url=access.server, verify=tls.context(access), trust_env=False, timeout=30)


def bearer(plane: ControlPlane, token: str | None) -> httpx.Client:
    """Return a client that logs in with a token, or not at all."""
    context = ssl.create_default_context(cafile=str(plane.folder / "pki" / "ca.crt"))
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return httpx.Client(base_url=load(plane.kubeconfig).server, verify=context, headers=headers, trust_env=False)


def post(client: httpx.Client, path: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = client.post(path, json=body)
    assert answer.is_success, answer.text
    result: dict[str, Any] = answer.json()
    return result


def make_namespace(admin: httpx.Client, name: str, **metadata: dict[str, str]) -> str:
    post(admin, "/api/v1/namespaces", {"metadata": {"name": name, **metadata}})
    # Pods are refused until the namespace has its service account.
    eventually(lambda: admin.get(f"/api/v1/namespaces/{name}/serviceaccounts/default").is_success)
    return name


def pod(name: str, **spec: object) -> dict[str, Any]:
    container = {"name": "main", "image": "example.com/image", **spec}
    return {"metadata": {"name": name}, "spec": {"containers": [container]}}


def eventually(condition: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.05)


def pids(status: Status) -> dict[str, int]:
    return {part.name: part.pid for part in status.components if part.pid is not None}


def kill(status: Status, *names: str) -> None:
    victims = [psutil.Process(pids(status)[name]) for name in names]
    for victim in victims:
        victim.kill()
    psutil.wait_procs(victims, timeout=60)


def up_elsewhere(plane: ControlPlane, home: Path) -> "subprocess.Popen[bytes]":
    """Run `up` in another process, as a shell would: Ctrl-C reaches its whole process group."""
    code = (
        "import sys; from pathlib import Path; from kubespaces_embedded.control_plane import ControlPlane; "
        "ControlPlane(sys.argv[1], home=Path(sys.argv[2])).up()"
    )
    command = [sys.executable, "-c", code, plane.name, str(home)]
    return subprocess.Popen(command, start_new_session=True, stderr=subprocess.DEVNULL)


def all_gone(processes: Iterable[int]) -> bool:
    return not any(psutil.pid_exists(pid) and psutil.Process(pid).status() != "zombie" for pid in processes)


# What it enforces


def test_pod_security_is_enforced(admin: httpx.Client) -> None:
    labels = {"pod-security.kubernetes.io/enforce": "restricted"}
    name = make_namespace(admin, "restricted", labels=labels)
    refused = admin.post(f"/api/v1/namespaces/{name}/pods", json=pod("p", securityContext={"privileged": True}))
    assert refused.status_code == 403
    assert 'violates PodSecurity "restricted:latest"' in refused.json()["message"]


def test_quota_and_limits_are_enforced(admin: httpx.Client, namespace: str) -> None:
    path = f"/api/v1/namespaces/{namespace}"
    limits = {"limits": [{"type": "Container", "default": {"cpu": "200m"}, "defaultRequest": {"cpu": "100m"}}]}
    post(admin, f"{path}/limitranges", {"metadata": {"name": "limits"}, "spec": limits})
    quota = {"hard": {"pods": "1", "requests.cpu": "1"}}
    post(admin, f"{path}/resourcequotas", {"metadata": {"name": "quota"}, "spec": quota})
    # The controller has to count once before anything is admitted.
    eventually(lambda: "used" in admin.get(f"{path}/resourcequotas/quota").json().get("status", {}))
    first = post(admin, f"{path}/pods", pod("first"))
    assert first["spec"]["containers"][0]["resources"] == {"limits": {"cpu": "200m"}, "requests": {"cpu": "100m"}}
    second = admin.post(f"{path}/pods", json=pod("second"))
    assert second.status_code == 403
    assert "exceeded quota: quota" in second.json()["message"]


def test_admission_policies_in_cel_are_enforced(admin: httpx.Client, namespace: str) -> None:
    group = "/apis/admissionregistration.k8s.io/v1"
    rule = {"apiGroups": [""], "apiVersions": ["v1"], "operations": ["CREATE"], "resources": ["configmaps"]}
    selector = {"matchLabels": {"kubernetes.io/metadata.name": namespace}}
    policy = {
        "matchConstraints": {"resourceRules": [rule], "namespaceSelector": selector},
        "validations": [{"expression": "object.metadata.name != 'bad'", "message": "not that name"}],
    }
    post(admin, f"{group}/validatingadmissionpolicies", {"metadata": {"name": "names"}, "spec": policy})
    binding = {"policyName": "names", "validationActions": ["Deny"]}
    post(admin, f"{group}/validatingadmissionpolicybindings", {"metadata": {"name": "names"}, "spec": binding})
    path = f"/api/v1/namespaces/{namespace}/configmaps"

    def refused() -> bool:
        answer = admin.post(path, params={"dryRun": "All"}, json={"metadata": {"name": "bad"}})
        return answer.status_code == 422 and "not that name" in answer.json()["message"]

    eventually(refused)
    post(admin, path, {"metadata": {"name": "good"}})


def test_nobody_gets_in_without_a_login_and_no_further_than_their_roles(
    plane: ControlPlane, admin: httpx.Client, namespace: str
) -> None:
    path = f"/api/v1/namespaces/{namespace}"
    with bearer(plane, None) as stranger:
        for target in (f"{path}/pods", "/healthz", "/version"):
            assert stranger.get(target).status_code == 401
    request = {"spec": {"expirationSeconds": 600}}
    token = post(admin, f"{path}/serviceaccounts/default/token", request)["status"]["token"]
    with bearer(plane, token) as user:
        assert user.get(f"{path}/configmaps").status_code == 403
        rbac = f"/apis/rbac.authorization.k8s.io/v1/namespaces/{namespace}"
        rules = [{"apiGroups": [""], "resources": ["configmaps"], "verbs": ["list"]}]
        post(admin, f"{rbac}/roles", {"metadata": {"name": "reader"}, "rules": rules})
        reader = {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "reader"}
        subjects = [{"kind": "ServiceAccount", "name": "default", "namespace": namespace}]
        binding = {"metadata": {"name": "reader"}, "roleRef": reader, "subjects": subjects}
        post(admin, f"{rbac}/rolebindings", binding)
        eventually(lambda: user.get(f"{path}/configmaps").is_success)
        assert user.get(f"{path}/secrets").status_code == 403
        assert user.get("/api/v1/namespaces/default/configmaps").status_code == 403


def test_a_namespace_decides_where_its_pods_run(admin: httpx.Client) -> None:
    toleration = {"key": "dedicated", "operator": "Equal", "value": "data", "effect": "NoSchedule"}
    annotations = {
        "scheduler.alpha.kubernetes.io/node-selector": "pool=data",
        "scheduler.alpha.kubernetes.io/defaultTolerations": json.dumps([toleration]),
    }
    name = make_namespace(admin, "dedicated", annotations=annotations)
    made = post(admin, f"/api/v1/namespaces/{name}/pods", pod("p"))
    assert made["spec"]["nodeSelector"] == {"pool": "data"}
    assert toleration in made["spec"]["tolerations"]


# What works


def test_controllers_do_their_work(admin: httpx.Client, namespace: str) -> None:
    labels = {"app": "web"}
    template = {"metadata": {"labels": labels}, **{k: v for k, v in pod("p").items() if k == "spec"}}
    spec = {"replicas": 2, "selector": {"matchLabels": labels}, "template": template}
    path = f"/apis/apps/v1/namespaces/{namespace}/deployments"
    post(admin, path, {"metadata": {"name": "web"}, "spec": spec})
    pods = f"/api/v1/namespaces/{namespace}/pods"
    eventually(lambda: len(admin.get(pods).json()["items"]) == 2)
    assert admin.get(f"/api/v1/namespaces/{namespace}/configmaps/kube-root-ca.crt").is_success
    assert admin.delete(f"/api/v1/namespaces/{namespace}").is_success
    eventually(lambda: admin.get(f"/api/v1/namespaces/{namespace}").status_code == 404)


def test_only_loopback_ports_are_open(plane: ControlPlane) -> None:
    status = plane.status()
    listening = {
        name: [c.laddr for c in psutil.Process(pid).net_connections("inet") if c.status == psutil.CONN_LISTEN]
        for name, pid in pids(status).items()
    }
    assert listening == {
        ETCD: [],
        API: [("127.0.0.1", status.component(API).port)],
        CONTROLLERS: [("127.0.0.1", status.component(CONTROLLERS).port)],
    }


def test_keys_and_sockets_are_for_their_owner_alone(plane: ControlPlane) -> None:
    keys = []
    for path in plane.folder.rglob("*"):
        mode = path.lstat().st_mode & 0o777
        if path.is_dir():
            assert mode == 0o700, path
        elif path.is_file() and b"PRIVATE KEY" in path.read_bytes():
            keys.append(path.name)
            assert mode == 0o600, path
    assert plane.folder.lstat().st_mode & 0o777 == 0o700
    assert len(keys) == 8
    assert plane.kubeconfig.lstat().st_mode & 0o777 == 0o600


def test_up_again_changes_nothing(plane: ControlPlane) -> None:
    before = plane.status()
    assert before.ready
    after = plane.up()
    assert (pids(after), after.endpoint) == (pids(before), before.endpoint)


# What it survives


@pytest.mark.parametrize("victims", [(ETCD,), (API,), (CONTROLLERS,), (ETCD, API, CONTROLLERS)], ids="+".join)
def test_after_a_crash_up_repairs_and_nothing_is_lost(
    plane: ControlPlane, admin: httpx.Client, victims: tuple[str, ...]
) -> None:
    before = plane.status()
    name = f"crash-{victims[0]}-{len(victims)}"
    post(admin, "/api/v1/namespaces", {"metadata": {"name": name}})
    kill(before, *victims)
    broken = plane.status()
    assert broken.state is (State.STOPPED if len(victims) == 3 else State.BROKEN)
    after = plane.up()
    assert after.ready
    assert after.endpoint == before.endpoint
    replaced = {component for component, pid in pids(after).items() if pid != pids(before)[component]}
    # Controllers left alone would be blind for up to a minute.
    assert replaced == set(victims) | ({CONTROLLERS} if API in victims else set())
    # The controllers see what was made before the crash, and at once what is made now.
    eventually(lambda: admin.get(f"/api/v1/namespaces/{name}/serviceaccounts/default").is_success, 10)
    make_namespace(admin, f"{name}-after")


def test_down_keeps_the_data(plane: ControlPlane, admin: httpx.Client) -> None:
    before = post(admin, "/api/v1/namespaces", {"metadata": {"name": "kept"}})
    endpoint = plane.status().endpoint
    running = pids(plane.status()).values()
    assert plane.down()
    assert all_gone(running)
    assert plane.status().state is State.STOPPED
    assert plane.up().endpoint == endpoint
    assert admin.get("/api/v1/namespaces/kept").json()["metadata"]["uid"] == before["metadata"]["uid"]


def test_a_second_one_runs_beside_it_until_it_is_reset(plane: ControlPlane) -> None:
    home = plane.folder.parent.parent
    second = ControlPlane("second", home=home)
    try:
        status = second.up(audit=True)
        assert status.ready
        assert not set(pids(status).values()) & set(pids(plane.status()).values())
        with administrator(second) as client:
            secret = {"metadata": {"name": "s"}, "stringData": {"k": "hide-me"}}
            post(client, "/api/v1/namespaces/default/secrets", secret)
        log = (second.folder / "logs" / "audit.log").read_text(encoding="utf-8")
        assert '"resource":"secrets"' in log
        assert "hide-me" not in log
        # The administrator of one is nobody in the other.
        own = tls.context(load(second.kubeconfig))
        with (
            httpx.Client(base_url=load(plane.kubeconfig).server, verify=own, trust_env=False) as client,
            pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"),
        ):
            client.get("/version")
    finally:
        second.reset()
    assert not second.folder.exists()
    assert all_gone(pids(status).values())
    assert plane.status().ready


def test_a_start_that_is_killed_half_way_is_finished_by_the_next(tmp_path: Path) -> None:
    plane = ControlPlane("half", home=tmp_path)
    try:
        with up_elsewhere(plane, tmp_path) as command:
            eventually((plane.folder / "logs" / f"{API}.log").exists)
            command.kill()
        started = pids(plane.status())
        assert set(started) == {ETCD, API}
        after = plane.up()
        assert after.ready
        # Whether the half-started API server is kept depends on whether it was written down; a second one never runs.
        assert pids(after)[ETCD] == started[ETCD]
        assert all_gone(set(started.values()) - set(pids(after).values()))
    finally:
        plane.reset()


def test_a_full_disk_is_named_and_more_space_mends_it(tmp_path: Path) -> None:
    mount, umount = shutil.which("mount"), shutil.which("umount")
    if os.geteuid() != 0 or mount is None or umount is None:
        pytest.skip("mounting a small disk needs root; the unit tests play a full disk")
    small = [mount, "-t", "tmpfs", "-o", "size=1m,mode=700", "tmpfs", str(tmp_path)]
    mounted = subprocess.run(small, check=False, capture_output=True, text=True)
    if mounted.returncode != 0:
        pytest.skip(f"a small disk cannot be mounted here: {mounted.stderr.strip()}; the unit tests play one")
    plane = ControlPlane("full", home=tmp_path)
    try:
        # Where the log fits on the disk as well, etcd says it itself.
        with pytest.raises(ControlPlaneError, match=r"(ended while starting|free some space).*") as failure:
            plane.up()
        assert "MiB are free on its disk" in str(failure.value) or "No space left" in str(failure.value)
        assert pids(plane.status()) == {}
        subprocess.run([mount, "-o", "remount,size=1g", str(tmp_path)], check=True)
        assert plane.up().ready
    finally:
        plane.down()
        subprocess.run([umount, str(tmp_path)], check=True)


def test_the_log_of_the_run_before_is_kept_and_no_more(plane: ControlPlane) -> None:
    logs = sorted(file.name for file in (plane.folder / "logs").iterdir())
    assert logs == sorted(name for c in (ETCD, API, CONTROLLERS) for name in (f"{c}.log", f"{c}.log.1"))


def test_ctrl_c_while_it_starts_leaves_nothing_running(tmp_path: Path) -> None:
    plane = ControlPlane("stopped", home=tmp_path)
    with up_elsewhere(plane, tmp_path) as command:
        eventually((plane.folder / "logs" / f"{API}.log").exists)
        os.killpg(command.pid, signal.SIGINT)
        assert command.wait(60) != 0
    status = plane.status()
    assert (status.state, pids(status)) == (State.STOPPED, {})
    plane.reset()
