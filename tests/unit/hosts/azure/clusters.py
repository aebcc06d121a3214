"""Host clusters on Azure that the tests start from, and what Azure would answer."""

import base64
import copy
import functools
import json
from typing import Any

import pulumi

from kubespaces.hosts.azure.cluster import AzureHostCluster
from kubespaces.hosts.azure.provider import make_provider
from kubespaces.spec.host_cluster import HostClusterSpec
from tests.unit.hosts.recording import Recording, record

NAME = "amsterdam"
SUBSCRIPTION = "11111111-1111-1111-1111-111111111111"
TENANT = "22222222-2222-2222-2222-222222222222"
ADMINS = "33333333-3333-3333-3333-333333333333"
RUNNER = "44444444-4444-4444-4444-444444444444"
TAGS = {"owner": "platform@example.com", "cost-center": "cc-1", "environment": "prod", "data-class": "internal"}
FACTS: dict[str, Any] = {
    "kubernetes_version": "1.35",
    "region": "westeurope",
    "azure": {"subscription_id": SUBSCRIPTION, "tenant_id": TENANT},
    "cidrs": {"nodes": "10.30.0.0/16"},
    "admin_groups": [ADMINS],
    "node_pools": [{"name": "shared"}, {"name": "data", "tenant": "data", "min": 3, "max": 9}],
    "tags": TAGS,
}
KUBECONFIG = f"""
apiVersion: v1
kind: Config
clusters:
- {{name: {NAME}, cluster: {{server: "https://{NAME}.example:443", certificate-authority-data: Y2E=}}}}
users:
- {{name: clusterUser, user: {{token: sesame}}}}
"""
"""What Azure answers: with a token, which it would not do where local accounts are disabled."""

ROOT = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/{NAME}/providers"


def facts(*, azure: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """Return facts of a cluster without problems; keywords replace fields, ``azure`` adds to the block."""
    whole = {**copy.deepcopy(FACTS), **more}
    whole["azure"] = {**whole["azure"], **(azure or {})}
    return whole


def answers(token: str, name: str, inputs: dict[str, Any]) -> dict[str, Any]:
    """Return what Azure computes for a resource."""
    if not token.startswith("azure-native:"):
        return {}
    made = {"id": f"{ROOT}/{name}"}
    if token.endswith(":ManagedCluster"):
        return {
            **made,
            "fqdn": "public.example",
            "privateFQDN": "private.example",
            "oidcIssuerProfile": {"enabled": True, "issuerURL": "https://oidc.example/id/"},
        }
    if token.endswith(":UserAssignedIdentity"):
        return {**made, "principalId": f"{name}-principal", "clientId": f"{name}-client"}
    if token.endswith(":Key"):
        return {**made, "keyUriWithVersion": f"https://vault.example/keys/{inputs['keyName']}/1"}
    return made


def _credentials(args: dict[str, Any]) -> dict[str, Any]:
    assert args["resourceGroupName"] == args["resourceName"]
    assert args["format"] == "exec"
    return {"kubeconfigs": [{"name": "clusterUser", "value": base64.b64encode(KUBECONFIG.encode()).decode()}]}


CALLS = {"azure-native:containerservice:listManagedClusterUserCredentials": _credentials}


def made(given: dict[str, Any] | None = None, *, preview: bool = True, name: str = NAME, **args: Any) -> Recording:
    """Return the registrations of a cluster with these facts (default: ``FACTS``); the same ones for the same facts."""
    return _made(json.dumps(facts() if given is None else given), preview, name, json.dumps(args))


@functools.cache
def _made(given: str, preview: bool, name: str, more: str) -> Recording:
    whole, args = json.loads(given), json.loads(more)

    def program() -> object:
        spec = HostClusterSpec.model_validate(whole, by_alias=False, by_name=True)
        opts = pulumi.ResourceOptions(providers=[make_provider(name, spec)])
        return AzureHostCluster(name, {"facts": whole, **args}, opts)

    return record(program, preview=preview, outputs=answers, calls={} if preview else CALLS)
