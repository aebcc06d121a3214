"""Registers resources of Azure under the type tokens of pulumi-azure-native."""

from collections.abc import Mapping, Sequence
from typing import Any

import pulumi


class AzureResource(pulumi.CustomResource):
    """A resource of Azure of any kind, with its properties as Azure writes them.

    pulumi-azure-native's generated classes are not used for it: the few that a cluster needs cost more than a second of
    import time, because a module brings all the others of its service along, and each registration carries the names of
    up to a hundred older API versions. State, policies, transforms and the plugin see no difference. What mypy would
    check of the properties, the tests do, with the SDK's own classes and with the models of Azure's client libraries.
    """

    def __init__(
        self,
        token: str,
        name: str,
        inputs: Mapping[str, Any],
        opts: pulumi.ResourceOptions,
        outputs: Sequence[str] = (),
    ) -> None:
        """Register the resource.

        Args:
            token: service and class, such as ``network:Subnet``.
            name: its name in Pulumi.
            inputs: its properties.
            opts: its options.
            outputs: properties that Azure computes and somebody reads.
        """
        computed = {output: None for output in outputs if output not in inputs}
        super().__init__(f"azure-native:{token}", name, {**inputs, **computed}, opts)

    def output(self, name: str) -> pulumi.Output[Any]:
        """Return an output by its name in Azure."""
        found: pulumi.Output[Any] = vars(self)[name]
        return found


def known(value: Any) -> Any:
    """Return a value that Azure computes; unknown while it is missing, as in a preview."""
    return pulumi.UNKNOWN if value in (None, "") else value
