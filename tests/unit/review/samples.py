"""A review with something of everything in it, for tests of the forms."""

import copy
import json
from typing import Any

from kubespaces.plan import plan_namespace, plan_platform
from kubespaces.review import Context, HostFacts, Review, read_preview, review_of
from kubespaces.review.document import Exemption, FoundBy, PolicyReview
from tests.plans import HOST, namespace_of
from tests.support.previews import plan

HOSTILE = "<img src=x onerror=alert(1)>|`*_[x](http://e)@everybody"
"""A name that would do harm wherever it is taken for markup."""


def rich_review() -> Review:
    """Return a review of many changes at once, with names that try to be markup."""
    before, after = _objects(), _objects()
    quota = next(item for item in after if item["kind"] == "ResourceQuota")
    quota["spec"]["hard"]["pods"] = "9999"
    deny = next(item for item in after if item["metadata"]["name"] == "default-deny")
    deny["spec"]["ingress"] = [{"from": [{"namespaceSelector": {"matchLabels": {"kubespaces.io/tenant": "bank"}}}]}]
    namespace = next(item for item in after if item["kind"] == "Namespace")
    namespace["metadata"]["annotations"]["kubespaces.io/allowed-registries"] = HOSTILE
    after = [item for item in after if item["metadata"].get("namespace") != "bank-prod" or item["kind"] == "LimitRange"]
    after = [item for item in after if item["metadata"]["name"] != "bank-prod"]
    found = read_preview(plan(before, [*after, *_of("new", "dev")]), "FILE")
    made = review_of(
        [found],
        Context(
            hosts={"local": HostFacts("aws", "eu-central-1", {})},
            exemptions=(Exemption(control="KS-NET-01", resource=HOSTILE, reason=HOSTILE, added=True),),
            plan="sha256:" + "0" * 64,
        ),
    )
    finding = PolicyReview(control="KS-POD-02", pack="isolation", level="mandatory", severity="critical",
                           findings=[FoundBy(where=HOSTILE, message=HOSTILE)])  # fmt: skip
    return made.model_copy(update={"policies": [finding], "notes": [*made.notes, HOSTILE]})


def many_tenants(count: int) -> Review:
    """Return a review of many tenants that all come at once."""
    objects = [item for index in range(count) for name in ("dev", "prod") for item in _of(f"team-{index:03d}", name)]
    return review_of([read_preview(plan([], objects), "FILE")])


def _objects() -> list[dict[str, Any]]:
    platform = [planned.manifest for planned in plan_platform()]
    found = [*platform, *_of("shop", "dev"), *_of("bank", "dev"), *_of("bank", "prod")]
    return copy.deepcopy(found)


def _of(tenant: str, environment: str) -> list[dict[str, Any]]:
    spec = namespace_of(environment, name=tenant, access=[{"group": "devs", "role": "view"}])
    manifests: list[dict[str, Any]] = json.loads(
        json.dumps([planned.manifest for planned in plan_namespace(spec, HOST).objects])
    )
    return manifests
