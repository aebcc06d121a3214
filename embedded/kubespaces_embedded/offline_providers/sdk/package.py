"""One installed SDK: its resources by type token."""

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.util import find_spec
from pathlib import Path

from . import source
from .annotations import is_optional, parse
from .errors import SdkError
from .model import Anything, Choice, Property, Structure, Type

PROVIDER = "pulumi:providers:"
"""Start of the type token of a provider resource."""

_REGISTRATION = 'resource_modules="""'


_CONSTANT = re.compile(r"Expected value is '([^']*)'\.?\s*$")
"""How the documentation of azure-native gives the only value that a property can have."""


@dataclass(frozen=True)
class ResourceSchema:
    """What an SDK knows about one kind of resource."""

    token: str
    inputs: dict[str, Property]
    outputs: dict[str, Property]
    secret_outputs: frozenset[str]
    address: tuple[str, ...] = ()
    """Inputs that the function to look up such a resource asks for, such as its name; empty if there is none."""


@dataclass(frozen=True)
class Sdk:
    """The Python SDK of one provider."""

    name: str
    """The provider's name, such as ``azure-native``."""
    version: str
    root: Path
    """Folder of the Python package."""
    _schemas: dict[str, ResourceSchema] = field(default_factory=dict, compare=False, repr=False)

    @property
    def distribution(self) -> str:
        """Name and version of what is installed, such as ``pulumi-aws 7.51.1``."""
        return f"{self.root.name.replace('_', '-')} {self.version}"

    @cached_property
    def _places(self) -> dict[str, tuple[Path, str]]:
        text = (self.root / "__init__.py").read_text(encoding="utf-8")
        start = text.find(_REGISTRATION)
        if start < 0:
            raise SdkError(f"{self.distribution}: its list of resources is not where SDKs have it")
        start += len(_REGISTRATION)
        modules = json.loads(text[start : text.index('"""', start)])
        return {
            token: (self.root.joinpath(*module["fqn"].split(".")[1:]), name)
            for module in modules
            for token, name in module["classes"].items()
        } | {f"{PROVIDER}{self.name}": (self.root, "Provider")}

    @property
    def tokens(self) -> list[str]:
        """The type tokens of all resources."""
        return list(self._places)

    def resource(self, token: str) -> ResourceSchema | None:
        """Return what is known of a resource, or None if the SDK has no such token.

        Raises ``SdkError`` if its source cannot be read.
        """
        if token not in self._schemas:
            if token not in self._places:
                return None
            self._schemas[token] = self._read(token)
        return self._schemas[token]

    def _read(self, token: str) -> ResourceSchema:
        folder, name = self._places[token]
        file = source.file_with_class(folder, name)
        text = source.class_text(file, name) if file else None
        if file is None or text is None:
            raise SdkError(f"{self.distribution}: {token}: there is no class {name} in {folder.name}")
        args = source.class_text(file, f"{name}Args") or source.class_text(file, f"{name}InitArgs")
        if args is None:
            raise SdkError(f"{self.distribution}: {token}: {name} has no class of arguments")
        return ResourceSchema(
            token=token,
            inputs=_properties(args, file),
            # The types of outputs are never checked, and resolving them would read the largest files.
            outputs={
                getter.name: Property(getter.name, Anything(), not is_optional(getter.annotation))
                for getter in source.getters(text)
            },
            secret_outputs=frozenset(source.secret_outputs(text)),
            address=tuple(source.arguments(file.with_name(f"get_{file.name}"))),
        )


def find_sdk(name: str) -> Sdk:
    """Return the installed SDK of a provider.

    Raises:
        SdkError: it is not installed.
    """
    package = f"pulumi_{name.replace('-', '_')}"
    spec = find_spec(package)
    root = Path(next(iter(spec.submodule_search_locations or ()))) if spec else None
    if root is None:
        raise SdkError(f"the Python package {package.replace('_', '-')} is not installed, but the stack uses it")
    return Sdk(name, str(_described(root)["version"]), root)


def installed_sdks() -> Iterator[Sdk]:
    """Yield the SDKs of all providers that are installed beside Kubespaces."""
    site = find_spec("pulumi")
    locations = [Path(place).parent for place in (site.submodule_search_locations or ())] if site else []
    for root in sorted(root for location in locations for root in location.glob("pulumi_*/")):
        described = _described(root)
        if described.get("resource") and described.get("version"):
            yield Sdk(str(described["name"]), str(described["version"]), root)


def _described(root: Path) -> dict[str, object]:
    file = root / "pulumi-plugin.json"
    content = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    return content if isinstance(content, dict) else {}


def _properties(text: str, file: Path) -> dict[str, Property]:
    return {
        getter.name: Property(
            getter.name,
            _type(getter, file),
            not is_optional(getter.annotation),
            getter.doc,
        )
        for getter in source.getters(text)
    }


def _type(getter: source.Getter, file: Path) -> Type:
    constant = _CONSTANT.search(getter.doc)
    if constant:  # tells one kind of object from the others that may stand in its place
        return Choice("", (constant[1],))
    return parse(getter.annotation, lambda name: _class(file, name))


@cache
def _class(file: Path, written: str) -> Type | None:
    """Return the type of a class that ``file`` names in an annotation."""
    *qualifier, name = written.split(".")
    folders = [file.parent, *_parents(file)]
    if qualifier:
        aliases = source.package_aliases(file)
        alias = aliases.get(qualifier[0]) or aliases.get(f"_{qualifier[0]}")
        if alias is None:
            return None
        folders = [alias.joinpath(*qualifier[1:])]
    for folder in folders:
        inputs = folder / "_inputs.py"
        text = source.class_text(inputs, name)
        if text is not None:
            return Structure(name, lambda text=text, inputs=inputs: _properties(text, inputs))  # type: ignore[misc] # mypy knows no types of defaults of lambdas
        text = source.class_text(folder / "_enums.py", name)
        if text is not None:
            return Choice(name, tuple(ast.literal_eval(value) for value in source.enum_values(text)))
    return None


def _parents(file: Path) -> list[Path]:
    """Return the folders above a module that still belong to the SDK: types of all modules are at its root."""
    return [folder for folder in file.parents[1:4] if folder.name.startswith("pulumi_")]
