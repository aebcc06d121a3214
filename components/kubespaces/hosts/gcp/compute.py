"""Resources of Compute Engine, without the SDK's classes for them."""

from typing import Any

import pulumi

from .site import Site


class ComputeResource(pulumi.CustomResource):
    """A resource of Compute Engine, registered under the same type token and inputs as pulumi-gcp registers it.

    pulumi-gcp's classes are not used for it: importing any of them imports nine megabytes of types, which takes longer
    than all other modules of this package together. State, policies, transforms and Google's plugin see no difference;
    tests check the inputs against the SDK's types and Google's own description of its API.
    """

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
        token = f"gcp:compute/{kind[0].lower()}{kind[1:]}:{kind}"
        # A property without a value is an output that Google computes.
        computed = {"name": None, "selfLink": None}
        super().__init__(token, site.child(role), {**computed, "project": site.project, **inputs}, opts)

    @property
    def self_link(self) -> pulumi.Output[str]:
        """Its address in Google's API."""
        link: pulumi.Output[str] = vars(self)["selfLink"]
        return link
