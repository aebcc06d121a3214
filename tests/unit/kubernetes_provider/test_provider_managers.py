from typing import Any

from kubespaces_embedded.kubernetes_provider import managers


def live(*entries: dict[str, Any]) -> dict[str, Any]:
    return {"metadata": {"resourceVersion": "7", "managedFields": list(entries)}}


def entry(manager: str, operation: str, *fields: str, subresource: str = "") -> dict[str, Any]:
    made: dict[str, Any] = {"manager": manager, "operation": operation, "fieldsV1": {}}
    for path in fields:
        inner = made["fieldsV1"]
        for step in path.split("."):
            inner = inner.setdefault(f"f:{step}", {})
    return made | ({"subresource": subresource} if subresource else {})


def taken(obj: dict[str, Any], manager: str = "mine") -> Any:
    patch = managers.takeover(obj, manager)
    return patch and patch[0]["value"]


def test_what_the_creation_owns_becomes_ours_and_the_rest_stays() -> None:
    created = entry("pulumi-kubernetes", "Update", "spec.a", "spec.b")
    status = entry("kube-controller-manager", "Update", "status", subresource="status")
    entries = taken(live(created, status))
    assert entries == [status, {**created, "manager": "mine", "operation": "Apply"}]


def test_several_are_merged_with_what_is_ours_already() -> None:
    obj = live(
        entry("mine", "Apply", "spec.a"),
        entry("kubectl-client-side-apply", "Update", "spec.b"),
        entry("before-first-apply", "Update", "spec.c"),
    )
    (merged,) = taken(obj)
    assert merged["fieldsV1"] == {"f:spec": {"f:a": {}, "f:b": {}, "f:c": {}}}
    assert merged["manager"] == "mine"


def test_a_changed_object_makes_the_takeover_fail() -> None:
    patch = managers.takeover(live(entry("pulumi-kubernetes", "Update", "a")), "mine")
    assert patch is not None
    assert patch[1] == {"op": "replace", "path": "/metadata/resourceVersion", "value": "7"}


def test_others_and_status_are_left_alone() -> None:
    assert taken(live(entry("helm", "Update", "spec"))) is None
    assert taken(live(entry("kubectl", "Update", "status", subresource="status"))) is None
    assert taken(live()) is None


def test_conflicts_are_forced_only_where_they_are_none() -> None:
    created = live(entry("pulumi-kubernetes", "Update", "spec"))
    assert managers.must_force(live(), dry_run=False)
    assert managers.must_force(created, dry_run=True)
    assert not managers.must_force(created, dry_run=False)
    assert not managers.must_force(live(entry("helm", "Update", "spec")), dry_run=True)


def test_ownership_of_a_field() -> None:
    obj = live(entry("mine", "Apply", "spec.a"), entry("hpa", "Update", "spec.replicas"))
    assert managers.owned_by_others_only(obj, "mine", ("spec", "replicas"))
    assert not managers.owned_by_others_only(obj, "mine", ("spec", "a"))
    assert not managers.owned_by_others_only(obj, "mine", ("spec", "nobodys"))
