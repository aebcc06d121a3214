"""IAM roles, each with only what it needs."""

import json
from collections.abc import Sequence

import pulumi
from pulumi_aws.iam.role import Role
from pulumi_aws.iam.role_policy import RolePolicy
from pulumi_aws.iam.role_policy_attachment import RolePolicyAttachment

from kubespaces.plan.hosts.aws_policies import Policy, managed, secrets_permissions, service_trust

from .keys import Keys
from .site import Site

_AUTO_MODE = (
    "AmazonEKSBlockStoragePolicy",
    "AmazonEKSComputePolicy",
    "AmazonEKSLoadBalancingPolicy",
    "AmazonEKSNetworkingPolicy",
)
"""What EKS Auto Mode does with the control plane's role.
Source: https://docs.aws.amazon.com/eks/latest/userguide/auto-cluster-iam-role.html"""


def make_role(
    site: Site, role: str, trust: Policy, policies: Sequence[str] = ()
) -> tuple[Role, list[RolePolicyAttachment]]:
    """Register a role and the managed policies it has; its name is Pulumi's, so that it can be replaced."""
    own = site.spec.aws
    made = Role(
        site.child(role),
        assume_role_policy=json.dumps(trust, sort_keys=True),
        description=f"{role} of host cluster {site.name}",
        permissions_boundary=own.permissions_boundary if own else None,
        tags=site.tags(),
        opts=site.options(role),
    )
    attached = [
        RolePolicyAttachment(
            site.child(slug := f"{role}-{_slug(policy)}"), role=made.name, policy_arn=policy, opts=site.options(slug)
        )
        for policy in policies
    ]
    return made, attached


def make_control_plane_role(site: Site, keys: Keys) -> tuple[Role, list[pulumi.Resource]]:
    """Register the role that EKS acts with, and what must outlive the cluster."""
    automatic = site.spec.automatic
    actions = ("sts:AssumeRole", "sts:TagSession") if automatic else ("sts:AssumeRole",)
    names = ("AmazonEKSClusterPolicy", *(_AUTO_MODE if automatic else ()))
    trust = service_trust("eks.amazonaws.com", *actions)
    role, attached = make_role(site, "control-plane", trust, [managed(name) for name in names])
    encryption = RolePolicy(
        site.child("control-plane-encryption"),
        role=role.name,
        policy=keys.secrets.arn.apply(lambda arn: json.dumps(secrets_permissions(arn), sort_keys=True)),
        opts=site.options("control-plane-encryption"),
    )
    return role, [*attached, encryption]


def make_node_role(site: Site) -> tuple[Role, list[pulumi.Resource]]:
    """Register the role of the nodes: they join, and pull images. The network plugin has an identity of its own."""
    names = ["AmazonEKSWorkerNodePolicy", "AmazonEC2ContainerRegistryPullOnly"]
    if site.spec.automatic:
        names[0] = "AmazonEKSWorkerNodeMinimalPolicy"
    role, attached = make_role(site, "nodes", service_trust("ec2.amazonaws.com"), [managed(name) for name in names])
    return role, list(attached)


def _slug(policy: str) -> str:
    return policy.rpartition("/")[2].lower()
