"""Who may do what inside a virtual cluster of one environment: the same roles as on the other rungs, everywhere."""

from kubespaces.plan.access import DEPLOYER, slug, subject_of
from kubespaces.plan.labels import MANAGED_BY, MANAGER
from kubespaces.plan.objects import Manifest, build
from kubespaces.plan.roles import cluster_roles, role_name
from kubespaces.spec.access import Access
from kubespaces.spec.host_cluster import HostClusterSpec
from kubespaces.spec.host_virtual import Oidc
from kubespaces.spec.namespace import NamespaceSpec
from kubespaces.spec.posture import Role

HOME = "default"
"""Namespace inside a virtual cluster of one environment where the pipeline's account is."""

ADMINISTRATOR = "cluster-admin"
"""Kubernetes' own role for all of a cluster."""

_RBAC = "rbac.authorization.k8s.io"
_LABELS = {MANAGED_BY: MANAGER}

Grant = tuple[Role, Manifest]
"""A role and its subject."""


def access_manifests(spec: NamespaceSpec, host: HostClusterSpec) -> list[Manifest]:
    """Return the objects inside a virtual cluster that let its people in.

    ``admin`` administers the whole virtual cluster, its definitions and namespaces too: that is what one has it for,
    and none of it reaches out. The other roles are those of the rung ``namespace``, bound for all namespaces.
    Accounts of the host cluster are unknown inside; their grants have no effect there. Names that an issuer gives have
    its prefix, so that none of them can be one of Kubernetes' own, such as ``system:masters``.
    """
    roles = [role for role in cluster_roles() if role["metadata"]["name"] != role_name(Role.ADMIN)]
    bindings = [
        cluster_binding(role, subject, ADMINISTRATOR if role is Role.ADMIN else role_name(role))
        for role, subject in grants_inside(spec.grants, HOME, host.virtual_clusters.oidc)
    ]
    return [*roles, deployer_account(HOME, _LABELS), *bindings]


def access_summary(spec: NamespaceSpec, host: HostClusterSpec) -> str:
    """Return who has which role as one line: the objects lie in a Secret, where no preview shows them."""
    return summary_of(grants_inside(spec.grants, HOME, host.virtual_clusters.oidc))


def summary_of(grants: list[Grant]) -> str:
    """Return some grants as one line."""
    return ", ".join(f"{role}: {subject['kind']} {subject['name']}" for role, subject in grants)


def grants_inside(access: list[Access], namespace: str, oidc: Oidc | None) -> list[Grant]:
    """Return who gets which role inside, the pipeline's account in ``namespace`` among them, in a fixed order.

    With ``oidc`` they are called as they are once they have logged in, else as in the access list.
    """
    found: list[Grant] = [(Role.DEPLOYER, {"kind": "ServiceAccount", "name": DEPLOYER, "namespace": namespace})]
    for entry in access:
        kind, name = entry.principal
        subject = subject_of(kind, _prefixed(kind, name, oidc))
        if entry.service_account is None and (entry.role, subject) not in found:
            found.append((entry.role, subject))
    return sorted(found, key=lambda grant: (list(Role).index(grant[0]), slug(grant[1])))


def _prefixed(kind: str, name: str, oidc: Oidc | None) -> str:
    prefixes = {"Group": oidc.groups_prefix, "User": oidc.username_prefix} if oidc else {}
    prefix = prefixes.get(kind, "")
    return name if name.startswith(prefix) else f"{prefix}{name}"


def deployer_account(namespace: str, labels: dict[str, str]) -> Manifest:
    """Return the pipeline's account in a namespace inside."""
    metadata = {"name": DEPLOYER, "namespace": namespace, "labels": labels}
    return build("v1", "ServiceAccount", metadata, automountServiceAccountToken=False)


def cluster_binding(role: Role, subject: Manifest, cluster_role: str) -> Manifest:
    """Return the binding of a role for all of a virtual cluster."""
    return _binding("ClusterRoleBinding", role, subject, cluster_role, {"labels": _LABELS})


def inner_binding(role: Role, subject: Manifest, namespace: str, labels: dict[str, str]) -> Manifest:
    """Return the binding of a role in one namespace inside."""
    return _binding("RoleBinding", role, subject, role_name(role), {"namespace": namespace, "labels": labels})


def _binding(kind: str, role: Role, subject: Manifest, cluster_role: str, metadata: Manifest) -> Manifest:
    return build(
        f"{_RBAC}/v1",
        kind,
        {"name": f"kubespaces:{role}:{slug(subject)}", **metadata},
        roleRef={"apiGroup": _RBAC, "kind": "ClusterRole", "name": cluster_role},
        subjects=[subject],
    )
