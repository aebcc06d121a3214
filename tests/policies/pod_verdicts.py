"""What the pack says of a pod, as far as real admission has a word on it too."""

from kubespaces_policies.evaluate import Context, Verdict, evaluate
from kubespaces_policies.resource import Resource
from kubespaces_policies.settings import Settings
from kubespaces_policies.value import Value
from kubespaces_policies.wire import decode_struct, encode_struct

from .harness import CONTROLS
from .pod_specs import SETTINGS, PodSpec

PSS = [CONTROLS[f"KS-POD-{number:02}"] for number in range(1, 12)]
"""The controls that together say what admission at the level ``restricted`` says."""


def refusals(spec: PodSpec) -> list[str]:
    """Return what the pack's Pod Security controls have against a pod."""
    props = Value(decode_struct(encode_struct(spec.manifest())))
    resource = Resource("kubernetes:core/v1:Pod", "it", "urn:it", props)
    context = Context(Settings.model_validate(SETTINGS))
    outcomes = [evaluate(control, resource, context) for control in PSS]
    assert all(outcome.verdict in (Verdict.PASSED, Verdict.VIOLATED) for outcome in outcomes)
    return [message for outcome in outcomes for message in outcome.messages]
