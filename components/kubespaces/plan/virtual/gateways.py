"""The Gateways that the virtual clusters of a host cluster share: one listener for each owner of names."""

from collections.abc import Sequence

from kubespaces.plan.labels import MANAGED_BY, MANAGER, NAMESPACE_NAME
from kubespaces.plan.objects import Manifest, PlannedObject, build
from kubespaces.spec.host_cluster import HostCluster
from kubespaces.spec.host_virtual import SharedGateways
from kubespaces.spec.namespace import NamespaceSpec

from .endpoint import API_GATEWAY, apps_gateway, apps_host

_LABELS = {MANAGED_BY: MANAGER}


def plan_gateways(host: HostCluster, namespaces: Sequence[NamespaceSpec]) -> list[PlannedObject]:
    """Return the shared Gateways of a host cluster and their namespace; nothing if no virtual cluster has a domain.

    One Gateway passes TLS on to the APIs, by the name that is asked for: its routes can only come from its own
    namespace. For apps each environment has a listener of its own, with its own wildcard name and certificate, that
    takes routes from that environment's namespace only: a route for somebody else's name finds no listener.

    Args:
        host: the host cluster.
        namespaces: all environments that it carries, whatever stack lays them.
    """
    shared = host.spec.virtual_clusters.gateway
    routed = [spec for spec in namespaces if spec.is_virtual and spec.cluster.domain]
    if shared is None or not routed:
        return []
    namespace = build("v1", "Namespace", {"name": shared.namespace, "labels": _LABELS})
    domains = sorted({str(spec.cluster.domain) for spec in routed})
    numbers = sorted({spec.cluster.apps_gateway for spec in routed if spec.cluster.apps})
    gateways = [
        _gateway(shared, API_GATEWAY, [_api_listener(domain) for domain in domains]),
        *(_gateway(shared, apps_gateway(number), _apps_listeners(routed, number)) for number in numbers),
    ]
    return [
        PlannedObject("namespace", namespace),
        *(PlannedObject(manifest["metadata"]["name"], manifest) for manifest in gateways),
    ]


def _gateway(shared: SharedGateways, name: str, listeners: list[Manifest]) -> Manifest:
    metadata: Manifest = {"name": name, "namespace": shared.namespace, "labels": _LABELS}
    if shared.cluster_issuer and name != API_GATEWAY:
        metadata["annotations"] = {"cert-manager.io/cluster-issuer": shared.cluster_issuer}
    spec = {"gatewayClassName": shared.class_name, "listeners": listeners}
    return build("gateway.networking.k8s.io/v1", "Gateway", metadata, spec=spec)


def _api_listener(domain: str) -> Manifest:
    return {
        "name": f"api-{domain.replace('.', '-')}"[:63].rstrip("-"),
        "hostname": f"*.api.{domain}",
        "port": 443,
        "protocol": "TLS",
        "tls": {"mode": "Passthrough"},
        "allowedRoutes": {"kinds": [{"kind": "TLSRoute"}], "namespaces": {"from": "Same"}},
    }


def _apps_listeners(routed: Sequence[NamespaceSpec], number: int) -> list[Manifest]:
    ours = [spec for spec in routed if spec.cluster.apps and spec.cluster.apps_gateway == number]
    return [
        {
            "name": spec.name,
            "hostname": apps_host(spec),
            "port": 443,
            "protocol": "HTTPS",
            "tls": {"mode": "Terminate", "certificateRefs": [{"name": f"{spec.name}-apps"}]},
            "allowedRoutes": {
                "kinds": [{"kind": "HTTPRoute"}],
                "namespaces": {"from": "Selector", "selector": {"matchLabels": {NAMESPACE_NAME: spec.name}}},
            },
        }
        for spec in sorted(ours, key=lambda spec: spec.name)
    ]
