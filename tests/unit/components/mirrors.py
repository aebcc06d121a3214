"""Which typed dictionary mirrors which model."""

import re
import typing
from typing import Any

import pulumi

from kubespaces import ExistingHostClusterArgs, HelmChartArgs, NamespaceArgs, TenantArgs, args
from kubespaces.charts.pin import ChartPin
from kubespaces.charts.spec import HelmChartSpec
from kubespaces.helm_chart import ChartArgs
from kubespaces.hosts import args as host_args
from kubespaces.hosts.aws import args as aws_args
from kubespaces.hosts.azure import args as azure_args
from kubespaces.hosts.gcp import args as gcp_args
from kubespaces.spec import (
    access,
    cidrs,
    host_aws,
    host_azure,
    host_budget,
    host_cluster,
    host_endpoint,
    host_gcp,
    host_gcp_images,
    host_pools,
    host_virtual,
    network,
    placement,
    resources,
    tenant,
    virtual,
)
from kubespaces.spec.base import Model
from kubespaces.spec.namespace import CarriedEnvironment, NamespaceSpec

MIRRORS: dict[Any, type[Model]] = {
    args.AccessArgs: access.Access,
    args.AllowListArgs: tenant.AllowList,
    host_args.CapacityArgs: host_cluster.Capacity,
    args.ClassesArgs: tenant.Classes,
    args.ComputeArgs: resources.Compute,
    args.CarriedEnvironmentArgs: CarriedEnvironment,
    args.EnvironmentArgs: tenant.Environment,
    host_args.ExistingClusterArgs: host_cluster.ExistingCluster,
    host_args.HostFactsArgs: host_cluster.HostClusterSpec,
    host_args.HostNetworkArgs: host_cluster.HostNetwork,
    args.LimitsArgs: resources.Limits,
    args.NetworkArgs: network.Network,
    host_args.NetworkRoleArgs: host_cluster.NetworkRole,
    host_args.NetworkRolesArgs: host_cluster.NetworkRoles,
    host_args.NodePoolArgs: host_cluster.NodePool,
    args.PeerArgs: network.Peer,
    args.PlacementArgs: placement.Placement,
    args.QuotaArgs: resources.Quota,
    host_args.RolePeerArgs: host_cluster.RolePeer,
    host_args.CidrsArgs: cidrs.Cidrs,
    host_args.EndpointArgs: host_endpoint.Endpoint,
    host_args.TaintArgs: host_pools.Taint,
    aws_args.AddOnArgs: host_aws.AddOn,
    aws_args.AwsClusterArgs: host_aws.AwsCluster,
    azure_args.AzureClusterArgs: host_azure.AzureCluster,
    azure_args.AzureMaintenanceArgs: host_azure.Maintenance,
    azure_args.AzureNetworkWatcherArgs: host_azure.NetworkWatcher,
    azure_args.AzureSystemPoolArgs: host_azure.SystemPool,
    gcp_args.GcpClusterArgs: host_gcp.GcpCluster,
    gcp_args.GcpImagePolicyArgs: host_gcp_images.ImagePolicy,
    host_args.BudgetArgs: host_budget.Budget,
    gcp_args.GcpMaintenanceArgs: host_gcp.GcpMaintenance,
    args.AppsServiceArgs: virtual.AppsService,
    args.SyncArgs: virtual.Sync,
    args.VirtualClusterArgs: virtual.VirtualCluster,
    host_args.OidcArgs: host_virtual.Oidc,
    host_args.SharedGatewaysArgs: host_virtual.SharedGateways,
    host_args.VirtualClusterHostArgs: host_virtual.VirtualClusterHost,
    HelmChartArgs: HelmChartSpec,
    ChartArgs: ChartPin,
    NamespaceArgs: NamespaceSpec,
    TenantArgs: tenant.TenantSpec,
}

OWN = {
    NamespaceArgs: {"host", "host_kubeconfig"},
    TenantArgs: {"host", "host_kubeconfig"},
    HelmChartArgs: {"secret_values"},
    ExistingHostClusterArgs: {"kubeconfig", "facts", "platform"},
}
"""Arguments that no document has."""


def in_python(text: str) -> str:
    """Return a description with Python's names for the fields: ``allow_from`` for ``allowFrom``."""
    names = {field.alias: name for model in Model.__subclasses__() for name, field in model.model_fields.items()}
    words = re.sub(r"\b[a-z]+[A-Z]\w*", lambda word: names.get(word[0], word[0]), text)
    return " ".join(words.split())


def fields_of(typed_dict: Any) -> dict[str, Any]:
    """Return the arguments of a typed dictionary with their annotations."""
    in_quotes = {"Output": pulumi.Output, "T": typing.TypeVar("T")}  # in pulumi.Input
    return typing.get_type_hints(typed_dict, localns=in_quotes, include_extras=True)
