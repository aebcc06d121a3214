"""KS-ENC-01: keys rotate and cannot vanish."""

from kubespaces_policies.check import Check
from kubespaces_policies.clouds.durations import days_in
from kubespaces_policies.clouds.tokens import AWS_KEY, AZURE_KEY, GCP_KEY, cloud_types, plain
from kubespaces_policies.control import Severity, control
from kubespaces_policies.edit import Edit
from kubespaces_policies.predicates import (
    Predicate,
    any_case_of,
    at_least,
    at_most,
    is_given,
    is_not_off,
    is_true,
    or_absent,
)
from kubespaces_policies.resource import Resource
from kubespaces_policies.value import Value

VAULT = "azure-native:keyvault:Vault"

_LEAST_DAYS_OF_GRACE = 30
"""How long a deleted key can be brought back: the longest that AWS offers, and Google's default."""
_MOST_DAYS = 365
"""The longest life of a key of AWS or Azure (AWS' default)."""
_MOST_DAYS_GCP = 90
"""The longest life of a key of Google Cloud (CIS Google Cloud 1.10)."""

Wanted = tuple[Value, Predicate, object, str]
"""A property, what is good, what the remedy sets, and what is wrong with anything else."""


def _wanted(resource: Resource) -> list[Wanted]:
    found = {AWS_KEY: _of_aws, VAULT: _of_vault, AZURE_KEY: _of_azure, GCP_KEY: _of_gcp}
    return found[plain(resource.type)](resource.props)


def _kept(resource: Resource, edit: Edit) -> None:
    for value, good, new, _ in _wanted(resource):
        if not value.unknown and not good(value):
            edit.set(value, new)


@control(
    "KS-ENC-01",
    title="Keys rotate, and a deleted key can be brought back",
    severity=Severity.HIGH,
    why="Whoever deletes a key deletes all data under it; a key that never changes opens all data ever written.",
    fix=(
        "AWS: enableKeyRotation true, at most 365 days, deletionWindowInDays 30. Azure: enablePurgeProtection true and "
        "soft delete of 30 days or more, a rotationPolicy that rotates within a year. Google Cloud: rotationPeriod "
        "7776000s or less, destroyScheduledDuration 2592000s or more"
    ),
    sources=("CKV_AWS_7", "CKV_AWS_227", "CKV_AZURE_40", "CKV_AZURE_110-112", "CKV_GCP_43", "CKV_GCP_82"),
    applies=cloud_types(AWS_KEY, VAULT, AZURE_KEY, GCP_KEY),
    remedy=_kept,
)
def lasting_keys(resource: Resource, check: Check) -> None:
    """Ask for rotation where the cloud can rotate (symmetric keys made by it), and for grace after a deletion."""
    with check.guard():
        for value, good, _, problem in _wanted(resource):
            check.require(value, good, problem, show=not value.is_list)


def _of_aws(props: Value) -> list[Wanted]:
    grace = props.at("deletionWindowInDays")
    found: list[Wanted] = [
        (
            grace,
            or_absent(at_least(_LEAST_DAYS_OF_GRACE)),
            _LEAST_DAYS_OF_GRACE,
            "must be 30 days: a key must not vanish",
        )
    ]
    spec = props.at("customerMasterKeySpec")
    held_elsewhere = is_given(props.at("customKeyStoreId")) or is_given(props.at("xksKeyId"))
    if spec.text() in ("", "SYMMETRIC_DEFAULT") and not held_elsewhere:
        period = props.at("rotationPeriodInDays")
        found.append((props.at("enableKeyRotation"), is_true, True, "must be true"))
        found.append((period, or_absent(at_most(_MOST_DAYS)), _MOST_DAYS, "must be 365 days or less"))
    return found


def _of_vault(props: Value) -> list[Wanted]:
    own = props.at("properties")
    days = own.at("softDeleteRetentionInDays")
    return [
        (own.at("enablePurgeProtection"), is_true, True, "must be true: a deleted key could be purged at once"),
        (own.at("enableSoftDelete"), is_not_off, True, "must not be false"),
        (days, or_absent(at_least(_LEAST_DAYS_OF_GRACE)), 90, "must be 30 days or more"),
    ]


def _of_azure(props: Value) -> list[Wanted]:
    actions = props.at("properties", "rotationPolicy", "lifetimeActions")
    rotation = [{"action": {"type": "rotate"}, "trigger": {"timeAfterCreate": "P1Y"}}]
    return [(actions, _rotates_in_a_year, rotation, "must have an action that rotates the key within a year")]


def _rotates_in_a_year(actions: Value) -> bool:
    for action in actions:
        days = days_in(action.at("trigger", "timeAfterCreate").text())
        if any_case_of("rotate")(action.at("action", "type")) and days is not None and days <= _MOST_DAYS:
            return True
    return False


def _of_gcp(props: Value) -> list[Wanted]:
    grace = props.at("destroyScheduledDuration")
    found: list[Wanted] = [(grace, or_absent(_is_grace), "2592000s", "must be 2592000s (30 days) or more")]
    symmetric = props.at("purpose").text() in ("", "ENCRYPT_DECRYPT", "RAW_ENCRYPT_DECRYPT")
    if symmetric and not props.at("importOnly").flag() and not _is_external(props):
        found.append((props.at("rotationPeriod"), _is_short, "7776000s", "must be 7776000s (90 days) or less"))
    return found


def _is_external(props: Value) -> bool:
    return props.at("versionTemplate", "protectionLevel").text().startswith("EXTERNAL")


def _is_grace(value: Value) -> bool:
    days = days_in(value.text())
    return days is not None and days >= _LEAST_DAYS_OF_GRACE


def _is_short(value: Value) -> bool:
    days = days_in(value.text())
    return days is not None and days <= _MOST_DAYS_GCP
