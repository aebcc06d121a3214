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
from kubespaces.verify.objects import NAME, ingress, metadata, service, volume_claim
from kubespaces.verify.pods import FOREIGN_IMAGE, container
from kubespaces.verify.scene import Place

# Guard rails decide before quotas do; both have to hold.
_BY_TYPE = refused(gates.rail("service-types"), gates.QUOTA)
_BY_ADDRESS = refused(gates.rail("service-addresses"))
_BY_HOST = refused(gates.rail("ingresses"))
_FOREIGN_HOST = "kubespaces-verify.invalid"


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


def _large_claim(place: Place) -> Call | None:
    if not place.spec.classes.storage.allowed:
        return None
    return dry.create(kinds.PERSISTENT_VOLUME_CLAIM, volume_claim(place, str(int(place.spec.quota.storage) + 1024)))


def _hand_made_endpoints(place: Place) -> Call:
    subsets = [{"addresses": [{"ip": "10.0.0.1"}], "ports": [{"port": 443}]}]
    body = {"apiVersion": "v1", "kind": "Endpoints", "metadata": metadata(place.name), "subsets": subsets}
    return dry.create(kinds.ENDPOINTS, body)


def _foreign_storage(place: Place) -> Call:
    claim = volume_claim(place, "1Mi")
    claim["spec"]["storageClassName"] = "kubespaces-verify-none"
    return dry.create(kinds.PERSISTENT_VOLUME_CLAIM, claim)


def _dns_name(place: Place) -> Call:
    obj = service(place.name)
    obj["metadata"]["annotations"] = {"external-dns.alpha.kubernetes.io/hostname": _FOREIGN_HOST}
    return dry.create(kinds.SERVICE, obj)


def _ingress_for(host: str) -> Callable[[Place], Call]:
    return lambda place: dry.create(kinds.INGRESS, ingress(place, host))


def _injecting_ingress(place: Place) -> Call | None:
    if not place.spec.hostnames or not place.spec.classes.ingress.allowed:
        return None
    obj = ingress(place, place.spec.hostnames[0])
    obj["metadata"]["annotations"] = {"nginx.ingress.kubernetes.io/configuration-snippet": "return 200;"}
    return dry.create(kinds.INGRESS, obj)


SERVICES = (
    Attempt(Area.TRAFFIC, "open a node port", "KS-NET-04", PIPELINE, _BY_TYPE, _service(type="NodePort"), MEND_RAIL),
    Attempt(Area.TRAFFIC, "open a load balancer where the quota gives none", "KS-NET-04", PIPELINE, _BY_TYPE,
            _load_balancer(given=False, node_ports=False), MEND_RAIL),
    Attempt(Area.TRAFFIC, "open node ports behind a load balancer", "KS-NET-04", PIPELINE, _BY_TYPE,
            _load_balancer(given=True, node_ports=True), MEND_RAIL),
    Attempt(Area.TRAFFIC, "open a load balancer that the quota gives", "", PIPELINE, ALLOWED,
            _load_balancer(given=True, node_ports=False), MEND_QUOTA),
    Attempt(Area.TRAFFIC, "take over an address", "KS-NET-06", PIPELINE, _BY_ADDRESS,
            _service(externalIPs=["192.0.2.1"]), MEND_RAIL),
    Attempt(Area.TRAFFIC, "lead into another namespace by a name", "KS-NET-06", PIPELINE,
            refused(gates.rail("service-types"), gates.rail("service-addresses")),
            _service(type="ExternalName", externalName="kubernetes.default.svc.cluster.local", ports=[]), MEND_RAIL),
    Attempt(Area.TRAFFIC, "claim a foreign DNS name by a service", "KS-NET-07", PIPELINE, _BY_ADDRESS, _dns_name,
            MEND_RAIL),
    Attempt(Area.TRAFFIC, "claim a foreign host name", "KS-NET-07", PIPELINE, _BY_HOST, _ingress_for(_FOREIGN_HOST),
            MEND_RAIL),
    Attempt(Area.TRAFFIC, "claim every host name", "KS-NET-07", PIPELINE, _BY_HOST, _ingress_for(""), MEND_RAIL),
    Attempt(Area.TRAFFIC, "write into the ingress controller's configuration", "KS-NET-09", PIPELINE, _BY_HOST,
            _injecting_ingress, MEND_RAIL),
    Attempt(Area.TRAFFIC, "steer traffic by hand-made endpoints", "KS-RBAC-09", NOBODY, NEVER_AUTHORIZED,
            _hand_made_endpoints, MEND_ROLE),
)  # fmt: skip
"""Services and traffic."""

STORAGE = (
    Attempt(Area.QUOTA, "claim more storage than the quota gives", "KS-TEN-04", PIPELINE,
            refused(gates.QUOTA, gates.LIMITS), _large_claim, MEND_QUOTA),
    Attempt(Area.QUOTA, "claim storage of a class that is not listed", "KS-POD-06", PIPELINE,
            refused(gates.rail("storage-classes")), _foreign_storage, MEND_RAIL),
)  # fmt: skip
"""Storage; amounts of compute are tried with pods."""


def _debug_container(place: Place, **changes: Any) -> Call | None:
    """Return the request for a debug container that keeps every rule but for some changes."""
    if not place.running_pod:
        return None
    good = {key: value for key, value in container(place, NAME).items() if key != "resources"}
    entries = {"spec": {"ephemeralContainers": [{**good, **changes}]}}
    return dry.add(kinds.POD, place.name, place.running_pod, entries, "ephemeralcontainers")


def _privileged_debug_container(place: Place) -> Call | None:
    return _debug_container(place, securityContext={"privileged": True})


def _foreign_debug_container(place: Place) -> Call | None:
    return _debug_container(place, image=FOREIGN_IMAGE)


RUNNING_PODS = (
    Attempt(Area.PODS, "add a privileged container to a running pod", "KS-POD-02", SHELL, refused(gates.POD_SECURITY),
            _privileged_debug_container, MEND_POD_SECURITY, needs="a pod that runs"),
    Attempt(Area.PODS, "add a container of a foreign image to a running pod", "KS-SUP-01", SHELL,
            refused(gates.rail("images")), _foreign_debug_container, MEND_RAIL, needs="a pod that runs"),
)  # fmt: skip
"""Pods that run already."""

TRAFFIC = (*SERVICES, *STORAGE, *RUNNING_PODS)
"""All of it."""
