"""Roles and bindings as the API server's authorizer reads them.

Source: https://kubernetes.io/docs/reference/access-authn-authz/rbac/ and k8s.io/component-helpers v0.34.2,
auth/rbac/validation (how a rule covers a resource).
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from kubespaces.plan.roles import cluster_roles
from kubespaces_policies.check import Check
from kubespaces_policies.resource import Applies, Resource, kinds
from kubespaces_policies.settings import Settings
from kubespaces_policies.value import Value

from .objects import KubernetesObject

_GROUP = "rbac.authorization.k8s.io"
ROLE, CLUSTER_ROLE = f"{_GROUP}/Role", f"{_GROUP}/ClusterRole"
ROLE_BINDING, CLUSTER_ROLE_BINDING = f"{_GROUP}/RoleBinding", f"{_GROUP}/ClusterRoleBinding"
ALL = "*"

any_role: Applies = kinds(ROLE, CLUSTER_ROLE)
"""Apply to what grants rights."""
any_binding: Applies = kinds(ROLE_BINDING, CLUSTER_ROLE_BINDING)
"""Apply to what gives them to somebody."""


@dataclass(frozen=True)
class Rule:
    """One rule of a role. Entries that are not known yet are deferred and left out."""

    role: KubernetesObject
    value: Value
    check: Check

    @property
    def verbs(self) -> list[Value]:
        """Its verbs, as far as they are known."""
        return self.listed("verbs")

    @property
    def resources(self) -> list[Value]:
        """Its resources, with their subresources, as far as they are known."""
        return self.listed("resources")

    def listed(self, name: str) -> list[Value]:
        """Return the known entries of one of its lists."""
        found: list[Value] = []
        with self.check.guard():
            for item in self.value.at(name):
                if item.unknown:
                    self.check.defer(item)
                else:
                    found.append(item)
        return found

    def allows(self, verbs: Collection[str]) -> bool:
        """Whether it allows one of these verbs on whatever it is about."""
        return any(verb.text() == ALL or verb.text() in verbs for verb in self.verbs)

    def about(self, targets: Collection[str], group: str | None = None) -> list[Value]:
        """Return its entries that cover one of these resources, such as ``pods/exec``, of an API group."""
        if group is not None and not self._is_in(group):
            return []
        return [item for item in self.resources if any(covers(item.text(), target) for target in targets)]

    def _is_in(self, group: str) -> bool:
        """Whether it is about an API group, or may be for all that is known."""
        groups = self.value.at("apiGroups")
        return groups.has_unknown() or any(item.text() in (ALL, group) for item in groups)


def covers(entry: str, target: str) -> bool:
    """Whether an entry of a rule is about a resource. ``pods/*`` means nothing to Kubernetes, but surely is meant."""
    resource, _, sub = entry.partition("/")
    wanted, _, wanted_sub = target.partition("/")
    if entry == ALL:
        return True
    return resource in (ALL, wanted) and (sub == wanted_sub or (sub == ALL and bool(wanted_sub)))


def rules(resource: Resource, check: Check) -> Iterator[Rule]:
    """Go through the rules of a resource's roles, but for those that are Kubespaces' own to the letter.

    These are reviewed where they are made; the least deviation makes them anybody's.
    """
    for item in resource.of_kind(ROLE, CLUSTER_ROLE):
        if is_kubespaces_own(item):
            continue
        with check.guard():
            for value in item.at("rules"):
                if value.unknown:
                    check.defer(value)
                else:
                    yield Rule(item, value, check)


def is_kubespaces_own(item: KubernetesObject) -> bool:
    """Whether a ClusterRole is exactly one of those that Kubespaces makes for tenants."""
    name = item.name.raw
    return (
        isinstance(name, str)
        and not item.patch
        and item.kind == "ClusterRole"
        and not item.at("aggregationRule").present
        and item.at("rules").raw is not None
        and item.at("rules").raw == _own_rules().get(name)
    )


def is_operators(role: KubernetesObject, settings: Settings) -> bool:
    """Whether a Role is one that the setting ``operator_roles`` lists; ClusterRoles never are."""
    listed = f"{role.namespace.raw}/{role.name.raw}" in settings.operator_roles
    return listed and not role.is_a(CLUSTER_ROLE)


@cache
def _own_rules() -> Mapping[str, Any]:
    return {manifest["metadata"]["name"]: manifest["rules"] for manifest in cluster_roles()}


def subjects(resource: Resource, check: Check) -> Iterator[tuple[KubernetesObject, Value]]:
    """Go through the subjects of a resource's bindings, each with its binding."""
    for item in resource.of_kind(ROLE_BINDING, CLUSTER_ROLE_BINDING):
        with check.guard():
            for subject in item.at("subjects"):
                if subject.unknown:
                    check.defer(subject)
                else:
                    yield item, subject
