"""What one namespace gets, with everything settled: the arguments of the component ``Namespace``."""

from typing import Self

from pydantic import Field, model_validator

from .access import Access
from .base import Model
from .names import DnsLabel, LabelValue, is_reserved_namespace, namespace_name
from .network import Network
from .posture import SANDBOXING, Adopt, Isolation, OnDelete, PodSecurity, least_pod_security
from .resources import Limits, Quota
from .tenant import PRODUCTION_NAMES, Classes, Hostname, Owner, Registry, TenantSpec
from .virtual import VirtualCluster


class NamespaceSpec(Model):
    """One environment of one tenant. A tenant makes these; a program may also make one by itself."""

    tenant: DnsLabel
    """The tenant that it belongs to."""
    environment: DnsLabel
    """The environment that it is; the namespace is called ``<tenant>-<environment>``."""
    owner: Owner
    """Mail address of the people who answer for it."""
    cost_center: LabelValue | None = None
    """Where the bill goes; default: the tenant's name."""
    production: bool = Field(default_factory=lambda data: data.get("environment") in PRODUCTION_NAMES)
    """Whether people depend on it; default: true for prod, production, prd and live."""
    isolation: Isolation = Isolation.NAMESPACE
    """The rung: ``namespace`` (default), ``sandboxed``, ``dedicated-nodes``, ``virtual`` or
    ``dedicated-cluster``."""
    sandbox: bool = Field(default_factory=lambda data: data.get("isolation") in SANDBOXING)
    """Make a sandboxing runtime class mandatory; default: true on the rungs ``sandboxed`` and ``virtual``."""
    pod_security: PodSecurity = Field(
        default_factory=lambda data: least_pod_security(data.get("isolation"), production=bool(data.get("production")))
    )
    """Pod Security Standard: ``baseline`` (default) or ``restricted`` (default in production and on the rung
    ``virtual``)."""
    quota: Quota
    """What it may use at most."""
    limits: Limits = Limits()
    """Defaults and bounds for single containers; default: see there."""
    network: Network = Network()
    """Network isolation; default: the own namespace and DNS."""
    access: list[Access] = []
    """Who may do what here; default nobody but the deployer account. Entries for other environments are left out."""
    registries: list[Registry] = []
    """Where images may come from; default none, and then nothing runs."""
    hostnames: list[Hostname] = []
    """Host names that Ingresses and routes may claim; default none."""
    classes: Classes = Classes()
    """Allow-lists of storage, ingress, gateway and priority classes; default none."""
    virtual: VirtualCluster | None = None
    """The virtual cluster on the rung ``virtual``; default: see there."""
    protect: bool = Field(default_factory=lambda data: bool(data.get("production")))
    """Refuse to delete or replace the namespace; default: true in production."""
    on_delete: OnDelete = Field(
        default_factory=lambda data: OnDelete.RETAIN if data.get("production") else OnDelete.DELETE
    )
    """What becomes of it when it is removed: ``delete`` (default) or ``retain`` (default in production)."""
    adopt: Adopt = Adopt.NEVER
    """Take over a namespace that exists: ``never`` (default), ``if-identical`` (a retained one, with its walls) or
    ``always`` (anybody's: it is labelled and walled in, and never deleted)."""

    @property
    def name(self) -> str:
        """The name of the Kubernetes namespace."""
        return namespace_name(self.tenant, self.environment)

    @property
    def cluster(self) -> VirtualCluster:
        """The virtual cluster that it has on the rung ``virtual``."""
        return self.virtual or VirtualCluster()

    @property
    def grants(self) -> list[Access]:
        """Those entries of ``access`` that reach this environment."""
        return [access for access in self.access if access.reaches(self.environment, production=self.production)]

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        if is_reserved_namespace(self.name):
            raise ValueError(f"makes the namespace '{self.name}', which is reserved for the platform; rename it")
        if self.isolation in SANDBOXING and not self.sandbox:
            raise ValueError(f"sandbox: false contradicts isolation: {self.isolation}; remove one")
        if self.isolation is Isolation.VIRTUAL and self.pod_security is not PodSecurity.RESTRICTED:
            raise ValueError("podSecurity: baseline contradicts isolation: virtual, which is restricted; remove one")
        return self


def namespace_specs(tenant: str, spec: TenantSpec, quotas: dict[str, Quota]) -> list[NamespaceSpec]:
    """Return the namespaces of a tenant, one for each environment, in the order of the document."""
    return [_namespace_spec(tenant, spec, index, quotas) for index in range(len(spec.environments))]


def _namespace_spec(tenant: str, spec: TenantSpec, index: int, quotas: dict[str, Quota]) -> NamespaceSpec:
    env = spec.environments[index]
    production = env.is_production
    isolation = env.isolation or spec.isolation
    sandboxed = isolation in SANDBOXING or spec.isolation is Isolation.SANDBOXED or spec.sandbox
    least = max(spec.pod_security, least_pod_security(isolation, production=production), key=lambda level: level.rank)
    return NamespaceSpec.model_construct(
        tenant=tenant,
        environment=env.name,
        owner=spec.owner,
        cost_center=spec.cost_center,
        production=production,
        isolation=isolation,
        sandbox=sandboxed if env.sandbox is None else env.sandbox or sandboxed,
        pod_security=env.pod_security or least,
        quota=quotas[env.name],
        limits=env.limits or spec.limits,
        network=env.network or spec.network,
        access=[
            access.model_copy(update={"environments": [env.name]})
            for access in spec.access
            if access.reaches(env.name, production=production)
        ],
        registries=spec.registries,
        hostnames=spec.hostnames if env.hostnames is None else env.hostnames,
        classes=spec.classes,
        virtual=spec.virtual if isolation is Isolation.VIRTUAL else None,
        protect=production if env.protect is None else env.protect,
        on_delete=env.on_delete or (OnDelete.RETAIN if production else OnDelete.DELETE),
        adopt=env.adopt,
    )
