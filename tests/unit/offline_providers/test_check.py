"""Checking inputs against types, without an SDK."""

from typing import Any

import pytest

from kubespaces_embedded.kubernetes_provider.properties import SIGNATURE, UNKNOWN, Secret
from kubespaces_embedded.offline_providers.check import Strictness, check
from kubespaces_embedded.offline_providers.placeholders import SEALED
from kubespaces_embedded.offline_providers.sdk import (
    Anything,
    Blob,
    Choice,
    Items,
    Mapping,
    OneOf,
    Property,
    Scalar,
    Structure,
    Type,
)

TEXT, WHOLE, NUMBER, FLAG = Scalar("string"), Scalar("integer"), Scalar("number"), Scalar("boolean")
SYSTEM = Choice("OSType", ("Linux", "Windows"))


def _structure(name: str, **types: Type) -> Structure:
    return Structure(name, lambda: _properties(**types))


def _properties(**types: Type) -> dict[str, Property]:
    """Return properties; a name that ends with ``_`` is required."""
    return {name.rstrip("_"): Property(name.rstrip("_"), kind, name.endswith("_")) for name, kind in types.items()}


def found(inputs: dict[str, Any], strict: Strictness | None = None, **types: Type) -> list[str]:
    failures = check(inputs, _properties(**types), strict or Strictness("sdk 1.0"))
    return [f"{one.property}: {one.reason}" for one in failures]


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (TEXT, "a"),
        (WHOLE, 3),
        (NUMBER, 3),
        (NUMBER, 1.5),
        (FLAG, False),
        (Anything(), {"any": ["thing"]}),
        (Items(TEXT), []),
        (Items(TEXT), ["a", UNKNOWN]),
        (Mapping(WHOLE), {"a": 1}),
        (SYSTEM, "Linux"),
        (OneOf((TEXT, Items(TEXT))), ["a"]),
        (Blob(), {SIGNATURE: "c44067f5952c0a294b673a41bacd8c17"}),
        (TEXT, UNKNOWN),
        (WHOLE, Secret(UNKNOWN)),
        (WHOLE, Secret(3)),
        (WHOLE, SEALED),
        (WHOLE, f"arn:{SEALED}"),
        (TEXT, None),
    ],
)
def test_right_values_pass(kind: Type, value: Any) -> None:
    assert found({"p": value}, p=kind) == []


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        (TEXT, 3, "p: is the number 3, but must be text"),
        (TEXT, True, "p: is true, but must be text"),
        (WHOLE, "3", "p: is '3', but must be a whole number"),
        (WHOLE, 1.5, "p: is the number 1.5, but must be a whole number"),
        (NUMBER, False, "p: is false, but must be a number"),
        (FLAG, "true", "p: is 'true', but must be true or false"),
        (FLAG, 1, "p: is the number 1, but must be true or false"),
        (Items(TEXT), "a", "p: is 'a', but must be a list of text"),
        (Items(WHOLE), [1, "b"], "p[1]: is 'b', but must be a whole number"),
        (Mapping(TEXT), {"a.b": 1}, 'p["a.b"]: is the number 1, but must be text'),
        (Mapping(TEXT), ["a"], "p: is a list, but must be a map of text"),
        (SYSTEM, "linux", "p: is 'linux', but must be one of Linux, Windows; did you mean Linux?"),
        (SYSTEM, 1, "p: is the number 1, but must be one of Linux, Windows"),
        (OneOf((TEXT, SYSTEM)), "Linus", "p: is 'Linus', but must be one of Linux, Windows; did you mean Linux?"),
        (Blob(), "path", "p: is 'path', but must be a file or an archive"),
        (WHOLE, "x" * 100, f"p: is '{'x' * 60}...', but must be a whole number"),
    ],
)
def test_wrong_values_are_named_with_what_was_wanted(kind: Type, value: Any, said: str) -> None:
    assert found({"p": value}, p=kind) == [said]


def test_unknown_and_missing_names_are_found_at_every_depth() -> None:
    inner = _structure("Inner", name_=TEXT, size=WHOLE)
    inputs = {"list": [{"name": "a"}, {"nmae": "b"}], "mpa": {}}
    assert found(inputs, list=Items(inner), map=Mapping(inner), must_=TEXT) == [
        "mpa: sdk 1.0 has no such property; did you mean map?",
        "list[1].nmae: sdk 1.0 has no such property; did you mean name?",
        "list[1].name: is required and missing",
        "must: is required and missing",
    ]


def test_required_properties_may_be_unknown_but_not_null() -> None:
    assert found({"must": UNKNOWN}, must_=TEXT) == []
    assert found({"must": None}, must_=TEXT) == ["must: is required and missing"]


def test_notes_of_providers_and_engine_are_no_properties() -> None:
    assert found({"__defaults": ["p"], "__internal": {}, "p": "a"}, p=TEXT) == []
    assert found({"__other": 1}, p=TEXT) == ["__other: sdk 1.0 has no such property"]


def test_secrets_are_never_shown_however_deep_the_mistake_lies() -> None:
    inner = _structure("Inner", kind=SYSTEM, level=WHOLE)
    said = found(
        {"p": Secret("hidden"), "q": Secret({"kind": "Linus", "level": "hidden"}), "r": [Secret("hidden")]},
        p=WHOLE,
        q=inner,
        r=Items(FLAG),
    )
    assert said == [
        "p: is a secret of another type, but must be a whole number",
        "q.kind: is a secret of another type, but must be one of Linux, Windows",
        "q.level: is a secret of another type, but must be a whole number",
        "r[0]: is a secret of another type, but must be true or false",
    ]


def test_texts_with_named_values_are_open_only_where_the_package_says_so() -> None:
    known = OneOf((TEXT, Choice("InstanceType", ("m5.large",))))
    assert found({"p": "m99.large"}, Strictness("sdk", open_choices=True), p=known) == []
    assert found({"p": "m99.large"}, p=known) == [
        "p: is 'm99.large', but must be one of m5.large; did you mean m5.large?"
    ]


def test_of_several_kinds_of_objects_the_one_that_fits_best_is_judged() -> None:
    cat = _structure("Cat", type_=TEXT, lives=WHOLE, claws=WHOLE)
    dog = _structure("Dog", type_=TEXT, barks=FLAG)
    either = OneOf((cat, dog))
    assert found({"p": {"type": "cat", "lives": 9, "claws": 18}}, p=either) == []
    assert found({"p": {"type": "dog", "barks": "loud"}}, p=either) == ["p.barks: is 'loud', but must be true or false"]
    assert found({"p": 1}, p=either) == ["p: is the number 1, but must be an object"]


def test_values_of_provider_resources_may_be_json_in_text() -> None:
    encoded = Strictness("sdk", encoded=True)
    types: dict[str, Type] = {"flag": FLAG, "ids": Items(TEXT), "name": TEXT}
    assert found({"flag": "true", "ids": '["a"]', "name": "true"}, encoded, **types) == []
    assert found({"flag": "perhaps", "ids": "[1]"}, encoded, **types) == [
        "flag: is 'perhaps', but must be true or false",
        "ids[0]: is the number 1, but must be text",
    ]


def test_quantities_may_be_numbers_and_labels_may_not() -> None:
    strict = Strictness("sdk", quantities=frozenset({"limits"}))
    text = Mapping(TEXT)
    assert found({"limits": {"cpu": 2}, "labels": {"a": 2}}, strict, limits=text, labels=text) == [
        "labels.a: is the number 2, but must be text"
    ]


def test_structures_that_contain_themselves_are_checked() -> None:
    def read() -> dict[str, Property]:
        return {"child": Property("child", tree, False), "size": Property("size", WHOLE, False)}

    tree = Structure("Tree", read)
    assert found({"p": {"child": {"child": {"size": "x"}}}}, p=tree) == [
        "p.child.child.size: is 'x', but must be a whole number"
    ]
