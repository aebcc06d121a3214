"""Logs: the control plane's and the vault's in Log Analytics, the network's connections in a storage account."""

from typing import Any

import pulumi

from kubespaces.plan.hosts.azure_names import storage_name_of
from kubespaces.plan.hosts.azure_roles import Role
from kubespaces.plan.hosts.azure_upkeep import plan_audit_logs, plan_flow_retention
from kubespaces.spec.catalog import catalog
from kubespaces.spec.host_defaults import ZONES

from .identity import grant, make_identity
from .network import Network
from .resource import AzureResource
from .site import Site


def make_workspace(site: Site) -> AzureResource:
    """Register where logs are kept, as long as the document says (control KS-AUD-02)."""
    return site.make(
        "operationalinsights:Workspace",
        "logs",
        {
            **site.place(),
            "workspaceName": f"{site.cluster_name}-logs",
            "sku": {"name": "PerGB2018"},
            "retentionInDays": site.spec.audit_retention_days,
            "features": {"enableLogAccessUsingOnlyResourcePermissions": True},
        },
        keep=True,
    )


def make_audit(site: Site, cluster: AzureResource, vault: AzureResource, workspace: AzureResource) -> None:
    """Send the control plane's logs, and who used the keys, to the workspace (control KS-AUD-01)."""
    _make_setting(site, "audit", cluster.id, plan_audit_logs(site.spec), workspace)
    _make_setting(site, "vault-audit", vault.id, [{"category": "AuditEvent", "enabled": True}], workspace)


def _make_setting(
    site: Site, use: str, source: pulumi.Input[str], logs: list[dict[str, Any]], workspace: AzureResource
) -> None:
    site.make(
        "monitor:DiagnosticSetting",
        use,
        {
            "name": f"kubespaces-{use}",
            "resourceUri": source,
            "workspaceId": workspace.id,
            "logAnalyticsDestinationType": "Dedicated",
            "logs": logs,
        },
    )


def make_flow_logs(site: Site, network: Network) -> None:
    """Record the network's connections (control KS-AUD-03), unless the document forgoes it.

    An identity writes them: the account has no keys that work. Source:
    https://learn.microsoft.com/azure/network-watcher/vnet-flow-logs-managed-identity
    """
    if not site.own.flow_logs:
        return
    account = _make_account(site)
    identity = make_identity(site, "flow-logs")
    writer = grant(site, "flow-logs", identity, Role.STORAGE_WRITER, account.id)
    watcher = site.own.network_watcher
    site.make(
        "network:FlowLog",
        "flow-logs",
        {
            "resourceGroupName": watcher.resource_group,
            "networkWatcherName": watcher.name or f"NetworkWatcher_{site.spec.region}",
            "flowLogName": site.cluster_name,
            "location": site.spec.region,
            "enabled": True,
            "targetResourceId": network.network.id,
            "storageId": account.id,
            "format": {"type": "JSON", "version": 2},
            "retentionPolicy": plan_flow_retention(site.spec),
            "identity": {"type": "UserAssigned", "userAssignedIdentities": [identity.id]},
            "tags": site.tags(),
        },
        after=[writer],
    )


def _make_account(site: Site) -> AzureResource:
    zones = catalog("azure").regions[site.spec.region].zones
    return site.make(
        "storage:StorageAccount",
        "flow-logs-account",
        {
            **site.place(),
            "accountName": storage_name_of(site.name, site.spec),
            "kind": "StorageV2",
            "sku": {"name": "Standard_ZRS" if len(zones) >= ZONES else "Standard_LRS"},  # never leaves the region
            "accessTier": "Cool",
            "allowBlobPublicAccess": False,
            "allowCrossTenantReplication": False,
            "allowSharedKeyAccess": False,
            "defaultToOAuthAuthentication": True,
            "isLocalUserEnabled": False,
            "enableHttpsTrafficOnly": True,
            "minimumTlsVersion": "TLS1_2",
            "publicNetworkAccess": "Enabled",  # Azure's own services come in by it; nobody else, by the next line
            "networkRuleSet": {"bypass": "AzureServices", "defaultAction": "Deny"},
            "encryption": {"keySource": "Microsoft.Storage", "requireInfrastructureEncryption": True},
        },
        keep=True,
        ignore_changes=["sku.name"],  # a region may get zones; the logs stay where they are
    )
