"""KS-SUP-01 to KS-SUP-03: images."""

from kubespaces_policies.value import UNKNOWN

from .case import SAFE_CONTAINER, SAFE_POD, Case, Cases, Given, Props, case, hidden_pods, manifest, pod

POD = "kubernetes:core/v1:Pod"
PATCH = "kubernetes:core/v1:PodPatch"
_DIGEST = "@sha256:" + "a" * 64
_REGISTRIES = {"registries": ["registry.example.com/payments", "mirror.example.com:5000", "docker.io/library"]}
_IMAGE = "spec.containers[0].image"


def _running(image: object) -> Case:
    return Case([Given(POD, pod(container={"image": image}))], _REGISTRIES)


def _bad(image: object, at: str = _IMAGE) -> Case:
    return Case([Given(POD, pod(container={"image": image}))], _REGISTRIES, at, remedied=False)


def _volume(reference: object, policy: str | None = "Always") -> Props:
    return {"name": "it", "image": {"reference": reference, **({"pullPolicy": policy} if policy else {})}}


def _other(**spec: object) -> Given:
    return Given("kubernetes:example.com/v1:Engine", manifest("example.com/v1", "Engine", spec=spec))


def _hidden(container: Props) -> dict[str, Case]:
    spec = {**SAFE_POD, "containers": [{**SAFE_CONTAINER, **container}]}
    return {f"hidden in {name}": Case([given], _REGISTRIES) for name, given in hidden_pods(spec).items()}


_GOOD = SAFE_CONTAINER["image"]

CASES = {
    "KS-SUP-01": Cases(
        good={
            "a path of it": _running(_GOOD),
            "a host with a port": _running(f"mirror.example.com:5000/any/thing{_DIGEST}"),
            "an upper-case host": _running(f"Registry.Example.com/payments/app{_DIGEST}"),
            "the library, in short": _running("nginx"),
            "the library, in full": _running("docker.io/library/nginx:1.27"),
            "the library, by its old name": _running("index.docker.io/library/nginx:1.27"),
            "a volume": Case([Given(POD, pod(volumes=[_volume(_GOOD)]))], _REGISTRIES),
            "a custom object": Case([_other(image=_GOOD)], _REGISTRIES),
            "a Patch without containers": case(
                PATCH, manifest("v1", "Pod", spec={"containers": [{**SAFE_CONTAINER}]}), **_REGISTRIES
            ),
        },
        bad={
            "another registry": _bad(f"ghcr.io/payments/app{_DIGEST}"),
            "a host that begins alike": _bad(f"registry.example.com.evil.org/payments/app{_DIGEST}"),
            "a host that ends alike": _bad(f"notregistry.example.com/payments/app{_DIGEST}"),
            "a path that begins alike": _bad(f"registry.example.com/payments-evil/app{_DIGEST}"),
            "another path": _bad(f"registry.example.com/web/app{_DIGEST}"),
            "the host as a path": _bad(f"evil.org/registry.example.com/payments/app{_DIGEST}"),
            "another port": _bad(f"mirror.example.com/app{_DIGEST}"),
            "somebody's on Docker Hub": _bad("payments/app"),
            "a host without a dot": _bad("registry/payments/app"),
            "localhost": _bad("localhost/payments/app"),
            "a way up": _bad(f"registry.example.com/payments/../web/app{_DIGEST}"),
            "a web address": _bad("https://registry.example.com/payments/app"),
            "no image": _bad(None),
            "an empty one": _bad(""),
            "none allowed": case(POD, pod(), at=_IMAGE),
            "an init container": Case(
                [Given(POD, pod(initContainers=[{"name": "it", "image": "ghcr.io/a/b"}]))],
                _REGISTRIES,
                "spec.initContainers[0].image",
            ),
            "an ephemeral container": Case(
                [Given(POD, pod(ephemeralContainers=[{"name": "it", "image": "ghcr.io/a/b"}]))], _REGISTRIES
            ),
            "a volume": Case(
                [Given(POD, pod(volumes=[_volume("ghcr.io/a/b")]))], _REGISTRIES, "spec.volumes[0].image.reference"
            ),
            "a custom object": Case([_other(image="ghcr.io/a/b")], _REGISTRIES, "spec.image"),
            "a custom object's repository": Case(
                [_other(sidecar={"image": {"repository": "ghcr.io/a/b", "tag": "1"}})], _REGISTRIES
            ),
            "a custom object's list": Case([_other(parts=[{"imageName": "ghcr.io/a/b"}])], _REGISTRIES),
            **_hidden({"image": f"ghcr.io/payments/app{_DIGEST}"}),
        },
        deferred={
            "an image": Case([Given(POD, pod(container={"image": UNKNOWN}))], _REGISTRIES),
            "a custom object's": Case([_other(image=UNKNOWN)], _REGISTRIES),
        },
        other={
            "no pod": case("kubernetes:core/v1:ConfigMap", manifest("v1", "ConfigMap", data={"image": "x"})),
            "a custom object without images": Case([_other(size=3)]),
        },
    ),
    "KS-SUP-02": Cases(
        good={
            "a digest": case(POD, pod()),
            "a tag and a digest": _running(f"registry.example.com/app:1.2.3{_DIGEST}"),
            "a volume": case(POD, pod(volumes=[_volume(_GOOD)])),
        },
        bad={
            "a tag": _bad("registry.example.com/app:1.2.3"),
            "no tag": _bad("registry.example.com/app"),
            "latest": _bad("registry.example.com/app:latest"),
            "latest and a digest": _bad(f"registry.example.com/app:latest{_DIGEST}"),
            "an empty tag and a digest": _bad(f"registry.example.com/app:{_DIGEST}"),
            "a short digest": _bad("registry.example.com/app@sha256:" + "a" * 63),
            "a digest in capitals": _bad("registry.example.com/app@sha256:" + "A" * 64),
            "another digest": _bad("registry.example.com/app@sha512:" + "a" * 128),
            "a digest in the tag": _bad("registry.example.com/app:sha256-" + "a" * 64),
            "a digest and more": _bad(f"registry.example.com/app{_DIGEST}x"),
            "no image": _bad(None),
            "a volume": case(POD, pod(volumes=[_volume("registry.example.com/app:1")])),
            **_hidden({"image": "registry.example.com/payments/app:1"}),
        },
        deferred={"an image": case(POD, pod(container={"image": UNKNOWN}))},
    ),
    "KS-SUP-03": Cases(
        good={"always": case(POD, pod()), "a volume": case(POD, pod(volumes=[_volume(_GOOD)]))},
        bad={
            "not said": case(POD, pod(container={"imagePullPolicy": None}), at="spec.containers[0].imagePullPolicy"),
            "not if it is there": case(POD, pod(container={"imagePullPolicy": "IfNotPresent"})),
            "never": case(POD, pod(container={"imagePullPolicy": "Never"})),
            "an init container": case(POD, pod(initContainers=[{"name": "it", "image": _GOOD}])),
            "a volume": case(POD, pod(volumes=[_volume(_GOOD, None)]), at="spec.volumes[0].image.pullPolicy"),
            "a Patch": case(PATCH, pod(container={"imagePullPolicy": "Never"})),
            **_hidden({"imagePullPolicy": "Never"}),
        },
        deferred={"a policy": case(POD, pod(container={"imagePullPolicy": UNKNOWN}))},
    ),
}
