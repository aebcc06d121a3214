"""Finds the Pulumi project and what its stacks say."""

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from kubespaces.errors import KubespacesError
from kubespaces.plan import plan_tenant
from kubespaces.plan.shard import shard_of
from kubespaces.spec import Fleet, HostCluster, SpecError, load_fleet
from kubespaces.spec.host_rules import carried_by
from kubespaces.spec.namespace import NamespaceSpec

_EMBEDDED = "embedded:"


@dataclass(frozen=True)
class Stack:
    """One stack of the project, as its configuration file has it."""

    root: Path
    """Folder of ``Pulumi.yaml``."""
    name: str
    """Name of the stack."""
    config: dict[str, Any] = field(default_factory=dict)
    """Its ``kubespaces:`` configuration, without the prefix."""

    @property
    def control_plane(self) -> str | None:
        """Name of the local control plane that the stack is on; none for a real cluster."""
        kubeconfig = self.config.get("kubeconfig")
        if isinstance(kubeconfig, str) and kubeconfig.startswith(_EMBEDDED):
            return kubeconfig.removeprefix(_EMBEDDED)
        return None

    def fleet(self) -> Fleet:
        """Return the stack's documents; they are read once.

        Raises:
            KubespacesError: with every problem in them.
        """
        return self._documents

    @cached_property
    def _documents(self) -> Fleet:
        folder = self.root / "stacks"
        paths = [folder / path for path in self.config.get("documents", ["tenants", "hosts"])]
        try:
            return load_fleet(*paths, relative_to=self.root)
        except SpecError as error:
            lines = "\n".join(f"  {problem}" for problem in error.problems)
            count = len(error.problems)
            plural = "s" if count > 1 else ""
            raise KubespacesError(f"{count} problem{plural} in the documents; nothing was changed\n{lines}") from None

    def host(self, fleet: Fleet) -> HostCluster:
        """Return the host cluster that the stack is about.

        Raises:
            KubespacesError: the configuration names none, or one without a document.
        """
        name = str(self.config.get("host", ""))
        if name not in fleet.hosts:
            known = ", ".join(fleet.hosts) or "none"
            raise KubespacesError(
                f"stack '{self.name}': kubespaces:host: '{name}' is no HostCluster document; there are: {known}"
            )
        return fleet.hosts[name]

    def namespaces(self) -> list[NamespaceSpec]:
        """Return the namespaces that the stack lays: those of its shard of its host cluster's tenants.

        Raises:
            KubespacesError: with every problem in the documents or in the configuration.
        """
        fleet = self.fleet()
        host = self.host(fleet)
        if self.config.get("role") == "host":
            return []
        count, index = int(self.config.get("shardCount", 1)), int(self.config.get("shardIndex", 0))
        return [
            namespace
            for tenant in carried_by(host, fleet.tenants)
            if shard_of(tenant.name, count) == index
            for namespace in plan_tenant(tenant.name, tenant.spec)
        ]


def find_stack(name: str, start: Path | None = None) -> Stack:
    """Return a stack of the project that the current folder belongs to.

    Raises:
        KubespacesError: there is no project, or no such stack in it.
    """
    root = find_root(start)
    path = root / "stacks" / f"Pulumi.{name}.yaml"
    if not path.is_file():
        known = sorted(file.name.split(".")[1] for file in path.parent.glob("Pulumi.*.yaml"))
        raise KubespacesError(f"there is no stack '{name}' in {path.parent}; there are: {', '.join(known) or 'none'}")
    try:
        values = (yaml.safe_load(path.read_text(encoding="utf-8")) or {}).get("config") or {}
    except (yaml.YAMLError, AttributeError) as error:
        raise KubespacesError(f"{path} is no stack configuration: {' '.join(str(error).split())}") from None
    prefix = "kubespaces:"
    return Stack(root, name, {key.removeprefix(prefix): v for key, v in values.items() if key.startswith(prefix)})


def find_root(start: Path | None = None) -> Path:
    """Return the folder of the nearest ``Pulumi.yaml``, here or above.

    Raises:
        KubespacesError: there is none.
    """
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if (folder / "Pulumi.yaml").is_file():
            return folder
    raise KubespacesError(f"no Pulumi.yaml in {here} or above; run this in a clone of the project")
