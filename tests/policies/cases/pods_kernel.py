"""KS-POD-07 to KS-POD-12: how a container is held."""

from typing import Any

from kubespaces_policies.value import UNKNOWN

from .case import SAFE_CONTAINER, SAFE_POD, Cases, Props, case, pod
from .pods_privileged import CONFIG_MAP, POD, WINDOWS, in_some_places, patch, with_security

_BARE = {"name": "bare", "image": "it"}
_APPARMOR = "container.apparmor.security.beta.kubernetes.io/app"


def _context(**fields: object) -> Props:
    """Return a Pod with other fields in its own security context."""
    return pod(securityContext={**SAFE_POD["securityContext"], **fields})


def _without(*names: str) -> dict[str, Any]:
    return {key: item for key, item in SAFE_POD["securityContext"].items() if key not in names}


def _annotated(value: object) -> Props:
    plain = pod()
    return {**plain, "metadata": {**plain["metadata"], "annotations": {_APPARMOR: value}}}


def _sysctl(name: object, value: object = "1") -> Props:
    return _context(sysctls=[{"name": name, "value": value}])


def _probed(probe: str = "livenessProbe", call: str = "httpGet", host: object = "10.0.0.1") -> Props:
    handler = {call: {"port": 8080, "host": host}}
    if probe in ("postStart", "preStop"):
        return pod(container={"lifecycle": {probe: handler}})
    return pod(container={probe: handler})


_KERNEL = Cases(
    good={
        "nothing said": case(POD, pod()),
        "the runtime's AppArmor": case(POD, _context(appArmorProfile={"type": "RuntimeDefault"})),
        "a profile of the node": case(
            POD, with_security(appArmorProfile={"type": "Localhost", "localhostProfile": "it"})
        ),
        **{f"annotated {value!r}": case(POD, _annotated(value)) for value in ("", "runtime/default", "localhost/it")},
        "SELinux of containers": case(POD, _context(seLinuxOptions={"type": "container_t", "level": "s0:c1,c2"})),
        "SELinux of engines": case(POD, with_security(seLinuxOptions={"type": "container_engine_t"})),
        "the usual /proc": case(POD, with_security(procMount="Default")),
        "its own sysctls": case(POD, _sysctl("net.ipv4.tcp_rmem", "4096 87380 16777216")),
    },
    bad={
        "no AppArmor": case(
            POD,
            _context(appArmorProfile={"type": "Unconfined"}),
            at="spec.securityContext.appArmorProfile.type",
            remedied=False,
        ),
        "no AppArmor on a container": case(POD, with_security(appArmorProfile={"type": "Unconfined"}), remedied=False),
        "AppArmor of no type": case(POD, _context(appArmorProfile={}), remedied=False),
        "annotated": case(POD, _annotated("unconfined"), at=f'metadata.annotations["{_APPARMOR}"]', remedied=False),
        "SELinux of another type": case(POD, _context(seLinuxOptions={"type": "spc_t"}), remedied=False),
        "SELinux of another user": case(POD, with_security(seLinuxOptions={"user": "root"}), remedied=False),
        "SELinux of another role": case(POD, _context(seLinuxOptions={"role": "sysadm_r"}), remedied=False),
        "a bare /proc": case(POD, with_security(procMount="Unmasked"), remedied=False),
        "a sysctl of the node": case(
            POD, _sysctl("kernel.core_pattern"), at="spec.securityContext.sysctls[0].name", remedied=False
        ),
        "with slashes": case(POD, _sysctl("kernel/core_pattern"), remedied=False),
        "admission takes no slashes": case(POD, _sysctl("net/ipv4/tcp_syncookies")),
        "a second one in the value": case(
            POD,
            _sysctl("kernel.shm_rmid_forced", "1+kernel.core_pattern=|/evil"),
            at="spec.securityContext.sysctls[0].value",
            remedied=False,
        ),
        "a patch": patch(securityContext={"sysctls": [{"name": "net/ipv4/tcp_syncookies"}]}),
    },
    other={"no pod": CONFIG_MAP},
    deferred={
        "AppArmor": case(POD, _context(appArmorProfile=UNKNOWN)),
        "a sysctl": case(POD, _sysctl(UNKNOWN)),
        "annotations": case(POD, {**pod(), "metadata": {"name": "it", "annotations": UNKNOWN}}),
    },
)

_SECCOMP = Cases(
    good={
        "on the pod": case(POD, pod()),
        "on every container": case(
            POD, pod(containers=[with_security(seccompProfile={"type": "Localhost"})["spec"]["containers"][0]])
        ),
        "none at baseline": case(POD, pod(securityContext=_without("seccompProfile")), podSecurity="baseline"),
        "on Windows": case(POD, WINDOWS),
        "a patch of something else": patch(hostname="it"),
    },
    bad={
        "nothing said": case(
            POD, pod(securityContext=_without("seccompProfile")), at="spec.securityContext.seccompProfile.type"
        ),
        "off on the pod": case(POD, _context(seccompProfile={"type": "Unconfined"})),
        "off on a container": case(
            POD,
            with_security(seccompProfile={"type": "Unconfined"}),
            at="spec.containers[0].securityContext.seccompProfile.type",
        ),
        "off on the pod though every container has one": case(
            POD,
            pod(
                securityContext={"seccompProfile": {"type": "Unconfined"}},
                container={"securityContext": {"seccompProfile": {"type": "RuntimeDefault"}}},
            ),
        ),
        "not on the second container": case(
            POD,
            pod(
                securityContext={},
                containers=[{**_BARE, "securityContext": {"seccompProfile": {"type": "RuntimeDefault"}}}, _BARE],
            ),
        ),
        "another spelling": case(POD, _context(seccompProfile={"type": "runtime/default"})),
        "off at baseline": case(POD, _context(seccompProfile={"type": "Unconfined"}), podSecurity="baseline"),
        "off on a container at baseline": case(
            POD, with_security(seccompProfile={"type": "Unconfined"}), podSecurity="baseline"
        ),
        "a patch": patch(securityContext={"seccompProfile": {"type": "Unconfined"}}),
        **in_some_places({**SAFE_POD, "securityContext": {}}),
    },
    other={"no pod": CONFIG_MAP},
    deferred={"the type": case(POD, _context(seccompProfile={"type": UNKNOWN}))},
)

_PROBES = Cases(
    good={"no host": case(POD, pod()), "an empty host": case(POD, _probed(host=""))},
    bad={
        **{
            f"{probe} {call}": case(POD, _probed(probe, call))
            for probe in ("livenessProbe", "readinessProbe", "startupProbe", "postStart", "preStop")
            for call in ("httpGet", "tcpSocket")
        },
        "the way to it": case(POD, _probed("preStop"), at="spec.containers[0].lifecycle.preStop.httpGet.host"),
        "an init container": case(POD, pod(initContainers=[_probed()["spec"]["containers"][0]])),
        "this host by name": case(POD, _probed(host="localhost")),
    },
    other={"no pod": CONFIG_MAP},
    deferred={
        "a host": case(POD, _probed(host=UNKNOWN)),
        "a probe": case(POD, pod(container={"startupProbe": UNKNOWN})),
    },
)

_ESCALATION = Cases(
    good={
        "ruled out": case(POD, pod()),
        "on Windows": case(POD, WINDOWS),
        "a patch of something else": patch(hostname="it"),
    },
    bad={
        "absent means true": case(
            POD,
            pod(containers=[SAFE_CONTAINER, _BARE]),
            at="spec.containers[1].securityContext.allowPrivilegeEscalation",
        ),
        "true": case(POD, with_security(allowPrivilegeEscalation=True)),
        "neither true nor false": case(POD, with_security(allowPrivilegeEscalation="no")),
        "an ephemeral container": case(POD, pod(ephemeralContainers=[_BARE])),
        **in_some_places({**SAFE_POD, "containers": [_BARE]}),
    },
    other={"no pod": CONFIG_MAP, "at baseline": case(POD, pod(containers=[_BARE]), podSecurity="baseline")},
    deferred={"it": case(POD, with_security(allowPrivilegeEscalation=UNKNOWN))},
)

_USERS = Cases(
    good={
        "on the pod": case(POD, pod()),
        "on every container": case(
            POD, pod(securityContext={}, container={"securityContext": {"runAsNonRoot": True, "runAsUser": 65532.0}})
        ),
        "group 0 if allowed": case(POD, _context(runAsGroup=0, fsGroup=0, supplementalGroups=[0]), rootGroup=True),
        "on Windows": case(POD, WINDOWS),
        "a patch of something else": patch(hostname="it"),
    },
    bad={
        "nothing said": case(POD, pod(securityContext={}), at="spec.securityContext.runAsNonRoot"),
        "a user of its own alone": case(POD, pod(securityContext={"runAsUser": 1000})),
        "the container overrides the pod": case(
            POD,
            with_security(runAsNonRoot=False),
            at="spec.containers[0].securityContext.runAsNonRoot",
            remedied=False,
        ),
        "no on the pod though every container says yes": case(
            POD,
            pod(securityContext={"runAsNonRoot": False}, container={"securityContext": {"runAsNonRoot": True}}),
            remedied=False,
        ),
        "one container says nothing": case(
            POD, pod(securityContext={}, containers=[{**_BARE, "securityContext": {"runAsNonRoot": True}}, _BARE])
        ),
        "user 0": case(POD, _context(runAsUser=0), at="spec.securityContext.runAsUser", remedied=False),
        "user 0 as a float": case(POD, with_security(runAsUser=0.0), remedied=False),
        "user 0 as text": case(POD, with_security(runAsUser="0"), remedied=False),
        "user 0 with user namespaces": case(
            POD, pod(hostUsers=False, securityContext={"runAsNonRoot": False, "runAsUser": 0}), remedied=False
        ),
        "group 0": case(POD, with_security(runAsGroup=0), remedied=False),
        "files of group 0": case(POD, _context(fsGroup=0), remedied=False),
        "also in group 0": case(POD, _context(supplementalGroups=[2000, 0]), remedied=False),
        "a patch": patch(containers=[_BARE]),
        **in_some_places({**SAFE_POD, "securityContext": {}}),
    },
    other={"no pod": CONFIG_MAP, "at baseline": case(POD, pod(securityContext={}), podSecurity="baseline")},
    deferred={
        "the user": case(POD, _context(runAsUser=UNKNOWN)),
        "groups": case(POD, _context(supplementalGroups=UNKNOWN)),
    },
)

_ROOT_FILESYSTEM = Cases(
    good={"read-only": case(POD, pod()), "on Windows": case(POD, WINDOWS)},
    bad={
        "nothing said": case(
            POD, pod(initContainers=[_BARE]), at="spec.initContainers[0].securityContext.readOnlyRootFilesystem"
        ),
        "said to be writable": case(POD, with_security(readOnlyRootFilesystem=False), remedied=False),
        "on another pod level": case(POD, pod(securityContext={"readOnlyRootFilesystem": True}, containers=[_BARE])),
        **in_some_places({**SAFE_POD, "containers": [_BARE]}),
    },
    other={"no pod": CONFIG_MAP},
    deferred={"it": case(POD, with_security(readOnlyRootFilesystem=UNKNOWN))},
)

CASES = {
    "KS-POD-07": _KERNEL,
    "KS-POD-08": _SECCOMP,
    "KS-POD-09": _PROBES,
    "KS-POD-10": _ESCALATION,
    "KS-POD-11": _USERS,
    "KS-POD-12": _ROOT_FILESYSTEM,
}
