"""The stand-in for the engine, and what a program without a provider is told."""

import pulumi
import pytest

from kubespaces import Namespace, Tenant

from .programs import NAMESPACE, TENANT, changed, with_provider
from .world import World


def test_a_name_that_is_taken_twice_is_noticed(world: World) -> None:
    def program() -> None:
        options = with_provider()
        Namespace("prod", changed(NAMESPACE), options)
        Namespace("prod", changed(NAMESPACE), options)

    with pytest.raises(AssertionError, match=r"registered twice: .*Namespace::prod"):
        world.run(program)


def test_without_a_provider_nothing_is_made_in_whatever_cluster_is_at_hand(world: World) -> None:
    for make in (lambda: Tenant("shop", changed(TENANT)), lambda: Namespace("shop", changed(NAMESPACE))):
        with pytest.raises(
            pulumi.RunError, match=r"'shop(-dev)?' has no Kubernetes provider; .*\(providers=\[provider\]\)"
        ):
            world.run(make)
        assert not [resource for resource in world.registered if resource.type.startswith("kubernetes:")]


def test_a_provider_of_another_package_is_none(world: World) -> None:
    class Other(pulumi.ProviderResource):
        pass

    def program() -> None:
        Namespace("prod", changed(NAMESPACE), pulumi.ResourceOptions(providers=[Other("aws", "a")]))

    with pytest.raises(pulumi.RunError, match="has no Kubernetes provider"):
        world.run(program)
