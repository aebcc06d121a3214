"""Pods that must be refused, each one change away from the pod that must be admitted."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from kubespaces.plan.labels import DIGESTS, TENANT
from kubespaces.spec.posture import ImageDigests, Isolation, PodSecurity
from kubespaces.spec.virtual_names import control_plane_account
from kubespaces.verify import gates
from kubespaces.verify.attempts.attempt import MEND_POD_SECURITY, MEND_QUOTA, MEND_RAIL
from kubespaces.verify.judge import Expected, refused
from kubespaces.verify.line import Area
from kubespaces.verify.pods import (
    FOREIGN_IMAGE,
    container,
    good_pod_spec,
    merged,
    toleration,
    too_large_container,
    too_large_pod,
)
from kubespaces.verify.scene import Place

_POD_SECURITY = refused(gates.POD_SECURITY)
# On dedicated nodes, PodTolerationRestriction drops the tenant's own toleration where the pod's covers it.
_SCHEDULING = refused(gates.rail("scheduling"), gates.rail("dedicated-nodes"), gates.NODE_SELECTOR)

Fields = Mapping[str, Any]


@dataclass(frozen=True)
class BadPod:
    """One way in which a pod breaks a rule."""

    what: str
    """The way, in words."""
    control: str
    """The control that forbids it."""
    expected: Expected
    """Who must refuse it."""
    mend: str
    """What to do when nobody does."""
    pod: Fields = field(default_factory=dict)
    """Fields of the pod spec that make the difference; ``None`` removes one."""
    container: Fields = field(default_factory=dict)
    """Fields of its container that make the difference."""
    made: Callable[[Place], dict[str, Any]] | None = None
    """Makes the pod spec where it depends on the namespace."""
    when: Callable[[Place], bool] = lambda _: True
    """Where it breaks a rule."""
    in_every_kind: bool = False
    """Also tried as a pod of each kind that makes pods."""

    @property
    def area(self) -> Area:
        """What it is about."""
        return Area.QUOTA if self in AMOUNTS else Area.PODS

    def spec(self, place: Place) -> dict[str, Any]:
        """Return the pod spec."""
        if self.made is not None:
            return self.made(place)
        good = good_pod_spec(place)
        changed: dict[str, Any] = merged(good, self.pod)
        changed["containers"] = [merged(good["containers"][0], self.container)]
        return changed


def _restricted(place: Place) -> bool:
    return place.spec.pod_security is PodSecurity.RESTRICTED


def _sandboxed(place: Place) -> bool:
    return place.spec.sandbox


def _dedicated(place: Place) -> bool:
    return place.spec.isolation is Isolation.DEDICATED_NODES


def _probes_restricted(place: Place) -> bool:
    """Pod Security looks at the host of probes since Kubernetes 1.34 (KEP-4940)."""
    return int(place.host.kubernetes_version.partition(".")[2]) >= 34


def _bad(what: str, control: str, **changes: Any) -> BadPod:
    return BadPod(what, control, _POD_SECURITY, MEND_POD_SECURITY, **changes)


def _add_capability(name: str) -> Fields:
    return {"securityContext": {"allowPrivilegeEscalation": None, "capabilities": {"add": [name]}}}


def _with_init_container(place: Place) -> dict[str, Any]:
    privileged = {"securityContext": {"privileged": True, "allowPrivilegeEscalation": None}}
    return {**good_pod_spec(place), "initContainers": [merged(container(place, "first"), privileged)]}


_PRIVILEGED = {"securityContext": {"privileged": True, "allowPrivilegeEscalation": None}}
_HOST_PATH = [{"name": "node", "hostPath": {"path": "/"}}]

POD_SECURITY = (
    _bad("a privileged container", "KS-POD-02", container=_PRIVILEGED, in_every_kind=True),
    _bad("a privileged init container", "KS-POD-02", made=_with_init_container),
    _bad("the node's network", "KS-POD-01", pod={"hostNetwork": True}, in_every_kind=True),
    _bad("the node's processes", "KS-POD-01", pod={"hostPID": True}),
    _bad("the node's shared memory", "KS-POD-01", pod={"hostIPC": True}),
    _bad("a port of the node", "KS-POD-01", container={"ports": [{"containerPort": 8080, "hostPort": 8080}]}),
    _bad("a folder of the node", "KS-POD-05", pod={"volumes": _HOST_PATH}, in_every_kind=True),
    _bad("the capability SYS_ADMIN", "KS-POD-03", container=_add_capability("SYS_ADMIN")),
    _bad("the capability NET_RAW", "KS-POD-03", container=_add_capability("NET_RAW")),
    _bad("a kernel setting", "KS-POD-07",
         pod={"securityContext": {"sysctls": [{"name": "kernel.msgmax", "value": "65536"}]}}),
    _bad("no AppArmor profile", "KS-POD-07", pod={"securityContext": {"appArmorProfile": {"type": "Unconfined"}}}),
    _bad("an SELinux type of the node", "KS-POD-07", pod={"securityContext": {"seLinuxOptions": {"type": "spc_t"}}}),
    _bad("no seccomp profile at all", "KS-POD-08", pod={"securityContext": {"seccompProfile": {"type": "Unconfined"}}}),
    _bad("a probe of another host", "KS-POD-09",
         container={"livenessProbe": {"tcpSocket": {"port": 80, "host": "169.254.169.254"}}}, when=_probes_restricted),
    # What the standard "restricted" adds
    _bad("root", "KS-POD-11", container={"securityContext": {"runAsUser": 0}}, when=_restricted),
    _bad("no word on root", "KS-POD-11", pod={"securityContext": {"runAsNonRoot": None}}, when=_restricted),
    _bad("gaining privileges", "KS-POD-10", container={"securityContext": {"allowPrivilegeEscalation": True}},
         when=_restricted),
    _bad("all default capabilities", "KS-POD-04", container={"securityContext": {"capabilities": None}},
         when=_restricted),
    _bad("the runtime's own seccomp choice", "KS-POD-08", pod={"securityContext": {"seccompProfile": None}},
         when=_restricted),
)  # fmt: skip
"""Pods that the namespace's Pod Security Standard refuses."""


def _tolerating(**fields: str) -> Callable[[Place], dict[str, Any]]:
    def made(place: Place) -> dict[str, Any]:
        good = good_pod_spec(place)
        return {**good, "tolerations": [*good.get("tolerations", []), fields]}

    return made


def _tolerating_another_tenant(place: Place) -> dict[str, Any]:
    good = good_pod_spec(place)
    return {**good, "tolerations": [*good.get("tolerations", []), toleration(place.other_tenants[0])]}


def _tolerating_all_tenants(place: Place) -> dict[str, Any]:
    every = {"key": TENANT, "operator": "Exists"}
    return {**good_pod_spec(place), "tolerations": [every]}


def _has_other_tenant(place: Place) -> bool:
    return bool(place.other_tenants)


SCHEDULING = (
    BadPod("a node of its choice, past the scheduler", "KS-POD-14", _SCHEDULING, MEND_RAIL,
           pod={"nodeName": "node-1"}, in_every_kind=True),
    BadPod("a toleration of everything", "KS-POD-14", _SCHEDULING, MEND_RAIL, made=_tolerating(operator="Exists"),
           in_every_kind=True),
    BadPod("a toleration of control-plane nodes", "KS-POD-14", _SCHEDULING, MEND_RAIL,
           made=_tolerating(key="node-role.kubernetes.io/control-plane", operator="Exists")),
    BadPod("a toleration of nodes for critical add-ons", "KS-POD-14", _SCHEDULING, MEND_RAIL,
           made=_tolerating(key="CriticalAddonsOnly", operator="Exists")),
    BadPod("a toleration of another tenant's nodes", "KS-POD-14", _SCHEDULING, MEND_RAIL,
           made=_tolerating_another_tenant, when=_has_other_tenant),
    BadPod("a toleration of every tenant's nodes", "KS-POD-14", _SCHEDULING, MEND_RAIL,
           made=_tolerating_all_tenants),
    BadPod("control-plane nodes selected", "KS-POD-14", _SCHEDULING, MEND_RAIL,
           pod={"nodeSelector": {"node-role.kubernetes.io/control-plane": ""}}),
)  # fmt: skip
"""Pods that the guard rail ``scheduling`` refuses."""


def _by_its_tag(place: Place) -> dict[str, Any]:
    good = good_pod_spec(place)
    image = good["containers"][0]["image"].partition("@")[0]
    return {**good, "containers": [{**good["containers"][0], "image": f"{image}:1"}]}


def _beside_its_registry(place: Place) -> dict[str, Any]:
    """Return a pod of an image whose name only begins like what is allowed."""
    good = good_pod_spec(place)
    registry = place.spec.registries[0]
    image = good["containers"][0]["image"].replace(registry, f"{registry}-kubespaces-verify", 1)
    return {**good, "containers": [{**good["containers"][0], "image": image}]}


def _foreign_init_container(place: Place) -> dict[str, Any]:
    return {**good_pod_spec(place), "initContainers": [{**container(place, "first"), "image": FOREIGN_IMAGE}]}


def _digests_required(place: Place) -> bool:
    annotations = place.plan.namespace.manifest["metadata"]["annotations"]
    return bool(annotations[DIGESTS] == ImageDigests.REQUIRED.value)


_BY_IMAGES = refused(gates.rail("images"))

IMAGES = (
    BadPod("an image of a foreign registry", "KS-SUP-01", _BY_IMAGES, MEND_RAIL, container={"image": FOREIGN_IMAGE},
           in_every_kind=True),
    BadPod("an image whose name only begins alike", "KS-SUP-01", _BY_IMAGES, MEND_RAIL, made=_beside_its_registry),
    BadPod("a foreign image before all others", "KS-SUP-01", _BY_IMAGES, MEND_RAIL, made=_foreign_init_container),
    BadPod("an image by its tag", "KS-SUP-02", _BY_IMAGES, MEND_RAIL, made=_by_its_tag, when=_digests_required),
)  # fmt: skip
"""Pods that the guard rail ``images`` refuses."""

_NOWHERE = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Mi"}},
            "storageClassName": "kubespaces-verify-none"}  # fmt: skip

CLASSES = (
    # Clusters may also restrict system priority classes by quota (ResourceQuota's limitedResources).
    BadPod("a system priority", "KS-POD-15", refused(gates.rail("pod-classes"), gates.QUOTA), MEND_RAIL,
           pod={"priorityClassName": "system-node-critical"}, in_every_kind=True),
    BadPod("scratch storage of a class that is not listed", "KS-POD-06", refused(gates.rail("pod-classes")), MEND_RAIL,
           pod={"volumes": [{"name": "scratch", "ephemeral": {"volumeClaimTemplate": {"spec": _NOWHERE}}}]}),
)  # fmt: skip
"""Pods that the guard rail ``pod-classes`` refuses."""

SANDBOX = (
    BadPod("no sandbox", "KS-POD-14", refused(gates.rail("sandbox")), MEND_RAIL, pod={"runtimeClassName": None},
           when=_sandboxed, in_every_kind=True),
    BadPod("a sandbox that is none", "KS-POD-14", refused(gates.rail("sandbox"), gates.CLASS), MEND_RAIL,
           pod={"runtimeClassName": "kubespaces-verify-none"}, when=_sandboxed),
)  # fmt: skip
"""Pods that the guard rail ``sandbox`` refuses."""


def _on_own_nodes(pod: Any) -> bool:
    """Return whether an admitted pod can run on nothing but the nodes of one tenant, and on those."""
    spec = pod["spec"]
    return TENANT in spec.get("nodeSelector", {}) and any(
        toleration.get("key") == TENANT for toleration in spec.get("tolerations", ())
    )


_OWN_NODES = refused(gates.rail("dedicated-nodes"), put_right=_on_own_nodes)

DEDICATED_NODES = (
    BadPod("no word on the tenant's nodes", "KS-POD-14", _OWN_NODES, MEND_RAIL,
           pod={"nodeSelector": None, "tolerations": None}, when=_dedicated, in_every_kind=True),
    BadPod("no node selector", "KS-POD-14", _OWN_NODES, MEND_RAIL, pod={"nodeSelector": None}, when=_dedicated),
    BadPod("shared nodes", "KS-POD-14", _SCHEDULING, MEND_RAIL, pod={"nodeSelector": {TENANT: "shared"}},
           when=_dedicated),
)  # fmt: skip
"""Pods that the guard rail ``dedicated-nodes`` refuses. The plugins PodNodeSelector and PodTolerationRestriction, where
the cluster runs them, put some right before."""


def _virtual(place: Place) -> bool:
    return place.spec.is_virtual


def _as_control_plane(place: Place) -> dict[str, Any]:
    return {**good_pod_spec(place), "serviceAccountName": control_plane_account(place.spec.name)}


def _with_its_secret(place: Place) -> dict[str, Any]:
    secret = {"secretName": control_plane_account(place.spec.name)}
    return {**good_pod_spec(place), "volumes": [{"name": "login", "secret": secret}]}


VIRTUAL = (
    BadPod("the account of the virtual cluster's control plane", "KS-POD-13", refused(gates.rail("virtual-accounts")),
           MEND_RAIL, made=_as_control_plane, when=_virtual),
    BadPod("the admin login of the virtual cluster", "KS-POD-13", refused(gates.rail("virtual-accounts")),
           MEND_RAIL, made=_with_its_secret, when=_virtual),
)  # fmt: skip
"""Pods out of a virtual cluster that the guard rail ``virtual-accounts`` refuses."""

AMOUNTS = (
    BadPod("more than the quota", "KS-TEN-04", refused(gates.QUOTA), MEND_QUOTA, made=too_large_pod,
           in_every_kind=True),
    BadPod("more than one container may have", "KS-TEN-05", refused(gates.LIMITS), MEND_QUOTA,
           made=too_large_container),
)  # fmt: skip
"""Pods that are too large."""

BAD_PODS = (
    *POD_SECURITY, *IMAGES, *SCHEDULING, *CLASSES, *SANDBOX, *DEDICATED_NODES, *VIRTUAL, *AMOUNTS
)  # fmt: skip
"""All of them."""
