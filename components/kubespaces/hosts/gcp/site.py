"""What every resource of a host cluster on Google Cloud shares: its parent, names, labels, project and region."""

from dataclasses import dataclass

from kubespaces.hosts.site import CloudSite
from kubespaces.plan.hosts.gcp_names import gcp_of, labels_of
from kubespaces.spec.host_gcp import GcpCluster


@dataclass(frozen=True)
class Site(CloudSite):
    """One host cluster that is being registered."""

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

    def labels(self, *, tenant: str | None = None) -> dict[str, str]:
        """Return the labels that say whose a resource is."""
        return labels_of(self.name, self.spec, tenant=tenant)
