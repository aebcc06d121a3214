"""A stack's configuration as typed data; every key is described in ``Pulumi.yaml``."""

from dataclasses import dataclass
from pathlib import Path

import pulumi

from kubespaces.paths import kubeconfig_of

_EMBEDDED = "embedded:"


@dataclass(frozen=True)
class Settings:
    """What one stack makes, and from what."""

    makes_host: bool
    makes_tenants: bool
    host: str
    host_stack: str
    kubeconfig: pulumi.Output[str] | None
    embedded: bool
    documents: list[Path]
    shard_index: int
    shard_count: int


def read_settings() -> Settings:
    """Read the configuration.

    Raises:
        pulumi.RunError: naming the key, what is wrong with it and the command that mends it.
    """
    config = pulumi.Config("kubespaces")
    role = config.get("role") or "tenants"
    if role not in {"host", "tenants", "both"}:
        raise _wrong("role", role, "must be host, tenants or both")
    shard_index, shard_count = config.get_int("shardIndex") or 0, config.get_int("shardCount") or 1
    if not 0 <= shard_index < shard_count:
        raise _wrong(
            "shardIndex",
            str(shard_index),
            f"must be 0 to {shard_count - 1}, for kubespaces:shardCount is {shard_count}",
        )
    settings = Settings(
        makes_host=role != "tenants",
        makes_tenants=role != "host",
        host=config.get("host") or "",
        host_stack=config.get("hostStack") or "",
        kubeconfig=_kubeconfig(config),
        embedded=(config.get("kubeconfig") or "").startswith(_EMBEDDED),
        documents=[Path(path) for path in config.get_object("documents") or ["tenants", "hosts"]],
        shard_index=shard_index,
        shard_count=shard_count,
    )
    if not settings.host:
        raise _wrong("host", "", "is required: the name of a HostCluster document")
    if settings.kubeconfig is None and not settings.host_stack and not settings.makes_host:
        raise _wrong("hostStack", "", "is required to lay tenants (or kubespaces:kubeconfig)")
    return settings


def _kubeconfig(config: pulumi.Config) -> pulumi.Output[str] | None:
    plain = config.get("kubeconfig")
    if not plain:
        return None
    if plain.startswith(_EMBEDDED):
        path = kubeconfig_of(plain.removeprefix(_EMBEDDED))
        if not path.exists():
            raise pulumi.RunError(f"there is no control plane at {path.parent}; start it with: kubespaces local up")
        return pulumi.Output.secret(str(path))
    return config.get_secret("kubeconfig")


def _wrong(key: str, value: str, rule: str) -> pulumi.RunError:
    shown = f": {value}" if value else ""
    return pulumi.RunError(f"kubespaces:{key}{shown} {rule}; set it with: pulumi config set kubespaces:{key} VALUE")
