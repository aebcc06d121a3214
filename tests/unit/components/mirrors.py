"""Which typed dictionary mirrors which model."""

import re
import typing
from typing import Any

import pulumi

from kubespaces import ExistingHostClusterArgs, NamespaceArgs, TenantArgs, args
from kubespaces.spec import access, host_cluster, network, placement, resources, tenant
from kubespaces.spec.base import Model
from kubespaces.spec.namespace import NamespaceSpec

MIRRORS: dict[Any, type[Model]] = {
    args.AccessArgs: access.Access,
    args.AllowListArgs: tenant.AllowList,
    args.CapacityArgs: host_cluster.Capacity,
    args.ClassesArgs: tenant.Classes,
    args.ComputeArgs: resources.Compute,
    args.EnvironmentArgs: tenant.Environment,
    args.ExistingClusterArgs: host_cluster.ExistingCluster,
    args.HostFactsArgs: host_cluster.HostClusterSpec,
    args.HostNetworkArgs: host_cluster.HostNetwork,
    args.LimitsArgs: resources.Limits,
    args.NetworkArgs: network.Network,
    args.NetworkRoleArgs: host_cluster.NetworkRole,
    args.NetworkRolesArgs: host_cluster.NetworkRoles,
    args.NodePoolArgs: host_cluster.NodePool,
    args.PeerArgs: network.Peer,
    args.PlacementArgs: placement.Placement,
    args.QuotaArgs: resources.Quota,
    args.RolePeerArgs: host_cluster.RolePeer,
    NamespaceArgs: NamespaceSpec,
    TenantArgs: tenant.TenantSpec,
}

OWN = {NamespaceArgs: {"host"}, TenantArgs: {"host"}, ExistingHostClusterArgs: {"kubeconfig", "facts", "platform"}}
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
