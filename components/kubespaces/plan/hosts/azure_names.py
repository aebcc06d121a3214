"""Names of what a host cluster on Azure is made of, where Azure is particular about them."""

import hashlib
import json
import re
from collections.abc import Mapping

from kubespaces.spec.host_azure import AzureCluster
from kubespaces.spec.host_cluster import HostClusterSpec

_VAULT_STEM = 15
_STORAGE_STEM = 16
_POOL_STEM = 5
_POOL_DIGITS = 6
"""With the stem 11 characters, which AKS takes of a Linux pool's name: a-z and 0-9, a letter first."""


def azure_of(spec: HostClusterSpec) -> AzureCluster:
    """Return the block ``azure`` of a cluster that is made there.

    Raises:
        ValueError: it is not made on Azure.
    """
    if spec.azure is None:
        raise ValueError("the host cluster is not made on Azure")
    return spec.azure


def cluster_name_of(name: str, spec: HostClusterSpec) -> str:
    """Return the cluster's name in Azure, which its resource group has too."""
    return azure_of(spec).cluster_name or name


def vault_name_of(name: str, spec: HostClusterSpec) -> str:
    """Return the name of the key vault: unique in all of Azure, 24 characters, the same at every run."""
    stem = re.sub("-+", "-", cluster_name_of(name, spec))[:_VAULT_STEM].strip("-")
    return azure_of(spec).vault_name or f"k{stem}-{_digits(name, spec, 7)}"


def storage_name_of(name: str, spec: HostClusterSpec) -> str:
    """Return the name of the storage account of the flow logs: unique in all of Azure, a-z and 0-9 only."""
    stem = cluster_name_of(name, spec).replace("-", "")[:_STORAGE_STEM]
    return f"{stem}{_digits(name, spec, 8)}"


def pool_name_of(name: str, settled: Mapping[str, object]) -> str:
    """Return the name of a node pool in AKS.

    It ends in a digest of the pool's name and of all that AKS cannot change in a pool that exists. When one of these
    changes, so does the name, and the new pool can stand beside the old one until that is empty.

    Args:
        name: the pool's name in the document, or of the platform's own pools.
        settled: what cannot change.
    """
    letters = "".join(character for character in name if character.isalnum())
    stem = (letters if letters[:1].isalpha() else f"p{letters}")[:_POOL_STEM]
    text = json.dumps([name, dict(settled)], sort_keys=True)
    return f"{stem}{hashlib.sha256(text.encode()).hexdigest()[:_POOL_DIGITS]}"


def _digits(name: str, spec: HostClusterSpec, count: int) -> str:
    text = f"{azure_of(spec).subscription_id}/{cluster_name_of(name, spec)}"
    return hashlib.sha256(text.encode()).hexdigest()[:count]
