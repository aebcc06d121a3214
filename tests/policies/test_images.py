"""References of images are read as container engines read them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kubespaces_policies.kubernetes.images import Image, parse_image

_SHA = "sha256:" + "a" * 64


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("nginx", Image("docker.io", "library/nginx", "", "")),
        ("nginx:1.27", Image("docker.io", "library/nginx", "1.27", "")),
        ("team/app", Image("docker.io", "team/app", "", "")),
        ("index.docker.io/nginx", Image("docker.io", "library/nginx", "", "")),
        ("registry.example.com/app", Image("registry.example.com", "app", "", "")),
        ("registry:5000/app:2", Image("registry:5000", "app", "2", "")),
        ("localhost/app", Image("localhost", "app", "", "")),
        ("Registry/app", Image("registry", "app", "", "")),
        (f"ghcr.io/a/b__c-d.e@{_SHA}", Image("ghcr.io", "a/b__c-d.e", "", _SHA)),
        (f"[fd00::1]:5000/app@{_SHA}", Image("[fd00::1]:5000", "app", "", _SHA)),
    ],
)
def test_references_are_taken_apart(text: str, meant: Image) -> None:
    assert parse_image(text) == meant


@pytest.mark.parametrize(
    "text", ["", "App", "a//b", "a/../b", "a/b/", "a b", "a@sha256:short", "a:", "a@", "https://a.example/b", "a:b:c"]
)
def test_what_names_nothing_is_none(text: str) -> None:
    assert parse_image(text) is None


def test_a_source_ends_where_a_part_of_the_path_does() -> None:
    image = Image("registry.example.com", "team/app", "", "")
    assert image.is_from(["registry.example.com"])
    assert image.is_from(["registry.example.com/team/"])
    assert image.is_from(["registry.example.com/team/app"])
    assert not image.is_from(["registry.example.com/te", "example.com", "registry.example.com/team/app/x", ""])


@given(st.text(max_size=80))
def test_no_text_crashes(text: str) -> None:
    image = parse_image(text)
    assert image is None or (image.host and image.path)
