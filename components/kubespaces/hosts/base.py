"""What every host cluster component has, however its cluster came to be."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pulumi
from pulumi_kubernetes.provider import Provider

from kubespaces.arguments import Arguments, ArgumentsError
from kubespaces.objects import register
from kubespaces.plan import PlannedObject, plan_platform
from kubespaces.spec.errors import Problem, shorten
from kubespaces.spec.host_cluster import HostCluster, HostClusterSpec
from kubespaces.spec.host_cluster_rules import check_host_cluster
from kubespaces.spec.host_defaults import zones_of
from kubespaces.spec.source import Source
from kubespaces.spec.tenant import Metadata

from .args import HostClusterArgs, HostFactsArgs
from .contract import HostAccess


class HostClusterComponent(pulumi.ComponentResource):
    """A host cluster: its provider, and the platform's own objects on it.

    From Python, pass ``provider`` and ``facts`` on to ``Tenant`` and ``Namespace``.
    """

    kubeconfig: pulumi.Output[str]
    """The kubeconfig, a secret."""
    identifier: pulumi.Output[str]
    """What tells this cluster from all others."""

    def _reach(
        self,
        name: str,
        facts: HostFactsArgs,
        access: HostAccess,
        objects: Sequence[PlannedObject],
        after: Sequence[pulumi.Resource] = (),
    ) -> None:
        """Make the provider, and ``objects`` on the cluster once ``after`` is there (and gone before it goes)."""
        self._facts: HostFactsArgs = facts
        self._access = access
        self.kubeconfig = access.kubeconfig
        self.identifier = access.identifier
        options = pulumi.ResourceOptions(parent=self, depends_on=list(after))
        self._kubernetes = provider_of(name, access, options)
        if objects:
            self._register_platform(name, objects)

    def _register_platform(self, name: str, objects: Sequence[PlannedObject]) -> None:
        # A component's own provider reaches its children only if it is named on each.
        platform = pulumi.ComponentResource(
            "kubespaces:index:Platform",
            f"{name}-platform",
            {},
            pulumi.ResourceOptions(parent=self, providers=[self._kubernetes]),
        )
        register(platform, f"{name}-platform", objects)
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


@dataclass(frozen=True)
class MadeCluster:
    """What a cloud's module hands over once it has registered its resources."""

    endpoint: pulumi.Output[str]
    """Address of the API server."""
    certificate_authority: pulumi.Output[str]
    """Certificate authority of the API server, PEM in base64."""
    oidc_issuer: pulumi.Output[str]
    """Issuer of the tokens of service accounts."""
    identifier: pulumi.Output[str]
    """What tells this cluster from all others, for ever."""
    kubeconfig: pulumi.Output[str]
    """Kubeconfig that gets its credentials by a program (``exec``) and holds none itself."""
    ready: Sequence[pulumi.Resource] = ()
    """What must be there before anything is made on the cluster, and stay until all of it is gone: access above all."""
    objects: Sequence[PlannedObject] = field(default=())
    """Objects of the cloud's own that go onto the cluster with the platform's, such as storage classes."""


class CloudHostCluster(HostClusterComponent):
    """A host cluster that is made in a cloud."""

    endpoint: pulumi.Output[str]
    """Address of the API server."""
    certificate_authority: pulumi.Output[str]
    """Certificate authority of the API server, PEM in base64."""
    oidc_issuer: pulumi.Output[str]
    """Issuer of the tokens of service accounts, for federation with the cloud's identities."""
    region: pulumi.Output[str]
    """Region."""
    zones: pulumi.Output[list[str]]
    """Zones."""

    def _publish(self, name: str, args: HostClusterArgs, spec: HostClusterSpec, made: MadeCluster) -> None:
        """Put the platform onto a cluster that was made, and fulfil the contract. Call it last."""
        access = HostAccess(pulumi.Output.secret(made.kubeconfig), made.identifier)
        objects = [*plan_platform(spec.guard_rails), *made.objects] if args.get("platform", True) else []
        self._reach(name, args["facts"], access, objects, made.ready)
        self.endpoint = made.endpoint
        self.certificate_authority = made.certificate_authority
        self.oidc_issuer = made.oidc_issuer
        self.region = pulumi.Output.from_input(spec.region)
        self.zones = pulumi.Output.from_input(zones_of(spec))
        self.register_outputs(
            {
                "endpoint": self.endpoint,
                "certificate_authority": self.certificate_authority,
                "oidc_issuer": self.oidc_issuer,
                "identifier": self.identifier,
                "kubeconfig": self.kubeconfig,
                "region": self.region,
                "zones": self.zones,
            }
        )


def checked_facts(component: str, name: str, args: Mapping[str, Any], cloud: str) -> HostClusterSpec:
    """Return the facts of a cluster that is to be made in a cloud; warn of what is only worth a look.

    Args:
        component: class of the component, for messages.
        name: name of the component, which is the host cluster's.
        args: the component's arguments.
        cloud: ``aws``, ``azure`` or ``gcp``.

    Raises:
        ArgumentsError: with every problem of the facts, before anything is registered.
    """
    arguments = Arguments(component, name, args)
    metadata = arguments.model(Metadata, {"name": name})
    spec = take_facts(arguments, HostClusterArgs.__annotations__)
    if spec is None or metadata is None or not arguments.good:
        raise arguments.error()
    document = HostCluster.of_program(name, spec)
    if spec.made_by != cloud:
        arguments.add([Problem("", name, f"facts.{cloud}", "", f"is required to make a cluster in {cloud}")])
        raise arguments.error()
    for warning in checked_document(f"{component} '{name}'", document, prefix="facts."):
        pulumi.warn(str(warning))
    return spec


def checked_document(who: str, document: HostCluster, *, prefix: str = "") -> list[Problem]:
    """Return what is worth a look in a document that is to be made.

    Args:
        who: the component and its name, for messages.
        document: the document.
        prefix: what stands before the document's fields where it is an argument.

    Raises:
        ArgumentsError: with everything that is wrong with it.
    """
    problems = sorted(check_host_cluster(Source("", document)))
    found = [replace(problem, field=prefix + problem.field) for problem in problems]
    if errors := [problem for problem in found if not problem.warning]:
        raise ArgumentsError(who, errors)
    return found


def take_facts(arguments: Arguments, known: Iterable[str]) -> HostClusterSpec | None:
    """Check the arguments that every host cluster has, and that no others but the ``known`` ones are left.

    Returns:
        the facts, or ``None`` after taking down what is wrong with them.
    """
    if not isinstance(platform := arguments.values.pop("platform", True), bool):
        arguments.add([Problem("", "", "platform", shorten(platform), "must be true or false")])
    facts = arguments.required("facts")
    spec = None if facts is None else arguments.model(HostClusterSpec, facts, prefix="facts")
    arguments.nothing_else(known)
    return spec


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
