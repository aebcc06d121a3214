"""KS-COST."""

import json
from typing import Any

from kubespaces_policies.value import UNKNOWN

from .aks import AKS, SYSTEM, USER
from .aks import CLUSTER as AKS_CLUSTER
from .aks import POOL as AKS_POOL
from .case import Case, Cases, Given, Props, case, deployment, manifest
from .changes import but, without
from .eks import CLUSTER as EKS_CLUSTER
from .eks import EKS, NODE_GROUP, POOL
from .gke import AUTOPILOT, CONFIG, GKE, NODES
from .gke import CLUSTER as GKE_CLUSTER
from .gke import POOL as GKE_POOL

VPC, RING, GROUP = "aws:ec2/vpc:Vpc", "gcp:kms/cryptoKey:CryptoKey", "azure-native:resources:ResourceGroup"
TAGS: Props = {
    "tenant": "payments",
    "environment": "prod",
    "owner": "team@example.com",
    "cost-center": "cc-1000",
    "data-class": "internal",
    "managed-by": "kubespaces",
}
LABELS: Props = {key: value.replace("@", "_at_").replace(".", "_") for key, value in TAGS.items()}


def _by_provider(provider: str, props: Props, token: str = VPC, **settings: Any) -> Case:
    return Case([Given(token, {"cidrBlock": "10.0.0.0/16"}, provider=(provider, props))], settings, remedied=False)


_TAGS = Cases(
    good={
        "AWS": case(VPC, {"tags": TAGS}),
        "AWS, in another case": case(
            VPC, {"tags": {key.title().replace("-", "_"): value for key, value in TAGS.items()}}
        ),
        "AWS, by the provider": _by_provider("pulumi:providers:aws", {"defaultTags": {"tags": TAGS}}),
        "AWS, by the provider as text": _by_provider(
            "pulumi:providers:aws", {"defaultTags": json.dumps({"tags": TAGS})}
        ),
        "AWS, half by the provider": Case(
            [
                Given(
                    VPC,
                    {"tags": {key: TAGS[key] for key in ("tenant", "owner")}},
                    provider=("pulumi:providers:aws", {"defaultTags": {"tags": without(TAGS, "tenant", "owner")}}),
                )
            ]
        ),
        "Azure": case(GROUP, {"location": "westeurope", "tags": TAGS}),
        "Google": case(RING, {"labels": LABELS}),
        "Google, a cluster": case(GKE_CLUSTER, {"resourceLabels": LABELS}),
        "Google, by the provider": _by_provider("pulumi:providers:gcp", {"defaultLabels": json.dumps(LABELS)}, RING),
        "by a pattern": case(VPC, {"tags": TAGS}, tagPatterns={"cost_center": "cc-[0-9]{4}"}),
        "fewer, as the settings say": case(
            VPC, {"tags": {"owner": "it", "managed-by": "it"}}, requiredTags=["owner", "managed-by"]
        ),
    },
    bad={
        "none": case(VPC, {"cidrBlock": "10.0.0.0/16"}, at="tags", remedied=False),
        "all but one": case(VPC, {"tags": without(TAGS, "owner")}, at="tags", remedied=False),
        "all but who made it": case(VPC, {"tags": without(TAGS, "managed-by")}, at="tags"),
        "Google, all but who made it": case(RING, {"labels": without(LABELS, "managed-by")}, at="labels"),
        "an empty one": case(VPC, {"tags": {**TAGS, "owner": ""}}, at="tags.owner", remedied=False),
        "to be done": case(VPC, {"tags": {**TAGS, "cost-center": "TBD"}}, at="tags.cost-center", remedied=False),
        "not by the pattern": case(VPC, {"tags": TAGS}, tagPatterns={"cost-center": "[0-9]+"}, remedied=False),
        "not the whole pattern": case(VPC, {"tags": TAGS}, tagPatterns={"cost-center": "cc-1"}, remedied=False),
        "Azure, a version of the API": case(
            "azure-native:resources/v20240301:ResourceGroup", {"location": "westeurope"}, at="tags", remedied=False
        ),
        "Google": case(RING, {"purpose": "ENCRYPT_DECRYPT"}, at="labels", remedied=False),
        "Google, a cluster's nodes only": case(
            GKE_CLUSTER, {"nodeConfig": {"resourceLabels": LABELS}}, at="resourceLabels", remedied=False
        ),
        "another cloud's default": _by_provider("pulumi:providers:aws", {"defaultLabels": TAGS}),
    },
    other={
        "what has no tags": case("aws:ec2/route:Route", {"destinationCidrBlock": "0.0.0.0/0"}),
        "Kubernetes": case("kubernetes:core/v1:ConfigMap", manifest("v1", "ConfigMap")),
    },
    deferred={
        "unknown": case(VPC, {"tags": UNKNOWN}),
        "one unknown": case(VPC, {"tags": {**TAGS, "owner": UNKNOWN}}),
    },
)

AWS_BUDGET, AZURE_BUDGET, GCP_BUDGET = (
    "aws:budgets/budget:Budget",
    "azure-native:consumption:Budget",
    "gcp:billing/budget:Budget",
)
_TOLD = Given(AWS_BUDGET, {"notifications": [{"threshold": 80}]}, name="budget")
_SEEING: Props = {**GKE, "costManagementConfig": {"enabled": True}}
_PATH = "metricsProfile.costAnalysis"
_VISIBILITY = Cases(
    good={
        "EKS": Case([_TOLD, Given(EKS_CLUSTER, EKS)]),
        "AKS": Case(
            [Given(AZURE_BUDGET, {"notifications": {"it": {"threshold": 80}}}), Given(AKS_CLUSTER, AKS, name="a")]
        ),
        "AKS, free of charge": case(
            AKS_CLUSTER, without(but(AKS, "sku.tier", "Free"), "metricsProfile"), budgetsElsewhere=True
        ),
        "GKE": Case(
            [Given(GCP_BUDGET, {"thresholdRules": [{"thresholdPercent": 0.8}]}), Given(GKE_CLUSTER, _SEEING, name="a")]
        ),
        "a budget elsewhere": case(GKE_CLUSTER, _SEEING, budgetsElsewhere=True),
        "a budget alone": Case([_TOLD]),
    },
    bad={
        "no budget": case(EKS_CLUSTER, EKS, remedied=False),
        "a budget that tells nobody": case(AWS_BUDGET, {"limitAmount": "100"}, at="notifications", remedied=False),
        "a budget of Google that tells nobody": case(GCP_BUDGET, {"amount": {}}, at="thresholdRules", remedied=False),
        "AKS, off": case(
            AKS_CLUSTER,
            but(AKS, f"{_PATH}.enabled", False),
            at=f"{_PATH}.enabled",
            budgetsElsewhere=True,
            remedied=False,
        ),
        "AKS, nothing said": case(
            AKS_CLUSTER, without(AKS, "metricsProfile"), at=f"{_PATH}.enabled", budgetsElsewhere=True
        ),
        "GKE, off": case(
            GKE_CLUSTER, but(_SEEING, "costManagementConfig.enabled", False), budgetsElsewhere=True, remedied=False
        ),
        "GKE, nothing said": case(GKE_CLUSTER, GKE, at="costManagementConfig.enabled", budgetsElsewhere=True),
    },
    other={"a network": case(VPC, {"tags": TAGS})},
    deferred={
        "unknown": case(GKE_CLUSTER, but(_SEEING, "costManagementConfig.enabled", UNKNOWN), budgetsElsewhere=True)
    },
)


def _group(**fields: Any) -> Props:
    return {**POOL, "scalingConfig": {"maxSize": 9, "minSize": 3}, "instanceTypes": ["m7g.xlarge"], **fields}


def _hpa(kind: str = "HorizontalPodAutoscaler", api: str = "autoscaling/v2", **spec: Any) -> Case:
    return case(f"kubernetes:{api}:{kind}", manifest(api, kind.removesuffix("Patch"), spec=spec))


def _claim(size: Any) -> Case:
    spec = {"resources": {"requests": {"storage": size}}}
    return case(
        "kubernetes:core/v1:PersistentVolumeClaim",
        manifest("v1", "PersistentVolumeClaim", spec=spec),
        at="spec.resources.requests.storage",
    )


def _stateful(*sizes: str) -> Case:
    claims = [{"spec": {"resources": {"requests": {"storage": size}}}} for size in sizes]
    return case(
        "kubernetes:apps/v1:StatefulSet",
        manifest("apps/v1", "StatefulSet", spec={"replicas": 3, "volumeClaimTemplates": claims}),
    )


_VM = {**USER, "vmSize": "Standard_D4ds_v5", "enableAutoScaling": True, "maxCount": 6}
_DEPLOYMENT = "kubernetes:apps/v1:Deployment"
_BOUNDS = Cases(
    good={
        "EKS": case(NODE_GROUP, _group()),
        "AKS": case(AKS_POOL, _VM),
        "AKS, a fixed size": case(AKS_POOL, {**_VM, "enableAutoScaling": False, "count": 3}),
        "AKS, a cluster": case(
            AKS_CLUSTER, {**AKS, "agentPoolProfiles": [{**SYSTEM, "vmSize": "Standard_D2ds_v5", "count": 1}]}
        ),
        "GKE": case(GKE_POOL, {**NODES, "autoscaling": {"totalMaxNodeCount": 100}}),
        "GKE, by zone": case(GKE_POOL, {**NODES, "autoscaling": {"maxNodeCount": 30}}),
        "GKE, in one zone": case(GKE_POOL, {**NODES, "nodeLocations": ["europe-west4-a"], "nodeCount": 90}),
        "Autopilot": case(GKE_CLUSTER, AUTOPILOT),
        "an agreed family": case(NODE_GROUP, _group(instanceTypes=["g5.xlarge"]), machineFamilies=["g5"]),
        "replicas": _hpa(maxReplicas=10),
        "replicas by KEDA": _hpa("ScaledObject", "keda.sh/v1alpha1", maxReplicaCount=10),
        "a Deployment": case(_DEPLOYMENT, deployment()),
        "a Patch": _hpa("HorizontalPodAutoscalerPatch", minReplicas=2),
        "a volume": _claim("100Gi"),
        "volumes": _stateful("100Gi", "1Ti"),
    },
    bad={
        "EKS": case(NODE_GROUP, _group(scalingConfig={"maxSize": 500}), at="scalingConfig.maxSize"),
        "EKS, no bound": case(NODE_GROUP, _group(scalingConfig={"minSize": 1}), at="scalingConfig.maxSize"),
        "EKS, GPUs": case(NODE_GROUP, _group(instanceTypes=["m7g.xlarge", "p5.48xlarge"]), at="instanceTypes[1]"),
        "EKS, another family": case(NODE_GROUP, _group(), machineFamilies=["m7i"], at="instanceTypes[0]"),
        "EKS, GPUs by template": case(
            "aws:ec2/launchTemplate:LaunchTemplate", {"instanceType": "g5.xlarge"}, at="instanceType"
        ),
        "AKS": case(AKS_POOL, but(_VM, "maxCount", 101), at="maxCount"),
        "AKS, no bound": case(AKS_POOL, without(_VM, "maxCount"), at="maxCount"),
        "AKS, a fixed size": case(AKS_POOL, {**_VM, "enableAutoScaling": False, "count": 101}, at="count"),
        "AKS, GPUs": case(AKS_POOL, but(_VM, "vmSize", "Standard_NC24ads_A100_v4"), at="vmSize"),
        "AKS, inside a cluster": case(
            AKS_CLUSTER,
            {**AKS, "agentPoolProfiles": [UNKNOWN, {**_VM, "maxCount": 500}]},
            at="agentPoolProfiles[1].maxCount",
        ),
        "GKE": case(GKE_POOL, {**NODES, "autoscaling": {"totalMaxNodeCount": 101}}, at="autoscaling.totalMaxNodeCount"),
        "GKE, by zone": case(GKE_POOL, {**NODES, "autoscaling": {"maxNodeCount": 34}}, at="autoscaling.maxNodeCount"),
        "GKE, a fixed size by zone": case(GKE_POOL, {**NODES, "nodeCount": 34}, at="nodeCount"),
        "GKE, GPUs": case(GKE_POOL, but(NODES, "nodeConfig.machineType", "a2-highgpu-1g"), at="nodeConfig.machineType"),
        "GKE, GPUs beside a machine": case(
            GKE_POOL, but(NODES, "nodeConfig.guestAccelerators", [{"type": "nvidia-l4"}])
        ),
        "GKE, inside a cluster": case(
            GKE_CLUSTER, {**GKE, "nodePools": [{"nodeCount": 50, "nodeConfig": CONFIG}]}, at="nodePools[0].nodeCount"
        ),
        "replicas": _hpa(maxReplicas=51),
        "replicas, beta": _hpa(api="autoscaling/v2beta2", maxReplicas=51),
        "replicas, no bound": _hpa(minReplicas=1),
        "replicas by KEDA": _hpa("ScaledObject", "keda.sh/v1alpha1", maxReplicaCount=51),
        "replicas by KEDA's default": _hpa("ScaledObject", "keda.sh/v1alpha1", minReplicaCount=0),
        "a Deployment": case(_DEPLOYMENT, deployment(replicas=51), at="spec.replicas"),
        "a volume": _claim("3Ti"),
        "a volume in other units": _claim("4e12"),
        "a volume that is no quantity": _claim("much"),
        "one of two volumes": _stateful("1Gi", "3Ti"),
        "a larger ceiling, and still too much": case(NODE_GROUP, _group(scalingConfig={"maxSize": 500}), maxNodes=200),
    },
    other={"a network": case(VPC, {"tags": TAGS})},
    deferred={
        "unknown": case(NODE_GROUP, _group(scalingConfig={"maxSize": UNKNOWN})),
        "an unknown machine": case(NODE_GROUP, _group(instanceTypes=[UNKNOWN])),
        "an unknown size": _claim(UNKNOWN),
    },
)

CASES = {"KS-COST-01": _TAGS, "KS-COST-02": _VISIBILITY, "KS-COST-03": _BOUNDS}
