"""Type tokens of the clouds' resources, whatever version of an API they were written for.

Pulumi's Azure Native provider has every type once without and once with each API version, such as
``azure-native:containerservice/v20250701:ManagedCluster``; its earlier majors kept some types in other modules.
"""

from functools import lru_cache

from kubespaces_policies.resource import Applies, Resource, Stack

AWS, AZURE, GCP = "aws", "azure-native", "gcp"

EKS_CLUSTER = "aws:eks/cluster:Cluster"
EKS_NODE_GROUP = "aws:eks/nodeGroup:NodeGroup"
EKS_ADD_ON = "aws:eks/addon:Addon"
LAUNCH_TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
AWS_KEY = "aws:kms/key:Key"
AKS_CLUSTER = "azure-native:containerservice:ManagedCluster"
AKS_POOL = "azure-native:containerservice:AgentPool"
DIAGNOSTIC_SETTING = "azure-native:monitor:DiagnosticSetting"
AZURE_KEY = "azure-native:keyvault:Key"
GKE_CLUSTER = "gcp:container/cluster:Cluster"
GKE_POOL = "gcp:container/nodePool:NodePool"
GCP_KEY = "gcp:kms/cryptoKey:CryptoKey"

CLUSTERS = (EKS_CLUSTER, AKS_CLUSTER, GKE_CLUSTER)
"""Managed Kubernetes clusters."""

_MOVED = {"azure-native:insights:DiagnosticSetting": DIAGNOSTIC_SETTING}
"""Where types of earlier majors of the Azure Native provider are today."""


@lru_cache(maxsize=4096)
def plain(token: str) -> str:
    """Return a type token without the version of its API."""
    if token.startswith("azure-native:") and "/v" in token:
        module, _, rest = token.partition("/v")
        token = f"{module}:{rest.partition(':')[2]}"
    return _MOVED.get(token, token)


def cloud_types(*tokens: str) -> Applies:
    """Apply to resources of these types, of any version."""
    wanted = frozenset(tokens)

    def applies(resource: Resource) -> bool:
        return plain(resource.type) in wanted

    return applies


def all_of(stack: Stack, *tokens: str) -> list[Resource]:
    """Return a stack's resources of these types, of any version."""
    return [resource for resource in stack.resources if plain(resource.type) in tokens]


def cloud_of(token: str) -> str:
    """Return the cloud of a resource or of a provider: ``aws``, ``azure-native``, ``gcp``, or nothing."""
    found = token.removeprefix("pulumi:providers:").partition(":")[0]
    return found if found in (AWS, AZURE, GCP) else ""
