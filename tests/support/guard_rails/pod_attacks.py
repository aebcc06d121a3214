"""Pods, and what makes pods, that the rails must refuse."""

from kubespaces.plan.labels import TENANT
from kubespaces.verify.pods import CONTROLLERS
from tests.support.guard_rails.attack import Attack, fields, more_tolerations, other_image
from tests.support.guard_rails.objects import (
    CONTROL_PLANE,
    DIGEST,
    Made,
    Object,
    claim,
    ephemeral,
    pod_in,
    spec_in,
    stateful_set,
    tolerating,
    with_image,
    workload_in,
)
from tests.support.tenants import TenantCluster

DEVS, WEB, HEADS = ("pay-devs",), ("web-devs",), ("lab-heads",)

EVERYTHING = {"operator": "Exists"}
MASTER = {"key": "node-role.kubernetes.io/control-plane", "operator": "Exists"}
CRITICAL = {"key": "CriticalAddonsOnly", "operator": "Exists"}
OTHERS = {"key": TENANT, "operator": "Equal", "value": "lab", "effect": "NoSchedule"}
OF_ALL_TENANTS = {"key": TENANT, "operator": "Exists"}


def affinity(**expression: object) -> Object:
    terms = [{"matchExpressions": [expression]}]
    return {
        "affinity": {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": terms}}}
    }


def preference(**expression: object) -> Object:
    terms = [{"weight": 1, "preference": {"matchExpressions": [expression]}}]
    return {"affinity": {"nodeAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": terms}}}


SPEC = fields("spec")
OTHER_NODES = {"key": TENANT, "operator": "In", "values": ["lab"]}
MASTER_NODES = {"key": "node-role.kubernetes.io/control-plane", "operator": "Exists"}

FOREIGN_IMAGES = {
    "the registry that is meant without a word": "nginx",
    "a path on that registry": "pay/app",
    "the same by its name": "docker.io/library/nginx",
    "the same by its old name": "index.docker.io/library/nginx",
    "a path that only begins alike": "registry.example.com/payload/app",
    "the registry without the path": "registry.example.com/other/app",
    "a host that begins alike": "registry.example.com.evil.example/pay/app",
    "a host that is a path": "evil.example/registry.example.com/pay/app",
    "another port": "registry.example.com:5000/pay/app",
    "a host in capitals": "EVIL/registry.example.com/pay/app",
    "this node": "localhost/pay/app",
}

IMAGES = [
    *(Attack("images", 0, DEVS, with_image(image + DIGEST), f"an image of {title}", other_image)
      for title, image in FOREIGN_IMAGES.items()),
    *(Attack("images", 0, DEVS, with_image("nginx" + DIGEST, kind=kind), f"a foreign image in a {kind}",
             SPEC if kind == "Deployment" else None) for kind in CONTROLLERS),
    Attack("images", 0, DEVS, with_image("nginx" + DIGEST, lists="initContainers"), "a foreign image before all"),
    Attack("images", 0, DEVS, with_image("nginx" + DIGEST, kind="Deployment", lists="initContainers"),
           "a foreign image before all, in a Deployment", SPEC),
    Attack("images", 0, WEB, with_image("evil/nginx" + DIGEST, "web-dev"), "a foreign path on docker.io"),
    Attack("images", 1, DEVS, with_image("registry.example.com/pay/app:1"), "a tag", other_image),
    Attack("images", 1, DEVS, with_image("registry.example.com/pay/app"), "neither tag nor digest", other_image),
    Attack("images", 1, DEVS, with_image("registry.example.com/pay/app@sha256:00"), "half a digest"),
    Attack("images", 1, DEVS, with_image("registry.example.com/pay/app:1", kind="Deployment"), "a tag, in a Deployment",
           SPEC),
]  # fmt: skip

PLACEMENT = [
    Attack("sandbox", 0, WEB, pod_in("web-dev", runtimeClassName=None), "no runtime class"),
    Attack("sandbox", 0, WEB, pod_in("web-dev", runtimeClassName="plain"), "a runtime class that is no sandbox"),
    Attack("sandbox", 0, WEB, pod_in("web-prod", runtimeClassName=None), "no rights and no runtime class"),
    Attack("sandbox", 0, WEB, workload_in("web-dev", runtimeClassName=None), "a Deployment without runtime class"),
    Attack("sandbox", 0, WEB, workload_in("web-dev", runtimeClassName="plain"), "a Deployment without sandbox", SPEC),
    Attack("sandbox", 0, WEB, workload_in("web-dev", "CronJob", runtimeClassName=None), "a CronJob without one"),
    Attack("dedicated-nodes", 0, HEADS, pod_in("lab-dev", nodeSelector=None), "no node selector"),
    Attack("dedicated-nodes", 1, HEADS, pod_in("lab-dev", tolerations=None), "no toleration"),
    Attack("scheduling", 0, DEVS, pod_in("pay-dev", nodeName="node-1"), "a node of its choice"),
    Attack("scheduling", 0, DEVS, workload_in("pay-dev", nodeName="node-1"), "the same in a Deployment", SPEC),
    # On a pod that is there it replaces the other tolerations, which the API refuses by itself.
    Attack("scheduling", 1, DEVS, tolerating(EVERYTHING), "tolerating everything"),
    Attack("scheduling", 1, DEVS, workload_in("pay-dev", tolerations=[EVERYTHING]), "the same in a Deployment", SPEC),
    Attack("scheduling", 1, DEVS, tolerating(MASTER), "tolerating control-plane nodes", more_tolerations),
    Attack("scheduling", 1, DEVS, tolerating(CRITICAL), "tolerating nodes for add-ons", more_tolerations),
    Attack("scheduling", 2, DEVS, tolerating(OTHERS), "tolerating another tenant's nodes", more_tolerations),
    Attack("scheduling", 2, DEVS, tolerating(OF_ALL_TENANTS), "tolerating every tenant's nodes", more_tolerations),
    Attack("scheduling", 3, DEVS, pod_in("pay-dev", nodeSelector={TENANT: "lab"}), "selecting another tenant's nodes"),
    Attack("scheduling", 3, DEVS, pod_in("pay-dev", nodeSelector={MASTER["key"]: ""}), "selecting control-plane nodes"),
    Attack("scheduling", 3, DEVS, workload_in("pay-dev", **affinity(**OTHER_NODES)), "affinity to others' nodes", SPEC),
    Attack("scheduling", 3, DEVS, pod_in("pay-dev", **affinity(**MASTER_NODES)), "affinity to the control plane"),
    Attack("scheduling", 3, DEVS, pod_in("pay-dev", **preference(**OTHER_NODES)), "a wish for others' nodes"),
]  # fmt: skip

MASTERS = ("system:masters",)
"""On the host nobody of a tenant works in the namespace of a virtual cluster; here everybody may."""
_LOGIN = CONTROL_PLANE["metadata"]["name"]


def reading(**changes: object) -> Made:
    """Return a pod out of a virtual cluster whose container is changed."""

    def made(cluster: TenantCluster) -> Object:
        container = spec_in(cluster, "own-dev", {})["containers"][0]
        return pod_in("own-dev", containers=[{**container, **changes}])(cluster)

    return made


def mounting(**volume: object) -> Made:
    """Return a pod out of a virtual cluster with a volume."""
    return pod_in("own-dev", volumes=[{"name": "login", **volume}])


VIRTUAL = [
    Attack("virtual-accounts", 0, MASTERS, pod_in("own-dev", serviceAccountName=_LOGIN), "as the control plane"),
    Attack("virtual-accounts", 0, MASTERS, pod_in("own-dev", serviceAccountName="deployer"), "as the pipeline"),
    Attack("virtual-accounts", 0, MASTERS, workload_in("own-dev", serviceAccountName=_LOGIN), "in a Deployment", SPEC),
    Attack("virtual-accounts", 1, MASTERS, mounting(secret={"secretName": _LOGIN}), "the admin's login"),
    Attack("virtual-accounts", 1, MASTERS, mounting(secret={"secretName": "vc-config-own-dev"}), "the configuration"),
    Attack("virtual-accounts", 1, MASTERS, mounting(secret={"secretName": "own-dev-certs"}), "the keys"),
    Attack("virtual-accounts", 1, MASTERS, mounting(projected={"sources": [{"secret": {"name": _LOGIN}}]}), "mixed"),
    Attack("virtual-accounts", 1, MASTERS, reading(envFrom=[{"secretRef": {"name": _LOGIN}}]), "as variables"),
    Attack("virtual-accounts", 1, MASTERS,
           reading(env=[{"name": "A", "valueFrom": {"secretKeyRef": {"name": _LOGIN, "key": "config"}}}]),
           "as one variable"),
]  # fmt: skip

CLASSES = [
    Attack("pod-classes", 0, DEVS, pod_in("pay-dev", priorityClassName="system-node-critical"), "a system priority"),
    Attack("pod-classes", 0, DEVS, pod_in("pay-dev", priorityClassName="rush"), "a priority that is not listed"),
    Attack("pod-classes", 0, DEVS, workload_in("pay-dev", priorityClassName="rush"), "the same in a Deployment", SPEC),
    Attack("pod-classes", 0, DEVS, workload_in("pay-dev", "Job", priorityClassName="none"), "one that is not there"),
    Attack("pod-classes", 1, DEVS, pod_in("pay-dev", runtimeClassName="plain"), "a runtime class that is not listed"),
    Attack("pod-classes", 1, DEVS, workload_in("pay-dev", runtimeClassName="plain"), "the same in a Deployment", SPEC),
    Attack("pod-classes", 2, DEVS, pod_in("pay-dev", **ephemeral("fast")), "scratch storage that is not listed"),
    Attack("pod-classes", 2, DEVS, workload_in("pay-dev", **ephemeral("fast")), "the same in a Deployment", SPEC),
    Attack("storage-classes", 0, DEVS, claim(None), "a claim of whatever there is"),
    Attack("storage-classes", 0, DEVS, claim(""), "a claim of a volume without a class"),
    Attack("storage-classes", 1, DEVS, claim("fast"), "storage that is not listed"),
    Attack("storage-classes", 1, DEVS, claim("standard", **{"volume.beta.kubernetes.io/storage-class": "fast"}),
           "storage in the old way"),
    Attack("storage-classes", 1, DEVS, stateful_set("fast"), "storage of a StatefulSet"),
]  # fmt: skip

POD_ATTACKS = [*IMAGES, *PLACEMENT, *VIRTUAL, *CLASSES]
