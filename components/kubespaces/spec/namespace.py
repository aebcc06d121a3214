"""What one namespace gets, with everything settled: the arguments of the component ``Namespace``."""

from typing import Self

from pydantic import Field, model_validator

from .access import Access
from .amounts import AMOUNTS, listed, quota_sum
from .base import Model
from .names import DnsLabel, LabelValue, is_inner_system_namespace, is_reserved_namespace, namespace_name
from .network import Network
from .posture import SANDBOXING, Adopt, Isolation, OnDelete, PodSecurity, least_pod_security
from .resources import Limits, Quota
from .tenant import PRODUCTION_NAMES, Classes, Hostname, Owner, Registry, TenantSpec
from .virtual import VirtualCluster


class CarriedEnvironment(Model):
    """An environment, as its namespace carries it: usually the only one there."""

    name: DnsLabel
    """Its name; inside a shared virtual cluster its namespace is called so."""
    quota: Quota
    """What it may use at most of the namespace's quota."""
    access: list[Access] = []
    """Who may do what in it; default nobody but the deployer account."""


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
    shared_by: list[CarriedEnvironment] = []
    """The environments that share its virtual cluster, each with a namespace, a quota and people of its own inside;
    default none: the virtual cluster is for this environment alone."""
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
    def is_virtual(self) -> bool:
        """Whether it is on the rung ``virtual``."""
        return self.isolation is Isolation.VIRTUAL

    @property
    def cluster(self) -> VirtualCluster:
        """The virtual cluster that it has on the rung ``virtual``."""
        return self.virtual or VirtualCluster()

    @property
    def grants(self) -> list[Access]:
        """Those entries of ``access`` that reach this environment."""
        return [access for access in self.access if access.reaches(self.environment, production=self.production)]

    @property
    def carried(self) -> list[CarriedEnvironment]:
        """The environments that it carries: those that share it, else itself."""
        return self.shared_by or [
            CarriedEnvironment.model_construct(name=self.environment, quota=self.quota, access=self.grants)
        ]

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        if is_reserved_namespace(self.name):
            raise ValueError(f"makes the namespace '{self.name}', which is reserved for the platform; rename it")
        if self.isolation in SANDBOXING and not self.sandbox:
            raise ValueError(f"sandbox: false contradicts isolation: {self.isolation}; remove one")
        if self.is_virtual and self.pod_security is not PodSecurity.RESTRICTED:
            raise ValueError("podSecurity: baseline contradicts isolation: virtual, which is restricted; remove one")
        if self.shared_by:
            self._check_shared()
        return self

    def _check_shared(self) -> None:
        if not self.is_virtual:
            raise ValueError(f"sharedBy is for virtual clusters; write isolation: virtual instead of {self.isolation}")
        if self.production or self.protect or self.on_delete is OnDelete.RETAIN:
            raise ValueError("sharedBy is for what is neither production nor protected nor retained; remove one")
        names = [env.name for env in self.shared_by]
        if len(set(names)) < len(names) or any(is_inner_system_namespace(name) for name in names):
            raise ValueError(f"sharedBy {', '.join(names)}: names are unique, and neither 'default' nor 'kube-...'")
        total = quota_sum(env.quota for env in self.shared_by)
        over = [amount.words for amount in AMOUNTS if amount.of(total) > amount.of(self.quota)]
        over += [name for name, count in total.devices.items() if count > self.quota.devices.get(name, 0)]
        if over:
            raise ValueError(f"sharedBy has more {listed(over)} than quota; raise quota or lower theirs")


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
