from typing import Any

import pytest

from kubespaces.charts import ChartPin
from kubespaces.spec import SpecError
from kubespaces.spec.load import validate_args

DIGEST = f"sha256:{'0' * 64}"


def pin(**fields: Any) -> ChartPin:
    return validate_args(ChartPin, {"name": "web", **fields}, "web")


@pytest.mark.parametrize(
    "fields",
    [
        {"repository": "oci://registry.example.com/charts", "version": "1.2.3", "digest": DIGEST},
        {"repository": "https://charts.example.com", "version": "1.2.3"},
        {"repository": "oci://127.0.0.1:5000/charts", "version": "1.2.3"},
        {"url": "https://example.com/web.tgz", "folder": "web/chart", "digest": DIGEST},
        {"path": "charts/web"},
    ],
)
def test_sources(fields: dict[str, Any]) -> None:
    assert pin(**fields).name == "web"


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({}, "name exactly one of repository, url and path"),
        ({"path": "a", "url": "https://example.com/a.tgz"}, "name exactly one of"),
        ({"repository": "https://charts.example.com"}, "version is required with a repository"),
        ({"repository": "http://charts.example.com", "version": "1"}, "'http' addresses are not trusted"),
        ({"url": "oci://example.com/web"}, "'oci' addresses are not trusted"),
        ({"repository": "https://me:secret@charts.example.com", "version": "1"}, "leave the login out"),
        ({"path": "a", "folder": "b"}, "folder goes with url only"),
        ({"path": "a", "digest": "sha256:abc"}, "is no digest"),
    ],
)
def test_what_cannot_be_trusted_is_refused(fields: dict[str, Any], rule: str) -> None:
    with pytest.raises(SpecError, match=rule) as caught:
        pin(**fields)
    assert "secret" not in str(caught.value)
