import base64
from copy import deepcopy
from typing import Any

from kubespaces_embedded.kubernetes_provider.normalize import normalize
from kubespaces_embedded.kubernetes_provider.properties import UNKNOWN
from kubespaces_embedded.offline_providers.placeholders import SEALED


def obj(api_version: str, kind: str, **fields: Any) -> dict[str, Any]:
    return {"apiVersion": api_version, "kind": kind, "metadata": {"name": "a"}, **fields}


def test_quantities_get_the_api_servers_spelling_and_the_argument_stays() -> None:
    quota = obj("v1", "ResourceQuota", spec={"hard": {"cpu": "1000m", "pods": 200, "limits.memory": UNKNOWN}})
    before = deepcopy(quota)
    assert normalize(quota)["spec"]["hard"] == {"cpu": "1", "pods": "200", "limits.memory": UNKNOWN}
    assert quota == before


def test_quantities_deep_inside_pods_and_limit_ranges() -> None:
    pod = obj(
        "v1",
        "Pod",
        spec={
            "containers": [
                {"resources": {"limits": {"memory": "1024Mi"}}, "env": [{"name": "limits", "value": "1000m"}]}
            ],
            "volumes": [{"emptyDir": {"sizeLimit": "2048Mi"}}, {"emptyDir": {}}],
        },
    )
    spec = normalize(pod)["spec"]
    assert spec["containers"][0]["resources"] == {"limits": {"memory": "1Gi"}}
    assert spec["containers"][0]["env"] == [{"name": "limits", "value": "1000m"}]
    assert spec["volumes"] == [{"emptyDir": {"sizeLimit": "2Gi"}}, {"emptyDir": {}}]
    limits = obj("v1", "LimitRange", spec={"limits": [{"type": "Container", "default": {"cpu": 0.5}}]})
    assert normalize(limits)["spec"]["limits"][0]["default"] == {"cpu": "500m"}


def test_what_the_api_servers_encoding_drops_is_no_input() -> None:
    policy = obj("networking.k8s.io/v1", "NetworkPolicy", spec={"podSelector": {}, "ingress": [], "egress": None})
    assert normalize(policy)["spec"] == {"podSelector": {}}
    selector = obj("apps/v1", "Deployment", spec={"selector": {"matchLabels": {}}, "paused": False, "replicas": 0})
    assert normalize(selector)["spec"] == {"selector": {}, "replicas": 0}


def test_false_is_kept_where_it_is_not_the_same_as_nothing() -> None:
    account = obj("v1", "ServiceAccount", automountServiceAccountToken=False)
    assert normalize(account)["automountServiceAccountToken"] is False


def test_the_users_own_maps_are_left_alone() -> None:
    config = obj("v1", "ConfigMap", data={"limits": "1000m", "sizeLimit": "1024Mi", "empty": "", "none": None})
    assert normalize(config)["data"] == {"limits": "1000m", "sizeLimit": "1024Mi", "empty": ""}


def test_custom_resources_are_taken_as_they_are() -> None:
    custom = obj("example.com/v1", "Foo", spec={"limits": {"cpu": "1000m"}, "none": None, "list": []})
    assert normalize(custom) == custom


def test_read_only_metadata_is_dropped() -> None:
    copied = obj("v1", "ConfigMap")
    copied["metadata"] |= {"uid": "x", "resourceVersion": "1", "managedFields": [], "creationTimestamp": None}
    assert normalize(copied)["metadata"] == {"name": "a"}


def test_string_data_of_a_secret_becomes_data_and_wins() -> None:
    secret = obj("v1", "Secret", data={"a": "b2xk", "b": "eA=="}, stringData={"a": "new"})
    assert normalize(secret)["data"] == {"a": base64.b64encode(b"new").decode(), "b": "eA=="}
    assert "stringData" not in normalize(secret)


def test_base64_in_lines_is_joined_and_what_is_none_is_left_to_the_api_server() -> None:
    assert normalize(obj("v1", "Secret", data={"a": "aGFs\nbG8="}))["data"] == {"a": "aGFsbG8="}
    assert normalize(obj("v1", "Secret", data={"a": "ä"}))["data"] == {"a": "ä"}


def test_an_unknown_secret_waits_until_it_is_known() -> None:
    secret = obj("v1", "Secret", stringData={"a": UNKNOWN})
    assert normalize(secret)["stringData"] == {"a": UNKNOWN}
    assert normalize(obj("v1", "Secret", stringData=UNKNOWN))["stringData"] is UNKNOWN


def test_a_crd_loses_its_status_and_a_deprecated_default() -> None:
    crd = obj(
        "apiextensions.k8s.io/v1",
        "CustomResourceDefinition",
        spec={"preserveUnknownFields": False, "names": {"kind": "Foo"}, "nullable": None},
        status={"x": 1},
    )
    assert normalize(crd)["spec"] == {"names": {"kind": "Foo"}, "nullable": None}
    assert "status" not in normalize(crd)
    assert crd["spec"]["preserveUnknownFields"] is False


def test_unknown_metadata_is_no_obstacle() -> None:
    assert normalize({"apiVersion": "v1", "kind": "Pod", "metadata": UNKNOWN})["metadata"] is UNKNOWN


def test_what_an_offline_preview_cannot_see_stays_recognisable() -> None:
    """A saved state may have sealed all data of a Secret, or single keys."""
    assert normalize(obj("v1", "Secret", data=SEALED))["data"] == SEALED
    assert normalize(obj("v1", "Secret", data={"a": SEALED}))["data"] == {"a": SEALED}
