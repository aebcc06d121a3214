"""What is known of a fleet besides the previews: from its documents and from the review's settings."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from kubespaces.review.document import Exemption
from kubespaces.review.settings import Settings

_QUOTAS = {
    "limits.cpu": "cpu",
    "limits.memory": "memory",
    "limits.ephemeral-storage": "ephemeral_storage",
    "requests.storage": "storage",
    "pods": "pods",
    "services.loadbalancers": "load_balancers",
}
"""Fields of a host cluster's capacity, by the keys of quotas that are drawn on it."""


@dataclass(frozen=True)
class HostFacts:
    """What is known of a host cluster."""

    cloud: str = ""
    region: str = ""
    capacity: Mapping[str, Decimal] = field(default_factory=dict)
    """What all namespaces together may be promised, by the fields of the document."""


@dataclass(frozen=True)
class Context:
    """What is known besides the previews."""

    settings: Settings = field(default_factory=Settings)
    hosts: Mapping[str, HostFacts] = field(default_factory=dict)
    """Host clusters by name."""
    exemptions: tuple[Exemption, ...] = ()
    """Exemptions of the policy packs' configuration."""
    plan: str = ""
    """Digest of the saved plan."""

    def maximum(self, host: str, quota: str) -> Decimal | None:
        """Return what a host cluster has of what a quota is drawn on, or None if nobody said."""
        facts = self.hosts.get(host)
        return facts.capacity.get(_QUOTAS[quota]) if facts else None
