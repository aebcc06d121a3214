"""The APIs of the project, and the accounts that Google's services act with."""

from dataclasses import dataclass

import pulumi
from pulumi_gcp.projects.service import Service
from pulumi_gcp.projects.service_identity import ServiceIdentity

from kubespaces.plan.hosts.gcp_names import apis_of

from .site import Site

_AGENTS = ("container", "logging")
"""Services whose account may not be there yet when their API is; that of Compute Engine comes with the API."""


@dataclass(frozen=True)
class Services:
    """What of Google must be there before anything else is made."""

    apis: list[pulumi.Resource]
    """The APIs; none if the document leaves them to somebody else."""
    agents: list[pulumi.Resource]
    """The services' accounts."""

    @property
    def ready(self) -> list[pulumi.Resource]:
        """All of it."""
        return [*self.apis, *self.agents]


def make_services(site: Site) -> Services:
    """Register the APIs and accounts. APIs stay on when the cluster goes: others in the project may need them."""
    apis: list[pulumi.Resource] = [
        Service(
            site.child(f"api-{api}"),
            service=f"{api}.googleapis.com",
            project=site.project,
            disable_on_destroy=False,
            opts=site.options(f"api-{api}"),
        )
        for api in (apis_of(site.spec) if site.own.enable_apis else ())
    ]
    agents: list[pulumi.Resource] = [
        ServiceIdentity(
            site.child(f"agent-{api}"),
            service=f"{api}.googleapis.com",
            project=site.project,
            opts=site.options(f"agent-{api}", after=apis),
        )
        for api in _AGENTS
    ]
    return Services(apis, agents)
