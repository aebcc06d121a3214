"""Identities, each with only what it needs."""

from collections.abc import Sequence
from typing import Any

import pulumi
from pulumi_gcp.projects.iam_member import IAMMember
from pulumi_gcp.serviceaccount.account import Account

from kubespaces.plan.hosts.gcp_names import account_email, account_id
from kubespaces.plan.hosts.gcp_objects import group_slug

from .site import Site

_NODE_ROLES = ("roles/container.defaultNodeServiceAccount", "roles/artifactregistry.reader")
"""What nodes do: write logs and metrics, and pull images of the project.
Source: https://cloud.google.com/kubernetes-engine/docs/how-to/hardening-your-cluster#use_least_privilege_sa"""

_VISITOR = "roles/container.clusterViewer"
"""To find the cluster among the project's."""

_ADMINISTRATOR = "roles/container.admin"
"""To do everything on the cluster's Kubernetes API."""


def make_node_account(site: Site, after: Sequence[pulumi.Resource]) -> tuple[str, list[pulumi.Resource]]:
    """Register the nodes' account, and what it may do.

    Returns:
        its address, in plain text so that previews and policies see which account nodes have, and what must be there
        before it is used.
    """
    account = Account(
        site.child("nodes"),
        account_id=account_id(site.cluster_name, "nodes"),
        display_name=f"Nodes of host cluster {site.name}",
        project=site.project,
        opts=site.options("nodes", after=after),
    )
    email = account_email(site.spec, account_id(site.cluster_name, "nodes"))
    grants = [
        _grant(site, f"nodes-{role.rpartition('.')[2].lower()}", role, f"serviceAccount:{email}", [account])
        for role in _NODE_ROLES
    ]
    return email, [account, *grants]


def make_administrators(site: Site) -> list[pulumi.Resource]:
    """Register that administrators' groups find the cluster, and administer it and no other of the project.

    IAM says who administers, not a binding on the cluster: it is seen in the project's policy, can be given for a time,
    and stays when somebody breaks the cluster's own roles (controls KS-RBAC-01 and 12).
    Source: https://cloud.google.com/iam/docs/conditions-resource-attributes
    """
    path = f"projects/{site.project}/locations/{site.region}/clusters/{site.cluster_name}"
    condition = {
        "title": "one-cluster",
        "description": f"Host cluster {site.name} only",
        "expression": f'resource.name == "{path}" || resource.name.startsWith("{path}/")',
    }
    made: list[pulumi.Resource] = []
    for group in site.spec.admin_groups:
        slug, member = group_slug(group), f"group:{group}"
        made.append(_grant(site, f"admins-{slug}", _VISITOR, member))
        made.append(_grant(site, f"admins-{slug}-all", _ADMINISTRATOR, member, condition=condition))
    return made


def _grant(
    site: Site,
    role: str,
    granted: str,
    member: str,
    after: Sequence[pulumi.Resource] = (),
    condition: Any = None,
) -> pulumi.Resource:
    options = site.options(role, after=after)
    made: pulumi.Resource = IAMMember(
        site.child(role), project=site.project, role=granted, member=member, condition=condition, opts=options
    )
    return made
