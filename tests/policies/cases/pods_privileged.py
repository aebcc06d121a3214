"""KS-POD-02."""

from .case import SAFE_CONTAINER, SAFE_POD, Case, Cases, case, hidden_pods, pod

POD = "kubernetes:core/v1:Pod"
_PRIVILEGED = {**SAFE_CONTAINER, "securityContext": {"privileged": True}}

CASES = {
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
        other={"no pod": case("kubernetes:core/v1:ConfigMap", {"kind": "ConfigMap", "data": {"containers": "x"}})},
    ),
}
