"""What a review says of a change as a whole."""

import copy
import json
from decimal import Decimal
from typing import Any

from kubespaces.plan import plan_namespace, plan_platform
from kubespaces.plan.virtual import environment_records
from kubespaces.review import Context, HostFacts, Review, Settings, read_preview, review_of
from kubespaces.review.document import Exemption
from tests.documents import parsed, tenant
from tests.plans import HOST, namespace_of, namespaces_of
from tests.support.previews import plan, preview, review, state, urn_of

Object = dict[str, Any]
PLATFORM: list[Object] = [planned.manifest for planned in plan_platform()]


def namespace(environment: str = "dev", name: str = "shop", **spec: Any) -> list[Object]:
    spec.setdefault("access", [{"group": "devs", "role": "view"}])
    return [planned.manifest for planned in plan_namespace(namespace_of(environment, name=name, **spec), HOST).objects]


def kinds(result: Review) -> list[str]:
    return [str(decision.kind) for decision in result.decisions]


def test_nothing_changes_nothing_is_decided() -> None:
    result = review(namespace(), namespace())

    assert (result.decisions, result.tenants, result.counts["same"]) == ([], [], len(namespace()))


def test_an_empty_preview_is_a_review_of_nothing() -> None:
    result = review_of([read_preview('{"changeSummary": {}}', "FILE")])

    assert (result.stacks, result.decisions, result.hosts) == ([], [], [])


def test_the_order_of_steps_changes_nothing() -> None:
    content = json.loads(plan(namespace(), namespace("prod")))
    turned = {**content, "steps": content["steps"][::-1]}

    one, other = (review_of([read_preview(json.dumps(item), "FILE")]) for item in (content, turned))

    assert one == other
    assert one.digest.startswith("sha256:")
    assert len(one.digest) == 71


def test_any_difference_is_another_digest() -> None:
    after = copy.deepcopy(namespace())
    after[1]["spec"]["hard"]["pods"] = "1"
    quota = review(namespace(), after)
    after[1]["spec"]["hard"]["pods"] = "2"

    assert review(namespace(), after).digest != quota.digest


def test_the_blast_radius_names_people_namespaces_and_what_is_lost() -> None:
    result = review([*namespace(), *namespace("prod")], namespace("prod"))
    blast = result.blast_radius

    assert (blast.tenants, blast.environments, blast.production) == (["shop"], ["shop-dev"], [])
    assert blast.people == ["group devs", "shop@example.com"]
    (lost,) = blast.destroyed
    assert lost.where == "Namespace shop-dev"
    assert "everything in it" in lost.lost
    assert "1 ResourceQuota" in lost.lost
    assert kinds(result) == ["destruction"]


def test_what_is_retained_is_left_with_its_walls_and_destroys_nothing() -> None:
    objects = namespace()
    kept = {urn_of(item): {"retain": True} for item in objects if item["kind"] != "RoleBinding"}

    result = review_of([read_preview(plan(objects, [], options=kept), "FILE")])
    (environment,) = result.tenants[0].environments

    assert environment.status == "left"
    assert "Namespace shop-dev" in result.blast_radius.left
    assert result.blast_radius.destroyed == []
    assert {item.dimension: item.direction for item in environment.isolation}["quota"] == "equal"
    assert {item.dimension: item.direction for item in environment.isolation}["access"] == "raised"


def test_deleting_what_is_protected_is_for_somebody_to_decide() -> None:
    quota = namespace()[1]

    result = review_of([read_preview(plan([quota], [], options={urn_of(quota): {"protect": True}}), "FILE")])

    assert "destruction" in kinds(result)
    assert "although it is protected" in result.decisions[-1].words + result.decisions[0].words


def test_a_namespace_that_is_replaced_shouts() -> None:
    old, new = namespace()[0], copy.deepcopy(namespace()[0])
    new["metadata"]["name"] = "shop-development"
    step = {"op": "replace", "urn": urn_of(old), "oldState": state(old), "newState": {**state(new), "urn": urn_of(old)},
            "replaceReasons": ["metadata"], "detailedDiff": {"metadata.name": {"kind": "update-replace"}}}  # fmt: skip

    result = review_of([read_preview(json.dumps({"steps": [step]}), "FILE")])

    assert result.blast_radius.destroyed[0].how == "replaced"
    assert next(item.words for item in result.decisions if item.kind == "destruction").startswith(
        "Namespace shop-development is replaced because metadata.name changes; lost with it: everything in it"
    )
    assert "this looks like a renaming (shop-dev → shop-development)" in result.notes[0]
    assert "NOT moved" in result.notes[0]


def test_parts_of_a_replacement_are_one_operation() -> None:
    claim = {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": "data", "namespace": "shop-dev"}}
    steps = [
        {"op": "create-replacement", "urn": urn_of(claim), "newState": state(claim)},
        {"op": "replace", "urn": urn_of(claim), "oldState": state(claim), "newState": state(claim)},
        {"op": "delete-replaced", "urn": urn_of(claim), "oldState": state(claim)},
    ]

    result = review_of([read_preview(json.dumps({"steps": steps}), "FILE")])

    assert result.counts == {"replace": 1, "same": 0}
    assert kinds(result) == ["destruction"]


def test_sums_of_quotas_are_held_against_the_host_cluster() -> None:
    hosts = {"local": HostFacts("none", "local", {"pods": Decimal(40)})}

    result = review_of([preview([], [*namespace(), *namespace("prod")])], Context(hosts=hosts))
    pods = next(row for row in result.capacity if row.resource == "pods")

    assert (pods.before, pods.maximum, pods.over) == ("0", "40", True)
    assert kinds(result) == ["capacity"]


def test_sums_are_left_out_where_quotas_are_not_seen() -> None:
    content = {**json.loads(plan([], namespace())), "changeSummary": {"same": 9}}

    result = review_of([read_preview(json.dumps(content), "FILE")])

    assert result.capacity == []
    assert "8 unchanged resources" in result.notes[0], "the provider is one of the nine"
    assert result.counts["same"] == 8


def test_an_opening_is_lowered_also_where_the_default_deny_is_not_seen() -> None:
    policy = namespace(network={"allowFrom": [{"tenant": "bank"}]})
    opened = next(item for item in policy if item["metadata"]["name"] == "allow-from-bank")
    content = {**json.loads(plan([], [opened])), "changeSummary": {"same": 20}}

    result = review_of([read_preview(json.dumps(content), "FILE")])

    assert kinds(result) == ["isolation-lowered"]
    assert result.tenants[0].name == "shop", "the labels of what is in it tell whose namespace it is"


def test_exemptions_that_are_new_are_for_somebody_to_decide() -> None:
    known = Exemption(control="KS-NET-01", resource="a", added=False)
    new = Exemption(control="KS-POD-02", resource="b", reason="vendor", expires="2027-01-31", added=True)

    result = review_of([preview(namespace(), namespace())], Context(exemptions=(known, new)))

    assert [(item.where, item.words) for item in result.decisions] == [
        ("b", "exempt from KS-POD-02 until 2027-01-31: vendor")
    ]
    assert result.exemptions[0] == new


def test_a_load_balancer_in_a_new_namespace_is_a_public_exposure() -> None:
    service = {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": "web", "namespace": "shop-dev"},
        "spec": {"type": "LoadBalancer"},
    }
    inside = copy.deepcopy(service)
    inside["metadata"]["annotations"] = {"networking.gke.io/load-balancer-type": "Internal"}

    assert kinds(review([], [*namespace(), service])) == ["public-exposure"]
    assert kinds(review(namespace(), [*namespace(), service])) == ["public-exposure"]
    assert kinds(review([], [*namespace(), inside])) == []
    assert kinds(review(namespace(), [*namespace(), inside])) == ["isolation-lowered"]


def test_routine_loosening_needs_no_decision_and_removal_does() -> None:
    more, less = copy.deepcopy(namespace()), copy.deepcopy(namespace())
    more[1]["spec"]["hard"]["pods"] = "9999"
    del less[1]["spec"]["hard"]["pods"]
    context = Context(settings=Settings.model_validate({"routine": ["quota"]}))

    assert kinds(review_of([preview(namespace(), more)], context)) == []
    assert kinds(review_of([preview(namespace(), less)], context)) == ["isolation-lowered"]


def test_ways_between_tenants_are_the_lines_of_the_picture() -> None:
    shop = namespace(network={"allowFrom": [{"tenant": "bank"}]})
    bank = namespace(name="bank", network={"allowTo": [{"tenant": "shop"}]})
    closed = [*namespace(), *namespace(name="bank")]

    opened = review(closed, [*shop, *bank]).openings
    way = next(item for item in opened if (item.source, item.target) == ("bank", "shop"))

    assert (way.status, len(way.words)) == ("opened", 2)
    assert review([*shop, *bank], closed).openings[0].status in {"closed", "equal"}


def test_secrets_are_never_in_a_review() -> None:
    secret = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s", "namespace": "shop-dev"},
              "data": {"key": "aHVudGVyMg=="}, "stringData": {"other": "hunter2"}}  # fmt: skip
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p", "namespace": "shop-dev"},
           "spec": {"containers": [{"name": "c", "env": [{"name": "PASSWORD", "value": "hunter2"}]}]}}  # fmt: skip
    config = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "c", "namespace": "shop-dev"},
              "data": {"dbPassword": "hunter2", "secretName": "visible", "note": "visible"}}  # fmt: skip
    before = [secret, pod, config]
    after = copy.deepcopy(before)
    after[0]["data"]["key"], after[0]["stringData"]["other"] = "aHVudGVyMw==", "hunter3"
    after[1]["spec"]["containers"][0]["env"].append({"name": "TOKEN", "value": "hunter3"})
    after[2]["data"] = {"dbPassword": "hunter3", "secretName": "shown", "note": "shown"}

    text = review(before, after).model_dump_json()

    assert not [word for word in ("hunter", "aHVudGVy") if word in text]
    assert "(hidden)" in text
    assert "shown" in text


def test_a_secret_that_changes_shows_that_it_does_and_nothing_more() -> None:
    config = {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": "c", "namespace": "x"},
        "data": {"a": "[secret]"},
    }
    step = {"op": "update", "urn": urn_of(config), "oldState": state(config), "newState": state(config),
            "detailedDiff": {"data.a": {"kind": "update"}}}  # fmt: skip

    result = review_of([read_preview(json.dumps({"steps": [step]}), "FILE")])
    (change,) = result.tenants[0].environments[0].operations[0].changes

    assert (change.path, change.before, change.after) == ("data.a", "(hidden)", "(hidden)")


def test_errors_of_the_engine_and_mandatory_policies_stop_the_change() -> None:
    content = {**json.loads(plan([], namespace())), "diagnostics": [{"severity": "error", "message": "no such class"}]}

    assert review_of([read_preview(json.dumps(content), "FILE")]).errors == ["no such class"]


def test_drift_names_who_changed_what() -> None:
    policy = namespace()[3]
    live = copy.deepcopy(policy)
    live["metadata"]["managedFields"] = [
        {
            "manager": "pulumi-kubernetes-1",
            "time": "2026-01-01T00:00:00Z",
            "fieldsV1": {"f:spec": {"f:policyTypes": {}}},
        },
        {"manager": "kubectl-edit", "time": "2026-02-03T04:05:06Z", "fieldsV1": {"f:spec": {"f:ingress": {}}}},
        {"manager": "kube-controller-manager", "time": "2026-03-01T00:00:00Z", "subresource": "status", "fieldsV1": {}},
    ]
    changed = copy.deepcopy(live)
    changed["spec"]["ingress"] = [{}]
    changed["metadata"]["resourceVersion"] = "9"
    step = {
        "op": "update",
        "urn": urn_of(policy),
        "oldState": {**state(policy), "outputs": live},
        "newState": {**state(policy), "outputs": changed},
    }

    result = review_of([read_preview(json.dumps({"steps": [step]}), "FILE")], drift=True)
    (operation,) = result.tenants[0].environments[0].operations

    assert operation.by == ["kubectl-edit at 2026-02-03T04:05:06Z"]
    assert [change.path for change in operation.changes] == ["spec.ingress"]
    assert result.tenants[0].direction == "lowered"
    assert (result.about, result.counts) == ("drift", {"changed": 1, "same": 0})


def sharing(*names: str, per: str = "tenant") -> list[Object]:
    """Return a tenant's namespaces on the rung virtual."""
    environments = [{"name": name, "share": "25%"} for name in names]
    document = tenant(isolation="virtual", virtual={"per": per}, environments=environments)
    return [
        planned.manifest
        for spec in namespaces_of(parsed(document)).values()
        for planned in [*plan_namespace(spec, HOST).objects, *environment_records(spec)]
    ]


def test_environments_that_move_into_a_shared_virtual_cluster_are_told_to_go() -> None:
    result = review(sharing("dev", "test", per="environment"), sharing("dev", "test"))

    (moved,) = result.tenants
    assert {item.namespace: str(item.status) for item in moved.environments} == {
        "shop-dev": "removed", "shop-shared": "new", "shop-test": "removed"
    }  # fmt: skip
    lost = {item.where: item.lost for item in result.blast_radius.destroyed}
    assert {"Namespace shop-dev", "Namespace shop-test"} == set(lost)
    assert kinds(result).count("destruction") == 2


def test_an_environment_that_leaves_a_shared_virtual_cluster_is_told() -> None:
    result = review(sharing("dev", "test"), sharing("dev"))

    (lost,) = result.blast_radius.destroyed
    assert lost.where == "ConfigMap kubespaces-environment-test"
    assert lost.lost == "everything in the namespace test of the shared virtual cluster"
    assert kinds(result) == ["destruction"]
    assert review(sharing("dev"), sharing("dev", "test")).blast_radius.destroyed == []
