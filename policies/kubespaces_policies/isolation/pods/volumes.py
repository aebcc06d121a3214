"""KS-POD-05: types of volumes."""

from kubespaces_policies.check import Check
from kubespaces_policies.control import Severity, control
from kubespaces_policies.resource import Resource, workloads
from kubespaces_policies.walk import volumes

from .level import restricted

_ALLOWED = frozenset(
    {
        *("configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "image", "persistentVolumeClaim", "projected"),
        "secret",
    }
)
"""Source: k8s.io/pod-security-admission v0.34.2, check_restrictedVolumes.go. ``image`` is looked at by KS-SUP-01/02."""


@control(
    "KS-POD-05",
    title="Volumes of types that do not reach the node",
    severity=Severity.CRITICAL,
    why="A hostPath volume is the node's disk: other tenants' volumes, the kubelet's credentials, sockets.",
    fix=f"use one of {', '.join(sorted(_ALLOWED))}",
    sources=(
        "PSS baseline and restricted",
        "MTB-PL1-BC-HI-1",
        "CIS-K8S 5.2.11",
        "CKV_K8S_27",
        "KYV disallow-cri-sock-mount",
    ),
    applies=workloads,
)
def allowed_volume_types(resource: Resource, check: Check) -> None:
    """Allow volume types by a list at restricted; at baseline refuse ``hostPath`` alone.

    Stricter than the Pod Security Standards, which never see them: fields that the API server does not know are
    refused too, as they may be a misspelt type or one that is newer than this list.
    """
    strict = restricted(check)
    for _, volume in volumes(resource, check):
        with check.guard():
            for name, source in volume.entries():
                bad = name not in _ALLOWED if strict else name == "hostPath"
                if bad and name != "name" and source.present:
                    check.violation(source, "is not a type of volume that pods may use")
