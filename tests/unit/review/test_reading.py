"""Every form in which the engine writes a preview is read, and everything else is refused in words that help."""

# ruff: noqa: E501 - each case stands together

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kubespaces.review import ReviewError, read_preview
from kubespaces.review.preview import SECRET, UNKNOWN, plain
from kubespaces.review.preview.read import read_file
from tests.support.previews import PROVIDER, plan, state, urn_of

CONFIG_MAP = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a", "namespace": "b"}, "data": {"x": "1"}}
SIGNATURE = "4dabf18193072939515e22adb298388d"
UNKNOWN_TEXT = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"


def event(number: int, **content: Any) -> dict[str, Any]:
    return {"sequence": number, "timestamp": 1, **content}


def lines(*events: dict[str, Any]) -> str:
    return "".join(f"{json.dumps(item)}\n" for item in events)


def metadata(op: str, **more: Any) -> dict[str, Any]:
    resource = {**state(CONFIG_MAP), "type": "kubernetes:core/v1:ConfigMap"}
    return {"metadata": {"op": op, "urn": urn_of(CONFIG_MAP), "old": resource, "new": resource, **more}}


SUMMARY = event(99, summaryEvent={"isPreview": True, "resourceChanges": {"update": 1}})


def test_a_plan_is_read() -> None:
    found = read_preview(plan([CONFIG_MAP], []), "FILE")

    assert (found.stack, found.project, found.unseen) == ("local", "kubespaces", 0)
    assert [(step.op, step.type, step.stack) for step in found.steps] == [
        ("same", "pulumi:providers:kubernetes", "local"),
        ("delete", "kubernetes:core/v1:ConfigMap", "local"),
    ]


def test_unchanged_resources_that_a_plan_leaves_out_are_counted() -> None:
    content = {**json.loads(plan([], [CONFIG_MAP])), "changeSummary": {"same": 7, "create": 1}}

    assert read_preview(json.dumps(content), "FILE").unseen == 6


def test_an_empty_plan_is_a_preview() -> None:
    assert read_preview('{"changeSummary": {}}', "FILE").steps == []


def test_events_are_read_with_policies_and_what_was_said() -> None:
    found = read_preview(
        lines(
            event(1, resourcePreEvent=metadata("update", diffs=["data"], detailedDiff={"data.x": {"diffKind": "update"}})),
            event(2, policyEvent={"message": "<{%fg 1%}>bad<{%reset%}>", "policyName": "p", "policyPackName": "k",
                                  "enforcementLevel": "warning", "severity": "high", "resourceUrn": urn_of(CONFIG_MAP)}),
            event(3, policyRemediationEvent={"policyName": "r", "policyPackName": "k", "before": {"a": 1}, "after": {"a": 2}}),
            event(4, diagnosticEvent={"message": "careful", "severity": "warning", "prefix": "warning: "}),
            event(5, diagnosticEvent={"message": "busy", "severity": "info", "ephemeral": True}),
            SUMMARY,
        ),
        "FILE",
    )  # fmt: skip

    assert [(step.op, list(step.reasons), step.details) for step in found.steps] == [
        ("update", ["data"], {"data.x": "update"})
    ]
    assert [(result.level, result.message, result.severity) for result in found.policies] == [
        ("advisory", "bad", "high"),
        ("remediate", "mended: a", ""),
    ]
    assert [said.message for said in found.diagnostics] == ["warning: careful"]


def test_a_refresh_tells_only_afterwards_what_has_become_of_a_resource() -> None:
    found = read_preview(
        lines(
            event(1, resourcePreEvent=metadata("refresh")),
            event(2, resOutputsEvent=metadata("delete", new=None)),
            SUMMARY,
        ),
        "FILE",
    )

    assert [(step.op, step.new) for step in found.steps] == [("delete", None)]


def test_lines_of_others_between_events_are_left_out() -> None:
    found = read_preview(f"Previewing\n{lines(event(1, resourcePreEvent=metadata('update')), SUMMARY)}Done.\n", "FILE")

    assert len(found.steps) == 1


BROKEN = {
    "empty": ("", "is empty"),
    "text": ("no JSON at all", "is no JSON"),
    "cut plan": (plan([CONFIG_MAP], [])[:-9], "it may be cut off"),
    "cut events": (lines(event(1, resourcePreEvent=metadata("update"))), "ends before the engine's summary"),
    "damaged events": (lines(SUMMARY) + '{"sequence": 3, "time', "line 2 is cut off or damaged"),
    "update": (lines(event(1, summaryEvent={"isPreview": False})), "has been made already"),
    "list": ("[]", "is JSON, but a list and no preview"),
    "number": ("3", "a single value"),
    "null": ("null", "null and no preview"),
    "state": ('{"deployment": {}}', "is an exported state"),
    "saved plan": ('{"resourcePlans": {}}', "is a saved plan"),
    "manifest": ('{"kind": "Pod"}', "is a Kubernetes object"),
    "other": ('{"a": 1}', "is no preview"),
    "steps": ('{"steps": {}}', "steps must be a list"),
    "step": ('{"steps": [{"op": "create"}]}', "steps[0]: has no urn and op"),
    "state of a step": (json.dumps({"steps": [{"op": "create", "urn": PROVIDER, "newState": 3}]}), "newState: must be an object"),
    "inputs": (
        json.dumps({"steps": [{"op": "create", "urn": PROVIDER, "newState": {"inputs": [1]}}]}),
        "newState.inputs: must be an object",
    ),
    "diagnostics": ('{"diagnostics": ["x"]}', "diagnostics must be objects"),
    "several stacks": (
        json.dumps({"steps": [{"op": "same", "urn": PROVIDER}, {"op": "same", "urn": PROVIDER.replace("local", "other", 1)}]}),
        "several stacks",
    ),
    "deep": ("[" * 100_000, "nested too deeply"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "words"), BROKEN.values(), ids=BROKEN.keys())
def test_what_is_no_preview_is_refused_in_words(text: str, words: str) -> None:
    with pytest.raises(ReviewError) as caught:
        read_preview(text, "FILE")
    assert str(caught.value).startswith("FILE")
    assert words in str(caught.value)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(ReviewError, match=r"nothing\.json: cannot be read: No such file"):
        read_file(tmp_path / "nothing.json")
    binary = tmp_path / "binary.json"
    binary.write_bytes(b"\xff\xfe")
    with pytest.raises(ReviewError, match="is no text in UTF-8"):
        read_file(binary)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(
        ["steps", "urn", "op", "newState", "oldState", "inputs", "diagnostics", "sequence", "timestamp", "x"]), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@given(JSON)
def test_no_json_ends_in_anything_but_a_preview_or_a_clear_error(content: Any) -> None:
    try:
        found = read_preview(json.dumps(content), "FILE")
    except ReviewError:
        return
    assert isinstance(content, dict), found


MARKED = {
    "unknown": (UNKNOWN_TEXT, UNKNOWN),
    "secret text": ("[secret]", SECRET),
    "secret": ({SIGNATURE: "1b47061264138c4ac30d75fd1eb44270", "ciphertext": "x"}, SECRET),
    "secret output": ({SIGNATURE: "d0e6a833031e9bbcd3f4e8bde6ca49a4", "value": 1, "secret": True}, SECRET),
    "output": ({SIGNATURE: "d0e6a833031e9bbcd3f4e8bde6ca49a4", "value": "v"}, "v"),
    "unknown output": ({SIGNATURE: "d0e6a833031e9bbcd3f4e8bde6ca49a4"}, UNKNOWN),
    "asset": ({SIGNATURE: "c44067f5952c0a294b673a41bacd8c17", "hash": "abc"}, "(file) abc"),
    "inside": ([{"a": UNKNOWN_TEXT}], [{"a": UNKNOWN}]),
}


@pytest.mark.parametrize(("wire", "value"), MARKED.values(), ids=MARKED.keys())
def test_marked_values_are_never_taken_for_plain_ones(wire: Any, value: Any) -> None:
    assert plain(wire) == value
