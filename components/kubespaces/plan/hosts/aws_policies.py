"""The policies of a host cluster on AWS: who may take on its roles, and who may use its keys."""

from typing import Any

from kubespaces.spec.host_cluster import HostClusterSpec

Policy = dict[str, Any]

VERSION = "2012-10-17"
"""Version of IAM's policy language."""

_USE = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"]


def policy(*statements: Policy) -> Policy:
    """Return a policy document."""
    return {"Version": VERSION, "Statement": list(statements)}


def managed(name: str) -> str:
    """Return the ARN of a policy that AWS maintains."""
    return f"arn:aws:iam::aws:policy/{name}"


def account_of(spec: HostClusterSpec) -> str:
    """Return the account that the cluster is made in.

    Raises:
        ValueError: it is not made on AWS.
    """
    if spec.aws is None:
        raise ValueError("the host cluster is not made on AWS")
    return spec.aws.account_id


def service_trust(service: str, *actions: str, condition: Policy | None = None) -> Policy:
    """Return the trust policy of a role that an AWS service takes on."""
    statement: Policy = {
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": list(actions) or ["sts:AssumeRole"],
    }
    return policy({**statement, **({"Condition": condition} if condition else {})})


def pod_trust(spec: HostClusterSpec, cluster: str, namespace: str, service_account: str) -> Policy:
    """Return the trust policy of a role that one service account of one cluster takes on by EKS Pod Identity.

    Source: https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html
    """
    condition = {
        "StringEquals": {
            "aws:SourceAccount": account_of(spec),
            "aws:RequestTag/eks-cluster-name": cluster,
            "aws:RequestTag/kubernetes-namespace": namespace,
            "aws:RequestTag/kubernetes-service-account": service_account,
        }
    }
    return service_trust("pods.eks.amazonaws.com", "sts:AssumeRole", "sts:TagSession", condition=condition)


def flow_log_trust(spec: HostClusterSpec) -> Policy:
    """Return the trust policy of the role that writes flow logs.

    Source: https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html
    """
    account = account_of(spec)
    condition = {
        "StringEquals": {"aws:SourceAccount": account},
        "ArnLike": {"aws:SourceArn": f"arn:aws:ec2:{spec.region}:{account}:vpc-flow-log/*"},
    }
    return service_trust("vpc-flow-logs.amazonaws.com", condition=condition)


def flow_log_permissions(spec: HostClusterSpec, group: str) -> Policy:
    """Return what the role that writes flow logs may do: write to one log group, which exists."""
    arn = f"arn:aws:logs:{spec.region}:{account_of(spec)}:log-group:{group}"
    write = ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogGroups", "logs:DescribeLogStreams"]
    return policy({"Effect": "Allow", "Action": write, "Resource": [arn, f"{arn}:*"]})


def secrets_permissions(key: str) -> Policy:
    """Return what the control plane's role may do with the key of the secrets."""
    actions = ["kms:Encrypt", "kms:Decrypt", "kms:ListGrants", "kms:DescribeKey"]
    return policy({"Effect": "Allow", "Action": actions, "Resource": key})


def secrets_key_policy(spec: HostClusterSpec) -> Policy:
    """Return the policy of the key that encrypts Kubernetes secrets: IAM of the account decides."""
    return policy(_owner(spec))


def logs_key_policy(spec: HostClusterSpec) -> Policy:
    """Return the policy of the key that encrypts logs: CloudWatch Logs of this account and region may use it.

    Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
    """
    groups = f"arn:aws:logs:{spec.region}:{account_of(spec)}:log-group:*"
    use = {
        "Sid": "Logs",
        "Effect": "Allow",
        "Principal": {"Service": f"logs.{spec.region}.amazonaws.com"},
        "Action": _USE,
        "Resource": "*",
        "Condition": {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": groups}},
    }
    return policy(_owner(spec), use)


def volumes_key_policy(spec: HostClusterSpec) -> Policy:
    """Return the policy of the key that encrypts volumes: whoever may use EC2 in this account, through EC2 only.

    These are the terms of the key that AWS keeps for EBS. Naming the role of EC2 Auto Scaling instead would fail in an
    account that has not got that role yet.
    Source: https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption-requirements.html
    """
    through_ec2 = {
        "StringEquals": {
            "kms:CallerAccount": account_of(spec),
            "kms:ViaService": f"ec2.{spec.region}.amazonaws.com",
        }
    }
    use = {
        "Sid": "Volumes",
        "Effect": "Allow",
        "Principal": {"AWS": "*"},
        "Action": [*_USE, "kms:CreateGrant"],
        "Resource": "*",
        "Condition": through_ec2,
    }
    return policy(_owner(spec), use)


def _owner(spec: HostClusterSpec) -> Policy:
    """Let the account's IAM decide, without which a key could become unmanageable."""
    return {
        "Sid": "Account",
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{account_of(spec)}:root"},
        "Action": "kms:*",
        "Resource": "*",
    }
