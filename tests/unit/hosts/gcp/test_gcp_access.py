"""Who gets in, and how: groups, kubeconfig, outputs."""

import json

import pytest

from kubespaces.arguments import ArgumentsError
from tests.unit.hosts.gcp.clusters import ADMINS, facts, fresh, made

LINK = "https://google.example/eemshaven-cluster"


def test_administrators_are_a_google_group() -> None:
    recording = made()
    assert recording.inputs("eemshaven-cluster")["authenticatorGroupsConfig"] == {
        "securityGroup": "gke-security-groups@example.com"
    }
    visitor, administrator = [item for item in recording.of("projects/iAMMember:IAMMember") if "admins" in item.name]
    assert visitor.inputs["role"] == "roles/container.clusterViewer"
    assert administrator.inputs["role"] == "roles/container.admin"
    assert {visitor.inputs["member"], administrator.inputs["member"]} == {f"group:{ADMINS}"}
    path = "projects/acme-platform/locations/europe-west4/clusters/eemshaven"
    wanted = f'resource.name == "{path}" || resource.name.startsWith("{path}/")'
    assert administrator.inputs["condition"]["expression"] == wanted, "not the other clusters of the project"
    assert not [
        item for item in recording.of(":ClusterRoleBinding") if item.inputs["roleRef"]["name"] == "cluster-admin"
    ]


def test_without_groups_the_domain_can_be_named() -> None:
    given = facts(admin_groups=[], gcp={"groups_domain": "corp.example.com"})
    config = made(given).inputs("eemshaven-cluster")["authenticatorGroupsConfig"]
    assert config == {"securityGroup": "gke-security-groups@corp.example.com"}


def test_nobody_is_told_of_but_the_named_administrators() -> None:
    recording = made(facts(admin_groups=[]))
    assert "authenticatorGroupsConfig" not in recording.inputs("eemshaven-cluster")
    assert not [item for item in recording.of("projects/iAMMember:IAMMember") if "admins" in item.name]
    assert any("adminGroups" in warning for warning in recording.warnings)


def test_the_kubeconfig_gets_its_token_by_a_program_and_holds_none() -> None:
    document = json.loads(made(preview=False).outputs["kubeconfig"])
    (user,) = document["users"]
    assert list(user["user"]) == ["exec"]
    assert user["user"]["exec"]["command"] == "gke-gcloud-auth-plugin"
    assert "args" not in user["user"]["exec"]
    assert document["clusters"][0]["cluster"] == {
        "server": "https://10.40.0.2",
        "certificate-authority-data": "Y2E=",
    }


def test_pipelines_use_their_own_credentials() -> None:
    recording = made(facts(gcp={"login": "application-default"}), preview=False)
    command = json.loads(recording.outputs["kubeconfig"])["users"][0]["user"]["exec"]
    assert command["args"] == ["--use_application_default_credentials"]


def test_the_dns_endpoint_replaces_the_address() -> None:
    recording = made(facts(gcp={"dns_endpoint": True}), preview=False)
    config = recording.inputs("eemshaven-cluster")["controlPlaneEndpointsConfig"]
    assert config == {"dnsEndpointConfig": {"allowExternalTraffic": True}, "ipEndpointsConfig": {"enabled": False}}
    cluster = json.loads(recording.outputs["kubeconfig"])["clusters"][0]["cluster"]
    assert cluster == {"server": "https://gke-1.europe-west4.gke.goog"}
    assert recording.outputs["endpoint"] == "https://gke-1.europe-west4.gke.goog"


def test_the_kubeconfig_is_a_secret_wherever_it_goes() -> None:
    recording = made(preview=False)
    assert recording.secret_outputs == {"kubeconfig"}
    assert "kubeconfig" in recording.one("eemshaven-kubernetes").secrets
    for item in recording:
        plain = {key: value for key, value in item.inputs.items() if key not in item.secrets}
        assert "gke-gcloud-auth-plugin" not in json.dumps(plain), item.name


def test_outputs() -> None:
    outputs = made(preview=False).outputs
    assert {key: outputs[key] for key in outputs if key != "kubeconfig"} == {
        "endpoint": "https://10.40.0.2",
        "certificate_authority": "Y2E=",
        "oidc_issuer": "https://container.googleapis.com/v1/projects/acme-platform/locations/europe-west4/clusters/eemshaven",
        "identifier": LINK,
        "region": "europe-west4",
        "zones": ["europe-west4-a", "europe-west4-b", "europe-west4-c"],
    }


def test_the_clusters_link_decides_whether_objects_are_replaced() -> None:
    assert made(preview=False).inputs("eemshaven-kubernetes")["clusterIdentifier"] == LINK


def test_a_preview_knows_region_zones_and_issuer() -> None:
    outputs = made().outputs
    assert outputs["region"] == "europe-west4"
    assert outputs["zones"] == ["europe-west4-a", "europe-west4-b", "europe-west4-c"]
    assert outputs["oidc_issuer"].endswith("/clusters/eemshaven")


def test_wrong_facts_are_told_before_anything_is_registered() -> None:
    given = facts(gcp={"project_number": None})
    with pytest.raises(ArgumentsError, match=r"gcp\.project_number"):
        fresh(given)
