"""The GKE cluster itself."""

from collections.abc import Sequence
from typing import Any

import pulumi
from pulumi_gcp.container.cluster import Cluster

from kubespaces.plan.hosts.gcp_names import security_group, workload_pool
from kubespaces.plan.hosts.gcp_upkeep import LOGS, METRICS, plan_maintenance
from kubespaces.spec.host_defaults import zones_of

from .keys import Keys
from .network import PODS, SERVICES, Network
from .node_config import IMAGE, SCOPES, SHIELDED, hardened
from .resource import GcpResource
from .site import Site


def make_control_plane(
    site: Site,
    network: Network,
    keys: Keys,
    account: str,
    usage: GcpResource | None,
    after: Sequence[pulumi.Resource],
) -> Cluster:
    """Register the cluster.

    Args:
        site: the host cluster.
        network: its network.
        keys: its keys.
        account: the nodes' account.
        usage: the dataset that the usage of namespaces is written to; none: it is not.
        after: what must be there first and go later: permissions, log sink, way out.
    """
    spec = site.spec
    settings = {**_access(site), **_records(site), **_addresses(), **_mode(site, account, keys), **_usage(usage)}
    return Cluster(
        site.child("cluster"),
        name=site.cluster_name,
        project=site.project,
        location=site.region,
        node_locations=zones_of(spec),
        description=f"Host cluster {site.name}",
        min_master_version=spec.kubernetes_version,
        release_channel={"channel": site.own.release_channel.upper()},
        network=network.network.id,
        subnetwork=network.subnet.id,
        database_encryption={"state": "ENCRYPTED", "key_name": keys.secrets.id},
        deletion_protection=spec.deletion_protection,
        resource_labels=site.labels(),
        opts=site.options(
            "cluster",
            after=after,
            keep=True,
            # They describe the nodes that GKE insists on making with the cluster, which are gone at once.
            ignore_changes=["initialNodeCount", "nodeConfig"],
        ),
        **settings,
    )


def _access(site: Site) -> dict[str, Any]:
    """Return who gets to the API server, and as whom."""
    endpoint, own = site.spec.endpoint, site.own
    group = security_group(site.spec)
    allowed = [{"cidr_block": cidr, "display_name": f"allowed-{cidr}"} for cidr in endpoint.allowed_cidrs]
    return {
        "control_plane_endpoints_config": {
            "dns_endpoint_config": {"allow_external_traffic": own.dns_endpoint},
            "ip_endpoints_config": {"enabled": not own.dns_endpoint},
        },
        "private_cluster_config": {"enable_private_nodes": True, "enable_private_endpoint": endpoint.private},
        # Without this block everybody could connect; with an empty one, the cluster's own network only.
        "master_authorized_networks_config": {
            "cidr_blocks": allowed,
            "gcp_public_cidrs_access_enabled": False,
            "private_endpoint_enforcement_enabled": True,
        },
        "authenticator_groups_config": {"security_group": group} if group else None,
        "master_auth": {"client_certificate_config": {"issue_client_certificate": False}},
        "enable_legacy_abac": False,
        "enable_kubernetes_alpha": False,
        "anonymous_authentication_config": {"mode": "LIMITED"},
        "rbac_binding_config": {
            "enable_insecure_binding_system_authenticated": False,
            "enable_insecure_binding_system_unauthenticated": False,
        },
        "workload_identity_config": {"workload_pool": workload_pool(site.spec)},
        "binary_authorization": {
            "evaluation_mode": "PROJECT_SINGLETON_POLICY_ENFORCE" if own.binary_authorization else "DISABLED"
        },
    }


def _records(site: Site) -> dict[str, Any]:
    """Return what is logged, measured and looked at, and when Google may work on the cluster."""
    return {
        "logging_config": {"enable_components": list(LOGS)},
        "monitoring_config": {
            "enable_components": list(METRICS),
            "managed_prometheus": {"enabled": True},
            "advanced_datapath_observability_config": {"enable_metrics": True, "enable_relay": False},
        },
        "maintenance_policy": plan_maintenance(site.spec),
        "cost_management_config": {"enabled": True},
        "security_posture_config": {"mode": "BASIC" if site.own.security_posture else "DISABLED"},
    }


def _addresses() -> dict[str, Any]:
    """Return how pods and services get addresses, and how traffic is steered."""
    return {
        "networking_mode": "VPC_NATIVE",
        "datapath_provider": "ADVANCED_DATAPATH",
        "ip_allocation_policy": {
            "cluster_secondary_range_name": PODS,
            "services_secondary_range_name": SERVICES,
            "stack_type": "IPV4",
        },
        "enable_l4_ilb_subsetting": True,
        "gateway_api_config": {"channel": "CHANNEL_STANDARD"},
        # Whoever may write a Service could otherwise take over any address.
        "service_external_ips_config": {"enabled": False},
    }


def _usage(dataset: GcpResource | None) -> dict[str, Any]:
    if dataset is None:
        return {}
    return {
        "resource_usage_export_config": {
            "bigquery_destination": {"dataset_id": dataset.output("datasetId")},
            "enable_resource_consumption_metering": True,
            # It would need an agent with rights of its own on every node.
            "enable_network_egress_metering": False,
        }
    }


def _mode(site: Site, account: str, keys: Keys) -> dict[str, Any]:
    """Return what makes the nodes: Google, or the document's pools."""
    if site.own.autopilot:
        return {
            "enable_autopilot": True,
            "cluster_autoscaling": {
                "auto_provisioning_defaults": {
                    "service_account": account,
                    "oauth_scopes": list(SCOPES),
                    "boot_disk_kms_key": keys.disks.id,
                }
            },
            "node_pool_auto_config": {"node_kubelet_config": {"insecure_kubelet_readonly_port_enabled": "FALSE"}},
        }
    return {
        "enable_shielded_nodes": True,
        "enable_intranode_visibility": True,
        "vertical_pod_autoscaling": {"enabled": True},
        "remove_default_node_pool": True,
        "initial_node_count": 1,
        "node_config": hardened(account, keys),
        "node_pool_defaults": {"node_config_defaults": {"insecure_kubelet_readonly_port_enabled": "FALSE"}},
        # Nobody makes node pools but this program.
        "cluster_autoscaling": {
            "enabled": False,
            "autoscaling_profile": "BALANCED",
            "auto_provisioning_defaults": {"image_type": IMAGE, "shielded_instance_config": SHIELDED},
        },
        "dns_config": {"cluster_dns": "KUBE_DNS"},
        "addons_config": {
            "dns_cache_config": {"enabled": False},
            "gce_persistent_disk_csi_driver_config": {"enabled": True},
            "horizontal_pod_autoscaling": {"disabled": False},
            "http_load_balancing": {"disabled": False},
        },
    }


def endpoint_of(site: Site, cluster: Cluster) -> pulumi.Output[str]:
    """Return the address of the API server."""
    if not site.own.dns_endpoint:
        return pulumi.Output.concat("https://", cluster.endpoint)
    name = cluster.control_plane_endpoints_config.apply(
        lambda config: (config.dns_endpoint_config and config.dns_endpoint_config.endpoint) or ""
    )
    return pulumi.Output.concat("https://", name)


def authority_of(cluster: Cluster) -> pulumi.Output[str]:
    """Return the certificate authority of the API server, PEM in base64."""
    authority: pulumi.Output[str] = cluster.master_auth.apply(lambda auth: auth.cluster_ca_certificate or "")
    return authority
