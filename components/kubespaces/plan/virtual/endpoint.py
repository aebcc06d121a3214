"""How a virtual cluster's API and apps are reached: one name in certificate, kubeconfig, route and DNS."""

from kubespaces.plan.labels import object_labels
from kubespaces.plan.objects import Manifest, PlannedObject, build
from kubespaces.spec.host_cluster import HostClusterSpec
from kubespaces.spec.namespace import NamespaceSpec
from kubespaces.spec.virtual_names import api_hostname, apps_hostname, cluster_name, translated

API_GATEWAY = "kubespaces-api"
"""Name of the Gateway that passes TLS on to the APIs."""

_GATEWAY_GROUP = "gateway.networking.k8s.io"


def api_host(spec: NamespaceSpec) -> str:
    """Return the host name of a virtual cluster's API; without a domain that of its Service."""
    if spec.cluster.domain:
        return api_hostname(spec.name, spec.cluster.domain)
    return f"{cluster_name(spec.name)}.{spec.name}.svc"


def api_url(spec: NamespaceSpec) -> str:
    """Return the address of a virtual cluster's API."""
    return f"https://{api_host(spec)}"


def apps_host(spec: NamespaceSpec) -> str:
    """Return the wildcard that all host names of an environment's apps are below."""
    return apps_hostname(spec.name, str(spec.cluster.domain))


def apps_gateway(number: int) -> str:
    """Return the name of one of the Gateways for apps."""
    return f"kubespaces-apps-{number}"


def plan_endpoint(spec: NamespaceSpec, host: HostClusterSpec) -> list[PlannedObject]:
    """Return the routes to a virtual cluster, none without a domain.

    The route to the API is in the Gateways' own namespace, from where alone they take routes: nobody but the platform
    can claim a name there. The grant in the environment's namespace lets it reach the one Service.
    """
    gateway = host.virtual_clusters.gateway
    if spec.cluster.domain is None or gateway is None:
        return []
    return [*_api(spec, gateway.namespace), *_apps(spec, gateway.namespace)]


def _api(spec: NamespaceSpec, namespace: str) -> list[PlannedObject]:
    cluster = cluster_name(spec.name)
    metadata = {"name": f"{spec.name}-api", "namespace": namespace, "labels": object_labels(spec)}
    backend = {"name": cluster, "namespace": spec.name, "port": 443}
    route = build(
        f"{_GATEWAY_GROUP}/v1alpha2",
        "TLSRoute",
        metadata,
        spec={
            "parentRefs": [{"name": API_GATEWAY, "namespace": namespace}],
            "hostnames": [api_host(spec)],
            "rules": [{"backendRefs": [backend]}],
        },
    )
    grant = build(
        f"{_GATEWAY_GROUP}/v1beta1",
        "ReferenceGrant",
        {"name": "kubespaces-api", "namespace": spec.name, "labels": object_labels(spec)},
        spec={
            "from": [{"group": _GATEWAY_GROUP, "kind": "TLSRoute", "namespace": namespace}],
            "to": [{"group": "", "kind": "Service", "name": cluster}],
        },
    )
    return [PlannedObject("endpoint-grant", grant), PlannedObject("endpoint", route)]


def _apps(spec: NamespaceSpec, namespace: str) -> list[PlannedObject]:
    apps = spec.cluster.apps
    if apps is None:
        return []
    service = translated(apps.name, apps.namespace, cluster_name(spec.name))
    route = build(
        f"{_GATEWAY_GROUP}/v1",
        "HTTPRoute",
        {"name": "kubespaces-apps", "namespace": spec.name, "labels": object_labels(spec)},
        spec={
            # The listener of this environment takes routes from this namespace only; see plan/virtual/gateways.py.
            "parentRefs": [_listener(spec, namespace)],
            "hostnames": [apps_host(spec)],
            "rules": [{"backendRefs": [{"name": service, "port": apps.port}]}],
        },
    )
    return [PlannedObject("apps", route)]


def _listener(spec: NamespaceSpec, namespace: str) -> Manifest:
    return {"name": apps_gateway(spec.cluster.apps_gateway), "namespace": namespace, "sectionName": spec.name}
