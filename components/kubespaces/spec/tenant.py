"""The Tenant document: one team's share of a host cluster."""

import re
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, ConfigDict, Field, model_validator

from .access import Access
from .base import Model, exactly_one_of
from .names import DnsLabel, DnsName, LabelValue, is_reserved_namespace, namespace_name
from .network import Network
from .patterns import Form
from .placement import Placement
from .posture import Adopt, Isolation, OnDelete, PodSecurity
from .resources import Limits, Quota
from .share import ShareOrRemainder
from .virtual import SHARED, Per, VirtualCluster

API_VERSION: Literal["kubespaces.io/v1alpha1"] = "kubespaces.io/v1alpha1"
"""Version of the documents."""

PRODUCTION_NAMES = frozenset({"prod", "production", "prd", "live"})
"""Environments with these names are production unless the document says otherwise."""

_IMAGE_PREFIX = re.compile(r"[a-z0-9.-]+(:[0-9]+)?(/[a-z0-9._-]+)*")


def _check_registry(text: str) -> str:
    if "://" in text:
        raise ValueError("is a web address; leave out what stands before and with '://'")
    if not _IMAGE_PREFIX.fullmatch(text) or text.endswith("/"):
        raise ValueError("is no registry such as 'registry.example.com' or 'registry.example.com/team'")
    if "." not in text.split("/", maxsplit=1)[0] and ":" not in text.split("/", maxsplit=1)[0]:
        raise ValueError("needs the registry's host name first, as in 'docker.io/library'")
    return text


Registry = Annotated[
    str, Field(json_schema_extra={"pattern": f"^{_IMAGE_PREFIX.pattern}$"}), AfterValidator(_check_registry)
]
"""Where images may come from: a registry's host name, and perhaps the beginning of a path."""

Hostname = Annotated[
    str,
    Form(
        r"(\*\.)?([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\.)+[a-z]([-a-z0-9]{0,61}[a-z0-9])?",
        "is no host name such as 'shop.example.com' (lower case, no final dot)",
    ),
]
"""A host name (RFC 1123); ``*.`` in front stands for every name below it."""

Owner = Annotated[str, Form(r"[^@\s]+@[^@\s]+", "is no mail address such as 'team@example.com'")]


class AllowList(Model):
    """Which classes of one kind may be named; anything else is refused."""

    default: DnsName | None = None
    """Filled in for objects that name none; must be one of ``allowed``; default none."""
    allowed: list[DnsName] = []
    """The names that may be used; default none."""

    @model_validator(mode="after")
    def _default_is_allowed(self) -> Self:
        if self.default is not None and self.default not in self.allowed:
            raise ValueError(f"default '{self.default}' must be one of allowed")
        return self


class Classes(Model):
    """Allow-lists for the classes that a cluster offers to pods, volumes and traffic."""

    storage: AllowList = AllowList()
    """Storage classes; default none."""
    ingress: AllowList = AllowList()
    """Ingress classes; default none."""
    gateway: AllowList = AllowList()
    """Gateway classes; default none."""
    priority: AllowList = AllowList()
    """Priority classes; default none, so pods run at priority 0."""


class Environment(Model):
    """One stage of a tenant: dev, test, prod, ... It becomes one namespace.

    ``isolation``, ``podSecurity`` and ``network`` may only be tighter here than on the tenant.
    """

    model_config = ConfigDict(json_schema_extra=exactly_one_of("share", "quota"))

    name: DnsLabel
    """Name, unique in the tenant."""
    share: ShareOrRemainder | None = None
    """Part of the tenant's quota: ``30%`` or ``remainder``. Exactly one of ``share`` and ``quota``."""
    quota: Quota | None = None
    """A fixed part of the tenant's quota."""
    production: bool | None = None
    """Whether people depend on it; default: true for prod, production, prd and live. Production is ``restricted``,
    protected and retained unless said otherwise."""
    isolation: Isolation | None = None
    """Rung of this environment; default: the tenant's."""
    sandbox: bool | None = None
    """Make a sandboxing runtime class mandatory; default: as on the tenant, and true on the rung ``sandboxed``."""
    pod_security: PodSecurity | None = None
    """Pod Security Standard; default: the tenant's, in production ``restricted``."""
    network: Network | None = None
    """Network isolation as a whole instead of the tenant's; default: the tenant's."""
    limits: Limits | None = None
    """Container limits as a whole instead of the tenant's; default: the tenant's."""
    hostnames: list[Hostname] | None = None
    """Host names instead of the tenant's; default: the tenant's."""
    protect: bool | None = None
    """Refuse to delete or replace the namespace; default: true in production."""
    on_delete: OnDelete | None = None
    """What becomes of the namespace when it leaves the document: ``delete`` (default) or ``retain`` (default in
    production)."""
    adopt: Adopt = Adopt.NEVER
    """Take over a namespace that exists: ``never`` (default), ``if-identical`` (a retained one, with its walls) or
    ``always`` (anybody's: it is labelled and walled in, and never deleted)."""

    @property
    def is_production(self) -> bool:
        """Whether this environment is production, said or by its name."""
        return self.name in PRODUCTION_NAMES if self.production is None else self.production

    @model_validator(mode="after")
    def _has_one_size(self) -> Self:
        if (self.share is None) == (self.quota is None):
            raise ValueError("give exactly one of share (such as '30%' or 'remainder') and quota")
        return self


class TenantSpec(Model):
    """What the platform team decides about a tenant."""

    owner: Owner
    """Mail address of the people who answer for the tenant."""
    cost_center: LabelValue | None = None
    """Where the bill goes; becomes the label ``kubespaces.io/cost-center``; default: the tenant's name."""
    isolation: Isolation = Isolation.NAMESPACE
    """The rung: ``namespace`` (default), ``sandboxed``, ``dedicated-nodes``, ``virtual`` or ``dedicated-cluster``."""
    sandbox: bool = False
    """Make a sandboxing runtime class (gVisor, Kata) mandatory on another rung than ``sandboxed`` as well; default
    false."""
    quota: Quota
    """What all environments together may use."""
    overcommit: Annotated[float, Field(ge=1, le=4, allow_inf_nan=False)] = 1.0
    """How far the environments' quotas may add up beyond the tenant's: 1.0 (default) is not at all, 1.5 is 150 %."""
    environments: Annotated[list[Environment], Field(min_length=1, max_length=50)]
    """The environments, at least one."""
    access: list[Access] = []
    """Who may do what; default nobody but the deployer accounts."""
    pod_security: PodSecurity = PodSecurity.BASELINE
    """Pod Security Standard: ``baseline`` (default; what ``restricted`` would refuse is warned about and audited) or
    ``restricted`` (default in production and on the rung ``virtual``)."""
    network: Network = Network()
    """Network isolation; default: the own namespace and DNS."""
    limits: Limits = Limits()
    """Defaults and bounds for single containers; default: see there."""
    registries: list[Registry] = []
    """Where images may come from: a host, or a host and a path; default none, and then nothing runs."""
    hostnames: list[Hostname] = []
    """Host names that Ingresses and routes may claim; default none. Naming one opens the way from the ingress
    controller."""
    classes: Classes = Classes()
    """Allow-lists of storage, ingress, gateway and priority classes; default none."""
    virtual: VirtualCluster | None = None
    """The virtual clusters of environments on the rung ``virtual``; default: see there."""
    placement: Placement = Placement()
    """Which host cluster carries the tenant; default: only those that take all tenants."""

    def is_virtual(self, environment: Environment) -> bool:
        """Tell whether an environment is on the rung ``virtual``."""
        return (environment.isolation or self.isolation) is Isolation.VIRTUAL

    def is_sharing(self, environment: Environment) -> bool:
        """Tell whether an environment is in the virtual cluster that the tenant's environments share."""
        shared = self.virtual is not None and self.virtual.per is Per.TENANT
        return shared and self.is_virtual(environment) and not environment.is_production


class Metadata(Model):
    """Identity of a document."""

    name: DnsLabel
    """Name, unique in the fleet."""


class Tenant(Model):
    """A tenant as people write it: ``kind: Tenant`` of ``kubespaces.io/v1alpha1``."""

    api_version: Literal["kubespaces.io/v1alpha1"]
    """Version of the document."""
    kind: Literal["Tenant"]
    """What the document is about."""
    metadata: Metadata
    """Its identity."""
    spec: TenantSpec
    """The tenant."""

    @property
    def name(self) -> str:
        """The tenant's name."""
        return self.metadata.name

    def carriers(self) -> dict[str, str]:
        """Return after which environment the namespace of each is called: itself, or ``shared``."""
        return {env.name: SHARED if self.spec.is_sharing(env) else env.name for env in self.spec.environments}

    def namespaces(self) -> dict[str, str]:
        """Return the namespace of each environment; those that share a virtual cluster are in one."""
        return {env: namespace_name(self.name, carrier) for env, carrier in self.carriers().items()}

    def virtual_clusters(self) -> list[str]:
        """Return the namespaces that have a virtual cluster, each once, in the order of the document."""
        namespaces = self.namespaces()
        return list(dict.fromkeys(namespaces[env.name] for env in self.spec.environments if self.spec.is_virtual(env)))

    def reserved_namespaces(self) -> list[str]:
        """Return those namespaces that would take a name of Kubernetes or of a cloud's add-ons."""
        return [name for name in self.namespaces().values() if is_reserved_namespace(name)]
