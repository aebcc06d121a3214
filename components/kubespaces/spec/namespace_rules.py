"""What must hold for a namespace that a program makes by itself, without the Tenant document around it."""

from collections.abc import Iterator

from .errors import Problem
from .host_cluster import HostCluster
from .host_rules import check_host
from .namespace import NamespaceSpec
from .source import Source
from .tenant import Environment, TenantSpec
from .tenant_rules import check_tenant
from .virtual import Per


def check_namespace(spec: NamespaceSpec, host: HostCluster) -> Iterator[Problem]:
    """Yield the rules that a namespace breaks: those of a tenant that has this environment only."""
    environment = Environment.model_construct(name=spec.environment, share=None, quota=spec.quota)
    tenant = TenantSpec.model_construct(
        environments=[environment],
        **{name: getattr(spec, name) for name in TenantSpec.model_fields.keys() & NamespaceSpec.model_fields.keys()},
    )
    own = spec.virtual and spec.virtual.model_copy(update={"per": Per.ENVIRONMENT})  # it is one, whoever shares it
    tenant = tenant.model_copy(update={"access": spec.grants, "virtual": own})
    source = Source.of_program(spec.tenant, tenant)
    yield from check_tenant(source)
    yield from check_host(host, source)
