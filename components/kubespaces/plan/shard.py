"""Spreads tenants over several stacks, moving as few as possible when tenants or shards come and go."""

import hashlib


def shard_of(tenant: str, count: int) -> int:
    """Return the shard (0 to count - 1) that a tenant belongs to.

    Rendezvous hashing (Thaler and Ravishankar, 1998): each shard bids for the tenant, the highest bid wins. Adding a
    tenant moves no other; adding a shard moves only those that the new shard wins, about one in ``count + 1``.

    Raises:
        ValueError: ``count`` is less than 1.
    """
    if count < 1:
        raise ValueError(f"shard count {count}: must be at least 1")
    return max(range(count), key=lambda index: hashlib.sha256(f"{index}/{tenant}".encode()).digest())
