"""Which images may run on a cluster on Google Cloud, and what is said where none of a tenant's may."""

from typing import Any

import pytest

from tests.unit.hosts.documents import errors, tenant
from tests.unit.hosts.gcp.clusters import facts, made
from tests.unit.hosts.gcp.test_gcp_documents import document
from tests.unit.hosts.gcp.test_gcp_order import before

POLICY = "eemshaven-image-policy"
ATTESTOR = "projects/acme-platform/attestors/built-by-ci"


def test_the_policy_is_there_before_the_cluster() -> None:
    assert POLICY in before(made(), "eemshaven-cluster")


def test_images_of_others_may_run_if_the_document_says_so() -> None:
    recording = made(facts(gcp={"image_policy": {"admit": ["registry.example.com/shop/**"]}}))
    assert recording.inputs(POLICY)["admissionWhitelistPatterns"] == [
        {"namePattern": "europe-west4-docker.pkg.dev/acme-platform/**"},
        {"namePattern": "registry.example.com/shop/**"},
    ]


def test_attested_images_may_run() -> None:
    recording = made(facts(gcp={"image_policy": {"attestors": [ATTESTOR]}}))
    assert recording.inputs(POLICY)["defaultAdmissionRule"] == {
        "evaluationMode": "REQUIRE_ATTESTATION",
        "requireAttestationsBies": [ATTESTOR],
        "enforcementMode": "ENFORCED_BLOCK_AND_AUDIT_LOG",
    }


@pytest.mark.parametrize("gcp", [{"image_policy": {"manage": False}}, {"binary_authorization": False}])
def test_the_policy_can_be_somebody_elses(gcp: dict[str, Any]) -> None:
    assert not made(facts(gcp=gcp)).of("binaryauthorization/policy:Policy")


def placed(**spec: Any) -> dict[str, Any]:
    return tenant(placement={"hostCluster": "eemshaven"}, **spec)


REFUSED = (
    "h.yaml: shop: registries[0]: registry.example.com/shop: host cluster eemshaven runs no images from there; add "
    "registry.example.com/shop/** to gcp.imagePolicy.admit there"
)


@pytest.mark.parametrize(
    ("policy", "found"),
    [
        ({}, [REFUSED]),
        ({"admit": ["registry.example.com/shopping/**"]}, [REFUSED]),
        ({"admit": ["registry.example.com/*"]}, [REFUSED]),  # one part of a path only
        ({"admit": ["registry.example.com/**"]}, []),
        ({"admit": ["registry.example.com/shop/**"]}, []),
        ({"admit": ["registry.example.com/shop/*"]}, []),
        ({"admit": ["registry.example.com/shop/till"]}, []),
        ({"attestors": [ATTESTOR]}, []),
        ({"manage": False}, []),
    ],
)
def test_a_tenant_whose_images_may_not_run(policy: dict[str, Any], found: list[str]) -> None:
    host = document(gcp={"imagePolicy": policy})
    assert errors(host, placed(registries=["registry.example.com/shop"])) == found


def test_images_of_the_projects_own_registry_may_run() -> None:
    assert errors(document(), placed(registries=["europe-west4-docker.pkg.dev/acme-platform/shop"])) == []


def test_a_project_has_one_policy() -> None:
    second = document("delfzijl", cidrs={"nodes": "10.41.0.0/20", "pods": "100.65.0.0/16"})
    rule = "host cluster eemshaven writes the policy of project acme-platform; set manage: false here"
    assert errors(document(), second) == [f"h.yaml: delfzijl: gcp.imagePolicy.manage: true: {rule}"]


@pytest.mark.parametrize(
    ("policy", "said"),
    [
        ({"admit": ["**"]}, "gcp.imagePolicy.admit[0]: **: is no pattern of images"),
        ({"admit": ["registry.example.com/a*b"]}, "gcp.imagePolicy.admit[0]: registry.example.com/a*b: is no pattern"),
        ({"attestors": ["built-by-ci"]}, "gcp.imagePolicy.attestors[0]: built-by-ci: is no attestor such as"),
    ],
)
def test_wrong_policies(policy: dict[str, Any], said: str) -> None:
    (found,) = errors(document(gcp={"imagePolicy": policy}))
    assert said in found
