"""Who may do what inside a virtual cluster: the same roles as on the other rungs, for all its namespaces."""

import json

from kubespaces.plan.access import DEPLOYER, slug, subject_of
from kubespaces.plan.labels import MANAGED_BY, MANAGER
from kubespaces.plan.objects import Manifest, build
from kubespaces.plan.roles import cluster_roles, role_name
from kubespaces.spec.host_cluster import HostClusterSpec
from kubespaces.spec.namespace import NamespaceSpec
from kubespaces.spec.posture import Role

HOME = "default"
"""Namespace inside the virtual cluster where the pipeline's account is."""

_LABELS = {MANAGED_BY: MANAGER}


def access_manifests(spec: NamespaceSpec, host: HostClusterSpec) -> list[Manifest]:
    """Return the objects inside a virtual cluster that let its people in.

    ``admin`` administers the whole virtual cluster, its definitions and namespaces too: that is what one has it for,
    and none of it reaches out. The other roles are those of the rung ``namespace``, bound for all namespaces.
    Accounts of the host cluster are unknown inside; their grants have no effect there. Names that an issuer gives have
    its prefix, so that none of them can be one of Kubernetes' own, such as ``system:masters``.
    """
    account = build(
        "v1",
        "ServiceAccount",
        {"name": DEPLOYER, "namespace": HOME, "labels": _LABELS},
        automountServiceAccountToken=False,
    )
    roles = [role for role in cluster_roles() if role["metadata"]["name"] != role_name(Role.ADMIN)]
    return [*roles, account, *(_binding(role, subject) for role, subject in _subjects(spec, host))]


def access_text(spec: NamespaceSpec, host: HostClusterSpec) -> str:
    """Return those objects as the text that vCluster applies before it serves, and prunes when it changes."""
    return "\n---\n".join(json.dumps(manifest) for manifest in access_manifests(spec, host))


def access_summary(spec: NamespaceSpec, host: HostClusterSpec) -> str:
    """Return who has which role as one line: the objects lie in a Secret, where no preview shows them."""
    return ", ".join(f"{role}: {subject['kind']} {subject['name']}" for role, subject in _subjects(spec, host))


def _subjects(spec: NamespaceSpec, host: HostClusterSpec) -> list[tuple[Role, Manifest]]:
    found: list[tuple[Role, Manifest]] = [
        (Role.DEPLOYER, {"kind": "ServiceAccount", "name": DEPLOYER, "namespace": HOME})
    ]
    for access in spec.grants:
        kind, name = access.principal
        subject = subject_of(kind, _prefixed(kind, name, host))
        if access.service_account is None and (access.role, subject) not in found:
            found.append((access.role, subject))
    return sorted(found, key=lambda entry: (list(Role).index(entry[0]), slug(entry[1])))


def _prefixed(kind: str, name: str, host: HostClusterSpec) -> str:
    """Return how somebody of the access list is called inside, once logged in."""
    oidc = host.virtual_clusters.oidc
    prefixes = {"Group": oidc.groups_prefix, "User": oidc.username_prefix} if oidc else {}
    prefix = prefixes.get(kind, "")
    return name if name.startswith(prefix) else f"{prefix}{name}"


def _binding(role: Role, subject: Manifest) -> Manifest:
    name = "cluster-admin" if role is Role.ADMIN else role_name(role)
    return build(
        "rbac.authorization.k8s.io/v1",
        "ClusterRoleBinding",
        {"name": f"kubespaces:{role}:{slug(subject)}", "labels": _LABELS},
        roleRef={"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": name},
        subjects=[subject],
    )
