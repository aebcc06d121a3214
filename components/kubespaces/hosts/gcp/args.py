"""What only a host cluster on Google Cloud has, as a typed dictionary; nothing here imports the cloud's SDK."""

from typing import NotRequired, TypedDict


class GcpMaintenanceArgs(TypedDict):
    """When Google may work on a cluster, every week."""

    days: NotRequired[list[str]]
    """Days of the week; default ``Saturday`` and ``Sunday``."""
    start: NotRequired[str]
    """Time of day, in UTC, at which it begins; default ``02:00``."""
    hours: NotRequired[int]
    """How long it lasts on each day, 4 to 23; default 6."""


class GcpClusterArgs(TypedDict):
    """A GKE cluster."""

    project: str
    """The project it is made in."""
    project_number: NotRequired[str]
    """The project's number, in quotes; required."""
    cluster_name: NotRequired[str]
    """The cluster's name in GKE, which can never change; default: the component's."""
    enable_apis: NotRequired[bool]
    """Turn on the APIs of the project that the cluster needs; default true."""
    autopilot: NotRequired[bool]
    """Google runs the nodes; default false."""
    release_channel: NotRequired[str]
    """``regular`` (default), ``stable`` or ``extended``."""
    minor_upgrades: NotRequired[bool]
    """Let Google go to newer minor versions by itself; default false."""
    maintenance: NotRequired[GcpMaintenanceArgs]
    """When Google may work on the cluster; default Saturdays and Sundays from 02:00 UTC, six hours each."""
    dns_endpoint: NotRequired[bool]
    """Reach the API server by a DNS name that Google's IAM guards, instead of an address; default false."""
    login: NotRequired[str]
    """Whose credentials the kubeconfig uses: ``gcloud`` (default) or ``application-default``."""
    groups_domain: NotRequired[str]
    """Domain of the Google group ``gke-security-groups``; default: that of ``admin_groups``."""
    nat: NotRequired[bool]
    """A way out to the internet by Cloud NAT; default true."""
    nat_addresses: NotRequired[int]
    """Fixed public addresses of Cloud NAT; default 0: as many as are needed, not fixed."""
    flow_logs: NotRequired[bool]
    """Record the network's connections; default true."""
    audit_reads: NotRequired[bool]
    """Audit also requests that only read; default false."""
    lock_logs: NotRequired[bool]
    """Make the retention of audit logs final; default false."""
    binary_authorization: NotRequired[bool]
    """Ask the project's policy of Binary Authorization before an image runs; default true."""
    security_posture: NotRequired[bool]
    """GKE's security posture dashboard; default true."""
    key_protection: NotRequired[str]
    """``software`` (default) or ``hsm``."""
