import asyncio
from typing import Any

from kubespaces.kube import Call
from kubespaces.plan.roles import cluster_roles, role_name
from kubespaces.verify.actors import Actor
from kubespaces.verify.line import Line, Verdict
from kubespaces.verify.rights_review import review_rights
from kubespaces.verify.rules import NOWHERE
from tests.unit.verify.fakes import FakeSession, actor_named, scene

EVERYBODYS = [
    {"apiGroups": ["authorization.k8s.io"], "resources": ["selfsubjectaccessreviews", "selfsubjectrulesreviews"],
     "verbs": ["create"]},
    {"apiGroups": ["authentication.k8s.io"], "resources": ["selfsubjectreviews"], "verbs": ["create"]},
]  # fmt: skip
URLS = [{"nonResourceURLs": ["/healthz", "/api/*"], "verbs": ["get"]}]
SECRETS = {"apiGroups": [""], "resources": ["secrets"], "verbs": ["get", "list"]}
WIDGETS = {"apiGroups": ["example.com"], "resources": ["widgets"], "verbs": ["get"]}


def rules_of(actor: Actor, namespace: str) -> list[Any]:
    names = {role_name(role) for role in actor.roles.get(namespace, ())}
    given = [rule for role in cluster_roles() if role["metadata"]["name"] in names for rule in role["rules"]]
    return [*EVERYBODYS, *given]


class Cluster:
    """An authorizer with RBAC as planned, and some rules more."""

    def __init__(self, *, incomplete: bool = False, urls: list[Any] | None = None, **more: list[Any]) -> None:
        self.more = {name.replace("_", "-"): rules for name, rules in more.items()}
        self.incomplete = incomplete
        self.urls = URLS if urls is None else urls
        self.granted: set[tuple[str, str, str]] = set()

    def answer(self, actor: Actor, call: Call) -> Any:
        spec = call.body["spec"]
        if call.path.endswith("selfsubjectaccessreviews"):
            asked = spec["resourceAttributes"]
            return {
                "status": {"allowed": (asked["verb"], asked["resource"], asked.get("namespace", "")) in self.granted}
            }
        namespace = spec["namespace"]
        rules = [*rules_of(actor, namespace), *self.more.get("everywhere", []), *self.more.get(namespace, [])]
        return {"status": {"resourceRules": rules, "nonResourceRules": self.urls, "incomplete": self.incomplete}}


def review(cluster: Cluster, name: str = "group pay-devs") -> tuple[list[Line], FakeSession]:
    session = FakeSession(cluster.answer)
    lines = asyncio.run(review_rights(session, scene(), actor_named(name)))
    return lines, session


def surprises(cluster: Cluster, name: str = "group pay-devs") -> list[tuple[str, str, str]]:
    lines, _ = review(cluster, name)
    return [(line.where, line.what, line.got) for line in lines if line.verdict is not Verdict.AS_EXPECTED]


def test_as_planned_there_is_no_surprise_and_few_requests() -> None:
    for actor in scene().actors:
        lines, session = review(Cluster(), actor.name)
        assert [line for line in lines if not line.verdict.is_good] == []
        assert len(session.calls) == len(scene().namespaces) + 1
        assert sum(line.checks for line in lines) > 1000


def test_a_right_in_another_namespace_is_a_surprise_there() -> None:
    assert surprises(Cluster(web_dev=[SECRETS])) == [
        ("web-dev", "anything on secrets", "allowed: get/list secrets in web-dev"),
        ("5 namespaces without a role", "anything else there", "allowed: get, list secrets (core) in web-dev"),
    ]


def test_a_kind_that_nobody_thought_of_is_a_surprise_as_well() -> None:
    assert surprises(Cluster(web_dev=[WIDGETS])) == [
        ("5 namespaces without a role", "anything else there", "allowed: get widgets (example.com) in web-dev"),
    ]
    assert surprises(Cluster(pay_prod=[WIDGETS])) == [
        ("pay-prod", "anything besides its roles", "allowed: get widgets (example.com)"),
    ]


def test_a_right_in_all_namespaces_is_told_once_and_not_for_each() -> None:
    found = surprises(Cluster(everywhere=[SECRETS]))
    assert found == [
        ("all namespaces", "anything on secrets", "allowed: get/list secrets"),
        ("the cluster", "anything else cluster-wide", "allowed: get, list secrets (core)"),
        ("pay-prod", "read and change secrets", "allowed: get/list secrets"),
    ]


def test_a_url_that_is_not_everybodys_is_a_surprise() -> None:
    urls = [{"nonResourceURLs": ["/metrics", "/healthz"], "verbs": ["get"]}]
    assert surprises(Cluster(urls=urls)) == [
        ("the cluster", "anything else cluster-wide", "allowed: get /metrics"),
    ]


def test_a_right_that_is_missing_is_a_surprise() -> None:
    cluster = Cluster()
    cluster.answer = lambda actor, call: {"status": {"resourceRules": EVERYBODYS}}  # type: ignore[method-assign]  # the roles are gone
    found = surprises(cluster, "deployer of pay-dev")
    assert ("pay-dev", "read logs", "refused by authorization: get pods/log") in found


def test_where_rules_are_incomplete_each_right_is_asked_for() -> None:
    cluster = Cluster(incomplete=True)
    cluster.granted = {("list", "secrets", "web-dev"), ("approve", "signers", "")}
    lines, session = review(cluster)
    found = [(line.where, line.got) for line in lines if not line.verdict.is_good]
    assert found == [("the cluster", "allowed: approve signers"), ("web-dev", "allowed: list secrets in web-dev")]
    reviews = [call for _, call in session.calls if call.path.endswith("selfsubjectaccessreviews")]
    assert len(reviews) > 1000
    assert NOWHERE not in {call.body["spec"]["resourceAttributes"].get("namespace") for call in reviews}
