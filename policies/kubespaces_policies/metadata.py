"""What a pack says of itself and of its policies: shown by the engine, by Pulumi's console and in its reports."""

from collections.abc import Mapping
from typing import Any

from pulumi.runtime.proto import analyzer_pb2

from .catalogue import controls_of, joint_name
from .control import DOCS, Control, Severity
from .frameworks import FRAMEWORK_VERSIONS
from .settings import schema

PACK_VERSION = "0.1.0"
"""The packs' version, which is the library's."""

SETTINGS_POLICY = "settings"
"""Name of the policy under which the pack's configuration holds what all controls share."""

DESCRIPTIONS = {
    "isolation": "Tenants on shared Kubernetes clusters cannot reach, read, starve or impersonate each other",
    "compliance": "Host clusters, keys, logs, regions and tags are what an auditor expects",
}
"""The packs and what they are for."""

_SEVERITIES = {
    Severity.CRITICAL: analyzer_pb2.POLICY_SEVERITY_CRITICAL,
    Severity.HIGH: analyzer_pb2.POLICY_SEVERITY_HIGH,
    Severity.MEDIUM: analyzer_pb2.POLICY_SEVERITY_MEDIUM,
    Severity.LOW: analyzer_pb2.POLICY_SEVERITY_LOW,
}


def level_of(control: Control) -> analyzer_pb2.EnforcementLevel.ValueType:
    """Return a control's enforcement level unless the configuration gives another."""
    return analyzer_pb2.MANDATORY if control.severity.blocks else analyzer_pb2.ADVISORY


def severity_number(control: Control) -> analyzer_pb2.PolicySeverity.ValueType:
    """Return a control's severity as the protocol has it."""
    return _SEVERITIES[control.severity]


def describe_packs(*packs: str) -> analyzer_pb2.AnalyzerInfo:
    """Return everything about a pack, or about several that the engine is to ask as one."""
    info = analyzer_pb2.AnalyzerInfo(
        name=joint_name(*packs),
        displayName=f"Kubespaces {' and '.join(packs)}",
        description="; ".join(DESCRIPTIONS[pack] for pack in packs),
        version=PACK_VERSION,
        supportsConfig=True,
        provider="kubernetes" if packs == ("isolation",) else "",
        tags=["kubespaces", *packs],
    )
    info.policies.append(_settings_policy())
    info.policies.extend(_describe(control) for pack in packs for control in controls_of(pack))
    return info


def _settings_policy() -> analyzer_pb2.PolicyInfo:
    policy = analyzer_pb2.PolicyInfo(
        name=SETTINGS_POLICY,
        displayName="Settings of the pack",
        description="What all controls of the pack share: whose stack it is, what is allowed, what is exempt",
        enforcementLevel=analyzer_pb2.MANDATORY,
        policy_type=analyzer_pb2.POLICY_TYPE_RESOURCE,
        url=DOCS,
    )
    policy.configSchema.properties.update(self_contained(schema()))
    return policy


def self_contained(json_schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return a JSON schema's properties with every reference to a definition replaced by what it stands for."""
    definitions = json_schema.get("$defs", {})

    def inline(node: Any) -> Any:
        if isinstance(node, Mapping):
            reference = str(node.get("$ref", ""))
            if reference:
                rest = {key: item for key, item in node.items() if key != "$ref"}
                return inline({**definitions[reference.rpartition("/")[2]], **rest})
            return {key: inline(item) for key, item in node.items()}
        return [inline(item) for item in node] if isinstance(node, list) else node

    return {name: inline(item) for name, item in json_schema["properties"].items()}


def _describe(control: Control) -> analyzer_pb2.PolicyInfo:
    policy = analyzer_pb2.PolicyInfo(
        name=control.id,
        displayName=control.title,
        description=control.why,
        enforcementLevel=level_of(control),
        policy_type=analyzer_pb2.POLICY_TYPE_RESOURCE if control.rule else analyzer_pb2.POLICY_TYPE_STACK,
        severity=severity_number(control),
        tags=tags_of(control),
        remediation_steps=control.fix,
        url=control.url,
    )
    framework = main_framework(control)
    if framework:
        policy.framework.name, policy.framework.version, policy.framework.reference = framework
    return policy


def tags_of(control: Control) -> list[str]:
    """Return a control's group and the requirements that it speaks to, as tags."""
    return [control.group, *(f"{name}: {text}" for name, text in control.frameworks.items())]


def main_framework(control: Control) -> tuple[str, str, str] | None:
    """Return name, version and requirement of the first framework that a control speaks to; Pulumi has room for one."""
    for framework, text in control.frameworks.items():
        return framework.value, FRAMEWORK_VERSIONS[framework], text
    return None
