"""What a tired platform engineer meets: foreign namespaces, an API server that dies, kills and Ctrl-C in the middle.

After each, the next ``up`` must converge: nothing lost, nothing doubled.
"""

import os
import random
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from tests.support.project import ProjectCopy, copy_project

from kubespaces.kube import Client, calls, connect_sync
from kubespaces_embedded.control_plane import ControlPlane

pytestmark = pytest.mark.engine

SEED = 20261121
KILLS = 3
TENANTS = {"data", "web"}
NAMESPACES = 4


@pytest.fixture
def project(tmp_path: Path) -> Iterator[ProjectCopy]:
    """A copy for each test, with a fleet small enough to be made often."""
    copy = copy_project(tmp_path)
    for document in copy.tenants.glob("*.yaml"):
        if document.stem not in TENANTS:
            document.unlink()
    yield copy
    assert processes_of(copy) == []
    plane_of(copy).reset()


@pytest.fixture
def plane(project: ProjectCopy) -> ControlPlane:
    plane = plane_of(project)
    plane.up()
    return plane


def plane_of(project: ProjectCopy) -> ControlPlane:
    return ControlPlane("local", home=Path(project.environment["KUBESPACES_HOME"]))


def admin(plane: ControlPlane) -> Client:
    return connect_sync(plane.kubeconfig)


def processes_of(project: ProjectCopy) -> list[str]:
    """Return the command lines of live processes that work for this copy, the control plane's aside."""
    home = project.environment["KUBESPACES_HOME"]
    found = []
    for process in psutil.process_iter(["cmdline", "environ"]):
        environment = process.info["environ"] or {}
        command = " ".join(process.info["cmdline"] or [])
        if environment.get("KUBESPACES_HOME") == home and "control-planes" not in command:
            found.append(command)
    return found


def wait_until_some_exist(plane: ControlPlane, count: int, process: subprocess.Popen[str]) -> None:
    """Wait until the run has made some namespaces; it must not be through by then."""
    deadline = time.monotonic() + 120
    with admin(plane) as client:
        resource = client.resource("v1", "Namespace")
        while time.monotonic() < deadline:
            listed = client.send(calls.list_(resource))["items"]
            made = [item for item in listed if "kubespaces.io/tenant" in item["metadata"].get("labels", {})]
            if len(made) >= count:
                return
            assert process.poll() is None, f"the run ended first: {process.communicate()}"
            time.sleep(0.01)
    pytest.fail("the run never made a namespace")


def assert_converges(project: ProjectCopy, plane: ControlPlane) -> None:
    project.run("up", "--yes")
    project.run("preview", "--", "--refresh", "--expect-no-changes")
    with admin(plane) as client:
        for version, kind in (("v1", "ResourceQuota"), ("v1", "LimitRange")):
            listed = client.send(calls.list_(client.resource(version, kind)))["items"]
            assert len(listed) == NAMESPACES, f"{kind}: one for each namespace"


def test_a_foreign_namespace_stops_the_run_before_it_changes_anything(
    project: ProjectCopy, plane: ControlPlane
) -> None:
    with admin(plane) as client:
        resource = client.resource("v1", "Namespace")
        foreign = {
            "apiVersion": "v1",
            "kind": "Namespace",
            "metadata": {"name": "web-dev", "labels": {"team": "other"}},
        }
        before = client.send(calls.create(resource, foreign))

        output = project.run("up", "--yes", expect=1)

        assert "web: environment dev: namespace 'web-dev' exists, without a label of a tenant" in output
        assert "adopt: always" in output
        after = client.send(calls.get(resource, "web-dev"))
        assert after["metadata"]["resourceVersion"] == before["metadata"]["resourceVersion"]

        project.edit("web", "{name: dev, share: 40%}", "{name: dev, share: 40%, adopt: always}")
        project.run("up", "--yes")
        labels = client.send(calls.get(resource, "web-dev"))["metadata"]["labels"]
        assert labels["team"] == "other"
        assert labels["kubespaces.io/tenant"] == "web"

        project.edit("web", "    - {name: dev, share: 40%, adopt: always}\n", "")
        project.edit("web", "environments: [dev]", "environments: [prod]")
        project.run("up", "--yes")
        labels = client.send(calls.get(resource, "web-dev"))["metadata"]["labels"]
        assert labels["team"] == "other"
        assert "kubespaces.io/tenant" not in labels


def test_an_api_server_that_dies_in_the_middle(project: ProjectCopy, plane: ControlPlane) -> None:
    run = project.start("up", "--yes")
    wait_until_some_exist(plane, 2, run)
    os.kill(pid_of(plane, "kube-apiserver"), signal.SIGKILL)
    output = "".join(run.communicate(timeout=300))

    assert run.returncode == 1
    assert "Traceback" not in output
    assert_converges(project, plane)


def pid_of(plane: ControlPlane, process: str) -> int:
    pid = plane.status().component(process).pid
    assert pid is not None
    return pid


def test_a_run_killed_at_random_moments(project: ProjectCopy, plane: ControlPlane) -> None:
    moments = random.Random(SEED)  # noqa: S311 - no secret depends on it
    for _ in range(KILLS):
        run = project.start("up", "--yes")
        wait_until_some_exist(plane, 1, run)
        time.sleep(moments.uniform(0, 1))
        os.killpg(run.pid, signal.SIGKILL)
        run.communicate()
    assert_converges(project, plane)


def test_ctrl_c_in_the_middle(project: ProjectCopy, plane: ControlPlane) -> None:
    run = project.start("up", "--yes")
    wait_until_some_exist(plane, 1, run)
    os.killpg(run.pid, signal.SIGINT)
    output = "".join(run.communicate(timeout=300))

    assert run.returncode != 0
    assert "Traceback" not in output
    assert_converges(project, plane)
