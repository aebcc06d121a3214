"""Tags and labels of the clouds' resources: which types have them, under which property, and what they hold."""

from functools import cache
from pathlib import Path

from kubespaces_policies.resource import Resource
from kubespaces_policies.value import Value

from .json_text import parsed_or_none
from .tokens import GCP, cloud_of, plain

FILE = Path(__file__).with_name("taggable.txt")
"""Every type that takes tags or labels, one a line, with the property where it is not the cloud's usual one.

Made from the SDKs pulumi-aws 7, pulumi-azure-native 3 and pulumi-gcp 10 by tests/policies/test_cloud_tokens.py.
"""

_BY_PROVIDER = {"aws": ("defaultTags", "tags"), "gcp": ("defaultLabels",)}
"""Where providers keep the tags that they put on everything; as settings of a provider they travel as JSON text."""


@cache
def taggable() -> dict[str, str]:
    """Return the property that holds tags or labels, by type."""
    found = {}
    for line in FILE.read_text(encoding="utf-8").splitlines():
        token, _, name = line.partition(" ")
        found[token] = name or ("labels" if cloud_of(token) == GCP else "tags")
    return found


def is_taggable(resource: Resource) -> bool:
    """Say whether a resource's type takes tags."""
    return plain(resource.type) in taggable()


def own_tags(resource: Resource) -> Value:
    """Return the map of a taggable resource's own tags."""
    return resource.props.at(taggable()[plain(resource.type)])


def all_tags(resource: Resource) -> dict[str, Value]:
    """Return a taggable resource's tags by key in one form: its own, and those that its provider adds.

    Raises:
        UnknownValueError: they are not known yet.
    """
    found: dict[str, Value] = {}
    path = _BY_PROVIDER.get(cloud_of(resource.type))
    if path and resource.provider:
        first, *rest = path
        defaults = parsed_or_none(resource.provider.props.at(first))
        if defaults is not None:
            found = {key_of(key): value for key, value in defaults.at(*rest).entries()}
    return found | {key_of(key): value for key, value in own_tags(resource).entries()}


def key_of(key: str) -> str:
    """Return a tag's key in one form: clouds differ in the case and the separators that they allow."""
    return key.lower().replace("_", "-")
