"""The component ``ExistingHostCluster``: a cluster that was made elsewhere, readied for tenants."""

from typing import Any, NotRequired, TypedDict

import pulumi

from kubespaces.arguments import Arguments
from kubespaces.plan import plan_platform
from kubespaces.spec.host_cluster import HostClusterSpec

from .args import HostFactsArgs
from .base import HostClusterComponent, provider_of, take_facts
from .contract import HostAccess

__all__ = ["ExistingHostCluster", "ExistingHostClusterArgs", "provider_of"]


class ExistingHostClusterArgs(TypedDict):
    """Arguments of ``ExistingHostCluster``."""

    kubeconfig: pulumi.Input[str]
    """Kubeconfig as content or as a path; kept as a secret."""
    facts: HostFactsArgs
    """What the cluster is and offers: plain values, known at preview."""
    platform: NotRequired[bool]
    """Install the roles and guard rails that tenants need; default true. Give false where another stack does."""


class ExistingHostCluster(HostClusterComponent):
    """A host cluster by its kubeconfig: its provider, and the platform's own objects on it.

    From Python, pass ``provider`` and ``facts`` on to ``Tenant`` and ``Namespace``.
    """

    # Said again, for the plugin for other languages sees only what stands here.
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
        access = HostAccess(
            pulumi.Output.secret(args["kubeconfig"]),
            pulumi.Output.from_input(spec.existing.identifier or name),
            pulumi.Output.from_input(spec.existing.context) if spec.existing.context else None,
        )
        self._reach(name, args["facts"], access, plan_platform(spec.guard_rails) if args.get("platform", True) else [])
        self.register_outputs({"kubeconfig": self.kubeconfig, "identifier": self.identifier})


def _check(name: str, args: ExistingHostClusterArgs) -> HostClusterSpec:
    """Return the facts as a model; see ``ExistingHostCluster`` for what is raised."""
    given: dict[str, Any] = {**args}
    if isinstance(given.get("kubeconfig"), pulumi.Output):  # the one argument that may be known later
        given["kubeconfig"] = "known later"
    arguments = Arguments("ExistingHostCluster", name, given)
    arguments.required("kubeconfig")
    spec = take_facts(arguments, ExistingHostClusterArgs.__annotations__)
    if spec is None or not arguments.good:
        raise arguments.error()
    return spec
