"""KS-POD-05 and KS-POD-06: storage."""

from kubespaces_policies.value import UNKNOWN

from .case import SAFE_POD, Cases, Props, case, manifest, pod
from .pods_privileged import CONFIG_MAP, POD, in_some_places, patch

VOLUME = "kubernetes:core/v1:PersistentVolume"
DRIVER = "kubernetes:storage.k8s.io/v1:CSIDriver"


def _with(**source: object) -> Props:
    return pod(volumes=[{"name": "data", **source}])


def _claiming(**spec: object) -> Props:
    return _with(ephemeral={"volumeClaimTemplate": {"spec": spec}})


def _volume(**spec: object) -> Props:
    return manifest("v1", "PersistentVolume", spec=spec)


def _driver(**spec: object) -> Props:
    return manifest("storage.k8s.io/v1", "CSIDriver", "disk.example.com", spec=spec)


_GOOD_SOURCES: Props = {
    "configMap": {"name": "it"},
    "csi": {"driver": "secrets-store.csi.k8s.io"},
    "downwardAPI": {},
    "emptyDir": {"sizeLimit": "1Gi"},
    "ephemeral": {},
    "image": {"reference": "registry.example.com/models@sha256:" + "b" * 64},
    "persistentVolumeClaim": {"claimName": "it"},
    "projected": {"sources": []},
    "secret": {"secretName": "it"},
}
_BAD_SOURCES: Props = {
    "hostPath": {"path": "/var/run/docker.sock"},
    "nfs": {"server": "10.0.0.1", "path": "/"},
    "gitRepo": {"repository": "https://example.com"},
    "flexVolume": {"driver": "it"},
    "awsElasticBlockStore": {"volumeID": "vol-1"},
    "local": {"path": "/"},
    "tomorrow": {},
}

CASES = {
    "KS-POD-05": Cases(
        good={
            "no volumes": case(POD, pod()),
            "a name alone": case(POD, _with()),
            "null": case(POD, _with(emptyDir={}, hostPath=None)),
            "at baseline": case(POD, _with(nfs={"server": "10.0.0.1"}), podSecurity="baseline"),
            **{name: case(POD, _with(**{name: source})) for name, source in _GOOD_SOURCES.items()},
        },
        bad={
            **{
                name: case(POD, _with(**{name: source}), at=f"spec.volumes[0].{name}")
                for name, source in _BAD_SOURCES.items()
            },
            "an allowed type beside it": case(POD, _with(emptyDir={}, hostPath={"path": "/"})),
            "hostPath at baseline": case(POD, _with(hostPath={"path": "/"}), podSecurity="baseline"),
            "a patch": patch(volumes=[{"name": "data", "hostPath": {"path": "/"}}]),
            "beside one that is not known": case(POD, pod(volumes=[UNKNOWN, {"hostPath": {"path": "/"}}])),
            **in_some_places({**SAFE_POD, "volumes": [{"name": "data", "hostPath": {"path": "/"}}]}),
        },
        other={"no pod": CONFIG_MAP},
        deferred={"all volumes": case(POD, pod(volumes=UNKNOWN)), "a volume": case(POD, pod(volumes=[UNKNOWN]))},
    ),
    "KS-POD-06": Cases(
        good={
            "no volumes": case(POD, pod()),
            "a listed driver": case(
                POD, _with(csi={"driver": "secrets-store.csi.k8s.io"}), csiDrivers=["secrets-store.csi.k8s.io"]
            ),
            "a listed class": case(POD, _claiming(storageClassName="fast"), storageClasses=["fast"]),
            "the cluster's default class": case(POD, _claiming(accessModes=["ReadWriteOnce"])),
            "a volume of a driver": case(VOLUME, _volume(csi={"driver": "disk.example.com", "volumeHandle": "it"})),
            "claimed by the tenant": case(VOLUME, _volume(claimRef={"namespace": "pay-dev"}), tenant="pay"),
            "a driver of claims": case(DRIVER, _driver(volumeLifecycleModes=["Persistent"])),
            "a listed driver of both": case(
                DRIVER, _driver(volumeLifecycleModes=["Persistent", "Ephemeral"]), csiDrivers=["disk.example.com"]
            ),
        },
        bad={
            "an unlisted driver": case(
                POD, _with(csi={"driver": "hostpath.csi.k8s.io"}), at="spec.volumes[0].csi.driver"
            ),
            "no driver": case(POD, _with(csi={})),
            "an unlisted class": case(
                POD,
                _claiming(storageClassName="local"),
                at="spec.volumes[0].ephemeral.volumeClaimTemplate.spec.storageClassName",
                storageClasses=["fast"],
            ),
            **{
                f"a volume with {name}": case(VOLUME, _volume(**{name: {"path": "/"}}), at=f"spec.{name}")
                for name in ("hostPath", "local", "flexVolume", "nfs")
            },
            "a patch of a volume": case("kubernetes:core/v1:PersistentVolumePatch", _volume(local={"path": "/"})),
            "claimed by another tenant": case(
                VOLUME, _volume(claimRef={"namespace": "payroll-dev"}), at="spec.claimRef.namespace", tenant="pay"
            ),
            "claimed by any namespace": case(VOLUME, _volume(claimRef={"name": "it"}), tenant="pay"),
            "a driver of inline volumes": case(
                DRIVER, _driver(volumeLifecycleModes=["Persistent", "Ephemeral"]), at="metadata.name"
            ),
        },
        other={"no storage": CONFIG_MAP},
        deferred={
            "a class": case(POD, _claiming(storageClassName=UNKNOWN), storageClasses=["fast"]),
            "a source": case(VOLUME, _volume(nfs=UNKNOWN)),
            "modes": case(DRIVER, _driver(volumeLifecycleModes=UNKNOWN)),
        },
    ),
}
