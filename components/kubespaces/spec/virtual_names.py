"""Names: of a virtual cluster, and of what its objects are called on the host cluster."""

import hashlib

_LONGEST = 40
"""Pods of the control plane get a hash of their StatefulSet's name as a label, which leaves 52 characters; shorter
names leave more of a pod's own name readable."""


def cluster_name(namespace: str) -> str:
    """Return the name of the virtual cluster in a namespace: the namespace's, cut with a hash if it is long."""
    if len(namespace) <= _LONGEST:
        return namespace
    digest = hashlib.sha256(namespace.encode()).hexdigest()[:8]
    return f"{namespace[: _LONGEST - 9].rstrip('-')}-{digest}"


def control_plane_account(namespace: str) -> str:
    """Return what vCluster's chart calls the control plane's account, Role and RoleBinding, and its admin's Secret."""
    return f"vc-{cluster_name(namespace)}"


def api_hostname(namespace: str, domain: str) -> str:
    """Return the host name of a virtual cluster's API."""
    return f"{namespace}.api.{domain}"


def apps_hostname(namespace: str, domain: str) -> str:
    """Return the wildcard that all host names of an environment's apps are below."""
    return f"*.{namespace}.apps.{domain}"


def translated(name: str, namespace: str, cluster: str) -> str:
    """Return what vCluster calls an object on the host cluster: ``<name>-x-<namespace>-x-<cluster>``.

    Source: ``SafeConcatName`` in vCluster 0.30, which cuts what is longer than 63 characters and ends it in ten digits
    of the SHA-256 of the whole.
    """
    whole = f"{name}-x-{namespace}-x-{cluster}"
    if len(whole) <= 63:
        return whole
    return f"{whole[:52]}-{hashlib.sha256(whole.encode()).hexdigest()[:10]}".replace(".-", "-")


def host_service_account(account: str, namespace: str, host_namespace: str) -> str:
    """Return the subject that a cloud must trust for a service account inside a virtual cluster.

    Args:
        account: name of the account inside.
        namespace: its namespace inside.
        host_namespace: namespace of the virtual cluster on the host cluster.
    """
    name = translated(account, namespace, cluster_name(host_namespace))
    return f"system:serviceaccount:{host_namespace}:{name}"
