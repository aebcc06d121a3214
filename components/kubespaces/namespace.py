"""The component ``Namespace``: one environment of one tenant, walled off."""

from typing import TYPE_CHECKING, Any, NotRequired, TypedDict

import pulumi

from .args import (
    AccessArgs,
    CarriedEnvironmentArgs,
    ClassesArgs,
    LimitsArgs,
    NetworkArgs,
    QuotaArgs,
    VirtualClusterArgs,
)
from .arguments import Arguments
from .hosts.args import HostFactsArgs
from .objects import KubernetesObject, register
from .plan import plan_namespace
from .plan.access import DEPLOYER
from .plan.virtual import home_of
from .spec.host_cluster import HostClusterSpec
from .spec.namespace import NamespaceSpec
from .spec.namespace_rules import check_namespace

if TYPE_CHECKING:
    from .virtual_access import VirtualAccess
    from .virtual_cluster import VirtualCluster


class NamespaceArgs(TypedDict):
    """Arguments of ``Namespace``. All are plain values: names and labels must be known at preview."""

    tenant: str
    """The tenant that it belongs to."""
    environment: str
    """The environment that it is; the namespace is called ``<tenant>-<environment>``."""
    owner: str
    """Mail address of the people who answer for it."""
    quota: QuotaArgs
    """What it may use at most."""
    host: HostFactsArgs
    """The host cluster's facts; ``ExistingHostCluster`` has them as ``facts``."""
    cost_center: NotRequired[str]
    """Where the bill goes; default: the tenant's name."""
    production: NotRequired[bool]
    """Whether people depend on it; default: true for prod, production, prd and live."""
    isolation: NotRequired[str]
    """The rung: ``namespace`` (default), ``sandboxed``, ``dedicated-nodes``, ``virtual`` or ``dedicated-cluster``."""
    sandbox: NotRequired[bool]
    """Make a sandboxing runtime class mandatory; default: true on the rungs ``sandboxed`` and ``virtual``."""
    pod_security: NotRequired[str]
    """Pod Security Standard: ``baseline`` (default) or ``restricted`` (default in production and on the rung
    ``virtual``)."""
    limits: NotRequired[LimitsArgs]
    """Defaults and bounds for single containers; default: see there."""
    network: NotRequired[NetworkArgs]
    """Network isolation; default: the own namespace and DNS."""
    access: NotRequired[list[AccessArgs]]
    """Who may do what here; default nobody but the deployer account. Entries for other environments are left out."""
    registries: NotRequired[list[str]]
    """Where images may come from; default none, and then nothing runs."""
    hostnames: NotRequired[list[str]]
    """Host names that Ingresses and routes may claim; default none."""
    classes: NotRequired[ClassesArgs]
    """Allow-lists of storage, ingress, gateway and priority classes; default none."""
    virtual: NotRequired[VirtualClusterArgs]
    """The virtual cluster on the rung ``virtual``; default: see there."""
    shared_by: NotRequired[list[CarriedEnvironmentArgs]]
    """The environments that share its virtual cluster, each with a namespace, a quota and people of its own inside;
    default none: the virtual cluster is for this environment alone."""
    host_kubeconfig: NotRequired[pulumi.Input[str]]
    """Kubeconfig of the host cluster, only to have the virtual cluster's own as output; default none. The program then
    waits until the virtual cluster is up."""
    protect: NotRequired[bool]
    """Refuse to delete or replace the namespace; default: true in production."""
    on_delete: NotRequired[str]
    """What becomes of it when it is removed: ``delete`` (default) or ``retain`` (default in production)."""
    adopt: NotRequired[str]
    """Take over a namespace that exists: ``never`` (default), ``if-identical`` (a retained one, with its walls) or
    ``always`` (anybody's: it is labelled and walled in, and never deleted)."""


class Namespace(pulumi.ComponentResource):
    """A Kubernetes namespace with everything that isolates it: see ``docs/namespaces.md`` for the list."""

    namespace: pulumi.Output[str]
    """Name of the Kubernetes namespace."""
    isolation: pulumi.Output[str]
    """The rung."""
    deployer: pulumi.Output[str]
    """The service account for the delivery pipeline, as ``namespace/name``; on the rung ``virtual`` inside the virtual
    cluster. Of environments that share one each has its own: they are joined by commas."""
    api_url: pulumi.Output[str | None]
    """Address of the virtual cluster's API; none on other rungs."""
    admin_kubeconfig: pulumi.Output[str | None]
    """Kubeconfig of the virtual cluster's administrator, a secret; none without ``host_kubeconfig``."""

    def __init__(self, name: str, args: NamespaceArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Make the namespace.

        Args:
            name: the component's name; children start with it.
            args: see ``NamespaceArgs``.
            opts: ``providers`` must hold the Kubernetes provider of the host cluster.

        Raises:
            ArgumentsError: with every problem of the arguments, before anything is registered.
        """
        given: dict[str, Any] = {**args}
        kubeconfig = given.pop("host_kubeconfig", None)
        spec, host = _check(name, given)
        super().__init__("kubespaces:index:Namespace", name, {}, opts)
        self._host_kubeconfig = None if kubeconfig is None else pulumi.Output.secret(kubeconfig)
        self._register(name, spec, host)

    def _register(self, name: str, spec: NamespaceSpec, host: HostClusterSpec) -> None:
        plan = plan_namespace(spec, host)
        (namespace,) = register(self, name, [plan.namespace])
        walls = register(self, name, plan.contents, inside=namespace)
        self._virtual = self._register_virtual(name, spec, host, [namespace, *walls])
        access = self._virtual.access if self._virtual else None
        self.api_url = self._virtual.api_url if self._virtual else pulumi.Output.from_input(None)
        self.admin_kubeconfig = access.admin_kubeconfig if access else pulumi.Output.from_input(None)
        self.namespace = pulumi.Output.from_input(spec.name)
        self.isolation = pulumi.Output.from_input(spec.isolation.value)
        homes = [home_of(spec, env.name) if self._virtual else spec.name for env in spec.carried]
        self.deployer = pulumi.Output.from_input(",".join(f"{home}/{DEPLOYER}" for home in homes))
        self.register_outputs(
            {
                "namespace": self.namespace,
                "isolation": self.isolation,
                "deployer": self.deployer,
                "api_url": self.api_url,
                "admin_kubeconfig": self.admin_kubeconfig,
            }
        )

    @property
    def virtual(self) -> "VirtualAccess":
        """The ways into the virtual cluster: ``provider``, ``admin_kubeconfig``, ``kubeconfig_for``, ``expires``.

        Raises:
            pulumi.RunError: it is on another rung, or ``host_kubeconfig`` was not given.
        """
        if self._virtual is None or self._virtual.access is None:
            missing = "is not on the rung virtual" if self._virtual is None else "needs host_kubeconfig for this"
            raise pulumi.RunError(f"namespace {missing}; its virtual cluster cannot be reached")
        return self._virtual.access

    def _register_virtual(
        self, name: str, spec: NamespaceSpec, host: HostClusterSpec, walls: list[KubernetesObject]
    ) -> "VirtualCluster | None":
        if not spec.is_virtual:
            return None
        from .virtual_cluster import VirtualCluster as Component  # noqa: PLC0415 - charts are needed on this rung only

        return Component(
            f"{name}-virtual",
            spec,
            host,
            after=walls,
            host_kubeconfig=self._host_kubeconfig,
            opts=pulumi.ResourceOptions(parent=self),
        )


def _check(name: str, args: dict[str, Any]) -> tuple[NamespaceSpec, HostClusterSpec]:
    """Return the arguments as models; see ``Namespace`` for what is raised."""
    arguments = Arguments("Namespace", name, args)
    host = arguments.host()
    spec = arguments.model(NamespaceSpec, arguments.values)
    if spec is not None and host is not None:
        arguments.add(check_namespace(spec, host))
    if spec is None or host is None or not arguments.good:
        raise arguments.error()
    return spec, host.spec
