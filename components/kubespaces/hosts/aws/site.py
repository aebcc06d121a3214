"""What every resource of a host cluster on AWS shares: its parent, names, tags and region."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pulumi

from kubespaces.hosts.renames import aliases_of
from kubespaces.plan.hosts.tags import tags_of
from kubespaces.spec.host_cluster import HostClusterSpec


@dataclass(frozen=True)
class Site:
    """One host cluster that is being registered."""

    component: pulumi.ComponentResource
    """The component, parent of all."""
    name: str
    """Its name."""
    spec: HostClusterSpec
    """Its facts."""

    @property
    def cluster_name(self) -> str:
        """The cluster's name in EKS."""
        return (self.spec.aws and self.spec.aws.cluster_name) or self.name

    @property
    def region(self) -> str:
        """The region, said on every resource, so that a provider of another region makes nothing elsewhere."""
        return self.spec.region

    def child(self, role: str) -> str:
        """Return the name of a child."""
        return f"{self.name}-{role}"

    def tags(self, role: str | None = None, *, tenant: str | None = None, **more: str) -> dict[str, str]:
        """Return tags, with the tag ``Name`` where people would otherwise see an id only."""
        shown = {"Name": self.child(role)} if role else {}
        return {**shown, **tags_of(self.name, self.spec, tenant=tenant), **more}

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
