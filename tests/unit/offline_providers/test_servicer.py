"""The plugin over gRPC, as the engine speaks with it."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import grpc
import pytest
from google.protobuf.empty_pb2 import Empty
from pulumi.runtime.proto import provider_pb2 as proto
from pulumi.runtime.proto.provider_pb2_grpc import ResourceProviderStub

from kubespaces_embedded.kubernetes_provider.properties import UNKNOWN, Secret, decode, encode
from kubespaces_embedded.offline_providers.placeholders import LATER
from kubespaces_embedded.offline_providers.provider import OfflineProvider
from kubespaces_embedded.offline_providers.sdk import find_sdk
from kubespaces_embedded.offline_providers.serve import add_to
from kubespaces_embedded.offline_providers.settings import REFUSAL, Settings

POOL = "urn:pulumi:eu::p::aws:eks/nodeGroup:NodeGroup::pool"
INPUTS = {
    "clusterName": UNKNOWN,
    "nodeRoleArn": "arn:aws:iam::111122223333:role/x",
    "subnetIds": [UNKNOWN],
    "scalingConfig": {"minSize": 1, "maxSize": 3, "desiredSize": 1},
    "tags": {"secret": Secret("hidden")},
}


@pytest.fixture(scope="module")
def plugin() -> Iterator[ResourceProviderStub]:
    server = grpc.server(ThreadPoolExecutor(max_workers=2))
    add_to(server, OfflineProvider(find_sdk("aws"), Settings({"aws:x/y:y": {"id": "1"}})))
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        yield ResourceProviderStub(channel)
    server.stop(None).wait()


def _refused(call: Any, request: Any) -> str:
    with pytest.raises(grpc.RpcError) as failed:
        call(request)
    assert failed.value.code() == grpc.StatusCode.FAILED_PRECONDITION
    return str(failed.value.details())


def test_it_says_what_it_is(plugin: ResourceProviderStub) -> None:
    assert plugin.GetPluginInfo(Empty()).version == find_sdk("aws").version
    assert plugin.Handshake(proto.ProviderHandshakeRequest()).accept_secrets
    assert '"name": "aws"' in plugin.GetSchema(proto.GetSchemaRequest()).schema
    configured = plugin.Configure(proto.ConfigureRequest(variables={"aws:config:region": "eu-central-1"}))
    assert configured.supportsPreview
    assert configured.acceptSecrets


def test_configuration_is_checked_and_never_unknown(plugin: ResourceProviderStub) -> None:
    news = {"region": UNKNOWN, "allowedAccountIds": '["1"]', "accessKey": Secret(UNKNOWN), "version": "7.0.0"}
    answer = plugin.CheckConfig(proto.CheckRequest(urn="urn:pulumi:eu::p::pulumi:providers:aws::a", news=encode(news)))
    assert decode(answer.inputs) == {**news, "region": LATER, "accessKey": Secret(LATER)}
    assert not answer.failures
    answer = plugin.CheckConfig(proto.CheckRequest(news=encode({"regoin": "x", "maxRetries": "many"})))
    assert [failure.reason for failure in answer.failures] == [
        f"regoin: {find_sdk('aws').distribution} has no such property; did you mean region?",
        "maxRetries: is 'many', but must be a whole number",
    ]


def test_inputs_pass_through_and_outputs_are_unknown(plugin: ResourceProviderStub) -> None:
    checked = plugin.Check(proto.CheckRequest(urn=POOL, news=encode(INPUTS)))
    assert not checked.failures
    assert decode(checked.inputs) == INPUTS
    created = plugin.Create(proto.CreateRequest(urn=POOL, properties=checked.inputs, preview=True))
    outputs = decode(created.properties)
    assert created.id == ""
    assert outputs["arn"] is UNKNOWN
    assert outputs["nodeGroupName"] is UNKNOWN
    assert outputs["tags"] == {"secret": Secret("hidden")}
    assert "remoteAccess" not in outputs  # optional, and not there unless the program asks for it


def test_mistakes_are_failures_that_name_the_property_and_no_value_of_a_secret(plugin: ResourceProviderStub) -> None:
    wrong = {**INPUTS, "diskSize": Secret("hidden")}
    answer = plugin.Check(proto.CheckRequest(urn=POOL, news=encode(wrong)))
    (failure,) = answer.failures
    assert failure.property == ""  # else the engine would show the value
    assert failure.reason == "diskSize: is a secret of another type, but must be a whole number"


def test_a_difference_names_properties_and_replacements(plugin: ResourceProviderStub) -> None:
    old = {**INPUTS, "clusterName": "c", "subnetIds": ["s"], "instanceTypes": ["a"]}
    new = {**old, "instanceTypes": ["b"], "scalingConfig": {"minSize": 1, "maxSize": 5, "desiredSize": 1}}
    answer = plugin.Diff(
        proto.DiffRequest(urn=POOL, id="i", old_inputs=encode(old), olds=encode(old), news=encode(new))
    )
    assert answer.changes == proto.DiffResponse.DIFF_SOME
    assert list(answer.replaces) == ["instanceTypes[0]"]
    assert {path: found.kind for path, found in answer.detailedDiff.items()} == {
        "instanceTypes[0]": proto.PropertyDiff.UPDATE_REPLACE,
        "scalingConfig.maxSize": proto.PropertyDiff.UPDATE,
    }
    assert not answer.deleteBeforeReplace
    named = encode({**new, "nodeGroupName": "mine"})
    answer = plugin.Diff(proto.DiffRequest(urn=POOL, old_inputs=encode(old), news=named))
    assert answer.deleteBeforeReplace
    same = plugin.Diff(proto.DiffRequest(urn=POOL, old_inputs=encode(old), news=encode(old)))
    assert same.changes == proto.DiffResponse.DIFF_NONE


def test_an_update_keeps_what_is_known_and_renews_what_changes_with_it(plugin: ResourceProviderStub) -> None:
    urn = "urn:pulumi:eu::p::aws:ec2/launchTemplate:LaunchTemplate::template"
    state = {"arn": "arn:1", "latestVersion": 3, "description": "old"}
    request = proto.UpdateRequest(urn=urn, olds=encode(state), news=encode({"description": "new"}), preview=True)
    outputs = decode(plugin.Update(request).properties)
    assert outputs["arn"] == "arn:1"
    assert outputs["description"] == "new"
    assert outputs["latestVersion"] is UNKNOWN


def test_provider_configuration_is_compared(plugin: ResourceProviderStub) -> None:
    old, new = encode({"region": "a", "version": "7.0.0"}), encode({"region": "b", "version": "7.1.0"})
    answer = plugin.DiffConfig(proto.DiffRequest(olds=old, news=new))
    assert list(answer.diffs) == ["region"]


def test_nothing_is_created_changed_or_deleted(plugin: ResourceProviderStub) -> None:
    assert _refused(plugin.Create, proto.CreateRequest(urn=POOL, properties=encode(INPUTS))) == REFUSAL
    assert _refused(plugin.Update, proto.UpdateRequest(urn=POOL)) == REFUSAL
    assert _refused(plugin.Delete, proto.DeleteRequest(urn=POOL, id="i")) == REFUSAL
    assert REFUSAL in _refused(plugin.Construct, proto.ConstructRequest(type="aws:x/y:Y"))
    assert REFUSAL in _refused(plugin.Call, proto.CallRequest(tok="aws:x/y:Y/method"))


def test_reading_tells_what_is_known_already(plugin: ResourceProviderStub) -> None:
    request = proto.ReadRequest(id="i", urn=POOL, properties=encode({"arn": "a"}), inputs=encode({"x": 1}))
    answer = plugin.Read(request)
    assert (answer.id, decode(answer.properties), decode(answer.inputs)) == ("i", {"arn": "a"}, {"x": 1})


def test_functions_are_answered_or_refused(plugin: ResourceProviderStub) -> None:
    plugin.Configure(proto.ConfigureRequest(variables={"aws:config:region": "eu-central-1"}))
    answer = plugin.Invoke(proto.InvokeRequest(tok="aws:index/getRegion:getRegion"))
    assert decode(getattr(answer, "return"))["region"] == "eu-central-1"
    assert decode(getattr(plugin.Invoke(proto.InvokeRequest(tok="aws:x/y:y")), "return")) == {"id": "1"}
    assert "no answer is known" in _refused(plugin.Invoke, proto.InvokeRequest(tok="aws:other/f:f"))


def test_resources_that_do_not_exist_are_named(plugin: ResourceProviderStub) -> None:
    urn = "urn:pulumi:eu::p::aws:eks/nodegroup:NodeGroup::pool"
    said = _refused(plugin.Check, proto.CheckRequest(urn=urn, news=encode({})))
    assert said.endswith("has no such resource; did you mean aws:eks/nodeGroup:NodeGroup?")


def test_a_bug_is_reported_as_one_and_does_not_end_the_plugin(
    plugin: ResourceProviderStub, capfd: pytest.CaptureFixture[str]
) -> None:
    assert "a bug in Kubespaces' offline plugin (IndexError in Check)" in _refused(
        plugin.Check, proto.CheckRequest(urn="no urn", news=encode({}))
    )
    assert "Traceback" in capfd.readouterr().err
    assert plugin.GetPluginInfo(Empty()).version
