"""The plugin ``azure-native``: generated from Azure's own API descriptions."""
# ruff: noqa: ARG002 - not every family needs every argument of the interface

from kubespaces_embedded.offline_providers.compare import Pattern, Rule

from .base import Inputs, Subject

_AUTONAMED = "__createBeforeDelete"
"""Noted by the plugin in the inputs of a resource whose name it made up (provider/pkg/provider/provider.go)."""

_PLACE = "location"
"""With its address, what no resource of Azure can change."""


class AzureNative:
    """See the module."""

    open_choices = False  # every enum of the API is open by its type, and complete for the version of the SDK
    quantities: frozenset[str] = frozenset()

    def needs_schema(self, token: str) -> bool:
        """Return True: what the SDK does not have does not exist."""
        return True

    def complete(self, subject: Subject, news: Inputs, olds: Inputs) -> Inputs:
        """Return the inputs with the name that the plugin made up and the location that it took over."""
        missing = {key: value for key, value in olds.items() if key not in news}
        kept = {key: value for key, value in missing.items() if self._was_filled_in(subject, key, value)}
        if kept and olds.get(_AUTONAMED) is True:
            kept[_AUTONAMED] = True
        return {**news, **kept}

    def comparable(self, inputs: Inputs) -> Inputs:
        """Return the inputs as they are."""
        return inputs

    def fixed(self, subject: Subject, news: Inputs) -> list[Pattern]:
        """Return what makes up the address of the resource: it is what the function that looks it up asks for."""
        return [(_PLACE,), *((key,) for key in (subject.schema.address if subject.schema else ()))]

    def provider_rules(self, olds: Inputs, news: Inputs) -> list[Rule]:
        """Return nothing: these plugins update any configuration."""
        return []

    def deletes_first(self, subject: Subject, news: Inputs, olds: Inputs) -> bool:
        """Return whether the program names the resource."""
        return news.get(_AUTONAMED) is not True

    @staticmethod
    def _was_filled_in(subject: Subject, key: str, value: object) -> bool:
        if key == "location":
            return True
        known = subject.schema.inputs.get(key) if subject.schema else None
        optional = known is not None and not known.required
        # Made up of the resource's name and random digits, or copied from it.
        return optional and key.lower().endswith("name") and isinstance(value, str) and value.startswith(subject.name)
