"""The kubeconfig of an AKS cluster: it asks for a token when one is needed, and holds none."""

import base64
import json
from collections.abc import Mapping
from typing import Any

import pulumi
import yaml
from pulumi.runtime import invoke_output

from kubespaces.plan.kubeconfig import exec_kubeconfig

from .resource import AzureResource, known
from .site import Site

_SERVER_APPLICATION = "6dae42f8-4368-4678-94ff-3960e28e3630"
"""Application id of every AKS cluster in Entra ID. Source: https://azure.github.io/kubelogin/concepts/aks.html"""

_CREDENTIALS = "azure-native:containerservice:listManagedClusterUserCredentials"


def make_endpoint(site: Site, cluster: AzureResource) -> pulumi.Output[str]:
    """Return the address of the API server."""
    name = cluster.output("privateFQDN" if site.spec.endpoint.private else "fqdn")
    return pulumi.Output.concat("https://", name.apply(known), ":443")


def make_authority(site: Site, cluster: AzureResource) -> pulumi.Output[str]:
    """Return the certificate authority of the API server.

    Azure tells it only in the kubeconfig that it makes for users, which holds no credentials where local accounts are
    disabled. Nothing else is read from it.
    """
    there = cluster.id.apply(lambda _: site.cluster_name)  # not known before there is a cluster that could be asked
    answer = invoke_output(
        _CREDENTIALS,
        {"resourceGroupName": there, "resourceName": there, "format": "exec"},
        opts=pulumi.InvokeOutputOptions(parent=site.component, depends_on=[cluster]),
    )
    return pulumi.Output.unsecret(answer.apply(_authority))


def make_kubeconfig(site: Site, endpoint: pulumi.Output[str], authority: pulumi.Output[str]) -> pulumi.Output[str]:
    """Return the kubeconfig, a secret. It needs the program ``kubelogin`` where it is used."""
    parts = pulumi.Output.all(endpoint, authority)
    return pulumi.Output.secret(parts.apply(lambda both: json.dumps(document(site, both[0], both[1]))))


def document(site: Site, endpoint: str, authority: str) -> dict[str, Any]:
    """Return the kubeconfig as a document.

    Source: https://azure.github.io/kubelogin/concepts/exec-plugin.html
    """
    login = {
        "command": "kubelogin",
        "args": [
            "get-token",
            "--login",
            site.own.login.value,
            "--server-id",
            _SERVER_APPLICATION,
            "--tenant-id",
            site.own.tenant_id,
        ],
        "interactiveMode": "Never",
        "provideClusterInfo": False,
    }
    return exec_kubeconfig(site.name, endpoint, login, authority=authority)


def _authority(answer: Mapping[str, Any]) -> str:
    for kubeconfig in answer.get("kubeconfigs") or []:
        content = yaml.safe_load(base64.b64decode(kubeconfig["value"]))
        for cluster in content["clusters"]:
            return str(cluster["cluster"]["certificate-authority-data"])
    raise pulumi.RunError(
        "Azure gave no kubeconfig for the cluster; the identity that runs Pulumi needs the role "
        "'Azure Kubernetes Service Cluster User Role' on it"
    )
