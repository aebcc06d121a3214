"""What the project knows of the fleet, for its reviews."""

from collections.abc import Iterable
from pathlib import Path

from kubespaces.errors import KubespacesError
from kubespaces.review import HostFacts, Settings, read_settings
from kubespaces.review.settings import FILE
from kubespaces.spec import HostCluster

from .packs import FILE as POLICIES
from .project import find_root, find_stack


def settings_of(file: Path | None) -> Settings:
    """Return the settings in a file; by default those of the project, if it has any.

    Raises:
        KubespacesError: there is no such file, or with every problem in it.
    """
    if file is not None:
        return read_settings(file)
    root = _root()
    return read_settings(root / FILE) if root is not None and (root / FILE).is_file() else Settings()


def policy_files() -> list[Path]:
    """Return the files with the project's settings of the policy packs, for the exemptions in them."""
    root = _root()
    file = None if root is None else root / "stacks" / POLICIES
    return [file] if file is not None and file.is_file() else []


def hosts_of(stacks: Iterable[str]) -> dict[str, HostFacts]:
    """Return what the project's documents say of its stacks' host clusters; nothing for other projects' stacks."""
    root = _root()
    if root is None:
        return {}
    facts: dict[str, HostFacts] = {}
    for name in stacks:
        if (root / "stacks" / f"Pulumi.{name}.yaml").is_file():
            facts |= {host.name: _facts(host) for host in find_stack(name, root).fleet().hosts.values()}
    return facts


def _facts(host: HostCluster) -> HostFacts:
    spec = host.spec
    amounts = [name for name in type(spec.capacity).model_fields if name != "devices"] if spec.capacity else []
    capacity = {name: amount for name in amounts if (amount := getattr(spec.capacity, name)) is not None}
    return HostFacts("" if spec.cloud == "none" else spec.cloud, spec.region, capacity)


def _root() -> Path | None:
    try:
        return find_root()
    except KubespacesError:
        return None
