"""Logs: encrypted, in the cluster's region, kept as long as the document says."""

from collections.abc import Sequence

import pulumi
from pulumi_gcp.logging.project_bucket_config import ProjectBucketConfig
from pulumi_gcp.logging.project_sink import ProjectSink
from pulumi_gcp.projects.iam_audit_config import IAMAuditConfig

from kubespaces.plan.hosts.gcp_upkeep import audit_filter

from .keys import Keys
from .network import Network
from .site import Site


def make_logs(site: Site, keys: Keys, network: Network, after: Sequence[pulumi.Resource]) -> list[pulumi.Resource]:
    """Register the bucket of audit logs and what leads there; the cluster comes after, so that nothing is lost."""
    bucket_id = f"{site.cluster_name}-audit"
    bucket = ProjectBucketConfig(
        site.child("audit-logs"),
        project=site.project,
        location=site.region,
        bucket_id=bucket_id,
        description=f"Audit, control plane and flow logs of host cluster {site.name}",
        retention_days=site.spec.audit_retention_days,
        locked=site.own.lock_logs,
        cmek_settings={"kms_key_name": keys.logs.id},
        opts=site.options("audit-logs", after=[*after, keys.grants["logs"]], keep=True),
    )
    sink = ProjectSink(
        site.child("audit-logs"),
        project=site.project,
        description=f"Logs of host cluster {site.name}",
        # A bucket of the same project needs no permission to be written to.
        # Its name is said in plain text, so that previews and policies see where logs go.
        destination=f"logging.googleapis.com/projects/{site.project}/locations/{site.region}/buckets/{bucket_id}",
        filter=network.subnet.name.apply(lambda subnet: audit_filter(site.spec, site.cluster_name, subnet)),
        unique_writer_identity=True,
        opts=site.options("audit-logs", after=[bucket]),
    )
    return [sink, *(_audit_reads(site) if site.own.audit_reads else [])]


def _audit_reads(site: Site) -> list[pulumi.Resource]:
    """Register that reads are audited too: a setting of the project, the same for all clusters in it."""
    return [
        IAMAuditConfig(
            site.child("audit-reads"),
            project=site.project,
            service="container.googleapis.com",
            audit_log_configs=[{"log_type": kind} for kind in ("ADMIN_READ", "DATA_READ", "DATA_WRITE")],
            opts=site.options("audit-reads"),
        )
    ]
