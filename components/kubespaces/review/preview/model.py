"""A preview: the steps that the engine would take, what it and policies said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, eq=False)
class State:
    """A resource before or after a step; only the same one is equal to it, so that it can be a key."""

    urn: str
    type: str
    id: str
    inputs: Mapping[str, Any]
    """What its program asks for, made plain (see ``values``)."""
    outputs: Mapping[str, Any]
    """What the provider said of it, made plain."""
    parent: str = ""
    provider: str = ""
    """URN and id of its provider, joined by ``::``."""
    custom: bool = True
    """Whether a provider makes it; a component is made of others."""
    protect: bool = False
    """The engine refuses to delete it."""
    retain: bool = False
    """It stays where it is when it leaves the program."""

    @property
    def name(self) -> str:
        """The name that its program gives it."""
        return self.urn.rsplit("::", 1)[-1]


@dataclass(frozen=True, slots=True)
class Step:
    """What would happen to one resource."""

    op: str
    """The engine's word: ``create``, ``update``, ``delete``, ``replace``, ``same`` and so on."""
    urn: str
    old: State | None
    new: State | None
    reasons: Sequence[str] = ()
    """Names of the properties because of which it is updated."""
    replace_reasons: Sequence[str] = ()
    """Names of the properties because of which it is replaced."""
    details: Mapping[str, str] = field(default_factory=dict)
    """Paths of properties that differ and how (``add``, ``update-replace``, ...), as the provider has it."""

    @property
    def type(self) -> str:
        """The resource's type."""
        return self.urn.split("::")[-2].split("$")[-1] if "::" in self.urn else ""

    @property
    def name(self) -> str:
        """The name that its program gives it."""
        return self.urn.rsplit("::", 1)[-1]

    @property
    def stack(self) -> str:
        """The stack that it belongs to."""
        return self.urn.removeprefix("urn:pulumi:").split("::")[0]


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """Something that the engine, a plugin or the program said."""

    severity: str
    """``error``, ``warning``, ``info`` or ``info#err``."""
    message: str
    urn: str = ""


@dataclass(frozen=True, slots=True)
class PolicyResult:
    """What a policy found, or mended."""

    pack: str
    policy: str
    """Name of the policy; a control's id where the pack names its policies so."""
    level: str
    """``mandatory``, ``advisory`` or ``remediate``."""
    message: str
    urn: str = ""
    severity: str = ""
    """``low``, ``medium``, ``high`` or ``critical``, if the policy has one."""


@dataclass(frozen=True)
class Preview:
    """All that the engine foresees for one stack."""

    source: str
    """Where it was read, for messages."""
    stack: str
    project: str
    steps: Sequence[Step]
    diagnostics: Sequence[Diagnostic] = ()
    policies: Sequence[PolicyResult] = ()
    unseen: int = 0
    """How many unchanged resources it leaves out; see ``--show-sames`` of ``pulumi preview``."""

    @property
    def errors(self) -> list[Diagnostic]:
        """What stopped the preview, or would stop the update."""
        return [said for said in self.diagnostics if said.severity == "error"]
