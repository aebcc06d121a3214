"""Looks, before the engine starts, whether namespaces that are to be made exist already and belong to somebody else."""

from collections.abc import Iterator
from typing import Any

from kubespaces.errors import KubespacesError
from kubespaces.kube import ApiError, Client, calls, connect_sync
from kubespaces.plan.labels import ENVIRONMENT, TENANT
from kubespaces.spec.namespace import NamespaceSpec
from kubespaces.spec.posture import Adopt

from .host_access import AdminAccess


def refuse_foreign_namespaces(namespaces: list[NamespaceSpec], access: AdminAccess) -> None:
    """Refuse to go on where a namespace is somebody else's.

    Ours are those that carry the labels of the same tenant and environment: a run that was killed left them.

    Raises:
        KubespacesError: with every such namespace and the ways out.
    """
    wanted = [spec for spec in namespaces if spec.adopt is Adopt.NEVER]
    with connect_sync(access.kubeconfig, access.context) as client:
        lines = list(_foreign(client, wanted))
    if lines:
        ways = "rename the tenant or the environment, delete the namespace, or say adopt: always in the environment"
        raise KubespacesError(
            "\n".join(["namespaces exist that are not ours; nothing was changed", *lines, f"  {ways}"])
        )


def _foreign(client: Client, wanted: list[NamespaceSpec]) -> Iterator[str]:
    resource = client.resource("v1", "Namespace")
    for spec in wanted:
        try:
            live: dict[str, Any] = client.send(calls.get(resource, spec.name))
        except ApiError as error:
            if error.not_found:
                continue
            raise
        labels = live["metadata"].get("labels", {})
        if (labels.get(TENANT), labels.get(ENVIRONMENT)) != (spec.tenant, spec.environment):
            owner = f"labelled as tenant '{labels[TENANT]}'" if TENANT in labels else "without a label of a tenant"
            yield f"  {spec.tenant}: environment {spec.environment}: namespace '{spec.name}' exists, {owner}"
