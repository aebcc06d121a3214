"""KS-GKE-06: nodes boot what Google signed, mend themselves and stay up to date."""

from kubespaces_policies.check import Check
from kubespaces_policies.clouds.gke_nodes import is_autopilot, node_configs, pools_of
from kubespaces_policies.clouds.tokens import GKE_CLUSTER, GKE_POOL, cloud_types, plain
from kubespaces_policies.control import Severity, control
from kubespaces_policies.edit import Edit
from kubespaces_policies.predicates import any_case_of, is_not_off, is_true
from kubespaces_policies.resource import Resource
from kubespaces_policies.value import Value

_IMAGE = "COS_CONTAINERD"
_CHANNELS = ("REGULAR", "STABLE", "EXTENDED")
_SHIELDS = ("enableSecureBoot", "enableIntegrityMonitoring")
_MANAGEMENT = ("autoRepair", "autoUpgrade")


def _kept(resource: Resource, edit: Edit) -> None:
    if plain(resource.type) == GKE_CLUSTER:
        _keep_cluster(resource, edit)
    for config in node_configs(resource):
        for name in _SHIELDS:
            value = config.at("shieldedInstanceConfig", name)
            if not value.unknown and not is_true(value):
                edit.set(value, True)
        image = config.at("imageType")
        if not image.unknown and not _is_hardened(image):
            edit.set(image, _IMAGE)
    for pool in pools_of(resource):
        for name in _MANAGEMENT:
            value = pool.at("management", name)
            if not value.unknown and not is_true(value):
                edit.set(value, True)


def _keep_cluster(resource: Resource, edit: Edit) -> None:
    shielded = resource.props.at("enableShieldedNodes")
    if not shielded.unknown and not is_not_off(shielded):
        edit.set(shielded, True)
    channel = resource.props.at("releaseChannel", "channel")
    if not is_autopilot(resource) and not channel.unknown and not _is_steady(channel):
        edit.set(channel, "REGULAR")
    posture = resource.props.at("securityPostureConfig", "mode")
    if not posture.unknown and not _is_watched(posture):
        edit.set(posture, "BASIC")


@control(
    "KS-GKE-06",
    title="GKE nodes are shielded, mend and upgrade themselves",
    severity=Severity.HIGH,
    why="Without secure boot a rootkit outlives the pod that brought it; without upgrades known holes stay open.",
    fix=(
        "leave enableShieldedNodes on; set nodeConfig: shieldedInstanceConfig enableSecureBoot and "
        "enableIntegrityMonitoring true, imageType COS_CONTAINERD; management: autoRepair and autoUpgrade true; "
        "releaseChannel REGULAR, STABLE or EXTENDED; securityPostureConfig.mode BASIC"
    ),
    sources=("CIS GKE 1.9 5.5.1-5.5.7, 5.10.4", "CKV_GCP_9", "CKV_GCP_10", "CKV_GCP_22", "CKV_GCP_68", "CKV_GCP_70"),
    applies=cloud_types(GKE_CLUSTER, GKE_POOL),
    remedy=_kept,
)
def shielded_nodes(resource: Resource, check: Check) -> None:
    """Judge a cluster and every pool; Autopilot brings all but the posture along."""
    props = resource.props
    if plain(resource.type) == GKE_CLUSTER:
        check.require(props.at("securityPostureConfig", "mode"), _is_watched, "must not be DISABLED")
        check.require(props.at("enableShieldedNodes"), is_not_off, "must not be false")
        with check.guard():
            if not is_autopilot(resource):
                problem = f"must be one of {', '.join(_CHANNELS)}"
                check.require(props.at("releaseChannel", "channel"), _is_steady, problem)
    with check.guard():
        for config in node_configs(resource):
            for name in _SHIELDS:
                check.require(config.at("shieldedInstanceConfig", name), is_true, "must be true")
            check.require(config.at("imageType"), _is_hardened, f"must be {_IMAGE}")
    with check.guard():
        for pool in pools_of(resource):
            for name in _MANAGEMENT:
                check.require(pool.at("management", name), is_true, "must be true")


_is_steady = any_case_of(*_CHANNELS)
_is_hardened = any_case_of(_IMAGE)


def _is_watched(value: Value) -> bool:
    return value.text().upper() != "DISABLED"
