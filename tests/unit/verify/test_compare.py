import copy
from typing import Any

import pytest

from kubespaces.plan import plan_platform
from kubespaces.verify.compare import differences
from tests.unit.verify.fakes import PLACES

PLANNED: dict[str, Any] = {
    "apiVersion": "networking.k8s.io/v1",
    "kind": "NetworkPolicy",
    "metadata": {"name": "default-deny", "labels": {"a": "b"}},
    "spec": {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]},
}


def changed(**spec: Any) -> dict[str, Any]:
    return {**PLANNED, "spec": {**PLANNED["spec"], **spec}}


@pytest.mark.parametrize("name", PLACES)
def test_what_is_planned_is_as_planned(name: str) -> None:
    for item in (*PLACES[name].plan.objects, *plan_platform()):
        live = copy.deepcopy(item.manifest)
        live["metadata"] |= {
            "uid": "1",
            "resourceVersion": "2",
            "annotations": {"more": "x", **live["metadata"].get("annotations", {})},
        }
        live["status"] = {"anything": 1}
        assert differences(item.manifest, live) == []


@pytest.mark.parametrize(
    ("live", "told"),
    [
        (changed(), []),
        (changed(ingress=[], egress=None), []),
        (changed(ingress=[{}]), ["spec.ingress: not planned, is [{}]"]),
        (changed(policyTypes=["Ingress"]), ["spec.policyTypes: planned ['Ingress', 'Egress'], is ['Ingress']"]),
        (changed(policyTypes=["Egress", "Ingress"]), [
            "spec.policyTypes[0]: planned Ingress, is Egress", "spec.policyTypes[1]: planned Egress, is Ingress"]),
        (changed(podSelector={"matchLabels": {"x": "y"}}),
         ["spec.podSelector.matchLabels: not planned, is {'x': 'y'}"]),
        ({**PLANNED, "spec": None},
         ["spec: planned {'podSelector': {}, 'policyTypes': ['Ingress', 'Egress']}, is missing"]),
        ({**PLANNED, "metadata": {"labels": {"a": "c", "d": "e"}}}, ["labels a: planned b, is c"]),
        ({**PLANNED, "metadata": {}}, ["labels a: planned b, is missing"]),
        ({**PLANNED, "more": [1]}, ["more: not planned, is [1]"]),
    ],
)  # fmt: skip
def test_what_is_not_is_told(live: dict[str, Any], told: list[str]) -> None:
    assert differences(PLANNED, live) == told


def quota(**hard: Any) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "ResourceQuota", "metadata": {"name": "q"}, "spec": {"hard": hard}}


def test_amounts_are_compared_as_amounts() -> None:
    assert differences(quota(cpu="1", pods="1000"), quota(cpu="1000m", pods="1k")) == []
    assert differences(quota(cpu="1"), quota(cpu="1", more="5")) == []
    assert differences(quota(cpu="1"), quota(cpu="2")) == ["spec.hard.cpu: planned 1, is 2"]
    assert differences(quota(cpu="1"), quota()) == ["spec.hard.cpu: planned 1, is missing"]
    assert differences(quota(cpu="1"), quota(cpu="much")) == ["spec.hard.cpu: planned 1, is much"]


def test_a_quota_for_some_pods_only_is_none() -> None:
    narrowed = quota(cpu="1")
    narrowed["spec"]["scopes"] = ["BestEffort"]
    assert differences(quota(cpu="1"), narrowed) == ["spec.scopes: not planned, is ['BestEffort']"]


def test_texts_that_look_like_amounts_are_texts_elsewhere() -> None:
    planned = {**PLANNED, "spec": {"port": "1000"}}
    assert differences(planned, {**PLANNED, "spec": {"port": "1k"}}) == ["spec.port: planned 1000, is 1k"]


def test_what_the_api_server_fills_in_is_fine() -> None:
    planned = {
        "apiVersion": "v1",
        "kind": "ValidatingAdmissionPolicyBinding",
        "metadata": {},
        "spec": {"matchResources": {}},
    }
    live = {**planned, "spec": {"matchResources": {"matchPolicy": "Equivalent", "objectSelector": {}}}}
    assert differences(planned, live) == []
    live = {**planned, "spec": {"matchResources": {"matchPolicy": "Exact"}}}
    assert differences(planned, live) == ["spec.matchResources.matchPolicy: not planned, is Exact"]


def test_an_account_may_have_secrets_of_its_own() -> None:
    planned = {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {}, "automountServiceAccountToken": False}
    assert differences(planned, {**planned, "imagePullSecrets": [{"name": "x"}]}) == []
    assert differences(planned, {**planned, "automountServiceAccountToken": True}) != []
