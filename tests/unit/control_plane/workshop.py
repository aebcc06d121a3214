"""Fake tools, and control planes made of them."""

import sys
from pathlib import Path

from kubespaces_embedded.control_plane import ControlPlane, Tools
from kubespaces_embedded.toolbox import Tool

FAKE = Path(__file__).with_name("fake_component.py")


class Workshop:
    """Fake tools, and control planes made of them."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "home"
        self._bin = folder / "bin"
        self._bin.mkdir()
        # -S and -E: no site-packages, no environment; each start costs 30 ms instead of 100.
        script = f"#!{sys.executable} -SE\n" + FAKE.read_text(encoding="utf-8")
        for name in ("etcd", "kube-apiserver", "kube-controller-manager"):
            (self._bin / name).write_text(script, encoding="utf-8")
            (self._bin / name).chmod(0o755)
        self._made: list[ControlPlane] = []

    def tool(self, name: str, version: str = "1.34.2") -> Tool:
        return Tool(name, self._bin / name, version, "environment")

    def tools(self, api_version: str = "1.34.2") -> Tools:
        return Tools(self.tool("etcd"), self.tool("kube-apiserver", api_version), self.tool("kube-controller-manager"))

    def behaves(self, component: str, behaviour: str) -> None:
        (self._bin / f"{component}.behaviour").write_text(behaviour, encoding="utf-8")

    def plane(self, name: str = "local", tools: Tools | None = None) -> ControlPlane:
        plane = ControlPlane(name, home=self.home, tools=tools or self.tools())
        self._made.append(plane)
        return plane

    def stop_all(self) -> None:
        for plane in self._made:
            plane.down()
