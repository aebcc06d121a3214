"""KS-NET-07: host names are the tenant's own."""

import re
from collections.abc import Iterator

from kubespaces_policies.check import Check
from kubespaces_policies.control import Severity, control, with_stack_rule
from kubespaces_policies.kubernetes.objects import KubernetesObject
from kubespaces_policies.resource import Resource, Stack
from kubespaces_policies.settings import Settings
from kubespaces_policies.value import Value

from .exposure import INGRESS, ROUTES, aliases, claimed_paths, ingress_hosts, names_in
from .services import SERVICE

_HOST = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)+")
_KINDS = (*INGRESS, *ROUTES, SERVICE)


def _claims_hosts(resource: Resource) -> bool:
    """Apply to Ingresses and routes, and to Services with an annotation that claims a host."""
    found = resource.of_kind(*_KINDS)
    return any(item.is_a(*INGRESS, *ROUTES) or any(True for _ in aliases(item)) for item in found)


@control(
    "KS-NET-07",
    title="Host names are inside the tenant's domains",
    severity=Severity.CRITICAL,
    why="Whoever claims another's host name, or any by a wildcard, gets its requests, with passwords and cookies.",
    fix="write out hosts below one of the setting domains, in lower case, without wildcard or trailing dot; leave out "
    "defaultBackend and let no two resources claim the same host and path",
    sources=(
        "Kyverno restrict-ingress-host, restrict-ingress-wildcard, restrict-ingress-defaultbackend",
        "Kyverno disallow-empty-ingress-host, unique-ingress-host-and-path",
    ),
    applies=_claims_hosts,
)
def hosts_are_own(resource: Resource, check: Check) -> None:
    """Judge every host of rules, certificates, routes and annotations; of a Service only its annotations."""
    for item in resource.of_kind(*_KINDS):
        with check.guard():
            for host in _hosts(item):
                check.require(host, lambda value: _is_own(value.text(), check.settings), _problem(check.settings))
        for annotation in aliases(item):
            check.require(
                annotation,
                lambda value: all(_is_own(name, check.settings) for name in names_in(value)),
                _problem(check.settings),
            )
        backend = item.at("spec", "defaultBackend")
        if item.is_a(*INGRESS) and backend.present:
            check.require(
                backend, lambda value: not value.present, "takes the requests for every host that has no rule"
            )


@with_stack_rule(hosts_are_own)
def hosts_are_the_tenants_own(stack: Stack, check: Check) -> None:
    """Report hosts and paths that a second resource claims: which of the two gets the traffic is chance."""
    taken: dict[tuple[str, str], tuple[Resource, KubernetesObject]] = {}
    for resource, item in stack.of_kind(*INGRESS, *ROUTES):
        with check.guard(resource):
            for host, path, where in claimed_paths(item):
                first, other = taken.setdefault((host, path), (resource, item))
                if other is not item and other.kind == item.kind and host:
                    check.violation(where, f"is claimed by {first.name} too, with the path {path}", resource=resource)


def _hosts(item: KubernetesObject) -> Iterator[Value]:
    if item.is_a(*INGRESS):
        if not item.patch and not item.at("spec", "rules").unknown and not len(item.at("spec", "rules")):
            yield item.at("spec", "rules", 0, "host")
        yield from ingress_hosts(item)
    if item.is_a(*ROUTES):
        names = item.at("spec", "hostnames")
        if not item.patch and not names.unknown and not len(names):
            yield names.at(0)
        yield from names


def _is_own(host: str, settings: Settings) -> bool:
    inside = any(host == domain or host.endswith(f".{domain}") for domain in settings.domains)
    return inside and _HOST.fullmatch(host) is not None


def _problem(settings: Settings) -> str:
    domains = ", ".join(settings.domains)
    return f"must be a host below {domains}, written out in lower case" if domains else "must be in the setting domains"
