"""What every resource of a host cluster on Google Cloud shares: its parent, names, labels, project and region."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pulumi

from kubespaces.hosts.renames import aliases_of
from kubespaces.plan.hosts.gcp_names import gcp_of, labels_of
from kubespaces.spec.host_cluster import HostClusterSpec
from kubespaces.spec.host_gcp import GcpCluster


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
    def own(self) -> GcpCluster:
        """What the document says of Google Cloud alone."""
        return gcp_of(self.spec)

    @property
    def cluster_name(self) -> str:
        """The cluster's name in GKE."""
        return self.own.cluster_name or self.name

    @property
    def project(self) -> str:
        """The project, said on every resource, so that a provider of another project makes nothing elsewhere."""
        return self.own.project

    @property
    def region(self) -> str:
        """The region, said on every resource that has one."""
        return self.spec.region

    def child(self, role: str) -> str:
        """Return the name of a child."""
        return f"{self.name}-{role}"

    def labels(self, *, tenant: str | None = None) -> dict[str, str]:
        """Return the labels that say whose a resource is."""
        return labels_of(self.name, self.spec, tenant=tenant)

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
