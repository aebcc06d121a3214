from typing import Any

import pytest

from kubespaces.errors import KubespacesError
from kubespaces.kube import ApiError, UnknownKind, Unreachable


def status(code: int, reason: str, message: str, **details: Any) -> ApiError:
    return ApiError(code, {"kind": "Status", "reason": reason, "message": message, "details": details})


def test_the_sentence_is_the_api_servers_own_on_one_line() -> None:
    error = status(404, "NotFound", 'pods "a"\n  not found', kind="pods", name="a")
    assert str(error) == 'pods "a" not found'
    assert error.not_found
    assert (error.kind, error.name) == ("pods", "a")


def test_causes_are_added_where_the_message_leaves_them_out() -> None:
    causes = [{"field": "spec.x", "reason": "FieldValueInvalid", "message": "must be a number"}]
    assert str(status(422, "Invalid", "Foo is invalid", causes=causes)) == "Foo is invalid: spec.x: must be a number"
    told = status(422, "Invalid", "Foo is invalid: spec.x: must be a number", causes=causes)
    assert str(told) == "Foo is invalid: spec.x: must be a number"
    assert told.causes[0].field == "spec.x"


@pytest.mark.parametrize(
    ("error", "trait"),
    [
        (status(409, "AlreadyExists", "it exists"), "already_exists"),
        (status(409, "Conflict", "it changed"), "conflict"),
        (status(422, "Invalid", "wrong"), "invalid"),
        (status(403, "Forbidden", "exceeded quota"), "forbidden"),
        (status(404, "NotFound", "no", kind="namespaces"), "namespace_not_found"),
    ],
)
def test_traits_tell_errors_apart(error: ApiError, trait: str) -> None:
    traits = ("already_exists", "conflict", "invalid", "forbidden", "namespace_not_found")
    assert [name for name in traits if getattr(error, name)] == [trait]


def test_a_missing_permission_is_told_from_a_refusing_admission() -> None:
    permission = status(403, "Forbidden", 'pods is forbidden: User "dev" cannot create resource "pods"')
    quota = status(403, "Forbidden", 'pods "a" is forbidden: exceeded quota: q')
    assert permission.by_authorization
    assert not quota.by_authorization


def test_a_refused_login_says_what_to_renew() -> None:
    assert "renew the kubeconfig's login" in str(ApiError(401, {"kind": "Status", "message": "Unauthorized"}))


def test_an_answer_that_is_not_the_api_servers_is_shown_in_short() -> None:
    assert str(ApiError(503, "<html>" + "x" * 1000)) == "HTTP 503 Service Unavailable: <html>" + "x" * 294
    assert str(ApiError(599, {"kind": "Other"})) == "HTTP 599 unknown status"


def test_all_are_errors_that_a_user_can_mend() -> None:
    unreachable = Unreachable("https://h:1", "connection refused")
    assert isinstance(unreachable, KubespacesError)
    assert "https://h:1: connection refused" in str(unreachable)
    assert "Foo in example.com/v1" in str(UnknownKind("example.com/v1", "Foo"))
