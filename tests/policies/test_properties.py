"""What holds of all controls for any input: none crashes, and no single weakening of a good workload goes unseen."""

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kubespaces_policies.control import Control
from kubespaces_policies.evaluate import Context, Outcome, Verdict, evaluate, evaluate_stack, remediate
from kubespaces_policies.resource import Resource, Stack
from kubespaces_policies.settings import Settings
from kubespaces_policies.value import UNKNOWN, Sealed, Value

from .cases import all_cases
from .cases.case import SAFE_POD, SAFE_SETTINGS, Case, Given, deployment, hidden_pods
from .harness import CONTROLS, TODAY, paths, put, resource_of, settings_of
from .pod_changes import REMOVE
from .weakenings import WEAKENINGS, Weakening

Props = dict[str, Any]

_WORDS = st.sampled_from(
    ["", "*", "default", "true", "0", "-1", "1Gi", "{", "[]", "kube-system", "system:masters", "::"]
)
LEAVES = (
    st.none()
    | st.booleans()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.integers(-(2**53), 2**53).map(float)
    | _WORDS
    | st.text(max_size=12)
    | st.just(UNKNOWN)
)
"""What a property may be, as it travels: numbers are floats."""
KEYS = st.sampled_from(["spec", "metadata", "name", "containers", "rules", "items", "*", "a.b/c", ""]) | st.text(
    max_size=6
)
JUNK = st.recursive(
    LEAVES,
    lambda below: st.lists(below, max_size=3) | st.dictionaries(KEYS, below, max_size=3) | st.builds(Sealed, below),
    max_leaves=6,
)
"""Anything at all."""


GIVEN: dict[str, list[Case]] = {
    identifier: [found for group in (cases.good, cases.bad, cases.other, cases.deferred) for found in group.values()]
    for identifier, cases in sorted(all_cases().items())
}
"""All cases, by control."""
EVERY_CASE = [case for cases in GIVEN.values() for case in cases]


@st.composite
def damaged(draw: st.DrawFn, cases: list[Case]) -> tuple[Case, list[Resource]]:
    """Return a case some properties of whose last resource are anything."""
    case = draw(st.sampled_from(cases))
    *others, last = [resource_of(item) for item in case.resources]
    props = last.props.raw
    for _ in range(draw(st.integers(1, 3))):
        places = list(paths(props))
        if not places:
            props = draw(st.dictionaries(KEYS, JUNK, max_size=3))
            continue
        keys = draw(st.sampled_from(places))
        if not any(isinstance(part, Sealed) for part in _on_the_way(props, keys)):
            props = put(props, keys, draw(JUNK))
    return case, [*others, Resource(last.type, last.name, last.urn, Value(props), last.provider, last.protect)]


def _on_the_way(props: Any, keys: tuple[Any, ...]) -> Iterator[Any]:
    for key in keys[:-1]:
        props = props[key]
        yield props
        if isinstance(props, Sealed):
            return


def _outcomes(control: Control, resources: list[Resource], context: Context) -> list[Outcome]:
    own = [evaluate(control, resources[-1], context)] if control.rule else []
    return own + evaluate_stack(control, Stack(resources), context)


def _crashes(control: Control, resources: list[Resource], chosen: Settings) -> list[str]:
    found: list[str] = []
    for preview in (True, False):
        outcomes = _outcomes(control, resources, Context(chosen, preview, TODAY))
        found += [text for outcome in outcomes for text in outcome.messages if "could not be evaluated" in text]
    return found


@pytest.mark.parametrize("control", CONTROLS.values(), ids=list(CONTROLS))
@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_no_damage_to_its_cases_makes_a_control_crash(control: Control, data: st.DataObject) -> None:
    case, resources = data.draw(damaged(GIVEN[control.id]))
    assert _crashes(control, resources, settings_of(case)) == []
    edit = remediate(control, resources[-1], Context(settings_of(case), today=TODAY))
    assert edit is None or edit.changed


@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_no_damage_to_any_resource_makes_any_control_crash(data: st.DataObject) -> None:
    case, resources = data.draw(damaged(EVERY_CASE))
    crashes = [text for control in CONTROLS.values() for text in _crashes(control, resources, settings_of(case))]
    assert crashes == []


TOKENS = sorted({given.token for case in EVERY_CASE for given in case.resources})


@given(token=st.sampled_from(TOKENS), props=st.dictionaries(KEYS, JUNK, max_size=4))
@settings(max_examples=60, deadline=None)
def test_no_input_at_all_makes_any_control_crash(token: str, props: Props) -> None:
    resources = [Resource(token, "it", f"urn:{token}", Value(props))]
    assert [text for control in CONTROLS.values() for text in _crashes(control, resources, Settings())] == []


def _refused_by(given: Given) -> set[str]:
    """Return the controls that a resource violates before it is made."""
    resource = resource_of(given)
    context = Context(Settings.model_validate(SAFE_SETTINGS), today=TODAY)
    outcomes = [evaluate(control, resource, context) for control in CONTROLS.values() if control.rule]
    return {outcome.control.id for outcome in outcomes if outcome.verdict is Verdict.VIOLATED}


SAFE = Given("kubernetes:apps/v1:Deployment", deployment())
PLACES = sorted(hidden_pods(SAFE_POD))
KNOWN = [weakening for weakening in WEAKENINGS if weakening.control in CONTROLS]
"""Those whose control is there: a pack may be taken without the other."""


def _weaken(spec: Props, weakening: Weakening, container: int) -> Props:
    """Return a weakened copy of a pod's spec."""
    way = ("containers", container) if weakening.where == "container" else ()
    changed = copy.deepcopy(spec)
    node: Any = changed
    for key in (*way, *weakening.path[:-1]):
        node = node[int(key)] if isinstance(node, list) else node.setdefault(key, {})
    if weakening.value is REMOVE:
        del node[weakening.path[-1]]
    else:
        node[weakening.path[-1]] = copy.deepcopy(weakening.value)
    return changed


def test_the_good_workload_is_good_to_all() -> None:
    assert _refused_by(SAFE) == set()


@pytest.mark.parametrize("weakening", KNOWN, ids=lambda weakening: f"{weakening.control} {weakening.name}")
def test_its_control_sees_each_weakening(weakening: Weakening) -> None:
    if weakening.where == "object":
        given = Given(SAFE.token, _weaken(deployment(), weakening, 0) | weakening.also)
    else:
        given = hidden_pods(_weaken(SAFE_POD, weakening, 0))["Deployment"]
    assert weakening.control in _refused_by(given)


OF_OTHER_KINDS = {"KS-AVA-02", "KS-TEN-10"}
"""Controls that a workload alone cannot go against: they judge it beside its budget, and references to tenants."""


def test_every_control_of_workloads_has_a_weakening() -> None:
    context = Context(Settings.model_validate(SAFE_SETTINGS), today=TODAY)
    outcomes = [evaluate(control, resource_of(SAFE), context) for control in CONTROLS.values() if control.rule]
    passed = {outcome.control.id for outcome in outcomes if outcome.verdict is Verdict.PASSED}
    assert len(passed) > 15
    assert passed - {weakening.control for weakening in WEAKENINGS} - OF_OTHER_KINDS == set()


INSIDE = [weakening for weakening in KNOWN if weakening.where != "object"]


@given(
    weakening=st.sampled_from(INSIDE),
    place=st.sampled_from(PLACES),
    index=st.integers(0, 2),
    more=st.dictionaries(st.sampled_from(["hostname", "subdomain", "terminationGracePeriodSeconds"]), LEAVES),
)
@settings(max_examples=200, deadline=None)
def test_some_control_sees_a_weakening_wherever_it_hides(
    weakening: Weakening, place: str, index: int, more: Props
) -> None:
    (container,) = SAFE_POD["containers"]
    spec = {**SAFE_POD, "containers": [{**container, "name": f"app-{number}"} for number in range(3)], **more}
    assert _refused_by(hidden_pods(_weaken(spec, weakening, index))[place])
