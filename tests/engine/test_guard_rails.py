"""Each guard rail on a real API server: what it must refuse, in every way the API has, and what must pass.

The tenants' own people try it, with the rights that they have. Where RBAC alone would refuse, a group that somebody
has made almighty in the namespace tries it: the rails have to hold without RBAC.
"""

from collections.abc import Iterator

import pytest
from tests.support.apply_plan import MANAGER
from tests.support.guard_rail_cases import (
    ALMIGHTY,
    ATTACKS,
    CRITICAL,
    DEVS,
    EVERYTHING,
    GOOD,
    HEADS,
    LEADS,
    MASTER,
    THERE,
    TOKEN,
    Attack,
    Object,
    almighty_binding,
    almighty_role,
    apply,
    bound,
    create,
    existing_objects,
    for_apply,
    lab_pod,
    named,
    places,
    pod_in,
    refused_requests,
    secret,
    service_of,
    tolerating,
)
from tests.support.plugin_driver import eventually
from tests.support.tenants import TenantCluster, running_tenant_cluster

from kubespaces.kube import ApiError, calls
from kubespaces.plan.guard_rails import GUARD_RAILS, Check, GuardRail
from kubespaces.plan.labels import ALLOWED, MANAGED_BY, TENANT
from kubespaces.verify import dry, gates, kinds
from kubespaces.verify.objects import group
from kubespaces.verify.pods import good_pod_spec, merged, workload

pytestmark = pytest.mark.engine

RAILS = {rail.name: rail for rail in GUARD_RAILS}


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TenantCluster]:
    with running_tenant_cluster(tmp_path_factory.mktemp("rails")) as running:
        running.create({"apiVersion": "node.k8s.io/v1", "kind": "RuntimeClass", "metadata": {"name": "plain"},
                        "handler": "runc"})  # fmt: skip
        # Where these plugins do not run, the rail is alone; here it has to be left alone.
        plugins = ("scheduler.alpha.kubernetes.io/node-selector", "scheduler.alpha.kubernetes.io/defaultTolerations")
        running.patch("Namespace", "lab-dev", {"metadata": {"annotations": dict.fromkeys(plugins)}})
        running.create(almighty_role())
        running.create(almighty_binding())
        for obj in existing_objects(running):
            running.create(obj)
        eventually(lambda: rails_are_in_force(running))
        yield running


def rails_are_in_force(cluster: TenantCluster) -> bool:
    """Return whether the API server has noticed the last rail, and the namespace without annotations."""
    late = ATTACKS[-1]
    by_plugin = cluster.refusal(create(cluster, lab_pod(cluster, {"nodeSelector": {TENANT: "other"}})), groups=HEADS)
    return (
        cluster.refusal(create(cluster, late.bad(cluster)), groups=late.who) is not None
        and by_plugin is not None
        and "dedicated-nodes" in by_plugin.message
    )


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: f"{attack.rail}: {attack.title}")
def test_the_rail_refuses_in_every_way(cluster: TenantCluster, attack: Attack) -> None:
    check = RAILS[attack.rail].checks[attack.check]
    for operation, call in refused_requests(cluster, attack):
        refusal = cluster.refusal(call, groups=attack.who)
        assert refusal is not None, f"{operation} {call.method} passed"
        if "no rights" in attack.title:
            assert refusal.by_authorization
            continue
        assert refusal.status == 403
        assert gates.gate_of(refusal) == gates.rail(attack.rail), refusal.message
        assert f"{check.message} (control {check.control})" in refusal.message


PLATFORMS = [
    ("ServiceAccount", "default", DEVS),
    ("ServiceAccount", "deployer", DEVS),
    ("RoleBinding", "", LEADS),
    ("ResourceQuota", "kubespaces", (ALMIGHTY,)),
    ("LimitRange", "kubespaces", (ALMIGHTY,)),
    ("NetworkPolicy", "default-deny", (ALMIGHTY,)),
]


@pytest.mark.parametrize(("kind", "name", "who"), PLATFORMS, ids=str)
def test_what_is_the_platforms_cannot_be_touched(
    cluster: TenantCluster, kind: str, name: str, who: tuple[str, ...]
) -> None:
    resource = cluster.resource(kind)
    managed = [found for found in cluster.all(kind, "pay-dev") if MANAGED_BY in found["metadata"].get("labels", {})]
    found = next(found for found in managed if name in {"", found["metadata"]["name"]})
    whole = {"apiVersion": resource.api_version, "kind": kind, **found}
    name = whole["metadata"]["name"]
    note = {"metadata": {"annotations": {"note": "mine"}}}
    unlabelled = {"metadata": {"labels": {MANAGED_BY: None}}}
    for call in (
        dry.replace(resource, merged(whole, note)),
        dry.replace(resource, merged(whole, unlabelled)),
        dry.patch(resource, "pay-dev", name, note),
        dry.patch(resource, "pay-dev", name, unlabelled),
        dry.apply(resource, for_apply(whole, note)),
        dry.delete(resource, "pay-dev", name),
        dry.delete_all(resource, "pay-dev"),
    ):
        refusal = cluster.refusal(call, groups=who)
        assert refusal is not None, f"{call.method} {call.body} passed"
        assert gates.gate_of(refusal) == gates.rail("platform-objects"), refusal.message


def refused_operations() -> set[tuple[str, str]]:
    found = {(attack.rail, "CREATE") for attack in ATTACKS}
    found |= {(attack.rail, "UPDATE") for attack in ATTACKS if attack.fields}
    return found | {("platform-objects", "DELETE")}


def test_every_check_and_operation_of_every_rail_is_tried() -> None:
    tried = {(attack.rail, attack.check) for attack in ATTACKS}
    assert tried == {(rail.name, index) for rail in GUARD_RAILS for index in range(len(rail.checks))}
    assert refused_operations() == {(rail.name, operation) for rail in GUARD_RAILS for operation in rail.operations}
    assert {rail for rail, *_ in GOOD} == set(RAILS)


@pytest.mark.parametrize("index", range(len(GOOD)))
def test_work_passes(cluster: TenantCluster, index: int) -> None:
    _, who, made = GOOD[index]
    obj = made(cluster)
    for call in (create(cluster, obj), apply(cluster, obj)):
        assert cluster.refusal(call, groups=who) is None


@pytest.mark.parametrize(("kind", "who"), [("Pod", DEVS), ("Service", DEVS), ("ServiceAccount", DEVS),
                                           ("RoleBinding", LEADS)])  # fmt: skip
def test_ones_own_objects_can_be_changed_and_deleted(cluster: TenantCluster, kind: str, who: tuple[str, ...]) -> None:
    resource = cluster.resource(kind)
    whole = cluster.get(kind, THERE, "pay-dev")
    note = {"metadata": {"annotations": {"note": "mine"}}}
    for call in (
        dry.replace(resource, merged(whole, note)),
        dry.patch(resource, "pay-dev", THERE, note),
        dry.apply(resource, for_apply(whole, note)),
        dry.delete(resource, "pay-dev", THERE),
    ):
        assert cluster.refusal(call, groups=who) is None


def test_a_missing_allow_list_refuses(cluster: TenantCluster) -> None:
    key = f"{ALLOWED}runtime-classes"
    before = cluster.get("Namespace", "web-prod")["metadata"]["annotations"][key]
    call = create(cluster, pod_in("web-prod")(cluster))
    robot = "system:serviceaccount:kube-system:replicaset-controller"
    assert cluster.refusal(call, user=robot) is None
    cluster.patch("Namespace", "web-prod", {"metadata": {"annotations": {key: None}}})
    try:
        eventually(lambda: cluster.refusal(call, user=robot) is not None)
        refusal = cluster.refusal(call, user=robot)
        assert refusal is not None
        assert gates.gate_of(refusal) == gates.rail("sandbox")
    finally:
        cluster.patch("Namespace", "web-prod", {"metadata": {"annotations": {key: before}}})


def test_a_pod_from_before_a_rail_can_still_be_changed(cluster: TenantCluster) -> None:
    """Or nobody could take a finalizer off it, and its namespace would never be gone."""
    cluster.delete("ValidatingAdmissionPolicyBinding", "kubespaces-scheduling")
    old = named(tolerating(MASTER)(cluster), "old")
    try:
        eventually(lambda: cluster.refusal(create(cluster, old), groups=DEVS) is None)
        cluster.create(old)
    finally:
        cluster.lay()
    eventually(lambda: cluster.refusal(create(cluster, old | {"metadata": {**old["metadata"], "name": "new"}}),
                                       groups=DEVS) is not None)  # fmt: skip

    note = {"metadata": {"annotations": {"note": "mine"}}}
    assert cluster.refusal(dry.patch(kinds.POD, "pay-dev", "old", note), groups=DEVS) is None
    tolerations = cluster.get("Pod", "old", "pay-dev")["spec"]["tolerations"]
    more = {"spec": {"tolerations": [*tolerations, CRITICAL]}}
    refusal = cluster.refusal(dry.patch(kinds.POD, "pay-dev", "old", more), groups=DEVS)
    assert refusal is not None
    assert gates.gate_of(refusal) == gates.rail("scheduling")


def test_pods_of_workloads_are_refused_and_the_tenant_sees_why(cluster: TenantCluster) -> None:
    place = places(cluster)["web-dev"]
    bare = merged(good_pod_spec(place), {"runtimeClassName": None})
    cluster.create(workload(place, "Deployment", bare))

    def messages() -> list[str]:
        return [
            condition["message"]
            for found in cluster.all("ReplicaSet", "web-dev")
            for condition in found.get("status", {}).get("conditions", ())
            if condition["type"] == "ReplicaFailure"
        ]

    eventually(messages)
    assert "this environment is sandboxed: set spec.runtimeClassName" in messages()[0]
    assert cluster.all("Pod", "web-dev") == []


def test_kubernetes_and_the_platform_can_go_on(cluster: TenantCluster) -> None:
    """A namespace with all its walls can be deleted: the namespace controller takes them down."""
    objects = places(cluster)["web-prod"].plan.objects
    cluster.delete("Namespace", "web-prod")
    eventually(lambda: is_gone(cluster, "web-prod"))
    for item in objects:
        resource = cluster.resource(item.kind)
        cluster.client.send(calls.apply(resource, item.manifest, manager=MANAGER, force=True))
    assert cluster.get("NetworkPolicy", "default-deny", "web-prod")


def is_gone(cluster: TenantCluster, namespace: str) -> bool:
    try:
        cluster.get("Namespace", namespace)
    except ApiError as error:
        return error.not_found
    return False


def test_other_namespaces_are_left_alone(cluster: TenantCluster) -> None:
    """The rails hold for tenants only: what the platform runs needs tolerations and nodes of its choice."""
    for made in (tolerating(EVERYTHING), pod_in("pay-dev", nodeName="node-1"), service_of(externalIPs=["192.0.2.1"]),
                 secret(TOKEN), bound(group("system:authenticated"))):  # fmt: skip
        obj = made(cluster)
        obj["metadata"]["namespace"] = "default"
        obj["metadata"].get("annotations", {})["kubernetes.io/service-account.name"] = "default"
        assert cluster.client.send(create(cluster, obj))


def test_the_api_server_has_no_word_against_the_rails(cluster: TenantCluster) -> None:
    """Its type checker finds nothing, and has looked at them."""

    def statuses() -> list[Object]:
        return [found.get("status", {}) for found in cluster.all("ValidatingAdmissionPolicy")]

    eventually(lambda: all("typeChecking" in status for status in statuses()))
    assert len(statuses()) == len(GUARD_RAILS)
    assert [status for status in statuses() if status["typeChecking"].get("expressionWarnings")] == []


def test_the_budget_of_cel_is_far(cluster: TenantCluster) -> None:
    """A request beyond the budget would be refused; none that somebody sends comes near it."""
    many = tolerating(*({"key": f"example.com/{index}", "operator": "Exists"} for index in range(300)))
    assert cluster.refusal(create(cluster, many(cluster)), groups=DEVS) is None
    crowd = bound(group("mates"))(cluster)
    crowd["subjects"] = [group(f"mates-{index}") for index in range(3000)]
    assert cluster.refusal(create(cluster, crowd), groups=LEADS) is None


def test_messages_tell_how_to_mend_it() -> None:
    checks: list[tuple[GuardRail, Check]] = [(rail, check) for rail in GUARD_RAILS for check in rail.checks]
    for rail, check in checks:
        assert check.control.startswith("KS-"), rail.name
        assert any(word in check.message for word in ("set ", "leave ", "use ", "ask ", "remove ", "only ", "hand ",
                                                      "name ", "tolerate ")), check.message  # fmt: skip
