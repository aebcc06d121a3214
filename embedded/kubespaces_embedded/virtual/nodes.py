"""Nodes that are not there: kwok plays them, and the real scheduler chooses among them.

So pods that a virtual cluster hands to its host become Running, though nothing runs.
"""

import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from kubespaces.plan.labels import VIRTUAL_CLUSTER
from kubespaces_embedded.control_plane.layout import write_private
from kubespaces_embedded.control_plane.logs import begin, last_words
from kubespaces_embedded.toolbox import Tool

from .host import CLUSTER_ROLE_BINDINGS, CLUSTER_ROLES, NODES, Host

SELECTOR = "kubespaces.io/played-by=kwok"
"""The nodes that kwok plays; others are left alone."""

LEASE_SECONDS = 40
"""As a kubelet: the controller manager calls a node lost when it has been silent for so long."""

RETRY = 5.0
"""Seconds before a program that ended is started again."""

_HERE = Path(__file__).parent
_RESOURCES = {resource.kind: resource for resource in (CLUSTER_ROLES, CLUSTER_ROLE_BINDINGS, NODES)}


@dataclass
class Program:
    """A program that ends with the runner and is started again when it ends before."""

    name: str
    argv: list[str]
    log: Path
    problem: str = ""
    _process: "subprocess.Popen[bytes] | None" = None
    _next_start: float = field(default=0.0)

    def look(self) -> None:
        """Start it if it does not run."""
        if self._process is not None and (code := self._process.poll()) is not None:
            self.problem = f"{self.name} ended with code {code}: {last_words(self.log)} (log: {self.log})"
            self._process, self._next_start = None, time.monotonic() + RETRY
        if self._process is None and time.monotonic() >= self._next_start:
            with begin(self.log) as output:
                self._process = subprocess.Popen(
                    [sys.executable, "-m", "kubespaces_embedded.virtual.attached", *self.argv],
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    cwd=self.log.parent,
                )

    def stop(self) -> None:
        """End it; it keeps nothing that could be lost."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


class Nodes:
    """The fake node, and the programs that play it and schedule to it."""

    def __init__(self, host: Host, programs: "tuple[Program, ...]") -> None:
        self._host = host
        self._laid = False
        self.programs = programs

    def look(self) -> None:
        """Make the node and have it played; called again and again."""
        if not self._laid:
            for obj in yaml.safe_load_all((_HERE / "nodes.yaml").read_text(encoding="utf-8")):
                self._host.lay(_RESOURCES[obj["kind"]], obj)
            self._laid = True
        for program in self.programs:
            program.look()

    def stop(self) -> None:
        """End what plays."""
        for program in self.programs:
            program.stop()


def kwok(tool: Tool, login: Path, folder: Path, log: Path) -> Program:
    """Return the program that plays the nodes; its configuration is written to the folder."""
    stages = folder / "kwok.yaml"
    write_private(stages, (_HERE / "stages.yaml").read_text(encoding="utf-8").replace("%LABEL%", VIRTUAL_CLUSTER))
    flags = {
        "kubeconfig": str(login),
        "config": str(stages),
        "manage-nodes-with-label-selector": SELECTOR,
        "node-lease-duration-seconds": str(LEASE_SECONDS),
        "node-ip": "198.18.0.1",  # never routed (RFC 2544): there is nothing at a fake node's address
        "node-port": "0",  # it would serve logs of pods that have none, on all addresses
        "cidr": "198.19.0.0/16",
    }
    return Program("kwok", [str(tool.path), *(f"--{name}={value}" for name, value in flags.items())], log)


def scheduler(tool: Tool, login: Path, log: Path) -> Program:
    """Return the program that chooses nodes for pods."""
    flags = {
        "kubeconfig": str(login),
        "authentication-kubeconfig": str(login),
        "authorization-kubeconfig": str(login),
        "secure-port": "0",  # nobody asks it anything
        "leader-elect": "false",
        "profiling": "false",
    }
    return Program("kube-scheduler", [str(tool.path), *(f"--{name}={value}" for name, value in flags.items())], log)
