"""What becomes of a rule's findings: verdicts, exemptions, messages; and that a failing rule lets nothing through."""

from datetime import date

import pytest

from kubespaces_policies.catalogue import all_controls
from kubespaces_policies.check import Check
from kubespaces_policies.control import Control, Severity, control, stack_control
from kubespaces_policies.evaluate import Context, Verdict, evaluate, evaluate_stack, remediate
from kubespaces_policies.resource import Resource, Stack, types
from kubespaces_policies.settings import Exemption, Settings
from kubespaces_policies.value import UNKNOWN, Sealed, Value

TOKEN = "kubernetes:core/v1:Secret"
ABOUT = {
    "title": "t",
    "severity": Severity.HIGH,
    "why": "w",
    "fix": "mend it",
    "sources": ("s",),
    "applies": types(TOKEN),
}


def resource(name: str = "it", **props: object) -> Resource:
    return Resource(TOKEN, name, f"urn:pulumi:dev::p::{TOKEN}::{name}", Value(props))


@control("KS-TEN-01", **ABOUT)
def both(given: Resource, check: Check) -> None:
    """Look at two properties."""
    check.require(given.props.at("a"), lambda value: value.text() != "bad", "is bad")
    check.require(given.props.at("b"), lambda value: value.text() != "bad", "is bad")


def test_an_unknown_value_hides_nothing_else() -> None:
    outcome = evaluate(both, resource(a=UNKNOWN, b="bad"), Context())
    assert outcome.verdict is Verdict.VIOLATED
    assert outcome.messages == (f"KS-TEN-01 it ({TOKEN}): b: bad: is bad. Fix: mend it",)


def test_what_is_unknown_waits_at_preview_and_is_refused_at_deployment() -> None:
    assert evaluate(both, resource(a=UNKNOWN), Context()).verdict is Verdict.DEFERRED
    outcome = evaluate(both, resource(a=UNKNOWN), Context(preview=False))
    assert outcome.verdict is Verdict.VIOLATED
    assert outcome.messages == (f"KS-TEN-01 it ({TOKEN}): a: is still unknown at deployment. Fix: mend it",)


def test_secrets_maps_and_what_often_holds_credentials_stay_out_of_messages() -> None:
    @control("KS-TEN-01", **ABOUT)
    def tell(given: Resource, check: Check) -> None:
        for path in (("a",), ("data", "k"), ("spec", "env", 0, "value"), ("m",), ("long",)):
            check.violation(given.props.at(*path), "is wrong")

    given = resource(
        a=Sealed("hunter2"),
        data={"k": "hunter2"},
        spec={"env": [{"value": "hunter2"}]},
        m={"x": "hunter2"},
        long="x" * 99,
    )
    outcome = evaluate(tell, given, Context())
    assert len(outcome.messages) == 5
    assert "hunter2" not in "".join(outcome.messages)
    assert f"long: {'x' * 77}...: is wrong" in outcome.messages[-1]


def test_a_rule_that_fails_refuses() -> None:
    @control("KS-TEN-01", **ABOUT)
    def broken(given: Resource, check: Check) -> None:
        raise KeyError("secret text")

    outcome = evaluate(broken, resource(), Context())
    assert outcome.verdict is Verdict.VIOLATED
    assert "could not be evaluated (KeyError); please report it" in outcome.messages[0]
    assert "secret text" not in outcome.messages[0]


@pytest.mark.parametrize(
    ("control_id", "pattern", "verdict"),
    [
        ("KS-TEN-01", "it", Verdict.EXEMPT),
        ("KS-TEN-01", "urn:*::it", Verdict.EXEMPT),
        ("KS-TEN-01", "i?", Verdict.VIOLATED),
        ("KS-TEN-02", "it", Verdict.VIOLATED),
        ("KS-TEN-01", "other", Verdict.VIOLATED),
    ],
)
def test_an_exemption_is_for_one_control_and_the_named_resources(
    control_id: str, pattern: str, verdict: Verdict
) -> None:
    exemption = Exemption(
        control=control_id, resource=pattern, reason="agreed until the move", owner="me@x.io", expires=date(2030, 1, 1)
    )
    context = Context(Settings(exemptions=[exemption]), today=date(2026, 1, 1))
    assert evaluate(both, resource(a="bad"), context).verdict is verdict


def test_a_stacks_control_speaks_of_single_resources_and_of_the_stack() -> None:
    @stack_control("KS-TEN-04", **ABOUT)
    def pairs(stack: Stack, check: Check) -> None:
        for found in stack.of_type(TOKEN):
            if found.name == "bad":
                check.violation(None, "is bad", resource=found)
        check.violation(None, "something is missing")

    outcomes = evaluate_stack(pairs, Stack([resource("good"), resource("bad")]), Context())
    assert [(o.resource.name if o.resource else None, o.verdict) for o in outcomes] == [
        ("good", Verdict.PASSED),
        ("bad", Verdict.VIOLATED),
        (None, Verdict.VIOLATED),
    ]
    assert outcomes[-1].messages == ("KS-TEN-04 something is missing. Fix: mend it",)


def test_a_control_says_nothing_of_what_it_is_not_about() -> None:
    other = Resource("aws:s3/bucket:Bucket", "b", "urn", Value({}))
    assert evaluate(both, other, Context()).verdict is Verdict.NOT_APPLICABLE
    assert remediate(both, resource(a="bad"), Context()) is None


def test_every_control_is_complete() -> None:
    for found in all_controls().values():
        assert isinstance(found, Control)
        assert found.title
        assert found.why.endswith(".")
        assert found.fix
        assert not found.fix.endswith(".")
        assert found.sources
        assert bool(found.rule) or bool(found.stack_rule)
