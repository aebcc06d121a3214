"""``kubespaces verify`` on a real API server: green where all is well, and red for every hole made on purpose."""

import re
import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from tests.support.apply_plan import apply_plan
from tests.support.plugin_driver import eventually
from tests.support.sabotage import BINDING, ROUNDS, SABOTAGES, added, cluster_binding, deleted, sabotaged
from tests.support.tenants import TenantCluster, running_tenant_cluster

from kubespaces.kube import Call
from kubespaces.plan import plan_guard_rails
from kubespaces.plan.guard_rails import GUARD_RAILS, PREFIX
from kubespaces.plan.labels import MANAGED_BY, MANAGER
from kubespaces.spec.posture import GuardRailMode
from kubespaces.verify import Area, Line, Report, Verdict, dry, kinds, verify
from kubespaces.verify.objects import LABELS
from kubespaces.verify.pods import good_pod_spec, workload
from kubespaces.verify.scene import places_of

pytestmark = pytest.mark.engine


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TenantCluster]:
    with running_tenant_cluster(tmp_path_factory.mktemp("verify")) as running:
        places = {place.name: place for place in places_of(running.fleet, running.host)}
        for name in ("pay-dev", "pay-prod"):
            running.create(workload(places[name], "Deployment", good_pod_spec(places[name])))
        eventually(lambda: all(running.all("Pod", name) for name in ("pay-dev", "pay-prod")))
        yield running


def run(cluster: TenantCluster, *tenants: str) -> Report:
    return verify(cluster.access, cluster.fleet, cluster.host, tenants, second_look=None)


@pytest.fixture(scope="module")
def report(cluster: TenantCluster) -> Report:
    """What a run on the cluster finds as it was laid."""
    return verify(cluster.access, cluster.fleet, cluster.host)


def told(lines: list[Line]) -> str:
    return "\n".join(map(str, lines))


def test_a_well_laid_fleet_is_all_as_expected(report: Report) -> None:
    assert report.ok, told(report.surprises)
    assert {tally.name for tally in report.by_tenant()} == {"pay", "web", "lab", "(everybody)"}
    assert {tally.name for tally in report.by_area()} == set(Area)
    tried = {line.actor for line in report.lines}
    assert tried >= {
        "deployer of pay-dev",
        "group pay-devs",
        "group pay-leads",
        "group pay-on-call",
        "service account delivery/robot",
        "somebody in no group",
        "user auditor@example.com",
    }
    assert {re.sub(r"\d+", "", control) for control in report.controls()} == {
        "KS-NET-", "KS-POD-", "KS-RBAC-", "KS-SUP-", "KS-TEN-",
    }  # fmt: skip


def test_what_is_not_tried_says_what_is_missing(report: Report) -> None:
    skipped = [line for line in report.lines if line.verdict is Verdict.NOT_TRIED]

    # Only on-call people of pay-prod and leads of pay-dev may get into pods, and there are pods in both.
    assert {(line.where, line.got) for line in skipped} == {
        ("lab-dev", "there is nothing to try it on: a pod that runs"),
    }


def test_a_privileged_container_cannot_be_added_to_a_running_pod(report: Report) -> None:
    lines = [line for line in report.lines if line.what == "add a privileged container to a running pod"]
    by_pod_security = {(line.actor, line.where) for line in lines if line.got.startswith("refused by Pod Security")}
    assert by_pod_security == {("group pay-leads", "pay-dev"), ("group pay-on-call", "pay-prod")}


def inventory(cluster: TenantCluster) -> dict[str, str]:
    """Return the resource version of every object but events and leases, which somebody writes all the time."""
    found = {}
    for resource in cluster.client.catalog():
        if "list" in resource.verbs and resource.kind not in {"Event", "Lease"}:
            for item in cluster.client.send(Call("GET", resource.path()))["items"]:
                metadata = item["metadata"]
                key = f"{resource.kind} {metadata.get('namespace', '')}/{metadata['name']}"
                found[key] = metadata.get("resourceVersion", "")
    return found


def settled(cluster: TenantCluster) -> dict[str, str]:
    """Return the inventory when the controllers have stopped writing."""
    before = inventory(cluster)
    while True:
        time.sleep(1)
        after = inventory(cluster)
        if after == before:
            return after
        before = after


def test_it_leaves_nothing_behind(cluster: TenantCluster) -> None:
    before = settled(cluster)
    assert len(before) > 100
    run(cluster)
    assert inventory(cluster) == before


def test_it_changes_nothing_where_every_door_is_open(cluster: TenantCluster) -> None:
    """Dry runs stay dry also where nobody refuses them."""
    with ExitStack() as doors:
        for subject in ("pay-devs", "system:authenticated"):
            doors.enter_context(sabotaged(cluster, added(cluster_binding("cluster-admin", subject, f"oops-{subject}"))))
        for rail in GUARD_RAILS:
            doors.enter_context(sabotaged(cluster, deleted(BINDING, PREFIX + rail.name)))
        before = settled(cluster)
        report = run(cluster, "pay")
        after = inventory(cluster)

    assert len(report.surprises) > 500
    assert after == before


@pytest.mark.parametrize("holes", ROUNDS.values(), ids=ROUNDS)
def test_sabotage_is_found(cluster: TenantCluster, holes: tuple[str, ...]) -> None:
    wanted = [(name, *each) for name in holes for each in SABOTAGES[name].wanted]
    surprises: list[Line] = []

    def unfound() -> list[tuple[str, ...]]:
        surprises[:] = run(cluster).surprises
        return [(name, *each) for name, *each in wanted if not any(matches(line, *each) for line in surprises)]

    with ExitStack() as stack:
        for name in holes:
            stack.enter_context(sabotaged(cluster, SABOTAGES[name].sabotage))
        # The API server may take a moment to notice that a rule is gone.
        missing = unfound() and unfound()

    assert not missing, f"no surprise for {missing} among:\n{told(surprises)[:20000]}"
    assert all(line.mend for line in surprises)


def test_every_sabotage_is_tried_once() -> None:
    assert sorted(name for holes in ROUNDS.values() for name in holes) == sorted(SABOTAGES)


def matches(line: Line, control: str, where: str, what: str, word: str) -> bool:
    return (
        line.control == control
        and where in line.where
        and line.what.startswith(what)
        and word in f"{line.got} {line.mend}"
    )


def test_after_all_that_it_is_as_expected_again(cluster: TenantCluster) -> None:
    report = verify(cluster.access, cluster.fleet, cluster.host)
    assert report.ok, told(report.surprises)


def test_the_labels_of_what_is_tried_are_nobody_elses(cluster: TenantCluster) -> None:
    """Dry runs are never matched by selectors of real Services: nothing but the tests' own pods carries the label."""
    pods = [pod for pod in cluster.all("Pod") if pod["metadata"].get("labels", {}).items() >= LABELS.items()]
    assert {pod["metadata"]["namespace"] for pod in pods} == {"pay-dev", "pay-prod"}


def test_while_the_rails_only_audit_that_is_told_and_no_surprise(cluster: TenantCluster) -> None:
    spec = cluster.host.spec.model_copy(update={"guard_rails": GuardRailMode.AUDIT})
    host = cluster.host.model_copy(update={"spec": spec})
    foreign = dry.create(kinds.CONFIG_MAP, {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {
        "name": "probe", "namespace": "pay-dev", "labels": {MANAGED_BY: MANAGER}}})  # fmt: skip
    apply_plan(cluster.client, plan_guard_rails(GuardRailMode.AUDIT))
    try:
        eventually(lambda: cluster.refusal(foreign, groups=("pay-devs",)) is None)
        report = verify(cluster.access, cluster.fleet, host)
    finally:
        cluster.lay()
    eventually(lambda: cluster.refusal(foreign, groups=("pay-devs",)) is not None)
    assert report.ok, told(report.surprises)
    untried = {line.what for line in report.lines if line.verdict is Verdict.NOT_TRIED}
    assert {"the guard rails refuse", "a pod with an image of a foreign registry", "take over an address"} <= untried
