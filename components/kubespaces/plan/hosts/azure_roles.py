"""Azure's built-in roles that the identities of a host cluster need, and no more.

Source: https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
"""

from enum import StrEnum


class Role(StrEnum):
    """A built-in role by its id, which is the same in every subscription."""

    AKS_CLUSTER_ADMIN = "b1ff04bb-8a4e-4dc4-8eb5-8693973ce19b"
    """Azure Kubernetes Service RBAC Cluster Admin: everything on the cluster's Kubernetes API."""
    AKS_CLUSTER_USER = "4abbcc35-e782-43d8-92c5-2d3f1bd2253f"
    """Azure Kubernetes Service Cluster User Role: download a kubeconfig without credentials."""
    IDENTITY_OPERATOR = "f1a07417-d97a-45cb-824c-7a7467783830"
    """Managed Identity Operator: give an identity to machines."""
    KEY_USER = "12338af0-0e69-4776-bea7-57ae8d297424"
    """Key Vault Crypto User: encrypt and decrypt."""
    KEY_WRAPPER = "e147488a-f6f5-4113-8e2d-b22465e65bf6"
    """Key Vault Crypto Service Encryption User: wrap and unwrap, for services that encrypt."""
    NETWORK_CONTRIBUTOR = "4d97b98b-1d4f-4787-a291-c67834d212e7"
    """Network Contributor: use and change networks."""
    DNS_CONTRIBUTOR = "b12aa53e-6015-4669-85d0-8515ebb3ae7f"
    """Private DNS Zone Contributor: write records."""
    READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7"
    """Reader."""
    STORAGE_WRITER = "ba92f5b4-2d11-453d-a403-e96b0029c9fe"
    """Storage Blob Data Contributor: read and write blobs."""
    VAULT_CONTRIBUTOR = "f25e0fa2-a7c8-4377-a976-54943a77a395"
    """Key Vault Contributor: manage vaults without a look at what is in them."""


def definition(subscription: str, role: Role) -> str:
    """Return the resource id of a role's definition."""
    return f"/subscriptions/{subscription}/providers/Microsoft.Authorization/roleDefinitions/{role.value}"
