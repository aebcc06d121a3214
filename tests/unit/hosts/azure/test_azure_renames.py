"""Old names stay known, so that a rename in the code or of a document renames nothing in Azure."""

import pulumi

from kubespaces.hosts.azure.cluster import AzureHostCluster
from kubespaces.plan.hosts.azure_names import storage_name_of, vault_name_of
from kubespaces.spec.host_cluster import HostClusterSpec
from tests.unit.hosts.azure.clusters import answers, facts, made
from tests.unit.hosts.recording import Recording, record


def made_with(options: pulumi.ResourceOptions) -> Recording:
    args = {"facts": facts(), "platform": False}
    return record(lambda: AzureHostCluster("new", args, options), preview=True, outputs=answers, old_engine=True)  # type: ignore[arg-type]  # a plain dict, as from other languages


def test_a_renamed_component_takes_its_children_along() -> None:
    recording = made_with(pulumi.ResourceOptions(aliases=[pulumi.Alias(name="old")]))
    children = [item for item in recording if item.type.startswith("azure-native:")]
    assert len(children) > 30
    for item in children:
        assert item.aliases[0].endswith(f"::old{item.name.removeprefix('new')}"), item.name


def test_a_renamed_document_keeps_its_cluster() -> None:
    renamed = made(facts(azure={"cluster_name": "amsterdam"}), name="eu-1", preview=True)
    usual = made(preview=True)
    for item in usual:
        if not item.type.startswith("azure-native:"):
            continue
        other = renamed.one(item.name.replace("amsterdam", "eu-1", 1)).inputs
        same = {key: value for key, value in item.inputs.items() if key not in ("tags", "agentPoolProfiles", "notes")}
        assert {key: other[key] for key in same} == same, item.name


def spec_of(name: str) -> HostClusterSpec:
    return HostClusterSpec.model_validate(facts(azure={"cluster_name": name}), by_alias=False, by_name=True)


def test_names_that_are_unique_in_all_of_azure_fit() -> None:
    for name in ("a", "amsterdam", "a-very-long-name-of-a-host-cluster-in-the-far-west-of", "a--b", "1-2-3"):
        vault, storage = vault_name_of(name, spec_of(name)), storage_name_of(name, spec_of(name))
        assert 3 <= len(vault) <= 24, vault
        assert vault[0].isalpha()
        assert not vault.endswith("-")
        assert "--" not in vault
        assert 3 <= len(storage) <= 24, storage
        assert storage.isalnum()
        assert storage == storage.lower()


def test_the_same_name_in_another_subscription_is_another_vault() -> None:
    other = facts(azure={"subscription_id": "99999999-9999-9999-9999-999999999999"})
    assert made(other).inputs("amsterdam-vault")["vaultName"] != made().inputs("amsterdam-vault")["vaultName"]
