"""Reading the types of an SDK from its source: a made-up one for the rules, the installed ones for the facts."""

import json
from pathlib import Path

import pytest

from kubespaces_embedded.offline_providers.sdk import (
    Anything,
    Blob,
    Choice,
    Items,
    Mapping,
    OneOf,
    Scalar,
    Sdk,
    SdkError,
    Structure,
    Type,
    describe,
    find_sdk,
    installed_sdks,
)
from kubespaces_embedded.offline_providers.sdk.annotations import is_optional, parse
from kubespaces_embedded.offline_providers.sdk.package import _class

PART, COLOR = Structure("PartArgs", dict), Choice("Color", ("red",))
PARTS = {"PartArgs": PART, "Color": COLOR}
TEXT = Scalar("string")

INIT = '''
_utilities.register(
    resource_modules="""
[{"pkg": "toy", "mod": "shop/openBox", "fqn": "pulumi_toy.shop", "classes": {"toy:shop/openBox:OpenBox": "OpenBox"}},
 {"pkg": "toy", "mod": "shop/odd", "fqn": "pulumi_toy.shop", "classes": {"toy:shop/odd:Odd": "Odd"}}]
""",
)
'''

OPEN_BOX = '''
from .. import other as _other

@pulumi.input_type
class OpenBoxArgs:
    def __init__(__self__, *, part_ids: pulumi.Input[str]):
        pass

    @_builtins.property
    @pulumi.getter(name="partIds")
    def part_ids(self) -> pulumi.Input[Sequence[pulumi.Input[_builtins.str]]]:
        """
        Parts of it. Changing this
        forces a new resource.
        """
        return pulumi.get(self, "part_ids")

    @part_ids.setter
    def part_ids(self, value):
        pulumi.set(self, "part_ids", value)

    @_builtins.property
    @pulumi.getter
    @_utilities.deprecated("""Use lid
    instead.""")
    def top(self) -> pulumi.Input[Optional['LidArgs']]:
        return pulumi.get(self, "top")

    @_builtins.property
    @pulumi.getter
    def shelf(self) -> pulumi.Input[Optional['_other.ShelfArgs']]:
        return pulumi.get(self, "shelf")

@pulumi.input_type
class _OpenBoxState:
    pass

@pulumi.type_token("toy:shop/openBox:OpenBox")
class OpenBox(pulumi.CustomResource):
    def _internal_init(__self__):
        secret_opts = pulumi.ResourceOptions(additional_secret_outputs=["password", "apiKey"])

    @_builtins.property
    @pulumi.getter(name="partIds")
    def part_ids(self) -> pulumi.Output[Sequence[_builtins.str]]:
        return pulumi.get(self, "part_ids")

    @_builtins.property
    @pulumi.getter
    def note(self) -> pulumi.Output[Optional[_builtins.str]]:
        return pulumi.get(self, "note")
'''

INPUTS = '''
class LidArgsDict(TypedDict):
    color: str

@pulumi.input_type
class LidArgs:
    @_builtins.property
    @pulumi.getter
    def color(self) -> pulumi.Input[Union[_builtins.str, 'Color']]:
        return pulumi.get(self, "color")

    @_builtins.property
    @pulumi.getter
    def inner(self) -> pulumi.Input[Optional['LidArgs']]:
        return pulumi.get(self, "inner")

    @_builtins.property
    @pulumi.getter
    def kind(self) -> pulumi.Input[_builtins.str]:
        """
        What it is.
        Expected value is 'Lid'.
        """
        return pulumi.get(self, "kind")
'''

ENUMS = '''
class Color(_builtins.str, Enum):
    RED = "red"
    """
    Like fire.
    """
    BLUE = "blue"
'''

SHELF = """
class ShelfArgs:
    @pulumi.getter
    def size(self) -> pulumi.Input[_builtins.int]:
"""


@pytest.fixture
def toy(tmp_path: Path) -> Sdk:
    root = tmp_path / "pulumi_toy"
    files = {
        "__init__.py": INIT,
        "shop/open_box.py": OPEN_BOX,
        "shop/_inputs.py": INPUTS,
        "shop/get_open_box.py": "    __args__['boxName'] = box_name\n    __args__['shopName'] = shop_name\n",
        "_enums.py": ENUMS,
        "other/__init__.py": "",
        "other/_inputs.py": SHELF,
    }
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return Sdk("toy", "1.2.3", root)


def test_inputs_come_with_wire_names_types_and_whether_they_are_required(toy: Sdk) -> None:
    schema = toy.resource("toy:shop/openBox:OpenBox")
    assert schema is not None
    parts, top, shelf = (schema.inputs[name] for name in ("partIds", "top", "shelf"))
    assert (parts.type, parts.required) == (Items(TEXT), True)
    assert "forces a new resource" in parts.doc
    assert not top.required
    assert isinstance(top.type, Structure)
    assert top.type.properties["color"].type == OneOf((TEXT, Choice("Color", ("red", "blue"))))
    assert top.type.properties["kind"].type == Choice("", ("Lid",))
    inner = top.type.properties["inner"].type
    assert isinstance(inner, Structure)
    assert inner.properties["inner"].type is inner
    assert isinstance(shelf.type, Structure)
    assert shelf.type.properties["size"].type == Scalar("integer")


def test_outputs_secrets_and_address_of_a_resource(toy: Sdk) -> None:
    schema = toy.resource("toy:shop/openBox:OpenBox")
    assert schema is not None
    assert {name: known.required for name, known in schema.outputs.items()} == {"partIds": True, "note": False}
    assert schema.secret_outputs == {"password", "apiKey"}
    assert schema.address == ("boxName", "shopName")


def test_tokens_that_do_not_exist_and_classes_that_are_gone(toy: Sdk) -> None:
    assert toy.resource("toy:shop/openbox:OpenBox") is None
    assert toy.tokens == ["toy:shop/openBox:OpenBox", "toy:shop/odd:Odd", "pulumi:providers:toy"]
    with pytest.raises(SdkError, match=r"pulumi-toy 1\.2\.3: toy:shop/odd:Odd: there is no class Odd in shop"):
        toy.resource("toy:shop/odd:Odd")


def test_an_sdk_of_another_shape_is_refused(toy: Sdk) -> None:
    (toy.root / "__init__.py").write_text("")
    with pytest.raises(SdkError, match="its list of resources is not where SDKs have it"):
        toy.resource("toy:shop/openBox:OpenBox")


@pytest.mark.parametrize(
    ("annotation", "kind"),
    [
        ("pulumi.Input[_builtins.str]", TEXT),
        ("Optional[pulumi.Input[str]]", TEXT),
        ("pulumi.Input[Optional[_builtins.bool]]", Scalar("boolean")),
        ("pulumi.Input[Mapping[str, pulumi.Input[_builtins.float]]]", Mapping(Scalar("number"))),
        (
            "pulumi.Input[Sequence[pulumi.Input[Union['PartArgs', 'PartArgsDict', 'outputs.Part']]]]",
            Items(PARTS["PartArgs"]),
        ),
        ("pulumi.Input[Union[_builtins.str, 'Color']]", OneOf((TEXT, PARTS["Color"]))),
        (
            "pulumi.Input[Union[_builtins.str, Union['Color', 'PartArgs']]]",
            OneOf((TEXT, PARTS["Color"], PARTS["PartArgs"])),
        ),
        ("pulumi.Input[Optional[Literal['v1']]]", Choice("", ("v1",))),
        ("pulumi.Input[Optional[Union[pulumi.Asset, pulumi.Archive]]]", OneOf((Blob(), Blob()))),
        ("Optional[Any]", Anything()),
        ("pulumi.Input['Stranger']", Anything()),
    ],
)
def test_annotations(annotation: str, kind: Type) -> None:
    assert parse(annotation, PARTS.get) == kind


@pytest.mark.parametrize("annotation", ["Sequence[", "Callable[[str], int]", "1 + 1"])
def test_annotations_that_no_sdk_has_are_refused(annotation: str) -> None:
    with pytest.raises(SdkError, match="cannot be read"):
        parse(annotation, PARTS.get)


def test_only_what_may_be_left_out_is_optional() -> None:
    assert is_optional("pulumi.Input[Optional[_builtins.str]]")
    assert is_optional("Optional[pulumi.Input[str]]")
    assert not is_optional("pulumi.Input[Sequence[Optional[str]]]")


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (Items(Items(TEXT)), "a list of list of text"),
        (Mapping(Scalar("integer")), "a map of whole number"),
        (OneOf((TEXT, Items(TEXT), TEXT)), "text or a list of text"),
        (Anything(), "any value"),
    ],
)
def test_types_in_words(kind: Type, words: str) -> None:
    assert describe(kind) == words


def test_sdks_are_found_by_name_and_all_together() -> None:
    found = {kit.name: kit for kit in installed_sdks()}
    assert {"aws", "azure-native", "gcp", "kubernetes"} <= found.keys()
    assert "policy" not in found  # a package for something else
    assert find_sdk("azure-native") == found["azure-native"]
    assert found["azure-native"].distribution.startswith("pulumi-azure-native 3.")


def test_an_sdk_that_is_not_installed_is_named() -> None:
    with pytest.raises(SdkError, match="the Python package pulumi-nonesuch is not installed, but the stack uses it"):
        find_sdk("nonesuch")


@pytest.mark.parametrize("package", ["aws", "azure-native", "gcp", "kubernetes"])
def test_every_annotation_in_the_installed_sdks_can_be_read(package: str) -> None:
    """Every 25th resource of each SDK, with everything in it; a new form of annotation would be an error."""
    kit = find_sdk(package)
    _class.cache_clear()
    seen: set[str] = set()
    for token in [*kit.tokens[::25], f"pulumi:providers:{package}"]:
        schema = kit.resource(token)
        assert schema is not None
        assert json.dumps([_walk(known.type, seen) for known in schema.inputs.values()])


def _walk(kind: Type, seen: set[str]) -> int:
    """Count the properties in a type; structures and choices must not be empty of what tells them apart."""
    match kind:
        case Structure():
            if kind.name in seen:
                return 0
            seen.add(kind.name)
            return sum(_walk(known.type, seen) + 1 for known in kind.properties.values())
        case Items() | Mapping():
            return _walk(kind.of, seen)
        case OneOf():
            assert kind.options
            return sum(_walk(option, seen) for option in kind.options)
        case Choice():
            assert kind.values, kind.name
    return 1


def test_well_known_resources_are_read_right() -> None:
    pool = find_sdk("aws").resource("aws:eks/nodeGroup:NodeGroup")
    assert pool is not None
    assert {name for name, known in pool.inputs.items() if known.required} == {
        "clusterName",
        "nodeRoleArn",
        "scalingConfig",
        "subnetIds",
    }
    assert pool.outputs["arn"].required
    cluster = find_sdk("azure-native").resource("azure-native:containerservice:ManagedCluster")
    assert cluster is not None
    assert cluster.address == ("resourceGroupName", "resourceName")
    profiles = cluster.inputs["agentPoolProfiles"].type
    assert isinstance(profiles, Items)
    assert isinstance(profiles.of, Structure)
    system = profiles.of.properties["osType"].type
    assert system == OneOf((TEXT, Choice("OSType", ("Linux", "Windows"))))
    key = find_sdk("aws").resource("aws:iam/accessKey:AccessKey")
    assert key is not None
    assert "secret" in key.secret_outputs
