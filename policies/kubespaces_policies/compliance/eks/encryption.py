"""KS-EKS-02: secrets in etcd under a key of one's own."""

import re

from kubespaces_policies.check import Check
from kubespaces_policies.clouds.arns import account_in, region_in
from kubespaces_policies.clouds.locations import aws_region
from kubespaces_policies.clouds.tokens import EKS_CLUSTER, cloud_types
from kubespaces_policies.control import Severity, control
from kubespaces_policies.predicates import is_given
from kubespaces_policies.resource import Resource
from kubespaces_policies.value import Value

_KEY = re.compile(r"arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key/.+")


@control(
    "KS-EKS-02",
    title="EKS encrypts secrets under a customer-managed key",
    severity=Severity.CRITICAL,
    why="Without a key of your own nobody can withdraw access to a copy of etcd, and no log says who decrypted it.",
    fix="set encryptionConfig: resources [secrets], and provider.keyArn to a KMS key of the same region and account",
    sources=("CIS EKS 1.8 5.3.1", "CKV_AWS_58", "AWS Security Hub EKS.3"),
    applies=cloud_types(EKS_CLUSTER),
    unknown="The key's ARN may be unknown at preview: that there is one is enough. Other values are deferred.",
)
def encrypted_secrets(resource: Resource, check: Check) -> None:
    """Ask for the encryption of secrets and for the ARN of a key near the cluster."""
    config = resource.props.at("encryptionConfig")
    check.require(config.at("resources"), _has_secrets, "must contain secrets", show=False)
    key = config.at("provider", "keyArn")
    if not is_given(key):
        check.violation(key, "names no key")
    elif not key.unknown:
        _judge_key(resource, key, check)


def _has_secrets(value: Value) -> bool:
    return "secrets" in value.texts()


def _judge_key(resource: Resource, key: Value, check: Check) -> None:
    arn = key.text()
    if not _KEY.fullmatch(arn):
        check.violation(key, "is no ARN of a KMS key; an alias can be pointed elsewhere later")
        return
    with check.guard():
        region = aws_region(resource)
        if region and region_in(arn) != region:
            check.violation(key, f"is in another region than the cluster, which is in {region}")
    role = resource.props.at("roleArn")
    if not role.unknown and account_in(role.text()) not in ("", account_in(arn)):
        check.violation(key, "belongs to another account than the cluster's role")
