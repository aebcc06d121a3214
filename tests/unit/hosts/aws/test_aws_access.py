"""Who gets in, and how: access entries, kubeconfig, outputs."""

import json

from kubespaces.hosts.aws.access import ADMIN_POLICY
from tests.unit.hosts.aws.clusters import ADMINS, facts, made

PLATFORM = "arn:aws:iam::123456789012:role/deploy/kubespaces"
DEVELOPERS = "arn:aws:iam::123456789012:role/payments-devs"


def test_administrators_have_an_entry_and_the_policy() -> None:
    recording = made()
    (entry,) = recording.of(":AccessEntry")
    (association,) = recording.of(":AccessPolicyAssociation")
    assert entry.inputs["type"] == "STANDARD"
    assert "kubernetesGroups" not in entry.inputs
    assert association.inputs["principalArn"] == ADMINS
    assert association.inputs["policyArn"] == ADMIN_POLICY
    assert association.inputs["accessScope"] == {"type": "cluster"}


def test_the_platform_role_administers_and_the_kubeconfig_takes_it_on() -> None:
    recording = made(facts(admin_groups=[], aws={"platform_role": PLATFORM}), preview=False)
    assert [item.inputs["principalArn"] for item in recording.of(":AccessPolicyAssociation")] == [PLATFORM]
    command = json.loads(recording.outputs["kubeconfig"])["users"][0]["user"]["exec"]
    assert command["args"][-2:] == ["--role-arn", PLATFORM]


def test_a_role_has_one_entry_whatever_it_is_given() -> None:
    groups = {"payments-devs": DEVELOPERS, "payments-on-call": DEVELOPERS, "platform": ADMINS}
    recording = made(facts(aws={"groups": groups, "platform_role": ADMINS}))
    given = {item.inputs["principalArn"]: item.inputs.get("kubernetesGroups") for item in recording.of(":AccessEntry")}
    assert given == {ADMINS: ["platform"], DEVELOPERS: ["payments-devs", "payments-on-call"]}
    # Groups give nothing by themselves: tenants' RoleBindings do.
    assert [item.inputs["principalArn"] for item in recording.of(":AccessPolicyAssociation")] == [ADMINS]


def test_the_kubeconfig_gets_its_token_by_a_program_and_holds_none() -> None:
    recording = made(preview=False)
    document = json.loads(recording.outputs["kubeconfig"])
    (user,) = document["users"]
    assert list(user["user"]) == ["exec"]
    assert user["user"]["exec"]["command"] == "aws"
    assert user["user"]["exec"]["args"] == [
        "eks", "get-token", "--region", "eu-central-1", "--cluster-name", "frankfurt", "--output", "json",
    ]  # fmt: skip
    assert document["clusters"][0]["cluster"] == {
        "server": "https://cluster.example",
        "certificate-authority-data": "Y2E=",
    }


def test_the_kubeconfig_is_a_secret_wherever_it_goes() -> None:
    recording = made(preview=False)
    assert recording.secret_outputs == {"kubeconfig"}
    provider = recording.one("frankfurt-kubernetes")
    assert "kubeconfig" in provider.secrets
    for item in recording:
        plain = {key: value for key, value in item.inputs.items() if key not in item.secrets}
        assert "get-token" not in json.dumps(plain), item.name


def test_outputs() -> None:
    outputs = made(preview=False).outputs
    assert {key: outputs[key] for key in outputs if key != "kubeconfig"} == {
        "endpoint": "https://cluster.example",
        "certificate_authority": "Y2E=",
        "oidc_issuer": "https://oidc.example/id",
        "identifier": "arn:aws:test:::frankfurt-cluster",
        "region": "eu-central-1",
        "zones": ["eu-central-1a", "eu-central-1b", "eu-central-1c"],
    }


def test_the_clusters_arn_decides_whether_objects_are_replaced() -> None:
    provider = made(preview=False).inputs("frankfurt-kubernetes")
    assert provider["clusterIdentifier"] == "arn:aws:test:::frankfurt-cluster"


def test_a_preview_knows_region_and_zones() -> None:
    outputs = made().outputs
    assert outputs["region"] == "eu-central-1"
    assert outputs["zones"] == ["eu-central-1a", "eu-central-1b", "eu-central-1c"]
