"""What the runner does at each look, with a host in memory and processes that only say they run."""

import socket
from pathlib import Path
from typing import Any

import pytest

from kubespaces.kube import Unreachable
from kubespaces_embedded.control_plane.layout import Layout
from kubespaces_embedded.toolbox import Tool
from kubespaces_embedded.virtual import report, runner
from kubespaces_embedded.virtual.host import Object, VirtualCluster
from kubespaces_embedded.virtual.instance import Instance, Phase
from kubespaces_embedded.virtual.runner import Runner
from kubespaces_embedded.virtual.sandbox import Description
from kubespaces_embedded.virtual.tools import NAMES

from .fakes import UID, FakeHost, claim, pod

NAME = "team-dev"


class World(FakeHost):
    """A host with one virtual cluster, whose pod a test can change."""

    def __init__(self) -> None:
        super().__init__()
        self.there: dict[str, Object] = {}
        self.clusters = [VirtualCluster(NAME, NAME, "set-uid", "")]
        self.statuses: list[Object] = []
        self.published: list[str] = []
        self.ended: list[str] = []
        self.away = False
        self.claims_there = [claim("Bound", volumeName=f"local-{UID}")]

    def namespaces(self) -> dict[str, str]:
        if self.away:
            raise Unreachable("https://127.0.0.1:1", "connection refused")
        return {cluster.namespace: cluster.name for cluster in self.clusters} or {NAME: NAME}

    def virtual_clusters(self, namespaces: dict[str, str]) -> list[VirtualCluster]:
        return self.clusters

    def pods(self) -> dict[tuple[str, str], Object]:
        return {(NAME, name): one for name, one in self.there.items()}

    def publish(self, cluster: VirtualCluster, endpoint: str) -> None:
        self.published.append(endpoint)
        self.clusters = [VirtualCluster(NAME, NAME, "set-uid", endpoint)]

    def set_status(self, pod: Object, status: Object) -> None:
        self.statuses.append(status)
        pod["status"] = status

    def confirm_end(self, pod: Object) -> None:
        self.ended.append(pod["metadata"]["uid"])
        del self.there[pod["metadata"]["name"]]

    def add_pod(self, **spec: Any) -> Object:
        made = pod(**spec)
        owner = {"kind": "StatefulSet", "name": NAME, "uid": "set-uid", "controller": True}
        made["metadata"]["ownerReferences"] = [owner]
        self.there[made["metadata"]["name"]] = made
        return made


class FakeInstance(Instance):
    """Starts nothing; becomes ready at the look after its start, and ends at the look after it was asked to."""

    made: list["FakeInstance"] = []

    def __init__(self, folder: Path, log: Path, listener: socket.socket, api_port: int) -> None:
        super().__init__(folder, log, listener, api_port)
        self.descriptions: list[Description] = []
        self.closed = False
        self.made.append(self)

    def start(self, description: Description) -> None:
        self.descriptions.append(description)
        self.phase = Phase.STARTING

    def look(self) -> None:
        following = {Phase.STARTING: Phase.READY, Phase.ENDING: Phase.STOPPED}
        self.phase = following.get(self.phase, self.phase)

    def stop(self, grace: float) -> None:
        self.phase = Phase.ENDING

    def close(self) -> None:
        super().close()
        self.closed = True


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def made(tmp_path: Path, world: World, monkeypatch: pytest.MonkeyPatch) -> Runner:
    FakeInstance.made = []
    monkeypatch.setattr(runner, "Instance", FakeInstance)
    monkeypatch.setattr(runner, "unsupported", lambda: "")
    found = Runner(Layout("local", tmp_path), world, 6443)
    monkeypatch.setattr(found._workshop, "_tools", {name: Tool(name, Path(name), "1.0.0", "build") for name in NAMES})
    monkeypatch.setattr(Runner, "_make_nodes", lambda *_: FakeNodes())
    return found


class FakeNodes:
    def look(self) -> None:
        pass

    def stop(self) -> None:
        pass


def test_a_pod_on_a_node_is_started_and_told_ready(made: Runner, world: World) -> None:
    world.add_pod()
    made.look()
    [entry] = made.look()

    assert entry.state == "ready"
    assert world.published == [entry.endpoint]
    assert entry.endpoint.startswith("https://127.0.0.1:")
    assert [one["phase"] for one in world.statuses] == ["Running", "Running"]
    [instance] = FakeInstance.made
    assert len(instance.descriptions) == 1
    instance.close()


def test_nothing_is_written_twice(made: Runner, world: World) -> None:
    world.add_pod()
    for _ in range(6):
        made.look()
    assert len(world.statuses) == 2
    assert len(world.published) == 1
    FakeInstance.made[0].close()


def test_a_pod_without_node_waits(made: Runner, world: World) -> None:
    world.add_pod(nodeName="")
    [entry] = made.look()
    assert (entry.state, entry.problem) == ("waiting", "its pod waits for a node")
    assert FakeInstance.made == []


def test_without_tools_or_kernel_the_pod_says_why(made: Runner, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.add_pod()
    monkeypatch.setattr(runner, "unsupported", lambda: "the kernel forbids it")
    made.look()
    made.look()
    assert [one["conditions"][0]["message"] for one in world.statuses] == ["the kernel forbids it"]

    monkeypatch.setattr(runner, "unsupported", lambda: "")
    monkeypatch.setattr(made._workshop, "tools", lambda: None)
    made._workshop.problem = "vcluster-syncer is built"
    [entry] = made.look()
    assert entry.problem == "vcluster-syncer is built"
    assert world.statuses[-1]["phase"] == "Pending"


def test_what_cannot_be_given_is_told_and_not_started(made: Runner, world: World) -> None:
    volumes = [one for one in pod()["spec"]["volumes"] if one["name"] != "data"]
    world.add_pod(volumes=[*volumes, {"name": "data", "hostPath": {"path": "/"}}])
    [entry] = made.look()
    assert "hostPath" in entry.problem
    assert FakeInstance.made[0].descriptions == []
    FakeInstance.made[0].close()


def test_a_pod_that_is_deleted_ends_and_is_confirmed(made: Runner, world: World) -> None:
    one = world.add_pod()
    made.look()
    made.look()
    one["metadata"]["deletionTimestamp"] = "now"
    made.look()

    assert FakeInstance.made[0].closed
    assert world.ended == [UID]


def test_a_process_ends_when_its_pod_is_gone(made: Runner, world: World) -> None:
    world.add_pod()
    made.look()
    world.there, world.clusters = {}, []
    made.look()
    assert FakeInstance.made[0].closed
    assert world.ended == []


def test_a_pod_of_another_set_is_not_touched(made: Runner, world: World) -> None:
    one = world.add_pod()
    one["metadata"]["ownerReferences"][0]["uid"] = "others"
    made.look()
    assert FakeInstance.made == []
    assert world.statuses == []


def test_processes_go_on_while_the_host_is_away(made: Runner, world: World, tmp_path: Path) -> None:
    world.add_pod()
    made._work()
    made._work()
    world.away = True
    made._work()

    found = report.read(tmp_path)
    assert "no answer from the Kubernetes API server" in found.problem
    assert [entry.state for entry in found.clusters] == ["ready"]
    FakeInstance.made[0].close()
