"""KS-AUD-01: what happens at the API server is written down where the cluster cannot change it."""

from kubespaces_policies.check import Check
from kubespaces_policies.clouds.tokens import (
    AKS_CLUSTER,
    DIAGNOSTIC_SETTING,
    EKS_CLUSTER,
    GKE_CLUSTER,
    all_of,
    cloud_types,
    plain,
)
from kubespaces_policies.control import Severity, control, with_stack_rule
from kubespaces_policies.edit import Edit
from kubespaces_policies.predicates import is_given, is_unset
from kubespaces_policies.resource import Resource, Stack
from kubespaces_policies.value import Value

_AUDIT_CONFIGS = (
    "gcp:projects/iAMAuditConfig:IAMAuditConfig",
    "gcp:folder/iamAuditConfig:IamAuditConfig",
    "gcp:organizations/iamAuditConfig:IamAuditConfig",
)
_EKS_LOGS = ("api", "audit", "authenticator", "controllerManager", "scheduler")
_GKE_LOGS = ("SYSTEM_COMPONENTS", "WORKLOADS", "APISERVER")
_AKS_LOGS = ("guard", "kube-apiserver")
_AKS_AUDIT = ("kube-audit", "kube-audit-admin")
_SINKS = ("workspaceId", "storageAccountId", "eventHubAuthorizationRuleId", "marketplacePartnerId")


def _logged(resource: Resource, edit: Edit) -> None:
    """Turn everything on where nothing is said."""
    props = resource.props
    if plain(resource.type) == EKS_CLUSTER and not props.at("enabledClusterLogTypes").present:
        edit.set(props.at("enabledClusterLogTypes"), list(_EKS_LOGS))
    config = props.at("loggingConfig")
    if plain(resource.type) == GKE_CLUSTER and not config.present and not props.at("loggingService").present:
        edit.set(config.at("enableComponents"), list(_GKE_LOGS))


@control(
    "KS-AUD-01",
    title="Audit logs of the control plane reach a sink",
    severity=Severity.HIGH,
    why="Without audit logs nobody can say afterwards who read which Secret; EKS and AKS write none unless told to.",
    fix=(
        f"EKS: enabledClusterLogTypes {', '.join(_EKS_LOGS)}. GKE: loggingConfig.enableComponents with "
        f"{', '.join(_GKE_LOGS)}, no exemptedMembers. AKS: a DiagnosticSetting of the cluster with a destination and "
        f"the categories kube-audit-admin (or kube-audit), {', '.join(_AKS_LOGS)}"
    ),
    sources=("CIS EKS 1.8 2.1.1", "CIS AKS 1.8 2.1.1", "CIS GKE 1.9 5.7.1", "CKV_AWS_37", "CKV_GCP_1", "PCI DSS 10.2"),
    applies=cloud_types(EKS_CLUSTER, AKS_CLUSTER, GKE_CLUSTER, DIAGNOSTIC_SETTING, *_AUDIT_CONFIGS),
    unknown=(
        "Deferred; of an AKS cluster's DiagnosticSetting the cluster's id may be unknown at preview: it is then taken "
        "to be that cluster's."
    ),
    remedy=_logged,
)
def logged_resource(resource: Resource, check: Check) -> None:
    """Judge what one resource says of itself."""
    kind, props = plain(resource.type), resource.props
    if kind == EKS_CLUSTER:
        _require_all(check, props.at("enabledClusterLogTypes"), _EKS_LOGS)
    elif kind == GKE_CLUSTER:
        with check.guard():
            if props.at("loggingService").text() == "none":
                check.violation(props.at("loggingService"), "turns all logs off")
        _require_all(check, props.at("loggingConfig", "enableComponents"), _GKE_LOGS)
    elif kind == DIAGNOSTIC_SETTING:
        if not any(is_given(props.at(sink)) for sink in _SINKS):
            check.violation(None, f"goes nowhere: it has none of {', '.join(_SINKS)}")
    elif kind in _AUDIT_CONFIGS:
        with check.guard():
            for config in props.at("auditLogConfigs"):
                check.require(config.at("exemptedMembers"), is_unset, "leaves members out of the log", show=False)


@with_stack_rule(logged_resource)
def control_plane_logged(stack: Stack, check: Check) -> None:
    """Ask for a DiagnosticSetting of each AKS cluster."""
    settings = [item.props for item in all_of(stack, DIAGNOSTIC_SETTING)]
    for cluster in all_of(stack, AKS_CLUSTER):
        with check.guard(cluster):
            own = [props for props in settings if _is_of(props.at("resourceUri"), cluster)]
            missing = _missing({name for props in own for name in _categories(props)})
            if missing:
                check.violation(None, f"has no DiagnosticSetting for {', '.join(missing)}", resource=cluster)


def _require_all(check: Check, value: Value, wanted: tuple[str, ...]) -> None:
    with check.guard():
        found = {text.lower() for text in value.texts()}
        missing = [name for name in wanted if name.lower() not in found]
        if missing:
            check.violation(value, f"lacks {', '.join(missing)}", show=False)


def _is_of(uri: Value, cluster: Resource) -> bool:
    name = cluster.props.at("resourceName")
    if uri.unknown or name.unknown or not name.present:
        return uri.present
    return uri.text().lower().endswith(f"/managedclusters/{name.text().lower()}")


def _categories(props: Value) -> list[str]:
    """Return what a setting sends on; the group ``allLogs`` is everything."""
    found = []
    for entry in props.at("logs"):
        if entry.at("enabled").flag():
            group = entry.at("categoryGroup").text()
            found += [*_AKS_LOGS, *_AKS_AUDIT] if group == "allLogs" else [entry.at("category").text()]
    return found


def _missing(found: set[str]) -> list[str]:
    missing = [name for name in _AKS_LOGS if name not in found]
    return missing if found & set(_AKS_AUDIT) else [_AKS_AUDIT[1], *missing]
