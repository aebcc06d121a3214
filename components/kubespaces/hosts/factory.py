"""Makes the right component from a HostCluster document."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

import pulumi

from kubespaces.arguments import ArgumentsError
from kubespaces.spec.errors import Problem
from kubespaces.spec.host_cluster import HostCluster

from .base import HostClusterComponent

_CLOUDS = {
    "aws": ("kubespaces.hosts.aws.cluster", "AwsHostCluster"),
    "azure": ("kubespaces.hosts.azure.cluster", "AzureHostCluster"),
    "gcp": ("kubespaces.hosts.gcp.cluster", "GcpHostCluster"),
}


def from_spec(
    document: HostCluster,
    *,
    kubeconfig: pulumi.Input[str] | None = None,
    platform: bool = True,
    opts: pulumi.ResourceOptions | None = None,
) -> HostClusterComponent:
    """Make the host cluster that a document describes; a cloud's SDK is imported only if the cluster is made there.

    Args:
        document: the document; its name becomes the component's.
        kubeconfig: how a cluster that was made elsewhere is reached; not used for a cloud's.
        platform: install the roles and guard rails that tenants need.
        opts: options of the component; ``providers`` must hold the cloud's provider.

    Raises:
        ArgumentsError: the document has problems, an existing cluster has no kubeconfig, or the cloud's SDK is missing.
    """
    facts = document.spec.model_dump(by_alias=False, exclude_defaults=True)
    cloud = document.spec.made_by
    args: dict[str, Any] = {"facts": facts, "platform": platform}
    if cloud is not None:
        return _component(document.name, *_CLOUDS[cloud], cloud)(document.name, args, opts)
    if kubeconfig is None:
        rule = "is required to reach a cluster that was made elsewhere; give its content or path"
        raise ArgumentsError(f"host cluster '{document.name}'", [Problem("", document.name, "kubeconfig", "", rule)])
    existing = _component(document.name, "kubespaces.hosts.existing", "ExistingHostCluster", "")
    return existing(document.name, {**args, "kubeconfig": kubeconfig}, opts)


def _component(name: str, module: str, component: str, cloud: str) -> Callable[..., HostClusterComponent]:
    try:
        found: Callable[..., HostClusterComponent] = getattr(import_module(module), component)
    except ModuleNotFoundError as error:
        if error.name is None or error.name.startswith("kubespaces"):
            raise
        rule = f"the package {error.name} is not installed; install kubespaces[{cloud}]"
        raise ArgumentsError(f"host cluster '{name}'", [Problem("", name, cloud, "", rule)]) from None
    return found
