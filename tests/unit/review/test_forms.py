"""The forms of a review: what they say, how long they are, and that nothing in them becomes markup."""

import io
import json
import re
from pathlib import Path

import pytest
from rich.console import Console

from kubespaces.review import ReviewError
from kubespaces.review.formats.json_form import from_json, review_schema, to_json
from kubespaces.review.formats.markdown import LIMIT, to_markdown
from kubespaces.review.formats.terminal import show
from kubespaces.review.gate import approved
from tests.unit.review.samples import HOSTILE, many_tenants, rich_review

REVIEW = rich_review()
SCHEMA = Path(__file__).parents[3] / "docs" / "schema" / "review.json"


def test_json_holds_all_and_reads_back_the_same() -> None:
    assert from_json(to_json(REVIEW), "FILE") == REVIEW


def test_json_that_is_no_review_is_refused() -> None:
    with pytest.raises(ReviewError, match="FILE: is no review: about"):
        from_json(json.dumps({"kind": "Review"}), "FILE")


def test_the_published_schema_is_up_to_date() -> None:
    assert SCHEMA.read_text() == json.dumps(review_schema(), indent=2) + "\n", (
        "kubespaces schema review > docs/schema/review.json"
    )


def test_the_schema_describes_every_field() -> None:
    schema = review_schema()
    parts = [schema, *(part for part in schema["$defs"].values() if part.get("type") == "object")]
    assert len(parts) > 15
    for part in parts:
        assert part["additionalProperties"] is False
        assert set(part["properties"]) >= set(part.get("required", []))
        for name, field in part["properties"].items():
            assert field.get("description") or "$ref" in field, name
    written = json.loads(to_json(REVIEW))
    assert set(written) == set(schema["properties"])


def test_markdown_says_first_what_is_to_be_decided() -> None:
    text = to_markdown(REVIEW)
    top = text[: text.index("<details")]

    assert text.startswith("<!-- kubespaces preview: kubespaces/local -->\n### Review of kubespaces/local\n")
    assert "**Destruction** in `bank-prod`" in top
    assert "**Isolation lowered** in `shop-dev`" in top
    assert "Digest: `sha256:" in text
    assert re.search(r"\| Quota \| ▼ lowered \| pods \d+ \| pods 9999 \|", text)


def test_markdown_takes_nothing_for_markup_and_calls_nobody() -> None:
    text = to_markdown(REVIEW)
    outside_code = re.sub(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)", "", text.replace("\\`", ""))

    assert "<img" in text
    assert "<img" not in outside_code
    assert "@everybody" not in outside_code
    assert text.count("<details") == text.count("</details>")


def test_markdown_of_200_tenants_fits_a_comment_and_says_what_it_leaves_out() -> None:
    text = to_markdown(many_tenants(200))

    assert len(text) <= LIMIT
    assert len(text.encode()) <= LIMIT
    left_out = re.search(r"_(\d+) more sections do not fit", text)
    assert left_out
    assert int(left_out[1]) + text.count("<summary>Tenant ") >= 200
    assert text.rstrip().endswith("`"), "the digest is there all the same"


def test_a_terminal_shows_decisions_last_and_the_rest_above() -> None:
    console = Console(file=io.StringIO(), width=200, highlight=False)
    show(REVIEW, console)
    assert isinstance(console.file, io.StringIO)
    text = console.file.getvalue()

    assert text.index("Tenant shop") < text.index("things to decide") < text.index("digest sha256:")
    assert re.search(r"Quota +▼ lowered  pods \d+ → 9999", text)
    assert HOSTILE in text, "markup of rich is not interpreted either"
    assert "= equal" not in text
    show(REVIEW, console, verbose=True)
    assert "= equal" in console.file.getvalue()


def test_every_form_shows_who_approved() -> None:
    result = approved(REVIEW, REVIEW.digest, "ann", "launch")

    assert "Approved by `ann`: launch" in to_markdown(result)
    assert json.loads(to_json(result))["approval"] == {"digest": REVIEW.digest, "by": "ann", "why": "launch"}
    other = approved(REVIEW, "sha256:" + "1" * 64, "ann", "launch")
    assert "Another review was approved by `ann`" in to_markdown(other)
