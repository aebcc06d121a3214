import pytest

from kubespaces.verify.rules import Rule, Rules, access_review, read_rules, rules_review


def rule(verbs: str, resources: str, groups: str = "", names: str = "") -> Rule:
    return Rule(
        frozenset(groups.split(",")),
        frozenset(resources.split(",")),
        frozenset(verbs.split(",")),
        frozenset(names.split(",")) if names else frozenset(),
    )


@pytest.mark.parametrize(
    ("given", "verb", "group", "resource", "name", "allowed"),
    [
        (rule("get", "pods"), "get", "", "pods", "", True),
        (rule("get", "pods"), "list", "", "pods", "", False),
        (rule("get", "pods"), "get", "apps", "pods", "", False),
        (rule("get", "pods"), "get", "", "pods/log", "", False),
        (rule("*", "*", "*"), "impersonate", "", "users", "", True),
        (rule("*", "*"), "get", "apps", "deployments", "", False),
        (rule("get", "*"), "get", "", "pods/log", "", True),
        (rule("update", "*/scale", "apps"), "update", "apps", "deployments/scale", "", True),
        (rule("update", "*/scale", "apps"), "update", "apps", "deployments", "", False),
        (rule("get", "secrets", names="one"), "get", "", "secrets", "one", True),
        (rule("get", "secrets", names="one"), "get", "", "secrets", "two", False),
        # Somebody who may read one secret may read secrets: without a name the question is about any.
        (rule("get", "secrets", names="one"), "get", "", "secrets", "", True),
    ],
)
def test_a_rule_allows_what_rbac_allows(
    given: Rule, verb: str, group: str, resource: str, name: str, allowed: bool
) -> None:
    assert given.allows(verb, group, resource, name) is allowed


@pytest.mark.parametrize(
    ("wide", "narrow", "covers"),
    [
        (rule("get,list", "pods,services"), rule("get", "pods"), True),
        (rule("get", "pods"), rule("get,list", "pods"), False),
        (rule("*", "*", "*"), rule("get", "pods"), True),
        (rule("get", "pods"), rule("*", "pods"), False),
        (rule("get", "secrets"), rule("get", "secrets", names="one"), True),
        (rule("get", "secrets", names="one"), rule("get", "secrets"), False),
        (rule("get", "secrets", names="one,two"), rule("get", "secrets", names="one"), True),
    ],
)
def test_a_rule_covers_what_is_within_it(wide: Rule, narrow: Rule, covers: bool) -> None:
    assert wide.covers(narrow) is covers


def test_beyond_finds_what_nobody_knows_about() -> None:
    found = Rules((rule("get,list", "pods,secrets"), rule("get", "pods"), rule("*", "widgets", "example.com")), ())
    known = [rule("get,list,watch", "pods"), rule("list", "secrets")]
    assert [str(extra) for extra in found.beyond(known)] == [
        "get secrets (core)",
        "everything widgets (example.com)",
    ]
    assert found.beyond([rule("*", "*", "*")]) == []


def test_beyond_takes_the_known_rules_together() -> None:
    found = Rules((rule("get,list", "pods"),), ())
    assert found.beyond([rule("get", "pods"), rule("list", "pods")]) == []


def test_rules_are_read_from_a_review() -> None:
    answer = {
        "status": {
            "resourceRules": [{"verbs": ["get"], "apiGroups": [""], "resources": ["pods"], "resourceNames": ["one"]}],
            "nonResourceRules": [{"verbs": ["get"], "nonResourceURLs": ["/healthz", "/version"]}],
            "incomplete": True,
        }
    }
    rules = read_rules(answer)
    assert rules.resources == (rule("get", "pods", names="one"),)
    assert rules.urls == (("get", "/healthz"), ("get", "/version"))
    assert rules.incomplete
    assert read_rules({"status": {}}) == Rules((), ())


def test_requests_of_reviews() -> None:
    assert rules_review("a").body["spec"] == {"namespace": "a"}
    attributes = access_review("create", "", "pods/exec", "a", "web-0").body["spec"]["resourceAttributes"]
    assert attributes == {
        "verb": "create", "resource": "pods", "subresource": "exec", "namespace": "a", "name": "web-0",
    }  # fmt: skip
