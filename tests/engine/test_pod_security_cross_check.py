"""The pack against the real admission plugin: both say the same of every pod, or the pack is stricter and says why."""

from collections.abc import Iterator

import pytest
from tests.policies.pod_specs import NAMESPACE, PodSpec, mixed_changes, single_changes
from tests.policies.pod_verdicts import refusals
from tests.support.plugin_driver import eventually

from kubespaces.kube import ApiError, Client, calls, connect_sync
from kubespaces.verify import kinds
from kubespaces_embedded.control_plane import ControlPlane

pytestmark = pytest.mark.engine

SEED = 34
MIXTURES = 300
VERSION = "v1.34"


@pytest.fixture(scope="module")
def client(control_plane: ControlPlane) -> Iterator[Client]:
    """Return a client, with a namespace that enforces the level restricted of one version."""
    labels = {
        "pod-security.kubernetes.io/enforce": "restricted",
        "pod-security.kubernetes.io/enforce-version": VERSION,
    }
    with connect_sync(control_plane.kubeconfig) as client:
        namespace = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": NAMESPACE, "labels": labels}}
        client.send(calls.create(kinds.NAMESPACE, namespace))
        try:
            eventually(lambda: has_default_account(client))
            yield client
        finally:
            client.send(calls.delete(kinds.NAMESPACE, NAMESPACE))


def has_default_account(client: Client) -> bool:
    """Return whether pods can be made: they need the account that a controller makes."""
    try:
        client.send(calls.get(kinds.SERVICE_ACCOUNT, "default", NAMESPACE))
    except ApiError as error:
        if not error.not_found:
            raise
        return False
    return True


def admission(client: Client, spec: PodSpec) -> str:
    """Return why admission refuses a pod; empty if it takes it.

    Raises:
        ApiError: it is no pod for the API server, and no word on its security.
    """
    try:
        client.send(calls.create(kinds.POD, spec.manifest(), dry_run=True))
    except ApiError as error:
        if "violates PodSecurity" not in error.message:
            raise
        return error.message
    return ""


def disagreement(spec: PodSpec, theirs: str) -> str:
    """Return in what the pack and admission disagree; empty if they do not, or if the pack says why it is stricter."""
    ours = refusals(spec)
    if bool(ours) == bool(theirs):
        return ""
    if ours and spec.stricter and not refusals(spec.without_stricter()):
        return ""
    return f"{spec.name}\n  ours: {ours or 'takes it'}\n  theirs: {theirs or 'takes it'}\n  {spec.manifest()['spec']}"


def test_the_pack_says_what_admission_says(client: Client) -> None:
    specs = [*single_changes(), *mixed_changes(MIXTURES, SEED)]
    refused, invalid, disagreements = 0, [], []
    for spec in specs:
        try:
            theirs = admission(client, spec)
        except ApiError as error:
            invalid.append(f"{spec.name}: {error}")
            continue
        refused += bool(theirs)
        if found := disagreement(spec, theirs):
            disagreements.append(found)
    assert not invalid, "no pods for the API server:\n" + "\n".join(invalid)
    assert not disagreements, "\n".join(disagreements)
    assert len(specs) >= 600
    assert 200 <= refused <= len(specs) - 200, "both kinds of verdict must be compared"
