"""Host names: Ingresses, routes and gateways claim only those that the namespace is given."""

from kubespaces.plan.labels import ALLOWED
from kubespaces.plan.rule_data import HOST_ANNOTATIONS, INGRESS_CLASS_ANNOTATION, INJECTING_ANNOTATION_SUFFIXES

from .cel import annotations, named_list, text, texts
from .rail import Check, GuardRail, Scope

HOSTNAMES = f"{ALLOWED}hostnames"
_GATEWAY_API = "gateway.networking.k8s.io"
_NONE = "(no host)"

HOSTNAME_LIST = named_list("hostnames", "hostnames")
"""The variable ``hostnames``."""


def _given(name: str) -> str:
    """Return CEL that tells whether the namespace is given a host name; ``*.`` in a list is all that is below it."""
    below = f"(h.startsWith('*.') && {name}.endsWith(h.substring(1)) && {name}.size() >= h.size())"
    return f"variables.hostnames.exists(h, h == {name} || {below})"


def _foreign(names: str) -> str:
    """Return CEL for those names of a list that the namespace is not given."""
    return f"{names}.filter(name, !{_given('name')}).map(name, name == '' ? {text(_NONE)} : name)"


def _claims(variable: str, where: str) -> Check:
    return Check(
        f"variables.{variable}.size() == 0",
        "KS-NET-07",
        f"{where}: name only hosts that the namespace's annotation {HOSTNAMES} lists, and at least one",
        f"variables.{variable}",
    )


HOST_ANNOTATIONS_CHECK = Check(
    f"{texts(HOST_ANNOTATIONS)}.all(key, {annotations()}[?key].orValue('').split(',')"
    f".map(name, name.trim()).all(name, name == '' || {_given('name')}))",
    "KS-NET-07",
    f"annotations that claim host names: use only those that the namespace's annotation {HOSTNAMES} lists",
)
"""For every kind at which DNS and ingress controllers look."""

_CLASS_NAMES = (
    "[dyn(dyn(object).spec.?ingressClassName.orValue('')), "
    f"dyn({annotations()}[?{text(INGRESS_CLASS_ANNOTATION)}].orValue(''))]"
    ".filter(name, name != '')"
)
_INJECTING = f"{annotations()}.filter(key, {texts(INJECTING_ANNOTATION_SUFFIXES)}.exists(end, key.endsWith(end)))"

INGRESSES = GuardRail(
    "ingresses",
    (Scope("networking.k8s.io", ("ingresses",)),),
    (
        _claims("foreign", "spec.rules[].host"),
        Check(
            f"object.spec.?tls.orValue([]).all(t, t.?hosts.orValue([]).all(name, {_given('name')}))",
            "KS-NET-07",
            f"spec.tls[].hosts: name only hosts that the namespace's annotation {HOSTNAMES} lists",
        ),
        Check(
            "!has(object.spec.defaultBackend) && variables.rules.size() > 0",
            "KS-NET-07",
            "an Ingress without rules, or with spec.defaultBackend, answers for every host; use spec.rules with hosts",
        ),
        HOST_ANNOTATIONS_CHECK,
        Check(
            "variables.classes.size() > 0 && variables.classes.all(name, name in variables.allowed)",
            "KS-NET-09",
            f"set spec.ingressClassName to one that the namespace's annotation {ALLOWED}ingress-classes lists",
            "variables.classes",
        ),
        Check(
            "variables.injecting.size() == 0",
            "KS-NET-09",
            "these annotations end up in the configuration of the ingress controller, which all tenants share; remove "
            "them",
            "variables.injecting",
        ),
    ),
    variables=(
        HOSTNAME_LIST,
        named_list("allowed", "ingress-classes"),
        ("rules", "dyn(object).spec.?rules.orValue([])"),
        ("foreign", _foreign("variables.rules.map(r, r.?host.orValue(''))")),
        ("classes", _CLASS_NAMES),
        ("injecting", _INJECTING),
    ),
    parameters=(HOSTNAMES, f"{ALLOWED}ingress-classes"),
    changed="[dyn({0}).spec, dyn({0}).metadata.?annotations.orValue({{}})]",
)
"""Hosts and class of Ingresses."""

ROUTES = GuardRail(
    "routes",
    (Scope(_GATEWAY_API, ("grpcroutes", "httproutes", "tlsroutes")),),
    (_claims("foreign", "spec.hostnames"), HOST_ANNOTATIONS_CHECK),
    variables=(
        HOSTNAME_LIST,
        ("names", "dyn(object).spec.?hostnames.orValue([])"),
        # Without any, a route answers for whatever its gateway listens to.
        ("foreign", _foreign("(variables.names.size() == 0 ? [''] : variables.names)")),
    ),
    parameters=(HOSTNAMES,),
    changed="[dyn({0}).spec, dyn({0}).metadata.?annotations.orValue({{}})]",
)
"""Host names of routes."""

GATEWAYS = GuardRail(
    "gateways",
    (Scope(_GATEWAY_API, ("gateways",)),),
    (
        _claims("foreign", "spec.listeners[].hostname"),
        Check(
            "dyn(object).spec.?gatewayClassName.orValue('') in variables.allowed",
            "KS-NET-10",
            f"set spec.gatewayClassName to one that the namespace's annotation {ALLOWED}gateway-classes lists",
        ),
        Check(
            "variables.listeners.all(l, !(l.?allowedRoutes.?namespaces.?from.orValue('Same') in ['All', 'Selector']))",
            "KS-NET-10",
            "listeners take routes of their own namespace alone; leave out spec.listeners[].allowedRoutes.namespaces",
        ),
    ),
    variables=(
        HOSTNAME_LIST,
        named_list("allowed", "gateway-classes"),
        ("listeners", "dyn(object).spec.?listeners.orValue([])"),
        ("foreign", _foreign("variables.listeners.map(l, l.?hostname.orValue(''))")),
    ),
    parameters=(HOSTNAMES, f"{ALLOWED}gateway-classes"),
    changed="[dyn({0}).spec]",
    spares_platform=True,
)
"""Gateways of a tenant's own, should somebody give one the right to make them."""
