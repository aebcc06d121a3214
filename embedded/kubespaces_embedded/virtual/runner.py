"""The runner: looks at the control planes that should be there once a second, and makes it so."""

import shutil
import threading
from dataclasses import dataclass, field
from pathlib import Path

from kubespaces.kube import ApiError, KubeError
from kubespaces_embedded.control_plane.layout import Layout
from kubespaces_embedded.toolbox import Tool

from . import nodes, report, status
from .claims import Claims
from .container import Programs, describe, other_version
from .host import Host, Object, VirtualCluster, owned_by
from .instance import Instance, Phase
from .nodes import Nodes
from .places import Places, Ports
from .report import Entry, Report
from .support import unsupported
from .tools import Workshop
from .volumes import UnsupportedError, Volumes

INTERVAL = 1.0
"""Seconds between two looks."""

GRACE = 10
"""Seconds that a control plane gets to end, unless its pod says otherwise (the chart does)."""


@dataclass
class _Run:
    """A pod and the process that is it."""

    cluster: VirtualCluster
    pod: Object
    instance: Instance
    volumes: Volumes
    said: Object = field(default_factory=dict)
    """The status that was written last."""
    note: str = ""
    """In what it differs from what was asked for."""


class Runner:
    """Runs the virtual clusters of one control plane of this machine."""

    def __init__(self, layout: Layout, host: Host, api_port: int) -> None:
        self._places = Places(layout)
        self._places.create()
        self._host = host
        self._api_port = api_port
        self._ports = Ports(self._places.ports)
        self._claims = Claims(self._host, self._places.volumes)
        self._workshop = Workshop()
        self._nodes: Nodes | None = None
        self._runs: dict[str, _Run] = {}
        self._waiting: dict[str, str] = {}
        self._problem = ""

    def run(self, end: threading.Event) -> None:
        """Work until the event is set, then end everything that runs."""
        # Left by a runner that was killed; its processes went with it.
        shutil.rmtree(self._places.root / "pods", ignore_errors=True)
        if not unsupported():
            self._workshop.tools()  # has what is missing fetched or built while the first one is still being laid
        try:
            while not end.is_set():
                self._work()
                end.wait(INTERVAL)
        finally:
            self._close()

    def _work(self) -> None:
        try:
            entries = self.look()
            self._problem = ""
        except KubeError as error:  # the API server may be starting or gone; the processes go on
            entries, self._problem = self._entries(), str(error)
        self._report(Report(clusters=tuple(entries), problem=self._problem))

    def look(self) -> list[Entry]:
        """Compare what should be with what is, once; raises KubeError if the host does not answer."""
        namespaces = self._host.namespaces()
        clusters = self._host.virtual_clusters(namespaces)
        pods = self._host.pods()
        entries = [self._tend(cluster, pods.get((cluster.namespace, cluster.pod_name))) for cluster in clusters]
        self._end_others(namespaces, pods, {pod["metadata"]["uid"] for pod in pods.values()})
        self._ports.keep(set(namespaces))
        self._claims.clean()
        if self._nodes and not (clusters or self._runs):
            self._nodes.stop()
            self._nodes = None
        return entries

    def _tend(self, cluster: VirtualCluster, pod: Object | None) -> Entry:
        """Take one virtual cluster a step on its way; return what to say of it."""
        entry = Entry(namespace=cluster.namespace, name=cluster.name, state="waiting", endpoint=cluster.endpoint)
        if pod is None or not owned_by(pod, cluster) or "deletionTimestamp" in pod["metadata"]:
            return entry.model_copy(update={"problem": f"its pod {cluster.pod_name} is not there yet"})
        try:
            return self._advance(cluster, pod, entry)
        except UnsupportedError as error:
            return self._wait(entry, pod, str(error))
        except ApiError as error:
            if not error.not_found:
                raise
            return self._wait(entry, pod, str(error))

    def _advance(self, cluster: VirtualCluster, pod: Object, entry: Entry) -> Entry:
        """Do what the pod needs next: tools, a node, storage, its process."""
        if reason := unsupported():
            return self._wait(entry, pod, reason)
        tools = self._workshop.tools()
        if tools is None:
            return self._wait(entry, pod, self._workshop.problem)
        self._nodes = self._nodes or self._make_nodes(tools)
        self._nodes.look()
        claims = self._claims.provide(cluster.namespace)
        if not pod["spec"].get("nodeName"):
            return entry.model_copy(update={"problem": "its pod waits for a node"})
        programs = Programs(
            tools["vcluster-syncer"], tools["kine"], tools["kube-apiserver"], tools["kube-controller-manager"]
        )
        return self._keep_running(cluster, pod, claims, programs)

    def _make_nodes(self, tools: dict[str, Tool]) -> Nodes:
        layout, names = self._places.layout, ("kwok", "kube-scheduler")
        kwok, scheduler = (layout.login(name) for name in names)
        kwok_log, scheduler_log = (layout.log(name) for name in names)
        return Nodes(
            self._host,
            (
                nodes.kwok(tools["kwok"], kwok, self._places.root, kwok_log),
                nodes.scheduler(tools["kube-scheduler"], scheduler, scheduler_log),
            ),
        )

    def _keep_running(self, cluster: VirtualCluster, pod: Object, claims: dict[str, Path], programs: Programs) -> Entry:
        run = self._runs.get(pod["metadata"]["uid"]) or self._begin(cluster, pod, claims)
        run.cluster, run.pod, run.volumes.pod = cluster, pod, pod
        run.instance.look()
        if run.instance.may_start():
            run.volumes.claims = claims
            folder = run.instance.folder
            description = describe(folder / "root", programs, run.volumes, self._api_port)
            _forget_processes(claims)
            run.instance.start(description)
        run.volumes.renew()
        if cluster.endpoint != run.instance.endpoint:
            self._host.publish(cluster, run.instance.endpoint)
        self._say(run, status.running(pod, run.instance))
        run.note = other_version(pod, programs)
        return _entry(run)

    def _begin(self, cluster: VirtualCluster, pod: Object, claims: dict[str, Path]) -> _Run:
        uid = pod["metadata"]["uid"]
        # The pod before has its port: it ends first, as the StatefulSet controller sees to.
        for run in [run for run in self._runs.values() if run.cluster.namespace == cluster.namespace]:
            run.instance.close()
            del self._runs[run.pod["metadata"]["uid"]]
        folder = self._places.instance(uid)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        listener = self._ports.listen(cluster.namespace)
        instance = Instance(folder, self._places.log(cluster.namespace), listener, self._api_port)
        volumes = Volumes(self._host, pod, folder / "volumes", claims)
        self._runs[uid] = _Run(cluster, pod, instance, volumes)
        return self._runs[uid]

    def _end_others(self, namespaces: dict[str, str], pods: dict[tuple[str, str], Object], alive: set[str]) -> None:
        """End what should not run any more, and confirm the end of pods that are being deleted."""
        for uid, run in list(self._runs.items()):
            metadata = run.pod["metadata"]
            now = pods.get((metadata["namespace"], metadata["name"]))
            gone = uid not in alive
            if gone or (now and now["metadata"]["uid"] == uid and "deletionTimestamp" in now["metadata"]):
                run.instance.stop(run.pod["spec"].get("terminationGracePeriodSeconds") or GRACE)
                run.instance.look()
                if run.instance.phase is Phase.STOPPED:
                    run.instance.close()
                    del self._runs[uid]
        for (namespace, name), pod in pods.items():
            metadata = pod["metadata"]
            ours = namespace in namespaces and pod["spec"].get("nodeName") and _is_replica(pod, name)
            if ours and "deletionTimestamp" in metadata and metadata["uid"] not in self._runs:
                self._host.confirm_end(pod)

    def _wait(self, entry: Entry, pod: Object, problem: str) -> Entry:
        """Say in the pod's status why it does not run yet."""
        uid = pod["metadata"]["uid"]
        if self._waiting.get(uid) != problem:
            self._host.set_status(pod, status.waiting(pod, problem))
            self._waiting[uid] = problem
        return entry.model_copy(update={"problem": problem})

    def _say(self, run: _Run, said: Object) -> None:
        if said != run.said:
            self._host.set_status(run.pod, said)
            run.said = said

    def _entries(self) -> list[Entry]:
        for run in self._runs.values():
            run.instance.look()
        return [_entry(run) for run in self._runs.values()]

    def _close(self) -> None:
        for run in self._runs.values():
            run.instance.close()
        if self._nodes:
            self._nodes.stop()
        self._report(Report())

    def _report(self, said: Report) -> None:
        report.write(self._places.layout.root, said)


def _is_replica(pod: Object, name: str) -> bool:
    """Tell whether the pod is one that a StatefulSet made under its own name."""
    references = pod["metadata"].get("ownerReferences") or ()
    return any(one["kind"] == "StatefulSet" and name.rpartition("-")[0] == one["name"] for one in references)


def _forget_processes(claims: dict[str, Path]) -> None:
    """Remove a vCluster's notes of process ids: in a new world they are others'."""
    for folder in claims.values():
        shutil.rmtree(folder / "pids", ignore_errors=True)


def _entry(run: _Run) -> Entry:
    instance = run.instance
    return Entry(
        namespace=run.cluster.namespace,
        name=run.cluster.name,
        state=str(instance.phase),
        endpoint=instance.endpoint,
        pid=instance.pid,
        restarts=instance.restarts,
        problem=instance.problem,
        note=run.note,
    )
