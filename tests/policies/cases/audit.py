"""KS-AUD."""

from typing import Any

from kubespaces_policies.value import UNKNOWN

from .aks import AKS
from .aks import CLUSTER as AKS_CLUSTER
from .case import Case, Cases, Given, Props, case
from .changes import but, without
from .eks import CLUSTER as EKS_CLUSTER
from .eks import EKS
from .gke import CLUSTER as GKE_CLUSTER
from .gke import GKE

SETTING = "azure-native:monitor:DiagnosticSetting"
AUDIT_CONFIG = "gcp:projects/iAMAuditConfig:IAMAuditConfig"
GROUP = "aws:cloudwatch/logGroup:LogGroup"
WORKSPACE = "azure-native:operationalinsights:Workspace"
BUCKET = "gcp:logging/projectBucketConfig:ProjectBucketConfig"
VPC, VPC_LOG = "aws:ec2/vpc:Vpc", "aws:ec2/flowLog:FlowLog"
VNET, VNET_LOG = "azure-native:network:VirtualNetwork", "azure-native:network:FlowLog"
SUBNET = "gcp:compute/subnetwork:Subnetwork"

LOGGED: Props = {**GKE, "loggingConfig": {"enableComponents": ["SYSTEM_COMPONENTS", "WORKLOADS", "APISERVER"]}}
URI = "/subscriptions/s/providers/Microsoft.ContainerService/managedClusters/amsterdam"
AUDIT: Props = {
    "resourceUri": URI,
    "workspaceId": "/subscriptions/s/workspaces/logs",
    "logs": [{"category": name, "enabled": True} for name in ("kube-audit-admin", "guard", "kube-apiserver")],
}


def _aks(*settings: Props, token: str = SETTING) -> Case:
    return Case(
        [*(Given(token, item, name=f"it-{number}") for number, item in enumerate(settings)), Given(AKS_CLUSTER, AKS)],
        remedied=False,
    )


_CONTROL_PLANE = Cases(
    good={
        "EKS": case(EKS_CLUSTER, EKS),
        "GKE": case(GKE_CLUSTER, LOGGED),
        "AKS": _aks(AUDIT),
        "AKS, an id that is not known yet": _aks({**AUDIT, "resourceUri": UNKNOWN}),
        "AKS, with a version of the API": _aks(AUDIT, token="azure-native:insights/v20210501preview:DiagnosticSetting"),
        "AKS, everything": _aks({**AUDIT, "logs": [{"categoryGroup": "allLogs", "enabled": True}]}),
        "AKS, two settings": _aks(
            {**AUDIT, "logs": AUDIT["logs"][:1]}, {**AUDIT, "logs": AUDIT["logs"][1:], "storageAccountId": "it"}
        ),
        "a setting": case(SETTING, AUDIT),
        "an audit of everybody": case(
            AUDIT_CONFIG, {"service": "allServices", "auditLogConfigs": [{"logType": "DATA_READ"}]}
        ),
    },
    bad={
        "EKS, nothing said": case(EKS_CLUSTER, without(EKS, "enabledClusterLogTypes"), at="enabledClusterLogTypes"),
        "EKS, no audit": case(EKS_CLUSTER, {**EKS, "enabledClusterLogTypes": ["api"]}, remedied=False),
        "GKE, nothing said": case(GKE_CLUSTER, GKE, at="loggingConfig.enableComponents"),
        "GKE, no API server": case(
            GKE_CLUSTER, but(LOGGED, "loggingConfig.enableComponents", ["SYSTEM_COMPONENTS"]), remedied=False
        ),
        "GKE, off the old way": case(
            GKE_CLUSTER, {**LOGGED, "loggingService": "none"}, at="loggingService", remedied=False
        ),
        "AKS, no setting": _aks(),
        "AKS, another cluster's setting": _aks({**AUDIT, "resourceUri": URI + "-2"}),
        "AKS, no audit": _aks({**AUDIT, "logs": AUDIT["logs"][1:]}),
        "AKS, audit that is off": _aks(but(AUDIT, "logs[0].enabled", False)),
        "AKS, no guard": _aks({**AUDIT, "logs": AUDIT["logs"][:1]}),
        "a setting that leads nowhere": case(SETTING, without(AUDIT, "workspaceId"), remedied=False),
        "somebody left out": case(
            AUDIT_CONFIG,
            {
                "auditLogConfigs": [
                    {"logType": "DATA_READ"},
                    {"logType": "DATA_WRITE", "exemptedMembers": ["user:it@example.com"]},
                ]
            },
            at="auditLogConfigs[1].exemptedMembers",
            remedied=False,
        ),
    },
    deferred={
        "EKS, unknown": case(EKS_CLUSTER, {**EKS, "enabledClusterLogTypes": UNKNOWN}),
        "AKS, an unknown category": _aks({**AUDIT, "logs": UNKNOWN}),
    },
)


_RETENTION = Cases(
    good={
        "AWS": case(GROUP, {"retentionInDays": 365, "kmsKeyId": UNKNOWN}),
        "AWS, for ever": case(GROUP, {"retentionInDays": 0, "kmsKeyId": "k"}, keepLogsForever=True),
        "Azure": case(WORKSPACE, {"retentionInDays": 730}),
        "Google": case(BUCKET, {"retentionDays": 365}),
        "Google, locked": case(BUCKET, {"retentionDays": 365, "locked": True}, regulated=True),
        "less, as the settings say": case(BUCKET, {"retentionDays": 90}, auditRetentionDays=90),
    },
    bad={
        "AWS, nothing said": case(GROUP, {"kmsKeyId": "k"}, at="retentionInDays", remedied=False),
        "AWS, for ever": case(GROUP, {"retentionInDays": 0, "kmsKeyId": "k"}, at="retentionInDays", remedied=False),
        "AWS, a month": case(GROUP, {"retentionInDays": 30, "kmsKeyId": "k"}, keepLogsForever=True, remedied=False),
        "AWS, no key": case(GROUP, {"retentionInDays": 365}, at="kmsKeyId", remedied=False),
        "Azure, a month": case(WORKSPACE, {"retentionInDays": 30}, at="retentionInDays", remedied=False),
        "Azure, a month by default": case(WORKSPACE, {"location": "westeurope"}),
        "Google, a month by default": case(BUCKET, {"bucketId": "it"}, at="retentionDays"),
        "Google, a folder's": case(
            "gcp:logging/folderBucketConfig:FolderBucketConfig", {"retentionDays": 30}, remedied=False
        ),
        "Google, not locked": case(BUCKET, {"retentionDays": 365}, regulated=True, at="locked", remedied=False),
        "less than the settings say": case(BUCKET, {"retentionDays": 365}, auditRetentionDays=400, remedied=False),
    },
    deferred={"unknown": case(WORKSPACE, {"retentionInDays": UNKNOWN})},
)


def _networks(*given: tuple[str, Props]) -> Case:
    return Case([Given(token, props, name=f"it-{number}") for number, (token, props) in enumerate(given)])


def _vpc(identity: Any = None) -> tuple[str, Props]:
    return (VPC, {"cidrBlock": "10.0.0.0/16", **({"id": identity} if identity else {})})


def _log(vpc: Any) -> tuple[str, Props]:
    return (VPC_LOG, {"vpcId": vpc, "trafficType": "ALL"})


_FLOW_LOGS = Cases(
    good={
        "AWS": _networks(_log("vpc-1"), _vpc("vpc-1")),
        "AWS, not known yet": _networks(_log(UNKNOWN), _log(UNKNOWN), _vpc(UNKNOWN), _vpc()),
        "Azure": _networks((VNET_LOG, {"targetResourceId": "/Vnets/A", "enabled": True}), (VNET, {"id": "/vnets/a"})),
        "Google": case(SUBNET, {"logConfig": {"flowSampling": 1}}),
        "Google, for proxies only": case(SUBNET, {"purpose": "REGIONAL_MANAGED_PROXY"}),
    },
    bad={
        "AWS, none": _networks(_vpc("vpc-1")),
        "AWS, another network's": _networks(_log("vpc-2"), _log("vpc-1"), _vpc("vpc-2"), _vpc("vpc-3"), _vpc("vpc-1")),
        "AWS, one between two": _networks(_log(UNKNOWN), _vpc(), _vpc()),
        "AWS, a subnet's": _networks((VPC_LOG, {"subnetId": "subnet-1"}), _vpc()),
        "AWS, what is let through": case(VPC_LOG, {"vpcId": "vpc-1", "trafficType": "ACCEPT"}, at="trafficType"),
        "Azure, none": _networks((VNET, {"location": "westeurope"})),
        "Azure, off": case(VNET_LOG, {"targetResourceId": "/vnets/a", "enabled": False}, at="enabled"),
        "Google, none": case(SUBNET, {"purpose": "PRIVATE"}, at="logConfig"),
    },
    deferred={"unknown": case(VPC_LOG, {"vpcId": "vpc-1", "trafficType": UNKNOWN})},
)

CASES = {"KS-AUD-01": _CONTROL_PLANE, "KS-AUD-02": _RETENTION, "KS-AUD-03": _FLOW_LOGS}
