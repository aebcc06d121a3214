"""Runs controls as the engine would: inputs in wire form, through the analyzer and through the SDK's own service."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pulumi
from google.protobuf.json_format import MessageToDict
from pulumi_policy import PolicyResource, ResourceValidationArgs, ResourceValidationPolicy, StackValidationArgs
from pulumi_policy.deserialize import deserialize_properties
from pulumi_policy.policy import PolicyProviderResource, PolicyResourceOptions
from pulumi_policy.proxy import UnknownValueError, unknown_checking_proxy

from kubespaces_policies.catalogue import all_controls
from kubespaces_policies.control import Control
from kubespaces_policies.evaluate import Context, Outcome, Verdict, evaluate, evaluate_stack, remediate
from kubespaces_policies.resource import Provider, Resource, Stack
from kubespaces_policies.sdk import policies_of
from kubespaces_policies.settings import Settings
from kubespaces_policies.value import UNKNOWN, Sealed, Value
from kubespaces_policies.wire import decode_struct, encode_struct

from .cases.case import Case, Given

TODAY = date(2026, 11, 26)
SECRET = "hunter2-is-a-secret"


def urn_of(given: Given) -> str:
    return f"urn:pulumi:dev::shop::{given.token}::{given.name}"


def settings_of(given: Case) -> Settings:
    return Settings.model_validate(dict(given.settings))


def resource_of(given: Given) -> Resource:
    """Return a resource whose inputs have been over the wire: numbers are floats, null is absent."""
    provider = Provider(given.provider[0], Value(_travelled(given.provider[1]))) if given.provider else None
    props = Value(_travelled(given.props))
    return Resource(given.token, given.name, urn_of(given), props, provider, given.protect)


def _travelled(props: Mapping[str, Any]) -> dict[str, Any]:
    return decode_struct(encode_struct(props))


def judge(control: Control, given: Case, *, preview: bool = True, **changes: Any) -> Outcome:
    """Return the worst that a control says of a case: of its last resource, and of all of them as a stack."""
    context = Context(settings_of(given).model_copy(update=changes), preview, TODAY)
    return _judge(control, [resource_of(item) for item in given.resources], context)


def _judge(control: Control, resources: list[Resource], context: Context) -> Outcome:
    outcomes = [evaluate(control, resources[-1], context)] if control.rule else []
    outcomes += evaluate_stack(control, Stack(resources), context)
    order = [Verdict.VIOLATED, Verdict.DEFERRED, Verdict.EXEMPT, Verdict.PASSED, Verdict.NOT_APPLICABLE]
    worst = min((outcome.verdict for outcome in outcomes), key=order.index, default=Verdict.NOT_APPLICABLE)
    messages = [text for outcome in outcomes if outcome.verdict is worst for text in outcome.messages]
    return Outcome(control, None, worst, tuple(messages))


class Variations:
    """One case with one value after another not known yet; the way over the wire is gone once for all of them."""

    def __init__(self, control: Control, given: Case) -> None:
        self._control = control
        self._resources = [resource_of(item) for item in given.resources]
        self._contexts = {preview: Context(settings_of(given), preview, TODAY) for preview in (True, False)}

    def unknown_at(self, keys: tuple[Any, ...], *, preview: bool = True) -> Outcome:
        """Return what the control says where the value at this path of the last resource is unknown."""
        *others, last = self._resources
        changed = replace(last, props=Value(put(last.props.raw, keys, UNKNOWN)))
        # Resources keep what they have worked out; a stack's control is to see each of them anew.
        return _judge(self._control, [*map(replace, others), changed], self._contexts[preview])

    def paths(self) -> list[tuple[Any, ...]]:
        """Return the paths of everything in the last resource."""
        return list(paths(self._resources[-1].props.raw))


def judge_by_sdk(control: Control, given: Case) -> tuple[list[str], bool]:
    """Return the violations that the SDK's policy reports through its proxies, and whether it said "unknown"."""
    pulumi.runtime.settings.configure(pulumi.runtime.Settings(project="shop", stack="dev", dry_run=True))
    found: list[str] = []
    unknown = False

    def report(message: str, urn: str | None = None) -> None:
        found.append(message)

    for policy in policies_of(control, settings_of(given)):
        try:
            if isinstance(policy, ResourceValidationPolicy):
                policy.validate(_sdk_args(given.resources[-1]), report)
            else:
                policy.validate(StackValidationArgs([_sdk_resource(item) for item in given.resources]), report)
        except UnknownValueError:
            unknown = True
    return found, unknown


def _proxied(props: Mapping[str, Any]) -> Any:
    return unknown_checking_proxy(deserialize_properties(MessageToDict(encode_struct(props))))


def _sdk_options(given: Given) -> PolicyResourceOptions:
    return PolicyResourceOptions(given.protect, [], None, [], None, [], None)


def _sdk_provider(given: Given) -> PolicyProviderResource | None:
    if given.provider is None:
        return None
    return PolicyProviderResource(given.provider[0], _proxied(given.provider[1]), "urn:provider", "provider")


def _sdk_args(given: Given) -> ResourceValidationArgs:
    return ResourceValidationArgs(
        given.token, _proxied(given.props), urn_of(given), given.name, _sdk_options(given), _sdk_provider(given)
    )


def _sdk_resource(given: Given) -> PolicyResource:
    return PolicyResource(
        given.token,
        _proxied(given.props),
        urn_of(given),
        given.name,
        _sdk_options(given),
        _sdk_provider(given),
        None,
        [],
        {},
    )


def mended(control: Control, given: Case) -> Case | None:
    """Return a case after the control's remedy; none if it changes nothing."""
    resource = resource_of(given.resources[-1])
    edit = remediate(control, resource, Context(settings_of(given), today=TODAY))
    if edit is None:
        return None
    return with_props(given, edit.result)


def with_props(given: Case, props: Mapping[str, Any]) -> Case:
    """Return a case whose last resource has other inputs."""
    *others, last = given.resources
    return replace(given, resources=[*others, replace(last, props=dict(props))])


def paths(props: Any, keys: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Go through the paths of everything below some inputs."""
    children = props.items() if isinstance(props, dict) else enumerate(props) if isinstance(props, list) else ()
    for key, child in children:
        yield (*keys, key)
        yield from paths(child, (*keys, key))


def put(props: Any, keys: tuple[Any, ...], new: Any) -> Any:
    """Return some inputs with another value at a path; what is beside it is shared."""
    if not keys:
        return new
    if isinstance(props, list):
        return [put(item, keys[1:], new) if index == keys[0] else item for index, item in enumerate(props)]
    return {**props, keys[0]: put(props.get(keys[0]), keys[1:], new)}


def look_up(props: Any, keys: tuple[Any, ...]) -> Any:
    for key in keys:
        props = props[key]
    return props


def leaves_as(props: Any, change: Any) -> Any:
    """Return a copy of some inputs in which every leaf went through ``change``."""
    if isinstance(props, dict):
        return {key: leaves_as(item, change) for key, item in props.items()}
    if isinstance(props, list):
        return [leaves_as(item, change) for item in props]
    return change(props)


def sealed(leaf: Any) -> Any:
    return leaf if leaf is UNKNOWN or isinstance(leaf, Sealed) else Sealed(leaf)


def as_text(leaf: Any) -> Any:
    return str(leaf).lower() if isinstance(leaf, bool) else leaf


CONTROLS = all_controls()
