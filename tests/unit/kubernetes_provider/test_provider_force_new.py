from typing import Any

import pytest

from kubespaces_embedded.kubernetes_provider.force_new import force_new, replaces
from kubespaces_embedded.kubernetes_provider.paths import parse


def touched(kind: str, path: str, value: Any = "new", **options: Any) -> bool:
    api_version, _, name = kind.rpartition("/")
    obj = {"apiVersion": api_version, "kind": name, **options.pop("fields", {})}
    return replaces(parse(path), value, force_new(obj, patch=options.pop("patch", False), **options))


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        ("v1/Namespace", "metadata.name"),
        ("example.com/v1/Foo", "metadata.namespace"),
        ("apps/v1/Deployment", 'spec.selector.matchLabels["app"]'),
        ("apps/v1/StatefulSet", "spec.serviceName"),
        ("batch/v1/Job", "spec.template.spec.containers[0].image"),
        ("rbac.authorization.k8s.io/v1/RoleBinding", "roleRef.name"),
        ("storage.k8s.io/v1/StorageClass", "provisioner"),
        ("v1/PersistentVolumeClaim", "spec.storageClassName"),
        ("v1/Pod", "spec.containers[1].image"),
        ("v1/Service", "spec.clusterIP"),
        ("v1/ResourceQuota", "spec.scopes[0]"),
        ("v1/Secret", "data.password"),
        ("v1/Secret", "type"),
        ("v1/ConfigMap", "data.key"),
    ],
)
def test_fields_that_need_a_new_object(kind: str, path: str) -> None:
    assert touched(kind, path)


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        ("v1/Namespace", "metadata.labels.a"),
        ("apps/v1/Deployment", "spec.replicas"),
        ("apps/v1/Deployment", "spec.template.spec.containers[0].image"),
        ("v1/ResourceQuota", "spec.hard.pods"),
        ("v1/Service", "spec.clusterIPs[0]"),
        ("rbac.authorization.k8s.io/v1/RoleBinding", "subjects[0].name"),
        ("v1/Pod", "spec.tolerations[0]"),
        ("example.com/v1/Deployment", "spec.selector"),
    ],
)
def test_fields_that_do_not(kind: str, path: str) -> None:
    assert not touched(kind, path)


def test_a_value_that_holds_a_fixed_field_needs_a_new_object() -> None:
    assert touched("v1/Service", "spec", {"clusterIP": "None"})
    assert not touched("v1/Service", "spec", {"ports": []})
    assert touched("v1/Pod", "spec", {"containers": [{}, {"image": "x"}]})
    assert not touched("v1/Service", "spec", None)


def test_maps_of_data_can_be_declared_mutable_unless_the_object_is_not() -> None:
    assert not touched("v1/ConfigMap", "data.key", mutable_config_maps=True)
    assert touched("v1/ConfigMap", "data.key", mutable_config_maps=True, fields={"immutable": True})
    assert not touched("v1/Secret", "data.key", mutable_secrets=True)
    assert touched("v1/Secret", "type", mutable_secrets=True)
    assert touched("v1/Secret", "data.key", mutable_secrets=True, fields={"immutable": True})


def test_a_patch_can_change_all_but_what_it_patches() -> None:
    assert not touched("v1/Secret", "data.key", patch=True)
    assert touched("v1/Secret", "metadata.name", patch=True)
