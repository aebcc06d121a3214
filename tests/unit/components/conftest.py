"""The world in which components are made."""

import pytest

from .world import World


@pytest.fixture(params=[True, False], ids=["preview", "update"])
def world(request: pytest.FixtureRequest) -> World:
    """A stand-in for the engine, once in a preview and once in an update."""
    return World(preview=request.param)
