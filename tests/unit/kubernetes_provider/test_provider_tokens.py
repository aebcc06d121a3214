import pytest

from kubespaces_embedded.kubernetes_provider.errors import Refused
from kubespaces_embedded.kubernetes_provider.tokens import (
    name_of,
    object_id,
    parse_id,
    parse_token,
    refuse_lists,
    target,
    type_of,
)

URN = "urn:pulumi:local::kubespaces::kubespaces:index:Tenant$kubernetes:core/v1:Namespace::shop::dev"


def urn(token: str) -> str:
    return f"urn:pulumi:s::p::{token}::name"


def test_a_urn_has_a_type_without_its_parents_and_a_name_that_may_hold_colons() -> None:
    assert type_of(URN) == "kubernetes:core/v1:Namespace"
    assert name_of(URN) == "shop::dev"


def test_the_core_group_is_empty_in_the_api() -> None:
    assert parse_token("kubernetes:core/v1:Namespace").api_version == "v1"
    assert parse_token("kubernetes:apps/v1:Deployment").api_version == "apps/v1"


@pytest.mark.parametrize(
    "token",
    [
        "kubernetes:helm.sh/v3:Release",
        "kubernetes:helm.sh/v4:Chart",
        "kubernetes:kustomize/v2:Directory",
        "kubernetes:kustomize:directory",
        "kubernetes:yaml:ConfigGroup",
        "kubernetes:yaml/v2:ConfigFile",
        "kubernetes:helm:template",
    ],
)
def test_what_only_the_official_plugin_can_do_names_it(token: str) -> None:
    with pytest.raises(Refused, match="official Kubernetes plugin"):
        parse_token(token)


def test_the_inputs_tell_the_kind() -> None:
    found = target(urn("kubernetes:example.com/v1:Foo"), {"apiVersion": "example.com/v2", "kind": "Foo"})
    assert (found.api_version, found.kind, found.group, found.patch) == ("example.com/v2", "Foo", "example.com", False)


def test_patches_are_told_from_kinds_that_are_called_patch() -> None:
    assert target(urn("kubernetes:core/v1:NamespacePatch"), {"apiVersion": "v1", "kind": "Namespace"}).patch
    assert target(urn("kubernetes:core/v1:NamespacePatch"), {}).patch
    assert not target(urn("kubernetes:example.com/v1:FooPatch"), {"kind": "FooPatch"}).patch
    assert target(urn("kubernetes:example.com/v1:FooPatch"), {"kind": "Foo"}).patch


def test_lists_are_refused_but_not_custom_kinds_of_that_name() -> None:
    with pytest.raises(Refused, match="use Pod for each object"):
        refuse_lists(parse_token("kubernetes:core/v1:PodList"))
    refuse_lists(parse_token("kubernetes:example.com/v1:AllowList"))


def test_ids() -> None:
    assert object_id({"metadata": {"namespace": "a", "name": "b"}}) == "a/b"
    assert object_id({"metadata": {"name": "b"}}) == "b"
    assert parse_id("a/b") == ("a", "b")
    assert parse_id("b") == ("", "b")
