"""Logs and maintenance windows of a host cluster on Azure."""

from typing import Any

from kubespaces.spec.host_cluster import HostClusterSpec

from .azure_names import azure_of

WINDOWS = ("aksManagedAutoUpgradeSchedule", "aksManagedNodeOSUpgradeSchedule", "default")
"""What has a window of its own: upgrades of Kubernetes, of the nodes' operating system, and AKS' weekly releases.

Source: https://learn.microsoft.com/azure/aks/planned-maintenance
"""

_LOGS = (
    "kube-apiserver",
    "kube-controller-manager",
    "kube-scheduler",
    "cloud-controller-manager",
    "cluster-autoscaler",
    "guard",
)
_LONGEST_FLOW_RETENTION = 365


def plan_audit_logs(spec: HostClusterSpec) -> list[dict[str, Any]]:
    """Return the logs of the control plane that are kept (control KS-AUD-01).

    ``kube-audit`` has every request, ``kube-audit-admin`` all but those that only read.
    Source: https://learn.microsoft.com/azure/aks/monitor-aks-reference
    """
    audit = "kube-audit" if azure_of(spec).audit_reads else "kube-audit-admin"
    return [{"category": category, "enabled": True} for category in sorted((audit, *_LOGS))]


def plan_window(spec: HostClusterSpec) -> dict[str, Any]:
    """Return the maintenance window."""
    window = azure_of(spec).maintenance
    return {
        "schedule": {"weekly": {"dayOfWeek": window.day.value, "intervalWeeks": 1}},
        "startTime": window.start,
        "durationHours": window.hours,
        "utcOffset": window.utc_offset,
    }


def plan_flow_retention(spec: HostClusterSpec) -> dict[str, Any]:
    """Return how long flow logs are kept; Azure counts to a year, longer means without end, which it writes as 0.

    Source: https://learn.microsoft.com/azure/network-watcher/vnet-flow-logs-overview
    """
    days = spec.audit_retention_days
    return {"enabled": True, "days": days if days <= _LONGEST_FLOW_RETENTION else 0}
