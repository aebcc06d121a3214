"""What every resource of a host cluster on Azure shares: its parent, names, tags and place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi

from kubespaces.hosts.site import CloudSite
from kubespaces.plan.hosts.azure_names import azure_of, cluster_name_of
from kubespaces.plan.hosts.tags import tags_of
from kubespaces.spec.host_azure import AzureCluster

from .resource import AzureResource


@dataclass(frozen=True)
class Site(CloudSite):
    """One host cluster that is being registered."""

    group: AzureResource | None = None
    """Its resource group, once there is one. Resources name it in plain text, so that previews show where they are."""

    @property
    def own(self) -> AzureCluster:
        """The facts that only Azure has."""
        return azure_of(self.spec)

    @property
    def cluster_name(self) -> str:
        """The name of the cluster and of its resource group in Azure."""
        return cluster_name_of(self.name, self.spec)

    def tags(self, *, tenant: str | None = None) -> dict[str, str]:
        """Return the tags of a resource."""
        return tags_of(self.name, self.spec, tenant=tenant)

    def options(
        self, role: str, *, after: Sequence[pulumi.Resource] = (), keep: bool = False, **more: Any
    ) -> pulumi.ResourceOptions:
        """Return the options of a child, which comes after its resource group; see ``CloudSite.options``."""
        return super().options(role, after=[*([self.group] if self.group else []), *after], keep=keep, **more)

    def make(
        self,
        token: str,
        role: str,
        inputs: Mapping[str, Any],
        *,
        outputs: Sequence[str] = (),
        **options: Any,
    ) -> AzureResource:
        """Register a child.

        Args:
            token: service and class, such as ``network:Subnet``.
            role: the child's own part of its name.
            inputs: its properties.
            outputs: properties that Azure computes and somebody reads.
            options: see ``options``.
        """
        return AzureResource(token, self.child(role), inputs, self.options(role, **options), outputs)

    def place(self) -> dict[str, Any]:
        """Return where a resource is, and whose: resource group, region and tags."""
        return {"resourceGroupName": self.cluster_name, "location": self.spec.region, "tags": self.tags()}
