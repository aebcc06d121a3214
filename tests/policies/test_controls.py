"""Every control against its cases, in every form in which inputs travel."""

from datetime import timedelta

import pytest

from kubespaces_policies.control import Control
from kubespaces_policies.evaluate import Verdict
from kubespaces_policies.settings import Exemption
from kubespaces_policies.value import UNKNOWN

from .cases import all_cases
from .cases.case import Case
from .harness import (
    CONTROLS,
    TODAY,
    Variations,
    as_text,
    judge,
    judge_by_sdk,
    leaves_as,
    look_up,
    mended,
    paths,
    put,
    sealed,
    with_props,
)

ALL = all_cases()


def _each(kind: str) -> list[object]:
    return [
        pytest.param(CONTROLS[identifier], found, id=f"{identifier} {name}")
        for identifier, cases in sorted(ALL.items())
        for name, found in getattr(cases, kind).items()
    ]


good = pytest.mark.parametrize(("control", "case"), _each("good"))
bad = pytest.mark.parametrize(("control", "case"), _each("bad"))


def test_every_control_has_cases() -> None:
    assert set(ALL) == set(CONTROLS)
    assert all(cases.good and cases.bad for cases in ALL.values())


@good
def test_what_is_right_passes(control: Control, case: Case) -> None:
    outcome = judge(control, case)
    assert outcome.verdict is Verdict.PASSED, outcome.messages
    assert judge(control, case, preview=False).verdict is Verdict.PASSED
    assert judge_by_sdk(control, case) == ([], False)


@bad
def test_what_is_wrong_is_found(control: Control, case: Case) -> None:
    for preview in (True, False):
        outcome = judge(control, case, preview=preview)
        assert outcome.verdict is Verdict.VIOLATED
        for message in outcome.messages:
            assert message.startswith(control.id)
            assert message.endswith(f"Fix: {control.fix}")
            assert "could not be evaluated" not in message
        if case.at:
            assert any(f" {case.at}: " in message for message in outcome.messages), outcome.messages
    found, _ = judge_by_sdk(control, case)
    assert found == ([] if case.plain else list(judge(control, case).messages))


@pytest.mark.parametrize(("control", "case"), _each("other"))
def test_what_it_is_not_about_is_not_applicable(control: Control, case: Case) -> None:
    assert judge(control, case).verdict is Verdict.NOT_APPLICABLE


@pytest.mark.parametrize(("control", "case"), _each("deferred"))
def test_what_is_not_known_yet_waits_for_deployment(control: Control, case: Case) -> None:
    assert judge(control, case).verdict is Verdict.DEFERRED
    assert judge_by_sdk(control, case) == ([], True)
    outcome = judge(control, case, preview=False)
    assert outcome.verdict is Verdict.VIOLATED
    assert all("is still unknown at deployment" in message for message in outcome.messages)


@good
def test_any_one_unknown_value_is_passed_deferred_or_refused_but_never_crashes(control: Control, case: Case) -> None:
    variations = Variations(control, case)
    for keys in variations.paths():
        outcome = variations.unknown_at(keys)
        assert not any("could not be evaluated" in message for message in outcome.messages), keys
        if outcome.verdict is Verdict.DEFERRED:
            assert variations.unknown_at(keys, preview=False).verdict is Verdict.VIOLATED, keys


@bad
def test_an_unknown_value_elsewhere_hides_no_violation(control: Control, case: Case) -> None:
    """What is wrong is still found, or at least waited for, whatever single value is not known yet."""
    variations = Variations(control, case)
    verdicts = [variations.unknown_at(keys).verdict for keys in variations.paths()]
    assert Verdict.VIOLATED in verdicts or Verdict.DEFERRED in verdicts, "not every value can matter"
    props = case.resources[-1].props
    extra = put(props, (*_metadata_or_root(props), "unrelated-and-unknown"), UNKNOWN)
    assert judge(control, with_props(case, extra)).verdict is Verdict.VIOLATED


def _metadata_or_root(props: object) -> tuple[str, ...]:
    metadata = isinstance(props, dict) and props.get("metadata")
    return ("metadata",) if isinstance(metadata, dict) else ()


@bad
def test_booleans_as_text_and_secrets_are_judged_alike(control: Control, case: Case) -> None:
    props = case.resources[-1].props
    assert judge(control, with_props(case, leaves_as(props, as_text))).verdict is Verdict.VIOLATED
    outcome = judge(control, with_props(case, leaves_as(props, sealed)))
    if case.plain:
        assert outcome.verdict is Verdict.PASSED
        return
    assert outcome.verdict is Verdict.VIOLATED
    texts = {look_up(props, keys) for keys in paths(props) if isinstance(look_up(props, keys), str)}
    values = {text for text in texts if len(text) > 15 and text not in control.fix}
    for message in outcome.messages:
        findings = message.partition("): ")[2].removesuffix(f"Fix: {control.fix}")
        said = {text for text in values if f": {text}: " in findings}
        assert not said, "the value of a secret is in the message"


@good
def test_booleans_as_text_pass_alike(control: Control, case: Case) -> None:
    changed = with_props(case, leaves_as(case.resources[-1].props, as_text))
    assert judge(control, changed).verdict is Verdict.PASSED


@bad
def test_an_exemption_holds_until_its_last_day(control: Control, case: Case) -> None:
    def given(days: int) -> list[Exemption]:
        expires = TODAY + timedelta(days=days)
        return [
            Exemption(control=control.id, resource="*", reason="agreed for a while", owner="platform", expires=expires)
        ]

    assert judge(control, case, exemptions=given(0)).verdict is Verdict.EXEMPT
    ended = judge(control, case, exemptions=given(-1))
    assert ended.verdict is Verdict.VIOLATED
    assert all("the exemption given by platform ended on 2026-11-25" in message for message in ended.messages)


@bad
def test_a_remedy_mends_and_has_nothing_left_to_do(control: Control, case: Case) -> None:
    mends = case.remedied if case.remedied is not None else control.remedy is not None
    after = mended(control, case)
    if not mends:
        assert after is None or judge(control, after).verdict is Verdict.VIOLATED
        return
    assert after is not None
    assert judge(control, after).verdict is Verdict.PASSED, judge(control, after).messages
    assert mended(control, after) is None, "a second time changes nothing"
    secret = mended(control, with_props(case, leaves_as(case.resources[-1].props, sealed)))
    assert secret is not None


@good
def test_a_remedy_leaves_alone_what_is_right(control: Control, case: Case) -> None:
    assert mended(control, case) is None
