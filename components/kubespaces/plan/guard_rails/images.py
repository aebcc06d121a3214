"""Images: where they may come from, and whether they are pinned.

References are read as Kubernetes reads them: what stands before the first slash is a host only if it looks like one,
and otherwise the image is from docker.io. Source: https://github.com/distribution/reference (normalize.go).
"""

from kubespaces.plan.labels import ALLOWED, DIGESTS, PLATFORM_IMAGES
from kubespaces.plan.rule_data import DIGEST

from .cel import allowed, text
from .pods import ALL_CONTAINERS, CONTAINERS, SPEC, SPEC_VARIABLE
from .rail import Check, GuardRail
from .virtual import OF_CONTROL_PLANE

_PLATFORMS = (
    "platforms",
    f"namespaceObject.metadata.?annotations[?{text(PLATFORM_IMAGES)}].orValue('').split(',')",
)
# A preview asks for a control plane's new images before the namespace's annotation has them. It changes nothing; when
# the same is really asked for, the annotation is there.
_PREVIEWED = ("previewed", f"has(request.dryRun) && request.dryRun && {OF_CONTROL_PLANE}")
_WRITTEN = (
    "images",
    (
        "variables.previewed ? [] : (variables.containers.map(c, c.?image.orValue('')) + "
        "variables.spec.?volumes.orValue([]).filter(v, has(v.image)).map(v, v.image.?reference.orValue('')))"
        ".filter(i, i == '' || !(i in variables.platforms))"
    ),
)

_LOOKS_LIKE_HOST = "^([^/]*[.:A-Z][^/]*|localhost)/"
_WITH_HOST = (
    "withHost",
    (
        f"variables.images.map(i, i.matches({text(_LOOKS_LIKE_HOST)}) ? i : 'docker.io/' + i)"
        ".map(i, i.startsWith('index.docker.io/') ? i.substring(6) : i)"
    ),
)
_NORMAL = (
    "references",
    "variables.withHost.map(i, i.matches('^docker.io/[^/]*$') ? 'docker.io/library/' + i.substring(10) : i)",
)

# 'registry.example.com/team' lets in what is below it, and the image of that name itself; a host alone only what is
# below it, or it would let in 'registry.example.com:5000/...', which is another registry.
_LETS_IN = "r.startsWith(a + '/') || (a.contains('/') && (r == a || r.startsWith(a + ':') || r.startsWith(a + '@')))"
_FOREIGN = ("foreign", f"variables.references.filter(r, !variables.allowed.exists(a, {_LETS_IN}))")
_UNPINNED = ("unpinned", f"variables.images.filter(i, !i.matches({text(DIGEST)}))")

IMAGES = GuardRail(
    "images",
    CONTAINERS,
    (
        Check(
            "variables.foreign.size() == 0",
            "KS-SUP-01",
            f"images come from the registries that the namespace's annotation {ALLOWED}registries lists; use one of "
            "those",
            "variables.foreign",
        ),
        Check(
            f"namespaceObject.metadata.annotations[{text(DIGESTS)}] == 'optional' || variables.unpinned.size() == 0",
            "KS-SUP-02",
            "a tag can be moved to another image: name the image by its digest, as in image@sha256:...",
            "variables.unpinned",
        ),
    ),
    variables=(
        SPEC_VARIABLE,
        ALL_CONTAINERS,
        _PLATFORMS,
        _PREVIEWED,
        _WRITTEN,
        _WITH_HOST,
        _NORMAL,
        allowed("registries"),
        _FOREIGN,
        _UNPINNED,
    ),
    parameters=(f"{ALLOWED}registries", DIGESTS),
    changed=SPEC,
)
"""Registries and digests, for containers of every list and for volumes from images."""
