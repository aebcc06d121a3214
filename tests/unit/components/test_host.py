"""The component ``ExistingHostCluster`` and the contract between host and tenants stacks."""

import asyncio
from typing import Any

import pulumi
import pytest

from kubespaces import ArgumentsError, ExistingHostCluster, Namespace
from kubespaces.hosts import contract

from . import golden
from .programs import FACTS, NAMESPACE, changed
from .world import World

ARGS: Any = {"kubeconfig": "apiVersion: v1", "facts": FACTS}


def test_the_inventory(world: World) -> None:
    golden.check("existing-host-cluster", world.run(lambda: ExistingHostCluster("eu", changed(ARGS))))


def test_the_platforms_objects_have_the_clusters_own_provider(world: World) -> None:
    registered = world.run(lambda: ExistingHostCluster("eu", changed(ARGS)))
    kinds = [resource for resource in registered if resource.type.startswith("kubernetes:")]
    assert len(kinds) > 10
    assert {resource.provider.rpartition("::")[2] for resource in kinds} == {"eu-kubernetes"}


def test_a_provider_is_never_replaced_for_a_new_address_or_certificate(world: World) -> None:
    registered = world.run(lambda: ExistingHostCluster("eu", changed(ARGS)))
    (provider,) = [resource for resource in registered if resource.type == "pulumi:providers:kubernetes"]
    assert (provider.name, provider.inputs["clusterIdentifier"]) == ("eu-kubernetes", "eu")
    assert "context" not in provider.inputs


def test_an_identifier_and_a_context_can_be_given(world: World) -> None:
    facts = changed(FACTS, existing={"identifier": "arn:1", "context": "admin"})
    registered = world.run(lambda: ExistingHostCluster("eu", changed(ARGS, facts=facts)))
    (provider,) = [resource for resource in registered if resource.type == "pulumi:providers:kubernetes"]
    assert (provider.inputs["clusterIdentifier"], provider.inputs["context"]) == ("arn:1", "admin")


def test_the_platform_can_be_left_to_another_stack(world: World) -> None:
    registered = world.run(lambda: ExistingHostCluster("eu", changed(ARGS, platform=False)))
    assert [resource.type for resource in registered] == [
        "kubespaces:index:ExistingHostCluster",
        "pulumi:providers:kubernetes",
    ]


def test_its_provider_and_facts_go_on_to_namespaces(world: World) -> None:
    def program() -> None:
        cluster = ExistingHostCluster("eu", changed(ARGS, platform=False))
        options = pulumi.ResourceOptions(providers=[cluster.provider])
        Namespace("prod", changed(NAMESPACE, host=cluster.facts), options)

    registered = world.run(program)
    objects = [resource for resource in registered if resource.type.startswith("kubernetes:")]
    assert {resource.provider.rpartition("::")[2] for resource in objects} == {"eu-kubernetes"}


def test_the_kubeconfig_is_a_secret(world: World) -> None:
    secret: list[bool] = []

    async def remember(output: pulumi.Output[str]) -> None:
        secret.append(await output.is_secret())

    def program() -> None:
        cluster = ExistingHostCluster("eu", changed(ARGS))
        asyncio.ensure_future(remember(cluster.kubeconfig))  # noqa: RUF006 - Pulumi waits for all tasks

    world.run(program)
    assert secret == [True]


def test_the_kubeconfig_may_be_an_output(world: World) -> None:
    def program() -> None:
        ExistingHostCluster("eu", changed(ARGS, kubeconfig=pulumi.Output.from_input("apiVersion: v1")))

    assert world.run(program)


WRONG: list[tuple[dict[str, Any], list[str]]] = [
    ({"kubeconfig": None}, ["kubeconfig: is required; add it"]),
    ({"kubeconfig": ""}, ["kubeconfig: is required; add it"]),
    ({"facts": None}, ["facts: is required; add it"]),
    ({"facts": "v1.34"}, ["facts: v1.34: must be a mapping of keys to values; check the indentation"]),
    (
        {"facts": {"kubernetes_version": "1.34", "takes": "no"}},
        ["facts.takes: no: is not allowed; use one of: placed, all"],
    ),
    ({"platform": "yes"}, ["platform: yes: must be true or false"]),
    (
        {"kubeconfig": None, "plattform": False, "facts": {}},
        [
            "facts.kubernetes_version: is required; add it",
            "kubeconfig: is required; add it",
            "plattform: unknown key 'plattform'; did you mean 'platform'?",
        ],
    ),
]


@pytest.mark.parametrize(("args", "problems"), WRONG)
def test_wrong_arguments_are_told_all_at_once_and_nothing_is_registered(
    args: dict[str, Any], problems: list[str]
) -> None:
    world = World(preview=True)
    with pytest.raises(ArgumentsError) as caught:
        world.run(lambda: ExistingHostCluster("eu", changed(ARGS, **args)))
    assert str(caught.value) == "\n".join(
        ["ExistingHostCluster 'eu' has wrong arguments:", *(f"  {line}" for line in problems)]
    )
    assert world.registered == []


def test_a_contract_of_another_version_is_refused() -> None:
    with pytest.raises(
        pulumi.RunError,
        match="stack 'a/b/c' offers version 2 of the host cluster contract, this program reads version 1",
    ):
        contract._check("a/b/c", {"contract": 2})
    with pytest.raises(pulumi.RunError, match="offers version None"):
        contract._check("a/b/c", "something else")


def test_a_contract_of_this_version_is_read() -> None:
    value = {"contract": contract.CONTRACT, "identifier": "eu"}
    assert contract._check("a/b/c", value) is value
