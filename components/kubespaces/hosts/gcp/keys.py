"""The encryption keys: one for each purpose, so that each is used by as few as possible."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_gcp.kms.crypto_key import CryptoKey
from pulumi_gcp.kms.crypto_key_iam_member import CryptoKeyIAMMember
from pulumi_gcp.kms.key_ring import KeyRing

from kubespaces.plan.hosts.gcp_names import compute_agent, container_agent, logging_agent

from .services import Services
from .site import Site

_USER = "roles/cloudkms.cryptoKeyEncrypterDecrypter"
_ROTATION = "7776000s"  # 90 days (control KS-ENC-01)
_RECOVERY = "2592000s"  # 30 days (control KS-ENC-01)


@dataclass(frozen=True)
class Keys:
    """The keys of a host cluster; they rotate every 90 days, and a destroyed version can be taken back for 30 days."""

    secrets: CryptoKey
    """For Kubernetes secrets."""
    disks: CryptoKey
    """For the disks of nodes and tenants."""
    logs: CryptoKey
    """For audit logs."""
    grants: dict[str, pulumi.Resource]
    """By purpose, what lets Google's service use the key."""


def make_keys(site: Site, services: Services) -> Keys:
    """Register the key ring, the keys, and who may use them.

    The ring's and the keys' names are Pulumi's: Google never forgets a name, so a cluster that is made anew could not
    have the old one.
    """
    ring = KeyRing(
        site.child("keys"),
        location=site.region,
        project=site.project,
        opts=site.options("keys", after=services.ready, keep=True),
    )
    agents = {"secrets": container_agent, "disks": compute_agent, "logs": logging_agent}
    keys = {purpose: _key(site, ring, purpose) for purpose in agents}
    grants = {
        purpose: _grant(site, purpose, keys[purpose], agent(site.spec), services.ready)
        for purpose, agent in agents.items()
    }
    return Keys(keys["secrets"], keys["disks"], keys["logs"], grants)


def _key(site: Site, ring: KeyRing, purpose: str) -> CryptoKey:
    role = f"{purpose}-key"
    return CryptoKey(
        site.child(role),
        key_ring=ring.id,
        purpose="ENCRYPT_DECRYPT",
        rotation_period=_ROTATION,
        destroy_scheduled_duration=_RECOVERY,
        version_template={
            "algorithm": "GOOGLE_SYMMETRIC_ENCRYPTION",
            "protection_level": site.own.key_protection.upper(),
        },
        labels=site.labels(),
        opts=site.options(role, keep=True),
    )


def _grant(site: Site, purpose: str, key: CryptoKey, member: str, after: Sequence[pulumi.Resource]) -> pulumi.Resource:
    role = f"{purpose}-key-use"
    use: pulumi.Resource = CryptoKeyIAMMember(
        site.child(role), crypto_key_id=key.id, role=_USER, member=member, opts=site.options(role, after=after)
    )
    return use
