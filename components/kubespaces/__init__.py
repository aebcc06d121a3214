"""Namespaces as a service: tenants as data on host clusters in any cloud.

This is the whole public surface. The components are imported when they are first named, so that tools which only read
documents do not pay for Pulumi.
"""

from typing import TYPE_CHECKING

from .lazy import names_from

if TYPE_CHECKING:
    from .arguments import ArgumentsError
    from .guard_rails import GuardRails, GuardRailsArgs
    from .helm_chart import HelmChart, HelmChartArgs
    from .hosts.args import HostClusterArgs
    from .hosts.aws.cluster import AwsHostCluster
    from .hosts.azure.cluster import AzureHostCluster
    from .hosts.base import HostClusterComponent
    from .hosts.existing import ExistingHostCluster, ExistingHostClusterArgs
    from .hosts.factory import from_spec
    from .hosts.gcp.cluster import GcpHostCluster
    from .namespace import Namespace, NamespaceArgs
    from .spec import SpecError
    from .tenant import Tenant, TenantArgs

__all__ = [
    "ArgumentsError",
    "AwsHostCluster",
    "AzureHostCluster",
    "ExistingHostCluster",
    "ExistingHostClusterArgs",
    "GcpHostCluster",
    "GuardRails",
    "GuardRailsArgs",
    "HelmChart",
    "HelmChartArgs",
    "HostClusterArgs",
    "HostClusterComponent",
    "Namespace",
    "NamespaceArgs",
    "SpecError",
    "Tenant",
    "TenantArgs",
    "from_spec",
]

_HOMES = {
    "ArgumentsError": "arguments",
    "AwsHostCluster": "hosts.aws.cluster",
    "AzureHostCluster": "hosts.azure.cluster",
    "ExistingHostCluster": "hosts.existing",
    "ExistingHostClusterArgs": "hosts.existing",
    "GcpHostCluster": "hosts.gcp.cluster",
    "GuardRails": "guard_rails",
    "GuardRailsArgs": "guard_rails",
    "HelmChart": "helm_chart",
    "HelmChartArgs": "helm_chart",
    "HostClusterArgs": "hosts.args",
    "HostClusterComponent": "hosts.base",
    "Namespace": "namespace",
    "NamespaceArgs": "namespace",
    "SpecError": "spec",
    "Tenant": "tenant",
    "TenantArgs": "tenant",
    "from_spec": "hosts.factory",
}

__getattr__ = names_from(__name__, _HOMES)


def __dir__() -> list[str]:
    return __all__
