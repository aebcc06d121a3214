"""Documents by chance: good ones, good ones with mistakes in them, and anything that YAML can hold."""

import copy
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from hypothesis import strategies as st

from tests.documents import host, tenant

ODD_SCALARS: list[Any] = [
    None, True, False, 0, 1, -1, 30, 10**18, 10**40, 0.5, -0.0, 1e308, float("inf"), float("nan"),
    "", " ", "on", "no", "~", "null", "2020-01-01", "1:30", "0x1f", "30%", "0.01%", "remainder", "200%", "-1", "8Gi",
    "8gb", "1e99", "1n", "7Ei", "9" * 40, "dev", "Dev", "dev.", "a" * 300, "system:masters", "kube-system/default",
    "a/b", "10.0.0.0/8", "10.0.0.1/8", "169.254.169.254/32", "::/0", "::ffff:1.2.3.4/128", "fe80::1%eth0", "443",
    "TCP/0", "UDP/1-99999", "\ud800", "\x1b[31m", "\u202e", "{{x}}", "{x}", "%s", "namespace", "restricted", "prod",
    "shop", "bank", "local", "nvidia.com/gpu", "https://x", "*.example.com", "deny", "always",
]  # fmt: skip
"""Single values, the likely and the unlikely."""

ODD_VALUES: list[Any] = [
    *ODD_SCALARS,
    [], {}, [[]], [{}], [None], {"a": None}, {"": {}}, {1: 2}, {None: None}, ["a", 1, [True, {"x": []}]],
    {"name": "dev"}, {"name": "dev", "share": "100%"}, [{"name": "dev", "share": "100%"}] * 2, {"tenant": "bank"},
    {"cidr": "0.0.0.0/0"}, {"role": "api-server"}, {"cpu": "1", "memory": "1Gi"}, {"cpu": 0}, {"peers": []},
]  # fmt: skip
"""Values of any form."""

ODD_KEYS: list[Any] = [
    *ODD_SCALARS[:8],
    "x",
    "Spec",
    "pod_security",
    "quotta",
    "share",
    "cidr",
    "\x1b",
    "\ud800",
    "k" * 300,
]

SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20), st.sampled_from(ODD_SCALARS)
)

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


_CHOICE = st.integers(0, 2**20)


@st.composite
def mistaken(draw: st.DrawFn) -> dict[str, Any]:
    """Return a good document with a few mistakes: values replaced, keys left out, misspelt or added.

    All choices are plain numbers from one strategy: drawing is what costs time here, and 10,000 documents are many.
    """

    def one_of(options: Sequence[Any]) -> Any:
        return options[draw(_CHOICE) % len(options)]

    document: dict[str, Any] = copy.deepcopy(one_of(GOOD))
    for _ in range(1 + draw(_CHOICE) % 4):
        if not document:
            break
        *way, last = one_of(list(places(document)))
        make_mistake(at(document, tuple(way)), last, one_of)
    return document


def make_mistake(parent: Any, key: Any, one_of: Callable[[Sequence[Any]], Any]) -> None:
    """Spoil one value of a mapping or a list."""
    kind = one_of(["replace", "replace", "replace", "remove", "add", "rename", "swap"])
    if kind == "remove":
        del parent[key]
    elif kind == "add" and isinstance(parent, dict):
        parent[one_of(ODD_KEYS)] = one_of(ODD_VALUES)
    elif kind == "rename" and isinstance(parent, dict):
        parent[str(key)[:-1] + one_of(["", "s", "S", "_", "\n"])] = parent.pop(key)
    elif kind == "swap":  # a part of another document, whole and in the wrong place
        other = one_of(GOOD)
        parent[key] = copy.deepcopy(at(other, one_of(list(places(other)))))
    else:
        parent[key] = copy.deepcopy(one_of(ODD_VALUES))


def at(value: Any, path: tuple[Any, ...]) -> Any:
    """Return what is at a place inside a nested value."""
    for part in path:
        value = value[part]
    return value


_WORDS = st.sampled_from(
    ["a", "kind", "Tenant", "HostCluster", "apiVersion", "kubespaces.io/v1alpha1", "metadata", "name", "spec", "owner",
     "- ", ": ", ":", "\n", "\n  ", "\n    ", "{", "}", "[", "]", ",", "&a ", "*a", "<<: ", "!!int ", "!x ",
     "|\n", ">\n",
     "'", '"', "# ", "---\n", "...\n", "? ", "%YAML 1.1\n", "\t", "~", "1", "0.5", "true", "\\", "\x00", "\ufeff", "é"]
)  # fmt: skip

TEXTS = st.one_of(st.text(max_size=200), st.lists(_WORDS, max_size=40).map("".join))
"""Text that may or may not be YAML."""
