"""Node pools of AKS: those inside a cluster's own inputs, and those that are resources of their own."""

from kubespaces_policies.resource import Resource
from kubespaces_policies.value import Value

from .tokens import AKS_CLUSTER, plain

_PODS_IN_MACHINES = ("katamshvvmisolation", "katavmisolation")


def pools_of(resource: Resource) -> list[Value]:
    """Return the pools in a ManagedCluster or an AgentPool.

    Raises:
        UnknownValueError: the list of pools is not known yet.
    """
    if plain(resource.type) == AKS_CLUSTER:
        return list(resource.props.at("agentPoolProfiles"))
    return [resource.props]


def is_system(pool: Value) -> bool:
    """Say whether a pool is for the cluster's own pods.

    Raises:
        UnknownValueError: it is not known yet.
    """
    return pool.at("mode").text().lower() == "system"


def boots_untrusted(pool: Value) -> bool:
    """Say whether machines of such a pool cannot have a trusted launch: Windows, and pods in machines of their own.

    Source: https://learn.microsoft.com/azure/aks/use-trusted-launch (limitations).

    Raises:
        UnknownValueError: it is not known yet.
    """
    runtime = pool.at("workloadRuntime").text().lower()
    return pool.at("osType").text().lower() == "windows" or runtime in _PODS_IN_MACHINES
