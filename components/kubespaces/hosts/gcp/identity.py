"""Identities, each with only what it needs."""

from collections.abc import Sequence

import pulumi
from pulumi_gcp.projects.iam_member import IAMMember
from pulumi_gcp.serviceaccount.account import Account

from kubespaces.plan.hosts.gcp_names import account_id
from kubespaces.plan.hosts.gcp_objects import group_slug

from .site import Site

_NODE_ROLES = ("roles/container.defaultNodeServiceAccount", "roles/artifactregistry.reader")
"""What nodes do: write logs and metrics, and pull images of the project.
Source: https://cloud.google.com/kubernetes-engine/docs/how-to/hardening-your-cluster#use_least_privilege_sa"""

_VISITOR = "roles/container.clusterViewer"
"""To find the cluster and log in; what somebody may do there, the cluster's own roles say."""


def make_node_account(site: Site, after: Sequence[pulumi.Resource]) -> tuple[Account, list[pulumi.Resource]]:
    """Register the nodes' account, and what it may do."""
    account = Account(
        site.child("nodes"),
        account_id=account_id(site.cluster_name, "nodes"),
        display_name=f"Nodes of host cluster {site.name}",
        project=site.project,
        opts=site.options("nodes", after=after),
    )
    member = account.email.apply(lambda email: f"serviceAccount:{email}")
    return account, [_grant(site, f"nodes-{role.rpartition('.')[2].lower()}", role, member) for role in _NODE_ROLES]


def make_visitors(site: Site) -> list[pulumi.Resource]:
    """Register that administrators' groups find the cluster."""
    return [_grant(site, f"admins-{group_slug(group)}", _VISITOR, f"group:{group}") for group in site.spec.admin_groups]


def _grant(site: Site, role: str, granted: str, member: pulumi.Input[str]) -> pulumi.Resource:
    binding: pulumi.Resource = IAMMember(
        site.child(role), project=site.project, role=granted, member=member, opts=site.options(role)
    )
    return binding
