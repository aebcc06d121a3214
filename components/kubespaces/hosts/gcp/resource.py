"""Resources of Google Cloud, without the SDK's classes for them."""

from collections.abc import Mapping, Sequence
from typing import Any

import pulumi

from .site import Site


class GcpResource(pulumi.CustomResource):
    """A resource of Google Cloud, registered under the same type token and inputs as pulumi-gcp registers it.

    pulumi-gcp's classes are not used for it where importing one brings all types of a large service along, which takes
    longer than all other modules of this package together. State, policies, transforms and Google's plugin see no
    difference; tests check the inputs against the SDK's types and Google's own description of its API.
    """

    def __init__(
        self,
        site: Site,
        token: str,
        role: str,
        inputs: Mapping[str, Any],
        opts: pulumi.ResourceOptions,
        outputs: Sequence[str] = (),
    ) -> None:
        """Register a resource.

        Args:
            site: the host cluster.
            token: the resource's type without the package, such as ``bigquery/dataset:Dataset``.
            role: the resource's own part of its name.
            inputs: its inputs, named as on the wire.
            opts: its options.
            outputs: properties that Google computes and somebody reads.
        """
        computed = dict.fromkeys(outputs)
        super().__init__(f"gcp:{token}", site.child(role), {**computed, **inputs}, opts)

    def output(self, name: str) -> pulumi.Output[Any]:
        """Return an output by its name on the wire."""
        found: pulumi.Output[Any] = vars(self)[name]
        return found
