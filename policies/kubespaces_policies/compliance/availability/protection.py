"""KS-AVA-03: what holds state cannot be deleted by mistake, and is backed up."""

import fnmatch

from kubespaces_policies.check import Check
from kubespaces_policies.clouds.tokens import AKS_CLUSTER, EKS_CLUSTER, GKE_CLUSTER, all_of, cloud_types, plain
from kubespaces_policies.control import Severity, control, with_stack_rule
from kubespaces_policies.edit import Edit
from kubespaces_policies.kubernetes.objects import KubernetesObject
from kubespaces_policies.predicates import is_given, is_not_off, is_true, one_of
from kubespaces_policies.resource import Resource, Stack, any_of, kinds
from kubespaces_policies.value import Value

_CLASS = "storage.k8s.io/StorageClass"
_CLAIMS = ("PersistentVolumeClaim", "apps/StatefulSet")
_DATA_CLASS = "kubespaces.io/data-class"
_KEPT_CLASSES = ("confidential", "restricted")

_CLOUD_BACKUPS = (
    "aws:backup/selection:Selection",
    "azure-native:dataprotection:BackupInstance",
    "gcp:gkebackup/backupPlan:BackupPlan",
)
_VELERO = "velero.io/Schedule"
_OTHER_BACKUPS = ("postgresql.cnpg.io/ScheduledBackup", "k8up.io/Schedule", "snapscheduler.backube/SnapshotSchedule")


def _protected(resource: Resource, edit: Edit) -> None:
    value = resource.props.at("deletionProtection")
    if plain(resource.type) == EKS_CLUSTER and not value.present:
        edit.set(value, True)


@control(
    "KS-AVA-03",
    title="Clusters and data are protected from deletion and backed up",
    severity=Severity.HIGH,
    why="A slip in a pull request deletes a cluster in minutes; without a backup its volumes are gone for good.",
    fix=(
        "set deletionProtection (EKS, GKE) and Pulumi's protect on clusters, reclaimPolicy Retain on storage classes "
        "for confidential data, and a backup of the namespaces that claim volumes (Velero Schedule, a backup plan of "
        "the cloud), or backupsElsewhere"
    ),
    sources=("DORA Art. 12", "ISO 27001 A.8.13", "HIPAA 164.308(a)(7)"),
    applies=any_of(cloud_types(EKS_CLUSTER, AKS_CLUSTER, GKE_CLUSTER), kinds(_CLASS, *_CLAIMS)),
    remedy=_protected,
)
def protected_resource(resource: Resource, check: Check) -> None:
    """Judge clusters and storage classes. AKS has no switch of its own: Pulumi's protect stands for it."""
    kind, props = plain(resource.type), resource.props
    if kind in (EKS_CLUSTER, AKS_CLUSTER, GKE_CLUSTER):
        if not resource.protect:
            check.violation(None, "is not protected: a Pulumi program without it would delete it")
        if kind == EKS_CLUSTER:
            check.require(props.at("deletionProtection"), is_true, "must be true")
        elif kind == GKE_CLUSTER:
            check.require(props.at("deletionProtection"), is_not_off, "must not be false")
    for item in resource.of_kind(_CLASS):
        with check.guard():
            data_class = item.label(_DATA_CLASS).text() or check.settings.data_class
            if data_class in _KEPT_CLASSES and not item.patch:
                problem = f"must be Retain for {data_class} data: volumes go with their claims"
                check.require(item.at("reclaimPolicy"), one_of("Retain"), problem)


@with_stack_rule(protected_resource)
def protection(stack: Stack, check: Check) -> None:
    """Ask for a backup of every namespace in which volumes are claimed."""
    if check.settings.backups_elsewhere or all_of(stack, *_CLOUD_BACKUPS):
        return
    schedules = [item for _, item in stack.of_kind(_VELERO)]
    others = [item.namespace for _, item in stack.of_kind(*_OTHER_BACKUPS)]
    for resource, item in stack.of_kind(*_CLAIMS):
        with check.guard(resource):
            if not _claims_volumes(item) or any(_is_same(place, item.namespace) for place in others):
                continue
            if not any(_covers(schedule, item.namespace.text()) for schedule in schedules):
                check.violation(None, "claims volumes that nothing in this stack backs up", resource=resource)


def _claims_volumes(item: KubernetesObject) -> bool:
    return item.is_a("PersistentVolumeClaim") or is_given(item.at("spec", "volumeClaimTemplates"))


def _is_same(place: Value, namespace: Value) -> bool:
    return place.unknown or place.text() == namespace.text()


def _covers(schedule: KubernetesObject, namespace: str) -> bool:
    template = schedule.at("spec", "template")
    if schedule.at("spec", "paused").flag():
        return False
    included = template.at("includedNamespaces").texts() or ["*"]
    return _is_in(namespace, included) and not _is_in(namespace, template.at("excludedNamespaces").texts())


def _is_in(namespace: str, patterns: list[str]) -> bool:
    return any(fnmatch.fnmatchcase(namespace, pattern) for pattern in patterns)
