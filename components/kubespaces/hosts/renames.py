"""Old names of the resources of host clusters, so that a rename in the code renames nothing in a cloud.

A component that is renamed takes its children along by itself, because their names start with its own. This table is
for a child whose own part of the name changes: its old part stays here for one breaking release.
"""

import pulumi

RENAMES: dict[str, tuple[str, ...]] = {}
"""Old parts by the new one, such as ``{"pool-shared": ("nodes-shared",)}``."""


def aliases_of(name: str, role: str) -> list[pulumi.Alias]:
    """Return the aliases of a component's child.

    Args:
        name: the component's name.
        role: the child's own part of its name.
    """
    return [pulumi.Alias(name=f"{name}-{old}") for old in RENAMES.get(role, ())]
