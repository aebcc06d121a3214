"""Serves the components to programs in any Pulumi language, as the plugin in ``components/``."""

import sys
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import pulumi
from pulumi.provider import ConstructResult, main
from pulumi.provider.experimental.component import ComponentProvider
from pulumi.provider.server import ComponentInitError

from .arguments import ArgumentsError
from .guard_rails import GuardRails
from .helm_chart import HelmChart
from .hosts.aws.cluster import AwsHostCluster
from .hosts.azure.cluster import AzureHostCluster
from .hosts.existing import ExistingHostCluster
from .hosts.gcp.cluster import GcpHostCluster
from .namespace import Namespace
from .tenant import Tenant

COMPONENTS = [
    AwsHostCluster,
    AzureHostCluster,
    ExistingHostCluster,
    GcpHostCluster,
    GuardRails,
    HelmChart,
    Namespace,
    Tenant,
]
"""The components that there are in every language; none imports a cloud's SDK before a cluster is made there."""


class Plugin(ComponentProvider):
    """Pulumi's host for components, but for what it says when arguments are wrong."""

    def __init__(self) -> None:
        super().__init__(COMPONENTS, "kubespaces", version=_version())

    def construct(
        self, name: str, resource_type: str, inputs: Any, options: pulumi.ResourceOptions | None = None
    ) -> ConstructResult:
        """Make a component.

        Raises:
            pulumi.InputPropertiesError: its arguments are wrong. Pulumi's host would show a stack trace instead.
        """
        try:
            return super().construct(name, resource_type, inputs, options)
        except ComponentInitError as error:
            if not isinstance(error.inner, ArgumentsError):
                raise
            details = error.inner.errors
        # The engine writes the details below, each with the argument that it is about.
        raise pulumi.InputPropertiesError("its arguments are wrong", details) from None


def _version() -> str:
    try:
        return version("kubespaces")
    except PackageNotFoundError:  # run from a clone that is not installed
        return "0.0.0"


def serve() -> None:
    """Serve until the engine hangs up."""
    main(Plugin(), sys.argv[1:])
