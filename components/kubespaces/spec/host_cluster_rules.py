"""What must hold between the fields of one host cluster, and between them and the facts about its cloud."""

from collections.abc import Callable, Iterator

from .catalog import Catalog
from .errors import Problem, nearest
from .host_aws_rules import check_aws
from .host_azure_rules import check_azure
from .host_defaults import ZONES, catalog_of, machine_type_of, own_sandbox_classes_of, zones_of
from .host_gcp_rules import check_gcp
from .host_ranges_rules import check_ranges
from .source import Source

_OWN_RULES: dict[str, Callable[[Source], Iterator[Problem]]] = {
    "aws": check_aws,
    "azure": check_azure,
    "gcp": check_gcp,
}

COST_TAGS = ("cost-center", "data-class", "environment", "owner")
"""Tags without which nobody knows whose bill it is (control KS-COST-01); the platform sets the others itself."""


def check_host_cluster(source: Source) -> Iterator[Problem]:
    """Yield every rule that a well-formed host cluster breaks within itself; warnings among them."""
    yield from _check_dedicated_pools(source)
    facts = catalog_of(source.host.spec)
    if facts is None:
        return
    yield from _check_region(source, facts)
    yield from _check_zones(source, facts)
    yield from _check_version(source, facts)
    yield from _check_pools(source, facts)
    yield from _check_sandbox(source, facts)
    yield from check_ranges(source, facts)
    yield from _check_upkeep(source, facts)
    yield from _OWN_RULES[source.host.spec.made_by or ""](source)


def _check_dedicated_pools(source: Source) -> Iterator[Problem]:
    spec = source.host.spec
    for index, pool in enumerate(spec.node_pools):
        if spec.dedicated_to and pool.tenant not in (None, spec.dedicated_to):
            rule = f"the whole cluster is dedicated to {spec.dedicated_to}; remove the pool or its tenant"
            yield source.problem(f"nodePools[{index}].tenant", pool.tenant, rule)


def _check_region(source: Source, facts: Catalog) -> Iterator[Problem]:
    spec = source.host.spec
    region = facts.regions.get(spec.region)
    if region is None:
        rule = f"is no region of {spec.cloud} (table of {facts.as_of}); {nearest(spec.region, list(facts.regions))}"
        yield source.problem("region", spec.region, rule)
    elif spec.jurisdiction != region.jurisdiction:
        rule = f"region {spec.region} lies in {region.jurisdiction}; remove the field or choose another region"
        yield source.problem("jurisdiction", spec.jurisdiction, rule)


def _check_zones(source: Source, facts: Catalog) -> Iterator[Problem]:
    spec = source.host.spec
    region = facts.regions.get(spec.region)
    if region is None:
        return
    zones = zones_of(spec)
    for index, zone in enumerate(zones):
        if zone not in region.zones:
            rule = f"region {spec.region} has no such zone (table of {facts.as_of}); {nearest(zone, region.zones)}"
            yield source.problem(f"zones[{index}]", zone, rule)
        elif zone in zones[:index]:
            yield source.problem(f"zones[{index}]", zone, "stands twice; remove one")
    if len(set(zones)) < ZONES:
        rule = f"{len(set(zones))} of {ZONES} zones: an outage of one can take the cluster down; add zones if you can"
        yield source.warning("zones", ", ".join(zones), rule)
    for number, pool in enumerate(spec.node_pools):
        for index, zone in enumerate(pool.zones or []):
            if zone not in zones:
                rule = f"is no zone of this cluster; {nearest(zone, zones)}"
                yield source.problem(f"nodePools[{number}].zones[{index}]", zone, rule)


def _check_version(source: Source, facts: Catalog) -> Iterator[Problem]:
    spec = source.host.spec
    version, known = spec.kubernetes_version, [*facts.versions.standard, *facts.versions.extended]
    if version not in known:
        rule = f"{spec.cloud} did not offer it on {facts.as_of}; it offered {', '.join(facts.versions.standard)}"
        yield source.warning("kubernetesVersion", version, rule)
    elif version in facts.versions.extended:
        rule = f"was out of standard support on {facts.as_of} and costs extra; go to {facts.versions.standard[0]}"
        yield source.warning("kubernetesVersion", version, rule)


def _check_pools(source: Source, facts: Catalog) -> Iterator[Problem]:
    spec = source.host.spec
    if not spec.automatic and all(pool.tenant is not None for pool in spec.node_pools):
        rule = "needs a pool without a tenant, where the cluster's own parts run; add {name: shared}"
        yield source.problem("nodePools", "", rule)
    for index, pool in enumerate(spec.node_pools):
        machine_type = machine_type_of(spec, pool)
        found = facts.machines.architecture_of(machine_type)
        if found is None:
            rule = f"is not in the table of {spec.cloud} machine types of {facts.as_of}; check that it exists"
            yield source.warning(f"nodePools[{index}].machineType", machine_type, rule)
        elif found != pool.architecture:
            other = facts.machines.defaults[pool.architecture]
            rule = f"is {found}, the pool is {pool.architecture}; set architecture: {found} or a type such as {other}"
            yield source.problem(f"nodePools[{index}].machineType", machine_type, rule)
        if pool.sandbox and facts.sandbox is None:
            rule = f"{spec.cloud} has no managed sandbox (gVisor, Kata); place such tenants on another cloud"
            yield source.problem(f"nodePools[{index}].sandbox", "true", rule)


def _check_sandbox(source: Source, facts: Catalog) -> Iterator[Problem]:
    spec = source.host.spec
    for index, name in enumerate(spec.sandbox_classes):
        if name == facts.sandbox and name not in own_sandbox_classes_of(spec):
            rule = f"comes with sandbox pools, and no pool is one; set sandbox: true on a pool of {spec.cloud}"
            yield source.problem(f"sandboxClasses[{index}]", name, rule)


def _check_upkeep(source: Source, facts: Catalog) -> Iterator[Problem]:
    spec = source.host.spec
    allowed, days = facts.retention_days, spec.audit_retention_days
    if allowed and days not in allowed:
        longer = next((number for number in allowed if number > days), allowed[-1])
        yield source.problem("auditRetentionDays", days, f"{spec.cloud} has no such retention; use {longer}")
    missing = [tag for tag in COST_TAGS if tag not in spec.tags]
    if missing:
        rule = f"no {', '.join(missing)}: nobody will know whose bill it is (control KS-COST-01); add them"
        yield source.warning("tags", "", rule)
