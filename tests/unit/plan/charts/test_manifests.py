import pytest

from kubespaces.plan.charts import ChartError, parse
from tests.support.charts import rendered

WEB = "apiVersion: v1\nkind: Service\nmetadata: {name: web}"


def test_objects_keep_their_template_and_get_the_namespace_of_the_release() -> None:
    text = rendered(
        ("web/templates/a.yaml", WEB),
        ("web/templates/b.yaml", "apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: other}"),
        ("web/templates/c.yaml", "kind: ClusterRole\napiVersion: rbac.authorization.k8s.io/v1\nmetadata: {name: web}"),
        ("web/templates/empty.yaml", "# nothing"),
    )
    found = parse("web", text, "shop")
    assert [(item.template[-6:], item.words, item.namespace) for item in found] == [
        ("a.yaml", "Service/web", "shop"),
        ("b.yaml", "Service/web", "other"),
        ("c.yaml", "ClusterRole/web", ""),
    ]


def test_lists_are_taken_apart() -> None:
    text = rendered(("web/templates/a.yaml", f"apiVersion: v1\nkind: List\nitems: [{{{WEB.replace(chr(10), ', ')}}}]"))
    assert [item.words for item in parse("web", text, "shop")] == ["Service/web"]


def test_scope_of_custom_resources() -> None:
    definition = (
        "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: pools.x.io}\n"
        "spec: {scope: Cluster, group: x.io, names: {kind: Pool}}"
    )
    text = rendered(
        ("web/crds/pool.yaml", definition),
        ("web/templates/a.yaml", "apiVersion: x.io/v1\nkind: Pool\nmetadata: {name: a}"),
        ("web/templates/b.yaml", "apiVersion: y.io/v1\nkind: Policy\nmetadata: {name: b}"),
        ("web/templates/c.yaml", "apiVersion: y.io/v1\nkind: Thing\nmetadata: {name: c}"),
    )
    found = parse("web", text, "shop", ["policies.y.io"])
    assert {item.name: item.namespace for item in found} == {"pools.x.io": "", "a": "", "b": "", "c": "shop"}


def test_all_that_is_no_object_is_told_at_once_with_its_template() -> None:
    text = rendered(
        ("web/templates/broken.yaml", "a: [1"),
        ("web/templates/text.yaml", "just words"),
        ("web/templates/kindless.yaml", "apiVersion: v1\nmetadata: {name: x}"),
        ("web/templates/generated.yaml", "apiVersion: batch/v1\nkind: Job\nmetadata: {generateName: x-}"),
        ("web/templates/a.yaml", WEB),
        ("web/templates/again.yaml", WEB),
    )
    with pytest.raises(ChartError) as caught:
        parse("web 1.2.3", text, "shop")
    lines = str(caught.value).splitlines()
    assert len(lines) == 5
    for line, words in zip(
        lines,
        ("broken.yaml renders to no YAML", "text.yaml", "without kind", "generated name", "a.yaml renders as well"),
        strict=True,
    ):
        assert line.startswith("chart web 1.2.3: web/templates/")
        assert words in line
