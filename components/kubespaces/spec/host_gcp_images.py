"""Which images may run on host clusters on Google Cloud: the project's policy of Binary Authorization."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

from .base import Model
from .errors import Problem
from .patterns import Form

if TYPE_CHECKING:
    from .host_cluster import HostClusterSpec
    from .source import Source

_PATTERN = r"[a-z0-9.-]+(:[0-9]+)?/[A-Za-z0-9._/@:-]*\*{0,2}"
_PATTERN_RULE = "is no pattern of images such as 'registry.example.com/shop/**' (** at the end: all that is below)"
_ATTESTOR = r"projects/[a-z][a-z0-9-]{4,28}[a-z0-9]/attestors/[A-Za-z0-9_-]+"
_ATTESTOR_RULE = "is no attestor such as 'projects/<project>/attestors/<name>'"


class ImagePolicy(Model):
    """Which images may run: those that Google's own policy knows as the system's, and those named here."""

    manage: bool = True
    """Write the policy with this cluster; default true. A project has one policy, so it is false for every further
    cluster of a project, and where the policy is written elsewhere."""
    admit: list[Annotated[str, Form(_PATTERN, _PATTERN_RULE)]] = []
    """Patterns of images that may run besides those of the project's own Artifact Registry in the cluster's region;
    ``*`` at the end stands for one part of a path, ``**`` for all that is below. Default none."""
    attestors: list[Annotated[str, Form(_ATTESTOR, _ATTESTOR_RULE)]] = []
    """Attestors that must all have attested any other image, by their full names; default none: any other image is
    refused."""


def admitted(spec: "HostClusterSpec") -> list[str]:
    """Return the patterns of images that need no attestation.

    Source: https://cloud.google.com/binary-authorization/docs/policy-yaml-reference#admissionwhitelistpatterns
    """
    if spec.gcp is None:
        return []
    own = f"{spec.region}-docker.pkg.dev/{spec.gcp.project}/**"
    return sorted({own, *spec.gcp.image_policy.admit})


def writes_policy(spec: "HostClusterSpec") -> bool:
    """Return whether the cluster's stack writes the project's policy."""
    return bool(spec.gcp and spec.gcp.binary_authorization and spec.gcp.image_policy.manage)


def check_policies(hosts: Sequence["Source"]) -> Iterator[Problem]:
    """Yield clusters that write the policy of a project which another cluster writes already."""
    first: dict[str, str] = {}
    for source in hosts:
        spec = source.host.spec
        if spec.gcp is None or not writes_policy(spec):
            continue
        other = first.setdefault(spec.gcp.project, source.host.name)
        if other != source.host.name:
            rule = f"host cluster {other} writes the policy of project {spec.gcp.project}; set manage: false here"
            yield source.problem("gcp.imagePolicy.manage", "true", rule)


def check_images(spec: "HostClusterSpec", host: str, source: "Source") -> Iterator[Problem]:
    """Yield registries of a tenant none of whose images would be allowed to run.

    Args:
        spec: facts of the host cluster that carries the tenant.
        host: its name.
        source: the tenant.
    """
    if not writes_policy(spec) or (spec.gcp and spec.gcp.image_policy.attestors):
        return
    patterns = admitted(spec)
    for index, registry in enumerate(source.tenant.spec.registries):
        if not any(_meet(pattern, registry) for pattern in patterns):
            rule = f"host cluster {host} runs no images from there; add {registry}/** to gcp.imagePolicy.admit there"
            yield source.problem(f"registries[{index}]", registry, rule)


def _meet(pattern: str, registry: str) -> bool:
    """Return whether some image can lie under both."""
    start, prefix = pattern.rstrip("*"), f"{registry}/"
    if start.startswith(prefix):
        return True
    return pattern.endswith("**") and prefix.startswith(start)
