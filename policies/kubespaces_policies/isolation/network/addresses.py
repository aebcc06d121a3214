"""KS-NET-06: Services that take or lend other addresses."""

import ipaddress

from kubespaces_policies.check import Check
from kubespaces_policies.control import Severity, control
from kubespaces_policies.kubernetes.objects import KubernetesObject
from kubespaces_policies.kubernetes.scope import namespace_of
from kubespaces_policies.resource import Resource, kinds
from kubespaces_policies.value import Value

from .services import SERVICE

_ENDPOINTS = ("/Endpoints", "discovery.k8s.io/EndpointSlice")
_LOCAL = frozenset({"localhost", "ip6-localhost", "ip6-loopback", "metadata", "instance-data"})
_LOCAL_DOMAINS = (".localhost", ".localdomain", ".internal", ".local", ".nip.io", ".sslip.io", ".xip.io", ".traefik.me")
"""Domains of the machine, the cloud and the cluster, and public ones that answer with any address asked for."""


@control(
    "KS-NET-06",
    title="No external IPs, no foreign names and no endpoints made by hand",
    severity=Severity.HIGH,
    why="A Service with another's address takes its traffic, and one that points elsewhere lends the cluster's "
    "identity to whoever asks: both reach what network policies keep apart.",
    fix="remove externalIPs and loadBalancerIP, select pods, and point externalName at a public host name only",
    sources=(
        "CVE-2020-8554",
        "CVE-2021-25740",
        "Kyverno restrict-service-external-ips, disallow-localhost-services",
    ),
    applies=kinds(SERVICE, *_ENDPOINTS),
)
def services_point_at_own_pods(resource: Resource, check: Check) -> None:
    """Judge addresses, names and selectors. Where a public name points in the end, only DNS knows."""
    for item in resource.of_kind(*_ENDPOINTS):
        check.violation(item.at("kind"), "is made by hand; a Service with a selector gets its own")
    for item in resource.of_kind(SERVICE):
        spec = item.at("spec")
        check.require(spec.at("externalIPs"), lambda value: len(value) == 0, "takes over other people's traffic")
        check.require(spec.at("loadBalancerIP"), lambda value: value.text() == "", "is an address of somebody's choice")
        with check.guard():
            if spec.at("type").text() == "ExternalName" or spec.at("externalName").present:
                own = namespace_of(resource, item)
                if not _is_public(spec.at("externalName"), own):
                    check.violation(spec.at("externalName"), "is no public host name")
            elif not item.patch or spec.at("selector").present:
                _judge_selector(item, check)


def _judge_selector(item: KubernetesObject, check: Check) -> None:
    selector = item.at("spec", "selector")
    check.require(selector, lambda value: len(value) > 0, "is missing, so its endpoints are made by hand")


def _is_public(value: Value, own: Value) -> bool:
    """Tell whether a name is a public one, or that of a Service in the own namespace."""
    name = value.text().strip().lower().rstrip(".")
    labels = name.split(".")
    if ".svc" in name and labels[2:3] == ["svc"] and labels[3:] in ([], ["cluster", "local"]):
        return labels[1] == own.text()
    if name in _LOCAL or name.endswith((*_LOCAL_DOMAINS, ".svc")) or ".svc." in name or _is_address(name):
        return False
    return len(labels) > 1


def _is_address(name: str) -> bool:
    """Tell whether a name is an address in any form that resolvers take: dotted, decimal, octal or hexadecimal."""
    last = name.rpartition(".")[2]
    if last.isdecimal() or last.startswith("0x"):
        return True
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True
