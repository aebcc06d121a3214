"""The tables of attempts keep their promises: nothing changes, everything is labelled, nothing is forgotten."""

import re
from collections.abc import Iterator

import pytest

from kubespaces.kube import Call
from kubespaces.plan.guard_rails import GUARD_RAILS
from kubespaces.plan.roles import cluster_roles, role_name
from kubespaces.spec.posture import Role
from kubespaces.verify import dry, gates, kinds
from kubespaces.verify.attempts.attempt import NEVER_AUTHORIZED
from kubespaces.verify.attempts.cluster import ON_THE_CLUSTER
from kubespaces.verify.attempts.neighbours import IN_ANOTHER_NAMESPACE
from kubespaces.verify.attempts.pods import BAD_PODS, BadPod
from kubespaces.verify.attempts.rights import IN_OTHER_NAMESPACES, IN_OWN_NAMESPACE, Right
from kubespaces.verify.attempts.rights import ON_THE_CLUSTER as CLUSTER_RIGHTS
from kubespaces.verify.objects import token_request
from kubespaces.verify.pods import good_pod_spec, merged, pod, too_large_container, too_large_pod
from kubespaces.verify.rules import access_review, rules_of_manifest, rules_review
from kubespaces.verify.trying import ATTEMPTS
from tests.unit.verify.fakes import PLACES

CONTROL = re.compile(r"KS-(TEN|POD|RBAC|NET|SUP)-\d\d")
# What no role of a tenant lets one get to, and what not every cluster serves: compared with the plan instead.
BEHIND_RBAC = {"gateways", "metadata-egress", "namespaces", "routes"}
PLACES_WITH_PODS = [
    type(place)(place.spec, place.host, place.plan, place.other_tenants, "web-0") for place in PLACES.values()
]


def every_call() -> Iterator[Call]:
    for place in PLACES_WITH_PODS:
        yield from (call for attempt in ATTEMPTS if (call := attempt.call(place)) is not None)
        yield from (dry.create(kinds.POD, pod(place, bad.spec(place))) for bad in BAD_PODS if bad.when(place))
        yield from (intrusion.call(place.name) for intrusion in IN_ANOTHER_NAMESPACE)
    yield from (intrusion.call("") for intrusion in ON_THE_CLUSTER)
    yield rules_review("a")
    yield access_review("get", "", "pods")
    yield dry.whoami()


def test_every_request_changes_nothing() -> None:
    calls = list(every_call())
    assert len(calls) > 500
    assert [call for call in calls if not dry.is_harmless(call)] == []


@pytest.mark.parametrize(
    "call",
    [
        Call("POST", "/api/v1/namespaces/a/pods", body={}),
        Call("DELETE", "/api/v1/namespaces/a"),
        Call("PATCH", "/api/v1/namespaces/a", {"dryRun": "Server"}, {}),
        # The API server takes the options from the body then, and deletes.
        Call("DELETE", "/api/v1/namespaces/a", {"dryRun": "All"}, {"kind": "DeleteOptions", "apiVersion": "v1"}),
        Call("POST", "/api/v1/namespaces/a/serviceaccounts/deployer/token", body={}),
    ],
)
def test_a_request_that_would_change_something_is_known(call: Call) -> None:
    assert not dry.is_harmless(call)


def test_contents_are_not_sent_along_when_something_is_read() -> None:
    for call in every_call():
        if call.method == "GET":
            assert "PartialObjectMetadata" in call.accept


def test_tokens_are_good_for_ten_minutes() -> None:
    assert token_request("a").body["spec"] == {"expirationSeconds": 600}


def test_whatever_must_be_refused_cites_a_control_and_says_how_to_mend_it() -> None:
    for attempt in ATTEMPTS:
        assert attempt.mend
        assert bool(CONTROL.fullmatch(attempt.control)) is not attempt.then.allowed, attempt.what
    for entry in (*BAD_PODS, *IN_ANOTHER_NAMESPACE, *ON_THE_CLUSTER):
        assert CONTROL.fullmatch(entry.control), entry.what
    for right in (*IN_OWN_NAMESPACE, *IN_OTHER_NAMESPACES, *CLUSTER_RIGHTS):
        assert CONTROL.fullmatch(right.control) or right.may == frozenset(Role), right.what


def test_what_nobody_may_is_never_authorized() -> None:
    for attempt in ATTEMPTS:
        assert bool(attempt.may) or attempt.then == NEVER_AUTHORIZED, attempt.what
        assert attempt.expected(may=False) == NEVER_AUTHORIZED


def test_names_tell_apart() -> None:
    for table in (ATTEMPTS, BAD_PODS, IN_ANOTHER_NAMESPACE, ON_THE_CLUSTER):
        names = [(entry.what, entry.control) for entry in table]
        assert len(names) == len(set(names))
    for rights in (IN_OWN_NAMESPACE, IN_OTHER_NAMESPACES, CLUSTER_RIGHTS):
        assert len({right.what for right in rights}) == len(rights)


def test_every_guard_rail_is_tried() -> None:
    expected = [attempt.then for attempt in ATTEMPTS] + [bad.expected for bad in BAD_PODS]
    tried = {gate for found in expected for gate in found.refusers}
    assert {gates.rail(rail.name) for rail in GUARD_RAILS if rail.name not in BEHIND_RBAC} <= tried
    assert {rail.name for rail in GUARD_RAILS} >= BEHIND_RBAC


@pytest.mark.parametrize("role", Role)
def test_the_table_of_rights_is_what_the_roles_give(role: Role) -> None:
    """The table is written from what a role is for; the ClusterRoles from what they grant. Both must say the same."""
    (manifest,) = [found for found in cluster_roles() if found["metadata"]["name"] == role_name(role)]
    rules = rules_of_manifest(manifest)

    def given(right: Right) -> list[bool]:
        return [any(rule.allows(*question) for rule in rules) for question in right.questions()]

    for right in IN_OWN_NAMESPACE:
        assert all(given(right)) if role in right.may else not any(given(right)), right.what


def test_a_bad_pod_is_one_change_away_from_the_good_one() -> None:
    for place in PLACES.values():
        good = good_pod_spec(place)
        for bad in BAD_PODS:
            if bad.when(place):
                assert bad.spec(place) != good, bad.what
                assert good_pod_spec(place) == good, f"{bad.what} has changed the good pod"


def test_each_rung_has_bad_pods_of_its_own() -> None:
    def tried(name: str) -> set[str]:
        return {bad.what for bad in BAD_PODS if bad.when(PLACES[name])}

    assert "no sandbox" in tried("web-dev") - tried("pay-dev")
    assert "no node selector" in tried("lab-dev") - tried("pay-dev")
    assert "root" in tried("pay-prod") - tried("pay-dev")


def test_a_probe_of_another_host_is_tried_where_pod_security_looks_at_it() -> None:
    (probe,) = [bad for bad in BAD_PODS if bad.control == "KS-POD-09"]
    place = PLACES["pay-dev"]
    older = place.host.model_copy(update={"kubernetes_version": "1.33"})
    assert probe.when(place)
    assert not probe.when(type(place)(place.spec, older, place.plan))


def test_other_tenants_nodes_are_tried_where_there_are_others() -> None:
    (others,) = [bad for bad in BAD_PODS if bad.what == "a toleration of another tenant's nodes"]
    place = PLACES["pay-dev"]
    assert others.when(place)
    assert not others.when(type(place)(place.spec, place.host, place.plan))


@pytest.mark.parametrize("name", PLACES)
def test_too_large_pods_are_too_large_together_only(name: str) -> None:
    place = PLACES[name]
    containers = too_large_pod(place)["containers"]
    cpu = [int(found["resources"]["limits"]["cpu"].removesuffix("m")) for found in containers]
    top = place.spec.limits.max.cpu or place.spec.quota.cpu
    assert max(cpu) <= top * 1000
    assert sum(cpu) > place.spec.quota.cpu * 1000
    (only,) = too_large_container(place)["containers"]
    assert int(only["resources"]["limits"]["cpu"].removesuffix("m")) > top * 1000


def test_merging_follows_rfc_7396() -> None:
    assert merged({"a": {"b": 1, "c": 2}, "d": [1]}, {"a": {"b": None, "e": {"f": 3}}, "d": [2]}) == {
        "a": {"c": 2, "e": {"f": 3}},
        "d": [2],
    }
    assert merged({"a": 1}, {"a": {"b": None}}) == {"a": {}}


def test_pods_from_controllers_are_a_part_of_all_pods() -> None:
    shared: list[BadPod] = [bad for bad in BAD_PODS if bad.in_every_kind]
    assert {bad.control for bad in shared} >= {"KS-POD-01", "KS-POD-02", "KS-POD-05", "KS-POD-14", "KS-TEN-04"}
