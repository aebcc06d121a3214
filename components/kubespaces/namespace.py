"""The component ``Namespace``: one environment of one tenant, walled off."""

from typing import NotRequired, TypedDict

import pulumi

from .args import AccessArgs, ClassesArgs, LimitsArgs, NetworkArgs, QuotaArgs
from .arguments import Arguments
from .hosts.args import HostFactsArgs
from .objects import register
from .plan import plan_namespace
from .spec.host_cluster import HostClusterSpec
from .spec.namespace import NamespaceSpec
from .spec.namespace_rules import check_namespace


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
    """The rung: ``namespace`` (default), ``sandboxed``, ``dedicated-nodes`` or ``dedicated-cluster``."""
    sandbox: NotRequired[bool]
    """Make a sandboxing runtime class mandatory; default: true on the rung ``sandboxed``."""
    pod_security: NotRequired[str]
    """Pod Security Standard: ``baseline`` (default) or ``restricted`` (default in production)."""
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
    """The service account for the delivery pipeline, as ``namespace/name``."""

    def __init__(self, name: str, args: NamespaceArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Make the namespace.

        Args:
            name: the component's name; children start with it.
            args: see ``NamespaceArgs``.
            opts: ``providers`` must hold the Kubernetes provider of the host cluster.

        Raises:
            ArgumentsError: with every problem of the arguments, before anything is registered.
        """
        spec, host = _check(name, args)
        super().__init__("kubespaces:index:Namespace", name, {}, opts)
        self._register(name, spec, host)

    def _register(self, name: str, spec: NamespaceSpec, host: HostClusterSpec) -> None:
        plan = plan_namespace(spec, host)
        (namespace,) = register(self, name, [plan.namespace])
        register(self, name, plan.contents, inside=namespace)
        self.namespace = pulumi.Output.from_input(spec.name)
        self.isolation = pulumi.Output.from_input(spec.isolation.value)
        self.deployer = pulumi.Output.from_input(f"{spec.name}/deployer")
        self.register_outputs({"namespace": self.namespace, "isolation": self.isolation, "deployer": self.deployer})


def _check(name: str, args: NamespaceArgs) -> tuple[NamespaceSpec, HostClusterSpec]:
    """Return the arguments as models; see ``Namespace`` for what is raised."""
    arguments = Arguments("Namespace", name, args)
    host = arguments.host()
    spec = arguments.model(NamespaceSpec, arguments.values)
    if spec is not None and host is not None:
        arguments.add(check_namespace(spec, host))
    if spec is None or host is None or not arguments.good:
        raise arguments.error()
    return spec, host.spec
