"""The keys: for Kubernetes secrets and for disks, in a vault that is not on the internet."""

from dataclasses import dataclass
from typing import Any

from kubespaces.plan.hosts.azure_names import vault_name_of
from kubespaces.plan.hosts.azure_roles import Role

from .identity import Identities, grant
from .resource import AzureResource
from .site import Site

_DELETION_DAYS = 90  # the longest that Azure offers (control KS-ENC-01)
_KEY_BITS = 3072  # as strong as AES-128 until at least 2030 (NIST SP 800-57 part 1, table 2)
_ROTATE_AFTER = "P1Y"


@dataclass(frozen=True)
class Keys:
    """The keys of a host cluster."""

    vault: AzureResource
    """The vault."""
    secrets: AzureResource
    """Key of the Kubernetes secrets."""
    disk_encryption_set: AzureResource
    """What encrypts the disks of nodes and tenants with the other key."""
    ready: list[AzureResource]
    """Grants that the cluster needs before it is made."""


def make_keys(site: Site, identities: Identities) -> Keys:
    """Register the vault, the keys, and who may use which."""
    vault = _make_vault(site)
    secrets = _make_key(site, vault, "secrets", ["encrypt", "decrypt"])
    disks = _make_key(site, vault, "disks", ["wrapKey", "unwrapKey"])
    wrapper = grant(site, "disks-key", identities.disks, Role.KEY_WRAPPER, disks.id)
    disk_encryption_set = _make_disk_encryption_set(site, vault, disks, identities, wrapper)
    control_plane = identities.control_plane
    return Keys(
        vault,
        secrets,
        disk_encryption_set,
        [
            grant(site, "secrets-key", control_plane, Role.KEY_USER, secrets.id),
            # AKS makes the private link from the API server to the vault.
            grant(site, "vault", control_plane, Role.VAULT_CONTRIBUTOR, vault.id),
            grant(site, "disk-encryption", control_plane, Role.READER, disk_encryption_set.id),
        ],
    )


def _make_vault(site: Site) -> AzureResource:
    """Register the vault: only private links and Azure's own services (disks) get in."""
    return site.make(
        "keyvault:Vault",
        "vault",
        {
            **site.place(),
            "vaultName": vault_name_of(site.name, site.spec),
            "properties": {
                "tenantId": site.own.tenant_id,
                "sku": {"family": "A", "name": "standard"},
                "enableRbacAuthorization": True,
                "enableSoftDelete": True,
                "softDeleteRetentionInDays": _DELETION_DAYS,
                "enablePurgeProtection": True,
                "enabledForDeployment": False,
                "enabledForDiskEncryption": False,
                "enabledForTemplateDeployment": False,
                "publicNetworkAccess": "Disabled",
                "networkAcls": {"bypass": "AzureServices", "defaultAction": "Deny"},
            },
        },
        keep=True,
    )


def _make_key(site: Site, vault: AzureResource, use: str, operations: list[str]) -> AzureResource:
    """Register a key. It gets a new version every year; versions do not expire, because what is under them would too.

    Disks follow the newest version by themselves, the secrets with the next ``pulumi refresh`` and ``up``.
    """
    rotate: dict[str, Any] = {"trigger": {"timeAfterCreate": _ROTATE_AFTER}, "action": {"type": "rotate"}}
    return site.make(
        "keyvault:Key",
        f"{use}-key",
        {
            "resourceGroupName": site.cluster_name,
            "vaultName": vault_name_of(site.name, site.spec),
            "keyName": use,
            "properties": {
                "kty": "RSA",
                "keySize": _KEY_BITS,
                "keyOps": operations,
                "attributes": {"enabled": True, "exportable": False},
                "rotationPolicy": {"lifetimeActions": [rotate]},
            },
            "tags": site.tags(),
        },
        outputs=("keyUriWithVersion",),
        after=[vault],
        keep=True,
    )


def _make_disk_encryption_set(
    site: Site,
    vault: AzureResource,
    key: AzureResource,
    identities: Identities,
    wrapper: AzureResource,
) -> AzureResource:
    return site.make(
        "compute:DiskEncryptionSet",
        "disk-encryption",
        {
            **site.place(),
            "diskEncryptionSetName": f"{site.cluster_name}-disks",
            "encryptionType": "EncryptionAtRestWithCustomerKey",
            "rotationToLatestKeyVersionEnabled": True,
            "identity": {"type": "UserAssigned", "userAssignedIdentities": [identities.disks.id]},
            "activeKey": {"keyUrl": key.output("keyUriWithVersion"), "sourceVault": {"id": vault.id}},
        },
        after=[wrapper],
        keep=True,
        # Azure moves on to newer versions by itself.
        ignore_changes=["activeKey.keyUrl"],
    )
