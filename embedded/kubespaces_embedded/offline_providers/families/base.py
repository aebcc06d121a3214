"""What the plugins of all families have to know."""

from dataclasses import dataclass
from typing import Any, Protocol

from kubespaces_embedded.offline_providers.compare import Pattern, Rule
from kubespaces_embedded.offline_providers.sdk import ResourceSchema

Inputs = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Subject:
    """The resource that a request is about."""

    token: str
    name: str
    """Its name in the program."""
    name_property: str
    """The property that holds its name in the cloud."""
    schema: ResourceSchema | None
    """None for kinds that no SDK knows, such as custom resources of Kubernetes."""


class Family(Protocol):
    """How the plugins of one kind do what is not in their SDKs."""

    open_choices: bool
    """Whether properties with named values take other texts as well."""
    quantities: frozenset[str]
    """Names of maps of text that take numbers."""

    def needs_schema(self, token: str) -> bool:
        """Return whether a resource that the SDK does not have is an error."""
        ...

    def complete(self, subject: Subject, news: Inputs, olds: Inputs) -> Inputs:
        """Return the inputs with what the plugin filled in when the resource was made, such as a made-up name."""
        ...

    def comparable(self, inputs: Inputs) -> Inputs:
        """Return inputs in the form in which they are compared."""
        ...

    def fixed(self, subject: Subject, news: Inputs) -> list[Pattern]:
        """Return the properties that, in this family, only a new resource can change."""
        ...

    def provider_rules(self, olds: Inputs, news: Inputs) -> list[Rule]:
        """Return the changes of a provider's configuration that replace it and everything it made."""
        ...

    def deletes_first(self, subject: Subject, news: Inputs, olds: Inputs) -> bool:
        """Return whether a replaced resource is deleted first, as two of its name cannot stand side by side."""
        ...
