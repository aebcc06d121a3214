"""The closed sets of values that say how hard a tenant is walled off, each ordered from loose to tight."""

from enum import StrEnum


class Isolation(StrEnum):
    """The rung: how hard a tenant is walled off. Each rung walls off at least what the one before it does.

    ``sandboxed`` keeps a tenant from the kernel that it shares with others; ``virtual`` adds an API of its own to that.
    On ``dedicated-nodes`` and ``dedicated-cluster`` there is no kernel to share, so no sandbox is asked for
    (``sandbox: true`` adds it).
    """

    NAMESPACE = "namespace"
    SANDBOXED = "sandboxed"
    DEDICATED_NODES = "dedicated-nodes"
    VIRTUAL = "virtual"
    DEDICATED_CLUSTER = "dedicated-cluster"

    @property
    def rank(self) -> int:
        """The place on the ladder; higher is tighter."""
        return list(Isolation).index(self)


class PodSecurity(StrEnum):
    """Pod Security Standard that a namespace enforces (``privileged`` is not to be had)."""

    BASELINE = "baseline"
    RESTRICTED = "restricted"

    @property
    def rank(self) -> int:
        """Higher is tighter."""
        return list(PodSecurity).index(self)


SANDBOXING = frozenset({Isolation.SANDBOXED, Isolation.VIRTUAL})
"""Rungs on which a sandboxing runtime class is mandatory without further words."""


def least_pod_security(isolation: Isolation | None, *, production: bool) -> PodSecurity:
    """Return the least Pod Security Standard of an environment.

    Whom a virtual cluster lets in is up to the tenant, so what comes out of it is always ``restricted``.
    """
    return PodSecurity.RESTRICTED if production or isolation is Isolation.VIRTUAL else PodSecurity.BASELINE


class Ingress(StrEnum):
    """Who may connect to the pods of an environment, besides the peers in ``allowFrom``."""

    SAME_TENANT = "same-tenant"
    SAME_NAMESPACE = "same-namespace"
    DENY = "deny"


class Egress(StrEnum):
    """Where the pods of an environment may connect to, besides the peers in ``allowTo``."""

    DNS_AND_PUBLIC = "dns+public"
    DNS = "dns"
    DENY = "deny"


class Role(StrEnum):
    """What somebody may do in an environment."""

    VIEW = "view"
    DEPLOYER = "deployer"
    EDIT = "edit"
    DEBUG = "debug"
    ADMIN = "admin"

    @property
    def changes_by_hand(self) -> bool:
        """Whether people with this role change things by hand; such roles reach production only if it is named."""
        return self in {Role.EDIT, Role.DEBUG, Role.ADMIN}


class OnDelete(StrEnum):
    """What becomes of the namespace when its environment leaves the document."""

    RETAIN = "retain"
    DELETE = "delete"


class Adopt(StrEnum):
    """Whether a namespace that already exists may be taken over."""

    NEVER = "never"
    IF_IDENTICAL = "if-identical"
    ALWAYS = "always"


class GuardRailMode(StrEnum):
    """What the guard rails of a host cluster do with what breaks a rule."""

    AUDIT = "audit"
    """Let it pass, warn whoever sends it, and write it into the audit log: to see what would be refused."""
    ENFORCE = "enforce"
    """Refuse it."""


class ImageDigests(StrEnum):
    """Where images must be named by their digest."""

    OPTIONAL = "optional"
    PRODUCTION = "production"
    REQUIRED = "required"
