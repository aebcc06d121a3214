"""Turns inputs of Google's Pulumi provider into bodies of requests, as the provider does it.

The names that differ are written out here; everything else must have the same name in Google's API.
"""

import copy
from collections.abc import Callable
from typing import Any

Body = dict[str, Any]


def _without(inputs: Body, *names: str) -> Body:
    """Return inputs without what is said in the address of the request, or to the provider alone."""
    return {key: value for key, value in copy.deepcopy(inputs).items() if key not in names}


def _renamed(body: Body, **names: str) -> Body:
    return {names.get(key, key): value for key, value in body.items()}


def _kubelet(config: Body) -> Body:
    # A boolean with a third state, "not set": a text in Pulumi.
    return {key: value == "TRUE" if key.startswith("insecure") else value for key, value in config.items()}


def node_config(inputs: Body) -> Body:
    body = _without(inputs, "loggingVariant")
    body["kubeletConfig"] = _kubelet(body["kubeletConfig"])
    return {**body, "loggingConfig": {"variantConfig": {"variant": inputs["loggingVariant"]}}}


def node_pool(inputs: Body) -> Body:
    body = _renamed(
        _without(inputs, "cluster", "location", "project", "nodeConfig", "nodeDrainConfigs"), nodeLocations="locations"
    )
    body["config"] = node_config(inputs["nodeConfig"])
    body["autoscaling"]["enabled"] = True
    (body["nodeDrainConfig"],) = inputs["nodeDrainConfigs"]
    return body


def _maintenance(inputs: Body) -> Body:
    window = inputs["recurringWindow"]
    span = {"startTime": window["startTime"], "endTime": window["endTime"]}
    exclusions = {
        item["exclusionName"]: {
            "startTime": item["startTime"],
            "maintenanceExclusionOptions": item["exclusionOptions"],
        }
        for item in inputs.get("maintenanceExclusions", [])
    }
    recurring = {"window": span, "recurrence": window["recurrence"]}
    return {"window": {"recurringWindow": recurring, "maintenanceExclusions": exclusions}}


def _endpoints(inputs: Body) -> Body:
    body = copy.deepcopy(inputs["controlPlaneEndpointsConfig"])
    body["ipEndpointsConfig"]["enablePublicEndpoint"] = not inputs["privateClusterConfig"]["enablePrivateEndpoint"]
    allowed = {"enabled": True, **inputs["masterAuthorizedNetworksConfig"]}
    body["ipEndpointsConfig"]["authorizedNetworksConfig"] = allowed
    return body


def _network(inputs: Body) -> Body:
    names = {
        "enableIntranodeVisibility": "enableIntraNodeVisibility",
        "enableL4IlbSubsetting": "enableL4ilbSubsetting",
        "datapathProvider": "datapathProvider",
        "dnsConfig": "dnsConfig",
        "gatewayApiConfig": "gatewayApiConfig",
        "serviceExternalIpsConfig": "serviceExternalIpsConfig",
    }
    own = {names[key]: value for key, value in inputs.items() if key in names}
    return {**own, "defaultEnablePrivateNodes": inputs["privateClusterConfig"]["enablePrivateNodes"]}


_MOVED = (
    "enableIntranodeVisibility", "enableL4IlbSubsetting", "datapathProvider", "dnsConfig", "gatewayApiConfig",
    "serviceExternalIpsConfig", "privateClusterConfig", "masterAuthorizedNetworksConfig", "networkingMode",
    "enableLegacyAbac", "enableShieldedNodes", "enableAutopilot", "clusterAutoscaling",
)  # fmt: skip
_PROVIDERS_OWN = ("project", "location", "removeDefaultNodePool", "deletionProtection")


def cluster(inputs: Body) -> Body:
    body = _renamed(
        _without(inputs, *_MOVED, *_PROVIDERS_OWN), nodeLocations="locations", minMasterVersion="initialClusterVersion"
    )
    body["networkConfig"] = _network(inputs)
    body["controlPlaneEndpointsConfig"] = _endpoints(inputs)
    body["maintenancePolicy"] = _maintenance(inputs["maintenancePolicy"])
    body["ipAllocationPolicy"]["useIpAliases"] = inputs["networkingMode"] == "VPC_NATIVE"
    body["legacyAbac"] = {"enabled": inputs["enableLegacyAbac"]}
    body["loggingConfig"] = {"componentConfig": inputs["loggingConfig"]}
    body["monitoringConfig"] = _monitoring(inputs["monitoringConfig"])
    body["autoscaling"] = _autoscaling(inputs["clusterAutoscaling"])
    if "authenticatorGroupsConfig" in body:
        body["authenticatorGroupsConfig"]["enabled"] = True
    if "enableShieldedNodes" in inputs:
        body["shieldedNodes"] = {"enabled": inputs["enableShieldedNodes"]}
    if "enableAutopilot" in inputs:
        body["autopilot"] = {"enabled": inputs["enableAutopilot"]}
    if "nodeConfig" in inputs:
        body["nodeConfig"] = node_config(inputs["nodeConfig"])
    if "resourceUsageExportConfig" in inputs:
        usage = body["resourceUsageExportConfig"]
        usage["consumptionMeteringConfig"] = {"enabled": usage.pop("enableResourceConsumptionMetering")}
    if "nodePoolDefaults" in inputs:
        kubelet = _kubelet(inputs["nodePoolDefaults"]["nodeConfigDefaults"])
        body["nodePoolDefaults"] = {"nodeConfigDefaults": {"nodeKubeletConfig": kubelet}}
    if "nodePoolAutoConfig" in inputs:
        body["nodePoolAutoConfig"] = {"nodeKubeletConfig": _kubelet(inputs["nodePoolAutoConfig"]["nodeKubeletConfig"])}
    return body


def _monitoring(inputs: Body) -> Body:
    body = _renamed(_without(inputs, "enableComponents"), managedPrometheus="managedPrometheusConfig")
    return {**body, "componentConfig": {"enableComponents": inputs["enableComponents"]}}


def _autoscaling(inputs: Body) -> Body:
    return _renamed(
        copy.deepcopy(inputs),
        enabled="enableNodeAutoprovisioning",
        autoProvisioningDefaults="autoprovisioningNodePoolDefaults",
    )


def network(inputs: Body) -> Body:
    body = _without(inputs, "project", "routingMode")
    return {**body, "routingConfig": {"routingMode": inputs["routingMode"]}}


def subnetwork(inputs: Body) -> Body:
    body = _without(inputs, "project")
    if "logConfig" in body:
        body["logConfig"]["enable"] = True
    return body


def firewall(inputs: Body) -> Body:
    body = _without(inputs, "project", "denies")
    body["logConfig"]["enable"] = True
    return {**body, "denied": [_renamed(item, protocol="IPProtocol") for item in inputs["denies"]]}


def router_nat(inputs: Body) -> Body:
    body = _without(inputs, "project", "region", "router")
    body["subnetworks"] = [_renamed(item, sourceIpRangesToNats="sourceIpRangesToNat") for item in body["subnetworks"]]
    return body


def router(inputs: Body) -> Body:
    return _without(inputs, "project")


def address(inputs: Body) -> Body:
    return _without(inputs, "project", "region")


def crypto_key(inputs: Body) -> Body:
    return _without(inputs, "keyRing")


def bucket(inputs: Body) -> Body:
    return _without(inputs, "project", "location", "bucketId")


def sink(inputs: Body) -> Body:
    return _without(inputs, "project", "uniqueWriterIdentity")


def account(inputs: Body) -> Body:
    return {"accountId": inputs["accountId"], "serviceAccount": _without(inputs, "accountId", "project")}


def binding(inputs: Body) -> Body:
    return {**_without(inputs, "project", "member", "cryptoKeyId"), "members": [inputs["member"]]}


def audit(inputs: Body) -> Body:
    return _without(inputs, "project")


def image_policy(inputs: Body) -> Body:
    body = _without(inputs, "project")
    rule = _renamed(body["defaultAdmissionRule"], requireAttestationsBies="requireAttestationsBy")
    return {**body, "defaultAdmissionRule": rule}


def dataset(inputs: Body) -> Body:
    body = _without(inputs, "datasetId", "deleteContentsOnDestroy")
    reference = {"projectId": body.pop("project"), "datasetId": inputs["datasetId"]}
    return {**body, "datasetReference": reference}


def budget(inputs: Body) -> Body:
    body = _without(inputs, "billingAccount", "allUpdatesRule")
    body["budgetFilter"]["labels"] = {key: [value] for key, value in inputs["budgetFilter"]["labels"].items()}
    return {**body, "notificationsRule": inputs["allUpdatesRule"]}


def channel(inputs: Body) -> Body:
    return _without(inputs, "project")


BODIES: dict[str, tuple[str, str, Callable[[Body], Body]]] = {
    "gcp:container/cluster:Cluster": ("container.v1", "Cluster", cluster),
    "gcp:container/nodePool:NodePool": ("container.v1", "NodePool", node_pool),
    "gcp:compute/network:Network": ("compute.v1", "Network", network),
    "gcp:compute/subnetwork:Subnetwork": ("compute.v1", "Subnetwork", subnetwork),
    "gcp:compute/firewall:Firewall": ("compute.v1", "Firewall", firewall),
    "gcp:compute/router:Router": ("compute.v1", "Router", router),
    "gcp:compute/routerNat:RouterNat": ("compute.v1", "RouterNat", router_nat),
    "gcp:compute/address:Address": ("compute.v1", "Address", address),
    "gcp:kms/cryptoKey:CryptoKey": ("cloudkms.v1", "CryptoKey", crypto_key),
    "gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember": ("cloudkms.v1", "Binding", binding),
    "gcp:logging/projectBucketConfig:ProjectBucketConfig": ("logging.v2", "LogBucket", bucket),
    "gcp:logging/projectSink:ProjectSink": ("logging.v2", "LogSink", sink),
    "gcp:serviceaccount/account:Account": ("iam.v1", "CreateServiceAccountRequest", account),
    "gcp:binaryauthorization/policy:Policy": ("binaryauthorization.v1", "Policy", image_policy),
    "gcp:bigquery/dataset:Dataset": ("bigquery.v2", "Dataset", dataset),
    "gcp:billing/budget:Budget": ("billingbudgets.v1", "GoogleCloudBillingBudgetsV1Budget", budget),
    "gcp:monitoring/notificationChannel:NotificationChannel": ("monitoring.v3", "NotificationChannel", channel),
    "gcp:projects/iAMMember:IAMMember": ("cloudresourcemanager.v1", "Binding", binding),
    "gcp:projects/iAMAuditConfig:IAMAuditConfig": ("cloudresourcemanager.v1", "AuditConfig", audit),
}
"""API, schema and conversion by type token."""

WITHOUT_BODY = frozenset(
    {"gcp:kms/keyRing:KeyRing", "gcp:projects/service:Service", "gcp:projects/serviceIdentity:ServiceIdentity"}
)
"""What is asked for by address alone."""
