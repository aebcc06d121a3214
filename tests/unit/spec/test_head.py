"""What decides how a document is read: kind, version, metadata; and values that are no document."""

from typing import Any

import pytest

from kubespaces.spec.load import parse
from tests.documents import problems_in, problems_in_text, tenant


def changed(**head: Any) -> dict[str, Any]:
    return {**tenant(), **head}


@pytest.mark.parametrize(
    ("head", "problem"),
    [
        ({"kind": "Tenent"}, "kind: Tenent: is not known; did you mean 'Tenant'?"),
        ({"kind": "Namespace"}, "kind: Namespace: is not known; use one of: Tenant, HostCluster"),
        ({"kind": None}, "kind: is required; use one of: Tenant, HostCluster"),
        ({"kind": ["Tenant"]}, "kind: ['Tenant']: is not known; did you mean 'Tenant'?"),
        ({"apiVersion": "v1"}, "apiVersion: v1: must be kubespaces.io/v1alpha1"),
        ({"apiVersion": "kubespaces.io/v1"}, "apiVersion: kubespaces.io/v1: must be kubespaces.io/v1alpha1"),
        ({"apiVersion": None}, "apiVersion: must be kubespaces.io/v1alpha1"),
        ({"apiVersion": 1}, "apiVersion: 1: must be kubespaces.io/v1alpha1"),
        ({"status": {}}, "status: unknown key 'status'; use one of: apiVersion, kind, metadata, spec"),
        ({"spec": None}, "spec: is empty; give it a value, or remove the key"),
        ({"spec": "x"}, "spec: x: must be a mapping of keys to values; check the indentation"),
    ],
)
def test_a_wrong_head(head: dict[str, Any], problem: str) -> None:
    assert problems_in(changed(**head)) == [f"t.yaml: shop: {problem}"]


@pytest.mark.parametrize(
    ("metadata", "problem"),
    [
        (None, "metadata: is empty; give it a value, or remove the key"),
        ("shop", "metadata: shop: must be a mapping of keys to values; check the indentation"),
        ({}, "metadata.name: is required; add it"),
    ],
)
def test_wrong_metadata(metadata: object, problem: str) -> None:
    assert problems_in(changed(metadata=metadata)) == [f"t.yaml: {problem}"]


def test_labels_of_the_document_are_no_labels_of_the_tenant() -> None:
    problems = problems_in(changed(metadata={"name": "shop", "labels": {}}))
    assert problems == ["t.yaml: shop: metadata.labels: unknown key 'labels'; use one of: name"]


def test_a_wrong_version_and_a_wrong_kind_are_told_together() -> None:
    assert problems_in({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "x"}}) == [
        "t.yaml: x: apiVersion: v1: must be kubespaces.io/v1alpha1",
        "t.yaml: x: kind: Pod: is not known; use one of: Tenant, HostCluster",
    ]


@pytest.mark.parametrize(
    ("text", "shown"),
    [("[1]", "[1]"), ("just words", "just words"), ("5", "5"), ("true", "true"), ("- a: 1", "[{'a': 1}]")],
)
def test_a_value_that_is_no_mapping(text: str, shown: str) -> None:
    assert problems_in_text(text) == [f"t.yaml: {shown}: is not a document; it starts with 'apiVersion:' and 'kind:'"]


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n", "---\n---\n", "~"])
def test_an_empty_file(text: str) -> None:
    assert problems_in_text(text) == ["t.yaml: holds no document; write one or delete the file"]


def test_empty_documents_between_others_are_left_out() -> None:
    text = "---\n---\n" + "apiVersion: v1\nkind: Tenant\n---\n"
    assert problems_in_text(text) == ["t.yaml: apiVersion: v1: must be kubespaces.io/v1alpha1"]


def test_a_program_may_hand_over_any_value() -> None:
    document, problems = parse({"kind": 1 << 20_000, "apiVersion": object()})
    assert document is None
    assert [problem.rule for problem in problems] == [
        "is not known; use one of: Tenant, HostCluster",
        "must be kubespaces.io/v1alpha1",
    ]
