from typing import Any

import pytest

from kubespaces_embedded.kubernetes_provider import metadata
from kubespaces_embedded.kubernetes_provider.errors import Refused
from kubespaces_embedded.kubernetes_provider.properties import UNKNOWN


def annotated(**annotations: str) -> dict[str, Any]:
    return {"metadata": {"annotations": {f"pulumi.com/{key}": value for key, value in annotations.items()}}}


def named(seed: bytes = b"seed", mode: Any = "", proposed: str = "") -> str:
    obj: dict[str, Any] = {}
    metadata.assign_name(obj, "web", seed, mode, proposed)
    assert metadata.is_true(obj, metadata.AUTONAMED)
    return metadata.name(obj)


def test_a_made_up_name_is_the_resources_and_eight_digits_the_same_for_the_same_seed() -> None:
    assert named() == named()
    assert named(b"other") != named()
    prefix, digits = named().split("-")
    assert prefix == "web"
    assert len(digits) == 8
    assert set(digits) <= set("0123456789abcdef")
    assert named(b"") != named(b"")


def test_the_engine_may_propose_a_name_or_forbid_one() -> None:
    assert named(mode="propose", proposed="mine") == "mine"
    with pytest.raises(Refused, match=r"metadata\.name must be set"):
        named(mode="disable")


def test_a_made_up_name_is_kept() -> None:
    old = annotated(autonamed="true")
    old["metadata"]["name"] = "web-1"
    new: dict[str, Any] = {}
    metadata.adopt_name(new, old)
    assert new == {"metadata": {"name": "web-1", "annotations": {"pulumi.com/autonamed": "true"}}}
    given: dict[str, Any] = {}
    metadata.adopt_name(given, {"metadata": {"name": "given"}})
    assert given == {}


@pytest.mark.parametrize("obj", [{}, {"metadata": UNKNOWN}, {"metadata": {"annotations": UNKNOWN, "name": UNKNOWN}}])
def test_nothing_breaks_while_metadata_is_unknown(obj: dict[str, Any]) -> None:
    assert metadata.name(obj) == metadata.namespace(obj) == metadata.annotation(obj, "x") == ""
    assert metadata.is_named(obj) is bool(obj)


def test_timeouts_come_from_the_options_then_the_annotation_then_ten_minutes() -> None:
    assert metadata.timeout(annotated(timeoutSeconds="7"), 3) == 3
    assert metadata.timeout(annotated(timeoutSeconds="7"), 0) == 7
    assert metadata.timeout(annotated(timeoutSeconds="soon"), 0) == 600


def test_dependents_go_first_unless_there_are_none_or_the_annotation_says_so() -> None:
    assert metadata.propagation({}, "Deployment") == "Foreground"
    assert metadata.propagation({}, "ConfigMap") == "Background"
    assert metadata.propagation(annotated(deletionPropagationPolicy="foreground"), "ConfigMap") == "Foreground"
    assert metadata.propagation(annotated(deletionPropagationPolicy="Orphan"), "Deployment") == "Orphan"
    assert metadata.propagation(annotated(deletionPropagationPolicy="background"), "Deployment") == "Background"


def test_an_old_managed_by_label_stays_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PULUMI_KUBERNETES_MANAGED_BY_LABEL", raising=False)
    old = {"metadata": {"labels": {"app.kubernetes.io/managed-by": "pulumi"}}}
    new: dict[str, Any] = {"metadata": {}}
    metadata.keep_managed_by(new, old)
    assert new == old
    metadata.keep_managed_by(new := {"metadata": {}}, {"metadata": {"labels": {}}})
    assert new == {"metadata": {}}
