"""The kubeconfig of a GKE cluster: it asks for a token when one is needed, and holds none."""

import json
from typing import Any

import pulumi
from pulumi_gcp.container.cluster import Cluster

from kubespaces.plan.kubeconfig import exec_kubeconfig
from kubespaces.spec.host_gcp import GcpLogin

from .control_plane import authority_of, endpoint_of
from .site import Site

_HINT = "Install gke-gcloud-auth-plugin: gcloud components install gke-gcloud-auth-plugin"


def make_kubeconfig(site: Site, cluster: Cluster) -> pulumi.Output[str]:
    """Return the kubeconfig, a secret. It needs Google's plugin ``gke-gcloud-auth-plugin`` where it is used."""
    parts = pulumi.Output.all(endpoint_of(site, cluster), authority_of(cluster))
    return pulumi.Output.secret(parts.apply(lambda both: json.dumps(document(site, both[0], both[1]))))


def document(site: Site, endpoint: str, authority: str) -> dict[str, Any]:
    """Return the kubeconfig as a document.

    Source: https://cloud.google.com/kubernetes-engine/docs/how-to/cluster-access-for-kubectl
    """
    application = site.own.login is GcpLogin.APPLICATION_DEFAULT
    login = {
        "command": "gke-gcloud-auth-plugin",
        **({"args": ["--use_application_default_credentials"]} if application else {}),
        "installHint": _HINT,
        "interactiveMode": "Never",
        "provideClusterInfo": True,
    }
    # Behind the DNS name stands Google's own front end, with a certificate that everybody trusts.
    trusted = None if site.own.dns_endpoint else authority
    return exec_kubeconfig(site.name, endpoint, login, authority=trusted)
