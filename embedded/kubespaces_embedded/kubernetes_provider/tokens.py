"""Type tokens, URNs and ids: which object a request is about."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kubespaces_embedded.kubernetes_provider.errors import Refused

_ONLY_OFFICIAL = ("helm.sh", "helm", "kustomize", "yaml")
"""Modules whose resources and functions are programs of their own rather than Kubernetes objects."""

BUILT_IN_GROUPS = frozenset(
    (
        "",
        "admissionregistration.k8s.io",
        "apiextensions.k8s.io",
        "apiregistration.k8s.io",
        "apps",
        "auditregistration.k8s.io",
        "autoscaling",
        "batch",
        "certificates.k8s.io",
        "coordination.k8s.io",
        "discovery.k8s.io",
        "events.k8s.io",
        "extensions",
        "flowcontrol.apiserver.k8s.io",
        "networking.k8s.io",
        "node.k8s.io",
        "policy",
        "rbac.authorization.k8s.io",
        "resource.k8s.io",
        "scheduling.k8s.io",
        "settings.k8s.io",
        "storage.k8s.io",
        "storagemigration.k8s.io",
    )
)
"""Groups of Kubernetes itself (API reference). Only their objects are brought into the API server's normal form, as
the official plugin does; those of CustomResourceDefinitions are taken as they are."""


@dataclass(frozen=True, slots=True)
class TypeToken:
    """A parsed type token such as ``kubernetes:apps/v1:Deployment``; ``group`` of the core API is empty."""

    token: str
    group: str
    version: str
    name: str

    @property
    def api_version(self) -> str:
        """The ``apiVersion`` of the kind."""
        return f"{self.group}/{self.version}" if self.group else self.version


@dataclass(frozen=True, slots=True)
class Target:
    """The object a request is about, as far as its type token and inputs tell."""

    urn: str
    token: TypeToken
    api_version: str
    kind: str
    patch: bool
    """Whether the resource only patches an object that somebody else owns (``NamespacePatch``)."""

    @property
    def group(self) -> str:
        """The API group; empty for the core API."""
        return self.api_version.rpartition("/")[0]


def name_of(urn: str) -> str:
    """Return the resource's name in the program, the last part of a URN."""
    return urn.split("::", 3)[-1]


def type_of(urn: str) -> str:
    """Return the type token of a URN, without those of its parents."""
    return urn.split("::")[2].rpartition("$")[2]


def parse_token(token: str) -> TypeToken:
    """Return the parts of a type token; raises :class:`Refused` for what only the official plugin can do."""
    package, _, rest = token.partition(":")
    module, _, name = rest.partition(":")
    group, slash, version = module.partition("/")
    if package == "kubernetes" and group in _ONLY_OFFICIAL:
        raise Refused(
            f"{token} needs the official Kubernetes plugin; install it with "
            "`pulumi plugin install resource kubernetes` (this stand-in knows Kubernetes objects only)"
        )
    if package != "kubernetes" or not (slash and version and name):
        raise Refused(f"{token!r} is not a type token of the form kubernetes:<group>/<version>:<Kind>")
    return TypeToken(token, "" if group == "core" else group, version, name)


def target(urn: str, inputs: Mapping[str, Any]) -> Target:
    """Return the object that a resource's inputs describe.

    A resource without inputs, as at import, is told by its token alone.
    """
    token = parse_token(type_of(urn))
    kind = inputs.get("kind")
    api_version = inputs.get("apiVersion")
    known_kind = kind if isinstance(kind, str) and kind else _kind_of(token)
    return Target(
        urn=urn,
        token=token,
        api_version=api_version if isinstance(api_version, str) and api_version else token.api_version,
        kind=known_kind,
        patch=token.name == f"{known_kind}Patch",
    )


def refuse_lists(token: TypeToken) -> None:
    """Raise :class:`Refused` for ``PodList`` and the like, which exist for manifests only.

    Custom kinds may well be called "...List".
    """
    if token.group in BUILT_IN_GROUPS and token.name.endswith("List"):
        raise Refused(
            f"{token.token}: lists exist for manifests only and cannot be created; "
            f"use {token.name.removesuffix('List')} for each object"
        )


def object_id(obj: Mapping[str, Any]) -> str:
    """Return the id in the state: ``namespace/name``, or ``name`` for cluster-scoped objects."""
    metadata = obj.get("metadata") or {}
    namespace = metadata.get("namespace")
    return f"{namespace}/{metadata['name']}" if namespace else str(metadata["name"])


def parse_id(identifier: str) -> tuple[str, str]:
    """Return namespace and name of an id; the namespace may be empty."""
    namespace, slash, name = identifier.partition("/")
    return (namespace, name) if slash else ("", namespace)


def _kind_of(token: TypeToken) -> str:
    return token.name.removesuffix("Patch") if token.group in BUILT_IN_GROUPS else token.name
