"""What the labels and annotations of a Namespace say: rung, Pod Security, allow-lists, nodes, exemptions."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from kubespaces.plan.labels import ALLOWED, ISOLATION, PRODUCTION, SANDBOX, TENANT
from kubespaces.review.preview import is_known
from kubespaces.review.world import KubeObject

from .order import Fact, Facts, Item, Level

RUNGS = ("namespace", "sandboxed", "dedicated-nodes", "virtual", "dedicated-cluster")
"""The rungs, from loose to tight."""
_POD_SECURITY = ("privileged", "baseline", "restricted")
"""Pod Security Standards; a namespace that says nothing is privileged.
Source: https://kubernetes.io/docs/concepts/security/pod-security-standards/"""
_POD_SECURITY_LABEL = "pod-security.kubernetes.io/"
_LATEST = 10_000
_CLASSES = ("gateway-classes", "ingress-classes", "priority-classes", "service-types", "storage-classes")
_NODE_SELECTOR = "scheduler.alpha.kubernetes.io/node-selector"
_WHITELIST = "scheduler.alpha.kubernetes.io/tolerationsWhitelist"

_EXEMPTING = {
    "admission.gatekeeper.sh/ignore": "Gatekeeper",
    "policies.kyverno.io/ignore": "Kyverno",
    "control-plane": "webhooks that leave out the control plane",
    "resource.kubernetes.io/admin-access": "device access checks",
}
"""Labels that take a namespace out of somebody's checks (controls.md, KS-TEN-07)."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """An opening: something that an allow-list lets pass."""

    key: str
    content: str
    """A name, a registry with a path, a host name with a star; empty for everything."""
    words: str
    unknown: bool = False

    def includes(self, other: Fact) -> bool:
        """Tell whether everything that the other lets pass, this one lets pass as well."""
        if not isinstance(other, Allowed) or self.unknown or other.unknown:
            return False
        mine, theirs = self.content, other.content
        below = theirs.startswith(f"{mine}/") or (mine.startswith("*.") and theirs.endswith(mine[1:]))
        return not mine or mine == theirs or (bool(theirs) and below)

    def __str__(self) -> str:
        return self.words


def rung(namespace: KubeObject) -> Facts:
    """Return the rung, and that it is production's."""
    return Facts([*_ladder(namespace, ISOLATION, RUNGS, "rung"), *_flag(namespace, PRODUCTION, "production")])


def identity(namespace: KubeObject) -> Facts:
    """Return whose namespace it is: everything that goes by tenants, such as peers, goes by this label."""
    tenant = namespace.labels.get(TENANT)
    return Facts([] if tenant is None else [Item(TENANT, str(tenant), f"tenant {tenant}", not is_known(tenant))])


def runtime(namespace: KubeObject) -> Facts:
    """Return whether a sandbox is mandatory, and which runtime classes may be named."""
    return Facts([*_flag(namespace, SANDBOX, "sandbox mandatory"), *_allowed_controls(namespace, "runtime-classes")],
                 _allowed(namespace, "runtime-classes"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Enforced:
    """A control: a Pod Security Standard, as a version of Kubernetes has it."""

    key: str
    """What is done with pods that break it: ``enforce``, ``audit`` or ``warn``."""
    rank: int
    """Place of the standard on their ladder."""
    version: int
    """Minor version, or a high number for the newest one; a standard gets tighter with time."""
    words: str
    unknown: bool = False

    def includes(self, other: Fact) -> bool:
        """Tell whether this one refuses all that the other refuses."""
        if not isinstance(other, Enforced) or self.unknown or other.unknown:
            return False
        return other.rank <= 0 or (self.rank >= other.rank and self.version >= other.version)

    def __str__(self) -> str:
        return f"{self.key} {self.words}"


def pod_security(namespace: KubeObject) -> Facts:
    """Return the Pod Security levels, with the versions that they are pinned to."""
    modes = [mode for mode in ("enforce", "audit", "warn") if mode == "enforce" or _level(namespace, mode) is not None]
    return Facts([_enforced(namespace, mode) for mode in modes])


def _level(namespace: KubeObject, mode: str) -> Any:
    return namespace.labels.get(_POD_SECURITY_LABEL + mode)


def _enforced(namespace: KubeObject, mode: str) -> Enforced:
    level = _level(namespace, mode)
    level = _POD_SECURITY[0] if level is None else level
    version = namespace.labels.get(f"{_POD_SECURITY_LABEL}{mode}-version", "latest")
    rank = _POD_SECURITY.index(level) if level in _POD_SECURITY else 0
    match = re.fullmatch(r"v1\.(\d+)", str(version))
    words = f"{level} ({version})" if rank else str(level)
    unknown = not is_known(level) or not is_known(version)
    return Enforced(mode, rank, int(match[1]) if match else _LATEST, words, unknown)


def registries(namespace: KubeObject) -> Facts:
    """Return where images may come from."""
    return Facts(_allowed_controls(namespace, "registries"), _allowed(namespace, "registries"))


def classes(namespace: KubeObject) -> Facts:
    """Return which other classes may be named, and which types of Service there may be."""
    said = {key.removeprefix(ALLOWED) for key in namespace.annotations if key.startswith(ALLOWED)}
    names = sorted({*said, *_CLASSES} - {"registries", "hostnames", "runtime-classes"})
    controls = [control for name in names for control in _allowed_controls(namespace, name)]
    return Facts(controls, [opening for name in names for opening in _allowed(namespace, name)])


def hostnames(namespace: KubeObject) -> Facts:
    """Return which host names may be claimed."""
    return Facts(_allowed_controls(namespace, "hostnames"), _allowed(namespace, "hostnames"))


def nodes(namespace: KubeObject) -> Facts:
    """Return the nodes that pods are kept on."""
    found = []
    for key, words in ((_NODE_SELECTOR, "only on nodes"), (_WHITELIST, "only tolerations")):
        value = namespace.annotations.get(key)
        if value is not None:
            found.append(Item(key, str(value), f"{words} {value}", not is_known(value)))
    return Facts(found)


def exemptions(namespace: KubeObject) -> Facts:
    """Return whose checks the namespace is taken out of."""
    found = [
        Item(key, str(namespace.labels[key]), f"left out by {whose} ({key}={namespace.labels[key]})")
        for key, whose in _EXEMPTING.items()
        if key in namespace.labels
    ]
    return Facts(openings=found)


def _ladder(namespace: KubeObject, label: str, ladder: tuple[str, ...], key: str) -> list[Fact]:
    value = namespace.labels.get(label)
    if value is None:
        return []
    if not is_known(value):
        return [Level(key, 0, f"{key} {value}", unknown=True)]
    # What is not on the ladder is taken for its lowest rung, as the API server does with Pod Security levels.
    return [Level(key, ladder.index(value) if value in ladder else -1, f"{key} {value}")]


def _flag(namespace: KubeObject, label: str, key: str) -> list[Fact]:
    value = namespace.labels.get(label)
    if value is not None and not is_known(value):
        return [Level(key, 0, f"{key} {value}", unknown=True)]
    return [Level(key, 1, key)] if value == "true" else []


def _allowed_controls(namespace: KubeObject, name: str) -> list[Fact]:
    """Return the control that an allow-list is, whatever is on it: nothing that is not on it passes."""
    value = namespace.annotations.get(ALLOWED + name)
    if value is None:
        return []
    words = f"no {_words(name)}" + (" but those listed" if value else "")
    return [Item(f"allowed {name}", "", words, quiet=bool(value))]


def _allowed(namespace: KubeObject, name: str) -> list[Fact]:
    value = namespace.annotations.get(ALLOWED + name)
    key, words = f"{name} allowed", _words(name)
    if value is not None and not is_known(value):
        return [Allowed(key, str(value), f"{words} {value}", unknown=True)]
    if value is None:
        return [Allowed(key, "", f"any {words}")]
    return [Allowed(key, entry, f"{words} {entry}") for entry in _entries(str(value))]


def _entries(value: str) -> Iterator[str]:
    yield from sorted({entry.strip() for entry in value.split(",") if entry.strip()})


def _words(name: str) -> str:
    singular = {"registries": "registry", "hostnames": "host name", "service-types": "Service type"}
    return singular.get(name) or name.replace("-", " ").removesuffix("es")
