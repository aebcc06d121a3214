"""What differs between the plugins: how each fills in inputs, names resources and replaces them."""

from .azure_native import AzureNative
from .base import Family, Subject
from .bridged import Bridged
from .kubernetes import Kubernetes

__all__ = ["AzureNative", "Bridged", "Family", "Kubernetes", "Subject", "family_of"]


def family_of(package: str) -> Family:
    """Return the ways of a plugin; one that is not known here is taken for a Terraform provider, as most are."""
    if package == "azure-native":
        return AzureNative()
    return Kubernetes() if package == "kubernetes" else Bridged()
