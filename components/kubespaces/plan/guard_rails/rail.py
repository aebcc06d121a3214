"""What a guard rail consists of."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Scope:
    """Requests that a rail looks at."""

    group: str
    """API group."""
    resources: tuple[str, ...]
    """Resources of the group, subresources as ``pods/ephemeralcontainers``."""
    operations: tuple[str, ...] = ("CREATE", "UPDATE")
    """CREATE, UPDATE, DELETE. A patch and a server-side apply are one of the first two."""


@dataclass(frozen=True)
class Check:
    """One condition that an object must meet."""

    expression: str
    """CEL; true means that the object may pass."""
    control: str
    """The control that it enforces."""
    message: str
    """What is wrong and how to mend it."""
    found: str = ""
    """CEL of a list of texts: the values that are wrong, for the message; empty where there is nothing to name."""

    @property
    def says(self) -> str:
        """The message with the control."""
        return f"{self.message} (control {self.control})"


@dataclass(frozen=True)
class GuardRail:
    """One admission policy with its binding."""

    name: str
    """Name after the prefix."""
    scopes: tuple[Scope, ...]
    """Requests that it looks at."""
    checks: tuple[Check, ...]
    """What must hold."""
    variables: tuple[tuple[str, str], ...] = ()
    """Names and CEL of what the checks read; each is computed once for a request, and only if it is read."""
    parameters: tuple[str, ...] = ()
    """Annotations of the namespace that the checks read; where one is missing, everything is refused."""
    changed: str = ""
    """CEL with ``{}`` for the object: an update that leaves it as it was passes, for objects from before the rail must
    stay manageable (somebody has to take off their finalizers). Empty: every update is looked at."""
    namespaces: tuple[tuple[str, str], ...] = ()
    """Labels of the namespaces it is for, besides being a tenant's."""
    spares_kubernetes: bool = False
    """Whether Kubernetes' own controllers pass: where they would be stopped in their work, and make nothing that a
    tenant asked for. Rails for pods do not spare them: they make the pods of a tenant's Deployments."""
    spares_platform: bool = False
    """Whether the platform team passes: where it does for tenants what they may not do themselves."""
    spares_control_planes: bool = False
    """Whether the control planes of virtual clusters pass: they are the platform's, in a tenant's namespace."""
    on_namespaces: bool = False
    """Whether it looks at Namespaces themselves instead of what is in them."""
