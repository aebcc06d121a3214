"""Answers of functions: computed, from the provider, from tables, from the stack's configuration, or none."""

import base64
import json
from typing import Any

import pytest
import yaml

from kubespaces_embedded.kubernetes_provider.properties import Secret
from kubespaces_embedded.offline_providers.functions import Call, Unanswered, answer
from kubespaces_embedded.offline_providers.placeholders import is_placeholder

EU = {"region": "eu-central-1"}


def ask(token: str, config: dict[str, Any] | None = None, given: dict[str, Any] | None = None, **args: Any) -> Any:
    return answer(Call(token, args, config or {}), given)


def test_the_account_is_the_one_that_the_provider_allows() -> None:
    token = "aws:index/getCallerIdentity:getCallerIdentity"
    assert ask(token, {"allowedAccountIds": '["111122223333"]'})["accountId"] == "111122223333"
    assert ask(token, {"allowedAccountIds": ["111122223333"]})["accountId"] == "111122223333"
    assert ask(token)["accountId"] == "123456789012"
    assert is_placeholder(ask(token)["arn"])


def test_the_stacks_configuration_has_the_last_word() -> None:
    token = "aws:index/getCallerIdentity:getCallerIdentity"
    assert ask(token, given={"accountId": "999988887777"})["accountId"] == "999988887777"
    assert ask("aws:any/other:function", given={"id": "x"}) == {"id": "x"}


@pytest.mark.parametrize(
    ("region", "partition", "domain"),
    [
        ("eu-central-1", "aws", "amazonaws.com"),
        ("cn-north-1", "aws-cn", "amazonaws.com.cn"),
        ("us-gov-west-1", "aws-us-gov", "amazonaws.com"),
    ],
)
def test_partition_and_region_follow_from_the_regions_name(region: str, partition: str, domain: str) -> None:
    found = ask("aws:index/getPartition:getPartition", {"region": region})
    assert (found["partition"], found["dnsSuffix"]) == (partition, domain)
    assert ask("aws:index/getRegion:getRegion", {"region": region})["endpoint"] == f"ec2.{region}.{domain}"


def test_zones_come_from_the_table_and_can_be_left_out() -> None:
    token = "aws:index/getAvailabilityZones:getAvailabilityZones"
    assert ask(token, EU)["names"] == ["eu-central-1a", "eu-central-1b", "eu-central-1c"]
    assert ask(token, EU, excludeNames=["eu-central-1b"])["names"] == ["eu-central-1a", "eu-central-1c"]
    assert ask(token, EU, region="eu-west-1")["names"][0] == "eu-west-1a"
    with pytest.raises(Unanswered, match="the table of zones has no region 'eu-nowhere-1'"):
        ask(token, {"region": "eu-nowhere-1"})
    with pytest.raises(Unanswered, match="the provider names no region"):
        ask(token)


def test_zones_and_versions_of_google_come_from_its_table() -> None:
    config = {"project": "my-project", "region": "europe-west4"}
    assert ask("gcp:compute/getZones:getZones", config)["names"][0] == "europe-west4-a"
    versions = ask("gcp:container/getEngineVersions:getEngineVersions", config, versionPrefix="1.34.")
    assert versions["validMasterVersions"] == ["1.34"]
    assert ask("gcp:organizations/getClientConfig:getClientConfig", config)["project"] == "my-project"
    with pytest.raises(Unanswered, match="the provider names no project"):
        ask("gcp:organizations/getClientConfig:getClientConfig")


def test_azure_knows_what_its_provider_was_told() -> None:
    found = ask("azure-native:authorization:getClientConfig", {"subscriptionId": "s", "tenantId": "t"})
    assert (found["subscriptionId"], found["tenantId"]) == ("s", "t")
    assert is_placeholder(found["objectId"])


def test_the_kubeconfig_of_a_cluster_in_azure_can_be_read_and_holds_nothing() -> None:
    token = "azure-native:containerservice:listManagedClusterUserCredentials"
    (found,) = ask(token, resourceName="aks")["kubeconfigs"]
    assert isinstance(found["value"], Secret)
    content = yaml.safe_load(base64.b64decode(found["value"].value))
    cluster = content["clusters"][0]["cluster"]
    assert all(map(is_placeholder, cluster.values()))
    assert content["current-context"] == "aks"


@pytest.mark.parametrize(
    ("token", "args", "key"),
    [
        ("aws:ssm/getParameter:getParameter", {"name": "/aws/service/eks/ami"}, "value"),
        ("aws:eks/getClusterAuth:getClusterAuth", {"name": "c"}, "token"),
        ("azure-native:authorization:getClientToken", {}, "token"),
        ("gcp:organizations/getClientConfig:getClientConfig", {"project": "p"}, "accessToken"),
    ],
)
def test_what_is_secret_in_the_cloud_is_secret_here(token: str, args: dict[str, Any], key: str) -> None:
    found = ask(token, **args)[key]
    assert isinstance(found, Secret)
    assert is_placeholder(found.value)


def test_a_function_that_nobody_knows_says_where_to_put_an_answer() -> None:
    with pytest.raises(Unanswered, match="into the stack's configuration under kubespaces:offline"):
        ask("aws:ec2/getVpc:getVpc")


def policy(**args: Any) -> Any:
    found = ask("aws:iam/getPolicyDocument:getPolicyDocument", **args)
    assert json.loads(found["json"]) == json.loads(found["minifiedJson"])
    return found["minifiedJson"]


def test_a_policy_is_spelled_as_the_plugin_spells_it() -> None:
    document = policy(
        statements=[
            {
                "sid": "One",
                "actions": ["s3:Get*", "s3:List*"],
                "resources": ["arn:aws:s3:::b/&{aws:username}/*"],
                "principals": [
                    {"type": "Service", "identifiers": ["a.amazonaws.com", "b.amazonaws.com"]},
                    {"type": "AWS", "identifiers": ["arn:1"]},
                ],
                "conditions": [
                    {"test": "StringLike", "variable": "s3:prefix", "values": ["", "home/<&{aws:username}>"]},
                    {"test": "Bool", "variable": "aws:SecureTransport", "values": ["true"]},
                ],
            },
            {"effect": "Deny", "notActions": ["iam:*"], "notResources": ["*"], "notPrincipals": [_ANYONE]},
        ],
        policyId="id",
    )
    assert document == (
        '{"Version":"2012-10-17","Id":"id","Statement":['
        '{"Sid":"One","Effect":"Allow","Action":["s3:List*","s3:Get*"],"Resource":"arn:aws:s3:::b/${aws:username}/*",'
        '"Principal":{"AWS":"arn:1","Service":["b.amazonaws.com","a.amazonaws.com"]},'
        '"Condition":{"Bool":{"aws:SecureTransport":"true"},'
        '"StringLike":{"s3:prefix":["","home/\\u003c${aws:username}\\u003e"]}}},'
        '{"Effect":"Deny","NotAction":"iam:*","NotResource":"*","NotPrincipal":"*"}]}'
    )


_ANYONE = {"type": "*", "identifiers": ["*"]}


def test_an_empty_policy_has_a_version_only() -> None:
    assert policy() == '{"Version":"2012-10-17"}'
    assert policy(version="2008-10-17") == '{"Version":"2008-10-17"}'


def test_principals_and_conditions_of_one_kind_are_joined() -> None:
    condition = {"test": "StringEquals", "variable": "v"}
    document = policy(
        statements=[
            {
                "actions": ["a"],
                "principals": [{"type": "AWS", "identifiers": ["1"]}, {"type": "AWS", "identifiers": ["2"]}],
                "conditions": [{**condition, "values": ["x"]}, {**condition, "values": ["y", "z"]}],
            }
        ]
    )
    statement = json.loads(document)["Statement"][0]
    assert statement["Principal"] == {"AWS": ["1", "2"]}
    assert statement["Condition"] == {"StringEquals": {"v": ["x", "y", "z"]}}


def test_documents_are_merged_by_sid() -> None:
    def document(*statements: dict[str, Any], **more: Any) -> str:
        return json.dumps({"Statement": list(statements), **more})

    merged = json.loads(
        policy(
            sourcePolicyDocuments=[
                document({"Sid": "a", "Action": "1"}, Version="2008-10-17"),
                document({"Action": "2"}),
            ],
            statements=[{"sid": "b", "actions": ["3"]}],
            overridePolicyDocuments=[document({"Sid": "b", "Action": "4"}, {"Sid": "c", "Action": "5"}, Id="last")],
        )
    )
    assert [statement["Action"] for statement in merged["Statement"]] == ["1", "2", "4", "5"]
    assert (merged["Version"], merged["Id"]) == ("2008-10-17", "last")


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ({"statements": [{"sid": "a"}, {"sid": "a"}]}, "statements: two statements have the sid 'a'"),
        ({"sourcePolicyDocuments": ['{"Statement": [{"Sid": "a"}, {"Sid": "a"}]}']}, "two statements have the sid 'a'"),
        ({"overridePolicyDocuments": ["nonsense"]}, "is no JSON object"),
    ],
)
def test_policies_that_the_plugin_refuses_are_refused(args: dict[str, Any], said: str) -> None:
    with pytest.raises(Unanswered, match=said):
        policy(**args)
