"""Who gets into the cluster: access entries and nothing else."""

import hashlib
from collections import defaultdict

import pulumi
from pulumi_aws.eks.access_entry import AccessEntry
from pulumi_aws.eks.access_policy_association import AccessPolicyAssociation
from pulumi_aws.eks.cluster import Cluster

from .site import Site

ADMIN_POLICY = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy"
"""EKS' access policy of administrators."""


def make_access(site: Site, cluster: Cluster) -> list[pulumi.Resource]:
    """Register the access entries; return what must be there for as long as the platform acts on the cluster.

    A role has one entry, whatever it is given. That nodes may join, EKS sees to by itself.
    """
    own = site.spec.aws
    admins = dict.fromkeys([*site.spec.admin_groups, *([own.platform_role] if own and own.platform_role else [])])
    groups: dict[str, list[str]] = defaultdict(list)
    for group, principal in (own.groups if own else {}).items():
        groups[principal].append(group)
    made: list[pulumi.Resource] = []
    for principal in dict.fromkeys([*admins, *groups]):
        role = f"access-{_slug(principal)}"
        entry = AccessEntry(
            site.child(role),
            cluster_name=cluster.name,
            principal_arn=principal,
            kubernetes_groups=sorted(groups[principal]) or None,
            type="STANDARD",
            region=site.region,
            tags=site.tags(),
            opts=site.options(role),
        )
        if principal in admins:
            made += [entry, _make_admin(site, cluster, role, principal, entry)]
    return made


def _make_admin(site: Site, cluster: Cluster, role: str, principal: str, entry: AccessEntry) -> AccessPolicyAssociation:
    return AccessPolicyAssociation(
        site.child(f"{role}-admin"),
        cluster_name=cluster.name,
        principal_arn=principal,  # in plain text: who administers is seen in every preview
        policy_arn=ADMIN_POLICY,
        access_scope={"type": "cluster"},
        region=site.region,
        opts=site.options(f"{role}-admin", after=[entry]),
    )


def _slug(principal: str) -> str:
    """Return a short name that stays with the principal, whoever else comes or goes."""
    name = principal.rpartition("/")[2].lower().replace("_", "-")
    return f"{name[:24].strip('-')}-{hashlib.sha256(principal.encode()).hexdigest()[:8]}"
