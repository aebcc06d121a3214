"""Who may do what: RoleBindings and ClusterRoleBindings, with the rules that their roles give."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from kubespaces.plan.roles import cluster_roles
from kubespaces.review.preview import is_known
from kubespaces.review.world import KubeObject
from kubespaces.review.world.objects import items, mapping

from .order import Fact, Facts

Rule = tuple[frozenset[str], frozenset[str], frozenset[str], frozenset[str]]
"""API groups, resources, verbs, and names of objects (empty for all)."""

_ALL = frozenset({"*"})
_LADDER = ("view", "edit", "admin", "cluster-admin")
"""Kubernetes' own roles; each may do what those before it may.
Source: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#user-facing-roles"""
_BROAD = frozenset({"system:authenticated", "system:unauthenticated", "system:serviceaccounts", "system:anonymous"})


@dataclass(frozen=True, slots=True)
class Rights:
    """What a role lets one do."""

    name: str
    rules: frozenset[Rule]
    known: bool
    """Whether its rules are in the previews; else only roles of the same name compare."""
    unknown: bool = False
    """Whether a part of them is known after deployment only."""

    def cover(self, other: "Rights") -> bool:
        """Tell whether whoever has these may do all that the others let one do."""
        if self.unknown or other.unknown:
            return False
        if self.name in _LADDER and other.name in _LADDER and not (self.known and other.known):
            return _LADDER.index(self.name) >= _LADDER.index(other.name)
        if not self.known or not other.known:
            return (self.name, self.rules) == (other.name, other.rules)
        return _cover(self.rules, other.rules)


@lru_cache(maxsize=4096)
def _cover(mine: frozenset[Rule], theirs: frozenset[Rule]) -> bool:
    return mine >= theirs or all(
        any(_allows(rule, group, resource, verb, names) for rule in mine)
        for groups, resources, verbs, names in theirs
        for group in groups
        for resource in resources
        for verb in verbs
    )


def _allows(rule: Rule, group: str, resource: str, verb: str, names: frozenset[str]) -> bool:
    groups, resources, verbs, mine = rule
    kinds = {resource, "*"} | ({f"*/{resource.partition('/')[2]}"} if "/" in resource else set())
    named = not mine or (bool(names) and names <= mine)
    return bool({group, "*"} & groups) and bool(kinds & resources) and bool({verb, "*"} & verbs) and named


@dataclass(frozen=True, slots=True)
class Grant:
    """An opening: somebody may do something."""

    key: str
    """Who."""
    role: str
    """The role's name, for people."""
    rights: Rights
    unknown: bool = False

    def includes(self, other: Fact) -> bool:
        """Tell whether this one lets the same subject do all that the other lets it do."""
        return isinstance(other, Grant) and not self.unknown and not other.unknown and self.rights.cover(other.rights)

    def __str__(self) -> str:
        return f"{self.key}: {self.role}"


class Roles:
    """The roles that bindings refer to, at one time on one cluster."""

    def __init__(self, cluster_wide: Iterable[KubeObject]) -> None:
        self._cluster = dict(_standard())
        for found in cluster_wide:
            if found.kind == "ClusterRole":
                self._cluster[found.name] = _rights(found.name, _rules(found))

    def rights(self, reference: Mapping[str, Any], local: Mapping[str, KubeObject]) -> Rights:
        """Return what a binding's role gives, from the roles of its namespace and of the cluster."""
        kind, name = str(reference.get("kind")), reference.get("name")
        if not isinstance(name, str):
            return Rights("a role known after deployment", frozenset(), known=False, unknown=True)
        if kind == "Role":
            role = local.get(name)
            return Rights(f"Role {name}", frozenset(), False) if role is None else _rights(name, _rules(role))
        return self._cluster.get(name) or Rights(name, frozenset(), known=False)


@cache
def _standard() -> Mapping[str, Rights]:
    """Return what the roles give that tenants get, for stacks that bind them and do not make them."""
    return {role["metadata"]["name"]: _rights(role["metadata"]["name"], role["rules"]) for role in cluster_roles()}


def access(bindings: Sequence[KubeObject], local: Sequence[KubeObject], roles: Roles) -> Facts:
    """Return who may do what by some bindings.

    Args:
        bindings: RoleBindings of a namespace, or ClusterRoleBindings.
        local: the Roles of the namespace.
        roles: the cluster's roles.
    """
    by_name = {role.name: role for role in local}
    return Facts(openings=[grant for binding in bindings for grant in _grants(binding, by_name, roles)])


def _grants(binding: KubeObject, local: Mapping[str, KubeObject], roles: Roles) -> Iterator[Grant]:
    rights = roles.rights(mapping(binding.body, "roleRef"), local)
    role = rights.name.removeprefix("kubespaces:tenant-")
    subjects = binding.body.get("subjects")
    if subjects is not None and not isinstance(subjects, list):
        yield Grant("somebody known after deployment", role, rights, unknown=True)
    for subject in items(binding.body, "subjects"):
        who, known = subject_words(subject, binding.namespace)
        yield Grant(who, role, rights, unknown=not known or rights.unknown)


def subject_words(subject: Any, namespace: str) -> tuple[str, bool]:
    """Return a subject in words, and whether it is known."""
    kind, name = mapping(subject).get("kind"), mapping(subject).get("name")
    if not isinstance(name, str) or not isinstance(kind, str):
        return "somebody known after deployment", False
    if kind != "ServiceAccount":
        broad = " (everybody with an account)" if name in _BROAD else ""
        return f"{kind.lower()} {name}{broad}", True
    home = mapping(subject).get("namespace")
    elsewhere = f" of namespace {home}" if is_known(home) and home not in (None, namespace) else ""
    return f"service account {name}{elsewhere}", is_known(home)


def _rules(role: KubeObject) -> Any:
    rules = role.body.get("rules")
    # What is aggregated comes from other roles, which anybody may add: it is as good as unknown.
    return None if "aggregationRule" in role.body else rules


def _rights(name: str, rules: Any) -> Rights:
    if rules is None:
        return Rights(name, frozenset(), known=False)
    if not isinstance(rules, list) or not all(map(_is_plain, rules)):
        return Rights(name, frozenset(), known=False, unknown=True)
    parts = ("apiGroups", "resources", "verbs", "resourceNames")
    found = {tuple(frozenset(map(str, rule.get(part) or ())) for part in parts) for rule in rules}
    urls = {
        (_ALL, frozenset(f"url {url}" for url in rule["nonResourceURLs"]), frozenset(map(str, rule.get("verbs") or ())),
         frozenset[str]())
        for rule in rules
        if rule.get("nonResourceURLs")
    }  # fmt: skip
    return Rights(name, frozenset(found) | frozenset(urls), known=True)  # type: ignore[arg-type]  # four parts each


def _is_plain(rule: Any) -> bool:
    return isinstance(rule, dict) and all(
        isinstance(value, list) and all(isinstance(item, str) for item in value) for value in rule.values()
    )
