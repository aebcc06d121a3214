"""Plugins made from Terraform providers: ``aws``, ``gcp`` and most others.

They note in ``__defaults``, in every object of the inputs, which properties they filled in themselves; those keep
their values as long as the program does not set them (pulumi-terraform-bridge, pkg/tfbridge/schema.go).
"""
# ruff: noqa: ARG002 - not every family needs every argument of the interface

from typing import Any

from kubespaces_embedded.offline_providers.compare import Pattern, Rule

from .base import Inputs, Subject

_DEFAULTS = "__defaults"


class Bridged:
    """See the module."""

    open_choices = True  # the few enums of these SDKs are lists of what was known then, such as instance types
    quantities: frozenset[str] = frozenset()

    def needs_schema(self, token: str) -> bool:
        """Return True: what the SDK does not have does not exist."""
        return True

    def complete(self, subject: Subject, news: Inputs, olds: Inputs) -> Inputs:
        """Return the inputs with what the plugin filled in earlier."""
        completed = _completed(news, olds)
        return completed if isinstance(completed, dict) else news

    def comparable(self, inputs: Inputs) -> Inputs:
        """Return the inputs as they are."""
        return inputs

    def fixed(self, subject: Subject, news: Inputs) -> list[Pattern]:
        """Return nothing: the table of facts knows."""
        return []

    def provider_rules(self, olds: Inputs, news: Inputs) -> list[Rule]:
        """Return nothing: these plugins update any configuration."""
        return []

    def deletes_first(self, subject: Subject, news: Inputs, olds: Inputs) -> bool:
        """Return whether the program names the resource; names made up by the plugin are always new."""
        return news.get(subject.name_property) is not None and subject.name_property not in _defaults(news)


def _completed(new: Any, old: Any) -> Any:
    if isinstance(new, list) and isinstance(old, list):
        return [_completed(item, old[index] if index < len(old) else None) for index, item in enumerate(new)]
    if not isinstance(new, dict) or not isinstance(old, dict):
        return new
    merged = {key: _completed(item, old.get(key)) for key, item in new.items()}
    kept = [key for key in _defaults(old) if key not in new and key in old]
    if kept:
        merged |= {key: old[key] for key in kept}
        merged[_DEFAULTS] = kept
    return merged


def _defaults(inputs: Inputs) -> list[str]:
    found = inputs.get(_DEFAULTS)
    return [key for key in found if isinstance(key, str)] if isinstance(found, list) else []
