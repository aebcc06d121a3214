"""Previews with the offline plugins under the real engine: nobody is asked, mistakes are found, nothing is done."""

import json
from pathlib import Path
from typing import Any

import pytest
from offline_support import PROJECT, STACK, plan_text, preview, replacement_order, saved_state, write_project

from kubespaces_embedded.engine import find_installation
from kubespaces_embedded.offline_providers.placeholders import SEALED
from kubespaces_embedded.offline_providers.preview import Request, session
from kubespaces_embedded.offline_providers.saved_state import StateError
from kubespaces_embedded.offline_providers.sdk import find_sdk

pytestmark = pytest.mark.engine

AWS = """
from pulumi_aws.provider import Provider as Aws
from pulumi_aws.ec2.vpc import Vpc
aws = Aws("aws", region="eu-central-1", allowed_account_ids=["111122223333"])
on_aws = ResourceOptions(provider=aws)
vpc = Vpc("vpc", cidr_block="10.0.0.0/16", tags={"team": "platform"}, opts=on_aws)
"""

SUBNET = """
from pulumi_aws.ec2.subnet import Subnet
subnet = Subnet("subnet", vpc_id=vpc.id, cidr_block="10.0.0.0/20", availability_zone="eu-central-1a", opts=on_aws)
"""

NODES = """
from pulumi_aws.eks.node_group import NodeGroup
from pulumi_aws.ec2.launch_template import LaunchTemplate
template = LaunchTemplate("template", description={description!r}, update_default_version=True, opts=on_aws)
nodes = NodeGroup(
    "nodes",
    cluster_name="eks",
    node_role_arn="arn:aws:iam::111122223333:role/nodes",
    subnet_ids=[subnet.id],
    instance_types=[{machine!r}],
    scaling_config={{"min_size": 1, "max_size": {most}, "desired_size": 1}},
    launch_template={{"id": template.id, "version": template.latest_version.apply(str)}},
    opts=on_aws,
)
"""

AZURE = """
from pulumi_azure_native.provider import Provider as Azure
from pulumi_azure_native.resources.resource_group import ResourceGroup
from pulumi_azure_native.containerservice.agent_pool import AgentPool
azure = Azure("azure", subscription_id="00000000-0000-0000-0000-000000000000", location="westeurope")
on_azure = ResourceOptions(provider=azure)
group = ResourceGroup("group", opts=on_azure)
pool = AgentPool(
    "pool", resource_group_name=group.name, resource_name_="aks", os_type={os!r}, vm_size={size!r}, opts=on_azure
)
"""

GCP = """
from pulumi_gcp.provider import Provider as Gcp
from pulumi_gcp.container.cluster import Cluster as Gke
gcp = Gcp("gcp", project="my-project", region="europe-west4")
gke = Gke("gke", location="europe-west4", initial_node_count=1, opts=ResourceOptions(provider=gcp))
"""

KUBERNETES = """
from pulumi_kubernetes.provider import Provider as Kubernetes
from pulumi_kubernetes.core.v1 import ConfigMap
cluster = Kubernetes("cluster", kubeconfig={kubeconfig}, cluster_identifier={identifier})
settings = ConfigMap(
    "settings", metadata={{"name": "settings", "namespace": "app"}}, data={{"level": {level!r}}},
    opts=ResourceOptions(provider=cluster),
)
"""


def untyped(token: str, properties: str, package: str = "aws") -> str:
    """Return a resource registered without its SDK class, as Kubespaces and other languages do."""
    return f"pulumi.CustomResource({token!r}, 'made', {properties}, ResourceOptions(provider={package}))\n"


@pytest.fixture(autouse=True)
def _no_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_REGION", "us-east-1")  # must make no difference
    monkeypatch.setenv("KUBECONFIG", "/does/not/exist")


def test_all_clouds_in_one_plan_without_errors_or_warnings(tmp_path: Path) -> None:
    azure = AZURE.format(os="Linux", size="Standard_D4s_v5")
    kubernetes = KUBERNETES.format(kubeconfig="vpc.arn", identifier="vpc.arn", level="info")
    plan = preview(write_project(tmp_path, AWS + SUBNET + azure + GCP + kubernetes))
    assert plan.ended.code == 0, plan.text
    assert plan.operations().keys() >= {"vpc", "subnet", "group", "pool", "gke", "settings"}
    assert set(plan.operations().values()) == {"create"}
    assert "warning" not in plan.text.lower()
    said = "This preview was made offline, as if nothing were there yet: no account and no cluster was asked."
    assert plan.notes == (said,)


_POOL = "'clusterName': 'c', 'nodeRoleArn': 'r', 'subnetIds': 's', 'scalingConfig': {'minSize': 'one', 'maxSize': 2}"


@pytest.mark.parametrize(
    ("token", "properties", "said"),
    [
        (
            "aws:ec2/vpc:Vpc",
            "'cidrBlok': '10.0.0.0/16'",
            "cidrBlok: {sdk} has no such property; did you mean cidrBlock?",
        ),
        (
            "aws:eks/cluster:Cluster",
            "'roleArn': 'r', 'vpcConfig': {'subnetIds': ['s'], 'endpoint_private_acess': True}",
            "vpcConfig.endpoint_private_acess: {sdk} has no such property; did you mean endpointPrivateAccess?",
        ),
        ("aws:eks/cluster:Cluster", "'vpcConfig': {'subnetIds': ['s']}", "roleArn: is required and missing"),
        ("aws:eks/cluster:Cluster", "'roleArn': 'r', 'vpcConfig': {}", "vpcConfig.subnetIds: is required and missing"),
        ("aws:eks/nodeGroup:NodeGroup", _POOL, "scalingConfig.minSize: is 'one', but must be a whole number"),
        ("aws:eks/nodeGroup:NodeGroup", _POOL, "subnetIds: is 's', but must be a list of text"),
        ("aws:eks/nodegroup:NodeGroup", "", "{sdk} has no such resource; did you mean aws:eks/nodeGroup:NodeGroup?"),
    ],
)
def test_a_mistake_fails_the_preview_and_is_named(tmp_path: Path, token: str, properties: str, said: str) -> None:
    plan = preview(write_project(tmp_path, AWS + untyped(token, f"{{{properties}}}")))
    assert plan.ended.code != 0
    assert said.format(sdk=find_sdk("aws").distribution) in plan.text
    assert f"{token} resource 'made'" in plan.text or f"::{token}::made" in plan.text


def test_a_wrong_enum_value_fails_the_preview(tmp_path: Path) -> None:
    plan = preview(write_project(tmp_path, AZURE.format(os="Linus", size="Standard_D4s_v5")))
    assert plan.ended.code != 0
    assert "osType: is 'Linus', but must be one of Linux, Windows; did you mean Linux?" in plan.text


def test_objects_on_a_cluster_that_does_not_exist_yet_are_checked(tmp_path: Path) -> None:
    cluster = AWS + KUBERNETES.format(kubeconfig="vpc.arn", identifier="vpc.arn", level="info")
    wrong = "{'apiVersion': 'v1', 'kind': 'Service', 'metadata': {'name': 'x'}, 'spec': {'prots': []}}"
    plan = preview(write_project(tmp_path, cluster + untyped("kubernetes:core/v1:Service", wrong, "cluster")))
    assert plan.ended.code != 0
    assert "spec.prots" in plan.text
    assert "did you mean ports?" in plan.text


def test_resources_that_are_only_looked_up_have_outputs_that_are_not_known(tmp_path: Path) -> None:
    looked_up = "pulumi.export('cidr', Vpc.get('there', 'vpc-1', opts=on_aws).cidr_block)\n"
    plan = preview(write_project(tmp_path, AWS + looked_up))
    assert plan.ended.code == 0, plan.text
    assert plan.steps["there"]["op"] == "read"


def test_custom_kinds_are_taken_as_they_are(tmp_path: Path) -> None:
    cluster = AWS + KUBERNETES.format(kubeconfig="vpc.arn", identifier="vpc.arn", level="info")
    custom = "{'apiVersion': 'example.com/v1', 'kind': 'Thing', 'metadata': {'name': 'x'}, 'spec': {'any': 1}}"
    plan = preview(write_project(tmp_path, cluster + untyped("kubernetes:example.com/v1:Thing", custom, "cluster")))
    assert plan.ended.code == 0, plan.text
    assert plan.operations()["made"] == "create"


@pytest.mark.parametrize("command", ["up", "destroy"])
def test_nothing_but_previews_is_done(tmp_path: Path, command: str) -> None:
    folder = write_project(tmp_path, AWS)
    state = saved_state(folder, tmp_path / "state.json") if command == "destroy" else None
    with session(Request(folder, STACK, state=state)) as ready:
        ended = ready.pulumi([command, "--yes", "--skip-preview"], capture=True)
    assert ended.code != 0
    assert "only works inside `kubespaces preview --offline`" in ended.stdout + ended.stderr


def test_plugins_refuse_to_start_outside_the_command(tmp_path: Path) -> None:
    with session(Request(write_project(tmp_path, AWS), STACK)) as ready:
        del ready.variables["KUBESPACES_OFFLINE_PREVIEW"]  # type: ignore[attr-defined] # a plain dictionary here
        ended = ready.pulumi(["preview"], capture=True)
    assert ended.code != 0
    assert "this is Kubespaces' offline plugin" in ended.stdout + ended.stderr


def test_nothing_is_left_and_the_users_home_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home, temporary = tmp_path / "home", tmp_path / "temporary"
    temporary.mkdir()
    engine = find_installation()  # looks for the engine by starting what it finds
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("PULUMI_HOME", str(home / "pulumi"))
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    (tmp_path / "project").mkdir()
    folder = write_project(tmp_path / "project", AWS)
    before = {file: file.read_bytes() for file in folder.iterdir() if file.is_file()}
    with session(Request(folder, STACK), engine) as ready:
        assert ready.pulumi(["preview"], capture=True).code == 0
    assert list(temporary.iterdir()) == []
    assert not (home / "pulumi").exists()
    assert {file: file.read_bytes() for file in folder.iterdir() if file.is_file()} == before


def test_two_runs_give_the_same_plan(tmp_path: Path) -> None:
    folder = write_project(tmp_path, AWS + SUBNET + GCP)
    first = plan_text(folder)
    assert json.loads(first)["changeSummary"] == {"create": 6}
    assert plan_text(folder) == first


def test_functions_answer_from_provider_tables_and_configuration(tmp_path: Path) -> None:
    program = (
        AWS
        + """
from pulumi_aws import get_availability_zones_output, get_caller_identity_output
from pulumi_aws.ec2 import get_vpc_output
from pulumi_aws.iam import get_policy_document_output
ask = pulumi.InvokeOptions(provider=aws)
tags = {
    "account": get_caller_identity_output(opts=ask).account_id,
    "zone": get_availability_zones_output(opts=ask).names[2],
    "cidr": get_vpc_output(default=True, opts=ask).cidr_block,
    "policy": get_policy_document_output(statements=[{"actions": ["a:B"], "resources": ["*"]}], opts=ask).minified_json,
}
Vpc("asked", cidr_block="10.1.0.0/16", tags=tags, opts=on_aws)
"""
    )
    config = 'config: {"kubespaces:offline": {"aws:ec2/getVpc:getVpc": {"id": "vpc-0", "cidrBlock": "172.31.0.0/16"}}}'
    plan = preview(write_project(tmp_path, program, config))
    assert plan.ended.code == 0, plan.text
    assert plan.steps["asked"]["newState"]["inputs"]["tags"] == {
        "account": "111122223333",
        "zone": "eu-central-1c",
        "cidr": "172.31.0.0/16",
        "policy": '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"a:B","Resource":"*"}]}',
    }


def test_a_question_without_an_answer_says_where_to_put_one(tmp_path: Path) -> None:
    program = AWS + "from pulumi_aws.ec2 import get_vpc\nget_vpc(id='vpc-1', opts=pulumi.InvokeOptions(provider=aws))\n"
    plan = preview(write_project(tmp_path, program))
    assert plan.ended.code != 0
    assert "kubespaces:offline" in plan.text
    assert "aws:ec2/getVpc:getVpc" in plan.text


def test_secrets_of_the_configuration_stay_secrets_and_need_no_key(tmp_path: Path) -> None:
    program = (
        AWS
        + """
config = pulumi.Config()
Vpc("kept", cidr_block="10.1.0.0/16", tags={"a": config.require_secret("word")}, opts=on_aws)
Vpc("nested", cidr_block="10.1.0.0/16", tags=config.require_secret_object("words")["in"], opts=on_aws)
"""
    )
    config = "encryptionsalt: v1:lost\nconfig: {tiny:word: {secure: v1:x}, tiny:words: {in: {a.b: {secure: v1:y}}}}\n"
    plan = preview(write_project(tmp_path, program, config))
    assert plan.ended.code == 0, plan.text
    assert plan.steps["kept"]["newState"]["inputs"]["tags"] == {"a": "[secret]"}
    assert "[secret]" in json.dumps(plan.steps["nested"]["newState"]["inputs"]["tags"])
    assert SEALED not in plan.text


def test_other_stacks_are_read_from_what_is_given(tmp_path: Path) -> None:
    program = (
        AWS
        + """
host = pulumi.StackReference("organization/tiny/host")
Vpc("told", cidr_block="10.1.0.0/16", tags=host.require_output("tags"), opts=on_aws)
"""
    )
    outputs = {"organization/tiny/host": {"tags": {"from": "host"}}}
    plan = preview(write_project(tmp_path, program), other_stacks=outputs)
    assert plan.ended.code == 0, plan.text
    assert plan.steps["told"]["newState"]["inputs"]["tags"] == {"from": "host"}


CLUSTER = KUBERNETES.format(kubeconfig="pulumi.Output.secret('kubeconfig')", identifier="{identifier}", level="{level}")


def _program(**changes: Any) -> str:
    values = {
        "description": "nodes",
        "machine": "m7i.large",
        "most": 3,
        "size": "Standard_D4s_v5",
        "level": "info",
        "identifier": "one",
        **changes,
    }
    azure = AZURE.format(os="Linux", size=values["size"])
    nodes = NODES.format(description=values["description"], machine=values["machine"], most=values["most"])
    cluster = CLUSTER.replace("'{level}'", repr(values["level"])).replace("{identifier}", repr(values["identifier"]))
    return AWS + SUBNET + nodes + azure + GCP + cluster


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The state of all of it, deployed."""
    folder = tmp_path_factory.mktemp("deployed")
    return saved_state(write_project(folder, _program()), folder / "state.json")


def test_against_its_own_state_a_program_changes_nothing(tmp_path: Path, state: Path) -> None:
    plan = preview(write_project(tmp_path, _program()), "--expect-no-changes", state=state)
    assert plan.ended.code == 0, plan.text
    assert plan.operations() == {}
    assert "against the saved state" in plan.notes[0]
    assert plan.notes[1] == "4 encrypted secrets of the saved state cannot be compared; taken as unchanged."


@pytest.mark.parametrize(
    ("changes", "operations", "diff"),
    [
        ({"most": 5}, {"nodes": "update"}, {"nodes": {"scalingConfig.maxSize": "update"}}),
        ({"machine": "m7i.xlarge"}, {"nodes": "replace"}, {"nodes": {"instanceTypes[0]": "update-replace"}}),
        # A new version of the template reaches the nodes that are made from it.
        ({"description": "other"}, {"template": "update", "nodes": "update"}, {"template": {"description": "update"}}),
        ({"size": "Standard_D8s_v5"}, {"pool": "replace"}, {"pool": {"vmSize": "update-replace"}}),
        ({"level": "debug"}, {"settings": "replace"}, {"settings": {"data.level": "update-replace"}}),
        # Another cluster: everything on it is made anew.
        ({"identifier": "two"}, {"cluster": "replace", "settings": "replace"}, {}),
    ],
)
def test_a_change_shows_what_it_touches_and_nothing_else(
    tmp_path: Path, state: Path, changes: dict[str, Any], operations: dict[str, str], diff: dict[str, dict[str, str]]
) -> None:
    plan = preview(write_project(tmp_path, _program(**changes)), state=state)
    assert plan.ended.code == 0, plan.text
    assert {name: _last(operation) for name, operation in plan.operations().items()} == operations
    for name, paths in diff.items():
        assert {path: found["kind"] for path, found in plan.steps[name]["detailedDiff"].items()} == paths


def _last(operation: str) -> str:
    return "replace" if "replace" in operation else operation


@pytest.mark.parametrize(
    ("changes", "name", "steps"),
    [
        # A name that the plugin made up: the new one stands beside the old one until that is no longer needed.
        ({"machine": "m7i.xlarge"}, "nodes", ["create-replacement", "replace", "delete-replaced"]),
        # A name that the program gives: two of it cannot be.
        ({"level": "debug"}, "settings", ["delete-replaced", "replace", "create-replacement"]),
    ],
)
def test_what_is_named_by_the_program_is_deleted_before_it_is_replaced(
    tmp_path: Path, state: Path, changes: dict[str, Any], name: str, steps: list[str]
) -> None:
    folder = write_project(tmp_path, _program(**changes))
    assert replacement_order(folder, name, state=state) == steps


def test_secrets_that_can_be_read_are_compared(tmp_path: Path) -> None:
    program = AWS + "Vpc('kept', cidr_block='10.1.0.0/16', tags={'a': pulumi.Output.secret(%r)}, opts=on_aws)\n"
    (tmp_path / "old").mkdir()
    state = saved_state(write_project(tmp_path / "old", program % "old"), tmp_path / "state.json", show_secrets=True)
    plan = preview(write_project(tmp_path, program % "new"), state=state)
    assert plan.operations() == {"kept": "update"}
    assert "old" not in json.dumps(plan.steps["kept"]["oldState"]["inputs"])
    assert preview(write_project(tmp_path, program % "old"), state=state).operations() == {}


def test_removed_resources_are_shown_as_deleted(tmp_path: Path, state: Path) -> None:
    plan = preview(write_project(tmp_path, AWS + SUBNET), state=state)
    assert plan.operations()["nodes"] == "delete"
    assert "vpc" not in plan.operations()


def test_the_state_of_another_stack_is_refused(tmp_path: Path, state: Path) -> None:
    (write_project(tmp_path, AWS) / "Pulumi.other.yaml").write_text("config: {}\n")
    said = f"is the state of stack '{STACK}' of project '{PROJECT}', not of 'other'"
    with pytest.raises(StateError, match=said), session(Request(tmp_path, "other", state=state)):
        pass
