"""Functions of the plugin ``azure-native``."""

import base64
import json
from typing import Any

from kubespaces_embedded.kubernetes_provider.properties import Secret
from kubespaces_embedded.offline_providers.placeholders import answer_of

from .call import Call, Function


def _get_client_config(call: Call) -> dict[str, Any]:
    keys = ("clientId", "objectId", "subscriptionId", "tenantId")
    return {key: call.text(key) or answer_of(f"caller/{key}") for key in keys}


def _get_client_token(call: Call) -> dict[str, Any]:  # noqa: ARG001 - the interface
    return {"token": Secret(answer_of("token"))}


def _list_credentials(call: Call) -> dict[str, Any]:
    """Return a kubeconfig that programs can take apart."""
    name = call.text("resourceName")
    cluster = {"server": answer_of(f"server/{name}"), "certificate-authority-data": answer_of(f"authority/{name}")}
    content = {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": name, "cluster": cluster}],
        "users": [{"name": name, "user": {"token": answer_of(f"token/{name}")}}],
        "contexts": [{"name": name, "context": {"cluster": name, "user": name}}],
        "current-context": name,
    }
    encoded = base64.b64encode(json.dumps(content).encode()).decode()  # JSON is YAML
    return {"kubeconfigs": [{"name": "clusterUser", "value": Secret(encoded)}]}


FUNCTIONS: dict[str, Function] = {
    "azure-native:authorization:getClientConfig": _get_client_config,
    "azure-native:authorization:getClientToken": _get_client_token,
    "azure-native:containerservice:listManagedClusterAdminCredentials": _list_credentials,
    "azure-native:containerservice:listManagedClusterUserCredentials": _list_credentials,
}
