"""KS-TEN-06: nothing goes to the namespaces that everybody, or only the system, uses."""

from kubespaces.spec.names import is_reserved_namespace
from kubespaces_policies.check import Check
from kubespaces_policies.control import Severity, control
from kubespaces_policies.kubernetes.scope import is_cluster_scoped, may_be_cluster_scoped, namespace_of
from kubespaces_policies.resource import Resource, kubernetes
from kubespaces_policies.settings import Role


@control(
    "KS-TEN-06",
    title="Nothing goes to 'default' or to system namespaces",
    severity=Severity.HIGH,
    why="They have no tenant, quota, network policy or owner, and those of the system hold its credentials.",
    fix="set metadata.namespace to a namespace of the tenant; add-ons of the platform belong to namespaces of their "
    "own, or to a system namespace that the setting platformNamespaces lists",
    sources=(
        "CIS-K8S 5.6.4",
        "EKS 4.5.2",
        "AKS 4.6.3",
        "GKE 4.6.4",
        "CKV_K8S_21",
        "Kyverno disallow-default-namespace",
    ),
    applies=kubernetes,
)
def nothing_in_system_namespaces(resource: Resource, check: Check) -> None:
    """Judge the namespace that is given, or that the provider fills in; none at all means ``default``.

    A custom kind may be cluster-wide: in the platform's stacks it may do without a namespace, in a tenant's it may not
    (see KS-TEN-08).
    """
    judged = False
    for item in resource.objects:
        namespace = namespace_of(resource, item)
        if is_cluster_scoped(item):
            continue
        if not namespace.present and may_be_cluster_scoped(item) and check.settings.role is Role.PLATFORM:
            continue
        judged = True
        with check.guard():
            name = namespace.text()
            if not name:
                check.violation(namespace, "is missing, so the object would go to 'default'")
            elif name == "default":
                check.violation(namespace, "belongs to nobody")
            elif is_reserved_namespace(name) and not _is_listed(name, check):
                check.violation(namespace, "belongs to the system")
    if not judged:
        check.not_applicable("the object is cluster-wide")


def _is_listed(name: str, check: Check) -> bool:
    return check.settings.role is Role.PLATFORM and name in check.settings.platform_namespaces
