"""Golden reviews of stacks that know nothing of Kubespaces: plain Kubernetes, secrets, unknown values, no tenants."""

# ruff: noqa: E501 - each case stands together

from pathlib import Path

import pytest
from review_support import decided, hold, review_of_program

pytestmark = pytest.mark.engine

HEAD = """
import pulumi
import pulumi_kubernetes as k8s

cluster = k8s.Provider("cluster", kubeconfig="{}", cluster_identifier="theirs")
options = pulumi.ResourceOptions(provider=cluster)
"""

FOREIGN = (
    HEAD
    + """
namespace = k8s.core.v1.Namespace("apps", metadata={"name": "apps"}, opts=options)
k8s.core.v1.Service("web", metadata={"name": "web", "namespace": "apps"},
                    spec={"type": "%s", "selector": {"app": "web"}, "ports": [{"port": 443}]}, opts=options)
k8s.apps.v1.Deployment("web", metadata={"name": "web", "namespace": "apps"}, spec={
    "replicas": %d, "selector": {"match_labels": {"app": "web"}},
    "template": {"metadata": {"labels": {"app": "web"}},
                 "spec": {"containers": [{"name": "web", "image": "registry.example.com/web:%s",
                                          "env": [{"name": "PASSWORD", "value": "hunter2-%s"}]}]}}}, opts=options)
"""
)
SECRET = (
    HEAD
    + """
k8s.core.v1.Secret("login", metadata={"name": "login", "namespace": "apps"}, string_data={"password": "hunter2-%s"}, opts=options)
k8s.core.v1.ConfigMap("settings", metadata={"name": "settings", "namespace": "apps"},
                      data={"token": pulumi.Output.secret("hunter2-%s"), "plain": "same"}, opts=options)
"""
)
UNKNOWN = (
    HEAD
    + """
namespace = k8s.core.v1.Namespace("apps", metadata={"name": "apps", "labels": {"kubespaces.io/tenant": "apps"}}, opts=options)
cpu = %s
k8s.core.v1.ResourceQuota("quota", metadata={"name": "quota", "namespace": "apps"}, spec={"hard": {"limits.cpu": cpu}}, opts=options)
"""
)
NEW_MAP = 'k8s.core.v1.ConfigMap("new", metadata={"namespace": "apps"}, opts=options).metadata.name'
NOTHING = """
import pulumi

pulumi.export("greeting", "%s")
"""
MANY = (
    HEAD
    + """
for index in range(%d):
    name = f"team-{index:03d}"
    labels = {"kubespaces.io/tenant": name, "kubespaces.io/environment": "dev"}
    k8s.core.v1.Namespace(name, metadata={"name": f"{name}-dev", "labels": labels}, opts=options)
    k8s.core.v1.ResourceQuota(name, metadata={"name": "quota", "namespace": f"{name}-dev", "labels": labels},
                              spec={"hard": {"limits.cpu": "2"}}, opts=options)
    k8s.networking.v1.NetworkPolicy(name, metadata={"name": "default-deny", "namespace": f"{name}-dev", "labels": labels},
                                    spec={"pod_selector": {}, "policy_types": ["Ingress", "Egress"]}, opts=options)
"""
)


def test_a_stack_of_plain_kubernetes_objects(tmp_path: Path) -> None:
    review = review_of_program(tmp_path, FOREIGN % ("ClusterIP", 1, "1", "1"), FOREIGN % ("LoadBalancer", 3, "2", "2"))

    hold("foreign-stack", review)
    assert decided(review) == ["public-exposure apps"]
    assert "hunter2" not in review.model_dump_json()


def test_secrets_that_change(tmp_path: Path) -> None:
    review = review_of_program(tmp_path, SECRET % ("1", "1"), SECRET % ("2", "2"))

    hold("secrets-changed", review)
    assert "hunter2" not in review.model_dump_json()
    changes = [
        operation.changes for tenant in review.tenants for item in tenant.environments for operation in item.operations
    ]
    assert all(changes), "that they change is said"


def test_values_that_are_not_known_yet(tmp_path: Path) -> None:
    review = review_of_program(tmp_path, UNKNOWN % '"2"', UNKNOWN % NEW_MAP)

    hold("unknown-values", review)
    assert decided(review) == ["isolation-unknown apps"]


def test_a_stack_with_no_tenants_at_all(tmp_path: Path) -> None:
    review = review_of_program(tmp_path, NOTHING % "hello", NOTHING % "bye")

    hold("no-tenants", review)
    assert decided(review) == []


def test_two_hundred_tenants_at_once(tmp_path: Path) -> None:
    review = review_of_program(tmp_path, "", MANY % 200)

    hold("two-hundred-tenants", review)
    assert len(review.tenants) == 200
    assert decided(review) == []
