"""The typed dictionaries say the same as the models: fields, what may be left out, and what is written about them."""

import ast
import inspect
import itertools
import typing
from types import ModuleType
from typing import Any

import pytest

import kubespaces
from kubespaces import ExistingHostClusterArgs, arguments
from kubespaces.spec.errors import Problem

from .mirrors import MIRRORS, OWN, fields_of, in_python

ALL = [*MIRRORS, ExistingHostClusterArgs]


def written_about(typed_dict: Any) -> dict[str, str]:
    """Return the description of each field, which Python itself does not keep."""
    module: ModuleType | None = inspect.getmodule(typed_dict)
    assert module is not None
    classes = [node for node in ast.parse(inspect.getsource(module)).body if isinstance(node, ast.ClassDef)]
    (body,) = [node.body for node in classes if node.name == typed_dict.__name__]
    return {
        field.target.id: " ".join(inspect.cleandoc(text.value.value).split())
        for field, text in itertools.pairwise(body)
        if isinstance(field, ast.AnnAssign)
        and isinstance(field.target, ast.Name)
        and isinstance(text, ast.Expr)
        and isinstance(text.value, ast.Constant)
        and isinstance(text.value.value, str)
    }


def every(typed_dict: Any) -> list[Any]:
    """Return a typed dictionary and all that are inside of it."""
    found = [typed_dict]
    for annotation in fields_of(typed_dict).values():
        for part in parts(annotation):
            if typing.is_typeddict(part) and part not in found:
                found += [inner for inner in every(part) if inner not in found]
    return found


def parts(annotation: Any) -> list[Any]:
    return [annotation, *(inner for part in typing.get_args(annotation) for inner in parts(part))]


@pytest.mark.parametrize("typed_dict", MIRRORS, ids=lambda kind: kind.__name__)
def test_it_has_the_fields_of_its_model(typed_dict: Any) -> None:
    model, own = MIRRORS[typed_dict], OWN.get(typed_dict, set())
    assert set(fields_of(typed_dict)) - own == set(model.model_fields)
    required = {name for name, field in model.model_fields.items() if field.is_required()}
    assert typed_dict.__required_keys__ == required | own - LEFT_OUT


@pytest.mark.parametrize("typed_dict", MIRRORS, ids=lambda kind: kind.__name__)
def test_it_says_about_each_field_what_its_model_says(typed_dict: Any) -> None:
    written = written_about(typed_dict)
    for name, field in MIRRORS[typed_dict].model_fields.items():
        assert written[name] == in_python(field.description or ""), f"{typed_dict.__name__}.{name}"


@pytest.mark.parametrize("typed_dict", ALL, ids=lambda kind: kind.__name__)
def test_everything_is_described(typed_dict: Any) -> None:
    assert typed_dict.__doc__
    assert set(written_about(typed_dict)) == set(fields_of(typed_dict))


def test_every_dictionary_that_a_component_takes_has_a_model() -> None:
    for typed_dict in ALL:
        for inner in every(typed_dict):
            assert inner in MIRRORS or inner is ExistingHostClusterArgs, inner.__name__


LEFT_OUT = {"host_kubeconfig", "secret_values"}
"""Arguments that no document has and that may be left out."""

NO_DEFAULT = {
    "Compute",  # the default is that of the field it is the value of
    "Peer.tenant", "Peer.role", "Peer.cidr",  # exactly one of these is given
    "Access.group", "Access.user", "Access.service_account",
    "RolePeer.namespace", "RolePeer.cidr",
    "ChartPin.repository", "ChartPin.url", "ChartPin.path", "ChartPin.version", "ChartPin.digest",
    "Environment.share", "Environment.quota",
}  # fmt: skip


def test_what_may_be_left_out_says_what_then_holds() -> None:
    for model in MIRRORS.values():
        for name, field in model.model_fields.items():
            if field.is_required() or {model.__name__, f"{model.__name__}.{name}"} & NO_DEFAULT:
                continue
            assert "default" in (field.description or "").lower(), f"{model.__name__}.{name}"


@pytest.mark.filterwarnings(r"ignore:(aws|gcp)\.:DeprecationWarning")  # the SDKs import deprecated modules of theirs
def test_the_public_surface_is_complete_and_sorted() -> None:
    assert kubespaces.__all__ == sorted(kubespaces.__all__)
    assert dir(kubespaces) == kubespaces.__all__
    for name in kubespaces.__all__:
        assert getattr(kubespaces, name).__name__ == name
    components = {name for name in kubespaces.__all__ if name + "Args" in kubespaces.__all__}
    assert components == {"ExistingHostCluster", "GuardRails", "HelmChart", "Namespace", "Tenant"}


def test_what_is_not_public_is_not_there() -> None:
    with pytest.raises(AttributeError, match="module 'kubespaces' has no attribute 'HostCluster'"):
        _ = kubespaces.HostCluster


def test_an_error_has_other_languages_names_for_the_engine_and_pythons_for_people() -> None:
    error = arguments.ArgumentsError("Tenant 'shop'", [Problem("", "shop", "spec.podSecurity", "x", "add allowFrom")])
    assert str(error) == "Tenant 'shop' has wrong arguments:\n  spec.pod_security: x: add allow_from"
    assert error.errors == [{"property_path": "spec.podSecurity", "reason": "add allowFrom"}]
