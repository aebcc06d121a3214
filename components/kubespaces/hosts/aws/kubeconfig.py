"""The kubeconfig of an EKS cluster: it asks for a token when one is needed, and holds none."""

import json
from typing import Any

import pulumi
from pulumi_aws.eks.cluster import Cluster

from kubespaces.plan.kubeconfig import exec_kubeconfig

from .site import Site


def make_kubeconfig(site: Site, cluster: Cluster) -> pulumi.Output[str]:
    """Return the kubeconfig, a secret. It needs the AWS command line where it is used."""
    authority = cluster.certificate_authority.apply(lambda authority: authority.data)
    parts = pulumi.Output.all(cluster.endpoint, authority)
    return pulumi.Output.secret(parts.apply(lambda both: json.dumps(document(site, both[0], both[1]))))


def document(site: Site, endpoint: str, authority: str | None) -> dict[str, Any]:
    """Return the kubeconfig as a document.

    Source: https://docs.aws.amazon.com/cli/latest/reference/eks/get-token.html
    """
    own = site.spec.aws
    role = ["--role-arn", own.platform_role] if own and own.platform_role else []
    command = [
        "eks",
        "get-token",
        "--region",
        site.region,
        "--cluster-name",
        site.cluster_name,
        "--output",
        "json",
        *role,
    ]
    login = {
        "command": "aws",
        "args": command,
        "interactiveMode": "Never",
        "provideClusterInfo": False,
    }
    return exec_kubeconfig(site.name, endpoint, login, authority=authority)
