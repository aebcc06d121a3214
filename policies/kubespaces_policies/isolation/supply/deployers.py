"""KS-SUP-06: what deploys things that no policy sees."""

import re
from collections.abc import Iterator

from kubespaces_policies.check import Check
from kubespaces_policies.control import Severity, control
from kubespaces_policies.kubernetes.objects import KubernetesObject
from kubespaces_policies.resource import Resource
from kubespaces_policies.settings import Role
from kubespaces_policies.value import Value

_RELEASE = "kubernetes:helm.sh/v3:Release"
_COMMANDS = ("command:local:", "command:remote:")
_DYNAMIC = ("pulumi-python:dynamic", "pulumi-nodejs:dynamic")
_FLUX_RELEASE = "helm.toolkit.fluxcd.io/HelmRelease"
_FLUX = (_FLUX_RELEASE, "kustomize.toolkit.fluxcd.io/Kustomization")
_FLUX_SOURCES = tuple(
    f"source.toolkit.fluxcd.io/{kind}" for kind in ("Bucket", "GitRepository", "HelmRepository", "OCIRepository")
)
_ARGO = ("argoproj.io/Application", "argoproj.io/ApplicationSet")
_DEPLOYERS = (*_FLUX, *_FLUX_SOURCES, *_ARGO)
_CONFIG_MAP = "/ConfigMap"
_EXACT = re.compile(r"v?\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?")
"""A version and no range of versions (https://semver.org)."""
_REVISION = re.compile(r"[0-9a-f]{40}|v?\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?")
"""A commit or a version."""


def _is_deployer(resource: Resource) -> bool:
    opaque = resource.type == _RELEASE or resource.type.startswith((*_COMMANDS, *_DYNAMIC))
    return opaque or bool(resource.of_kind(_CONFIG_MAP, *_DEPLOYERS))


@control(
    "KS-SUP-06",
    title="Nothing is deployed past the policies",
    severity=Severity.HIGH,
    why="A Helm Release, a command or a GitOps object makes things that neither a preview nor a policy ever sees.",
    fix="register the objects themselves (HelmChart of this library, Chart v4, ConfigGroup); in the platform's stacks "
    "take charts from one of the setting chartSources, in an exact version",
    sources=("pulumi-kubernetes helm.sh/v3 Release", "pulumi-hugo#1023", "pulumi-kubernetes#2057, #2144"),
    applies=_is_deployer,
)
def nothing_is_deployed_unseen(resource: Resource, check: Check) -> None:
    """Refuse in a tenant's stack; in the platform's judge where charts and manifests come from.

    Commands and dynamic resources of the platform's stacks are allowed by the setting ``opaqueDeployers`` only.
    """
    if check.settings.role is Role.TENANT:
        _judge_tenant(resource, check)
    elif resource.type == _RELEASE:
        _judge_release(resource.props, check)
    elif resource.type.startswith((*_COMMANDS, *_DYNAMIC)):
        if not check.settings.opaque_deployers:
            check.violation(None, "does what no policy sees")
    else:
        _judge_objects(resource, check)


def _judge_tenant(resource: Resource, check: Check) -> None:
    maps = resource.of_kind(_CONFIG_MAP)
    if not maps or resource.of_kind(*_DEPLOYERS):
        check.violation(None, "deploys what no policy sees")
    for item in maps:
        with check.guard():
            for _, text in item.at("data").entries():
                check.require(text, lambda value: not _is_manifest(value.text()), "holds a manifest", show=False)


def _is_manifest(text: str) -> bool:
    keys = {line.partition(":")[0].strip(' "{-') for line in text.replace(",", "\n").splitlines()}
    return {"apiVersion", "kind"} <= keys


def _judge_release(props: Value, check: Check) -> None:
    repository = props.at("repositoryOpts", "repo")
    source = repository if repository.present else props.at("chart")
    check.require(source, lambda value: _is_from(value.text(), check), "is none of the setting chartSources")
    check.require(props.at("version"), _is_exact, "must be one version, written out")
    check.require(props.at("skipCrds"), lambda value: not value.flag(), "leaves its kinds out, to come from elsewhere")
    check.require(props.at("postrender"), lambda value: value.text() == "", "runs a command on what is deployed")


def _judge_objects(resource: Resource, check: Check) -> None:
    found = resource.of_kind(*_DEPLOYERS)
    if not found:
        check.not_applicable("the stack is the platform's")
    for item in found:
        with check.guard():
            for source in _sources(item):
                check.require(
                    source, lambda value: _is_from(value.text(), check), "is none of the setting chartSources"
                )
            for version in _versions(item):
                check.require(version, _is_revision, "must be one version or commit, written out")


def _sources(item: KubernetesObject) -> Iterator[Value]:
    spec = item.at("spec")
    if item.is_a(*_FLUX_SOURCES):
        yield spec.at("endpoint" if item.is_a(_FLUX_SOURCES[0]) else "url")
    yield from (source.at("repoURL") for source in _argo_sources(item))


def _versions(item: KubernetesObject) -> Iterator[Value]:
    spec = item.at("spec")
    if item.is_a(_FLUX_RELEASE) and spec.at("chart").present:
        yield spec.at("chart", "spec", "version")
    yield from (source.at("targetRevision") for source in _argo_sources(item))


def _argo_sources(item: KubernetesObject) -> list[Value]:
    if not item.is_a(*_ARGO):
        return []
    spec = item.at("spec", "template", "spec") if item.is_a(_ARGO[1]) else item.at("spec")
    several = list(spec.at("sources"))
    return several if several and not spec.at("source").present else [spec.at("source"), *several]


def _is_from(text: str, check: Check) -> bool:
    """Tell whether an address is one of the allowed ones or below it; only encrypted ones can be."""
    safe = text.startswith(("https://", "oci://", "ssh://"))
    allowed = (source.rstrip("/") for source in check.settings.chart_sources)
    return safe and ".." not in text and any(text == one or text.startswith(f"{one}/") for one in allowed)


def _is_exact(value: Value) -> bool:
    return _EXACT.fullmatch(value.text()) is not None


def _is_revision(value: Value) -> bool:
    return _REVISION.fullmatch(value.text()) is not None
