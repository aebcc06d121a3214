"""An object that a rail must refuse, and every way of getting it in."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kubespaces.kube import Call, calls
from kubespaces.verify import dry, gates
from kubespaces.verify.pods import merged
from tests.support.guard_rails.objects import THERE, Made, Object
from tests.support.tenants import TenantCluster

Change = Callable[[Object, Object], Object]
"""Makes of an object that is there and the bad one what to change, as a merge patch."""


@dataclass(frozen=True)
class Attack:
    """An object that a rail must refuse."""

    rail: str
    check: int
    """Which of the rail's checks refuses it."""
    who: tuple[str, ...]
    bad: Made
    title: str
    change: Change | None = None
    """How an object that is there becomes as bad; none where the API lets nobody change it."""


def fields(*names: str) -> Change:
    """Return the change that takes over whole fields of the bad object."""

    def change(_: Object, bad: Object) -> Object:
        taken = {name: bad[name] for name in names}
        if "metadata" in taken:
            taken["metadata"] = {key: value for key, value in taken["metadata"].items() if key != "name"}
        return taken

    return change


def more_tolerations(there: Object, bad: Object) -> Object:
    """Return the one change of a pod's scheduling that the API admits."""
    return {"spec": {"tolerations": [*there["spec"].get("tolerations", []), *bad["spec"]["tolerations"]]}}


def other_image(there: Object, bad: Object) -> Object:
    """Return the change of a pod's image."""
    (container,) = there["spec"]["containers"]
    return {"spec": {"containers": [{**container, "image": bad["spec"]["containers"][0]["image"]}]}}


def create(cluster: TenantCluster, obj: Object) -> Call:
    return calls.create(cluster.resource(obj["kind"]), obj, dry_run=True)


def apply(cluster: TenantCluster, obj: Object) -> Call:
    return dry.apply(cluster.resource(obj["kind"]), obj)


def for_apply(whole: Object, changes: Object) -> Object:
    """Return an object as somebody applies it: what it is, and what is to change."""
    head = {key: whole[key] for key in ("apiVersion", "kind")}
    names = {key: whole["metadata"][key] for key in ("name", "namespace")}
    found: Object = merged({**head, "metadata": names}, changes)
    if "roleRef" in whole:
        found["roleRef"] = whole["roleRef"]
    return found


def refused_requests(cluster: TenantCluster, attack: Attack) -> Iterator[tuple[str, Call]]:
    """Yield every way of getting the object in, with the admission operation that it is."""
    bad = attack.bad(cluster)
    yield "CREATE", create(cluster, bad)
    yield "CREATE", apply(cluster, bad)
    if attack.change is not None:
        namespace = bad["metadata"]["namespace"]
        there = {"apiVersion": bad["apiVersion"], "kind": bad["kind"]} | cluster.get(bad["kind"], THERE, namespace)
        changes = attack.change(there, bad)
        whole = merged(there, changes)
        resource = cluster.resource(bad["kind"])
        yield "UPDATE", dry.replace(resource, whole)
        yield "UPDATE", dry.patch(resource, namespace, THERE, changes)
        yield "UPDATE", apply(cluster, for_apply(whole, changes))


def refused_by(cluster: TenantCluster, rail: str, call: Call, *groups: str, user: str = "somebody") -> str:
    """Return the message of the rail that refuses, and fails where another or none does."""
    refusal = cluster.refusal(call, user=user, groups=groups)
    assert refusal is not None, f"{call.method} {call.path} passed"
    assert gates.gate_of(refusal) == gates.rail(rail), refusal.message
    return refusal.message
