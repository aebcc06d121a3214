"""The gate: who may go ahead, when, and with whose approval."""

import copy
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kubespaces.plan import plan_namespace
from kubespaces.review import Context, Review, ReviewError, Settings, read_preview, read_settings, review_of
from kubespaces.review.digest import digest_of_plan
from kubespaces.review.exemptions import read_exemptions
from kubespaces.review.gate import Outcome, approved, gate
from kubespaces.review.settings import ChangeWindow
from tests.plans import HOST, namespace_of
from tests.support.previews import plan, preview

BEFORE = [planned.manifest for planned in plan_namespace(namespace_of("prod"), HOST).objects]
NOON = datetime(2026, 1, 6, 11, 30, tzinfo=UTC)
"""A Tuesday, 12:30 in Berlin."""
WINDOW = ChangeWindow.model_validate(
    {"days": ["Mon", "Tue"], "start": "09:00", "end": "16:00", "timeZone": "Europe/Berlin"}
)


def changed(pods: str, settings: Settings | None = None) -> Review:
    after = copy.deepcopy(BEFORE)
    after[1]["spec"]["hard"]["pods"] = pods
    return review_of([preview(BEFORE, after)], Context(settings=settings or Settings()))


LOWERED, RAISED = changed("9999"), changed("1")


def test_nothing_to_decide_goes() -> None:
    assert gate(RAISED, window=None, now=NOON).outcome is Outcome.GO


def test_lowered_isolation_needs_approval() -> None:
    verdict = gate(LOWERED, window=None, now=NOON)

    assert (verdict.outcome, verdict.words) == (Outcome.NEEDS_APPROVAL, "needs approval: 1 thing to decide")


def test_an_approval_of_this_review_goes_and_is_in_it() -> None:
    result = approved(LOWERED, LOWERED.digest.removeprefix("sha256:").upper(), " ann ", "launch")

    assert gate(result, window=None, now=NOON).outcome is Outcome.GO
    assert result.approval is not None
    assert (result.approval.by, result.approval.why) == ("ann", "launch")
    assert result.digest == LOWERED.digest


def test_an_approval_of_another_review_does_not() -> None:
    result = approved(LOWERED, changed("9998").digest, "ann", "launch")
    verdict = gate(result, window=None, now=NOON)

    assert verdict.outcome is Outcome.NEEDS_APPROVAL
    assert LOWERED.digest in verdict.words


@pytest.mark.parametrize(
    ("digest", "by", "why", "words"),
    [
        ("sha256:12", "ann", "x", "is no digest"),
        (LOWERED.digest, "", "x", "names who"),
        (LOWERED.digest, "ann", "  ", "names who"),
    ],
)
def test_an_approval_is_whole(digest: str, by: str, why: str, words: str) -> None:
    with pytest.raises(ReviewError, match=words):
        approved(LOWERED, digest, by, why)


def test_errors_cannot_be_approved() -> None:
    content = {**json.loads(plan(BEFORE, BEFORE)), "diagnostics": [{"severity": "error", "message": "no"}]}
    result = review_of([read_preview(json.dumps(content), "FILE")])

    assert gate(approved(result, result.digest, "ann", "x"), window=None, now=NOON).outcome is Outcome.ERROR


def test_production_waits_for_its_window() -> None:
    settings = Settings.model_validate({"productionWindow": WINDOW})
    result = changed("1", settings)
    night = NOON.replace(hour=22)

    assert gate(result, window=WINDOW, now=NOON).outcome is Outcome.GO
    assert gate(result, window=WINDOW, now=night).outcome is Outcome.NEEDS_APPROVAL
    assert gate(approved(result, result.digest, "ann", "x"), window=WINDOW, now=night).outcome is Outcome.GO
    assert result == changed("1", settings), "the review itself does not know the time"


@pytest.mark.parametrize(
    ("now", "is_open"),
    [
        (NOON, True),
        (NOON.replace(hour=8, minute=0), True),
        (NOON.replace(hour=7, minute=59), False),
        (NOON.replace(hour=15, minute=0), False),
        (NOON.replace(day=7), False),
    ],
)
def test_the_window_is_in_its_own_time_zone(now: datetime, is_open: bool) -> None:
    assert WINDOW.is_open(now) is is_open


def test_without_a_word_the_window_is_the_whole_week() -> None:
    window = ChangeWindow.model_validate({"timeZone": "UTC"})

    assert all(window.is_open(NOON.replace(day=day, hour=hour)) for day in range(5, 12) for hour in range(24))


def test_settings_tell_all_that_is_wrong_with_them(tmp_path: Path) -> None:
    file = tmp_path / "review.yaml"
    file.write_text(
        "routine: [quota, qota]\nproductionWindow: {days: [Monday], timeZone: Mars, start: '25:00'}\nx: 1\n"
    )

    with pytest.raises(ReviewError) as caught:
        read_settings(file)
    told = str(caught.value).splitlines()

    assert len(told) == 5, told
    assert all(line.startswith(str(file)) for line in told)
    assert any("productionWindow.timeZone: Mars: is no time zone" in line for line in told)


def test_settings_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    with pytest.raises(ReviewError, match=r"nothing\.yaml: cannot be read"):
        read_settings(tmp_path / "nothing.yaml")
    (tmp_path / "empty.yaml").write_text("")
    assert read_settings(tmp_path / "empty.yaml") == Settings()


def test_a_saved_plan_is_bound_by_what_it_does_and_not_by_when(tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    content = {"manifest": {"time": "1"}, "resourcePlans": {"a": {"steps": ["create"]}}}
    file.write_text(json.dumps(content))
    one = digest_of_plan(file)
    file.write_text(json.dumps({**content, "manifest": {"time": "2"}}))
    assert digest_of_plan(file) == one
    foreseen = {"a": {"steps": ["create"], "seed": "x", "state": {"metadata": {"creationTimestamp": "2"}}}}
    file.write_text(json.dumps({**content, "resourcePlans": foreseen}))
    assert digest_of_plan(file) == one, "what a provider foresees is another each time"
    file.write_text(json.dumps({**content, "resourcePlans": {"a": {"steps": ["create"], "goal": {"state": "on"}}}}))
    assert digest_of_plan(file) != one
    file.write_text(json.dumps({**content, "resourcePlans": {}}))
    assert digest_of_plan(file) != one
    file.write_text(json.dumps({"resourcePlans": {"a": "create"}}))
    with pytest.raises(ReviewError, match="is no plan"):
        digest_of_plan(file)
    file.write_text("{}")
    with pytest.raises(ReviewError, match="is no plan"):
        digest_of_plan(file)


def test_exemptions_are_found_wherever_a_pack_keeps_them(tmp_path: Path) -> None:
    now, before = tmp_path / "now.yaml", tmp_path / "before.json"
    old = {"control": "KS-NET-01", "resource": "web", "owner": "ann", "expires": "2027-01-01"}
    now.write_text(
        "all: {exemptions: [{control: KS-NET-01, resource: web, owner: ann, expires: '2027-01-01'}]}\n"
        "pack: {rules: [{exemptions: [{control: KS-POD-02, reason: vendor}]}]}\n"
    )
    before.write_text(json.dumps({"exemptions": [old]}))

    found = read_exemptions([now], [before])

    assert [(item.control, item.resource, item.added) for item in found] == [
        ("KS-NET-01", "web", False),
        ("KS-POD-02", "everything", True),
    ]
    assert not any(item.added for item in read_exemptions([now], []))
