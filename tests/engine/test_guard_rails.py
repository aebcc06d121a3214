"""Each guard rail on a real API server: what it must refuse, in every way the API has, and what must pass.

The tenants' own people try it, with the rights that they have. Where RBAC alone would refuse, a group that somebody
has made almighty in the namespace tries it: the rails have to hold without RBAC.
"""

from collections.abc import Iterator

import pytest
from tests.support.guard_rails.attack import Attack, apply, create, for_apply, refused_requests
from tests.support.guard_rails.cluster import running_guarded_cluster
from tests.support.guard_rails.objects import ALMIGHTY, THERE, Object, named
from tests.support.guard_rails.other_attacks import LEADS, OTHER_ATTACKS
from tests.support.guard_rails.pod_attacks import DEVS, POD_ATTACKS
from tests.support.guard_rails.work import GOOD
from tests.support.plugin_driver import eventually
from tests.support.tenants import TenantCluster

from kubespaces.plan.guard_rails import GUARD_RAILS
from kubespaces.plan.labels import MANAGED_BY
from kubespaces.verify import dry, gates
from kubespaces.verify.pods import merged

pytestmark = pytest.mark.engine

RAILS = {rail.name: rail for rail in GUARD_RAILS}
ATTACKS = [*POD_ATTACKS, *OTHER_ATTACKS]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TenantCluster]:
    with running_guarded_cluster(tmp_path_factory.mktemp("rails")) as running:
        yield running


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: f"{attack.rail}: {attack.title}")
def test_the_rail_refuses_in_every_way(cluster: TenantCluster, attack: Attack) -> None:
    check = RAILS[attack.rail].checks[attack.check]
    for operation, call in refused_requests(cluster, attack):
        refusal = cluster.refusal(call, groups=attack.who)
        assert refusal is not None, f"{operation} {call.method} passed"
        if "no rights" in attack.title:
            assert refusal.by_authorization
            continue
        assert refusal.status == 403, refusal.message
        assert gates.gate_of(refusal) == gates.rail(attack.rail), refusal.message
        assert check.says in refusal.message


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


# What is tried in tests of its own, for it is no object that somebody makes in a namespace.
ELSEWHERE = {("namespaces", 0), ("namespaces", 1)}
OPERATIONS_ELSEWHERE = {
    ("platform-objects", "DELETE"),
    ("storage-classes", "UPDATE"),
    *(("namespaces", operation) for operation in ("CREATE", "UPDATE", "DELETE")),
}


def test_every_check_and_operation_of_every_rail_is_tried() -> None:
    tried = {(attack.rail, attack.check) for attack in ATTACKS}
    assert tried | ELSEWHERE == {(rail.name, index) for rail in GUARD_RAILS for index in range(len(rail.checks))}
    operations = {(attack.rail, "CREATE") for attack in ATTACKS}
    operations |= {(attack.rail, "UPDATE") for attack in ATTACKS if attack.change is not None}
    wanted = {(rail.name, operation) for rail in GUARD_RAILS for scope in rail.scopes for operation in scope.operations}
    assert operations | OPERATIONS_ELSEWHERE == wanted
    assert {rail for rail, *_ in GOOD} | {"namespaces"} == set(RAILS)


@pytest.mark.parametrize("index", range(len(GOOD)), ids=lambda index: f"{index} {GOOD[index][0]}")
def test_work_passes(cluster: TenantCluster, index: int) -> None:
    _, who, made = GOOD[index]
    obj = made(cluster)
    for call in (create(cluster, obj), apply(cluster, obj)):
        assert cluster.refusal(call, groups=who) is None


CHANGED = [
    ("Pod", DEVS), ("Deployment", DEVS), ("Service", DEVS), ("Ingress", DEVS), ("HTTPRoute", DEVS),
    ("ServiceAccount", DEVS), ("ConfigMap", DEVS), ("RoleBinding", LEADS),
    ("NetworkPolicy", (ALMIGHTY,)),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "who"), CHANGED, ids=str)
def test_ones_own_objects_can_be_changed_and_deleted(cluster: TenantCluster, kind: str, who: tuple[str, ...]) -> None:
    resource = cluster.resource(kind)
    whole = {"apiVersion": resource.api_version, "kind": kind, **cluster.get(kind, THERE, "pay-dev")}
    note = {"metadata": {"annotations": {"note": "mine"}}}
    for call in (
        dry.replace(resource, merged(whole, note)),
        dry.patch(resource, "pay-dev", THERE, note),
        dry.apply(resource, for_apply(whole, note)),
        dry.delete(resource, "pay-dev", THERE),
    ):
        assert cluster.refusal(call, groups=who) is None


def test_the_message_names_what_it_found(cluster: TenantCluster) -> None:
    (attack,) = [found for found in ATTACKS if found.title == "a foreign image in a Deployment"]
    refusal = cluster.refusal(create(cluster, attack.bad(cluster)), groups=DEVS)
    assert refusal is not None
    assert "docker.io/library/nginx@sha256:" in refusal.message


def test_other_namespaces_are_left_alone(cluster: TenantCluster) -> None:
    """The rails hold for tenants only: what the platform runs needs tolerations and nodes of its choice."""
    alone = [attack for attack in ATTACKS if "LimitRange" not in str(attack.bad(cluster)["kind"])]
    for attack in alone:
        obj: Object = named(attack.bad(cluster), "tried")
        obj["metadata"]["namespace"] = "default"
        obj["metadata"].get("annotations", {}).pop("kubernetes.io/service-account.name", None)
        refusal = cluster.refusal(create(cluster, obj), user="admin", groups=("system:masters",))
        assert refusal is None or gates.gate_of(refusal) in {gates.CLASS, gates.UNKNOWN}, refusal


def test_the_api_server_has_no_word_against_the_rails(cluster: TenantCluster) -> None:
    """Its type checker finds nothing, and has looked at them."""

    def statuses() -> list[Object]:
        return [found.get("status", {}) for found in cluster.all("ValidatingAdmissionPolicy")]

    eventually(lambda: all("typeChecking" in status for status in statuses()))
    assert len(statuses()) == len(GUARD_RAILS)
    assert [status for status in statuses() if status["typeChecking"].get("expressionWarnings")] == []
