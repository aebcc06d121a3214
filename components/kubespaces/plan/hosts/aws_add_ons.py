"""The EKS add-ons of a host cluster: what it cannot do without, and what its document asks for. Nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from kubespaces.spec.host_cluster import HostClusterSpec

from .aws_policies import managed
from .tags import tags_of


@dataclass(frozen=True)
class Identity:
    """The AWS identity of an add-on's service account, given by EKS Pod Identity."""

    service_account: str
    """Its service account, in kube-system."""
    policy: str
    """ARN of the policy that it needs."""


@dataclass(frozen=True)
class AddOnPlan:
    """One add-on."""

    name: str
    """Its name."""
    version: str | None = None
    """Its version; none: the one that EKS has as default for the cluster's version."""
    configuration: dict[str, Any] = field(default_factory=dict)
    """Its configuration values."""
    identity: Identity | None = None
    """Its identity, if it calls AWS."""
    needs_nodes: bool = True
    """Whether it becomes active only once there are nodes."""


_CNI, _EBS = "vpc-cni", "aws-ebs-csi-driver"
_NETWORK_POLICY = {"enableNetworkPolicy": "true"}

# Source of service accounts and policies: https://docs.aws.amazon.com/eks/latest/userguide/workloads-add-ons-available-eks.html
_NEEDED = (
    AddOnPlan(_CNI, None, _NETWORK_POLICY, Identity("aws-node", managed("AmazonEKS_CNI_Policy")), needs_nodes=False),
    AddOnPlan("kube-proxy", needs_nodes=False),
    AddOnPlan("eks-pod-identity-agent", needs_nodes=False),
    AddOnPlan("coredns"),
    AddOnPlan(
        _EBS,
        identity=Identity("ebs-csi-controller-sa", managed("service-role/AmazonEBSCSIDriverPolicy")),
    ),
)
"""What every cluster without Auto Mode needs; Auto Mode has all of it built in."""


def plan_add_ons(name: str, spec: HostClusterSpec) -> list[AddOnPlan]:
    """Return the add-ons, those of the platform first; the document's versions and configuration count.

    Args:
        name: the host cluster's name.
        spec: its facts.
    """
    asked = {add_on.name: add_on for add_on in spec.aws.add_ons} if spec.aws else {}
    plans = {} if spec.automatic else {plan.name: plan for plan in _needed(name, spec)}
    for own, add_on in asked.items():
        base = plans.get(own, AddOnPlan(own))
        plans[own] = replace(
            base, version=add_on.version, configuration=_laid_over(base.configuration, add_on.configuration)
        )
    return list(plans.values())


def _needed(name: str, spec: HostClusterSpec) -> list[AddOnPlan]:
    """Return what every cluster needs; the volumes of tenants carry the cluster's tags as well (control KS-COST-01)."""
    tagging = {"controller": {"extraVolumeTags": tags_of(name, spec)}}
    return [replace(plan, configuration=tagging) if plan.name == _EBS else plan for plan in _NEEDED]


def _laid_over(under: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Return values with others on top; what is in neither's way stays, at every depth."""
    merged = dict(under)
    for key, value in over.items():
        below = merged.get(key)
        merged[key] = _laid_over(below, value) if isinstance(below, Mapping) and isinstance(value, Mapping) else value
    return merged
