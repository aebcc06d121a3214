"""What GKE records of a host cluster on Google Cloud, and when it may work on it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from kubespaces.spec.host_cluster import HostClusterSpec

from .gcp_names import gcp_of

LOGS = (
    "SYSTEM_COMPONENTS",
    "WORKLOADS",
    "APISERVER",
    "SCHEDULER",
    "CONTROLLER_MANAGER",
    "KCP_CONNECTION",
    "KCP_SSHD",
)
"""What GKE logs: all of the control plane, those who come near it, nodes and workloads (control KS-AUD-01)."""

METRICS = (
    "SYSTEM_COMPONENTS",
    "APISERVER",
    "SCHEDULER",
    "CONTROLLER_MANAGER",
    "STORAGE",
    "HPA",
    "POD",
    "DAEMONSET",
    "DEPLOYMENT",
    "STATEFULSET",
    "KUBELET",
    "CADVISOR",
)
"""What GKE measures."""

_EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
"""Day from which windows are counted: a fixed one, so that every run plans the same."""


def plan_maintenance(spec: HostClusterSpec) -> dict[str, Any]:
    """Return when Google may work on the cluster, and that minor versions stay as the document says.

    Source: https://cloud.google.com/kubernetes-engine/docs/concepts/maintenance-windows-and-exclusions
    """
    own = gcp_of(spec)
    hour, minute = map(int, own.maintenance.start.split(":"))
    start = _EPOCH.replace(hour=hour, minute=minute)
    days = ",".join(day.value[:2].upper() for day in own.maintenance.days)
    plan: dict[str, Any] = {
        "recurring_window": {
            "start_time": _text(start),
            "end_time": _text(start + timedelta(hours=own.maintenance.hours)),
            "recurrence": f"FREQ=WEEKLY;BYDAY={days}",
        }
    }
    if not own.minor_upgrades:
        options = {"scope": "NO_MINOR_UPGRADES", "end_time_behavior": "UNTIL_END_OF_SUPPORT"}
        exclusion = {"exclusion_name": "minor-versions", "start_time": _text(_EPOCH), "exclusion_options": options}
        plan["maintenance_exclusions"] = [exclusion]
    return plan


def audit_filter(spec: HostClusterSpec, cluster: str, network: str) -> str:
    """Return which log entries are kept: of this cluster, its control plane, its nodes and its network.

    Args:
        spec: the host cluster's facts.
        cluster: the cluster's name in GKE.
        network: the subnet's name.
    """
    project = gcp_of(spec).project
    audit = f'logName:"projects/{project}/logs/cloudaudit.googleapis.com"'
    here = f'resource.labels.cluster_name="{cluster}" AND resource.labels.location="{spec.region}"'
    flows = f'logName="projects/{project}/logs/compute.googleapis.com%2Fvpc_flows"'
    parts = [
        f'({audit} AND resource.type=("k8s_cluster" OR "gke_cluster" OR "gke_nodepool") AND {here})',
        f'(resource.type="k8s_control_plane_component" AND {here})',
        f'({flows} AND resource.labels.subnetwork_name="{network}" AND resource.labels.location:"{spec.region}")',
    ]
    return " OR ".join(parts)


def _text(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
