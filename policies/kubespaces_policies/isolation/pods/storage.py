"""KS-POD-06: ways to a node's or another tenant's storage that no pod shows."""

from kubespaces_policies.check import Check
from kubespaces_policies.control import Severity, control
from kubespaces_policies.kubernetes.objects import KubernetesObject
from kubespaces_policies.kubernetes.tenants import is_own_namespace
from kubespaces_policies.predicates import is_absent, within
from kubespaces_policies.resource import Resource, any_of, kinds, workloads
from kubespaces_policies.settings import Role
from kubespaces_policies.value import Value
from kubespaces_policies.walk import volumes

_VOLUME, _DRIVER = "PersistentVolume", "CSIDriver"
_SOURCES = ("hostPath", "local", "flexVolume", "nfs")
_CLASS = ("volumeClaimTemplate", "spec", "storageClassName")


@control(
    "KS-POD-06",
    title="No detour to the storage of nodes or of others",
    severity=Severity.CRITICAL,
    why="A PersistentVolume on a node's disk is a hostPath volume under another name; an inline driver may be one too.",
    fix="claim storage of an allowed class (setting storageClasses); have inline drivers reviewed (setting csiDrivers)",
    sources=("KYV limit-hostpath-type-pv", "EKS 4.1.9", "AKS 4.1.8", "CIS-K8S 5.1.9"),
    applies=any_of(workloads, kinds(_VOLUME, _DRIVER)),
)
def no_indirect_host_storage(resource: Resource, check: Check) -> None:
    """Refuse volumes on nodes and bare NFS, inline drivers and classes that are not listed, claims of other tenants.

    A claim without a class gets the cluster's default one, which is the platform's choice.
    """
    for _, volume in volumes(resource, check):
        _check_volume(volume, check)
    for item in resource.of_kind(_VOLUME):
        _check_persistent_volume(item, check)
    for item in resource.of_kind(_DRIVER):
        _check_driver(item, check)


def _check_volume(volume: Value, check: Check) -> None:
    drivers, classes = check.settings.csi_drivers, check.settings.storage_classes
    if volume.at("csi").present:
        check.require(volume.at("csi", "driver"), within(drivers), "is not a driver that pods may use inline")
    if volume.at("ephemeral").present:
        check.require(volume.at("ephemeral", *_CLASS), within(("", *classes)), "is not an allowed storage class")


def _check_persistent_volume(item: KubernetesObject, check: Check) -> None:
    for source in _SOURCES:
        check.require(item.at("spec", source), is_absent, "is storage that no driver keeps tenants apart on")
    claim = item.at("spec", "claimRef", "namespace")
    if check.settings.role is Role.TENANT and item.at("spec", "claimRef").present:
        check.require(claim, lambda value: _is_own(value, check), "is not a namespace of this tenant")


def _is_own(namespace: Value, check: Check) -> bool:
    return is_own_namespace(namespace.text(), check.settings.tenant, check.settings)


def _check_driver(item: KubernetesObject, check: Check) -> None:
    with check.guard():
        for mode in item.at("spec", "volumeLifecycleModes"):
            if mode.text() == "Ephemeral":
                check.require(item.name, within(check.settings.csi_drivers), "may not offer inline volumes")
