"""The policies: nobody but who must, under no wider conditions than needed."""

import json
from typing import Any

import pytest

from tests.unit.hosts.aws.clusters import ACCOUNT, facts, made


def statements(text: str) -> list[dict[str, Any]]:
    document = json.loads(text)
    assert document["Version"] == "2012-10-17"
    found: list[dict[str, Any]] = document["Statement"]
    return found


@pytest.mark.parametrize("purpose", ["secrets", "logs", "volumes"])
def test_no_key_is_open_to_everybody(purpose: str) -> None:
    for statement in statements(made().inputs(f"frankfurt-{purpose}-key")["policy"]):
        principal = statement["Principal"]
        assert principal != "*"
        if principal.get("AWS") == "*":
            assert statement["Condition"] == {
                "StringEquals": {"kms:CallerAccount": ACCOUNT, "kms:ViaService": "ec2.eu-central-1.amazonaws.com"}
            }


def test_the_key_of_logs_is_for_the_logs_of_this_account_and_region() -> None:
    _, use = statements(made().inputs("frankfurt-logs-key")["policy"])
    assert use["Principal"] == {"Service": "logs.eu-central-1.amazonaws.com"}
    arn = f"arn:aws:logs:eu-central-1:{ACCOUNT}:log-group:*"
    assert use["Condition"] == {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": arn}}


@pytest.mark.parametrize("purpose", ["secrets", "logs", "volumes"])
def test_a_key_never_becomes_unmanageable(purpose: str) -> None:
    owner = statements(made().inputs(f"frankfurt-{purpose}-key")["policy"])[0]
    assert owner["Principal"] == {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
    assert owner["Action"] == "kms:*"


def test_the_control_plane_may_use_one_key() -> None:
    (statement,) = statements(made(preview=False).inputs("frankfurt-control-plane-encryption")["policy"])
    assert statement["Resource"] == "arn:aws:test:::frankfurt-secrets-key"
    assert "kms:*" not in statement["Action"]


def test_flow_logs_are_written_to_one_group_by_one_account() -> None:
    recording = made()
    (trust,) = statements(recording.inputs("frankfurt-flow-logs", "Role")["assumeRolePolicy"])
    assert trust["Condition"]["StringEquals"] == {"aws:SourceAccount": ACCOUNT}
    (write,) = statements(recording.inputs("frankfurt-flow-logs-write")["policy"])
    group = f"arn:aws:logs:eu-central-1:{ACCOUNT}:log-group:/kubespaces/frankfurt/flow"
    assert write["Resource"] == [group, f"{group}:*"]


@pytest.mark.parametrize(
    ("role", "account"), [("vpc-cni", "aws-node"), ("aws-ebs-csi-driver", "ebs-csi-controller-sa")]
)
def test_an_add_on_has_an_identity_of_its_own(role: str, account: str) -> None:
    recording = made(preview=False)
    (trust,) = statements(recording.inputs(f"frankfurt-{role}", "Role")["assumeRolePolicy"])
    assert trust["Principal"] == {"Service": "pods.eks.amazonaws.com"}
    assert trust["Condition"]["StringEquals"] == {
        "aws:SourceAccount": ACCOUNT,
        "aws:RequestTag/eks-cluster-name": "frankfurt",
        "aws:RequestTag/kubernetes-namespace": "kube-system",
        "aws:RequestTag/kubernetes-service-account": account,
    }
    (association,) = recording.inputs(f"frankfurt-add-on-{role}")["podIdentityAssociations"]
    assert association == {"roleArn": f"arn:aws:test:::frankfurt-{role}", "serviceAccount": account}


def test_nodes_may_join_and_pull_and_no_more() -> None:
    policies = {
        item.inputs["policyArn"].rpartition("/")[2]
        for item in made().of("RolePolicyAttachment")
        if item.name.startswith("frankfurt-nodes-")
    }
    assert policies == {"AmazonEKSWorkerNodePolicy", "AmazonEC2ContainerRegistryPullOnly"}


def test_auto_modes_control_plane_has_what_auto_mode_does() -> None:
    recording = made(facts(aws={"auto_mode": True}))
    (trust,) = statements(recording.inputs("frankfurt-control-plane", "Role")["assumeRolePolicy"])
    assert trust["Action"] == ["sts:AssumeRole", "sts:TagSession"]
    policies = {
        item.inputs["policyArn"].rpartition("/")[2]
        for item in recording.of("RolePolicyAttachment")
        if item.name.startswith("frankfurt-control-plane-")
    }
    assert policies == {
        "AmazonEKSBlockStoragePolicy",
        "AmazonEKSClusterPolicy",
        "AmazonEKSComputePolicy",
        "AmazonEKSLoadBalancingPolicy",
        "AmazonEKSNetworkingPolicy",
    }
