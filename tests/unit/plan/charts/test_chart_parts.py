"""Determinism, secrets and images."""

import base64

import pytest

from kubespaces.plan.charts import (
    ChartError,
    Rendered,
    check_same,
    check_used,
    images_in_values,
    images_of,
    may_change,
    put_in,
    stand_in,
    stand_ins_in,
    templates_with_lookups,
    with_stand_ins,
)


def secret(**data: str) -> Rendered:
    manifest = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "login", "namespace": "shop"}, "data": data}
    return Rendered("web/templates/secret.yaml", manifest)


def test_what_differs_is_named_and_never_shown() -> None:
    with pytest.raises(ChartError) as caught:
        check_same("web", [secret(password="hunter2", user="a")], [secret(password="hunter3", user="a")])
    assert str(caught.value).startswith(
        "chart web: web/templates/secret.yaml renders Secret/login differently each time (data.password); "
    )
    assert "hunter" not in str(caught.value)
    check_same("web", [secret(user="a")], [secret(user="a")])


def test_an_object_that_is_not_there_again_has_a_random_name() -> None:
    with pytest.raises(ChartError, match=r"Secret/login differently each time \(its name\)"):
        check_same("web", [secret()], [])
    with pytest.raises(ChartError, match="its name"):
        check_same("web", [], [secret()])


@pytest.mark.parametrize("text", ["{{ randAlphaNum 10 }}", "{{ $x := now }}", '{{ htpasswd "a" "b" }}', "{{ genCA }}"])
def test_functions_that_change_are_found(text: str) -> None:
    assert may_change(["{{ .Values.a }}", text])


def test_charts_without_them_are_rendered_once() -> None:
    assert not may_change(["{{ .Values.a | b64enc | sha256sum }}", "update: nowhere"])


def test_lookups_are_found_but_not_in_comments() -> None:
    templates = {"templates/a.yaml": '{{ lookup "v1" "Secret" "x" "y" }}', "templates/b.yaml": "{{/* lookup */}} a: 1"}
    assert templates_with_lookups(templates) == ["templates/a.yaml"]


def test_secrets_are_put_in_plain_and_in_base64() -> None:
    name = stand_in("auth.password")
    values = with_stand_ins("web", {"auth": {"user": "a"}, "b": 1}, ["auth.password", "new.deep.key"])
    assert values == {
        "auth": {"user": "a", "password": name}, "b": 1, "new": {"deep": {"key": stand_in("new.deep.key")}}
    }  # fmt: skip
    encoded = base64.b64encode(f"password={name};".encode()).decode()
    assert stand_ins_in(encoded) == stand_ins_in(f"x {name}") == {name}
    assert put_in(f"x {name}", {name: "s3cret"}) == "x s3cret"
    assert base64.b64decode(put_in(encoded, {name: "s3cret"})) == b"password=s3cret;"


def test_values_of_the_user_are_not_changed() -> None:
    given = {"auth": {"user": "a"}}
    with_stand_ins("web", given, ["auth.password"])
    assert given == {"auth": {"user": "a"}}


def test_a_secret_below_a_text_or_lost_in_a_hash_is_an_error() -> None:
    with pytest.raises(ChartError, match=r"'auth\.password' runs through 'auth', which holds no further values"):
        with_stand_ins("web", {"auth": "text"}, ["auth.password"])
    check_used("web", [secret(password=base64.b64encode(stand_in("a").encode()).decode())], ["a"])
    with pytest.raises(ChartError, match="secret_values: 'b' reaches no object unchanged"):
        check_used("web", [secret(password="hash")], ["b"])


def test_images_of_objects_and_of_values() -> None:
    pod = {"spec": {"initContainers": [{"image": "a:1"}], "containers": [{"image": "b:2"}, {"name": "no image"}]}}
    cron = {"apiVersion": "batch/v1", "kind": "CronJob", "metadata": {"name": "x"}, "spec": {"jobTemplate": {"t": pod}}}
    assert images_of([Rendered("t", cron), Rendered("t", cron)]) == ["a:1", "b:2"]
    values = {"image": {"registry": "r.io", "repository": "x", "tag": 1}, "l": [{"repository": "y", "tag": "2"}], "z": {"repository": "q", "tag": ""}}  # fmt: skip  # noqa: E501
    assert images_in_values(values) == ["r.io/x:1", "y:2"]
