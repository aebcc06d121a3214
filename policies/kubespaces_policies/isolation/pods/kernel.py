"""KS-POD-07: profiles that the kernel keeps containers in, and what they may set in it."""

from kubespaces_policies.check import Check
from kubespaces_policies.control import Severity, control
from kubespaces_policies.edit import Edit
from kubespaces_policies.kubernetes.pods import PodTemplate
from kubespaces_policies.predicates import absent_or_one_of, is_empty, one_of, within
from kubespaces_policies.resource import Resource, workloads
from kubespaces_policies.value import Value
from kubespaces_policies.walk import containers_of, pods

_APPARMOR = "container.apparmor.security.beta.kubernetes.io/"
_SELINUX_TYPES = ("", "container_t", "container_init_t", "container_kvm_t", "container_engine_t")
_SYSCTLS = frozenset(
    {
        "kernel.shm_rmid_forced",
        "net.ipv4.ip_local_port_range",
        "net.ipv4.ip_local_reserved_ports",
        "net.ipv4.ip_unprivileged_port_start",
        "net.ipv4.ping_group_range",
        "net.ipv4.tcp_fin_timeout",
        "net.ipv4.tcp_keepalive_intvl",
        "net.ipv4.tcp_keepalive_probes",
        "net.ipv4.tcp_keepalive_time",
        "net.ipv4.tcp_rmem",
        "net.ipv4.tcp_syncookies",
        "net.ipv4.tcp_wmem",
    }
)
"""Source, as for the other lists here: k8s.io/pod-security-admission v0.34.2, check_sysctls.go and its neighbours."""
_INJECTION = frozenset("+=")
"""What CRI-O's CVE-2022-0811 smuggles a second sysctl in with."""


def _with_dots(resource: Resource, edit: Edit) -> None:
    """Write allowed sysctls with dots, the one form that admission takes; the rest needs a human choice."""
    for pod in resource.pods:
        sysctls = pod.spec.at("securityContext", "sysctls")
        for item in () if sysctls.unknown else sysctls:
            name = item.at("name")
            if not name.unknown and name.text().replace("/", ".") in _SYSCTLS:
                edit.set(name, name.text().replace("/", "."))


@control(
    "KS-POD-07",
    title="Kernel profiles on, sysctls of the pod's own only",
    severity=Severity.HIGH,
    why="AppArmor, SELinux and the masks over /proc are what holds an attacker who has escaped a container's user.",
    fix="leave appArmorProfile, seLinuxOptions and procMount out; set only sysctls that are the pod's own, with dots",
    sources=("PSS baseline", "KYV prevent-cr8escape"),
    applies=workloads,
    remedy=_with_dots,
)
def kernel_profiles_on(resource: Resource, check: Check) -> None:
    """Refuse profiles that are off or of one's own, a bare /proc, and sysctls that are the node's.

    Stricter than the Pod Security Standards: values of sysctls hold neither ``+`` nor ``=``.
    """
    for pod in pods(resource, check):
        _check_context(pod.spec.at("securityContext"), check)
        _check_annotations(pod, check)
        _check_sysctls(pod, check)
        for container in containers_of(pod, check):
            _check_context(container.security(), check)
            check.require(container.security("procMount"), absent_or_one_of("Default"), "unmasks the node's /proc")


def _check_context(context: Value, check: Check) -> None:
    profile, selinux = context.at("appArmorProfile"), context.at("seLinuxOptions")
    if profile.present:
        check.require(profile.at("type"), one_of("RuntimeDefault", "Localhost"), "turns AppArmor off")
    check.require(selinux.at("type"), within(_SELINUX_TYPES), "is not a type of SELinux for containers")
    for name in ("user", "role"):
        check.require(selinux.at(name), is_empty, "is another user or role of SELinux")


def _check_annotations(pod: PodTemplate, check: Check) -> None:
    with check.guard():
        for key, value in pod.metadata.at("annotations").entries():
            if key.startswith(_APPARMOR):
                check.require(value, _is_apparmor_profile, "turns AppArmor off")


def _is_apparmor_profile(value: Value) -> bool:
    return value.text() in ("", "runtime/default") or value.text().startswith("localhost/")


def _check_sysctls(pod: PodTemplate, check: Check) -> None:
    with check.guard():
        for item in pod.spec.at("securityContext", "sysctls"):
            check.require(item.at("name"), within(_SYSCTLS), "is a sysctl of the whole node")
            check.require(item.at("value"), _is_one_value, "looks like a second sysctl in the value of a first")


def _is_one_value(value: Value) -> bool:
    return _INJECTION.isdisjoint(value.text())
