"""What the packs know of the clouds' types, against the clouds' SDKs.

``KUBESPACES_UPDATE_GOLDEN=1`` writes the list of taggable types anew, from all modules of the SDKs.
"""

import os
import re
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from pkgutil import walk_packages
from typing import Any

import kubespaces_policies
from kubespaces_policies.clouds.tags import FILE, taggable

_TOKEN = re.compile(r'^@pulumi\.type_token\("([^"]+)"\)', re.M)
_INPUTS = re.compile(r"^class \w+Args:\n(.*?)^(?:@|class )", re.S | re.M)
_TAGS = re.compile(r"^    def (tags|labels|resource_labels|user_labels)\(self\) -> (.*):$", re.M)
_IS_MAP = re.compile(r"pulumi\.Input\[(?:Optional\[)?Mapping\[str, pulumi\.Input\[_builtins\.str\]\]")
_BY_CLOUD = {
    "pulumi_aws": ("tags",),
    "pulumi_azure_native": ("tags",),
    "pulumi_gcp": ("resource_labels", "user_labels", "labels"),
}
_WIRE = {"resource_labels": "resourceLabels", "user_labels": "userLabels"}
_SAMPLE = {
    "pulumi_aws": ("cloudwatch", "ec2", "ecr", "eks", "iam", "kms", "vpc"),
    "pulumi_azure_native": (
        "authorization",
        "compute",
        "containerservice",
        "keyvault",
        "network",
        "operationalinsights",
    ),
    "pulumi_gcp": ("compute", "container", "kms", "logging", "monitoring", "projects", "serviceaccount"),
}
"""Modules that are compared on every run; all of them take a while."""


def _sdk(name: str) -> Path:
    found = find_spec(name)
    assert found
    assert found.origin
    return Path(found.origin).parent


def _sources(*, everything: bool) -> Iterator[tuple[str, str]]:
    for sdk, modules in _SAMPLE.items():
        folders = [_sdk(sdk)] if everything else [_sdk(sdk) / module for module in modules]
        for folder in folders:
            for file in folder.rglob("*.py"):
                if not file.name.startswith(("_", "get_", "outputs")):
                    yield sdk, file.read_text(encoding="utf-8")


def _taggable(*, everything: bool) -> tuple[dict[str, str], set[str]]:
    """Return the property for tags of every taggable type of the SDKs, and all types that were looked at."""
    found: dict[str, str] = {}
    seen: set[str] = set()
    for sdk, source in _sources(everything=everything):
        token, inputs = _TOKEN.search(source), _INPUTS.search(source)
        if token and inputs:
            seen.add(token[1])
            maps = {name for name, kind in _TAGS.findall(inputs[1]) if _IS_MAP.match(kind)}
            name = next((name for name in _BY_CLOUD[sdk] if name in maps), None)
            if name:
                found[token[1]] = _WIRE.get(name, name)
    return found, seen


def test_the_list_of_taggable_types_is_the_sdks() -> None:
    everything = bool(os.environ.get("KUBESPACES_UPDATE_GOLDEN"))
    found, seen = _taggable(everything=everything)
    if everything:
        usual = {"aws": "tags", "azure-native": "tags", "gcp": "labels"}
        lines = [
            token if usual[token.partition(":")[0]] == name else f"{token} {name}" for token, name in found.items()
        ]
        FILE.write_text("\n".join(sorted(lines)) + "\n", encoding="utf-8")
        taggable.cache_clear()
    assert {token: name for token, name in taggable().items() if token in seen} == found
    assert found.keys() >= {"aws:eks/cluster:Cluster", "gcp:container/cluster:Cluster", "azure-native:keyvault:Vault"}


def _tokens_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        if re.fullmatch(r"(?:aws|gcp|azure-native):[\w/]+:\w+", value):
            yield value
    elif isinstance(value, dict):
        yield from _tokens_in([*value, *value.values()])
    elif isinstance(value, list | tuple | set | frozenset):
        for item in value:
            yield from _tokens_in(item)


def test_every_type_that_a_control_names_is_one_of_the_sdks() -> None:
    """A token with a slip in it would make a control silent."""
    names = {
        token
        for module in walk_packages(kubespaces_policies.__path__, "kubespaces_policies.")
        if not module.name.endswith(".server")
        for name, value in vars(import_module(module.name)).items()
        if name not in ("_MOVED", "TAGGABLE")
        for token in _tokens_in(value)
    }
    assert len(names) > 40
    assert not {token for token in names if not _is_in_sdk(token)}


def _is_in_sdk(token: str) -> bool:
    cloud, module, _ = token.split(":")
    folder = _sdk(f"pulumi_{cloud.replace('-', '_')}") / module.partition("/")[0]
    needle = f'@pulumi.type_token("{token}")'
    return any(needle in file.read_text(encoding="utf-8") for file in folder.glob("*.py"))
