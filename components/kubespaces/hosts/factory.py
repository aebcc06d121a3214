"""Makes the right component from a HostCluster document."""

from typing import Any

import pulumi

from kubespaces.arguments import ArgumentsError
from kubespaces.spec.errors import Problem
from kubespaces.spec.host_cluster import HostCluster

from .base import HostClusterComponent, checked_document
from .sdk import part_of_cloud

_COMPONENTS = {"aws": "AwsHostCluster", "azure": "AzureHostCluster", "gcp": "GcpHostCluster"}
"""The component in the module ``cluster`` of each cloud's package; ``provider.make_provider`` makes its provider."""


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
        opts: options of the component. Without ``providers``, a cloud's cluster gets a provider of its own, which acts
            in the document's region and account and nowhere else.

    Raises:
        ArgumentsError: the document has problems, an existing cluster has no kubeconfig, or the cloud's SDK is missing.
    """
    cloud = document.spec.made_by
    args: dict[str, Any] = {
        "facts": document.spec.model_dump(by_alias=False, exclude_defaults=True),
        "platform": platform,
    }
    if cloud is not None:
        component = part_of_cloud(document.name, cloud, "cluster", _COMPONENTS[cloud])
        checked_document(f"{_COMPONENTS[cloud]} '{document.name}'", document)  # before the provider is registered
        made: HostClusterComponent = component(document.name, args, _with_provider(document, cloud, opts))
        return made
    if kubeconfig is None:
        rule = "is required to reach a cluster that was made elsewhere; give its content or path"
        raise ArgumentsError(f"host cluster '{document.name}'", [Problem("", document.name, "kubeconfig", "", rule)])
    from .existing import ExistingHostCluster  # noqa: PLC0415 - the clouds' components do not need it

    return ExistingHostCluster(document.name, {**args, "kubeconfig": kubeconfig}, opts)  # type: ignore[typeddict-item]  # a test holds model and TypedDict together


def _with_provider(document: HostCluster, cloud: str, opts: pulumi.ResourceOptions | None) -> pulumi.ResourceOptions:
    given = opts or pulumi.ResourceOptions()
    if given.providers:
        return given
    make = part_of_cloud(document.name, cloud, "provider", "make_provider")
    inner = pulumi.ResourceOptions(parent=given.parent)
    return pulumi.ResourceOptions.merge(
        given, pulumi.ResourceOptions(providers=[make(document.name, document.spec, inner)])
    )
