"""Settings that follow from a host cluster's document."""

from typing import Any

import pytest

from kubespaces.spec.host_cluster import HostCluster
from kubespaces_policies.derive import settings_for
from kubespaces_policies.settings import read_settings
from tests.unit.hosts.azure.test_azure_documents import AZURE, OWN
from tests.unit.hosts.documents import ADMINS, host
from tests.unit.hosts.gcp.test_gcp_documents import document

PLATFORM = "arn:aws:iam::123456789012:role/platform"
RUNNER = "44444444-4444-4444-4444-444444444444"


def settings(written: dict[str, Any]) -> dict[str, Any]:
    given = settings_for(HostCluster.model_validate(written), [])
    assert read_settings(given)[1] == []
    return given


@pytest.mark.parametrize(
    ("written", "administrators"),
    [
        (host(), [ADMINS]),
        (host(aws={"accountId": "123456789012", "platformRole": PLATFORM}), [PLATFORM, ADMINS]),
        (
            host("amsterdam", AZURE, azure={**OWN, "platformPrincipal": RUNNER}),
            ["33333333-3333-3333-3333-333333333333", RUNNER],
        ),
        (document(), ["group:platform-admins@example.com"]),
    ],
)
def test_those_whom_the_document_names_may_administer(written: dict[str, Any], administrators: list[str]) -> None:
    assert settings(written)["breakGlass"] == sorted(administrators)


def test_sandbox_classes_that_pools_bring_along_are_known() -> None:
    pools = [{"name": "shared"}, {"name": "walled", "sandbox": True}]
    assert settings(document(nodePools=pools))["runtimeClasses"] == ["gvisor"]


@pytest.mark.parametrize(
    ("written", "public"),
    [
        (host(), False),
        (host(endpoint={"private": False, "allowedCidrs": ["203.0.114.0/24"]}), True),
        (document(gcp={"project": "acme-prod-1", "projectNumber": "123456789012", "dnsEndpoint": True}), True),
    ],
)
def test_an_endpoint_is_public_where_the_document_makes_it_so(written: dict[str, Any], public: bool) -> None:
    assert settings(written)["publicEndpoints"] is public
