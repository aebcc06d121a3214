"""Spreading tenants over stacks."""

import pytest

from kubespaces.plan.shard import shard_of


def test_the_shards_of_some_tenants_never_change() -> None:
    """A change here would move every tenant to another stack."""
    assert [shard_of(name, 4) for name in ("payments", "data", "web", "shop")] == [0, 1, 3, 0]


def test_one_shard_has_all() -> None:
    assert shard_of("payments", 1) == 0


@pytest.mark.parametrize("count", [0, -1])
def test_there_is_at_least_one_shard(count: int) -> None:
    with pytest.raises(ValueError, match=f"shard count {count}: must be at least 1"):
        shard_of("payments", count)
