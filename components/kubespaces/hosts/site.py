"""What every resource of a host cluster in a cloud shares: its parent, its name and its options."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pulumi

from kubespaces.spec.host_cluster import HostClusterSpec

from .renames import aliases_of


@dataclass(frozen=True)
class CloudSite:
    """One host cluster that is being registered; each cloud adds what its own resources share."""

    component: pulumi.ComponentResource
    """The component, parent of all."""
    name: str
    """Its name."""
    spec: HostClusterSpec
    """Its facts."""

    @property
    def region(self) -> str:
        """The region, said on every resource, so that a provider of another region makes nothing elsewhere."""
        return self.spec.region

    def child(self, role: str) -> str:
        """Return the name of a child."""
        return f"{self.name}-{role}"

    def options(
        self, role: str, *, after: Sequence[pulumi.Resource] = (), keep: bool = False, **more: Any
    ) -> pulumi.ResourceOptions:
        """Return the options of a child.

        Args:
            role: the child's own part of its name.
            after: what must be there first, and go later, though no argument names it.
            keep: refuse to delete or replace it while the cluster is under deletion protection.
            more: further options.
        """
        return pulumi.ResourceOptions(
            parent=self.component,
            depends_on=list(after) or None,
            protect=(keep and self.spec.deletion_protection) or None,
            aliases=aliases_of(self.name, role),
            **more,
        )
