"""Documents of the wrong shape: unknown keys, wrong types, missing and empty values."""

# ruff: noqa: E501 - each message stands on one line, as people see it

from typing import Any

import pytest

from tests.documents import host, problems_in, problems_in_text, tenant

NAMED = """
apiVersion: kubespaces.io/v1alpha1
kind: Tenant
metadata: {{name: {name}}}
spec: {{owner: a@example.com, quota: {{cpu: 4, memory: 8Gi}}, environments: [{{name: dev, share: 100%}}]}}
"""


def test_a_good_document_has_no_problems() -> None:
    assert problems_in(tenant(), host()) == []


def test_the_documents_as_programs_give_them_have_no_problems() -> None:
    assert problems_in(tenant(overcommit=1.5, sandbox=False, registries=["registry.example.com:5000/shop"])) == []


UNKNOWN_KEYS = [
    ({"quotta": {}}, "quotta: unknown key 'quotta'; did you mean 'quota'?"),
    ({"pod_security": "baseline"}, "pod_security: unknown key 'pod_security'; did you mean 'podSecurity'?"),
    ({"PodSecurity": "baseline"}, "PodSecurity: unknown key 'PodSecurity'; did you mean 'podSecurity'?"),
    (
        {"network": {"allowfrom": []}},
        "network.allowfrom: unknown key 'allowfrom'; did you mean 'allowFrom'?",
    ),
    (
        {"environments": [{"name": "dev", "share": "100%", "podSecurty": "restricted"}]},
        "environments[0].podSecurty: unknown key 'podSecurty'; did you mean 'podSecurity'?",
    ),
    (
        {"limits": {"default": {"gpu": 1}}},
        "limits.default.gpu: unknown key 'gpu'; did you mean 'cpu'?",
    ),
    (
        {"placement": {"datacenter": "x"}},
        "placement.datacenter: unknown key 'datacenter'; use one of: hostCluster, jurisdiction, region, cloud",
    ),
]


@pytest.mark.parametrize(("spec", "problem"), UNKNOWN_KEYS)
def test_an_unknown_key_is_named_with_the_nearest_known_one(spec: dict[str, Any], problem: str) -> None:
    assert problems_in(tenant(**spec)) == [f"t.yaml: shop: {problem}"]


def test_an_unknown_key_cannot_fool_the_terminal() -> None:
    (problem,) = problems_in(tenant(**{"odd\x1b[31mkey\nof": 1}))
    assert problem.startswith("t.yaml: shop: [\"odd\\x1b[31mkey of\"]: unknown key 'odd\\x1b[31mkey of'; use one of: ")


def test_a_very_long_unknown_key_is_shortened() -> None:
    (problem,) = problems_in(tenant(**{"k" * 100_000: 1}))
    assert len(problem) < 500


WRONG_TYPES = [
    ({"owner": 5}, "owner: 5: must be text; put it in quotes"),
    ({"owner": True}, "owner: true: must be text; put it in quotes"),
    ({"owner": ["a@example.com"]}, "owner: must be text"),
    ({"owner": {"mail": "a@example.com"}}, "owner: must be text"),
    ({"owner": "team"}, "owner: team: is no mail address such as 'team@example.com'"),
    ({"owner": "a b@example.com"}, "owner: a b@example.com: is no mail address such as 'team@example.com'"),
    ({"owner": ""}, "owner: (empty): is no mail address such as 'team@example.com'"),
    ({"quota": 7}, "quota: 7: must be a mapping of keys to values; check the indentation"),
    ({"quota": ["cpu"]}, "quota: must be a mapping of keys to values; check the indentation"),
    ({"environments": {"dev": "30%"}}, "environments: must be a list; start each entry with '- '"),
    ({"environments": "dev"}, "environments: dev: must be a list; start each entry with '- '"),
    ({"environments": []}, "environments: needs at least 1 entry; add one"),
    ({"environments": ["dev"]}, "environments[0]: dev: must be a mapping of keys to values; check the indentation"),
    ({"sandbox": "maybe"}, "sandbox: maybe: must be true or false"),
    ({"sandbox": [True]}, "sandbox: must be true or false"),
    ({"sandbox": 7}, "sandbox: 7: must be true or false"),
    ({"overcommit": "much"}, "overcommit: much: must be a number"),
    ({"overcommit": ".nan"}, "overcommit: .nan: must be a number"),
    ({"overcommit": "inf"}, "overcommit: inf: must be a number"),
    ({"overcommit": [1]}, "overcommit: must be a number"),
    ({"overcommit": 0.5}, "overcommit: 0.5: must be at least 1"),
    ({"overcommit": 4.5}, "overcommit: 4.5: must be at most 4"),
    ({"isolation": "Namespaced"}, "isolation: Namespaced: is not allowed; did you mean 'namespace'?"),
    (
        {"isolation": "prison"},
        "isolation: prison: is not allowed; use one of: namespace, sandboxed, dedicated-nodes, virtual, dedicated-cluster",
    ),
    (
        {"isolation": ["namespace"]},
        "isolation: is not allowed; did you mean 'namespace'?",
    ),
    ({"podSecurity": "privileged"}, "podSecurity: privileged: is not allowed; use one of: baseline, restricted"),
    (
        {"quota": {"cpu": 1, "memory": "1Gi", "devices": []}},
        "quota.devices: must be a mapping of keys to values; check the indentation",
    ),
    (
        {"costCenter": "a b"},
        "costCenter: a b: must fit a Kubernetes label: A-Z, a-z, 0-9, '-', '_' and '.', with a letter or digit at both ends",
    ),
    ({"costCenter": "x" * 64}, f"costCenter: {'x' * 57}...: has 64 characters; at most 63 are allowed"),
    (
        {"registries": ["https://registry.example.com"]},
        "registries[0]: https://registry.example.com: is a web address; leave out what stands before and with '://'",
    ),
    (
        {"registries": ["library"]},
        "registries[0]: library: needs the registry's host name first, as in 'docker.io/library'",
    ),
    (
        {"registries": ["registry.example.com/"]},
        "registries[0]: registry.example.com/: is no registry such as 'registry.example.com' or 'registry.example.com/team'",
    ),
    (
        {"hostnames": ["Shop.example.com"]},
        "hostnames[0]: Shop.example.com: is no host name such as 'shop.example.com' (lower case, no final dot)",
    ),
    ({"classes": {"storage": {"default": "fast"}}}, "classes.storage: default 'fast' must be one of allowed"),
]


@pytest.mark.parametrize(("spec", "problem"), WRONG_TYPES)
def test_a_wrong_value_is_told_in_the_words_of_the_document(spec: dict[str, Any], problem: str) -> None:
    assert problems_in(tenant(**spec)) == [f"t.yaml: shop: {problem}"]


@pytest.mark.parametrize("key", ["owner", "quota", "environments"])
def test_what_is_required_and_missing_is_named(key: str) -> None:
    assert problems_in(tenant(**{key: None})) == [f"t.yaml: shop: {key}: is required; add it"]


EMPTY = ["owner", "quota", "environments", "access", "network", "isolation", "sandbox", "overcommit", "registries"]


@pytest.mark.parametrize("key", EMPTY)
def test_a_key_without_a_value_is_told_from_a_wrong_value(key: str) -> None:
    document = tenant()
    document["spec"][key] = None
    assert problems_in(document) == [f"t.yaml: shop: {key}: is empty; give it a value, or remove the key"]


def test_optional_values_may_be_empty() -> None:
    document = tenant()
    document["spec"]["costCenter"] = None
    assert problems_in(document) == []


def test_keys_must_be_text() -> None:
    document = tenant()
    document["spec"][7] = "x"
    document["spec"][None] = "x"
    assert problems_in(document) == [
        "t.yaml: shop: None: a key must be text; put it in quotes",
        "t.yaml: shop: [7]: a key must be text; put it in quotes",
    ]


@pytest.mark.parametrize("word", ["on", "no", "yes", "off", "y", "n", "2020-01-01", "010", "0x10", "1e3", "null0"])
def test_words_that_yaml_once_took_for_something_else_are_text(word: str) -> None:
    assert problems_in_text(NAMED.format(name=word)) == []


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("123", "metadata.name: 123: must be text; put it in quotes"),
        ("1.5", "metadata.name: 1.5: must be text; put it in quotes"),
        ("true", "metadata.name: true: must be text; put it in quotes"),
        ("~", "metadata.name: is empty; give it a value, or remove the key"),
        ("", "metadata.name: is empty; give it a value, or remove the key"),
        ("''", "metadata.name: (empty): must not be empty"),
        ("[a]", "metadata.name: must be text"),
        (
            "1:30",
            "1:30: metadata.name: 1:30: is no DNS label (a-z, 0-9 and '-', starting and ending with a letter or digit); use '1-30'",
        ),
    ],
)
def test_numbers_and_nothing_are_no_names(written: str, problem: str) -> None:
    assert problems_in_text(NAMED.format(name=written)) == [f"t.yaml: {problem}"]
