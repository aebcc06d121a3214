"""Log groups: encrypted, kept as long as the document says, there before anything writes to them."""

from pulumi_aws.cloudwatch.log_group import LogGroup

from .keys import Keys
from .site import Site


def audit_group(site: Site) -> str:
    """Return the log group that EKS writes the control plane's logs to; EKS settles the name."""
    return f"/aws/eks/{site.cluster_name}/cluster"


def flow_group(site: Site) -> str:
    """Return the log group of the network's flow logs."""
    return f"/kubespaces/{site.cluster_name}/flow"


def make_log_group(site: Site, role: str, name: str, keys: Keys) -> LogGroup:
    """Register a log group.

    If it were not there first, EKS would make its own: unencrypted, and kept for ever.
    """
    return LogGroup(
        site.child(role),
        name=name,
        kms_key_id=keys.logs.arn,
        retention_in_days=site.spec.audit_retention_days,
        deletion_protection_enabled=site.spec.deletion_protection,
        region=site.region,
        tags=site.tags(),
        opts=site.options(role, keep=True),
    )
