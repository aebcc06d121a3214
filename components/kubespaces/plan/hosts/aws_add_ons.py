"""The EKS add-ons of a host cluster: what it cannot do without, and what its document asks for. Nothing else."""

from dataclasses import dataclass, field
from typing import Any

from kubespaces.spec.host_cluster import HostClusterSpec

from .aws_policies import managed


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


_CNI = "vpc-cni"
_NETWORK_POLICY = {"enableNetworkPolicy": "true"}

# Source of service accounts and policies: https://docs.aws.amazon.com/eks/latest/userguide/workloads-add-ons-available-eks.html
_NEEDED = (
    AddOnPlan(_CNI, None, _NETWORK_POLICY, Identity("aws-node", managed("AmazonEKS_CNI_Policy")), needs_nodes=False),
    AddOnPlan("kube-proxy", needs_nodes=False),
    AddOnPlan("eks-pod-identity-agent", needs_nodes=False),
    AddOnPlan("coredns"),
    AddOnPlan(
        "aws-ebs-csi-driver",
        identity=Identity("ebs-csi-controller-sa", managed("service-role/AmazonEBSCSIDriverPolicy")),
    ),
)
"""What every cluster without Auto Mode needs; Auto Mode has all of it built in."""


def plan_add_ons(spec: HostClusterSpec) -> list[AddOnPlan]:
    """Return the add-ons, those of the platform first; the document's versions and configuration count."""
    asked = {add_on.name: add_on for add_on in spec.aws.add_ons} if spec.aws else {}
    plans = {} if spec.automatic else {plan.name: plan for plan in _NEEDED}
    for name, add_on in asked.items():
        base = plans.get(name, AddOnPlan(name))
        configuration = {**base.configuration, **add_on.configuration}
        plans[name] = AddOnPlan(name, add_on.version, configuration, base.identity, base.needs_nodes)
    return list(plans.values())
