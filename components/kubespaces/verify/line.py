"""One line of the result: what was tried, as whom, where, what was expected and what came."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """What a line came to."""

    AS_EXPECTED = "as expected"
    SURPRISE = "surprise"
    """Something is open that must be shut, or shut that must be open."""
    UNDECIDED = "undecided"
    """The cluster's answer proves neither; counts as a surprise, for what is not proven must not look safe."""
    NOT_TRIED = "not tried"
    """There is nothing here to try it on; the line says what is missing."""

    @property
    def is_good(self) -> bool:
        """Whether a run with this line may end well."""
        return self in {Verdict.AS_EXPECTED, Verdict.NOT_TRIED}


class Area(StrEnum):
    """What a line is about, in the order of the report."""

    STRUCTURE = "walls as planned"
    NEIGHBOURS = "other namespaces"
    CLUSTER = "the cluster"
    OWN_RIGHTS = "rights in own namespaces"
    PLATFORM_OBJECTS = "platform's objects"
    DELEGATION = "roles and tokens"
    PODS = "pods"
    QUOTA = "quota and limits"
    TRAFFIC = "services and traffic"
    WORK = "daily work"


@dataclass(frozen=True)
class Line:
    """One line of the result."""

    area: Area
    """What it is about."""
    tenant: str
    """The tenant that it is about; empty for what belongs to nobody's tenant."""
    actor: str
    """Who tried; empty for what was looked at as the platform."""
    where: str
    """The namespace, or what it is on."""
    what: str
    """What was tried or looked at."""
    control: str
    """The control that it proves, such as ``KS-POD-02``; empty for daily work, which no control forbids."""
    expected: str
    """What had to come."""
    got: str
    """What came."""
    verdict: Verdict
    """The judgement."""
    mend: str = ""
    """What to do about it; empty when it is as expected."""
    checks: int = 1
    """How many single questions the line stands for."""
