"""KS-RBAC-05: the group that no rule holds."""

import base64
import binascii
from collections.abc import Iterator
from typing import Any

import yaml

from kubespaces_policies.check import Check
from kubespaces_policies.control import Severity, control
from kubespaces_policies.kubernetes.roles import any_binding, subjects
from kubespaces_policies.predicates import within
from kubespaces_policies.resource import Resource, any_of, kinds, types
from kubespaces_policies.value import Value

_MASTERS = "system:masters"
_ENCODINGS = ("ascii", "utf-16-be", "utf-32-be")
"""How the strings of certificates (UTF8String, PrintableString, BMPString, UniversalString) write it."""
_PROBLEM = "makes administrators that no role, webhook or policy can hold"
_CONFIG_MAP, _REQUEST = "/ConfigMap", "certificates.k8s.io/CertificateSigningRequest"
_ENTRY, _CLUSTER = "aws:eks/accessEntry:AccessEntry", "eks:index:Cluster"
_AWS_AUTH = "aws-auth"
_MAPS = ("mapRoles", "mapUsers")


@control(
    "KS-RBAC-05",
    title="Nobody in system:masters",
    severity=Severity.CRITICAL,
    why="The API server lets this group do everything without asking RBAC, and no binding can take that back.",
    fix="use a group of your own and bind a role to it; have signers of certificates listed (setting signers)",
    sources=("CIS-K8S 5.1.7; GKE 4.1.6",),
    applies=any_of(any_binding, kinds(_CONFIG_MAP, _REQUEST), types(_ENTRY, _CLUSTER)),
)
def nobody_in_system_masters(resource: Resource, check: Check) -> None:
    """Look for it in bindings, in EKS' maps and entries of access, and in requests for client certificates."""
    for _, subject in subjects(resource, check):
        _check_groups(subject.at("name"), check)
    for item in resource.of_kind(_CONFIG_MAP):
        data = item.at("data")
        if not data.unknown or item.name.raw == _AWS_AUTH or item.name.unknown:
            for name in _MAPS:
                check.require(data.at(name), _names_no_masters, _PROBLEM)
    for item in resource.of_kind(_REQUEST):
        check.require(item.at("spec", "signerName"), within(check.settings.signers), "is a signer that is not listed")
        check.require(item.at("spec", "request"), _asks_for_no_masters, _PROBLEM, show=False)
    if resource.type == _ENTRY:
        _check_groups(resource.props.at("kubernetesGroups"), check)
    if resource.type == _CLUSTER:
        for mapping in ("roleMappings", "userMappings"):
            with check.guard():
                for item_of in resource.props.at(mapping):
                    _check_groups(item_of.at("groups"), check)


def _check_groups(value: Value, check: Check) -> None:
    with check.guard():
        for item in value if value.is_list else (value,):
            check.require(item, lambda name: name.text() != _MASTERS, _PROBLEM)


def _names_no_masters(value: Value) -> bool:
    """Whether a list in YAML, as EKS' authenticator reads it, is free of the group; one that is no YAML is not."""
    try:
        return _MASTERS not in _strings(yaml.safe_load(value.text()))
    except (yaml.YAMLError, ArithmeticError, AttributeError, RecursionError, TypeError, ValueError):
        return False  # PyYAML lets more than its own errors out: of dates and numbers that are none, of endless lists


def _strings(content: Any) -> Iterator[str]:
    if isinstance(content, dict):
        for item in (*content.keys(), *content.values()):
            yield from _strings(item)
    elif isinstance(content, list):
        for item in content:
            yield from _strings(item)
    else:
        yield content.decode("latin-1") if isinstance(content, bytes) else str(content)


def _asks_for_no_masters(value: Value) -> bool:
    """Whether a certificate request, base64 of PEM, is free of the group, in whatever field of its name."""
    try:
        pem = base64.b64decode(value.text(), validate=True).decode("ascii")
        lines = [line for line in pem.splitlines() if line and not line.startswith("-----")]
        der = base64.b64decode("".join(lines), validate=True)
    except (binascii.Error, ValueError):
        return False
    return not any(_MASTERS.encode(encoding) in der for encoding in _ENCODINGS)
