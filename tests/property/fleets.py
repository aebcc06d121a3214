"""Good tenants and fleets by chance, for properties of plans."""

import itertools
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from kubespaces.spec.tenant import Tenant
from tests.documents import tenant

ENVIRONMENTS = ("dev", "test", "prod", "blue")

CPU = st.integers(10, 10**6).map(lambda milli: f"{milli}m")
BYTES = st.one_of(
    st.integers(2**20, 2**50).map(str),
    st.integers(1, 2**20).map(lambda count: f"{count}Mi"),
    st.integers(1, 4096).map(lambda count: f"{count}Gi"),
)
PORTS = st.lists(st.sampled_from(["443", "8443", "UDP/53", "TCP/8000-8100"]), max_size=2)


@st.composite
def quotas(draw: st.DrawFn) -> dict[str, Any]:
    """Return any quota."""
    return {
        "cpu": draw(CPU),
        "memory": draw(BYTES),
        "storage": draw(st.one_of(st.just("0"), BYTES)),
        "ephemeralStorage": draw(BYTES),
        "pods": draw(st.integers(1, 10_000)),
        "loadBalancers": draw(st.integers(0, 20)),
        "devices": draw(st.dictionaries(st.sampled_from(["nvidia.com/gpu", "amd.com/gpu"]), st.integers(0, 64))),
    }


@st.composite
def whole_shares(draw: st.DrawFn) -> list[str]:
    """Return shares that add up to exactly 100%."""
    cuts = sorted(draw(st.sets(st.integers(1, 9999), max_size=5)))
    edges = [0, *cuts, 10_000]
    return [f"{Decimal(upper - lower) / 100}%" for lower, upper in itertools.pairwise(edges)]


def environments(shares: list[str]) -> list[dict[str, Any]]:
    """Return environments with these shares."""
    return [{"name": f"env{index}", "share": share} for index, share in enumerate(shares)]


def as_tenant(document: dict[str, Any]) -> Tenant:
    """Return a document as a model; rules between fields are not checked."""
    return Tenant.model_validate(document)


@st.composite
def peers(draw: st.DrawFn, others: list[str]) -> list[dict[str, Any]]:
    """Return openings for other tenants."""
    found = []
    for other in draw(st.lists(st.sampled_from(others), max_size=2)):
        peer: dict[str, Any] = {"tenant": other}
        if draw(st.booleans()):
            peer["environments"] = draw(st.lists(st.sampled_from(ENVIRONMENTS), min_size=1, max_size=3, unique=True))
        if ports := draw(PORTS):
            peer["ports"] = ports
        found.append(peer)
    return found


@st.composite
def networks(draw: st.DrawFn, others: list[str]) -> dict[str, Any]:
    """Return any network isolation with openings for other tenants and for the platform."""
    return {
        "ingress": draw(st.sampled_from(["deny", "same-namespace", "same-tenant"])),
        "egress": draw(st.sampled_from(["deny", "dns", "dns+public"])),
        "allowFrom": draw(peers(others)) + ([{"role": "monitoring"}] if draw(st.booleans()) else []),
        "allowTo": draw(peers(others)) + ([{"role": "api-server"}] if draw(st.booleans()) else []),
    }


@st.composite
def fleets(draw: st.DrawFn) -> list[Tenant]:
    """Return two or three tenants that may or may not be peers; some environments have a network of their own."""
    names = ["shop", "bank", "web"][: draw(st.integers(2, 3))]
    found = []
    for name in names:
        others = [other for other in names if other != name]
        envs: list[dict[str, Any]] = []
        for environment in draw(st.lists(st.sampled_from(ENVIRONMENTS), min_size=1, max_size=3, unique=True)):
            own = {"network": draw(networks(others))} if draw(st.integers(0, 3)) == 0 else {}
            envs.append({"name": environment, "share": "25%", **own})
        hostnames = ["shop.example.com"] if draw(st.booleans()) else []
        document = tenant(name, environments=envs, network=draw(networks(others)), hostnames=hostnames)
        found.append(as_tenant(document))
    return found
