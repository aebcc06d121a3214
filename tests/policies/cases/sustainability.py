"""KS-SUS."""

from typing import Any

from kubespaces_policies.value import UNKNOWN

from .aks import POOL as AKS_POOL
from .aks import SYSTEM, USER
from .case import SAFE_POD, Case, Cases, Given, Props, case, manifest, pod
from .changes import but
from .eks import NODE_GROUP, POOL
from .gke import NODES
from .gke import POOL as GKE_POOL

REASON = "images are built for amd64"
GROUP: Props = {**POOL, "scalingConfig": {"minSize": 1, "maxSize": 9}, "instanceTypes": ["m7g.xlarge"]}
AZURE: Props = {**USER, "vmSize": "Standard_D4pds_v5", "enableAutoScaling": True, "minCount": 1, "maxCount": 6}
GOOGLE: Props = {
    **but(NODES, "nodeConfig.machineType", "c4a-standard-4"),
    "autoscaling": {"totalMinNodeCount": 0, "totalMaxNodeCount": 6},
}
REPOSITORY = Given("aws:ecr/repository:Repository", {"name": "it", "imageTagMutability": "IMMUTABLE"}, name="r")
_TEMPLATE = {"metadata": {"labels": {"app": "it"}}, "spec": SAFE_POD}


def _job(**spec: Any) -> Case:
    return case("kubernetes:batch/v1:Job", manifest("batch/v1", "Job", spec={"template": _TEMPLATE, **spec}))


def _cron_job(**spec: Any) -> Case:
    body = manifest("batch/v1", "CronJob", spec={"jobTemplate": {"spec": {"template": _TEMPLATE}}, **spec})
    return case("kubernetes:batch/v1:CronJob", body)


def _pod(limit: str, request: str) -> Case:
    resources = {"limits": {"memory": limit}, "requests": {"memory": request}}
    return case("kubernetes:core/v1:Pod", pod(container={"resources": resources}))


def _cleaned(repository: Any) -> Case:
    return Case([Given("aws:ecr/lifecyclePolicy:LifecyclePolicy", {"repository": repository}, name="l"), REPOSITORY])


CASES = {
    "KS-SUS-01": Cases(
        good={
            "EKS": case(NODE_GROUP, GROUP),
            "EKS, with a reason": case(NODE_GROUP, {**GROUP, "instanceTypes": ["m7i.xlarge"]}, amd64Reason=REASON),
            "AKS": case(AKS_POOL, AZURE),
            "AKS, the system's": case(AKS_POOL, {**SYSTEM, "vmSize": "Standard_D2ds_v5", "count": 1}),
            "GKE": case(GKE_POOL, GOOGLE),
            "no production, down to nothing": case(
                NODE_GROUP, {**but(GROUP, "scalingConfig.minSize", 0), "tags": {"Environment": "dev"}}
            ),
            "a Job": _job(ttlSecondsAfterFinished=3600),
            "a CronJob": _cron_job(successfulJobsHistoryLimit=1),
            "a pod": _pod("512Mi", "128Mi"),
            "a repository": _cleaned("it"),
            "a repository, not known yet": _cleaned(UNKNOWN),
        },
        bad={
            "EKS, amd64": case(NODE_GROUP, {**GROUP, "instanceTypes": ["m7i.xlarge"]}, at="instanceTypes[0]"),
            "EKS, a fixed size": case(NODE_GROUP, but(GROUP, "scalingConfig.minSize", 9), at="scalingConfig.minSize"),
            "EKS, awake at night": case(
                NODE_GROUP, {**GROUP, "tags": {"environment": "dev"}}, at="scalingConfig.minSize"
            ),
            "AKS, amd64": case(AKS_POOL, {**AZURE, "vmSize": "Standard_D4ds_v5"}, at="vmSize"),
            "AKS, a fixed size": case(AKS_POOL, {**AZURE, "enableAutoScaling": False}, at="enableAutoScaling"),
            "GKE, amd64": case(GKE_POOL, but(GOOGLE, "nodeConfig.machineType", "n2d-standard-8")),
            "GKE, a fixed size": case(GKE_POOL, {**GOOGLE, "autoscaling": None}, at="autoscaling"),
            "GKE, a fixed size by zone": case(
                GKE_POOL, {**GOOGLE, "autoscaling": {"minNodeCount": 2, "maxNodeCount": 2}}
            ),
            "a Job that stays": _job(),
            "a long history": _cron_job(failedJobsHistoryLimit=50),
            "a guess": _pod("2Gi", "128Mi"),
            "images that pile up": Case([REPOSITORY]),
            "another repository's policy": _cleaned("other"),
        },
        other={"a Service": case("kubernetes:core/v1:Service", manifest("v1", "Service"))},
        deferred={
            "unknown": case(NODE_GROUP, but(GROUP, "scalingConfig.maxSize", UNKNOWN)),
            "an unknown machine": case(AKS_POOL, {**AZURE, "vmSize": UNKNOWN}),
        },
    )
}
