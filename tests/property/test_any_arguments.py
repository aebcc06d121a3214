"""Whatever is passed to a component: its arguments as models, or all that is wrong with them, and nothing else."""

import copy
from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from kubespaces import ArgumentsError
from kubespaces.hosts import existing
from kubespaces.namespace import _check as check_namespace
from kubespaces.plan import plan_namespace, plan_tenant
from kubespaces.tenant import _check as check_tenant
from tests.unit.components.programs import FACTS, NAMESPACE, TENANT

from .strategies import at, make_mistake, places
from .test_any_input import LEFTOVERS

HOST = {"kubeconfig": "apiVersion: v1", "platform": True, "facts": FACTS}
_CHOICE = st.integers(0, 2**20)


@st.composite
def mistaken(draw: st.DrawFn, good: dict[str, Any]) -> dict[str, Any]:
    """Return arguments with a few mistakes."""
    args = copy.deepcopy(good)
    for _ in range(1 + draw(_CHOICE) % 3):
        found = list(places(args))
        if not found:
            break
        *way, last = found[draw(_CHOICE) % len(found)]
        make_mistake(at(args, tuple(way)), last, lambda options: options[draw(_CHOICE) % len(options)])
    return args


def checked(check: Callable[[], Any]) -> Any:
    """Return what a check returns; what it refuses must be said well."""
    try:
        return check()
    except ArgumentsError as error:
        refused = error
    assert refused.problems
    assert len(refused.errors or []) == len(refused.problems)
    for problem, line in zip(refused.problems, str(refused).splitlines()[1:], strict=True):
        assert line.isprintable()
        assert problem.rule.startswith("unknown key") or not LEFTOVERS.search(problem.rule), line
    return None


@given(mistaken(TENANT))
@settings(max_examples=600)
def test_tenants(args: Any) -> None:
    if found := checked(lambda: check_tenant("shop", args)):
        spec, host = found
        for namespace in plan_tenant("shop", spec):
            plan_namespace(namespace, host)


@given(mistaken(NAMESPACE))
@settings(max_examples=400)
def test_namespaces(args: Any) -> None:
    if found := checked(lambda: check_namespace("shop", args)):
        plan_namespace(*found)


@given(mistaken(HOST))
@settings(max_examples=400)
def test_host_clusters(args: Any) -> None:
    checked(lambda: existing._check("eu", args))
