"""The program of every stack: a host cluster, the tenants on it, or both, as the stack's configuration says."""

import gc

import pulumi
from pulumi_kubernetes.provider import Provider

from furnish import furnish, share_gateways
from kubespaces.hosts import contract
from kubespaces.hosts.base import provider_of
from kubespaces.hosts.factory import from_spec
from kubespaces.plan import plan_tenant
from kubespaces.plan.shard import shard_of
from kubespaces.spec import Fleet, HostCluster, SpecError, Tenant, load_fleet
from kubespaces.spec.host_rules import carried_by
from lay import lay_tenant, summary
from settings import Settings, read_settings


def main() -> None:
    """Make what the stack's configuration asks for."""
    gc.disable()  # the program ends in seconds and its memory with it; looking for cycles took a tenth of the time
    settings = read_settings()
    fleet = _fleet(settings)
    host = _host(settings, fleet)
    provider = _make_host(settings, host, fleet) if settings.makes_host else _find_host(settings, host)
    if settings.makes_tenants:
        tenants = _tenants_of_this_stack(settings, fleet, host)
        for tenant in tenants:
            lay_tenant(tenant, host, provider)
        pulumi.export("tenants", {tenant.name: summary(tenant) for tenant in tenants})


def _fleet(settings: Settings) -> Fleet:
    try:
        return load_fleet(*settings.documents)
    except SpecError as error:
        count = len(error.problems)
        raise pulumi.RunError(
            f"{count} problem{'s' * (count > 1)} in the documents, nothing is changed:\n{error}"
        ) from None


def _host(settings: Settings, fleet: Fleet) -> HostCluster:
    host = fleet.hosts.get(settings.host)
    if host is None:
        known = ", ".join(fleet.hosts) or "none"
        raise pulumi.RunError(f"kubespaces:host: {settings.host} is no HostCluster document; there are: {known}")
    return host


def _make_host(settings: Settings, host: HostCluster, fleet: Fleet) -> Provider:
    if host.spec.made_by is None and settings.kubeconfig is None:
        raise pulumi.RunError(
            f"kubespaces:kubeconfig is required: host cluster {host.name} was made elsewhere; set it with: "
            "pulumi config set --secret kubespaces:kubeconfig < FILE"
        )
    cluster = from_spec(host, kubeconfig=settings.kubeconfig)
    contract.export(cluster.access)
    if settings.embedded:
        furnish(host, cluster.provider)
    carried = carried_by(host, fleet.tenants)
    namespaces = [spec for tenant in carried for spec in plan_tenant(tenant.name, tenant.spec)]
    share_gateways(host, namespaces, cluster.provider)
    return cluster.provider


def _find_host(settings: Settings, host: HostCluster) -> Provider:
    if settings.host_stack:
        return provider_of(host.name, contract.read(settings.host_stack))
    if settings.kubeconfig is None:
        raise pulumi.RunError("kubespaces:hostStack or kubespaces:kubeconfig is required to lay tenants")
    identifier = pulumi.Output.from_input(host.spec.existing.identifier or host.name)
    return provider_of(host.name, contract.HostAccess(settings.kubeconfig, identifier))


def _tenants_of_this_stack(settings: Settings, fleet: Fleet, host: HostCluster) -> list[Tenant]:
    return [
        tenant
        for tenant in carried_by(host, fleet.tenants)
        if shard_of(tenant.name, settings.shard_count) == settings.shard_index
    ]


main()
