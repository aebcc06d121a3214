"""The kubeconfig of a GKE cluster: it asks for a token when one is needed, and holds none."""

import json
from typing import Any

import pulumi
from pulumi_gcp.container.cluster import Cluster

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
    credentials = {
        "apiVersion": "client.authentication.k8s.io/v1beta1",
        "command": "gke-gcloud-auth-plugin",
        **({"args": ["--use_application_default_credentials"]} if application else {}),
        "installHint": _HINT,
        "interactiveMode": "Never",
        "provideClusterInfo": True,
    }
    # Behind the DNS name stands Google's own front end, with a certificate that everybody trusts.
    trust = {} if site.own.dns_endpoint else {"certificate-authority-data": authority}
    return {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": site.name, "cluster": {"server": endpoint, **trust}}],
        "users": [{"name": site.name, "user": {"exec": credentials}}],
        "contexts": [{"name": site.name, "context": {"cluster": site.name, "user": site.name}}],
        "current-context": site.name,
    }
