"""KS-POD-01 to KS-POD-04: what a container may do to its node."""

from kubespaces_policies.value import UNKNOWN

from .case import SAFE_CONTAINER, SAFE_POD, Case, Cases, Given, Props, case, hidden_pods, manifest, pod

POD = "kubernetes:core/v1:Pod"
CONFIG_MAP = case("kubernetes:core/v1:ConfigMap", {"kind": "ConfigMap", "data": {"containers": "x"}})
_PRIVILEGED = {**SAFE_CONTAINER, "securityContext": {"privileged": True}}


def with_security(**fields: object) -> Props:
    """Return a Pod whose container has other fields in its security context."""
    return pod(container={"securityContext": {**SAFE_CONTAINER["securityContext"], **fields}})


def in_some_places(spec: Props) -> dict[str, Case]:
    """Return a pod's spec in a few of the places in which it may hide; KS-POD-02 has them all."""
    places = hidden_pods(spec)
    return {f"hidden in {name}": Case([places[name]]) for name in ("CronJob", "List", "DeploymentPatch")}


def patch(**spec: object) -> Case:
    """Return a Patch of a Deployment that sets nothing but this in its pods' spec."""
    template = {"template": {"spec": spec}}
    return Case([Given("kubernetes:apps/v1:DeploymentPatch", manifest("apps/v1", "Deployment", spec=template))])


WINDOWS = pod(
    os={"name": "windows"},
    securityContext={"runAsNonRoot": True},
    containers=[{key: SAFE_CONTAINER[key] for key in ("name", "image", "resources")}],
)
"""A pod that has none of what only Linux has."""

_PORT = {"containerPort": 8080}


def _adding(*names: object) -> Props:
    return with_security(capabilities={"drop": ["ALL"], "add": list(names)})


def _dropping(*names: object) -> Props:
    return with_security(capabilities={"drop": list(names)})


CASES = {
    "KS-POD-01": Cases(
        good={
            "nothing said": case(POD, pod(container={"ports": [_PORT]})),
            "said to be off": case(POD, pod(hostNetwork=False, hostPID=False, container={"ports": [{"hostPort": 0}]})),
            "0 as a float": case(POD, pod(container={"ports": [{**_PORT, "hostPort": 0.0, "hostIP": ""}]})),
            "a patch of something else": patch(hostname="it"),
        },
        bad={
            **{
                name: case(POD, pod(**{name: True}), at=f"spec.{name}")
                for name in ("hostNetwork", "hostPID", "hostIPC", "shareProcessNamespace")
            },
            "hostPort": case(
                POD,
                pod(container={"ports": [_PORT, {**_PORT, "hostPort": 80}]}),
                at="spec.containers[0].ports[1].hostPort",
            ),
            "hostPort as text": case(POD, pod(container={"ports": [{**_PORT, "hostPort": "80"}]})),
            "hostPort of an init container": case(POD, pod(initContainers=[{"ports": [{**_PORT, "hostPort": 80}]}])),
            "hostIP": case(POD, pod(container={"ports": [{**_PORT, "hostIP": "10.0.0.1"}]})),
            "a patch": patch(hostPID=True),
            **in_some_places({**SAFE_POD, "hostNetwork": True}),
        },
        other={"no pod": CONFIG_MAP},
        deferred={
            "ports": case(POD, pod(container={"ports": UNKNOWN})),
            "the whole spec": case(POD, {**pod(), "spec": UNKNOWN}),
        },
    ),
    "KS-POD-02": Cases(
        good={
            "nothing said": case(POD, pod()),
            "said to be off": case(POD, pod(container={"securityContext": {"privileged": False}})),
        },
        bad={
            "an init container": case(
                POD, pod(initContainers=[_PRIVILEGED]), at="spec.initContainers[0].securityContext.privileged"
            ),
            "an ephemeral container": case(POD, pod(ephemeralContainers=[_PRIVILEGED])),
            "the second container": case(
                POD, pod(containers=[SAFE_CONTAINER, _PRIVILEGED]), at="spec.containers[1].securityContext.privileged"
            ),
            "HostProcess of the pod": case(POD, pod(securityContext={"windowsOptions": {"hostProcess": True}})),
            "HostProcess of a container": case(
                POD, pod(container={"securityContext": {"windowsOptions": {"hostProcess": True}}})
            ),
            **{
                f"hidden in {name}": Case([given])
                for name, given in hidden_pods({**SAFE_POD, "containers": [_PRIVILEGED]}).items()
            },
        },
        other={"no pod": CONFIG_MAP},
        deferred={"the containers": case(POD, pod(initContainers=UNKNOWN))},
    ),
    "KS-POD-03": Cases(
        good={
            "none": case(POD, pod()),
            "the one": case(POD, _adding("NET_BIND_SERVICE")),
            "at baseline": case(POD, _adding("CHOWN", "SYS_CHROOT"), podSecurity="baseline"),
            "on Windows": case(POD, WINDOWS),
        },
        bad={
            "a usual one": case(
                POD, _adding("CHOWN"), at="spec.containers[0].securityContext.capabilities.add[0]", remedied=False
            ),
            "the almighty one": case(POD, _adding("NET_BIND_SERVICE", "SYS_ADMIN"), remedied=False),
            "all": case(POD, _adding("ALL"), remedied=False),
            "admission refuses CAP_": case(POD, _adding("CAP_NET_BIND_SERVICE")),
            "admission refuses lower case": case(POD, _adding("net_bind_service")),
            "beyond baseline": case(POD, _adding("NET_ADMIN"), remedied=False, podSecurity="baseline"),
            "beside one that is not known": case(POD, _adding(UNKNOWN, "SYS_ADMIN"), remedied=False),
        },
        other={"no pod": CONFIG_MAP},
        deferred={"a capability": case(POD, _adding(UNKNOWN))},
    ),
    "KS-POD-04": Cases(
        good={
            "all": case(POD, pod()),
            "all and one": case(POD, _dropping("KILL", "ALL")),
            "all beside one that is not known": case(POD, _dropping(UNKNOWN, "ALL")),
            "on Windows": case(POD, WINDOWS),
            "a patch of something else": patch(hostname="it"),
        },
        bad={
            "nothing said": case(
                POD, pod(container={"securityContext": {}}), at="spec.containers[0].securityContext.capabilities.drop"
            ),
            "no security context": case(POD, pod(initContainers=[{"name": "first", "image": "it"}])),
            "only some": case(POD, _dropping("NET_RAW", "KILL")),
            "admission refuses lower case": case(POD, _dropping("all")),
            "admission refuses CAP_": case(POD, _dropping("CAP_ALL")),
            "Windows of another kind": case(POD, pod(os={"name": "linux"}, container={"securityContext": {}})),
            **in_some_places({**SAFE_POD, "containers": [{"name": "app", "image": "it"}]}),
        },
        other={
            "no pod": CONFIG_MAP,
            "at baseline": case(POD, pod(container={"securityContext": {}}), podSecurity="baseline"),
        },
        deferred={"what is dropped": case(POD, _dropping("KILL", UNKNOWN))},
    ),
}
