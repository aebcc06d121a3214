"""Who gets in, and how: Entra ID, grants, kubeconfig, outputs."""

import json

import pytest

from kubespaces.arguments import ArgumentsError
from kubespaces.plan.hosts.azure_roles import Role
from tests.unit.hosts.azure.clusters import KUBECONFIG, RUNNER, SUBSCRIPTION, TENANT, facts, made

CONTROL_PLANE = "amsterdam-control-plane-identity-principal"
GRANTS = {
    # assignment: who, what, on what
    "api-server-subnet": (CONTROL_PLANE, Role.NETWORK_CONTRIBUTOR, "api-server-subnet"),
    "nodes-subnet": (CONTROL_PLANE, Role.NETWORK_CONTRIBUTOR, "nodes-subnet"),
    "nodes-identity": (CONTROL_PLANE, Role.IDENTITY_OPERATOR, "nodes-identity"),
    "secrets-key": (CONTROL_PLANE, Role.KEY_USER, "secrets-key"),
    "vault": (CONTROL_PLANE, Role.VAULT_CONTRIBUTOR, "vault"),
    "disk-encryption": (CONTROL_PLANE, Role.READER, "disk-encryption"),
    "disks-key": ("amsterdam-disks-identity-principal", Role.KEY_WRAPPER, "disks-key"),
    "flow-logs": ("amsterdam-flow-logs-identity-principal", Role.STORAGE_WRITER, "flow-logs-account"),
}


def test_every_identity_may_do_this_and_no_more() -> None:
    recording = made(preview=False)
    root = f"/subscriptions/{SUBSCRIPTION}"
    found = {item.name.removeprefix("amsterdam-grant-"): item.inputs for item in recording.of("RoleAssignment")}
    assert found.keys() == GRANTS.keys()
    for name, (who, what, on) in GRANTS.items():
        assert found[name] == {
            "principalId": who,
            "principalType": "ServicePrincipal",
            "roleDefinitionId": f"{root}/providers/Microsoft.Authorization/roleDefinitions/{what.value}",
            "scope": f"{root}/resourceGroups/amsterdam/providers/amsterdam-{on}",
        }, name


def test_the_nodes_identity_may_do_nothing() -> None:
    principals = {item.inputs["principalId"] for item in made(preview=False).of("RoleAssignment")}
    assert "amsterdam-nodes-identity-principal" not in principals


def test_the_identity_of_the_platform_administers() -> None:
    recording = made(facts(admin_groups=[], azure={"platform_principal": RUNNER}), preview=False)
    found = {item.name: item.inputs for item in recording.of("RoleAssignment") if item.inputs["principalId"] == RUNNER}
    assert found.keys() == {"amsterdam-grant-platform-admin", "amsterdam-grant-platform-user"}
    for grant in found.values():
        assert grant["scope"].endswith("/amsterdam-cluster")


def test_the_kubeconfig_gets_its_token_by_a_program_and_holds_none() -> None:
    recording = made(facts(azure={"login": "workloadidentity"}), preview=False)
    text = recording.outputs["kubeconfig"]
    document = json.loads(text)
    (user,) = document["users"]
    assert list(user["user"]) == ["exec"]
    assert user["user"]["exec"]["command"] == "kubelogin"
    assert user["user"]["exec"]["args"] == [
        "get-token", "--login", "workloadidentity",
        "--server-id", "6dae42f8-4368-4678-94ff-3960e28e3630", "--tenant-id", TENANT,
    ]  # fmt: skip
    assert document["clusters"][0]["cluster"] == {
        "server": "https://private.example:443",
        "certificate-authority-data": "Y2E=",
    }
    assert "sesame" in KUBECONFIG
    assert "sesame" not in text


def test_the_kubeconfig_is_a_secret_wherever_it_goes() -> None:
    recording = made(preview=False)
    assert recording.secret_outputs == {"kubeconfig"}
    assert "kubeconfig" in recording.one("amsterdam-kubernetes").secrets
    for item in recording:
        plain = {key: value for key, value in item.inputs.items() if key not in item.secrets}
        assert "get-token" not in json.dumps(plain), item.name
        assert "sesame" not in json.dumps(item.inputs), item.name


def test_outputs() -> None:
    outputs = made(preview=False).outputs
    assert {key: outputs[key] for key in outputs if key != "kubeconfig"} == {
        "endpoint": "https://private.example:443",
        "certificate_authority": "Y2E=",
        "oidc_issuer": "https://oidc.example/id/",
        "identifier": f"/subscriptions/{SUBSCRIPTION}/resourceGroups/amsterdam/providers/amsterdam-cluster",
        "region": "westeurope",
        "zones": ["1", "2", "3"],
    }


def test_a_public_cluster_is_reached_by_its_public_name() -> None:
    given = facts(endpoint={"private": False, "allowed_cidrs": ["203.0.113.0/24"]})
    assert made(given, preview=False).outputs["endpoint"] == "https://public.example:443"


def test_the_clusters_resource_id_decides_whether_objects_are_replaced() -> None:
    recording = made(preview=False)
    assert recording.inputs("amsterdam-kubernetes")["clusterIdentifier"] == recording.outputs["identifier"]


def test_a_preview_asks_azure_nothing_and_knows_region_and_zones() -> None:
    outputs = made(preview=True).outputs
    assert outputs == {"region": "westeurope", "zones": ["1", "2", "3"]}


def test_wrong_facts_are_told_before_anything_is_registered() -> None:
    with pytest.raises(ArgumentsError, match=r"admin_groups\[0\]: admins: is no object id of an Entra ID group"):
        made(facts(admin_groups=["admins"]))
