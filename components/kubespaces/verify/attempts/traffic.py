"""Services, storage, and getting into pods that run."""

from collections.abc import Callable
from typing import Any

from kubespaces.kube import Call
from kubespaces.verify import dry, gates, kinds
from kubespaces.verify.attempts.attempt import (
    MEND_POD_SECURITY,
    MEND_QUOTA,
    MEND_RAIL,
    MEND_ROLE,
    NEVER_AUTHORIZED,
    NOBODY,
    PIPELINE,
    SHELL,
    Attempt,
)
from kubespaces.verify.judge import ALLOWED, refused
from kubespaces.verify.line import Area
from kubespaces.verify.objects import NAME, metadata, service, volume_claim
from kubespaces.verify.scene import Place

_BY_QUOTA = refused(gates.QUOTA)


def _service(**spec: Any) -> Callable[[Place], Call]:
    return lambda place: dry.create(kinds.SERVICE, service(place.name, **spec))


def _load_balancer(*, given: bool, node_ports: bool) -> Callable[[Place], Call | None]:
    """Return the creation of a LoadBalancer where the quota gives one, or where it gives none."""

    def call(place: Place) -> Call | None:
        if bool(place.spec.quota.load_balancers) != given:
            return None
        spec = {"type": "LoadBalancer", "allocateLoadBalancerNodePorts": node_ports}
        return dry.create(kinds.SERVICE, service(place.name, **spec))

    return call


def _large_claim(place: Place) -> Call:
    return dry.create(kinds.PERSISTENT_VOLUME_CLAIM, volume_claim(place, str(int(place.spec.quota.storage) + 1024)))


def _hand_made_endpoints(place: Place) -> Call:
    subsets = [{"addresses": [{"ip": "10.0.0.1"}], "ports": [{"port": 443}]}]
    body = {"apiVersion": "v1", "kind": "Endpoints", "metadata": metadata(place.name), "subsets": subsets}
    return dry.create(kinds.ENDPOINTS, body)


SERVICES = (
    Attempt(Area.TRAFFIC, "open a node port", "KS-NET-04", PIPELINE, _BY_QUOTA, _service(type="NodePort"), MEND_QUOTA),
    Attempt(Area.TRAFFIC, "open a load balancer where the quota gives none", "KS-NET-04", PIPELINE, _BY_QUOTA,
            _load_balancer(given=False, node_ports=False), MEND_QUOTA),
    Attempt(Area.TRAFFIC, "open node ports behind a load balancer", "KS-NET-04", PIPELINE, _BY_QUOTA,
            _load_balancer(given=True, node_ports=True), MEND_QUOTA),
    Attempt(Area.TRAFFIC, "open a load balancer that the quota gives", "", PIPELINE, ALLOWED,
            _load_balancer(given=True, node_ports=False), MEND_QUOTA),
    Attempt(Area.TRAFFIC, "take over an address", "KS-NET-06", PIPELINE, refused(gates.rail("service-addresses")),
            _service(externalIPs=["192.0.2.1"]), MEND_RAIL),
    Attempt(Area.TRAFFIC, "steer traffic by hand-made endpoints", "KS-RBAC-09", NOBODY, NEVER_AUTHORIZED,
            _hand_made_endpoints, MEND_ROLE),
)  # fmt: skip
"""Services and traffic."""

STORAGE = (
    Attempt(Area.QUOTA, "claim more storage than the quota gives", "KS-TEN-04", PIPELINE,
            refused(gates.QUOTA, gates.LIMITS), _large_claim, MEND_QUOTA),
)  # fmt: skip
"""Storage; amounts of compute are tried with pods."""


def _privileged_debug_container(place: Place) -> Call | None:
    if not place.running_pod:
        return None
    entry = {"name": NAME, "image": "registry.example.com/debug:1", "securityContext": {"privileged": True}}
    changes = {"spec": {"ephemeralContainers": [entry]}}
    return dry.add(kinds.POD, place.name, place.running_pod, changes, "ephemeralcontainers")


RUNNING_PODS = (
    Attempt(Area.PODS, "add a privileged container to a running pod", "KS-POD-02", SHELL, refused(gates.POD_SECURITY),
            _privileged_debug_container, MEND_POD_SECURITY, needs="a pod that runs"),
)  # fmt: skip
"""Pods that run already."""

TRAFFIC = (*SERVICES, *STORAGE, *RUNNING_PODS)
"""All of it."""
