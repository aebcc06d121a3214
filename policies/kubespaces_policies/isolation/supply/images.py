"""KS-SUP-01 to KS-SUP-03: which images pods run."""

from kubespaces_policies.check import Check
from kubespaces_policies.control import Severity, control
from kubespaces_policies.edit import Edit
from kubespaces_policies.kubernetes.images import Image, named_elsewhere, parse_image, pulled
from kubespaces_policies.resource import Resource, workloads
from kubespaces_policies.value import Value

_ALWAYS = "Always"
_SOURCE = "https://kubernetes.io/docs/concepts/containers/images/"


def _runs_images(resource: Resource) -> bool:
    return bool(resource.pods) or any(True for _ in named_elsewhere(resource))


@control(
    "KS-SUP-01",
    title="Images come from allowed registries",
    severity=Severity.CRITICAL,
    why="Whoever can push to a registry that pods pull from runs what they like in the cluster.",
    fix="copy the image into one of the setting registries and name it from there, host first",
    sources=("EKS 5.1.4", "AKS 5.1.4", "GKE 5.1.4", "Kyverno restrict-image-registries", _SOURCE),
    applies=_runs_images,
)
def images_come_from_allowed_registries(resource: Resource, check: Check) -> None:
    """Judge every image of pods, of their volumes and of custom objects by host and by the path's whole parts.

    In custom objects an image is what is called so; one that an operator makes up by itself is seen by no stack.
    """
    for reference, _ in pulled(resource, check):
        _judge_registry(reference, check)
    for reference in named_elsewhere(resource):
        _judge_registry(reference, check)


def _judge_registry(reference: Value, check: Check) -> None:
    with check.guard():
        image = _read(reference, check)
        if image is not None and not image.is_from(check.settings.registries):
            allowed = ", ".join(check.settings.registries) or "none is allowed"
            check.violation(reference, f"is from {image.host}, not from one of: {allowed}", show=not reference.secret)


def _read(reference: Value, check: Check) -> Image | None:
    """Return what a reference names; one that names nothing is reported."""
    image = parse_image(reference.text())
    if image is None:
        check.violation(reference, "is no reference of an image" if reference.present else "names no image")
    return image


@control(
    "KS-SUP-02",
    title="Images are pinned by digest",
    severity=Severity.HIGH,
    why="A tag is whatever was pushed to it last: what was reviewed and scanned is not what runs.",
    fix="end the reference in @sha256:<digest>, as a pipeline resolves it (crane digest IMAGE), and name no tag latest",
    sources=("CKV_K8S_14", "CKV_K8S_43", "Kyverno require-image-checksum, disallow-latest-tag", _SOURCE),
    applies=workloads,
)
def images_are_pinned(resource: Resource, check: Check) -> None:
    """Ask for a SHA-256 of every image of pods and of their volumes."""
    for reference, _ in pulled(resource, check):
        with check.guard():
            image = _read(reference, check)
            if image is not None and not image.is_pinned:
                check.violation(reference, "names no content: it must end in @sha256: and 64 digits")
            elif image is not None and image.tag == "latest":
                check.violation(reference, "says latest, which is not what its digest says tomorrow")


def _pulled_always(resource: Resource, edit: Edit) -> None:
    for reference, policy in pulled(resource, Check(edit.settings)):
        if reference.present and not policy.unknown and policy.text() != _ALWAYS:
            edit.set(policy, _ALWAYS)


@control(
    "KS-SUP-03",
    title="Images are pulled anew for every pod",
    severity=Severity.MEDIUM,
    why="An image that lies on the node is started without asking its registry: a tenant runs what another one pulled "
    "with its password.",
    fix="set imagePullPolicy: Always; layers that are there already are not fetched again",
    sources=(
        "MTB-PL1-CC-DI-1",
        "CKV_K8S_15",
        "https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#alwayspullimages",
    ),
    applies=workloads,
    remedy=_pulled_always,
)
def images_are_pulled_always(resource: Resource, check: Check) -> None:
    """Ask for the policy of every image of pods and of their volumes, digest or not.

    ``imagePullSecrets`` need no rule: they are names, and Kubernetes looks them up in the pod's own namespace only.
    """
    for _, policy in pulled(resource, check):
        check.require(policy, lambda value: value.text() == _ALWAYS, f"must be {_ALWAYS}")
