"""What an offline plugin knows of one package: checks, completes, compares and foresees resources. No gRPC here."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from kubespaces_embedded.kubernetes_provider.properties import UNKNOWN, Secret, reveal
from kubespaces_embedded.kubernetes_provider.tokens import name_of, type_of

from . import outputs, sdk
from .check import Failure, Strictness, check
from .compare import Diff, Rule, compare
from .families import Family, Subject, family_of
from .functions import Call, answer
from .names import suggestion
from .placeholders import LATER
from .replacement import Table, said_by_documentation, table
from .settings import Settings

Properties = dict[str, Any]

_ENGINES_OWN = frozenset(("version", "pluginDownloadURL", "pluginChecksums", "parameterization"))
"""Properties of provider resources that are the engine's, not the plugin's."""


class Refused(Exception):  # noqa: N818 - reads as what it says
    """The request cannot be fulfilled; the message is one sentence for the user."""


@dataclass
class OfflineProvider:
    """The plugin of one package."""

    kit: sdk.Sdk
    settings: Settings = field(default_factory=Settings)
    config: Properties = field(default_factory=dict)
    """The provider's configuration by its short keys."""

    @property
    def _table(self) -> Table:
        return table(self.kit.name)

    @property
    def _family(self) -> Family:
        return family_of(self.kit.name, self.config)

    def check_config(self, news: Properties) -> tuple[Properties, list[Failure]]:
        """Return the provider's inputs and what is wrong with them.

        What is not known yet becomes a placeholder: the engine would not ask a plugin without configuration to check
        anything, and what is to be made on a cluster that does not exist yet would go unchecked.
        """
        schema = self.kit.resource(f"{sdk.PROVIDER}{self.kit.name}")

        strict = Strictness(self.kit.distribution, open_choices=True, encoded=True)
        failures = check(_without_engines_own(news), schema.inputs, strict) if schema else []
        return {key: _later(value) for key, value in news.items()}, failures

    def diff_config(self, olds: Properties, news: Properties) -> Diff:
        """Return what changes in a provider's configuration."""
        before, after = _without_engines_own(olds), _without_engines_own(news)
        return compare(before, after, self._family.provider_rules(before, after))

    def check(self, urn: str, olds: Properties, news: Properties) -> tuple[Properties, list[Failure]]:
        """Return a resource's completed inputs and what is wrong with them.

        Raises:
            Refused: there is no such resource.
        """
        subject = self._subject(urn)
        failures: list[Failure] = []
        if subject.schema is not None:
            strict = Strictness(
                self.kit.distribution, open_choices=self._family.open_choices, quantities=self._family.quantities
            )
            failures = check(news, subject.schema.inputs, strict)
        return (news if failures else self._family.complete(subject, news, olds)), failures

    def diff(self, urn: str, olds: Properties, news: Properties, ignored: Sequence[str] = ()) -> tuple[Diff, bool]:
        """Return what changes in a resource, and whether it is deleted before its replacement is made."""
        subject, family = self._subject(urn), self._family
        rules = [*self._table.facts(subject.token).rules, *(Rule(path) for path in family.fixed(subject, news))]
        found = compare(family.comparable(olds), family.comparable(news), rules, ignored)
        replacing = set(found.replacing)
        if subject.schema is not None and subject.token not in self._table.resources:
            replacing |= said_by_documentation(found.changes, subject.schema.inputs)
        delete_first = bool(replacing) and family.deletes_first(subject, news, olds)
        return Diff(found.changes, frozenset(replacing)), delete_first

    def foresee_new(self, urn: str, inputs: Properties) -> Properties:
        """Return what a new resource will be."""
        return outputs.of_new(inputs, self._subject(urn).schema)

    def foresee_changed(self, urn: str, state: Properties, inputs: Properties) -> Properties:
        """Return what a changed resource will be."""
        subject = self._subject(urn)
        return outputs.of_changed(state, inputs, self._table.facts(subject.token).renewed, subject.schema)

    def call(self, token: str, args: Properties) -> Properties:
        """Return the answer of a function. Raises ``Unanswered``."""
        given = self.settings.answers.get(token)
        return answer(Call(token, reveal(args), self.config), dict(given) if given is not None else None)

    def _subject(self, urn: str) -> Subject:
        token, name = type_of(urn), name_of(urn)
        schema = self.kit.resource(token)
        if schema is None and self._family.needs_schema(token):
            hint = suggestion(token, self.kit.tokens)
            raise Refused(f"{token}: {self.kit.distribution} has no such resource{hint}")
        return Subject(token, name, self._table.facts(token).name, schema)


def _without_engines_own(inputs: Properties) -> Properties:
    return {key: value for key, value in inputs.items() if key not in _ENGINES_OWN}


def _later(value: Any) -> Any:
    """Return a configuration value with a placeholder for what is not known; such values are always text."""
    if isinstance(value, Secret):
        return Secret(_later(value.value))
    return LATER if value is UNKNOWN else value
