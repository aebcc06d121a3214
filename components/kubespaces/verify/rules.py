"""What RBAC lets somebody do in one namespace, asked with a single request instead of hundreds.

A SelfSubjectRulesReview returns every rule that holds for a user in a namespace: those of its RoleBindings and, as
they hold everywhere, those of its ClusterRoleBindings. Asked about a namespace that cannot exist, it returns the
latter alone. Other authorizers (webhooks of the clouds) do not tell their rules; the answer then says "incomplete".
Source: https://kubernetes.io/docs/reference/kubernetes-api/authorization-resources/self-subject-rules-review-v1/
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kubespaces.kube import Call

NOWHERE = "kubespaces-verify-no-such-namespace"
"""A namespace that nothing is bound in."""

_REVIEW = "/apis/authorization.k8s.io/v1/"


@dataclass(frozen=True)
class Rule:
    """One rule; ``*`` stands for everything."""

    groups: frozenset[str]
    resources: frozenset[str]
    verbs: frozenset[str]
    names: frozenset[str] = frozenset()

    def allows(self, verb: str, group: str, resource: str, name: str = "") -> bool:
        """Return whether it allows a verb on a resource such as ``pods`` or ``pods/log``.

        Without a name, whether it allows the verb on any object at all.
        """
        _, slash, subresource = resource.partition("/")
        wanted = {"*", resource, f"*/{subresource}"} if slash else {"*", resource}
        return (
            not self.verbs.isdisjoint({"*", verb})
            and not self.groups.isdisjoint({"*", group})
            and not self.resources.isdisjoint(wanted)
            and (not self.names or not name or name in self.names)
        )

    def covers(self, other: "Rule") -> bool:
        """Return whether it allows everything that another rule allows."""
        return (
            _covers(self.verbs, other.verbs)
            and _covers(self.groups, other.groups)
            and _covers(self.resources, other.resources)
            and (not self.names or (bool(other.names) and other.names <= self.names))
        )

    def __str__(self) -> str:
        groups = "/".join(sorted(group or "core" for group in self.groups))
        names = f" named {_listed(self.names)}" if self.names else ""
        return f"{_listed(self.verbs)} {_listed(self.resources)} ({groups}){names}"

    def single(self) -> list["Rule"]:
        """Return it as rules of one group, resource and verb each."""
        return [
            Rule(frozenset({group}), frozenset({resource}), frozenset({verb}), self.names)
            for group in self.groups
            for resource in self.resources
            for verb in self.verbs
        ]


@dataclass(frozen=True)
class Rules:
    """Everything that RBAC allows somebody in one namespace, or cluster-wide."""

    resources: tuple[Rule, ...]
    urls: tuple[tuple[str, str], ...]
    """Verb and path of what is no resource, such as ``get /healthz``."""
    incomplete: bool = False
    """Whether another authorizer may allow more."""

    def allows(self, verb: str, group: str, resource: str, name: str = "") -> bool:
        """Return whether any rule allows it."""
        return any(rule.allows(verb, group, resource, name) for rule in self.resources)

    def beyond(self, known: Iterable[Rule]) -> list[Rule]:
        """Return what is allowed that no known rule allows, told as shortly as possible."""
        accepted = list(known)
        extra = []
        for rule in self.resources:
            if any(other.covers(rule) for other in accepted):
                continue
            parts = [part for part in rule.single() if not any(other.covers(part) for other in accepted)]
            extra += [rule] if len(parts) == len(rule.single()) else parts
        return list(dict.fromkeys(extra))


def rules_review(namespace: str) -> Call:
    """Return the request for the rules in a namespace."""
    return _review("SelfSubjectRulesReview", "selfsubjectrulesreviews", {"namespace": namespace})


def access_review(verb: str, group: str, resource: str, namespace: str = "", name: str = "") -> Call:
    """Return the request whether one thing is allowed; without a namespace, in all of them."""
    plural, _, subresource = resource.partition("/")
    attributes = {
        "verb": verb,
        "group": group,
        "resource": plural,
        "subresource": subresource,
        "namespace": namespace,
        "name": name,
    }
    spec = {"resourceAttributes": {key: value for key, value in attributes.items() if value}}
    return _review("SelfSubjectAccessReview", "selfsubjectaccessreviews", spec)


def _review(kind: str, plural: str, spec: Mapping[str, Any]) -> Call:
    return Call("POST", _REVIEW + plural, body={"apiVersion": "authorization.k8s.io/v1", "kind": kind, "spec": spec})


def read_rules(answer: Mapping[str, Any]) -> Rules:
    """Return the rules that an answer to a rules review tells."""
    status = answer["status"]
    resources = tuple(
        Rule(
            frozenset(rule.get("apiGroups") or ()),
            frozenset(rule.get("resources") or ()),
            frozenset(rule.get("verbs") or ()),
            frozenset(rule.get("resourceNames") or ()),
        )
        for rule in status.get("resourceRules") or ()
    )
    urls = tuple(
        (verb, url)
        for rule in status.get("nonResourceRules") or ()
        for verb in rule.get("verbs") or ()
        for url in rule.get("nonResourceURLs") or ()
    )
    return Rules(resources, urls, bool(status.get("incomplete")))


def rules_of_manifest(manifest: Mapping[str, Any]) -> list[Rule]:
    """Return the rules of a planned ClusterRole."""
    return [
        Rule(frozenset(rule["apiGroups"]), frozenset(rule["resources"]), frozenset(rule["verbs"]))
        for rule in manifest["rules"]
    ]


def _covers(mine: frozenset[str], theirs: frozenset[str]) -> bool:
    return "*" in mine or theirs <= mine


def _listed(names: frozenset[str]) -> str:
    return "everything" if "*" in names else ", ".join(sorted(names))
