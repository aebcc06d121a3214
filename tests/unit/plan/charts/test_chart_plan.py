import itertools

import pytest

from kubespaces.plan.charts import ChartError, ChartPlan, HookChoice, parse, plan_chart
from kubespaces.plan.charts.manifests import Rendered
from tests.support.charts import rendered

HOOK = """
    apiVersion: batch/v1
    kind: Job
    metadata: {{name: {name}, annotations: {{helm.sh/hook: "{events}", helm.sh/hook-weight: "{weight}"}}}}
"""


def items(*objects: tuple[str, str]) -> list[Rendered]:
    return parse("web", rendered(*objects), "shop")


def hook(name: str, events: str, weight: int = 0) -> tuple[str, str]:
    return f"web/templates/{name}.yaml", HOOK.format(name=name, events=events, weight=weight)


SERVICE = ("web/templates/s.yaml", "apiVersion: v1\nkind: Service\nmetadata: {name: web}")
CRD = (
    "web/crds/c.yaml",
    "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: pools.x.io}\nspec: {}",
)
NAMESPACE = ("web/templates/n.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}")


def roles(plan: ChartPlan) -> list[list[str]]:
    return [[planned.role for planned in stage] for stage in plan.stages]


def test_definitions_and_namespaces_come_first_hooks_around_the_rest() -> None:
    found = items(
        SERVICE, CRD, NAMESPACE, hook("b", "pre-install", 5), hook("a", "pre-upgrade,pre-install", -1),
        hook("z", "post-install"), hook("t", "test"), hook("bye", "pre-delete"),
    )  # fmt: skip
    plan = plan_chart(
        "web",
        found,
        "shop",
        hooks={"*": HookChoice.REGISTER, "Job/bye": HookChoice.LEAVE_OUT, "Job/t": HookChoice.LEAVE_OUT},
    )
    assert roles(plan) == [
        ["customresourcedefinition-pools.x.io", "namespace-shop"], ["job-a", "job-b"], ["service-web"], ["job-z"]
    ]  # fmt: skip
    assert plan.left_out == ["Job/bye (pre-delete)", "Job/t (test)"]


def test_a_hook_that_nobody_decided_on_is_an_error_that_lists_all() -> None:
    with pytest.raises(ChartError) as caught:
        plan_chart("web", items(hook("a", "pre-install"), hook("b", "post-delete"), hook("t", "test")), "shop")
    assert [problem.split(" which ")[0] for problem in caught.value.problems] == [
        "web/templates/a.yaml: Job/a is a hook (pre-install),",
        "web/templates/b.yaml: Job/b is a hook (post-delete),",
    ]
    assert "hooks: {'Job/a': 'register'}" in caught.value.problems[0]


def test_choices_that_cannot_be_are_errors() -> None:
    choices = {"Job/gone": HookChoice.LEAVE_OUT, "Job/b": HookChoice.REGISTER}
    with pytest.raises(ChartError) as caught:
        plan_chart("web", items(hook("b", "post-delete")), "shop", hooks=choices)
    assert "'Job/gone' is no hook of this chart; there are: Job/b" in caught.value.problems[0]
    assert "runs when nothing is installed; leave it out" in caught.value.problems[1]


def test_names_depend_on_the_object_alone() -> None:
    objects = (
        SERVICE,
        ("web/templates/o.yaml", "apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: other}"),
        CRD,
    )
    wanted = {"service-web", "service-other/web", "customresourcedefinition-pools.x.io"}
    for order in itertools.permutations(objects):
        assert {planned.role for planned in plan_chart("web", items(*order), "shop").objects} == wanted
    assert {planned.role for planned in plan_chart("web", items(objects[1]), "shop").objects} == {"service-other/web"}


def test_labels_win_and_leave_selectors_alone() -> None:
    text = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, labels: {app: web, app.kubernetes.io/managed-by: Helm}}
        spec: {selector: {matchLabels: {app: web}}}
    """
    (planned,) = plan_chart(
        "web", items(("web/templates/d.yaml", text)), "shop", labels={"app.kubernetes.io/managed-by": "kubespaces"}
    ).objects
    assert planned.manifest["metadata"]["labels"] == {"app": "web", "app.kubernetes.io/managed-by": "kubespaces"}
    assert planned.manifest["spec"] == {"selector": {"matchLabels": {"app": "web"}}}
