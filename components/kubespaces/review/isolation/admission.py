"""Which admission rules of the API server look at a namespace."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kubespaces.plan.labels import NAMESPACE_NAME
from kubespaces.review.preview import UNKNOWN
from kubespaces.review.words import counted
from kubespaces.review.world import KubeObject
from kubespaces.review.world.objects import items, mapping

from .order import Fact, Facts, Item
from .selectors import selector_of

_BINDINGS = {
    "ValidatingAdmissionPolicyBinding": "ValidatingAdmissionPolicy",
    "MutatingAdmissionPolicyBinding": "MutatingAdmissionPolicy",
}
_WEBHOOKS = ("ValidatingWebhookConfiguration", "MutatingWebhookConfiguration")


@dataclass(frozen=True, slots=True)
class Rail:
    """A control: an admission policy that a binding puts into force."""

    key: str
    name: str
    frame: str
    """Everything but its rules: what it looks at, and what becomes of errors."""
    rules: frozenset[str]
    """Each must hold, so a rule more is a control more."""

    @property
    def unknown(self) -> bool:
        """Whether a part of it is known after deployment only."""
        return str(UNKNOWN) in self.frame or str(UNKNOWN) in self.rules

    def includes(self, other: Fact) -> bool:
        """Tell whether this one looks at the same and refuses all that the other refuses."""
        return (
            isinstance(other, Rail)
            and not self.unknown
            and not other.unknown
            and self.frame == other.frame
            and self.rules >= other.rules
        )

    def __str__(self) -> str:
        return f"{self.name} ({counted(len(self.rules), 'rule')})" if self.rules else self.name


class Admission:
    """The admission policies and webhooks of a cluster, at one time."""

    def __init__(self, cluster_wide: Iterable[KubeObject]) -> None:
        found = list(cluster_wide)
        self._policies = {(entry.kind, entry.name): entry for entry in found if entry.kind in _BINDINGS.values()}
        self._bindings = [entry for entry in found if entry.kind in _BINDINGS]
        self._webhooks = [entry for entry in found if entry.kind in _WEBHOOKS]
        self._facts: dict[str, list[Fact]] = {}

    def everywhere(self) -> Facts:
        """Return all of them."""
        bound = [fact for binding in self._bindings for fact in self._of_binding(binding)]
        return Facts([*bound, *(self._of_webhooks(entry, None) for entry in self._webhooks)])

    def of(self, name: str, labels: Mapping[str, Any]) -> Facts:
        """Return those that look at a namespace with these labels."""
        labels = {**labels, NAMESPACE_NAME: name}
        bound = [
            fact
            for binding in self._bindings
            if selector_of(_namespaces(binding)).matches(labels)
            for fact in self._of_binding(binding)
        ]
        hooks = [self._of_webhooks(entry, labels) for entry in self._webhooks]
        return Facts([*bound, *(hook for hook in hooks if hook.content != "[]")])

    def _of_binding(self, binding: KubeObject) -> Sequence[Fact]:
        if binding.urn not in self._facts:
            self._facts[binding.urn] = list(self._make(binding))
        return self._facts[binding.urn]

    def _make(self, binding: KubeObject) -> Iterable[Fact]:
        name = str(binding.spec("policyName"))
        policy = self._policies.get((_BINDINGS[binding.kind], name))
        actions = sorted(map(str, items(binding.body, "spec", "validationActions")))
        if binding.kind == "ValidatingAdmissionPolicyBinding" and "Deny" not in actions:
            return  # it only warns, or writes down
        spec = {} if policy is None else mapping(policy.body, "spec")
        frame = {key: value for key, value in spec.items() if key != "validations"}
        rules = frozenset(_rule(rule) for rule in items(spec, "validations"))
        yield Rail(f"rail {name}", name, _text([frame, binding.spec(), policy is None]), rules)

    def _of_webhooks(self, entry: KubeObject, labels: Mapping[str, Any] | None) -> Item:
        hooks = [mapping(hook) for hook in items(entry.body, "webhooks")]
        looking = [
            hook for hook in hooks if labels is None or selector_of(hook.get("namespaceSelector")).matches(labels)
        ]
        return Item(f"webhooks {entry.name}", _text(looking), f"webhooks of {entry.name}")


def _namespaces(binding: KubeObject) -> Any:
    return mapping(binding.body, "spec", "matchResources").get("namespaceSelector")


def _rule(rule: Any) -> str:
    return str(mapping(rule).get("expression"))


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True, default=str)
