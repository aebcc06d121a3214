"""KS-ENC-04: no credentials in the clear, neither in the state nor in manifests."""

from collections.abc import Iterator

from kubespaces_policies.check import Check
from kubespaces_policies.control import Severity, control
from kubespaces_policies.kubernetes.credentials import credential_in, is_telling
from kubespaces_policies.kubernetes.objects import KubernetesObject
from kubespaces_policies.kubernetes.pods import Container
from kubespaces_policies.resource import Resource, any_of, kinds, workloads
from kubespaces_policies.value import Value
from kubespaces_policies.walk import containers, pods


@control(
    "KS-ENC-04",
    title="No credentials in plain text, and none in environment variables",
    severity=Severity.HIGH,
    why="What is in a manifest is in the state, in logs and in every copy; a child process inherits the environment.",
    fix=(
        "keep credentials in a store outside the cluster and mount them (ExternalSecret, Secrets Store CSI driver); "
        "pass what Pulumi must hold as a secret (pulumi.Output.secret, --secret), and mount Secrets as files instead "
        "of secretKeyRef and secretRef"
    ),
    sources=("CIS Kubernetes 1.12 5.4.1, 5.4.2", "CIS EKS 1.8 4.4.1", "CIS AKS 1.8 4.5.1", "CKV_K8S_35"),
    applies=any_of(kinds("Secret", "ConfigMap"), workloads),
    unknown=(
        "Deferred. Whether a Secret's data are secrets is known to the packs of this project alone: Pulumi's policy "
        "SDK hides the difference, so there only environment variables, arguments, ConfigMaps and annotations are "
        "judged."
    ),
)
def no_plain_credentials(resource: Resource, check: Check) -> None:
    """Judge Secrets by whether Pulumi holds them as secrets, everything else by the form of what it holds."""
    for item in resource.of_kind("Secret"):
        if resource.secrets_known:
            _judge_secret(item, check)
    for item in resource.of_kind("ConfigMap"):
        with check.guard():
            _judge_entries(item.at("data"), check)
    for item in resource.objects:
        with check.guard():
            _judge_entries(item.at("metadata", "annotations"), check)
    for pod in pods(resource, check):
        with check.guard():
            _judge_entries(pod.metadata.at("annotations"), check)
    for container in containers(resource, check):
        _judge_container(container, check)


def _judge_secret(item: KubernetesObject, check: Check) -> None:
    for name in ("data", "stringData"):
        with check.guard():
            for _, value in item.at(name).entries():
                check.require(value, _is_sealed, "is plain text in Pulumi's state; pass it as a secret", show=False)


def _is_sealed(value: Value) -> bool:
    return value.secret or value.text() == ""


def _judge_entries(entries: Value, check: Check) -> None:
    for name, value in entries.entries():
        with check.guard():
            _judge_text(name, value, check)


def _judge_text(name: str, value: Value, check: Check) -> None:
    text = value.text()
    found = credential_in(text) or (is_telling(name, text) and "a credential by its name")
    if found:
        check.violation(value, f"holds {found} in plain text", show=False)


def _judge_container(container: Container, check: Check) -> None:
    with check.guard():
        for variable in container.at("env"):
            reference = variable.at("valueFrom", "secretKeyRef")
            check.require(reference, _is_absent, "puts a Secret into the environment; mount it as a file", show=False)
            with check.guard():
                _judge_text(variable.at("name").text(), variable.at("value"), check)
    with check.guard():
        for source in container.at("envFrom"):
            reference = source.at("secretRef")
            check.require(reference, _is_absent, "puts a Secret into the environment; mount it as a file", show=False)
    for argument in _arguments(container, check):
        with check.guard():
            found = credential_in(argument.text())
            if found:
                check.violation(argument, f"holds {found} in plain text", show=False)


def _arguments(container: Container, check: Check) -> Iterator[Value]:
    for name in ("command", "args"):
        with check.guard():
            yield from container.at(name)


def _is_absent(value: Value) -> bool:
    return not value.known().present
