"""KS-EKS."""

import base64
import gzip
import json

from kubespaces_policies.value import UNKNOWN

from .case import Case, Cases, Given, case
from .changes import but, without

CLUSTER = "aws:eks/cluster:Cluster"
NODE_GROUP = "aws:eks/nodeGroup:NodeGroup"
TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
ADD_ON = "aws:eks/addon:Addon"
KEY = "arn:aws:kms:eu-central-1:111122223333:key/1b2c"

EKS = {
    "name": "frankfurt",
    "region": "eu-central-1",
    "roleArn": "arn:aws:iam::111122223333:role/control-plane",
    "version": "1.35",
    "vpcConfig": {"endpointPublicAccess": False, "endpointPrivateAccess": True, "subnetIds": ["a", "b", "c"]},
    "encryptionConfig": {"resources": ["secrets"], "provider": {"keyArn": KEY}},
    "accessConfig": {"authenticationMode": "API", "bootstrapClusterCreatorAdminPermissions": False},
    "upgradePolicy": {"supportType": "STANDARD"},
    "deletionProtection": True,
    "enabledClusterLogTypes": ["api", "audit", "authenticator", "controllerManager", "scheduler"],
}
PUBLIC = but(EKS, "vpcConfig.endpointPublicAccess", True)
NODES = {
    "metadataOptions": {"httpTokens": "required", "httpPutResponseHopLimit": 1},
    "networkInterfaces": [{"associatePublicIpAddress": False}],
}
POOL = {"clusterName": "frankfurt", "launchTemplate": {"id": "lt-1", "version": "1"}, "subnetIds": ["a", "b", "c"]}
CNI = {
    "clusterName": "frankfurt",
    "addonName": "vpc-cni",
    "configurationValues": json.dumps({"enableNetworkPolicy": "true"}),
}


def _public(*ranges: object) -> Case:
    return case(
        CLUSTER,
        but(PUBLIC, "vpcConfig.publicAccessCidrs", list(ranges)),
        publicEndpoints=True,
        at="vpcConfig.publicAccessCidrs",
        remedied=False,
    )


def _with_data(text: bytes) -> Case:
    return case(TEMPLATE, {**NODES, "userData": base64.b64encode(text).decode()}, at="userData", remedied=False)


_ENDPOINT = Cases(
    good={
        "private": case(CLUSTER, EKS),
        "public for a few": case(
            CLUSTER, but(PUBLIC, "vpcConfig.publicAccessCidrs", ["192.0.2.0/24", "2001:db8::/48"]), publicEndpoints=True
        ),
    },
    bad={
        "public": case(CLUSTER, PUBLIC, at="vpcConfig.endpointPublicAccess"),
        "nothing said": case(CLUSTER, {"name": "frankfurt"}, at="vpcConfig.endpointPublicAccess"),
        "no private endpoint": case(
            CLUSTER, but(EKS, "vpcConfig.endpointPrivateAccess", False), at="vpcConfig.endpointPrivateAccess"
        ),
        "public for a few, which nobody agreed to": case(
            CLUSTER, but(PUBLIC, "vpcConfig.publicAccessCidrs", ["192.0.2.0/24"]), remedied=False
        ),
        "agreed, for all by default": case(
            CLUSTER, PUBLIC, publicEndpoints=True, at="vpcConfig.publicAccessCidrs", remedied=True
        ),
        "agreed, for all": _public("0.0.0.0/0"),
        "agreed, for all of IPv6": _public("192.0.2.0/24", "::/0"),
        "agreed, for all in halves": _public("0.0.0.0/1", "128.0.0.0/1"),
        "agreed, for many in small pieces": _public(*(f"198.{index}.0.0/16" for index in range(2))),
        "agreed, for what is no range": case(
            CLUSTER,
            but(PUBLIC, "vpcConfig.publicAccessCidrs", ["everybody"]),
            publicEndpoints=True,
            at="vpcConfig.publicAccessCidrs[0]",
            remedied=False,
        ),
    },
    other={"a cluster elsewhere": case("gcp:container/cluster:Cluster", {})},
    deferred={
        "unknown": case(CLUSTER, but(EKS, "vpcConfig.endpointPublicAccess", UNKNOWN)),
        "unknown ranges": case(CLUSTER, but(PUBLIC, "vpcConfig.publicAccessCidrs", UNKNOWN), publicEndpoints=True),
        "one unknown range": _public("192.0.2.0/24", UNKNOWN),
    },
)

_ENCRYPTION = Cases(
    good={
        "a key of its own": case(CLUSTER, EKS),
        "a key that is made in the same run": case(CLUSTER, but(EKS, "encryptionConfig.provider.keyArn", UNKNOWN)),
        "another partition": case(
            CLUSTER,
            {
                **but(
                    but(EKS, "encryptionConfig.provider.keyArn", "arn:aws-eusc:kms:eusc-de-east-1:111122223333:key/1"),
                    "region",
                    "eusc-de-east-1",
                ),
                "roleArn": UNKNOWN,
            },
        ),
    },
    bad={
        "nothing said": case(CLUSTER, without(EKS, "encryptionConfig"), at="encryptionConfig.resources"),
        "no key": case(CLUSTER, without(EKS, "encryptionConfig.provider"), at="encryptionConfig.provider.keyArn"),
        "an empty key": case(CLUSTER, but(EKS, "encryptionConfig.provider.keyArn", "")),
        "other resources": case(CLUSTER, but(EKS, "encryptionConfig.resources", ["configmaps"])),
        "an alias": case(
            CLUSTER, but(EKS, "encryptionConfig.provider.keyArn", "arn:aws:kms:eu-central-1:111122223333:alias/aws/ebs")
        ),
        "a key elsewhere": case(CLUSTER, but(EKS, "region", "eu-west-1"), at="encryptionConfig.provider.keyArn"),
        "a provider elsewhere": Case(
            [Given(CLUSTER, without(EKS, "region"), provider=("pulumi:providers:aws", {"region": "eu-west-1"}))]
        ),
        "another account's key": case(CLUSTER, but(EKS, "roleArn", "arn:aws:iam::444455556666:role/it")),
    },
    deferred={"unknown resources": case(CLUSTER, but(EKS, "encryptionConfig.resources", UNKNOWN))},
)

_ACCESS = Cases(
    good={"entries only": case(CLUSTER, EKS)},
    bad={
        "nothing said": case(CLUSTER, without(EKS, "accessConfig"), at="accessConfig.authenticationMode"),
        "the ConfigMap too": case(CLUSTER, but(EKS, "accessConfig.authenticationMode", "API_AND_CONFIG_MAP")),
        "the creator": case(
            CLUSTER,
            but(EKS, "accessConfig.bootstrapClusterCreatorAdminPermissions", True),
            at="accessConfig.bootstrapClusterCreatorAdminPermissions",
        ),
        "the creator, by default": case(CLUSTER, without(EKS, "accessConfig.bootstrapClusterCreatorAdminPermissions")),
    },
    deferred={"unknown": case(CLUSTER, but(EKS, "accessConfig.authenticationMode", UNKNOWN))},
)

_NODES = Cases(
    good={
        "a closed template": case(TEMPLATE, NODES),
        "no metadata at all": case(TEMPLATE, {"metadataOptions": {"httpEndpoint": "disabled"}}),
        "harmless user data": case(TEMPLATE, {**NODES, "userData": base64.b64encode(b"anonymous-auth=false").decode()}),
        "a pool": case(NODE_GROUP, POOL),
        "SSH from named groups": case(NODE_GROUP, {**POOL, "remoteAccess": {"sourceSecurityGroupIds": ["sg-1"]}}),
        "a template that is made in the same run": case(NODE_GROUP, {**POOL, "launchTemplate": UNKNOWN}),
    },
    bad={
        "nothing said": case(TEMPLATE, {"imageId": "ami-1"}, at="metadataOptions.httpTokens"),
        "tokens optional": case(TEMPLATE, but(NODES, "metadataOptions.httpTokens", "optional"), remedied=False),
        "a long way": case(
            TEMPLATE,
            but(NODES, "metadataOptions.httpPutResponseHopLimit", 2),
            at="metadataOptions.httpPutResponseHopLimit",
            remedied=False,
        ),
        "no limit": case(TEMPLATE, without(NODES, "metadataOptions.httpPutResponseHopLimit")),
        "a public address": case(
            TEMPLATE,
            but(NODES, "networkInterfaces[0].associatePublicIpAddress", True),
            at="networkInterfaces[0].associatePublicIpAddress",
            remedied=False,
        ),
        "a public address on the second interface": case(
            TEMPLATE,
            {**NODES, "networkInterfaces": [{"associatePublicIpAddress": UNKNOWN}, {"associatePublicIpAddress": True}]},
            remedied=False,
        ),
        "a key": case(TEMPLATE, {**NODES, "keyName": "ops"}, at="keyName", remedied=False),
        "an open kubelet": _with_data(b"#!/bin/sh\nkubelet --anonymous-auth=true"),
        "an open kubelet by file": _with_data(b'{"authentication": {"anonymous": {"enabled": true}}}'),
        "an open kubelet by YAML": _with_data(b"authentication:\n  anonymous:\n    enabled: true\n"),
        "a kubelet for everybody": _with_data(b"authorization:\n  mode: AlwaysAllow\n"),
        "a kubelet for everybody by flag": _with_data(b"kubelet --authorization-mode=AlwaysAllow"),
        "a read-only port": _with_data(b"--read-only-port=10255"),
        "a read-only port by file": _with_data(b'{"readOnlyPort": 10255}'),
        "a read-only port, compressed": _with_data(gzip.compress(b"readOnlyPort: 10255", mtime=0)),
        "a read-only port, in plain": case(TEMPLATE, {**NODES, "userData": "readOnlyPort: 10255"}, remedied=False),
        "SSH from everywhere": case(NODE_GROUP, {**POOL, "remoteAccess": {"ec2SshKey": "ops"}}, remedied=False),
        "no template": case(NODE_GROUP, without(POOL, "launchTemplate"), at="launchTemplate", remedied=False),
    },
    other={"a cluster": case(CLUSTER, EKS)},
    deferred={
        "unknown": case(TEMPLATE, but(NODES, "metadataOptions.httpTokens", UNKNOWN)),
        "unknown user data": case(TEMPLATE, {**NODES, "userData": UNKNOWN}),
        "unknown interfaces": case(TEMPLATE, {**NODES, "networkInterfaces": UNKNOWN}),
    },
)


def _stack(cluster: dict[str, object], *add_ons: dict[str, object], **settings: object) -> Case:
    return Case([*(Given(ADD_ON, add_on) for add_on in add_ons), Given(CLUSTER, cluster)], settings, remedied=False)


_LIFECYCLE = Cases(
    good={
        "kept well": _stack(EKS, CNI),
        "the add-on": case(ADD_ON, CNI),
        "an add-on that leaves network policies to Cilium": case(ADD_ON, {"addonName": "vpc-cni"}, cilium=True),
        "a name that is not known yet": _stack(EKS, {**CNI, "clusterName": UNKNOWN}),
        "Cilium": _stack(EKS, cilium=True),
        "Auto Mode": _stack({**EKS, "computeConfig": {"enabled": True}}),
    },
    bad={
        "no add-on": _stack(EKS),
        "another cluster's add-on": _stack(EKS, {**CNI, "clusterName": "dublin"}),
        "no agent": case(ADD_ON, without(CNI, "configurationValues"), at="configurationValues", remedied=False),
        "an agent that is off": case(
            ADD_ON, {**CNI, "configurationValues": '{"enableNetworkPolicy": "false"}'}, remedied=False
        ),
        "no JSON": case(ADD_ON, {**CNI, "configurationValues": "enableNetworkPolicy"}, remedied=False),
        "an old version": Case(
            [Given(ADD_ON, CNI), Given(CLUSTER, {**EKS, "version": "1.28"})], at="version", remedied=False
        ),
        "no version": Case([Given(ADD_ON, CNI), Given(CLUSTER, without(EKS, "version"))], at="version", remedied=False),
        "extended support": Case(
            [Given(ADD_ON, CNI), Given(CLUSTER, but(EKS, "upgradePolicy.supportType", "EXTENDED"))],
            at="upgradePolicy.supportType",
            remedied=False,
        ),
        "nothing said of support": Case([Given(ADD_ON, CNI), Given(CLUSTER, without(EKS, "upgradePolicy"))]),
        "nothing said of deletion": Case([Given(ADD_ON, CNI), Given(CLUSTER, without(EKS, "deletionProtection"))]),
        "deletable": Case(
            [Given(ADD_ON, CNI), Given(CLUSTER, but(EKS, "deletionProtection", False))],
            at="deletionProtection",
            remedied=False,
        ),
    },
    other={
        "another add-on": case(ADD_ON, {"addonName": "coredns"}),
    },
    deferred={
        "an unknown version": Case([Given(ADD_ON, CNI), Given(CLUSTER, {**EKS, "version": UNKNOWN})]),
        "unknown values": case(ADD_ON, {**CNI, "configurationValues": UNKNOWN}),
    },
)

CASES = {
    "KS-EKS-01": _ENDPOINT,
    "KS-EKS-02": _ENCRYPTION,
    "KS-EKS-03": _ACCESS,
    "KS-EKS-04": _NODES,
    "KS-EKS-05": _LIFECYCLE,
}
