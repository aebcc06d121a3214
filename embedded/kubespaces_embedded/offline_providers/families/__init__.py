"""What differs between the plugins: how each fills in inputs, names resources and replaces them."""

from collections.abc import Mapping
from typing import Any

from .azure_native import AzureNative
from .base import Family, Subject
from .bridged import Bridged
from .kubernetes import Kubernetes

__all__ = ["AzureNative", "Bridged", "Family", "Kubernetes", "Subject", "family_of"]


def family_of(package: str, config: Mapping[str, Any]) -> Family:
    """Return the ways of a plugin; one that is not known here is taken for a Terraform provider, as most are.

    Args:
        package: the plugin's name.
        config: the provider's configuration by its short keys.
    """
    if package == "azure-native":
        return AzureNative()
    return Kubernetes(config) if package == "kubernetes" else Bridged()
