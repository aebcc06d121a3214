import copy
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from kubespaces.plan import plan_platform
from kubespaces.plan.guard_rails import GUARD_RAILS
from kubespaces.spec.posture import GuardRailMode
from kubespaces.verify.culprits import name_culprits
from kubespaces.verify.judge import NOT_AUTHORIZED
from kubespaces.verify.line import Area, Line, Verdict
from kubespaces.verify.objects import binding, group, opening
from kubespaces.verify.snapshot import Snapshot
from kubespaces.verify.structure import structure
from tests.support.sabotage import cluster_binding
from tests.support.tenants import RUNTIME_CLASS
from tests.unit.verify.fakes import PLACES, actor_named, scene

Objects = dict[tuple[str, str, str], Any]


def key(obj: dict[str, Any]) -> tuple[str, str, str]:
    metadata = obj["metadata"]
    return obj["kind"], metadata.get("namespace", ""), metadata["name"]


def as_planned() -> Objects:
    planned = [*plan_platform(), *(item for place in PLACES.values() for item in place.plan.objects)]
    objects = {key(item.manifest): copy.deepcopy(item.manifest) for item in planned}
    objects[key(RUNTIME_CLASS)] = RUNTIME_CLASS
    for (kind, _, _), obj in objects.items():
        if kind == "ResourceQuota":
            obj["status"] = {"hard": obj["spec"]["hard"]}
    return objects


def wrong(change: Callable[[Objects], object]) -> list[tuple[str, str, str, str]]:
    objects = as_planned()
    change(objects)
    lines = structure(scene(), Snapshot(objects))
    assert all(line.mend for line in lines if not line.verdict.is_good)
    return [(line.control, line.where, line.what, line.got) for line in lines if not line.verdict.is_good]


def test_as_planned_there_is_no_surprise_and_a_line_for_everything() -> None:
    assert wrong(lambda objects: None) == []
    lines = structure(scene(), Snapshot(as_planned()))
    planned = len(plan_platform()) + sum(len(place.plan.contents) for place in PLACES.values())
    assert len(lines) > planned


@pytest.mark.parametrize("item", as_planned(), ids=lambda item: " ".join(filter(None, item)))
def test_whatever_is_missing_is_named(item: tuple[str, str, str]) -> None:
    found = wrong(lambda objects: objects.pop(item))
    assert any(got == "it is not there" for _, _, _, got in found)
    assert {where for _, where, _, _ in found} == {item[2] if item[0] == "Namespace" else item[1] or "the cluster"}


def test_a_rail_that_does_not_fit_its_kinds_is_named() -> None:
    def warn(objects: Objects) -> None:
        policy = objects["ValidatingAdmissionPolicy", "", "kubespaces-sandbox"]
        warning = {"fieldRef": "spec.validations[0].expression", "warning": "undefined field 'runtimeClass'"}
        policy["status"] = {"typeChecking": {"expressionWarnings": [warning]}}

    assert wrong(warn) == [
        ("KS-POD-14", "the cluster", "ValidatingAdmissionPolicy kubespaces-sandbox",
         "spec.validations[0].expression: undefined field 'runtimeClass'"),
    ]  # fmt: skip


def test_a_quota_that_is_not_counted_is_named() -> None:
    def uncount(objects: Objects) -> None:
        del objects["ResourceQuota", "pay-dev", "kubespaces"]["status"]

    ((control, where, what, got),) = wrong(uncount)
    assert (control, where, what) == ("KS-TEN-04", "pay-dev", "ResourceQuota kubespaces")
    assert "does not count yet" in got


def test_what_opens_something_is_named() -> None:
    def add(obj: dict[str, Any]) -> Callable[[Objects], None]:
        def change(objects: Objects) -> None:
            objects[key(obj)] = obj

        return change

    assert wrong(add(opening("pay-dev")))[0][0] == "KS-NET-02"
    assert (
        wrong(add(binding("pay-dev", "admin", group("x"))))[0][3]
        == "RoleBinding kubespaces-verify gives ClusterRole admin"
    )
    assert (
        "system:authenticated"
        in wrong(add(binding("pay-dev", "kubespaces:tenant-view", group("system:authenticated"))))[0][3]
    )
    assert wrong(add(binding("pay-dev", "kubespaces:tenant-view", group("mates")))) == []
    claimed = binding("pay-dev", "kubespaces:tenant-view", group("mates"))
    claimed["metadata"]["labels"] = {"app.kubernetes.io/managed-by": "kubespaces"}
    assert "says it is the platform's" in wrong(add(claimed))[0][3]
    assert wrong(add(cluster_binding("kubespaces:tenant-edit", "x")))[0][0] == "KS-RBAC-01"
    assert wrong(add(cluster_binding("view", "x"))) == []


def test_a_missing_namespace_is_one_line() -> None:
    lines = structure(scene(without=("web-prod",)), Snapshot(as_planned()))
    found = [line for line in lines if line.where == "web-prod"]
    assert [(line.what, line.got, line.verdict) for line in found] == [
        ("the namespace", "it is not there", Verdict.SURPRISE)
    ]


def test_each_rail_is_cited_by_its_own_control() -> None:
    lines = structure(scene(), Snapshot(as_planned()))
    cited = {line.what.split()[-1]: line.control for line in lines if "ValidatingAdmissionPolicy " in line.what}
    assert cited == {f"kubespaces-{rail.name}": rail.checks[0].control for rail in GUARD_RAILS}


def surprise(actor: str, where: str, expected: str = str(NOT_AUTHORIZED)) -> Line:
    return Line(Area.CLUSTER, "pay", actor, where, "w", "KS-TEN-08", expected, "allowed", Verdict.SURPRISE, "see")


def mended(line: Line, *added: dict[str, Any]) -> str:
    objects = as_planned() | {key(obj): obj for obj in added}
    (found,) = name_culprits([line], scene(), Snapshot(objects))
    return found.mend


def test_a_surprise_names_the_binding_that_gives_it() -> None:
    everywhere = cluster_binding("cluster-admin", "pay-devs")
    there = binding("web-dev", "view", group("pay-devs"))
    devs = actor_named("group pay-devs").name
    assert mended(surprise(devs, "the cluster"), everywhere, there) == (
        "take away ClusterRoleBinding oops (ClusterRole cluster-admin)"
    )
    assert (
        mended(surprise(devs, "web-dev"), there)
        == "take away RoleBinding kubespaces-verify in web-dev (ClusterRole view)"
    )
    assert mended(surprise(devs, "lab-dev"), there) == "see"
    assert mended(surprise("group pay-leads", "the cluster"), everywhere) == "see"


def test_groups_that_kubernetes_puts_everybody_in_count() -> None:
    for subject in ("system:authenticated", "system:serviceaccounts", "system:serviceaccounts:pay-dev"):
        line = surprise("deployer of pay-dev", "the cluster")
        assert "oops" in mended(line, cluster_binding("view", subject))
    people = surprise("group pay-devs", "the cluster")
    assert mended(people, cluster_binding("view", "system:serviceaccounts")) == "see"
    assert "oops" in mended(
        surprise("somebody in no group", "the cluster"), cluster_binding("view", "system:authenticated")
    )


def test_subjects_of_every_kind_are_recognised() -> None:
    account = {**cluster_binding("view", ""), "subjects": [
        {"kind": "ServiceAccount", "name": "deployer", "namespace": "pay-dev"}]}  # fmt: skip
    user = {**cluster_binding("view", ""), "subjects": [{"kind": "User", "name": "auditor@example.com"}]}
    assert "oops" in mended(surprise("deployer of pay-dev", "the cluster"), account)
    assert mended(surprise("deployer of pay-prod", "the cluster"), account) == "see"
    assert "oops" in mended(surprise("user auditor@example.com", "the cluster"), user)


def test_what_kubernetes_or_the_plan_binds_is_no_culprit() -> None:
    own = cluster_binding("system:basic-user", "system:authenticated")
    own["metadata"]["labels"] = {"kubernetes.io/bootstrapping": "rbac-defaults"}
    assert mended(surprise("group pay-devs", "pay-dev"), own) == "see"
    refused_elsewhere = surprise("group pay-devs", "the cluster", "refused by quota")
    assert mended(refused_elsewhere, cluster_binding("view", "pay-devs")) == "see"


def test_rails_that_only_audit_are_told_and_compared_with_that_plan() -> None:
    whole = scene()
    auditing = replace(whole, host=whole.host.model_copy(update={"guard_rails": GuardRailMode.AUDIT}))
    planned = as_planned()
    lines = structure(auditing, Snapshot(planned))
    told = [line for line in lines if line.what == "the guard rails refuse"]
    assert [(line.verdict, "guardRails: audit" in line.got) for line in told] == [(Verdict.NOT_TRIED, True)]
    # The cluster enforces what the document says it only audits: each binding is a surprise.
    wrong_bindings = [line.what for line in lines if "Binding kubespaces-" in line.what and not line.verdict.is_good]
    assert len(wrong_bindings) == len(GUARD_RAILS)
