"""The component ``Tenant``: one team's share of a host cluster."""

from typing import Any, NotRequired, TypedDict

import pulumi

from .args import (
    AccessArgs,
    ClassesArgs,
    EnvironmentArgs,
    LimitsArgs,
    NetworkArgs,
    PlacementArgs,
    QuotaArgs,
    VirtualClusterArgs,
)
from .arguments import Arguments
from .hosts.args import HostFactsArgs
from .namespace import Namespace
from .plan import plan_tenant
from .spec.host_cluster import HostClusterSpec
from .spec.host_rules import check_capacity, check_host
from .spec.placement_rules import check_conditions
from .spec.source import Source
from .spec.tenant import Metadata, TenantSpec
from .spec.tenant_rules import check_tenant


class TenantArgs(TypedDict):
    """Arguments of ``Tenant``: the ``spec`` of a Tenant document. All are plain values, known at preview."""

    owner: str
    """Mail address of the people who answer for the tenant."""
    quota: QuotaArgs
    """What all environments together may use."""
    environments: list[EnvironmentArgs]
    """The environments, at least one."""
    host: HostFactsArgs
    """The host cluster's facts; ``ExistingHostCluster`` has them as ``facts``."""
    cost_center: NotRequired[str]
    """Where the bill goes; becomes the label ``kubespaces.io/cost-center``; default: the tenant's name."""
    isolation: NotRequired[str]
    """The rung: ``namespace`` (default), ``sandboxed``, ``dedicated-nodes``, ``virtual`` or ``dedicated-cluster``."""
    sandbox: NotRequired[bool]
    """Make a sandboxing runtime class (gVisor, Kata) mandatory on another rung than ``sandboxed`` as well; default
    false."""
    overcommit: NotRequired[float]
    """How far the environments' quotas may add up beyond the tenant's: 1.0 (default) is not at all, 1.5 is 150 %."""
    access: NotRequired[list[AccessArgs]]
    """Who may do what; default nobody but the deployer accounts."""
    pod_security: NotRequired[str]
    """Pod Security Standard: ``baseline`` (default; what ``restricted`` would refuse is warned about and audited) or
    ``restricted`` (default in production and on the rung ``virtual``)."""
    network: NotRequired[NetworkArgs]
    """Network isolation; default: the own namespace and DNS."""
    limits: NotRequired[LimitsArgs]
    """Defaults and bounds for single containers; default: see there."""
    registries: NotRequired[list[str]]
    """Where images may come from: a host, or a host and a path; default none, and then nothing runs."""
    hostnames: NotRequired[list[str]]
    """Host names that Ingresses and routes may claim; default none. Naming one opens the way from the ingress
    controller."""
    classes: NotRequired[ClassesArgs]
    """Allow-lists of storage, ingress, gateway and priority classes; default none."""
    virtual: NotRequired[VirtualClusterArgs]
    """The virtual clusters of environments on the rung ``virtual``; default: see there."""
    host_kubeconfig: NotRequired[pulumi.Input[str]]
    """Kubeconfig of the host cluster, only to have the virtual clusters' own as output; default none. The program then
    waits until the virtual clusters are up."""
    placement: NotRequired[PlacementArgs]
    """Which host cluster carries the tenant; default: only those that take all tenants."""


class Tenant(pulumi.ComponentResource):
    """A tenant: one ``Namespace`` for each environment, the quota split over them.

    A peer tenant must name this one back; that can only be checked where all documents are known, as in the stacks of
    this project or by ``kubespaces validate``.
    """

    namespaces: pulumi.Output[dict[str, str]]
    """The namespace of each environment; those that share a virtual cluster are in one."""
    api_urls: pulumi.Output[dict[str, str]]
    """Address of the virtual cluster's API of each environment that has one."""

    def __init__(self, name: str, args: TenantArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Make the tenant.

        Args:
            name: the tenant's name, a DNS label.
            args: see ``TenantArgs``.
            opts: ``providers`` must hold the Kubernetes provider of the host cluster.

        Raises:
            ArgumentsError: with every problem of the arguments, before anything is registered.
        """
        given: dict[str, Any] = {**args}
        kubeconfig = given.pop("host_kubeconfig", None)
        spec, host = _check(name, given)
        super().__init__("kubespaces:index:Tenant", name, {}, opts)
        self._environments = self._register(name, spec, host, kubeconfig)
        made = self._environments.items()
        self.namespaces = pulumi.Output.all(**{env: namespace.namespace for env, namespace in made})
        self.api_urls = pulumi.Output.all(**{env: namespace.api_url for env, namespace in made}).apply(_known)
        self.register_outputs({"namespaces": self.namespaces, "api_urls": self.api_urls})

    def environment(self, name: str) -> Namespace:
        """Return an environment's namespace, for what only Python can have: ``environment("dev").virtual.provider``.

        Environments that share a virtual cluster have the same one; inside, each has the namespace of its own name.

        Raises:
            KeyError: the tenant has no such environment.
        """
        return self._environments[name]

    def _register(
        self, name: str, spec: TenantSpec, host: HostClusterSpec, kubeconfig: pulumi.Input[str] | None
    ) -> dict[str, Namespace]:
        made: dict[str, Namespace] = {}
        facts = host.model_dump(by_alias=False, exclude_unset=True)
        ours = {} if kubeconfig is None else {"host_kubeconfig": kubeconfig}
        for namespace in plan_tenant(name, spec):
            args = namespace.model_dump(by_alias=False)
            component = Namespace(
                f"{name}-{namespace.environment}",
                {**args, **ours, "host": facts},  # type: ignore[typeddict-item]  # a test holds model and TypedDict together
                pulumi.ResourceOptions(parent=self),
            )
            made |= dict.fromkeys([env.name for env in namespace.carried], component)
        return made


def _known(urls: dict[str, str | None]) -> dict[str, str]:
    return {environment: url for environment, url in urls.items() if url is not None}


def _check(name: str, args: dict[str, Any]) -> tuple[TenantSpec, HostClusterSpec]:
    """Return the arguments as models, checked as ``kubespaces validate`` does; see ``Tenant`` for what is raised."""
    arguments = Arguments("Tenant", name, args)
    host = arguments.host()
    metadata = arguments.model(Metadata, {"name": name})
    spec = arguments.model(TenantSpec, arguments.values)
    if metadata is not None and spec is not None:
        source = Source.of_program(name, spec)
        arguments.add(check_tenant(source))
        if host is not None:
            arguments.add(check_host(host, source))
            arguments.add(check_capacity(host, [source]))
            arguments.add(check_conditions(source, host) if host.spec.takes == "placed" else ())
    if metadata is None or spec is None or host is None or not arguments.good:
        raise arguments.error()
    return spec, host.spec
