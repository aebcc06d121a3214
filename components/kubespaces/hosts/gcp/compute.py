"""Resources of Compute Engine."""

from typing import Any

import pulumi

from .resource import GcpResource
from .site import Site


class ComputeResource(GcpResource):
    """A resource of Compute Engine, whose types alone are nine megabytes of the SDK."""

    name: pulumi.Output[str]
    """Its name in Google Cloud."""

    def __init__(self, site: Site, kind: str, role: str, inputs: dict[str, Any], opts: pulumi.ResourceOptions) -> None:
        """Register a resource.

        Args:
            site: the host cluster.
            kind: the SDK's class, such as ``Subnetwork``.
            role: the resource's own part of its name.
            inputs: its inputs, named as on the wire.
            opts: its options.
        """
        token = f"compute/{kind[0].lower()}{kind[1:]}:{kind}"
        super().__init__(site, token, role, {"project": site.project, **inputs}, opts, outputs=("name", "selfLink"))

    @property
    def self_link(self) -> pulumi.Output[str]:
        """Its address in Google's API."""
        return self.output("selfLink")
