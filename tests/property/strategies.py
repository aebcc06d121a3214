"""Documents by chance: good ones, good ones with mistakes in them, and anything that YAML can hold."""

import copy
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

from tests.documents import host, tenant

LABELS = st.sampled_from(["dev", "test", "prod", "shop", "bank", "web", "a", "x1", "long-name-" * 5 + "x"])

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.sampled_from(
        [
            "", " ", "on", "no", "~", "null", "2020-01-01", "1:30", "0x1f", "30%", "remainder", "200%", "-1", "8Gi",
            "8gb", "1e99", "9" * 40, "dev", "Dev", "dev.", "a" * 300, "system:masters", "kube-system/default", "a/b",
            "10.0.0.0/8", "10.0.0.1/8", "169.254.169.254/32", "::/0", "::ffff:1.2.3.4/128", "fe80::1%eth0", "443",
            "TCP/0", "UDP/1-99999", "\ud800", "\x1b[31m", "\u202e", "{{x}}", "{x}", "%s", "namespace", "restricted",
            "prod", "shop", "bank", "local", "nvidia.com/gpu", "https://x", "*.example.com",
        ]
    ),
)  # fmt: skip
"""Single values, the likely and the unlikely."""

VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.one_of(st.text(max_size=8), SCALARS), inner, max_size=4),
    ),
    max_leaves=8,
)
"""Anything that YAML or JSON can hold."""

GOOD = [
    tenant(),
    tenant(
        "bank",
        costCenter="cc-1",
        isolation="sandboxed",
        sandbox=True,
        overcommit=1.5,
        podSecurity="restricted",
        quota={"cpu": 8, "memory": "16Gi", "storage": "1.5Ti", "pods": 100, "devices": {"nvidia.com/gpu": 2}},
        environments=[
            {"name": "dev", "share": "30.5%", "adopt": "always", "onDelete": "delete", "protect": False},
            {"name": "prod", "share": "remainder", "hostnames": ["*.shop.example.com"], "network": {"egress": "deny"}},
        ],
        access=[
            {"group": "a", "role": "view"},
            {"serviceAccount": "argo/shop", "role": "deployer", "environments": ["dev"]},
        ],
        network={
            "ingress": "same-tenant",
            "egress": "dns+public",
            "allowFrom": [
                {"role": "monitoring"},
                {"tenant": "shop", "environments": ["dev"], "ports": [443, "UDP/53"]},
            ],
            "allowTo": [{"cidr": "10.0.0.0/8", "ports": ["TCP/8000-8100"]}, {"tenant": "shop"}],
        },
        limits={"default": {"cpu": "1"}, "defaultRequest": {"memory": "64Mi"}, "max": {"ephemeralStorage": "1Gi"}},
        registries=["registry.example.com:5000/shop"],
        hostnames=["shop.example.com"],
        classes={"storage": {"default": "fast", "allowed": ["fast"]}},
        placement={"hostCluster": "local", "jurisdiction": "EU"},
    ),
    tenant(
        environments=[{"name": "prod", "quota": {"cpu": 1, "memory": "1Gi", "pods": 5, "ephemeralStorage": "1Gi"}}],
        network={"allowFrom": [{"tenant": "bank"}], "allowTo": [{"tenant": "bank", "environments": ["prod"]}]},
    ),
    host(),
    host(
        jurisdiction="EU",
        capacity={"cpu": 100, "pods": 50, "devices": {"nvidia.com/gpu": 4}},
        storageClasses=["fast"],
        existing={"context": "x", "identifier": "y"},
    ),
]
"""Good documents, with every field at least once."""


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the way to every value inside a nested value."""
    if path:
        yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from places(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from places(inner, (*path, index))


@st.composite
def mistaken(draw: st.DrawFn) -> dict[str, Any]:
    """Return a good document with a few mistakes: values replaced, keys left out, misspelt or added."""
    document = copy.deepcopy(draw(st.sampled_from(GOOD)))
    for _ in range(draw(st.integers(1, 4))):
        *way, last = draw(st.sampled_from(list(places(document))))
        parent = document
        for part in way:
            parent = parent[part]
        mistake = draw(st.sampled_from(["replace", "replace", "scalar", "remove", "add", "rename", "swap"]))
        if mistake == "replace":
            parent[last] = draw(VALUES)
        elif mistake == "scalar":
            parent[last] = draw(SCALARS)
        elif mistake == "remove":
            del parent[last]
        elif mistake == "add" and isinstance(parent, dict):
            parent[draw(st.one_of(st.text(max_size=12), SCALARS))] = draw(VALUES)
        elif mistake == "rename" and isinstance(parent, dict):
            parent[str(last)[:-1] + draw(st.sampled_from(["", "s", "S", "_", "\n"]))] = parent.pop(last)
        elif mistake == "swap":  # a part of another document, whole and in the wrong place
            other = draw(st.sampled_from(GOOD))
            parent[last] = copy.deepcopy(at(other, draw(st.sampled_from(list(places(other))))))
        if not document:
            break
    return document


def at(value: Any, path: tuple[Any, ...]) -> Any:
    """Return what is at a place inside a nested value."""
    for part in path:
        value = value[part]
    return value


_WORDS = st.sampled_from(
    ["a", "kind", "Tenant", "HostCluster", "apiVersion", "kubespaces.io/v1alpha1", "metadata", "name", "spec", "owner",
     "- ", ": ", ":", "\n", "\n  ", "\n    ", "{", "}", "[", "]", ",", "&a ", "*a", "<<: ", "!!int ", "!x ", "|\n", ">\n",
     "'", '"', "# ", "---\n", "...\n", "? ", "%YAML 1.1\n", "\t", "~", "1", "0.5", "true", "\\", "\x00", "\ufeff", "é"]
)  # fmt: skip

TEXTS = st.one_of(st.text(max_size=200), st.lists(_WORDS, max_size=40).map("".join))
"""Text that may or may not be YAML."""
