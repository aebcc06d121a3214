"""Identities, and the roles that each needs and no more."""

from dataclasses import dataclass
from typing import Any

import pulumi

from kubespaces.plan.hosts.azure_roles import Role, definition

from .resource import AzureResource
from .site import Site


@dataclass(frozen=True)
class Identities:
    """The identities of a host cluster; none of them has a password or key that anybody could lose."""

    control_plane: AzureResource
    """Of the control plane: networks, keys, machines."""
    nodes: AzureResource
    """Of the nodes. It may do nothing: whoever gets at a node's metadata service gains nothing."""
    disks: AzureResource
    """Of what encrypts the disks."""


def make_identities(site: Site) -> Identities:
    """Register the identities."""
    return Identities(
        control_plane=make_identity(site, "control-plane"),
        nodes=make_identity(site, "nodes"),
        disks=make_identity(site, "disks"),
    )


def make_identity(site: Site, use: str) -> AzureResource:
    """Register an identity for one use."""
    return site.make(
        "managedidentity:UserAssignedIdentity",
        f"{use}-identity",
        {**site.place(), "resourceName": f"{site.cluster_name}-{use}"},
        outputs=("principalId", "clientId"),
    )


def grant(
    site: Site, role: str, to: AzureResource | str, what: Role, on: pulumi.Input[str], kind: str = "ServicePrincipal"
) -> AzureResource:
    """Give a role on one resource to an identity.

    The kind of principal is said, because Azure may not find one yet that was just made.

    Args:
        site: the host cluster.
        role: ends the name of the assignment.
        to: an identity, or the object id of another principal.
        what: the role.
        on: resource id of what it holds on.
        kind: kind of principal.
    """
    principal: Any = to.output("principalId") if isinstance(to, AzureResource) else to
    return site.make(
        "authorization:RoleAssignment",
        f"grant-{role}",
        {
            "scope": on,
            "principalId": principal,
            "principalType": kind,
            "roleDefinitionId": definition(site.own.subscription_id, what),
        },
    )
