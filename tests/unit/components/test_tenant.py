"""The component ``Tenant``."""

# ruff: noqa: E501 - each message stands on one line, as people see it

from typing import Any

import pulumi
import pytest

from kubespaces import ArgumentsError, Tenant

from . import golden
from .programs import FACTS, TENANT, changed, with_provider
from .world import World


def test_the_inventory(world: World) -> None:
    golden.check("tenant", world.run(lambda: Tenant("shop", changed(TENANT), with_provider())))


def test_every_object_has_the_provider_that_was_given(world: World) -> None:
    registered = world.run(lambda: Tenant("shop", changed(TENANT), with_provider()))
    objects = [resource for resource in registered if resource.type.startswith("kubernetes:")]
    assert len(objects) > 20
    assert {resource.provider.rpartition("::")[2] for resource in objects} == {"eu-kubernetes"}


def test_names_start_with_the_tenants_name_and_parents_are_components(world: World) -> None:
    registered = world.run(lambda: Tenant("shop", changed(TENANT), with_provider()))
    for resource in registered[1:]:
        assert resource.name.startswith("shop")
        assert resource.name.startswith(resource.parent)
        assert resource.parent or resource.type == "kubespaces:index:Tenant"


def test_production_is_protected_and_retained(world: World) -> None:
    registered = world.run(lambda: Tenant("shop", changed(TENANT), with_provider()))
    kubernetes = [resource for resource in registered if resource.type.startswith("kubernetes:")]
    protected = {resource.name for resource in kubernetes if resource.protect}
    assert protected == {
        "shop-prod-namespace",
        "shop-prod-quota",
        "shop-prod-limits",
        "shop-prod-network-default-deny",
    }
    kept = {resource.name for resource in kubernetes if resource.retain}
    bindings = {resource.name for resource in kubernetes if resource.type.endswith(":RoleBinding")}
    assert kept == {resource.name for resource in kubernetes if resource.name.startswith("shop-prod-")} - bindings


def test_the_options_of_the_component_are_not_handed_down(world: World) -> None:
    def program() -> None:
        options = pulumi.ResourceOptions(aliases=[pulumi.Alias(name="old")], delete_before_replace=True)
        Tenant("shop", changed(TENANT), pulumi.ResourceOptions.merge(with_provider(), options))

    for resource in world.run(program):
        if resource.type == "kubernetes:core/v1:Namespace":
            assert resource.replace_first is False, "a namespace is never deleted to be made anew"


def test_walls_wait_for_their_namespace(world: World) -> None:
    registered = world.run(lambda: Tenant("shop", changed(TENANT), with_provider()))
    for resource in registered:
        if resource.type.startswith("kubernetes:") and resource.type != "kubernetes:core/v1:Namespace":
            assert f"{resource.parent}-namespace" in resource.depends_on, resource.name


def test_it_says_which_namespaces_it_made(world: World) -> None:
    seen: list[Any] = []
    world.run(lambda: Tenant("shop", changed(TENANT), with_provider()).namespaces.apply(seen.append))
    assert seen == [{"dev": "shop-dev", "prod": "shop-prod"}]


def test_names_and_labels_are_known_at_preview(world: World) -> None:
    registered = world.run(lambda: Tenant("shop", changed(TENANT), with_provider()))
    (namespace,) = [resource for resource in registered if resource.name == "shop-prod-namespace"]
    assert namespace.inputs["metadata"]["name"] == "shop-prod"
    assert namespace.inputs["metadata"]["labels"]["kubespaces.io/tenant"] == "shop"


def test_the_quota_is_split(world: World) -> None:
    registered = world.run(lambda: Tenant("shop", changed(TENANT), with_provider()))
    hard = {r.name: r.inputs["spec"]["hard"]["limits.cpu"] for r in registered if r.name.endswith("-quota")}
    assert hard == {"shop-dev-quota": "3200m", "shop-prod-quota": "4800m"}


@pytest.mark.parametrize(
    ("adopt", "type_", "import_id"),
    [
        ("never", "kubernetes:core/v1:Namespace", ""),
        ("if-identical", "kubernetes:core/v1:Namespace", "shop-dev"),
        ("always", "kubernetes:core/v1:NamespacePatch", ""),
    ],
)
def test_taking_over_a_namespace(world: World, adopt: str, type_: str, import_id: str) -> None:
    args = changed(TENANT, environments=[{"name": "dev", "share": "100%", "adopt": adopt}])
    registered = world.run(lambda: Tenant("shop", args, with_provider()))
    (namespace,) = [resource for resource in registered if resource.name == "shop-dev-namespace"]
    assert (namespace.type, namespace.import_id) == (type_, import_id)
    (quota,) = [resource for resource in registered if resource.name == "shop-dev-quota"]
    assert quota.import_id == ("shop-dev/kubespaces" if import_id else "")


WRONG: list[tuple[dict[str, Any], list[str]]] = [
    ({"owner": None}, ["owner: is required; add it"]),
    ({"host": None}, ["host: is required; add it"]),
    ({"host": {}}, ["host.kubernetes_version: is required; add it"]),
    ({"pod_securty": "baseline"}, ["pod_securty: unknown key 'pod_securty'; did you mean 'pod_security'?"]),
    ({"podSecurity": "baseline"}, ["pod_security: unknown key 'podSecurity'; did you mean 'pod_security'?"]),
    (
        {"host": changed(FACTS, nodePools=[])},
        ["host.node_pools: unknown key 'nodePools'; did you mean 'node_pools'?"],
    ),
    ({"access": [{"role": "view"}]}, ["access[0]: name exactly one of group, user or service_account"]),
    (
        {"network": {"allow_from": [{"role": "api-server"}]}},
        ["network.allow_from[0]: api-server is a place to connect to; move it to allow_to"],
    ),
    (
        {"environments": [{"name": "dev", "share": "60%"}, {"name": "prod", "share": "60%"}]},
        ["environments[1].share: 60%: shares add up to 120% of the tenant's quota; at most 100%"],
    ),
    (
        {"isolation": "sandboxed", "host": {"kubernetes_version": "1.34"}, "network": None, "hostnames": None},
        [
            "isolation: sandboxed: host cluster (argument host) names no sandbox_classes; install gVisor or Kata there and name its class"
        ],
    ),
    (
        {"quota": {"cpu": "200", "memory": "1Gi"}},
        [
            "quota.cpu: 200: cpu of all tenants adds up to 200, host cluster (argument host) has 100; lower a quota, place a tenant elsewhere or raise the host's capacity"
        ],
    ),
    (
        {"placement": {"jurisdiction": "EU"}, "host": changed(FACTS, jurisdiction="US")},
        [
            "placement.jurisdiction: EU: host cluster (argument host) has 'US'; place the tenant elsewhere or change the condition"
        ],
    ),
    (
        {"owner": 5, "quota": {"cpu": "x"}, "environments": [], "host": {"kubernetes_version": 1.34}},
        [
            "environments: needs at least 1 entry; add one",
            "host.kubernetes_version: 1.34: must be text; put it in quotes",
            "owner: 5: must be text; put it in quotes",
            "quota.cpu: x: is not a quantity such as '4', '500m' or '8Gi'",
            "quota.memory: is required; add it",
        ],
    ),
]


@pytest.mark.parametrize(("args", "problems"), WRONG)
def test_wrong_arguments_are_told_all_at_once_and_nothing_is_registered(
    args: dict[str, Any], problems: list[str]
) -> None:
    world = World(preview=True)
    with pytest.raises(ArgumentsError) as caught:
        world.run(lambda: Tenant("shop", changed(TENANT, **args)))
    assert str(caught.value) == "\n".join(["Tenant 'shop' has wrong arguments:", *(f"  {line}" for line in problems)])
    assert world.registered == []


def test_a_wrong_name() -> None:
    with pytest.raises(ArgumentsError, match=r"name: Shop: is no DNS label .*; use 'shop'"):
        Tenant("Shop", changed(TENANT))


def test_outputs_are_refused_where_plain_values_are_needed() -> None:
    world = World(preview=True)

    def program() -> None:
        later = pulumi.Output.from_input("shop@example.com")
        Tenant("shop", changed(TENANT, owner=later, registries=["x.example.com", later]))

    with pytest.raises(ArgumentsError) as caught:
        world.run(program)
    rule = "must be a plain value, known at preview, and no output of a resource"
    assert str(caught.value) == f"Tenant 'shop' has wrong arguments:\n  owner: {rule}\n  registries[1]: {rule}"
    assert world.registered == []


def test_a_host_that_takes_all_is_a_laptop_and_meets_no_conditions(world: World) -> None:
    args = changed(TENANT, placement={"jurisdiction": "EU"}, host=changed(FACTS, takes="all"))
    assert world.run(lambda: Tenant("shop", args, with_provider()))


def test_arguments_are_not_changed(world: World) -> None:
    args = changed(TENANT)
    world.run(lambda: Tenant("shop", args, with_provider()))
    assert args == TENANT
