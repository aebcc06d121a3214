"""What every resource of a host cluster on AWS shares: its parent, names, tags and region."""

from dataclasses import dataclass

from kubespaces.hosts.site import CloudSite
from kubespaces.plan.hosts.tags import tags_of


@dataclass(frozen=True)
class Site(CloudSite):
    """One host cluster that is being registered."""

    @property
    def cluster_name(self) -> str:
        """The cluster's name in EKS."""
        return (self.spec.aws and self.spec.aws.cluster_name) or self.name

    def tags(self, role: str | None = None, *, tenant: str | None = None, **more: str) -> dict[str, str]:
        """Return tags, with the tag ``Name`` where people would otherwise see an id only."""
        shown = {"Name": self.child(role)} if role else {}
        return {**shown, **tags_of(self.name, self.spec, tenant=tenant), **more}
