"""EKS add-ons and their AWS identities."""

import json
from collections.abc import Sequence
from typing import Any

import pulumi
from pulumi_aws.eks.addon import Addon
from pulumi_aws.eks.cluster import Cluster

from kubespaces.plan.hosts.aws_add_ons import AddOnPlan
from kubespaces.plan.hosts.aws_policies import pod_trust

from .identity import make_role
from .network import Network
from .site import Site

_SYSTEM = "kube-system"


def make_add_ons(
    site: Site,
    cluster: Cluster,
    network: Network,
    plans: Sequence[AddOnPlan],
    after: Sequence[pulumi.Resource] = (),
) -> list[pulumi.Resource]:
    """Register add-ons.

    Args:
        site: the host cluster.
        cluster: its control plane.
        network: its network.
        plans: the add-ons.
        after: what they need before they become active.
    """
    made: list[pulumi.Resource] = []
    for plan in plans:
        role = f"add-on-{plan.name}"
        identity, attached = _make_identity(site, plan)
        made.append(
            Addon(
                site.child(role),
                cluster_name=cluster.name,
                addon_name=plan.name,
                addon_version=plan.version,
                configuration_values=_configuration(site, cluster, network, plan),
                pod_identity_associations=identity,
                # What somebody changes by hand in the cluster does not last.
                resolve_conflicts_on_create="OVERWRITE",
                resolve_conflicts_on_update="OVERWRITE",
                region=site.region,
                tags=site.tags(),
                opts=site.options(role, after=[*after, *attached]),
            )
        )
    return made


def _make_identity(site: Site, plan: AddOnPlan) -> tuple[Any, list[pulumi.Resource]]:
    if plan.identity is None:
        return None, []
    account = plan.identity.service_account
    trust = pod_trust(site.spec, site.cluster_name, _SYSTEM, account)
    role, attached = make_role(site, plan.name, trust, [plan.identity.policy])
    return [{"role_arn": role.arn, "service_account": account}], list(attached)


def _configuration(site: Site, cluster: Cluster, network: Network, plan: AddOnPlan) -> pulumi.Input[str] | None:
    if plan.name == "vpc-cni" and network.pods:
        return _with_pod_subnets(site, cluster, network, plan)
    return json.dumps(plan.configuration, sort_keys=True) if plan.configuration else None


def _with_pod_subnets(site: Site, cluster: Cluster, network: Network, plan: AddOnPlan) -> pulumi.Output[str]:
    """Let pods take addresses of their own subnets.

    Source: https://docs.aws.amazon.com/eks/latest/userguide/cni-custom-network.html
    """
    group = cluster.vpc_config.apply(lambda config: config.cluster_security_group_id)
    subnets = {zone: {"id": subnet.id, "securityGroups": [group]} for zone, subnet in network.pods.items()}
    own: dict[str, Any] = {
        "env": {
            "AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG": "true",
            "ENI_CONFIG_LABEL_DEF": "topology.kubernetes.io/zone",
        },
        "eniConfig": {"create": True, "region": site.region, "subnets": subnets},
    }
    return pulumi.Output.json_dumps({**own, **plan.configuration}, sort_keys=True)
