"""KS-ENC."""

import json
from typing import Any

from kubespaces_policies.value import UNKNOWN, Sealed

from .case import SAFE_CONTAINER, SAFE_POD, Case, Cases, Given, Props, case, hidden_pods, manifest, pod
from .changes import but, without

AWS_KEY = "aws:kms/key:Key"
VAULT, AZURE_KEY = "azure-native:keyvault:Vault", "azure-native:keyvault:Key"
GCP_KEY = "gcp:kms/cryptoKey:CryptoKey"
TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
POD, SECRET, CONFIG_MAP = "kubernetes:core/v1:Pod", "kubernetes:core/v1:Secret", "kubernetes:core/v1:ConfigMap"
CLASS = "kubernetes:storage.k8s.io/v1:StorageClass"

AWS: Props = {"enableKeyRotation": True, "rotationPeriodInDays": 365, "deletionWindowInDays": 30}
IN_VAULT: Props = {
    "properties": {
        "kty": "RSA",
        "rotationPolicy": {"lifetimeActions": [{"action": {"type": "rotate"}, "trigger": {"timeAfterCreate": "P1Y"}}]},
    }
}
SAFE_VAULT: Props = {
    "properties": {"enablePurgeProtection": True, "enableSoftDelete": True, "softDeleteRetentionInDays": 90}
}
GCP: Props = {"rotationPeriod": "7776000s", "destroyScheduledDuration": "2592000s", "purpose": "ENCRYPT_DECRYPT"}
_ACTION = "properties.rotationPolicy.lifetimeActions[0]"

_KEYS = Cases(
    good={
        "AWS": case(AWS_KEY, AWS),
        "AWS, with its defaults": case(AWS_KEY, {"enableKeyRotation": True}),
        "AWS, an asymmetric key": case(AWS_KEY, {"customerMasterKeySpec": "RSA_4096"}),
        "AWS, a key in a store of one's own": case(AWS_KEY, {"customKeyStoreId": "cks-1", "xksKeyId": "key"}),
        "Azure, a vault": case(VAULT, SAFE_VAULT),
        "Azure, a key": case(AZURE_KEY, IN_VAULT),
        "Azure, a key that turns in days": case(AZURE_KEY, but(IN_VAULT, f"{_ACTION}.trigger.timeAfterCreate", "P90D")),
        "Google": case(GCP_KEY, GCP),
        "Google, a key that signs": case(GCP_KEY, {"purpose": "ASYMMETRIC_SIGN"}),
        "Google, a key that is held outside": case(GCP_KEY, {"versionTemplate": {"protectionLevel": "EXTERNAL_VPC"}}),
        "Google, an imported key": case(GCP_KEY, {"importOnly": True}),
    },
    bad={
        "AWS, nothing said": case(AWS_KEY, {"description": "it"}, at="enableKeyRotation"),
        "AWS, no rotation": case(AWS_KEY, but(AWS, "enableKeyRotation", False), at="enableKeyRotation"),
        "AWS, a slow rotation": case(AWS_KEY, but(AWS, "rotationPeriodInDays", 2560), at="rotationPeriodInDays"),
        "AWS, soon gone": case(AWS_KEY, but(AWS, "deletionWindowInDays", 7), at="deletionWindowInDays"),
        "AWS, soon gone, asymmetric": case(AWS_KEY, {"customerMasterKeySpec": "RSA_4096", "deletionWindowInDays": 7}),
        "Azure, a vault that can be purged": case(VAULT, {"properties": {"enableSoftDelete": True}}),
        "Azure, a vault without soft delete": case(
            VAULT, but(SAFE_VAULT, "properties.enableSoftDelete", False), at="properties.enableSoftDelete"
        ),
        "Azure, soon gone": case(VAULT, but(SAFE_VAULT, "properties.softDeleteRetentionInDays", 7)),
        "Azure, with a version of the API": case("azure-native:keyvault/v20240401:Vault", {"properties": {}}),
        "Azure, no rotation": case(AZURE_KEY, {"properties": {"kty": "RSA"}}),
        "Azure, a word only": case(AZURE_KEY, but(IN_VAULT, f"{_ACTION}.action.type", "notify")),
        "Azure, a slow rotation": case(AZURE_KEY, but(IN_VAULT, f"{_ACTION}.trigger.timeAfterCreate", "P2Y")),
        "Google, no rotation": case(GCP_KEY, without(GCP, "rotationPeriod"), at="rotationPeriod"),
        "Google, a slow rotation": case(GCP_KEY, but(GCP, "rotationPeriod", "31536000s"), at="rotationPeriod"),
        "Google, a rotation that is none": case(GCP_KEY, but(GCP, "rotationPeriod", "often")),
        "Google, soon gone": case(GCP_KEY, but(GCP, "destroyScheduledDuration", "86400s")),
    },
    other={"an alias": case("aws:kms/alias:Alias", {"name": "alias/it"})},
    deferred={
        "AWS, unknown": case(AWS_KEY, but(AWS, "enableKeyRotation", UNKNOWN)),
        "Google, unknown": case(GCP_KEY, but(GCP, "rotationPeriod", UNKNOWN)),
        "Azure, unknown": case(AZURE_KEY, but(IN_VAULT, _ACTION, UNKNOWN)),
    },
)

ACCOUNT = {
    "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::111122223333:root"},
    "Action": "kms:*",
    "Resource": "*",
}
BY_SERVICE = {"kms:ViaService": "ec2.eu-central-1.amazonaws.com"}


def _policy(*statements: Any, as_text: bool = True, **fields: Any) -> Props:
    document = {"Version": "2012-10-17", "Statement": list(statements)}
    return {"policy": json.dumps(document) if as_text else document, **fields}


def _to(principal: Any, **condition: Any) -> dict[str, Any]:
    return {**ACCOUNT, "Principal": principal, **({"Condition": condition} if condition else {})}


def _public(principal: Any, **condition: Any) -> Case:
    return case(AWS_KEY, _policy(ACCOUNT, _to(principal, **condition)), at="policy")


_ACCESS = Cases(
    good={
        "AWS' own policy": case(AWS_KEY, AWS),
        "the account": case(AWS_KEY, _policy(ACCOUNT)),
        "everybody in the account, by a service": case(
            AWS_KEY, _policy(_to({"AWS": "*"}, StringEquals={"kms:CallerAccount": "111122223333", **BY_SERVICE}))
        ),
        "everybody in the organisation": case(AWS_KEY, _policy(_to("*", StringEquals={"aws:PrincipalOrgID": ["o-1"]}))),
        "nobody": case(AWS_KEY, _policy(ACCOUNT, {**_to("*"), "Effect": "Deny"})),
        "a grant": case("aws:kms/grant:Grant", {"granteePrincipal": "arn:aws:iam::111122223333:role/it"}),
        "a member": case(
            "gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember", {"role": "roles/x", "member": "group:it@example.com"}
        ),
    },
    bad={
        "everybody": _public("*"),
        "everybody of AWS": _public({"AWS": "*"}),
        "everybody in a list": _public({"AWS": ["arn:aws:iam::111122223333:root", "*"]}),
        "everybody but one": case(
            AWS_KEY, _policy({"Effect": "Allow", "NotPrincipal": {"AWS": "arn:aws:iam::1:root"}, "Action": "*"})
        ),
        "a single statement": case(AWS_KEY, {"policy": json.dumps({"Statement": _to("*")})}),
        "no text": case(AWS_KEY, _policy(_to("*"), as_text=False)),
        "by a service alone": _public("*", StringEquals=BY_SERVICE),
        "whoever is not": _public("*", StringNotEquals={"kms:CallerAccount": "111122223333"}),
        "if it is said": _public("*", StringEqualsIfExists={"kms:CallerAccount": "111122223333"}),
        "any account": _public("*", StringLike={"kms:CallerAccount": "*"}),
        "any account in a list": _public("*", StringLike={"kms:CallerAccount": ["111122223333", "*"]}),
        "for all values of nothing": _public(
            "*", **{"ForAllValues:StringEquals": {"aws:PrincipalOrgPaths": "o-1/r-1/ou-1"}}
        ),
        "the second statement": case(AWS_KEY, _policy({**ACCOUNT, "Condition": {}}, _to("*"))),
        "no JSON": case(AWS_KEY, {"policy": "everybody"}),
        "no way back": case(
            AWS_KEY, _policy(ACCOUNT, bypassPolicyLockoutSafetyCheck=True), at="bypassPolicyLockoutSafetyCheck"
        ),
        "a policy beside the key": case("aws:kms/keyPolicy:KeyPolicy", _policy(_to("*")), at="policy"),
        "a grant": case("aws:kms/grant:Grant", {"granteePrincipal": "*"}, at="granteePrincipal"),
        "a member": case("gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember", {"member": "allUsers"}, at="member"),
        "a member of a ring": case("gcp:kms/keyRingIAMMember:KeyRingIAMMember", {"member": "allAuthenticatedUsers"}),
        "a binding": case(
            "gcp:kms/cryptoKeyIAMBinding:CryptoKeyIAMBinding", {"members": [UNKNOWN, "allUsers"]}, at="members[1]"
        ),
        "a whole policy": case(
            "gcp:kms/cryptoKeyIAMPolicy:CryptoKeyIAMPolicy",
            {"policyData": json.dumps({"bindings": [{"role": "roles/x", "members": ["allUsers"]}]})},
        ),
    },
    other={"an alias": case("aws:kms/alias:Alias", {"name": "alias/it"})},
    deferred={
        "unknown": case(AWS_KEY, {"policy": UNKNOWN}),
        "an unknown principal": case(
            AWS_KEY, _policy({**ACCOUNT, "Principal": "*"}, as_text=False) | {"policy": UNKNOWN}
        ),
        "an unknown member": case("gcp:kms/cryptoKeyIAMBinding:CryptoKeyIAMBinding", {"members": [UNKNOWN]}),
    },
)


def _class(provisioner: str, token: str = CLASS, **parameters: Any) -> Case:
    body = {"apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "metadata": {"name": "it"}}
    return case(token, {**body, "provisioner": provisioner, "parameters": parameters})


def _disk(*disks: Props) -> Props:
    return {"blockDeviceMappings": [{"deviceName": "/dev/xvda", "ebs": disk} for disk in disks]}


_EBS = "ebs.csi.aws.com"
_UNMENDED = {"remedied": False}
_VOLUMES = Cases(
    good={
        "EBS": _class(_EBS, encrypted="true", kmsKeyId="arn:aws:kms:eu-central-1:1:key/1"),
        "EBS, a key that is made in the same run": _class(_EBS, encrypted="true", kmsKeyId=UNKNOWN),
        "Azure": _class("disk.csi.azure.com", diskencryptionsetid="/subscriptions/s"),
        "Google": _class("pd.csi.storage.gke.io", **{"disk-encryption-kms-key": "projects/p"}),
        "Ceph": _class("rook-ceph.rbd.csi.ceph.com", encrypted="true"),
        "a machine": case(TEMPLATE, _disk({"encrypted": "true"}, {"encrypted": True})),
        "a machine without disks": case(TEMPLATE, {"imageId": "ami-1"}),
        "the account": case("aws:ebs/encryptionByDefault:EncryptionByDefault", {"enabled": True}),
    },
    bad={
        "EBS, nothing said": Case(_class(_EBS).resources, at="parameters.encrypted", **_UNMENDED),
        "EBS, nothing but a key": Case(_class(_EBS, kmsKeyId="k").resources, at="parameters.encrypted"),
        "EBS, off": Case(_class(_EBS, encrypted="false", kmsKeyId="k").resources, **_UNMENDED),
        "EBS, AWS' key": Case(_class(_EBS, encrypted="true").resources, at="parameters.kmsKeyId", **_UNMENDED),
        "EBS of old": Case(_class("kubernetes.io/aws-ebs").resources, **_UNMENDED),
        "EBS of Auto Mode": Case(_class("ebs.csi.eks.amazonaws.com").resources, **_UNMENDED),
        "EBS, beta": Case(_class(_EBS, "kubernetes:storage.k8s.io/v1beta1:StorageClass").resources, **_UNMENDED),
        "Azure": Case(_class("disk.csi.azure.com").resources, at="parameters.diskEncryptionSetID", **_UNMENDED),
        "Google": Case(_class("pd.csi.storage.gke.io", type="pd-ssd").resources, **_UNMENDED),
        "Ceph": Case(_class("rbd.csi.ceph.com").resources),
        "a machine": case(
            TEMPLATE, _disk({"encrypted": False}), at="blockDeviceMappings[0].ebs.encrypted", remedied=False
        ),
        "a machine's second disk": case(
            TEMPLATE, _disk({"encrypted": "true"}, {"volumeSize": 4}), at="blockDeviceMappings[1].ebs.encrypted"
        ),
        "the account": case("aws:ebs/encryptionByDefault:EncryptionByDefault", {"enabled": False}, remedied=False),
    },
    other={
        "a class of which nothing can be told": _class("nfs.example.com"),
        "a Patch": _class(_EBS, "kubernetes:storage.k8s.io/v1:StorageClassPatch"),
        "a class of Argo": case(
            "kubernetes:example.com/v1:StorageClass", {"apiVersion": "example.com/v1", "kind": "StorageClass"}
        ),
    },
    deferred={
        "unknown": _class(_EBS, encrypted=UNKNOWN, kmsKeyId="k"),
        "an unknown provisioner": case(
            CLASS, {"apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "provisioner": UNKNOWN}
        ),
    },
)


def _env(name: str, value: Any) -> Case:
    container = {**SAFE_CONTAINER, "env": [{"name": name, "value": value}]}
    return case(POD, pod(containers=[container]), at="spec.containers[0].env[0].value")


def _arg(text: str) -> Case:
    return case(POD, pod(container={"args": ["--verbose", text]}), at="spec.containers[0].args[1]")


def _data(**data: Any) -> Case:
    return case(CONFIG_MAP, manifest("v1", "ConfigMap", data=data))


def _plain(token: str, props: Props, at: str = "") -> Case:
    return Case([Given(token, props)], at=at, plain=True)


_SECRET_ENV = {**SAFE_CONTAINER, "env": [{"name": "IT", "valueFrom": {"secretKeyRef": {"name": "db", "key": "it"}}}]}
_CREDENTIALS = Cases(
    good={
        "a pod": case(POD, pod()),
        "harmless variables": case(
            POD,
            pod(
                container={
                    "env": [
                        {"name": "LOG_LEVEL", "value": "debug"},
                        {"name": "DB_PASSWORD_FILE", "value": "/run/secrets/db/password"},
                        {"name": "TOKEN", "value": "$(OTHER)"},
                        {"name": "MAX_TOKEN", "value": "4096"},
                        {"name": "NODE", "valueFrom": {"fieldRef": {"fieldPath": "spec.nodeName"}}},
                    ],
                    "envFrom": [{"configMapRef": {"name": "it"}}],
                    "args": ["--password-file=/run/secrets/db", "postgres://db.internal:5432/app"],
                }
            ),
        ),
        "a Secret that Pulumi holds as one": case(
            SECRET, manifest("v1", "Secret", stringData={"password": Sealed("hunter2"), "empty": ""})
        ),
        "a Secret that is one as a whole": case(
            SECRET, manifest("v1", "Secret", data=Sealed({"password": "aHVudGVyMg=="}))
        ),
        "a Secret that somebody fills later": case(SECRET, manifest("v1", "Secret", type="Opaque")),
        "a ConfigMap": _data(config="password_file: /run/secrets/db\nurl: https://example.com/a:b@c\n"),
    },
    bad={
        "a Secret in plain text": _plain(
            SECRET, manifest("v1", "Secret", stringData={"password": "hunter2"}), "stringData.password"
        ),
        "a Secret in base64": _plain(SECRET, manifest("v1", "Secret", data={"password": "aHVudGVyMg=="})),
        "the second entry of a Secret": _plain(
            SECRET, manifest("v1", "Secret", stringData={"a": Sealed("x"), "b": "y"}), "stringData.b"
        ),
        "a Secret in a List": _plain(
            "kubernetes:core/v1:SecretList",
            {"apiVersion": "v1", "kind": "SecretList", "items": [manifest("v1", "Secret", stringData={"a": "b"})]},
        ),
        "a Patch of a Secret": _plain("kubernetes:core/v1:SecretPatch", manifest("v1", "Secret", data={"a": "Yg=="})),
        "a Secret in a variable": case(
            POD, pod(containers=[_SECRET_ENV]), at="spec.containers[0].env[0].valueFrom.secretKeyRef"
        ),
        "all of a Secret in variables": case(
            POD,
            pod(container={"envFrom": [{"secretRef": {"name": "db"}}]}),
            at="spec.containers[0].envFrom[0].secretRef",
        ),
        "a variable by its name": _env("DB_PASSWORD", "hunter2"),
        "another variable by its name": _env("apiKey", "hunter2"),
        "a key of AWS": _env("IT", "AKIAABCDEFGHIJKLMNOP"),
        "an address with a password": _env("DATABASE_URL", "postgres://app:hunter2@db.internal/app"),
        "a token of GitHub": _arg("ghp_" + "a1B2" * 9),
        "a token of GitLab": _arg("glpat-" + "a1B2c" * 4),
        "a token of Slack": _arg("xoxb-1234567890"),
        "a key of Google": _arg("AIza" + "a1B2c" * 7),
        "a signed token": _arg("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abc"),
        "a key of Azure": _arg("AccountName=it;AccountKey=" + "a1B2" * 6),
        "an argument": _arg("--password=hunter22"),
        "an annotation": case(
            CONFIG_MAP,
            but(manifest("v1", "ConfigMap"), "metadata.annotations", {"note": "password: hunter22"}),
            at="metadata.annotations.note",
        ),
        "an annotation of a pod's template": case(
            "kubernetes:apps/v1:Deployment",
            manifest(
                "apps/v1",
                "Deployment",
                spec={"template": {"metadata": {"annotations": {"token": "hunter22"}}, "spec": SAFE_POD}},
            ),
        ),
        "a ConfigMap by its name": _data(password="hunter2"),
        "a private key in a ConfigMap": _data(it="-----BEGIN RSA PRIVATE KEY-----\nMII\n"),
        "beside something unknown": case(
            CONFIG_MAP, manifest("v1", "ConfigMap", data={"a": UNKNOWN, "it": "client_secret=hunter22"}), at="data.it"
        ),
        **{
            f"a Secret in a variable, hidden in {name}": Case([given])
            for name, given in hidden_pods({**SAFE_POD, "containers": [_SECRET_ENV]}).items()
        },
    },
    other={"a Service": case("kubernetes:core/v1:Service", manifest("v1", "Service"))},
    deferred={
        "an unknown variable": case(POD, pod(container={"env": [{"name": "IT", "value": UNKNOWN}]})),
        "an unknown ConfigMap": case(CONFIG_MAP, manifest("v1", "ConfigMap", data=UNKNOWN)),
    },
)

CASES = {"KS-ENC-01": _KEYS, "KS-ENC-02": _ACCESS, "KS-ENC-03": _VOLUMES, "KS-ENC-04": _CREDENTIALS}
