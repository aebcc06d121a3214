"""The arguments that several components share, as the typed dictionaries that Pulumi's tools can read.

They mirror the models in ``spec/`` (a test holds the two together); the models check the values. Closed sets are
plain text here, because Pulumi's analyser of components reads no ``Literal``.
"""

from typing import Any, NotRequired, TypedDict


class QuotaArgs(TypedDict):
    """What a tenant, or one environment, may use at most. CPU and memory bound requests and limits alike."""

    cpu: str
    """CPU cores, such as ``4`` or ``500m``."""
    memory: str
    """Bytes of memory, such as ``8Gi``."""
    storage: NotRequired[str]
    """Bytes of persistent storage over all volume claims; default 0: no volume claims."""
    ephemeral_storage: NotRequired[str]
    """Bytes of scratch space on the nodes' disks; default ``20Gi``."""
    pods: NotRequired[int]
    """Pods that run at the same time; default 50."""
    load_balancers: NotRequired[int]
    """Services of type LoadBalancer; default 0. Node ports are never given."""
    devices: NotRequired[dict[str, int]]
    """Extended resources by name, such as ``nvidia.com/gpu``; default none. Those that the host cluster's ``capacity``
    lists and that are not named here are refused."""


class ComputeArgs(TypedDict):
    """Amounts for one container."""

    cpu: NotRequired[str]
    """CPU cores, such as ``500m``."""
    memory: NotRequired[str]
    """Bytes of memory, such as ``512Mi``."""
    ephemeral_storage: NotRequired[str]
    """Bytes of scratch space, such as ``1Gi``."""


class LimitsArgs(TypedDict):
    """Defaults and bounds for single containers."""

    default: NotRequired[ComputeArgs]
    """Limit of a container that names none; default 500m, 512Mi, 1Gi."""
    default_request: NotRequired[ComputeArgs]
    """Request of a container that names none; default 100m, 128Mi, 256Mi."""
    max: NotRequired[ComputeArgs]
    """The largest container; default: the environment's whole quota."""


class PeerArgs(TypedDict):
    """Somebody else: exactly one of ``tenant``, ``role`` or ``cidr``."""

    tenant: NotRequired[str]
    """Another tenant on the same host cluster. Both must name each other: in ``allow_from`` and in ``allow_to``."""
    environments: NotRequired[list[str]]
    """Which environments of that tenant; default: only the one of the same name (dev to dev, prod to prod)."""
    role: NotRequired[str]
    """A part of the platform: ``ingress-controller`` or ``monitoring`` (to allow from), ``api-server`` (to allow to).
    The host cluster says where it is."""
    cidr: NotRequired[str]
    """A network outside the cluster. Metadata addresses are always cut out of it."""
    ports: NotRequired[list[str]]
    """Ports such as ``443``, ``UDP/53``, ``TCP/8000-8100``; default: all, for a role the ones that the host cluster
    names."""


class NetworkArgs(TypedDict):
    """Network isolation. Everything that is not opened here is denied, in both directions."""

    ingress: NotRequired[str]
    """Who may connect: ``deny``, ``same-namespace`` (default) or ``same-tenant``."""
    egress: NotRequired[str]
    """Where pods may connect: ``deny``, ``dns`` (default: names and the own scope) or ``dns+public`` (and the internet,
    never private or metadata addresses)."""
    allow_from: NotRequired[list[PeerArgs]]
    """Others that may connect; default nobody."""
    allow_to: NotRequired[list[PeerArgs]]
    """Others that may be connected to; default nobody."""


class AccessArgs(TypedDict):
    """One grant: exactly one of ``group``, ``user`` or ``service_account`` gets a role."""

    role: str
    """``view``, ``deployer``, ``edit``, ``debug`` (exec and port-forward) or ``admin``."""
    group: NotRequired[str]
    """A group, as the host cluster's login names it."""
    user: NotRequired[str]
    """A single person; prefer groups."""
    service_account: NotRequired[str]
    """A service account outside the tenant, such as a deployment tool's, as ``namespace/name``."""
    environments: NotRequired[list[str]]
    """Where; default: everywhere for ``view`` and ``deployer``, everywhere but in production for ``edit``, ``debug``
    and ``admin``: people who change things by hand must name a production environment to reach it."""


class AllowListArgs(TypedDict):
    """Which classes of one kind may be named."""

    default: NotRequired[str]
    """Filled in for objects that name none; must be one of ``allowed``; default none."""
    allowed: NotRequired[list[str]]
    """The names that may be used; default none."""


class ClassesArgs(TypedDict):
    """Allow-lists for the classes that a cluster offers."""

    storage: NotRequired[AllowListArgs]
    """Storage classes; default none."""
    ingress: NotRequired[AllowListArgs]
    """Ingress classes; default none."""
    gateway: NotRequired[AllowListArgs]
    """Gateway classes; default none."""
    priority: NotRequired[AllowListArgs]
    """Priority classes; default none, so pods run at priority 0."""


class PlacementArgs(TypedDict):
    """Where a tenant runs."""

    host_cluster: NotRequired[str]
    """Name of the host cluster; default: none, then only hosts that take all tenants (a laptop's) carry the tenant."""
    jurisdiction: NotRequired[str]
    """Law that must govern the place, such as ``EU`` or ``CH``; default: any."""
    region: NotRequired[str]
    """Region that it must be; default: any."""
    cloud: NotRequired[str]
    """Cloud that it must be: ``aws``, ``azure``, ``gcp`` or a name of your own; default: any."""


class SyncArgs(TypedDict):
    """What is copied to the host cluster besides pods and what they need (services, config maps, secrets, volumes)."""

    service_accounts: NotRequired[bool]
    """Service accounts, for workload identity of the cloud; their names on the host are translated. Default false."""
    pod_disruption_budgets: NotRequired[bool]
    """Pod disruption budgets; default false."""


class AppsServiceArgs(TypedDict):
    """The service inside the virtual cluster that all requests for the environment's host names go to."""

    name: str
    """Its name, such as that of an ingress controller of the tenant's own."""
    namespace: NotRequired[str]
    """Its namespace inside the virtual cluster; default ``default``."""
    port: NotRequired[int]
    """Its port; default 80."""


class VirtualClusterArgs(TypedDict):
    """The virtual clusters of a tenant: one for each environment on the rung ``virtual``, or one that they share."""

    per: NotRequired[str]
    """``environment`` (default): one for each. ``tenant``: one for all environments but those in production, which have
    one each. Only a Tenant heeds it; another choice later makes new, empty clusters."""
    kubernetes_version: NotRequired[str]
    """Its Kubernetes version with the patch; default ``1.34.0``."""
    high_availability: NotRequired[bool]
    """Three replicas of control plane and store; needs ``backing_store: etcd``. Default false."""
    backing_store: NotRequired[str]
    """``sqlite`` (default), ``etcd`` (default with ``high_availability``) or ``embedded-etcd`` (licensed). It is for
    life: another store is a new, empty cluster."""
    domain: NotRequired[str]
    """Domain of the API's and the apps' host names, ``<namespace>.api.<domain>`` and ``*.<namespace>.apps.<domain>``;
    default none: the API is reached inside the host cluster only."""
    apps: NotRequired[AppsServiceArgs]
    """Where requests for ``*.<namespace>.apps.<domain>`` go; default nowhere."""
    apps_gateway: NotRequired[int]
    """Number of the shared Gateway that has the listener for the apps; a Gateway has at most 64. Default 1."""
    sync: NotRequired[SyncArgs]
    """What is copied to the host cluster besides pods and what they need; default nothing."""
    values: NotRequired[dict[str, Any]]
    """Further values of the vCluster chart; only those that cannot lower isolation. Default none."""
    licensed: NotRequired[bool]
    """There is a licence of vCluster's makers: their image and licensed features may be used. Default false."""


class CarriedEnvironmentArgs(TypedDict):
    """An environment, as its namespace carries it: usually the only one there."""

    name: str
    """Its name; inside a shared virtual cluster its namespace is called so."""
    quota: QuotaArgs
    """What it may use at most of the namespace's quota."""
    access: NotRequired[list[AccessArgs]]
    """Who may do what in it; default nobody but the deployer account."""


class EnvironmentArgs(TypedDict):
    """One stage of a tenant; it becomes one namespace. It may only be tighter than the tenant."""

    name: str
    """Name, unique in the tenant."""
    share: NotRequired[str]
    """Part of the tenant's quota: ``30%`` or ``remainder``. Exactly one of ``share`` and ``quota``."""
    quota: NotRequired[QuotaArgs]
    """A fixed part of the tenant's quota."""
    production: NotRequired[bool]
    """Whether people depend on it; default: true for prod, production, prd and live. Production is ``restricted``,
    protected and retained unless said otherwise."""
    isolation: NotRequired[str]
    """Rung of this environment; default: the tenant's."""
    sandbox: NotRequired[bool]
    """Make a sandboxing runtime class mandatory; default: as on the tenant, and true on the rung ``sandboxed``."""
    pod_security: NotRequired[str]
    """Pod Security Standard; default: the tenant's, in production ``restricted``."""
    network: NotRequired[NetworkArgs]
    """Network isolation as a whole instead of the tenant's; default: the tenant's."""
    limits: NotRequired[LimitsArgs]
    """Container limits as a whole instead of the tenant's; default: the tenant's."""
    hostnames: NotRequired[list[str]]
    """Host names instead of the tenant's; default: the tenant's."""
    protect: NotRequired[bool]
    """Refuse to delete or replace the namespace; default: true in production."""
    on_delete: NotRequired[str]
    """What becomes of the namespace when it leaves the document: ``delete`` (default) or ``retain`` (default in
    production)."""
    adopt: NotRequired[str]
    """Take over a namespace that exists: ``never`` (default), ``if-identical`` (a retained one, with its walls) or
    ``always`` (anybody's: it is labelled and walled in, and never deleted)."""
