"""The plugin ``kubernetes``, for clusters that cannot be reached or do not exist yet.

With the stand-in for clusters that can be reached it shares what needs no cluster: spelling, names, fixed fields.
"""
# ruff: noqa: ARG002 - not every family needs every argument of the interface

from collections.abc import Mapping
from typing import Any

from kubespaces_embedded.kubernetes_provider import config, metadata, state
from kubespaces_embedded.kubernetes_provider.force_new import force_new
from kubespaces_embedded.kubernetes_provider.normalize import normalize
from kubespaces_embedded.kubernetes_provider.properties import UNKNOWN, reveal
from kubespaces_embedded.kubernetes_provider.tokens import BUILT_IN_GROUPS
from kubespaces_embedded.offline_providers.compare import Pattern, Rule
from kubespaces_embedded.offline_providers.placeholders import LATER

from .base import Inputs, Subject

_DEFAULT_NAMESPACE = "default"


class Kubernetes:
    """See the module."""

    def __init__(self, config: Mapping[str, Any]) -> None:
        self._config = config

    open_choices = True  # the API adds values, and the SDK lists few
    quantities = frozenset(
        (
            "capacity",
            "default",
            "defaultRequest",
            "hard",
            "limits",
            "max",
            "maxLimitRequestRatio",
            "min",
            "podFixed",
            "requests",
        )
    )
    """Fields of the API that are maps of quantities (API reference, Quantity): ``2`` is as good as ``"2"``."""

    def needs_schema(self, token: str) -> bool:
        """Return whether the kind is one of Kubernetes itself; custom kinds are the user's own."""
        group = token.split(":")[1].split("/", maxsplit=1)[0]
        return ("" if group == "core" else group) in BUILT_IN_GROUPS

    def complete(self, subject: Subject, news: Inputs, olds: Inputs) -> Inputs:
        """Return the inputs in the API server's spelling, with name and namespace."""
        new, old = normalize(state.to_object(news)), state.to_object(olds)
        if old:
            metadata.adopt_name(new, old)
            metadata.keep_managed_by(new, old)
        held = new.get("metadata")
        if isinstance(held, dict):
            if not metadata.is_named(new):
                held["name"] = UNKNOWN
            default = self._config.get("namespace") or _DEFAULT_NAMESPACE
            if not held.get("namespace") and metadata.namespace(old) == default:
                held["namespace"] = default
        return state.to_properties(new, news)

    def comparable(self, inputs: Inputs) -> Inputs:
        """Return the inputs in the API server's spelling."""
        return normalize(reveal(inputs))

    def fixed(self, subject: Subject, news: Inputs) -> list[Pattern]:
        """Return the fields that only a new object can change."""
        plain = reveal(news)
        return force_new(
            plain,
            patch=subject.token.endswith(f":{plain.get('kind')}Patch"),
            mutable_config_maps=self._config.get("enableConfigMapMutable") == "true",
            mutable_secrets=self._config.get("enableSecretMutable") == "true",
        )

    def provider_rules(self, olds: Inputs, news: Inputs) -> list[Rule]:
        """Return what decides that it is another cluster."""
        later = {key: UNKNOWN if reveal(value) == LATER else value for key, value in news.items()}
        _, replaces = config.diff(olds, later)
        return [Rule((key,)) for key in replaces]

    def deletes_first(self, subject: Subject, news: Inputs, olds: Inputs) -> bool:
        """Return whether it is the same object by name and namespace."""
        new, old = reveal(news), reveal(olds)
        return (
            metadata.is_named(new)
            and not metadata.is_true(new, metadata.AUTONAMED)
            and metadata.name(new) == metadata.name(old)
            and metadata.namespace(new) == metadata.namespace(old)
        )
