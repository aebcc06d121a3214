"""The AKS cluster itself, when it is worked on, and what keeps it from being deleted."""

from collections.abc import Sequence

import pulumi

from kubespaces.plan.hosts.azure_cluster import SETTLED, ClusterParts, plan_cluster
from kubespaces.plan.hosts.azure_roles import Role
from kubespaces.plan.hosts.azure_upkeep import WINDOWS, plan_window

from .identity import Identities, grant
from .keys import Keys
from .network import Network
from .resource import AzureResource
from .site import Site


def make_control_plane(
    site: Site,
    network: Network,
    identities: Identities,
    keys: Keys,
    workspace: AzureResource,
) -> AzureResource:
    """Register the cluster, once its identity may do what it must."""
    nodes = identities.nodes
    parts = ClusterParts(
        nodes_subnet=network.nodes.id,
        api_server_subnet=network.api_server.id,
        identity=identities.control_plane.id,
        kubelet={
            "resourceId": nodes.id,
            "clientId": nodes.output("clientId"),
            "objectId": nodes.output("principalId"),
        },
        key=keys.secrets.output("keyUriWithVersion"),
        vault=keys.vault.id,
        disk_encryption_set=keys.disk_encryption_set.id,
        workspace=workspace.id,
    )
    return site.make(
        "containerservice:ManagedCluster",
        "cluster",
        {
            "resourceGroupName": site.cluster_name,
            "resourceName": site.cluster_name,
            **plan_cluster(site.name, site.spec, parts),
        },
        outputs=("fqdn", "privateFQDN"),
        after=[*keys.ready, *_make_grants(site, network, identities)],
        keep=True,
        ignore_changes=[f"agentPoolProfiles[0].{field}" for field in SETTLED],
    )


def _make_grants(site: Site, network: Network, identities: Identities) -> list[AzureResource]:
    control_plane = identities.control_plane
    grants = [
        grant(site, "nodes-subnet", control_plane, Role.NETWORK_CONTRIBUTOR, network.nodes.id),
        grant(site, "api-server-subnet", control_plane, Role.NETWORK_CONTRIBUTOR, network.api_server.id),
        grant(site, "nodes-identity", control_plane, Role.IDENTITY_OPERATOR, identities.nodes.id),
    ]
    if zone := site.own.private_dns_zone:
        grants.append(grant(site, "dns-zone", control_plane, Role.DNS_CONTRIBUTOR, zone))
    return grants


def make_access(site: Site, cluster: AzureResource) -> list[AzureResource]:
    """Let the identity that runs the platform's stacks in; groups of people are in the cluster's own settings."""
    principal = site.own.platform_principal
    if principal is None:
        return []
    return [
        grant(site, "platform-admin", principal, Role.AKS_CLUSTER_ADMIN, cluster.id),
        grant(site, "platform-user", principal, Role.AKS_CLUSTER_USER, cluster.id),
    ]


def make_windows(site: Site, cluster: AzureResource) -> None:
    """Register when Azure may work on the cluster."""
    for kind in WINDOWS:
        site.make(
            "containerservice:MaintenanceConfiguration",
            f"window-{kind}",
            {
                "resourceGroupName": site.cluster_name,
                "resourceName": site.cluster_name,
                "configName": kind,
                "maintenanceWindow": plan_window(site.spec),
            },
            after=[cluster],
        )


def make_locks(site: Site, kept: dict[str, AzureResource], after: Sequence[pulumi.Resource]) -> None:
    """Lock what must not be deleted by any way, while the cluster is under deletion protection.

    Azure does not delete a resource group that has something locked in it. The cluster itself is locked only if the
    document says so: its pools would inherit the lock, and none could be replaced.
    Source: https://learn.microsoft.com/azure/azure-resource-manager/management/lock-resources
    """
    if not site.spec.deletion_protection:
        return
    for role, resource in kept.items():
        site.make(
            "authorization:ManagementLockByScope",
            f"lock-{role}",
            {
                "scope": resource.id,
                "lockName": "kubespaces",
                "level": "CanNotDelete",
                "notes": f"Host cluster {site.name} needs it. Set deletionProtection: false in its document first.",
            },
            after=after,
        )
