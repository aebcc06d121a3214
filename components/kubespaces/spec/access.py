"""Who may do what in which environment."""

from typing import Annotated, Self

from pydantic import AfterValidator, ConfigDict, Field, model_validator

from .base import Model, exactly_one_of
from .names import DnsLabel, check_dns_label
from .posture import Role


def _check_principal(text: str) -> str:
    if not text.strip() or text != text.strip():
        raise ValueError("must not be empty or have blanks around it")
    if text.startswith("system:"):
        raise ValueError("names of Kubernetes itself ('system:...') reach beyond one team; name a group of your own")
    return text


def _check_service_account(text: str) -> str:
    namespace, slash, name = text.partition("/")
    if not slash:
        raise ValueError("must be 'namespace/name'")
    check_dns_label(namespace)
    check_dns_label(name)
    return text


Principal = Annotated[str, Field(min_length=1, max_length=253), AfterValidator(_check_principal)]
"""Name of a group or user as the host cluster's login gives it."""

ServiceAccount = Annotated[
    str,
    Field(json_schema_extra={"pattern": "^[-a-z0-9]{1,63}/[-a-z0-9]{1,63}$"}),
    AfterValidator(_check_service_account),
]
"""A service account as ``namespace/name``."""


class Access(Model):
    """One grant: exactly one of ``group``, ``user`` or ``serviceAccount`` gets a role."""

    model_config = ConfigDict(json_schema_extra=exactly_one_of("group", "user", "serviceAccount"))

    group: Principal | None = None
    """A group, as the host cluster's login names it."""
    user: Principal | None = None
    """A single person; prefer groups."""
    service_account: ServiceAccount | None = None
    """A service account outside the tenant, such as a deployment tool's, as ``namespace/name``."""
    role: Role
    """``view``, ``deployer``, ``edit``, ``debug`` (exec and port-forward) or ``admin``."""
    environments: list[DnsLabel] | None = Field(default=None, min_length=1)
    """Where; default: everywhere for ``view`` and ``deployer``, everywhere but in production for ``edit``, ``debug``
    and ``admin``: people who change things by hand must name a production environment to reach it."""

    @model_validator(mode="after")
    def _is_one_principal(self) -> Self:
        if sum(part is not None for part in (self.group, self.user, self.service_account)) != 1:
            raise ValueError("name exactly one of group, user or serviceAccount")
        return self

    @property
    def principal(self) -> tuple[str, str]:
        """Kind and name as a Kubernetes subject has them (a service account as ``namespace/name``)."""
        if self.group is not None:
            return "Group", self.group
        if self.user is not None:
            return "User", self.user
        return "ServiceAccount", self.service_account or ""

    def reaches(self, environment: str, *, production: bool) -> bool:
        """Tell whether the grant holds in an environment."""
        if self.environments is not None:
            return environment in self.environments
        return not (production and self.role.changes_by_hand)
