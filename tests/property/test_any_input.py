"""Whatever is written into a document: a list of clear problems or a document, never another exception."""

import re
from typing import Any

from hypothesis import given, settings

from kubespaces.plan import plan_namespace, plan_tenant
from kubespaces.spec import Fleet, Problem, check_fleet, load_text
from kubespaces.spec.host_cluster import HostCluster
from kubespaces.spec.load import parse
from kubespaces.spec.source import Source
from tests.documents import host, parsed_host, text_of

from .strategies import TEXTS, VALUES, mistaken

# More than 10,000 documents in all: two in each of the first, five in each of the third.
MISTAKEN, WRITTEN, ARBITRARY, TEXT = 3000, 500, 800, 1500

LEFTOVERS = re.compile(
    r"pydantic|Input should|Value error|validation|Traceback|<class|<object| object at 0x|NoneType|Decimal\(|Enum|"
    r"valid (string|integer|dictionary|list|boolean)|type=|should have|errors?\.|_type\b|_parsing\b|docs/",
)
"""Words of the libraries underneath, which mean nothing to the people who write documents."""

HOST = parsed_host(host())


def check_messages(problems: list[Problem]) -> None:
    for problem in problems:
        line = str(problem)
        assert problem.rule
        assert line.isprintable(), line
        line.encode()
        assert len(line) < 1200, line
        said = problem.rule if not problem.rule.startswith("unknown key") else "unknown key"
        assert not LEFTOVERS.search(said), line


def check_plans(sources: list[Source]) -> None:
    """What has no problems can be planned."""
    fleet = Fleet.of(sources)
    for tenant in fleet.tenants.values():
        for namespace in plan_tenant(tenant.name, tenant.spec):
            names = [planned.role for planned in plan_namespace(namespace, HOST.spec).objects]
            assert len(names) == len(set(names))


def check_values(values: list[Any]) -> None:
    sources: list[Source] = []
    problems: list[Problem] = []
    for value in values:
        document, wrong = parse(value, file="t.yaml")
        assert (document is None) == bool(wrong)
        problems += wrong
        if document is not None:
            sources.append(Source("t.yaml", document))
    problems += check_fleet([*sources, Source("h.yaml", HOST)], broken={problem.document for problem in problems})
    check_messages(problems)
    if not problems:
        check_plans(sources)


@given(mistaken(), mistaken())
@settings(max_examples=MISTAKEN)
def test_good_documents_with_mistakes(one: Any, other: Any) -> None:
    check_values([value for value in (one, other) if not is_host(value)])
    check_values([one, other])


def is_host(value: Any) -> bool:
    return isinstance(value, dict) and value.get("kind") == "HostCluster"


@given(VALUES)
@settings(max_examples=ARBITRARY)
def test_any_value(value: Any) -> None:
    check_values([value])
    for key in ("metadata", "spec"):
        head = {"apiVersion": "kubespaces.io/v1alpha1", "kind": "Tenant", "metadata": {"name": "shop"}, "spec": {}}
        check_values([{**head, key: value}, {**head, "kind": "HostCluster", key: value}])


@given(mistaken())
@settings(max_examples=WRITTEN)
def test_mistakes_as_they_are_written(value: Any) -> None:
    try:
        text = text_of(value)
    except ValueError:  # YAML holds no such character
        return
    sources, problems = load_text(text, file="t.yaml")
    check_messages(problems)
    assert sources or problems


@given(TEXTS)
@settings(max_examples=TEXT)
def test_any_text(text: str) -> None:
    sources, problems = load_text(text, file="t.yaml")
    check_messages(problems)
    assert problems, "chance writes no good document"
    assert not sources


def test_the_host_of_these_tests_has_everything() -> None:
    assert isinstance(HOST, HostCluster)
    assert check_fleet([Source("h.yaml", HOST)]) == []
