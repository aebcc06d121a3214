"""The calls that make keys, logs, roles, and the cluster with its nodes."""

import json
from typing import Any

from tests.support.aws_emulator import Aws
from tests.support.aws_inputs import Inputs


def key(aws: Aws, given: Inputs) -> dict[str, Any]:
    tags = [{"TagKey": name, "TagValue": value} for name, value in given.tags.items()]
    made = aws.call(
        "kms",
        "CreateKey",
        Policy=given["policy"],
        Description=given["description"],
        MultiRegion=given["multiRegion"],
        Tags=tags,
    )["KeyMetadata"]
    identity = made["KeyId"]
    if given["enableKeyRotation"]:
        aws.call("kms", "EnableKeyRotation", KeyId=identity, RotationPeriodInDays=given["rotationPeriodInDays"])
    aws.check("kms", "ScheduleKeyDeletion", KeyId=identity, PendingWindowInDays=given["deletionWindowInDays"])
    return {"id": identity, "keyId": identity, "arn": made["Arn"]}


def alias(aws: Aws, given: Inputs) -> dict[str, Any]:
    aws.call("kms", "CreateAlias", AliasName=given["name"], TargetKeyId=given["targetKeyId"])
    return {}


def log_group(aws: Aws, given: Inputs) -> dict[str, Any]:
    name = given["name"]
    aws.call(
        "logs",
        "CreateLogGroup",
        logGroupName=name,
        kmsKeyId=given["kmsKeyId"],
        deletionProtectionEnabled=given["deletionProtectionEnabled"],
        tags=given.tags,
    )
    aws.call("logs", "PutRetentionPolicy", logGroupName=name, retentionInDays=given["retentionInDays"])
    groups = aws.call("logs", "DescribeLogGroups", logGroupNamePrefix=name)["logGroups"]
    return {"id": name, "arn": groups[0]["arn"].removesuffix(":*")}


def role(aws: Aws, given: Inputs) -> dict[str, Any]:
    name = f"{given.name}-1a2b3c4"  # as long as what Pulumi adds
    made = aws.call(
        "iam",
        "CreateRole",
        RoleName=name,
        AssumeRolePolicyDocument=given["assumeRolePolicy"],
        Description=given["description"],
        Tags=given.tag_list(),
        **given.some(PermissionsBoundary="permissionsBoundary"),
    )["Role"]
    return {"id": name, "name": name, "arn": made["Arn"]}


def role_policy(aws: Aws, given: Inputs) -> dict[str, Any]:
    aws.call("iam", "PutRolePolicy", RoleName=given["role"], PolicyName="own", PolicyDocument=given["policy"])
    return {}


def role_policy_attachment(aws: Aws, given: Inputs) -> dict[str, Any]:
    aws.call("iam", "AttachRolePolicy", RoleName=given["role"], PolicyArn=given["policyArn"])
    return {}


def cluster(aws: Aws, given: Inputs) -> dict[str, Any]:
    encryption, network, vpc = given["encryptionConfig"], given["kubernetesNetworkConfig"], given["vpcConfig"]
    parameters = {
        "name": given["name"],
        "version": given["version"],
        "roleArn": given["roleArn"],
        "resourcesVpcConfig": vpc,
        "kubernetesNetworkConfig": network,
        "logging": {"clusterLogging": [{"types": given["enabledClusterLogTypes"], "enabled": True}]},
        "encryptionConfig": [encryption],
        "accessConfig": given["accessConfig"],
        "bootstrapSelfManagedAddons": given["bootstrapSelfManagedAddons"],
        "upgradePolicy": given["upgradePolicy"],
        "zonalShiftConfig": given["zonalShiftConfig"],
        "computeConfig": given["computeConfig"],
        "storageConfig": given["storageConfig"],
        "deletionProtection": given["deletionProtection"],
        "tags": given.tags,
    }
    made = aws.call("eks", "CreateCluster", **parameters)["cluster"]
    return {
        "id": made["name"],
        "arn": made["arn"],
        "endpoint": made["endpoint"],
        "certificateAuthority": made["certificateAuthority"],
        "identities": [{"oidcs": [{"issuer": made["identity"]["oidc"]["issuer"]}]}],
        "vpcConfig": {**vpc, "clusterSecurityGroupId": "sg-00000000"},
    }


def node_group(aws: Aws, given: Inputs) -> dict[str, Any]:
    made = aws.call(
        "eks",
        "CreateNodegroup",
        clusterName=given["clusterName"],
        nodegroupName=f"{given.name}-1a2b3c4",
        nodeRole=given["nodeRoleArn"],
        subnets=given["subnetIds"],
        version=given["version"],
        amiType=given["amiType"],
        instanceTypes=given["instanceTypes"],
        capacityType=given["capacityType"],
        scalingConfig=given["scalingConfig"],
        updateConfig=given["updateConfig"],
        nodeRepairConfig=given["nodeRepairConfig"],
        launchTemplate=given["launchTemplate"],
        labels=given["labels"],
        taints=given["taints"],
        tags=given.tags,
    )["nodegroup"]
    return {"id": made["nodegroupName"], "arn": made["nodegroupArn"]}


def launch_template(aws: Aws, given: Inputs) -> dict[str, Any]:
    metadata = {_pascal(name): value for name, value in given["metadataOptions"].items()}
    data = {
        "MetadataOptions": metadata,
        "BlockDeviceMappings": [_disk(mapping) for mapping in given["blockDeviceMappings"]],
        "TagSpecifications": [
            {
                "ResourceType": item["resourceType"],
                "Tags": [{"Key": name, "Value": value} for name, value in item["tags"].items()],
            }
            for item in given["tagSpecifications"]
        ],
    }
    assert given["updateDefaultVersion"] is True
    made = aws.call(
        "ec2",
        "CreateLaunchTemplate",
        LaunchTemplateName=f"{given.name}-1a2b3c4",
        VersionDescription=given["description"],
        LaunchTemplateData=data,
        TagSpecifications=given.tagged("launch-template"),
    )["LaunchTemplate"]
    return {"id": made["LaunchTemplateId"], "latestVersion": made["LatestVersionNumber"]}


def _disk(mapping: dict[str, Any]) -> dict[str, Any]:
    ebs = {_pascal(name): value for name, value in mapping["ebs"].items()}
    for name in ("Encrypted", "DeleteOnTermination"):
        ebs[name] = {"true": True, "false": False}[ebs[name]]
    return {"DeviceName": mapping["deviceName"], "Ebs": ebs}


def _pascal(name: str) -> str:
    return name[0].upper() + name[1:]


def access_entry(aws: Aws, given: Inputs) -> dict[str, Any]:
    aws.check(
        "eks",
        "CreateAccessEntry",
        clusterName=given["clusterName"],
        principalArn=given["principalArn"],
        type=given["type"],
        tags=given.tags,
        **given.some(kubernetesGroups="kubernetesGroups"),
    )
    return {}


def access_policy(aws: Aws, given: Inputs) -> dict[str, Any]:
    aws.check(
        "eks",
        "AssociateAccessPolicy",
        clusterName=given["clusterName"],
        principalArn=given["principalArn"],
        policyArn=given["policyArn"],
        accessScope=given["accessScope"],
    )
    return {}


def add_on(aws: Aws, given: Inputs) -> dict[str, Any]:
    assert given["resolveConflictsOnUpdate"] in ("OVERWRITE", "PRESERVE", "NONE")
    optional = given.some(
        addonVersion="addonVersion",
        configurationValues="configurationValues",
        podIdentityAssociations="podIdentityAssociations",
    )
    json.loads(optional.get("configurationValues", "{}"))
    aws.check(
        "eks",
        "CreateAddon",
        clusterName=given["clusterName"],
        addonName=given["addonName"],
        resolveConflicts=given["resolveConflictsOnCreate"],
        tags=given.tags,
        **optional,
    )
    return {}


def budget(aws: Aws, given: Inputs) -> dict[str, Any]:
    limit = {"Amount": given["limitAmount"], "Unit": given["limitUnit"]}
    aws.call(
        "budgets",
        "CreateBudget",
        AccountId=given["accountId"],
        Budget={
            "BudgetName": given["name"],
            "BudgetType": given["budgetType"],
            "TimeUnit": given["timeUnit"],
            "BudgetLimit": limit,
            "CostFilters": {item["name"]: item["values"] for item in given["costFilters"]},
        },
        NotificationsWithSubscribers=[_told(item) for item in given["notifications"]],
        ResourceTags=given.tag_list(),
    )
    return {"id": f"{given['accountId']}:{given['name']}"}


def _told(item: dict[str, Any]) -> dict[str, Any]:
    mails = "subscriberEmailAddresses"
    return {
        "Notification": {_pascal(name): value for name, value in item.items() if name != mails},
        "Subscribers": [{"SubscriptionType": "EMAIL", "Address": mail} for mail in item[mails]],
    }


CALLS = {
    "aws:budgets/budget:Budget": budget,
    "aws:cloudwatch/logGroup:LogGroup": log_group,
    "aws:ec2/launchTemplate:LaunchTemplate": launch_template,
    "aws:eks/accessEntry:AccessEntry": access_entry,
    "aws:eks/accessPolicyAssociation:AccessPolicyAssociation": access_policy,
    "aws:eks/addon:Addon": add_on,
    "aws:eks/cluster:Cluster": cluster,
    "aws:eks/nodeGroup:NodeGroup": node_group,
    "aws:iam/role:Role": role,
    "aws:iam/rolePolicy:RolePolicy": role_policy,
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": role_policy_attachment,
    "aws:kms/alias:Alias": alias,
    "aws:kms/key:Key": key,
}
