"""The encryption keys: one for each purpose, so that each is used by as few as possible."""

import json
from dataclasses import dataclass

from pulumi_aws.kms.alias import Alias
from pulumi_aws.kms.key import Key

from kubespaces.plan.hosts.aws_policies import Policy, logs_key_policy, secrets_key_policy, volumes_key_policy

from .site import Site

_DELETION_DAYS = 30  # the longest that AWS offers (control KS-ENC-01)
_ROTATION_DAYS = 365


@dataclass(frozen=True)
class Keys:
    """The keys of a host cluster; they rotate every year and can be taken back for 30 days after deletion."""

    secrets: Key
    """For Kubernetes secrets."""
    logs: Key
    """For audit and flow logs."""
    volumes: Key
    """For the disks of nodes and tenants."""


def make_keys(site: Site) -> Keys:
    """Register the keys and their aliases."""
    return Keys(
        secrets=_key(site, "secrets", secrets_key_policy(site.spec)),
        logs=_key(site, "logs", logs_key_policy(site.spec)),
        volumes=_key(site, "volumes", volumes_key_policy(site.spec)),
    )


def _key(site: Site, purpose: str, policy: Policy) -> Key:
    role = f"{purpose}-key"
    key = Key(
        site.child(role),
        description=f"{purpose} of host cluster {site.name}",
        enable_key_rotation=True,
        rotation_period_in_days=_ROTATION_DAYS,
        deletion_window_in_days=_DELETION_DAYS,
        multi_region=False,
        policy=json.dumps(policy, sort_keys=True),
        region=site.region,
        tags=site.tags(),
        opts=site.options(role, keep=True),
    )
    Alias(
        site.child(f"{role}-alias"),
        name=f"alias/kubespaces/{site.cluster_name}/{purpose}",
        target_key_id=key.key_id,
        region=site.region,
        opts=site.options(f"{role}-alias"),
    )
    return key
