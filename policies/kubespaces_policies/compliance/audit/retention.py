"""KS-AUD-02: logs are kept long enough, and nobody can shorten them."""

from kubespaces_policies.check import Check
from kubespaces_policies.clouds.tokens import cloud_types, plain
from kubespaces_policies.control import Severity, control
from kubespaces_policies.edit import Edit
from kubespaces_policies.predicates import at_least, is_given, is_true
from kubespaces_policies.resource import Resource
from kubespaces_policies.value import Value

_GROUP = "aws:cloudwatch/logGroup:LogGroup"
_WORKSPACE = "azure-native:operationalinsights:Workspace"
_BUCKETS = tuple(
    f"gcp:logging/{place}BucketConfig:{place[0].upper()}{place[1:]}BucketConfig"
    for place in ("project", "folder", "organization", "billingAccount")
)
_YEAR = 365


def _kept(resource: Resource, edit: Edit) -> None:
    """Give a year where nothing is said and the cloud's default is 30 days.

    CloudWatch keeps for ever where nothing is said: a remedy would delete logs.
    """
    name = {_WORKSPACE: "retentionInDays", **dict.fromkeys(_BUCKETS, "retentionDays")}.get(plain(resource.type))
    if name and not resource.props.at(name).present:
        edit.set(resource.props.at(name), _YEAR)


@control(
    "KS-AUD-02",
    title="Logs are kept for a year, encrypted, and locked where the law asks for it",
    severity=Severity.MEDIUM,
    why="Most break-ins are found after months; logs that are gone by then say nothing.",
    fix=(
        "set retentionInDays (LogGroup, Workspace) or retentionDays (log buckets) to 365 or what auditRetentionDays "
        "asks for, kmsKeyId of log groups, and locked of log buckets where logs are regulated (setting regulated)"
    ),
    sources=("PCI DSS 10.5.1", "CKV_AWS_66", "CKV_AWS_158", "CKV_AWS_338"),
    applies=cloud_types(_GROUP, _WORKSPACE, *_BUCKETS),
    unknown="A key's name may be unknown at preview: that there is one is enough. Other values are deferred.",
    remedy=_kept,
)
def kept_logs(resource: Resource, check: Check) -> None:
    """Ask for the days of the settings; log groups without an end are fine only where the settings say so."""
    props, days = resource.props, check.settings.audit_retention_days
    kind = plain(resource.type)
    if kind == _GROUP:
        check.require(props.at("kmsKeyId"), is_given, "names no key")
        with check.guard():
            _judge_group(props.at("retentionInDays"), days, check)
    elif kind == _WORKSPACE:
        check.require(props.at("retentionInDays"), at_least(days), f"must be {days} or more")
    else:
        check.require(props.at("retentionDays"), at_least(days), f"must be {days} or more")
        if check.settings.regulated:
            check.require(props.at("locked"), is_true, "must be true: logs are regulated")


def _judge_group(value: Value, days: int, check: Check) -> None:
    if not value.number():
        if not check.settings.keep_logs_forever:
            check.violation(value, f"keeps logs for ever; say how long, {days} days or more")
    elif not at_least(days)(value):
        check.violation(value, f"must be {days} or more")
