"""The parts of a review that look at the change as a whole."""

from enum import StrEnum

from .base import Part


class DecisionKind(StrEnum):
    """Why somebody has to decide."""

    DESTRUCTION = "destruction"
    """Something protected, or with data in it, is deleted or replaced."""
    ISOLATION_LOWERED = "isolation-lowered"
    ISOLATION_UNKNOWN = "isolation-unknown"
    """Whether isolation is lowered, only the deployment will tell."""
    EXEMPTION = "exemption"
    """Somebody is taken out of a policy."""
    PUBLIC_EXPOSURE = "public-exposure"
    """Something can be reached from the internet that could not."""
    CAPACITY = "capacity"
    """More is promised than there is."""
    PRODUCTION_WINDOW = "production-window"
    """Production is changed; to be decided outside its window only."""


class Decision(Part):
    """Something that a person has to decide."""

    kind: DecisionKind
    """Why."""
    tenant: str = ""
    """The tenant that it is about, if it is about one."""
    where: str
    """The namespace, host cluster or resource."""
    words: str
    """What happens, in words."""


class Destroyed(Part):
    """Something that is deleted or replaced, and does not come back as it was."""

    where: str
    """What it is."""
    how: str
    """``deleted`` or ``replaced``."""
    lost: str
    """What is lost with it."""


class BlastRadius(Part):
    """Whom and what the change touches."""

    tenants: list[str] = []
    """Tenants with an environment that is touched."""
    environments: list[str] = []
    """Namespaces that are touched."""
    production: list[str] = []
    """Those of them that are production."""
    people: list[str] = []
    """Owners, and people and groups with access, of the namespaces that are touched."""
    hosts: list[str] = []
    """Host clusters that are touched."""
    destroyed: list[Destroyed] = []
    """What is lost."""
    left: list[str] = []
    """What leaves the program and stays where it is."""


class FoundBy(Part):
    """One finding of a policy."""

    where: str
    """The resource."""
    message: str
    """What the policy says."""


class PolicyReview(Part):
    """What one policy found."""

    control: str
    """The control's id, or the policy's name."""
    pack: str
    """The policy pack."""
    level: str
    """``mandatory`` (the update is refused), ``advisory`` or ``remediate`` (mended)."""
    severity: str = ""
    """``low`` to ``critical``, if the policy says so."""
    findings: list[FoundBy] = []
    """All of them."""


class Exemption(Part):
    """An exemption of a policy pack's configuration."""

    control: str
    """What it exempts from."""
    resource: str
    """Whom it exempts."""
    owner: str = ""
    """Who answers for it."""
    reason: str = ""
    """Why it was given."""
    expires: str = ""
    """Its last day."""
    added: bool = False
    """It was not there before."""


class Capacity(Part):
    """One amount of a host cluster: what all namespaces together are promised of what there is."""

    host: str
    """The host cluster."""
    resource: str
    """What it is an amount of, as quotas name it."""
    before: str
    """The sum of quotas before."""
    after: str
    """The sum of quotas after."""
    maximum: str = ""
    """What there is; empty if nobody said."""
    over: bool = False
    """More is promised than there is."""


class FleetOpening(Part):
    """A way from one tenant to somebody else, as the picture of the fleet has it."""

    host: str
    """The host cluster that it is on."""
    source: str
    """Who may connect: a tenant, ``internet``, or a part of the platform or a network in words."""
    target: str
    """To whom, likewise."""
    status: str
    """``opened``, ``closed`` or ``equal``."""
    words: list[str] = []
    """The openings that it is made of."""


class Window(Part):
    """When production may be changed without anybody deciding."""

    days: list[str]
    """Days of the week, ``Mon`` to ``Sun``."""
    start: str
    """Time of day from which, such as ``09:00``."""
    end: str
    """Time of day until which."""
    time_zone: str
    """The time zone of both, such as ``Europe/Berlin``."""


class Approval(Part):
    """That somebody approved a review."""

    digest: str
    """Digest of the review that was approved."""
    by: str
    """Who."""
    why: str
    """Why."""
