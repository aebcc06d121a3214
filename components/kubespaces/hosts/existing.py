"""The component ``ExistingHostCluster``: a cluster that was made elsewhere, readied for tenants."""

from typing import Any, NotRequired, TypedDict

import pulumi
from pulumi_kubernetes.provider import Provider

from kubespaces.args import HostFactsArgs
from kubespaces.arguments import Arguments
from kubespaces.objects import register
from kubespaces.plan import plan_platform
from kubespaces.spec.errors import Problem, shorten
from kubespaces.spec.host_cluster import HostClusterSpec

from .contract import HostAccess


class ExistingHostClusterArgs(TypedDict):
    """Arguments of ``ExistingHostCluster``."""

    kubeconfig: pulumi.Input[str]
    """Kubeconfig as content or as a path; kept as a secret."""
    facts: HostFactsArgs
    """What the cluster is and offers: plain values, known at preview."""
    platform: NotRequired[bool]
    """Install the roles and guard rails that tenants need; default true. Give false where another stack does."""


class ExistingHostCluster(pulumi.ComponentResource):
    """A host cluster by its kubeconfig: its provider, and the platform's own objects on it.

    From Python, pass ``provider`` and ``facts`` on to ``Tenant`` and ``Namespace``.
    """

    kubeconfig: pulumi.Output[str]
    """The kubeconfig, a secret."""
    identifier: pulumi.Output[str]
    """What tells this cluster from all others."""

    def __init__(self, name: str, args: ExistingHostClusterArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Reach the cluster and make the platform's objects on it.

        Args:
            name: the host cluster's name; it is the cluster's identifier unless ``facts`` give another.
            args: see ``ExistingHostClusterArgs``.
            opts: options of the component.

        Raises:
            ArgumentsError: with every problem of the arguments, before anything is registered.
        """
        spec = _check(name, args)
        super().__init__("kubespaces:index:ExistingHostCluster", name, {}, opts)
        self._facts: HostFactsArgs = args["facts"]
        self.kubeconfig = pulumi.Output.secret(args["kubeconfig"])
        self.identifier = pulumi.Output.from_input(spec.existing.identifier or name)
        self._access = HostAccess(
            self.kubeconfig,
            self.identifier,
            pulumi.Output.from_input(spec.existing.context) if spec.existing.context else None,
        )
        self._kubernetes = provider_of(name, self._access, pulumi.ResourceOptions(parent=self))
        if args.get("platform", True):
            self._register_platform(name)
        self.register_outputs({"kubeconfig": self.kubeconfig, "identifier": self.identifier})

    def _register_platform(self, name: str) -> None:
        # A component's own provider reaches its children only if it is named on each.
        platform = pulumi.ComponentResource(
            "kubespaces:index:Platform",
            f"{name}-platform",
            {},
            pulumi.ResourceOptions(parent=self, providers=[self._kubernetes]),
        )
        register(platform, f"{name}-platform", plan_platform())
        platform.register_outputs({})

    @property
    def facts(self) -> HostFactsArgs:
        """The cluster's facts, for the argument ``host`` of ``Tenant`` and ``Namespace``."""
        return self._facts

    @property
    def provider(self) -> Provider:
        """The Kubernetes provider of the cluster."""
        return self._kubernetes

    @property
    def access(self) -> HostAccess:
        """How the cluster is reached, to export it for other stacks."""
        return self._access


def provider_of(name: str, access: HostAccess, opts: pulumi.ResourceOptions | None = None) -> Provider:
    """Return the Kubernetes provider of a host cluster.

    ``clusterIdentifier`` is set, so that a new address, a new certificate or a rotated credential updates the provider
    and never replaces what is on the cluster.
    """
    return Provider(
        f"{name}-kubernetes",
        kubeconfig=access.kubeconfig,
        context=access.context,
        cluster_identifier=access.identifier,
        opts=opts,
    )


def _check(name: str, args: ExistingHostClusterArgs) -> HostClusterSpec:
    """Return the facts as a model; see ``ExistingHostCluster`` for what is raised."""
    given: dict[str, Any] = {**args}
    if isinstance(given.get("kubeconfig"), pulumi.Output):  # the one argument that may be known later
        given["kubeconfig"] = "known later"
    arguments = Arguments("ExistingHostCluster", name, given)
    arguments.required("kubeconfig")
    if not isinstance(platform := arguments.values.pop("platform", True), bool):
        arguments.add([Problem("", name, "platform", shorten(platform), "must be true or false")])
    facts = arguments.required("facts")
    spec = None if facts is None else arguments.model(HostClusterSpec, facts, prefix="facts")
    arguments.nothing_else(ExistingHostClusterArgs.__annotations__)
    if spec is None or not arguments.good:
        raise arguments.error()
    return spec
