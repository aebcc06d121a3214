"""KS-AVA."""

from typing import Any

from kubespaces_policies.value import UNKNOWN

from .aks import AKS, USER
from .aks import CLUSTER as AKS_CLUSTER
from .aks import POOL as AKS_POOL
from .case import SAFE_POD, Case, Cases, Given, Props, case, deployment, manifest
from .changes import but, without
from .eks import CLUSTER as EKS_CLUSTER
from .eks import EKS, NODE_GROUP, POOL
from .gke import CLUSTER as GKE_CLUSTER
from .gke import GKE, NODES
from .gke import POOL as GKE_POOL

SUBNET = "aws:ec2/subnet:Subnet"
GROUP: Props = {**POOL, "updateConfig": {"maxUnavailable": 1}}
REGIONAL: Props = {**GKE, "maintenancePolicy": {"recurringWindow": {"startTime": "2026-01-01T02:00:00Z"}}}
_WINDOW = Given(
    "azure-native:containerservice:MaintenanceConfiguration",
    {"resourceName": "amsterdam", "configName": "default"},
    name="w",
)


def _subnets(*zones: str) -> list[Given]:
    return [
        Given(SUBNET, {"id": name, "availabilityZone": f"eu-central-1{zone}"}, name=f"subnet-{name}")
        for name, zone in zip("abc", zones, strict=True)
    ]


_ZONES = Cases(
    good={
        "EKS": case(NODE_GROUP, GROUP),
        "EKS, not known yet": case(NODE_GROUP, {**GROUP, "subnetIds": [UNKNOWN, UNKNOWN, UNKNOWN]}),
        "EKS, with its subnets": Case([*_subnets("a", "b", "c"), Given(NODE_GROUP, GROUP)]),
        "AKS": Case([_WINDOW, Given(AKS_CLUSTER, AKS)]),
        "AKS, a pool": case(AKS_POOL, {**USER, "upgradeSettings": {"maxSurge": "33%"}}),
        "GKE": case(GKE_CLUSTER, REGIONAL),
        "GKE, a pool": case(GKE_POOL, {**NODES, "nodeLocations": [f"europe-west4-{zone}" for zone in "abc"]}),
        "GKE, a pool that changes colours": case(
            GKE_POOL, {**NODES, "upgradeSettings": {"strategy": "BLUE_GREEN", "maxSurge": 0}}
        ),
        "two zones, as the settings say": case(NODE_GROUP, {**GROUP, "subnetIds": ["a", "b"]}, minZones=2),
    },
    bad={
        "EKS, two subnets": case(NODE_GROUP, {**GROUP, "subnetIds": ["a", "b"]}, at="subnetIds"),
        "EKS, one subnet thrice": case(NODE_GROUP, {**GROUP, "subnetIds": ["a", "a", "a"]}, at="subnetIds"),
        "EKS, three subnets in two zones": Case([*_subnets("a", "b", "a"), Given(NODE_GROUP, GROUP)], at="subnetIds"),
        "EKS, no subnets": case(NODE_GROUP, without(GROUP, "subnetIds"), at="subnetIds"),
        "EKS, updates at large": case(NODE_GROUP, without(GROUP, "updateConfig"), at="updateConfig"),
        "AKS, one zone": case(AKS_POOL, but(USER, "availabilityZones", ["1"]), at="availabilityZones"),
        "AKS, one zone thrice": case(AKS_POOL, but(USER, "availabilityZones", ["1", "1", "1"]), at="availabilityZones"),
        "AKS, nothing said": case(AKS_POOL, without(USER, "availabilityZones"), at="availabilityZones"),
        "AKS, no surge": case(AKS_POOL, {**USER, "upgradeSettings": {"maxSurge": "0"}}, at="upgradeSettings.maxSurge"),
        "AKS, inside a cluster": Case(
            [_WINDOW, Given(AKS_CLUSTER, but(AKS, "agentPoolProfiles[0].availabilityZones", ["1"]))],
            at="agentPoolProfiles[0].availabilityZones",
        ),
        "AKS, no window": case(AKS_CLUSTER, AKS),
        "AKS, another cluster's window": Case([_WINDOW, Given(AKS_CLUSTER, {**AKS, "resourceName": "dublin"})]),
        "GKE, a zone": case(GKE_CLUSTER, {**REGIONAL, "location": "europe-west4-a"}, at="location"),
        "GKE, no window": case(GKE_CLUSTER, GKE, at="maintenancePolicy"),
        "GKE, one zone": case(GKE_CLUSTER, {**REGIONAL, "nodeLocations": ["europe-west4-a"]}, at="nodeLocations"),
        "GKE, a pool in one zone": case(GKE_POOL, {**NODES, "nodeLocations": ["europe-west4-a"]}, at="nodeLocations"),
        "GKE, an inner pool in one zone": case(
            GKE_CLUSTER,
            {**REGIONAL, "nodePools": [{"nodeLocations": ["europe-west4-a"]}]},
            at="nodePools[0].nodeLocations",
        ),
        "GKE, no surge": case(GKE_POOL, {**NODES, "upgradeSettings": {"maxSurge": 0}}, at="upgradeSettings.maxSurge"),
    },
    other={"a subnet": case(SUBNET, {"availabilityZone": "eu-central-1a"})},
    deferred={
        "unknown": case(NODE_GROUP, {**GROUP, "subnetIds": UNKNOWN}),
        "unknown zones": case(AKS_POOL, but(USER, "availabilityZones", UNKNOWN)),
    },
)

DEPLOYMENT, STATEFUL_SET = "kubernetes:apps/v1:Deployment", "kubernetes:apps/v1:StatefulSet"
BUDGET = "kubernetes:policy/v1:PodDisruptionBudget"
_SPREAD = {"topologySpreadConstraints": [{"maxSkew": 1, "topologyKey": "topology.kubernetes.io/zone"}]}
SAFE = deployment(_SPREAD)


def _budget(selector: Any = None, namespace: str = "payments-dev", **spec: Any) -> Given:
    chosen = {"matchLabels": {"app": "it"}} if selector is None else selector
    rule = spec or {"maxUnavailable": 1}
    return Given(
        BUDGET,
        manifest("policy/v1", "PodDisruptionBudget", namespace=namespace, spec={"selector": chosen, **rule}),
        name="b",
    )


def _scaler(least: Any, kind: str = "HorizontalPodAutoscaler", target: str = "it") -> Given:
    name = "minReplicas" if kind == "HorizontalPodAutoscaler" else "minReplicaCount"
    spec = {
        "scaleTargetRef": {"kind": "Deployment", "name": target},
        "maxReplicas": 9,
        **({name: least} if least else {}),
    }
    return Given(f"kubernetes:autoscaling/v2:{kind}", manifest("autoscaling/v2", kind, spec=spec), name="s")


def _with(body: Props, *others: Given, at: str = "", **settings: Any) -> Case:
    return Case([*others, Given(DEPLOYMENT, body)], settings, at, remedied=False)


def _namespace(production: str) -> Given:
    labels = {"kubespaces.io/production": production}
    body = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "payments-dev", "labels": labels}}
    return Given("kubernetes:core/v1:Namespace", body, name="n")


def _alone(*, remedied: bool, at: str = "", **spec: Any) -> Case:
    return case(
        BUDGET, manifest("policy/v1", "PodDisruptionBudget", spec={"selector": {}, **spec}), at=at, remedied=remedied
    )


_ONE = but(SAFE, "spec.replicas", 1)
_WORKLOADS = Cases(
    good={
        "two replicas and a budget": _with(SAFE, _budget()),
        "an autoscaler": _with(without(SAFE, "spec.replicas"), _budget(), _scaler(2)),
        "an autoscaler of KEDA": _with(without(SAFE, "spec.replicas"), _budget(), _scaler(2, "ScaledObject")),
        "a budget by expressions": _with(
            SAFE,
            _budget(
                {
                    "matchExpressions": [
                        {"key": "app", "operator": "In", "values": ["it", "other"]},
                        {"key": "app", "operator": "Exists"},
                        {"key": "legacy", "operator": "DoesNotExist"},
                        {"key": "app", "operator": "NotIn", "values": ["other"]},
                    ]
                }
            ),
        ),
        "a budget for everything": _with(SAFE, _budget({})),
        "a budget that keeps one": _with(SAFE, _budget(minAvailable=1)),
        "pods apart": _with(deployment(affinity={"podAntiAffinity": {"preferred": []}}), _budget()),
        "no production by name": _with(_ONE, nonProduction=["*-dev"]),
        "no production by label": _with(_ONE, _namespace("false")),
        "nothing runs": _with(but(SAFE, "spec.replicas", 0)),
        "a budget alone": _alone(remedied=False, maxUnavailable="25%"),
        "a Patch": case("kubernetes:apps/v1:DeploymentPatch", manifest("apps/v1", "Deployment", spec={"replicas": 1})),
    },
    bad={
        "one replica": _with(_ONE, _budget(), at="spec.replicas"),
        "one replica by default": _with(without(SAFE, "spec.replicas"), _budget(), at="spec.replicas"),
        "one replica of a StatefulSet": Case(
            [_budget(), Given(STATEFUL_SET, {**_ONE, "kind": "StatefulSet"})], at="spec.replicas", remedied=False
        ),
        "one replica in production by label": _with(_ONE, _namespace("true"), _budget()),
        "one replica in another namespace": _with(_ONE, _budget(), nonProduction=["*-test"]),
        "replicas that are no number": _with(but(SAFE, "spec.replicas", "nan"), _budget(), at="spec.replicas"),
        "an autoscaler down to one": _with(SAFE, _budget(), _scaler(1), at="spec.replicas"),
        "an autoscaler down to one by default": _with(SAFE, _budget(), _scaler(None), at="spec.replicas"),
        "an autoscaler down to none": _with(SAFE, _budget(), _scaler(None, "ScaledObject"), at="spec.replicas"),
        "another workload's autoscaler": _with(_ONE, _budget(), _scaler(2, target="other")),
        "no budget": _with(SAFE),
        "another workload's budget": _with(SAFE, _budget({"matchLabels": {"app": "other"}})),
        "another namespace's budget": _with(SAFE, _budget(namespace="payments-prod")),
        "a budget by expressions that do not fit": _with(
            SAFE, _budget({"matchExpressions": [{"key": "app", "operator": "DoesNotExist"}]})
        ),
        "a budget that keeps all": _with(SAFE, _budget(minAvailable=2), at="spec.replicas"),
        "no probe": _with(
            but(SAFE, "spec.template.spec.containers", [{"name": "app", "image": "it"}]),
            _budget(),
            at="spec.template.spec.containers[0].readinessProbe",
        ),
        "all on one node": _with(deployment(), _budget(), at="spec.template.spec.topologySpreadConstraints"),
        "a budget that lets none go": _alone(remedied=False, maxUnavailable=0, at="spec.maxUnavailable"),
        "a budget that lets no part go": _alone(remedied=False, maxUnavailable="0%", at="spec.maxUnavailable"),
        "a budget that needs all": _alone(remedied=False, minAvailable="100%", at="spec.minAvailable"),
        "a budget that says nothing": _alone(remedied=True, at="spec.maxUnavailable"),
        "a budget of old": case(
            "kubernetes:policy/v1beta1:PodDisruptionBudget",
            manifest("policy/v1beta1", "PodDisruptionBudget", spec={"maxUnavailable": 0}),
            remedied=False,
        ),
    },
    other={
        "a Job": case("kubernetes:batch/v1:Job", manifest("batch/v1", "Job", spec={"template": {"spec": SAFE_POD}})),
        "a DaemonSet": case(
            "kubernetes:apps/v1:DaemonSet", manifest("apps/v1", "DaemonSet", spec={"template": {"spec": SAFE_POD}})
        ),
    },
    deferred={
        "unknown": _with(but(SAFE, "spec.replicas", UNKNOWN), _budget()),
        "an unknown budget": _alone(remedied=False, maxUnavailable=UNKNOWN),
        "an unknown selector": _with(SAFE, _budget(UNKNOWN)),
    },
)

CLASS = "kubernetes:storage.k8s.io/v1:StorageClass"


def _kept(token: str, props: Props, *, at: str = "", remedied: bool | None = None, protect: bool = True) -> Case:
    return Case([Given(token, props, protect=protect)], at=at, remedied=remedied)


def _class(reclaim: Any, labels: Props | None = None, **settings: Any) -> Case:
    metadata = {"name": "it", **({"labels": labels} if labels else {})}
    body = {"apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "metadata": metadata, "provisioner": "x"}
    return case(CLASS, {**body, **({"reclaimPolicy": reclaim} if reclaim else {})}, remedied=False, **settings)


def _claiming(*backups: Given, **settings: Any) -> Case:
    claim = Given("kubernetes:core/v1:PersistentVolumeClaim", manifest("v1", "PersistentVolumeClaim", spec={}))
    return Case([*backups, claim], settings, remedied=False)


def _velero(**spec: Any) -> Given:
    body = manifest("velero.io/v1", "Schedule", namespace="velero", spec=spec)
    return Given("kubernetes:velero.io/v1:Schedule", body, name="backup")


def _backup(token: str, props: Props) -> Given:
    return Given(token, props, name="backup")


_CNPG = manifest("postgresql.cnpg.io/v1", "ScheduledBackup", spec={})
_STATEFUL = manifest("apps/v1", "StatefulSet", spec={"volumeClaimTemplates": [{"metadata": {"name": "data"}}]})
_CNPG_TYPE = "kubernetes:postgresql.cnpg.io/v1:ScheduledBackup"
_PROTECTION = Cases(
    good={
        "EKS": _kept(EKS_CLUSTER, EKS),
        "AKS": _kept(AKS_CLUSTER, AKS),
        "GKE": _kept(GKE_CLUSTER, {**GKE, "deletionProtection": True}),
        "GKE by default": _kept(GKE_CLUSTER, GKE),
        "a class": _class("Delete"),
        "a class for confidential data": _class("Retain", dataClass="confidential"),
        "a class that says it is for internal data": _class(
            "Delete", {"kubespaces.io/data-class": "internal"}, dataClass="confidential"
        ),
        "Velero, of everything": _claiming(_velero(schedule="0 3 * * *")),
        "Velero, of some namespaces": _claiming(_velero(template={"includedNamespaces": ["payments-*"]})),
        "a plan of Google": _claiming(_backup("gcp:gkebackup/backupPlan:BackupPlan", {"location": "europe-west4"})),
        "a database's own": _claiming(_backup(_CNPG_TYPE, _CNPG)),
        "a backup elsewhere": _claiming(backupsElsewhere=True),
        "nothing to back up": case(STATEFUL_SET, manifest("apps/v1", "StatefulSet", spec={"replicas": 2})),
    },
    bad={
        "EKS, not protected": _kept(EKS_CLUSTER, EKS, protect=False, remedied=False),
        "EKS, off": _kept(EKS_CLUSTER, but(EKS, "deletionProtection", False), at="deletionProtection", remedied=False),
        "EKS, nothing said": _kept(EKS_CLUSTER, without(EKS, "deletionProtection"), at="deletionProtection"),
        "AKS, not protected": _kept(AKS_CLUSTER, AKS, protect=False, remedied=False),
        "GKE, off": _kept(GKE_CLUSTER, {**GKE, "deletionProtection": False}, at="deletionProtection", remedied=False),
        "a class for confidential data": _class("Delete", dataClass="confidential"),
        "a class for confidential data by default": _class(None, dataClass="restricted"),
        "a class that says it is for restricted data": _class("Delete", {"kubespaces.io/data-class": "restricted"}),
        "no backup": _claiming(),
        "no backup of a StatefulSet": case(STATEFUL_SET, _STATEFUL, remedied=False),
        "Velero, of other namespaces": _claiming(_velero(template={"includedNamespaces": ["web-*"]})),
        "Velero, of all but this one": _claiming(_velero(template={"excludedNamespaces": ["payments-dev"]})),
        "Velero, paused": _claiming(_velero(paused=True)),
        "a database's own, elsewhere": _claiming(_backup(_CNPG_TYPE, but(_CNPG, "metadata.namespace", "web-dev"))),
    },
    other={"a node pool": case(AKS_POOL, USER)},
    deferred={
        "unknown": Case([Given(EKS_CLUSTER, but(EKS, "deletionProtection", UNKNOWN), protect=True)]),
        "an unknown class": _class(UNKNOWN, dataClass="restricted"),
        "an unknown schedule": _claiming(_velero(template=UNKNOWN)),
    },
)

CASES = {"KS-AVA-01": _ZONES, "KS-AVA-02": _WORKLOADS, "KS-AVA-03": _PROTECTION}
