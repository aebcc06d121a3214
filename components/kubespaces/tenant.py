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
)
from .arguments import ArgumentsError, checked
from .hosts.args import HostFactsArgs
from .namespace import Namespace
from .plan import plan_tenant
from .spec.host_cluster import HostCluster, HostClusterSpec
from .spec.host_rules import check_host
from .spec.load import API_VERSION
from .spec.source import Source
from .spec.tenant import Metadata, TenantSpec
from .spec.tenant import Tenant as TenantDocument
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
    """Where the bill goes; default: the tenant's name."""
    isolation: NotRequired[str]
    """The rung: ``namespace`` (default), ``sandboxed``, ``dedicated-nodes`` or ``dedicated-cluster``."""
    sandbox: NotRequired[bool]
    """Make a sandboxing runtime class mandatory; default: true on the rung ``sandboxed``."""
    overcommit: NotRequired[float]
    """How far the environments' quotas may add up beyond the tenant's; default 1.0: not at all."""
    access: NotRequired[list[AccessArgs]]
    """Who may do what; default nobody but the deployer accounts."""
    pod_security: NotRequired[str]
    """``baseline`` (default) or ``restricted``; production is ``restricted`` unless it says otherwise itself."""
    network: NotRequired[NetworkArgs]
    """Network isolation; default: the own namespace and DNS."""
    limits: NotRequired[LimitsArgs]
    """Defaults and bounds for single containers."""
    registries: NotRequired[list[str]]
    """Where images may come from; default none named."""
    hostnames: NotRequired[list[str]]
    """Host names that Ingresses and routes may claim; default none."""
    classes: NotRequired[ClassesArgs]
    """Allow-lists of storage, ingress, gateway and priority classes; default none."""
    placement: NotRequired[PlacementArgs]
    """Which host cluster carries the tenant."""


class Tenant(pulumi.ComponentResource):
    """A tenant: one ``Namespace`` for each environment, the quota split over them.

    A peer tenant must name this one back; that can only be checked where all documents are known, as in the stacks of
    this project or by ``kubespaces validate``.
    """

    namespaces: pulumi.Output[dict[str, str]]
    """The namespace of each environment."""

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
        host = checked(HostClusterSpec, "Tenant", name, given.pop("host", {}), prefix="host")
        metadata = checked(Metadata, "Tenant", name, {"name": name})
        spec = checked(TenantSpec, "Tenant", name, given)
        _check(metadata, spec, host)
        super().__init__("kubespaces:index:Tenant", name, {}, opts)
        self.namespaces = pulumi.Output.from_input(self._register(name, spec, host))
        self.register_outputs({"namespaces": self.namespaces})

    def _register(self, name: str, spec: TenantSpec, host: HostClusterSpec) -> dict[str, str]:
        names: dict[str, str] = {}
        facts = host.model_dump(by_alias=False, exclude_defaults=True)
        for namespace in plan_tenant(name, spec):
            args = namespace.model_dump(by_alias=False)
            Namespace(
                f"{name}-{namespace.environment}",
                {**args, "host": facts},  # type: ignore[typeddict-item]  # a test holds model and TypedDict together
                pulumi.ResourceOptions(parent=self),
            )
            names[namespace.environment] = namespace.name
        return names


def _check(metadata: Metadata, spec: TenantSpec, host: HostClusterSpec) -> None:
    """Check what no single field shows, as ``kubespaces validate`` does for documents."""
    tenant = TenantDocument.model_construct(api_version=API_VERSION, kind="Tenant", metadata=metadata, spec=spec)
    cluster = HostCluster.model_construct(
        api_version=API_VERSION,
        kind="HostCluster",
        metadata=Metadata.model_construct(name="(its host)"),
        spec=host,
    )
    source = Source("", tenant)
    problems = sorted([*check_tenant(source), *check_host(cluster, source)])
    if problems:
        raise ArgumentsError(f"Tenant '{metadata.name}'", problems)
