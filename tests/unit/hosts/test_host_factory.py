"""A document becomes the right component, and only that component's SDK is imported."""

import subprocess
import sys
import warnings
from typing import Any

import pulumi
import pytest

with warnings.catch_warnings():
    warnings.filterwarnings("ignore", category=DeprecationWarning, message=r"aws\.")
    import kubespaces.hosts.aws.make  # noqa: F401 - imported for its warnings

from kubespaces import ArgumentsError, from_spec
from kubespaces.hosts.aws.cluster import AwsHostCluster
from kubespaces.hosts.existing import ExistingHostCluster
from kubespaces.spec.host_cluster import HostCluster
from tests.unit.hosts.documents import host
from tests.unit.hosts.recording import Recording, record

EXISTING = {"kubernetesVersion": "1.34", "existing": {"identifier": "for-ever"}}


def made(document: dict[str, Any], **arguments: Any) -> tuple[Recording, Any]:
    found: list[object] = []
    parsed = HostCluster.model_validate(document)
    recording = record(lambda: found.append(from_spec(parsed, **arguments)), preview=True)
    return recording, found[0]


def test_a_document_with_a_block_aws() -> None:
    recording, component = made(host(), platform=False)
    assert isinstance(component, AwsHostCluster)
    assert component.facts["region"] == "eu-central-1"
    provider = recording.one("frankfurt-aws")
    assert provider.inputs["region"] == "eu-central-1"
    assert provider.inputs["allowedAccountIds"] == '["123456789012"]'
    for item in recording:
        if item.type.startswith("aws:"):
            assert "frankfurt-aws" in item.provider


def test_a_provider_that_is_given_is_used() -> None:
    def program() -> None:
        own = pulumi.ProviderResource("aws", "own", {})
        from_spec(HostCluster.model_validate(host()), platform=False, opts=pulumi.ResourceOptions(providers=[own]))

    recording = record(program, preview=True)
    assert not [item for item in recording if item.name == "frankfurt-aws"]
    assert "own" in recording.one("frankfurt-vpc").provider


def test_a_document_of_a_cluster_that_was_made_elsewhere() -> None:
    recording, component = made(host("office", base=EXISTING), kubeconfig="{}")
    assert isinstance(component, ExistingHostCluster)
    assert recording.inputs("office-kubernetes")["clusterIdentifier"] == "for-ever"
    assert recording.one("office-kubernetes").secrets == {"kubeconfig"}


def test_a_cluster_that_was_made_elsewhere_needs_a_kubeconfig() -> None:
    with pytest.raises(ArgumentsError, match="kubeconfig: is required to reach a cluster that was made elsewhere"):
        made(host("office", base=EXISTING))


def test_wrong_facts_register_nothing() -> None:
    recording = Recording()
    wrong = HostCluster.model_validate(host(region="eu-central-9", adminGroups=[]))
    with pytest.raises(ArgumentsError, match="region: eu-central-9: is no region of aws") as caught:
        record(lambda: from_spec(wrong), preview=True, into=recording)
    assert "admin_groups: nobody could administer the cluster" in str(caught.value)
    assert recording.resources == []


def test_facts_without_a_block_for_the_cloud() -> None:
    recording = Recording()
    facts: Any = {"kubernetes_version": "1.35", "gcp": {"project": "platform-1"}}
    with pytest.raises(ArgumentsError, match=r"facts\.aws: is required to make a cluster in aws"):
        record(lambda: AwsHostCluster("office", {"facts": facts}), preview=True, into=recording)
    assert recording.resources == []


def test_warnings_reach_who_previews() -> None:
    recording, _ = made(host(kubernetesVersion="1.33"), platform=False)
    assert [line for line in recording.warnings if "kubernetesVersion: 1.33: was out of standard support" in line]


def test_a_sdk_that_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith(("kubespaces.hosts.aws", "pulumi_aws"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "pulumi_aws", None)
    with pytest.raises(ArgumentsError, match=r"the package pulumi_aws is not installed; install kubespaces\[aws\]"):
        made(host())


def test_a_sdk_that_is_missing_in_a_component_of_another_language(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith(("kubespaces.hosts.aws.", "pulumi_aws"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "pulumi_aws", None)
    facts: Any = HostCluster.model_validate(host()).spec.model_dump(by_alias=False, exclude_defaults=True)
    recording = Recording()
    with pytest.raises(ArgumentsError, match=r"install kubespaces\[aws\]"):
        record(lambda: AwsHostCluster("frankfurt", {"facts": facts}), preview=True, into=recording)
    assert recording.resources == []


@pytest.mark.parametrize("module", ["kubespaces", "kubespaces.hosts.factory", "kubespaces.tenant", "kubespaces.plugin"])
def test_no_sdk_of_a_cloud_is_imported_before_it_is_needed(module: str) -> None:
    sdks = "('pulumi_aws', 'pulumi_azure_native', 'pulumi_gcp')"
    code = f"import sys, {module}; print([name for name in sys.modules if name.startswith({sdks})])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
