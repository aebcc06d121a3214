"""Imports the part of a cloud that needs its SDK, only when somebody makes a cluster there."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

from kubespaces.arguments import ArgumentsError
from kubespaces.spec.errors import Problem


def part_of_cloud(name: str, cloud: str, module: str, attribute: str) -> Callable[..., Any]:
    """Return something of a cloud's module.

    The SDKs of clouds cost about a second each to import, and are extras that need not be installed.

    Args:
        name: the host cluster's name, for messages.
        cloud: ``aws``, ``azure`` or ``gcp``.
        module: module in the cloud's package.
        attribute: what is asked of it.

    Raises:
        ArgumentsError: the cloud's SDK is not installed.
    """
    try:
        found: Callable[..., Any] = getattr(import_module(f"kubespaces.hosts.{cloud}.{module}"), attribute)
    except ModuleNotFoundError as error:
        if error.name is None or error.name.startswith("kubespaces"):
            raise
        rule = f"the package {error.name.partition('.')[0]} is not installed; install kubespaces[{cloud}]"
        raise ArgumentsError(f"host cluster '{name}'", [Problem("", name, cloud, "", rule)]) from None
    return found
