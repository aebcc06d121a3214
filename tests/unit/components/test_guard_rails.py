"""The component ``GuardRails``."""

from typing import Any

import pulumi
import pytest

from kubespaces import ArgumentsError, GuardRails
from kubespaces.plan import plan_guard_rails
from kubespaces.spec.posture import GuardRailMode

from . import golden
from .programs import with_provider
from .world import World


def made(world: World, **args: Any) -> list[Any]:
    def program() -> None:
        GuardRails("rails", args, with_provider())

    return world.run(program)


def test_the_inventory(world: World) -> None:
    golden.check("guard-rails", made(world))


@pytest.mark.parametrize("mode", GuardRailMode)
def test_it_installs_what_is_planned(world: World, mode: GuardRailMode) -> None:
    registered = {resource.name: resource.inputs for resource in made(world, mode=mode.value)}
    for planned in plan_guard_rails(mode):
        assert registered[f"rails-{planned.role}"] == planned.manifest


def test_another_mode_is_an_error_that_names_the_modes(world: World) -> None:
    with pytest.raises(ArgumentsError, match=r"GuardRails 'rails' has wrong arguments:\n  mode: off: .*audit.*enforce"):
        made(world, mode="off")


def test_without_a_provider_nothing_goes_to_the_cluster_at_hand(world: World) -> None:
    with pytest.raises(pulumi.RunError, match="has no Kubernetes provider"):
        world.run(lambda: GuardRails("rails", {}))
