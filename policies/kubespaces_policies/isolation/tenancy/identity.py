"""KS-TEN-01: a namespace says whose it is."""

from kubespaces.plan.labels import COST_CENTER, ENVIRONMENT, TENANT
from kubespaces.spec.names import check_dns_label, namespace_name
from kubespaces_policies.check import Check
from kubespaces_policies.control import Severity, control
from kubespaces_policies.edit import Edit
from kubespaces_policies.kubernetes.objects import KubernetesObject
from kubespaces_policies.kubernetes.tenants import NAMESPACE, is_platform_namespace
from kubespaces_policies.resource import Resource, kinds
from kubespaces_policies.settings import Role

_PREFIX = "kubespaces.io/"


def _labelled(resource: Resource, edit: Edit) -> None:
    """Fill in what follows from tenant and name; whose a namespace is, only people can say."""
    for item in resource.of_kind(NAMESPACE):
        tenant, name = item.label(TENANT), item.name.text()
        if item.patch or not tenant.present or not name.startswith(f"{tenant.text()}-"):
            continue
        derived = {COST_CENTER: tenant.text(), ENVIRONMENT: name.removeprefix(f"{tenant.text()}-")}
        for key, value in derived.items():
            if not item.label(key).present:
                edit.set(item.label(key), value)


@control(
    "KS-TEN-01",
    title="A namespace carries its tenant's identity",
    severity=Severity.HIGH,
    why="Quotas, network policies, guard rails and bills find a tenant by its label; a namespace without it has none.",
    fix=f"label the namespace {TENANT} and {_PREFIX}environment, owner and cost-center, and name it "
    "<tenant>-<environment>; list the platform's own namespaces under platformNamespaces",
    sources=("MTB-PL1-CC-TI-2", "EKS 4.5.1", "AKS 4.6.1", "GKE 4.6.1", "Kyverno require-labels"),
    applies=kinds(NAMESPACE),
    remedy=_labelled,
)
def namespace_carries_identity(resource: Resource, check: Check) -> None:
    """Ask for the labels, and for a name that begins with the tenant's.

    Whether an owner exists and a cost center is the right one, no code can tell.
    """
    for item in resource.of_kind(NAMESPACE):
        with check.guard():
            if _is_platforms(item, check):
                check.not_applicable("the namespace is the platform's own")
                continue
        if not item.patch or item.label(TENANT).present:
            _judge_tenant(item, check)
        for name in check.settings.namespace_labels:
            label = item.label(_PREFIX + name)
            if not item.patch or label.present:
                check.require(label, lambda value: bool(value.text().strip()), "must say it, and not be empty")


def _is_platforms(item: KubernetesObject, check: Check) -> bool:
    settings = check.settings
    return (
        settings.role is Role.PLATFORM
        and not item.label(TENANT).present
        and is_platform_namespace(item.name.text(), settings)
    )


def _judge_tenant(item: KubernetesObject, check: Check) -> None:
    settings = check.settings
    label = item.label(TENANT)
    if settings.role is Role.TENANT and not settings.tenant:
        check.violation(
            None, "the pack's setting 'tenant' is empty, so that nobody can tell whose namespaces these are"
        )
    with check.guard():
        tenant = label.text()
        if not _is_dns_label(tenant):
            check.violation(label, "must name the tenant, as a DNS label" if tenant else "must name the tenant")
        elif settings.tenant and tenant != settings.tenant:
            check.violation(label, f"is not the tenant of this stack, {settings.tenant}")
        elif not _fits(item.name.text(), tenant, item.label(ENVIRONMENT).text()):
            check.violation(item.name, f"must be <tenant>-<environment>, so begin with {tenant}-")


def _fits(name: str, tenant: str, environment: str) -> bool:
    return name.startswith(f"{tenant}-") or name == namespace_name(tenant, environment)


def _is_dns_label(text: str) -> bool:
    try:
        return bool(check_dns_label(text))
    except ValueError:
        return False
