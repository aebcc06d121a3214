"""What is inside a virtual cluster that several environments share: a namespace with bounds and people for each."""

from kubespaces.plan.bounds import limits_manifest, quota_manifest
from kubespaces.plan.labels import ENVIRONMENT, MANAGED_BY, MANAGER, TENANT
from kubespaces.plan.namespace_labels import pod_security_labels
from kubespaces.plan.objects import Manifest, build
from kubespaces.plan.roles import cluster_roles
from kubespaces.spec.host_cluster import HostClusterSpec
from kubespaces.spec.namespace import CarriedEnvironment, NamespaceSpec
from kubespaces.spec.posture import PodSecurity, Role

from .access import (
    ADMINISTRATOR,
    Grant,
    cluster_binding,
    deployer_account,
    grants_inside,
    inner_binding,
    summary_of,
)


def shared_manifests(spec: NamespaceSpec, host: HostClusterSpec) -> list[Manifest]:
    """Return the objects inside: roles, then each environment's namespace, bounds, account and bindings.

    Whoever has ``admin`` in all environments administers the virtual cluster, as in one of a single environment.
    Whoever has it in some only gets the role that admins have on the rung ``namespace``, and nothing outside these.
    """
    everywhere = [cluster_binding(*grant, ADMINISTRATOR) for grant in _administrators(spec, host)]
    return [*cluster_roles(), *everywhere, *(item for env in spec.shared_by for item in _environment(spec, env, host))]


def shared_summary(spec: NamespaceSpec, host: HostClusterSpec) -> str:
    """Return who has which role where, as one line."""
    parts = [summary_of(_administrators(spec, host))]
    parts += [f"{env.name}: ({summary_of(grants_of(spec, env, host))})" for env in spec.shared_by]
    return ", ".join(part for part in parts if part)


def grants_of(spec: NamespaceSpec, env: CarriedEnvironment, host: HostClusterSpec) -> list[Grant]:
    """Return who gets which role in one environment, besides those who administer the whole virtual cluster."""
    administrators = _administrators(spec, host)
    return [
        grant
        for grant in grants_inside(env.access, env.name, host.virtual_clusters.oidc)
        if grant not in administrators
    ]


def _administrators(spec: NamespaceSpec, host: HostClusterSpec) -> list[Grant]:
    first, *others = [
        [grant for grant in grants_inside(env.access, env.name, host.virtual_clusters.oidc) if grant[0] is Role.ADMIN]
        for env in spec.shared_by
    ]
    return [grant for grant in first if all(grant in other for other in others)]


def _environment(spec: NamespaceSpec, env: CarriedEnvironment, host: HostClusterSpec) -> list[Manifest]:
    labels = {MANAGED_BY: MANAGER, TENANT: spec.tenant, ENVIRONMENT: env.name}
    version = spec.cluster.kubernetes_version.rpartition(".")[0]
    pod_security = pod_security_labels(PodSecurity.RESTRICTED, version)
    metadata: Manifest = {"namespace": env.name, "labels": labels}
    return [
        build("v1", "Namespace", {"name": env.name, "labels": {**labels, **pod_security}}),
        quota_manifest(env.quota, host, metadata),
        limits_manifest(spec.limits, env.quota, metadata),
        deployer_account(env.name, labels),
        *(inner_binding(role, subject, env.name, labels) for role, subject in grants_of(spec, env, host)),
    ]
