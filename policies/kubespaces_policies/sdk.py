"""The controls as policies of Pulumi's own SDK, for a policy pack of your own.

from pulumi_policy import EnforcementLevel, PolicyPack
from kubespaces_policies.sdk import policies
from kubespaces_policies.settings import Settings

PolicyPack("mine", enforcement_level=EnforcementLevel.MANDATORY, policies=[
    *policies("isolation", Settings(tenant="payments", registries=["registry.example.com"])),
    my_own_policy,
])
"""

from collections.abc import Callable, Mapping
from typing import Any

import pulumi
from pulumi_policy import (
    EnforcementLevel,
    Policy,
    PolicyComplianceFramework,
    PolicyResource,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    StackValidationArgs,
    StackValidationPolicy,
)
from pulumi_policy import Severity as SdkSeverity
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE, UnknownValueError

from .catalogue import controls_of, select
from .control import Control
from .evaluate import Context, Outcome, Verdict, evaluate, evaluate_stack, remediate
from .metadata import main_framework, tags_of
from .resource import Provider, Resource, Stack
from .settings import Settings
from .value import Value
from .wire import decode, encode


def policies(pack: str, settings: Settings | None = None) -> list[Policy]:
    """Return a pack's controls as policies of the SDK.

    Args:
        pack: ``isolation`` or ``compliance``.
        settings: what the pack is told; default: the strict defaults.

    Raises:
        KeyError: there is no such pack.
    """
    chosen = settings or Settings()
    return [policy for control in select(controls_of(pack), chosen.select) for policy in policies_of(control, chosen)]


def policies_of(control: Control, settings: Settings) -> list[Policy]:
    """Return one control as policies of the SDK: two if it looks at resources and at the stack."""
    found: list[Policy] = []
    described = _described(control)
    if control.rule:
        remedy = {"remediate": _remediate(control, settings)} if control.remedy else {}
        found.append(ResourceValidationPolicy(validate=_validate(control, settings), **remedy, **described))
    if control.stack_rule:
        name = f"{control.id}-stack" if control.rule else control.id
        validate = _validate_stack(control, settings)
        found.append(StackValidationPolicy(validate=validate, **{**described, "name": name}))
    return found


def _described(control: Control) -> dict[str, Any]:
    framework = main_framework(control)
    return {
        "name": control.id,
        "display_name": control.title,
        "description": control.why,
        "enforcement_level": EnforcementLevel.MANDATORY if control.severity.blocks else EnforcementLevel.ADVISORY,
        "severity": SdkSeverity(control.severity.value),
        "framework": PolicyComplianceFramework(framework[0], framework[1], framework[2], None) if framework else None,
        "tags": tags_of(control),
        "remediation_steps": control.fix,
        "url": control.url,
    }


def _validate(control: Control, settings: Settings) -> Callable[[ResourceValidationArgs, ReportViolation], None]:
    def validate(args: ResourceValidationArgs, report: ReportViolation) -> None:
        _report([evaluate(control, resource_of(args), _context(settings))], report)

    return validate


def _validate_stack(control: Control, settings: Settings) -> Callable[[StackValidationArgs, ReportViolation], None]:
    def validate(args: StackValidationArgs, report: ReportViolation) -> None:
        stack = Stack([resource_of(resource) for resource in args.resources])
        _report(evaluate_stack(control, stack, _context(settings)), report)

    return validate


def _remediate(
    control: Control, settings: Settings
) -> Any:  # the SDK's own type leaves out that nothing may be returned at once
    def mend(args: ResourceValidationArgs) -> Mapping[str, Any] | None:
        edit = remediate(control, resource_of(args), _context(settings))
        return None if edit is None else encode(edit.result)

    return mend


def _context(settings: Settings) -> Context:
    return Context(settings, pulumi.runtime.is_dry_run())


def _report(outcomes: list[Outcome], report: ReportViolation) -> None:
    """Report violations; the SDK's own way to say "not known yet" is an exception, which comes last."""
    for outcome in outcomes:
        if outcome.verdict is Verdict.VIOLATED:
            for message in outcome.messages:
                report(message, outcome.resource.urn if outcome.resource else None)
    for outcome in outcomes:
        if outcome.verdict is Verdict.DEFERRED:
            raise UnknownValueError(UNKNOWN_STRING_VALUE, [outcome.messages[0]])


def resource_of(args: ResourceValidationArgs | PolicyResource) -> Resource:
    """Return the SDK's view of a resource as ours."""
    provider = args.provider
    return Resource(
        type=args.resource_type,
        name=args.name,
        urn=args.urn,
        props=Value(decode(args.props)),
        provider=Provider(provider.resource_type, Value(decode(provider.props))) if provider else None,
        protect=bool(args.opts.protect),
        parent=args.opts.parent or "",
        secrets_known=False,
    )
