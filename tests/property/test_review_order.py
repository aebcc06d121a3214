"""Whatever takes a control away from a namespace is lowered; what only adds controls never is."""

import copy
from collections.abc import Callable, Iterator
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from kubespaces.plan import plan_namespace, plan_platform
from kubespaces.plan.labels import ALLOWED, SANDBOX, TENANT
from kubespaces.review import Review
from kubespaces.review.isolation import Direction, Facts, compare, worst
from kubespaces.review.isolation.order import Bound, Fact, Item, Level
from tests.plans import HOST, namespace_of
from tests.support.previews import review

Object = dict[str, Any]

PEERS = st.lists(
    st.sampled_from(
        [
            {"tenant": "bank"},
            {"tenant": "bank", "environments": ["dev", "prod"], "ports": ["443", "UDP/53"]},
            {"role": "monitoring"},
            {"cidr": "10.20.0.0/16", "ports": ["TCP/8000-8100"]},
        ]
    ),
    max_size=2,
    unique_by=repr,
)

NAMESPACES = st.builds(
    lambda environment, isolation, ingress, egress, peers, registries, security: [
        planned.manifest
        for planned in plan_namespace(
            namespace_of(
                environment,
                isolation=isolation,
                network={"ingress": ingress, "egress": egress, "allowFrom": peers},
                registries=registries,
                podSecurity=security,
                access=[{"group": "devs", "role": "view"}],
            ),
            HOST,
        ).objects
    ],
    st.sampled_from(["dev", "prod"]),
    st.sampled_from(["namespace", "sandboxed"]),
    st.sampled_from(["deny", "same-namespace", "same-tenant"]),
    st.sampled_from(["deny", "dns", "dns+public"]),
    PEERS,
    st.lists(st.sampled_from(["a.example.com/x", "b.example.com", "c.example.com/y/z"]), max_size=2, unique=True),
    st.sampled_from(["baseline", "restricted"]),
)
"""What namespaces of every sort get."""

PLATFORM = [planned.manifest for planned in plan_platform()]


def removals(objects: list[Object]) -> Iterator[tuple[str, list[Object]]]:
    """Yield every way to take one control away, with what is then left."""
    for index, found in enumerate(objects):
        kind, name = found["kind"], found["metadata"]["name"]
        if (
            kind in {"ResourceQuota", "LimitRange"}
            or name == "default-deny"
            or (kind, name) == ("ServiceAccount", "default")
        ):
            yield f"no {kind} {name}", [*objects[:index], *objects[index + 1 :]]
        for what, changed in _lesser(found):
            yield f"{kind} {name}: {what}", [*objects[:index], changed, *objects[index + 1 :]]


def _lesser(found: Object) -> Iterator[tuple[str, Object]]:
    """Yield an object with one control less in it."""
    if found["kind"] == "ResourceQuota":
        for key, value in found["spec"]["hard"].items():
            yield f"without {key}", _edited(found, lambda new, key=key: new["spec"]["hard"].pop(key))
            if value != "0":
                yield f"more {key}", _edited(found, lambda new, key=key: new["spec"]["hard"].update({key: "9E"}))
    if found["kind"] == "LimitRange":
        for part in ("default", "defaultRequest", "max"):
            yield f"without {part}", _edited(found, lambda new, part=part: new["spec"]["limits"][0].pop(part))
    if found["kind"] == "Namespace":
        yield from _lesser_labels(found)
        yield from _lesser_lists(found)
    if found["kind"] == "NetworkPolicy" and found["metadata"]["name"] == "default-deny":
        for direction in ("Ingress", "Egress"):
            yield f"not {direction}", _edited(found, lambda new, one=direction: new["spec"]["policyTypes"].remove(one))
            yield f"all {direction}", _edited(found, lambda new, one=direction: new["spec"].update({one.lower(): [{}]}))


def _lesser_labels(found: Object) -> Iterator[tuple[str, Object]]:
    enforce = "pod-security.kubernetes.io/enforce"
    yield "privileged", _edited(found, lambda new: new["metadata"]["labels"].update({enforce: "privileged"}))
    yield "no Pod Security", _edited(found, lambda new: new["metadata"]["labels"].pop(enforce))
    yield "no tenant", _edited(found, lambda new: new["metadata"]["labels"].pop(TENANT))
    if found["metadata"]["labels"][SANDBOX] == "true":
        yield "no sandbox", _edited(found, lambda new: new["metadata"]["labels"].update({SANDBOX: "false"}))


def _lesser_lists(found: Object) -> Iterator[tuple[str, Object]]:
    for key, value in found["metadata"]["annotations"].items():
        if key.startswith(ALLOWED):
            yield f"without {key}", _edited(found, lambda new, key=key: new["metadata"]["annotations"].pop(key))
            more = {key: f"{value},anything"}
            yield f"more in {key}", _edited(found, lambda new, more=more: new["metadata"]["annotations"].update(more))


def _edited(found: Object, change: Callable[[Object], Any]) -> Object:
    new = copy.deepcopy(found)
    change(new)
    return new


def _direction(result: Review) -> Direction:
    return worst(tenant.direction for tenant in result.tenants)


@settings(max_examples=40)
@given(NAMESPACES, st.data())
def test_taking_a_control_away_is_lowered_whatever_else_changes(objects: list[Object], data: st.DataObject) -> None:
    what, less = data.draw(st.sampled_from(list(removals(objects))))

    result = review([*PLATFORM, *objects], [*PLATFORM, *less])

    assert _direction(result) is Direction.LOWERED, what
    assert [decision for decision in result.decisions if decision.kind == "isolation-lowered"], what


@settings(max_examples=40)
@given(NAMESPACES, st.data())
def test_adding_a_control_is_never_lowered_and_needs_no_decision(objects: list[Object], data: st.DataObject) -> None:
    what, less = data.draw(st.sampled_from(list(removals(objects))))

    result = review([*PLATFORM, *less], [*PLATFORM, *objects])

    assert _direction(result) is Direction.RAISED, what
    assert not result.decisions, what


@settings(max_examples=25)
@given(NAMESPACES, st.sampled_from([found for found in PLATFORM if "Admission" in found["kind"]]))
def test_taking_a_guard_rail_away_is_lowered_and_a_new_one_is_not(objects: list[Object], rail: Object) -> None:
    left = [found for found in PLATFORM if found != rail]

    away = review([*PLATFORM, *objects], [*left, *objects])
    back = review([*left, *objects], [*PLATFORM, *objects])

    hosts = [host.direction for host in away.hosts]
    assert hosts == [Direction.LOWERED] or (
        hosts == [Direction.CHANGED] and rail["kind"] == "ValidatingAdmissionPolicy"
    )
    assert away.decisions
    assert not [item for item in back.decisions if item.kind == "isolation-lowered" and "removed" in item.words]


@settings(max_examples=40)
@given(NAMESPACES, NAMESPACES)
def test_what_is_raised_one_way_is_lowered_the_other(one: list[Object], other: list[Object]) -> None:
    there, back = review(one, other), review(other, one)

    for forth, reverse in zip(_dimensions(there), _dimensions(back), strict=True):
        assert forth[0] == reverse[0]
        assert (forth[1] is Direction.EQUAL) == (reverse[1] is Direction.EQUAL)
        assert Direction.LOWERED in {forth[1], reverse[1]} or forth[1] in {Direction.EQUAL, Direction.CHANGED}


def _dimensions(result: Review) -> list[tuple[str, Direction]]:
    return [
        (f"{environment.namespace} {item.dimension}", item.direction)
        for tenant in result.tenants
        for environment in tenant.environments
        if environment.status == "changed"
        for item in environment.isolation
    ]


KEYS = st.sampled_from("abc")
CONTROLS: st.SearchStrategy[Fact] = st.one_of(
    st.builds(Bound, KEYS, st.decimals(0, 9, places=0), st.just("x")),
    st.builds(Level, st.sampled_from("de"), st.integers(0, 3), st.just("x")),
    st.builds(Item, st.sampled_from("fg"), st.sampled_from("xyz"), st.just("x")),
)
FACTS = st.builds(
    Facts,
    st.lists(CONTROLS, max_size=5, unique_by=lambda fact: fact.key),
    st.lists(st.builds(Item, KEYS, st.sampled_from("xyz"), st.just("x")), max_size=5),
)


@given(FACTS)
def test_nothing_differs_from_itself(facts: Facts) -> None:
    assert compare(facts, facts) == []


@given(FACTS, FACTS, st.data())
def test_a_lost_control_is_lowered_whatever_is_gained(facts: Facts, gained: Facts, data: st.DataObject) -> None:
    if facts.controls:
        lost = data.draw(st.sampled_from(list(facts.controls)))
        after = Facts([fact for fact in gained.controls if fact.key != lost.key], gained.openings)

        assert worst(change.direction for change in compare(facts, after)) is Direction.LOWERED


@given(FACTS, FACTS)
def test_more_controls_and_fewer_openings_are_never_lowered(facts: Facts, more: Facts) -> None:
    keys = {fact.key for fact in facts.controls}
    after = Facts([*facts.controls, *(fact for fact in more.controls if fact.key not in keys)], facts.openings[:1])

    assert not any(change.direction.may_lower for change in compare(facts, after))
