"""Whether the walls stand as planned: what no attempt can show, such as network policies, is compared with the plan."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from kubespaces.plan import PlannedObject, plan_platform
from kubespaces.plan.guard_rails import GUARD_RAILS, PREFIX
from kubespaces.plan.labels import MANAGED_BY, MANAGER
from kubespaces.plan.rule_data import UNGUARDED_LABELS
from kubespaces.spec.host_defaults import sandbox_classes_of
from kubespaces.spec.posture import GuardRailMode
from kubespaces.spec.virtual_names import control_plane_account

from .compare import differences
from .line import Area, Line, Verdict
from .scene import Place, Scene
from .snapshot import Snapshot

_UP = "run: kubespaces up"
_TENANT_ROLE = "kubespaces:tenant-"

_CONTROLS = {
    "ClusterRole": "KS-RBAC-09",
    "LimitRange": "KS-TEN-05",
    "NetworkPolicy": "KS-NET-02",
    "ResourceQuota": "KS-TEN-04",
    "RoleBinding": "KS-RBAC-01",
    "ServiceAccount": "KS-POD-13",
}

_IDENTITY, _POD_SECURITY, _ALLOW_LISTS = "identity labels", "Pod Security labels", "allow-lists and node placement"

_EXEMPTING = sorted({*UNGUARDED_LABELS, "resource.kubernetes.io/admin-access"})
"""Labels that take a namespace out of somebody's checks."""


def structure(scene: Scene, snapshot: Snapshot) -> list[Line]:
    """Return a line for everything that is planned, and for what is there besides and opens something."""
    lines = [*_platform(scene, snapshot), *_cluster_bindings(snapshot), *_classes(scene, snapshot)]
    lines += [_line(place, "the namespace", "KS-TEN-01", ["it is not there"]) for place in scene.missing]
    for place in scene.places:
        lines += [*_namespace(place, snapshot), *_contents(place, snapshot), *_extras(place, snapshot)]
    return lines


def _line(place: Place | None, what: str, control: str, wrong: list[str], mend: str = _UP) -> Line:
    return Line(
        area=Area.STRUCTURE,
        tenant=place.spec.tenant if place else "",
        actor="",
        where=place.name if place else "the cluster",
        what=what,
        control=control,
        expected="as planned",
        got="; ".join(wrong) or "as planned",
        verdict=Verdict.SURPRISE if wrong else Verdict.AS_EXPECTED,
        mend=mend if wrong else "",
    )


def _compared(planned: dict[str, Any], live: dict[str, Any] | None) -> list[str]:
    return ["it is not there"] if live is None else differences(planned, live)


def _platform(scene: Scene, snapshot: Snapshot) -> Iterator[Line]:
    rails = {PREFIX + rail.name: rail.checks[0].control for rail in GUARD_RAILS}
    for item in plan_platform(scene.host.guard_rails):
        name = item.manifest["metadata"]["name"]
        live = snapshot.find(item.kind, name)
        wrong = _compared(item.manifest, live)
        if item.kind == "ValidatingAdmissionPolicy" and live is not None:
            wrong += _type_warnings(live)
        yield _line(None, f"{item.kind} {name}", rails.get(name, _CONTROLS["ClusterRole"]), wrong)
    yield _mode(scene.host.guard_rails)


def _mode(mode: GuardRailMode) -> Line:
    """Return the line that tells whether the rails are meant to refuse at all; each binding is compared by itself."""
    line = _line(None, "the guard rails refuse", "KS-TEN-07", [])
    if mode is GuardRailMode.ENFORCE:
        return line
    got = "the HostCluster document says guardRails: audit, so they only tell; set it to enforce when all is mended"
    return replace(line, got=got, verdict=Verdict.NOT_TRIED)


def _type_warnings(policy: dict[str, Any]) -> list[str]:
    """Return what the API server's type checker says; a rail that does not fit its kinds fails on every request."""
    checking = policy.get("status", {}).get("typeChecking", {})
    return [f"{found['fieldRef']}: {found['warning']}" for found in checking.get("expressionWarnings", ())]


def _cluster_bindings(snapshot: Snapshot) -> Iterator[Line]:
    """Look for tenants' roles bound to the cluster: they would hold in every tenant's namespaces."""
    wrong = [
        f"ClusterRoleBinding {found['metadata']['name']} gives {found['roleRef']['name']} everywhere"
        for found in snapshot.all("ClusterRoleBinding")
        if found["roleRef"]["name"].startswith(_TENANT_ROLE)
    ]
    mend = "delete the ClusterRoleBinding; tenants' roles are bound in namespaces only"
    yield _line(None, "tenants' roles are bound in namespaces only", "KS-RBAC-01", wrong, mend)


def _classes(scene: Scene, snapshot: Snapshot) -> Iterator[Line]:
    if any(place.spec.sandbox for place in scene.places):
        for name in sandbox_classes_of(scene.host):
            wrong = [] if snapshot.find("RuntimeClass", name) else ["it is not there"]
            mend = f"install the sandbox and its RuntimeClass '{name}', or take it out of the host's sandboxClasses"
            yield _line(None, f"RuntimeClass {name}", "KS-POD-14", wrong, mend)


def _namespace(place: Place, snapshot: Snapshot) -> Iterator[Line]:
    planned = place.plan.namespace.manifest
    live = snapshot.find("Namespace", place.name)
    every = _compared(planned, live)
    security = [text for text in every if text.startswith("labels pod-security.")]
    allowed = [text for text in every if text.startswith("annotations ")]
    identity = [text for text in every if text not in {*security, *allowed}]
    yield _line(place, _IDENTITY, "KS-TEN-01", identity)
    yield _line(place, _POD_SECURITY, "KS-TEN-02", security)
    yield _line(place, _ALLOW_LISTS, "KS-TEN-07", allowed)
    labels = live["metadata"].get("labels", {}) if live else {}
    exempt = [f"label {key} is set" for key in _EXEMPTING if key in labels]
    yield _line(place, "no label takes it out of checks", "KS-TEN-07", exempt, "remove the label")


def _contents(place: Place, snapshot: Snapshot) -> Iterator[Line]:
    for item in place.plan.contents:
        name = item.manifest["metadata"]["name"]
        live = snapshot.find(item.kind, name, place.name)
        wrong = _compared(item.manifest, live)
        if item.kind == "ResourceQuota" and live is not None and not wrong:
            wrong = _uncounted(live)
        yield _line(place, f"{item.kind} {name}", _control(item, name), wrong)


def _control(item: PlannedObject, name: str) -> str:
    return "KS-NET-01" if name == "default-deny" else _CONTROLS[item.kind]


def _uncounted(quota: dict[str, Any]) -> list[str]:
    counted = quota.get("status", {}).get("hard", {})
    missing = sorted(set(quota["spec"]["hard"]) - set(counted))
    return [f"Kubernetes does not count yet: {', '.join(missing)}; wait a moment"] if missing else []


def _extras(place: Place, snapshot: Snapshot) -> Iterator[Line]:
    planned = {(item.kind, item.manifest["metadata"]["name"]) for item in place.plan.contents}

    def unplanned(kind: str) -> Iterator[dict[str, Any]]:
        for found in snapshot.all(kind, place.name):
            if (kind, found["metadata"]["name"]) not in planned:
                yield found

    openings = [f"NetworkPolicy {found['metadata']['name']} is not planned" for found in unplanned("NetworkPolicy")]
    mend = "declare the opening in the tenant's document and run: kubespaces up; or delete the policy"
    yield _line(place, "no openings besides the planned ones", "KS-NET-02", openings, mend)
    bindings = [found for found in unplanned("RoleBinding") if not _is_control_planes(found, place)]
    grants = [text for found in bindings for text in _foreign_grant(found)]
    mend = "declare the access in the tenant's document and run: kubespaces up; or delete the binding"
    yield _line(place, "no roles besides the tenants' own", "KS-RBAC-01", grants, mend)


def _is_control_planes(binding: dict[str, Any], place: Place) -> bool:
    """Return whether a binding is the one of vCluster's chart: the control plane's own role, to its own account."""
    if not place.spec.is_virtual:
        return False
    account = control_plane_account(place.spec.name)
    subjects = [(one["kind"], one["name"], one.get("namespace")) for one in binding.get("subjects", ())]
    role = binding["roleRef"]
    return (role["kind"], role["name"]) == ("Role", account) and subjects == [("ServiceAccount", account, place.name)]


def _foreign_grant(binding: dict[str, Any]) -> list[str]:
    """Return what is wrong with a binding that is not planned; tenants' admins may hand on tenants' roles."""
    name, role = binding["metadata"]["name"], binding["roleRef"]
    if binding["metadata"].get("labels", {}).get(MANAGED_BY) == MANAGER:
        return [f"RoleBinding {name} says it is the platform's and is not planned"]
    if role["kind"] == "ClusterRole" and role["name"].startswith(_TENANT_ROLE):
        broad = [subject["name"] for subject in binding.get("subjects", ()) if subject["name"].startswith("system:")]
        return [f"RoleBinding {name} gives {role['name']} to {', '.join(broad)}"] if broad else []
    return [f"RoleBinding {name} gives {role['kind']} {role['name']}"]
