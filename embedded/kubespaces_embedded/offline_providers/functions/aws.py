"""Functions of the plugin ``aws``."""

import json
from typing import Any

from kubespaces_embedded.kubernetes_provider.properties import Secret
from kubespaces_embedded.offline_providers.placeholders import answer_of

from .call import Call, Function, Unanswered
from .iam_policy import policy_document

EXAMPLE_ACCOUNT = "123456789012"
"""The account of Amazon's documentation; taken if the provider does not name one with ``allowedAccountIds``."""

_PARTITIONS = {
    "cn-": ("aws-cn", "amazonaws.com.cn", "cn.com.amazonaws"),
    "us-gov-": ("aws-us-gov", "amazonaws.com", "com.amazonaws"),
}
"""Id, domain and reversed domain of the partitions, by the start of their regions' names (botocore, endpoints.json)."""


def _partition(region: str) -> tuple[str, str, str]:
    for start, partition in _PARTITIONS.items():
        if region.startswith(start):
            return partition
    return "aws", "amazonaws.com", "com.amazonaws"


def _account(call: Call) -> str:
    allowed = call.config.get("allowedAccountIds")
    accounts = json.loads(allowed) if isinstance(allowed, str) else allowed
    return str(accounts[0]) if accounts else EXAMPLE_ACCOUNT


def _get_caller_identity(call: Call) -> dict[str, Any]:
    account = _account(call)
    return {"accountId": account, "id": account, "arn": answer_of("caller"), "userId": answer_of("caller")}


def _get_partition(call: Call) -> dict[str, Any]:
    identifier, domain, reverse = _partition(call.region())
    return {"partition": identifier, "id": identifier, "dnsSuffix": domain, "reverseDnsPrefix": reverse}


def _get_region(call: Call) -> dict[str, Any]:
    region = call.region()
    endpoint = f"ec2.{region}.{_partition(region)[1]}"
    return {"region": region, "name": region, "id": region, "description": region, "endpoint": endpoint}


def _get_availability_zones(call: Call) -> dict[str, Any]:
    from kubespaces.spec.catalog import catalog  # noqa: PLC0415 - few stacks ask, and it costs start-up time

    region = call.region()
    known = catalog("aws").regions.get(region)
    if known is None:
        raise Unanswered(f"{call.token}: the table of zones has no region '{region}'")
    excluded = call.args.get("excludeNames") or []
    names = [zone for zone in known.zones if zone not in excluded]
    # What a zone's number is differs from account to account.
    numbers = [answer_of(f"zone-id/{name}") for name in names]
    return {"names": names, "zoneIds": numbers, "groupNames": [region], "id": region, "region": region}


def _get_service_principal(call: Call) -> dict[str, Any]:
    # One name in all partitions for all services that are left (pulumi-aws, getServicePrincipal).
    service, region = call.text("serviceName"), call.region()
    name = f"{service}.amazonaws.com"
    return {"name": name, "id": f"{service}.{region}.amazonaws.com", "suffix": "amazonaws.com", "region": region}


def _get_parameter(call: Call) -> dict[str, Any]:
    name = call.text("name")
    value = Secret(answer_of(f"ssm{name}"))
    return {"name": name, "id": name, "value": value, "insecureValue": answer_of(f"ssm{name}"), "type": "String"}


def _get_ami(call: Call) -> dict[str, Any]:
    return {"id": answer_of("ami"), "imageId": answer_of("ami"), "region": call.region()}


def _get_addon_version(call: Call) -> dict[str, Any]:
    return {**call.args, "version": answer_of(f"eks-add-on/{call.text('addonName')}"), "id": call.text("addonName")}


def _get_cluster_auth(call: Call) -> dict[str, Any]:
    return {"name": call.text("name"), "id": call.text("name"), "token": Secret(answer_of("token"))}


def _get_policy_document(call: Call) -> dict[str, Any]:
    return policy_document(call.args)


FUNCTIONS: dict[str, Function] = {
    "aws:ec2/getAmi:getAmi": _get_ami,
    "aws:eks/getAddonVersion:getAddonVersion": _get_addon_version,
    "aws:eks/getClusterAuth:getClusterAuth": _get_cluster_auth,
    "aws:iam/getPolicyDocument:getPolicyDocument": _get_policy_document,
    "aws:index/getAvailabilityZones:getAvailabilityZones": _get_availability_zones,
    "aws:index/getCallerIdentity:getCallerIdentity": _get_caller_identity,
    "aws:index/getPartition:getPartition": _get_partition,
    "aws:index/getRegion:getRegion": _get_region,
    "aws:index/getServicePrincipal:getServicePrincipal": _get_service_principal,
    "aws:ssm/getParameter:getParameter": _get_parameter,
}
