"""KS-TEN-02 and KS-TEN-03: the Pod Security levels of a namespace."""

from kubespaces.plan.labels import PRODUCTION, TENANT
from kubespaces_policies.check import Check
from kubespaces_policies.control import Severity, control
from kubespaces_policies.edit import Edit
from kubespaces_policies.kubernetes.objects import KubernetesObject
from kubespaces_policies.kubernetes.tenants import NAMESPACE
from kubespaces_policies.resource import Resource, kinds
from kubespaces_policies.settings import PodSecurityLevel, Role, Settings

_LABEL = "pod-security.kubernetes.io/"
_ENFORCE = f"{_LABEL}enforce"
_MODES = ("enforce", "warn", "audit")
_RANK = {"privileged": 0, "baseline": 1, "restricted": 2}
_RESTRICTED = PodSecurityLevel.RESTRICTED.value
_SOURCE = "https://kubernetes.io/docs/concepts/security/pod-security-admission/"


def _least(item: KubernetesObject, settings: Settings) -> str:
    """Return the least level that a namespace must enforce: production always ``restricted``."""
    return _RESTRICTED if item.label(PRODUCTION).flag() else settings.pod_security.value


def _is_privileged(item: KubernetesObject, settings: Settings) -> bool:
    """Tell whether it is one of the platform's own namespaces whose pods need the node."""
    return (
        settings.role is Role.PLATFORM
        and not item.label(TENANT).present
        and item.name.text() in settings.privileged_namespaces
    )


def _enforced(resource: Resource, edit: Edit) -> None:
    for item in resource.of_kind(NAMESPACE):
        level = item.label(_ENFORCE)
        if (item.patch and not level.present) or _is_privileged(item, edit.settings):
            continue
        if _RANK.get(level.text(), 0) < _RANK[_least(item, edit.settings)]:
            edit.set(level, _RESTRICTED)


@control(
    "KS-TEN-02",
    title="A namespace enforces Pod Security",
    severity=Severity.CRITICAL,
    why="Without an enforced level the API server admits privileged pods, and one of them owns the node and all on it.",
    fix=f"label the namespace {_ENFORCE}: restricted; outside production the setting podSecurity: baseline lowers the "
    "least level for the whole stack",
    sources=("PSS", "CIS-K8S 5.2.1", "GKE 4.2.1", "Kyverno psa/deny-privileged-profile", _SOURCE),
    applies=kinds(NAMESPACE),
    remedy=_enforced,
)
def pod_security_is_enforced(resource: Resource, check: Check) -> None:
    """Ask for the level, written exactly as the API server knows it; production enforces ``restricted`` always."""
    for item in resource.of_kind(NAMESPACE):
        with check.guard():
            level = item.label(_ENFORCE)
            if _is_privileged(item, check.settings):
                check.not_applicable("the namespace is listed under privilegedNamespaces")
                continue
            if item.patch and not level.present:
                continue
            least = _least(item, check.settings)
            if level.text() not in _RANK:
                check.violation(level, f"must be {least}" + (", in lower case" if level.present else ""))
            elif _RANK[level.text()] < _RANK[least]:
                check.violation(level, f"must be at least {least} here")


def _pinned(resource: Resource, edit: Edit) -> None:
    for item in resource.of_kind(NAMESPACE):
        exempt = _is_privileged(item, edit.settings)
        for mode in _MODES:
            level, version = item.label(_LABEL + mode), item.label(f"{_LABEL}{mode}-version")
            if mode != "enforce" and not exempt and _too_weak(item, mode, edit.settings):
                edit.set(level, _RESTRICTED)
            if version.present and not _is_recent(version.text(), edit.settings.pod_security_version):
                edit.set(version, f"v{edit.settings.pod_security_version}")


@control(
    "KS-TEN-03",
    title="Pod Security is not pinned to the past, and warns at least as early as it refuses",
    severity=Severity.HIGH,
    why="An old version of a level leaves out what was added to it since, and a wrong word in warn or audit is ignored "
    "in silence.",
    fix="set pod-security.kubernetes.io/warn and audit to restricted, and pin the versions to the cluster's or leave "
    "them out",
    sources=("PSS (host probes since 1.34)", _SOURCE),
    applies=kinds(NAMESPACE),
    remedy=_pinned,
)
def pod_security_is_recent(resource: Resource, check: Check) -> None:
    """Compare versions as numbers, and the levels of ``warn`` and ``audit`` with the enforced one."""
    floor = check.settings.pod_security_version
    for item in resource.of_kind(NAMESPACE):
        for mode in _MODES:
            check.require(
                item.label(f"{_LABEL}{mode}-version"),
                lambda value: not value.present or _is_recent(value.text(), floor),
                f"must be 'latest' or at least v{floor}",
            )
        for mode in _MODES[1:]:
            with check.guard():
                if not _is_privileged(item, check.settings) and _too_weak(item, mode, check.settings):
                    check.violation(
                        item.label(_LABEL + mode), "must be baseline or restricted, and no weaker than enforce"
                    )


def _too_weak(item: KubernetesObject, mode: str, settings: Settings) -> bool:
    level = item.label(_LABEL + mode)
    if item.patch and not level.present:
        return False
    enforced = _RANK.get(item.label(_ENFORCE).text(), _RANK[_least(item, settings)])
    return _RANK.get(level.text(), -1) < max(enforced, _RANK["baseline"])


def _is_recent(text: str, floor: str) -> bool:
    """Tell whether a version is ``latest`` or not below the floor; compared as numbers, for 1.9 is before 1.34."""
    major, _, minor = text.removeprefix("v").partition(".")
    if text == "latest":
        return True
    return text.startswith("v1.") and major == "1" and minor.isdecimal() and int(minor) >= int(floor.partition(".")[2])
