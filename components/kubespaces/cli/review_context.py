"""What the project knows of the fleet, for its reviews."""

from collections.abc import Iterable
from pathlib import Path

from kubespaces.errors import KubespacesError
from kubespaces.review import HostFacts, Settings, read_settings
from kubespaces.review.settings import FILE

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


def hosts_of(stacks: Iterable[str]) -> dict[str, HostFacts]:
    """Return what the project's documents say of its stacks' host clusters; nothing for other projects' stacks."""
    root = _root()
    if root is None:
        return {}
    facts: dict[str, HostFacts] = {}
    for name in stacks:
        if (root / "stacks" / f"Pulumi.{name}.yaml").is_file():
            facts |= {
                host.name: HostFacts(
                    "" if host.spec.cloud == "none" else host.spec.cloud,
                    host.spec.region,
                    host.spec.capacity.model_dump(exclude_none=True, by_alias=False, exclude={"devices"})
                    if host.spec.capacity
                    else {},
                )
                for host in find_stack(name, root).fleet().hosts.values()
            }
    return facts


def _root() -> Path | None:
    try:
        return find_root()
    except KubespacesError:
        return None
