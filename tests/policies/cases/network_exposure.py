"""KS-NET-07 to KS-NET-10: Ingresses, routes and Gateways."""

from kubespaces_policies.value import UNKNOWN

from .case import Case, Cases, Given, Props, case, manifest
from .network_services import SERVICE, service

_NET = "networking.k8s.io/v1"
_GW = "gateway.networking.k8s.io/v1"
INGRESS = f"kubernetes:{_NET}:Ingress"
PATCH = f"kubernetes:{_NET}:IngressPatch"
GATEWAY = f"kubernetes:{_GW}:Gateway"
_NGINX = "nginx.ingress.kubernetes.io/"
_HOST = "shop.pay.example.com"
_DNS = "external-dns.alpha.kubernetes.io/hostname"
DOMAIN = {"domains": ["pay.example.com"]}


def ingress(host: object = _HOST, annotations: Props | None = None, path: str = "/", **spec: object) -> Props:
    """Return a good Ingress with changes to its spec."""
    backend = {"service": {"name": "it", "port": {"number": 443}}}
    rule = {"host": host, "http": {"paths": [{"path": path, "pathType": "Prefix", "backend": backend}]}}
    fields = {
        "ingressClassName": "public",
        "rules": [rule],
        "tls": [{"hosts": [host], "secretName": "certificate"}],
        **spec,
    }
    props = manifest(_NET, "Ingress", spec=fields)
    if annotations is not None:
        props["metadata"]["annotations"] = annotations
    return props


def _route(*names: object, kind: str = "HTTPRoute", **spec: object) -> Given:
    return Given(f"kubernetes:{_GW}:{kind}", manifest(_GW, kind, spec={"hostnames": list(names), **spec}))


def _gateway(kind: str = "Gateway", namespaces: Props | None = None, **listener: object) -> Props:
    full: Props = {"name": "https", "protocol": "HTTPS", "port": 443, "hostname": "*.pay.example.com", **listener}
    if namespaces is not None:
        full["allowedRoutes"] = {"namespaces": namespaces}
    return manifest(_GW, kind, spec={"gatewayClassName": "public", "listeners": [full]})


def _only(**labels: str) -> Props:
    return {"from": "Selector", "selector": {"matchLabels": labels}}


def _classed(annotations: Props | None = None, remedied: bool | None = None, **spec: object) -> Case:
    return case(INGRESS, ingress(annotations=annotations, **spec), ingress_classes=["public"], remedied=remedied)


def _two(first: Props, second: Props, token: str = INGRESS) -> Case:
    return Case([Given(token, first, "first"), Given(token, second, "second")], DOMAIN)


def _match(value: str) -> list[Props]:
    return [{"matches": [{"path": {"type": "PathPrefix", "value": value}}]}]


_BARE = manifest(_NET, "Ingress", spec={"ingressClassName": "public"})
_CODE = f"{_NGINX}configuration-snippet"

CASES = {
    "KS-NET-07": Cases(
        good={
            "below the domain": case(INGRESS, ingress(), **DOMAIN),
            "the domain itself": case(INGRESS, ingress("pay.example.com"), **DOMAIN),
            "a route": Case([_route(_HOST)], DOMAIN),
            "another host in an annotation": case(
                INGRESS,
                ingress(annotations={f"{_NGINX}server-alias": "a.pay.example.com, b.pay.example.com"}),
                **DOMAIN,
            ),
            "a Service that claims one": case(SERVICE, service(annotations={_DNS: _HOST}), **DOMAIN),
            "a Patch that sets none": case(PATCH, _BARE, **DOMAIN),
            "one host, two paths": _two(ingress(), ingress(path="/api")),
            "an Ingress and a route": Case([_route(_HOST), Given(INGRESS, ingress(), "second")], DOMAIN),
            "routes that differ": Case([_route(_HOST, rules=_match("/a")), _route(_HOST, rules=_match("/b"))], DOMAIN),
        },
        bad={
            "another domain": case(INGRESS, ingress("shop.example.org"), at="spec.rules[0].host", **DOMAIN),
            "a domain that ends alike": case(INGRESS, ingress("shop.notpay.example.com"), **DOMAIN),
            "the domain above": case(INGRESS, ingress("example.com"), **DOMAIN),
            "no domains": case(INGRESS, ingress()),
            "no host": case(INGRESS, ingress(None, tls=[]), at="spec.rules[0].host", **DOMAIN),
            "an empty host": case(INGRESS, ingress("", tls=[]), **DOMAIN),
            "a wildcard": case(INGRESS, ingress("*.pay.example.com"), **DOMAIN),
            "upper case": case(INGRESS, ingress("Shop.pay.example.com"), **DOMAIN),
            "a trailing dot": case(INGRESS, ingress(f"{_HOST}."), **DOMAIN),
            "no rules": case(INGRESS, ingress(rules=[], tls=[]), **DOMAIN),
            "a host of a certificate": case(
                INGRESS, ingress(tls=[{"hosts": [_HOST, "web.example.com"]}]), at="spec.tls[0].hosts[1]", **DOMAIN
            ),
            "a backend for all": case(
                INGRESS, ingress(defaultBackend={"service": {"name": "it"}}), at="spec.defaultBackend", **DOMAIN
            ),
            "another host in an annotation": case(
                INGRESS, ingress(annotations={f"{_NGINX}server-alias": f"{_HOST},web.example.com"}), **DOMAIN
            ),
            "a record of DNS": case(INGRESS, ingress(annotations={_DNS: "web.example.com"}), **DOMAIN),
            "a record of DNS for a Service": case(SERVICE, service(annotations={_DNS: "web.example.com"}), **DOMAIN),
            "a route": Case([_route("web.example.com")], DOMAIN, "spec.hostnames[0]"),
            "a route for all hosts": Case([_route()], DOMAIN, "spec.hostnames[0]"),
            "a route by a wildcard": Case([_route("*.pay.example.com", kind="TLSRoute")], DOMAIN),
            "a route of gRPC": Case([_route("web.example.com", kind="GRPCRoute")], DOMAIN),
            "an old group": case(
                "kubernetes:extensions/v1beta1:Ingress",
                {**ingress("web.example.com"), "apiVersion": "extensions/v1beta1"},
                **DOMAIN,
            ),
            "a Patch": case(PATCH, ingress("web.example.com"), **DOMAIN),
            "the same host and path twice": _two(ingress(), ingress()),
            "the same host and path twice, by routes": Case(
                [_route(_HOST, rules=_match("/a")), _route(_HOST, rules=_match("/a"))], DOMAIN
            ),
        },
        other={"a Service that claims none": case(SERVICE, service(), **DOMAIN)},
        deferred={
            "a host": case(INGRESS, ingress(UNKNOWN), **DOMAIN),
            "rules": case(INGRESS, ingress(rules=UNKNOWN), **DOMAIN),
        },
    ),
    "KS-NET-08": Cases(
        good={
            "a certificate": case(INGRESS, ingress()),
            "the controller's own certificate": case(INGRESS, ingress(tls=[{"hosts": [_HOST]}])),
            "a redirect": case(INGRESS, ingress(annotations={f"{_NGINX}ssl-redirect": "true"})),
            "a listener": case(GATEWAY, _gateway()),
            "a listener that passes TLS through": case(GATEWAY, _gateway(protocol="TLS")),
            "a Patch that sets neither": case(PATCH, _BARE),
        },
        bad={
            "no certificate": case(INGRESS, ingress(tls=None), at="spec.rules[0].host", remedied=False),
            "a certificate of another host": case(
                INGRESS, ingress(tls=[{"hosts": ["b.pay.example.com"], "secretName": "it"}]), remedied=False
            ),
            "a certificate of no host": case(INGRESS, ingress(tls=[{"secretName": "it"}]), remedied=False),
            "another namespace's Secret": case(
                INGRESS,
                ingress(tls=[{"hosts": [_HOST], "secretName": "web-dev/it"}]),
                at="spec.tls[0].secretName",
                remedied=False,
            ),
            "plain HTTP": case(INGRESS, ingress(annotations={f"{_NGINX}ssl-redirect": "false"})),
            "plain HTTP in other words": case(INGRESS, ingress(annotations={"haproxy.org/ssl-redirect": "False"})),
            "plain HTTP on a listener": case(
                GATEWAY, _gateway(protocol="HTTP"), at="spec.listeners[0].protocol", remedied=False
            ),
            "no protocol": case(GATEWAY, _gateway(protocol=None), remedied=False),
        },
        deferred={"a certificate": case(INGRESS, ingress(tls=UNKNOWN))},
        other={"a route": Case([_route(_HOST)])},
    ),
    "KS-NET-09": Cases(
        good={
            "an allowed class": _classed(),
            "harmless annotations": _classed({f"{_NGINX}proxy-body-size": "8m", "example.com/note": "{}"}),
            "a Patch that sets neither": case(PATCH, manifest(_NET, "Ingress", spec={"tls": []})),
        },
        bad={
            "a snippet": _classed({_CODE: "more_set_headers x"}, remedied=False),
            "a snippet of the server": _classed({f"{_NGINX}server-snippet": "x"}, remedied=False),
            "another controller's snippets": _classed({"nginx.org/location-snippets": "x"}, remedied=False),
            "a way to sign in": _classed({f"{_NGINX}auth-url": "http://x"}, remedied=False),
            "a mirror": _classed({f"{_NGINX}mirror-target": "http://x"}, remedied=False),
            "a name of a certificate": _classed({f"{_NGINX}auth-tls-match-cn": "CN=x"}, remedied=False),
            "text that breaks out": _classed({f"{_NGINX}rewrite-target": "/x; } location / {"}, remedied=False),
            "no class": _classed(ingressClassName=None, remedied=False),
            "another class": _classed(ingressClassName="internal", remedied=False),
            "no classes allowed": case(INGRESS, ingress(), at="spec.ingressClassName", remedied=False),
            "a class said twice": _classed({"kubernetes.io/ingress.class": "public"}),
            "two classes": _classed({"kubernetes.io/ingress.class": "internal"}, remedied=False),
            "another class in the annotation": _classed(
                {"kubernetes.io/ingress.class": "internal"}, ingressClassName=None, remedied=False
            ),
        },
        deferred={"a class": _classed(ingressClassName=UNKNOWN)},
    ),
    "KS-NET-10": Cases(
        good={
            "its own namespace": case(GATEWAY, _gateway()),
            "its own namespace by word": case(GATEWAY, _gateway(namespaces={"from": "Same"})),
            "a tenant": case(GATEWAY, _gateway(namespaces=_only(**{"kubespaces.io/tenant": "payments"}))),
            "a namespace": case(GATEWAY, _gateway(namespaces=_only(**{"kubernetes.io/metadata.name": "payments-dev"}))),
            "no host where there is none": case(GATEWAY, _gateway(protocol="TCP", hostname=None)),
            "a set of listeners": case(f"kubernetes:{_GW}:ListenerSet", _gateway("ListenerSet")),
        },
        bad={
            "everybody": case(
                GATEWAY,
                _gateway(namespaces={"from": "All"}),
                at="spec.listeners[0].allowedRoutes.namespaces.from",
            ),
            "a selector of all": case(GATEWAY, _gateway(namespaces={"from": "Selector", "selector": {}})),
            "no selector": case(GATEWAY, _gateway(namespaces={"from": "Selector"})),
            "a label that tenants set": case(GATEWAY, _gateway(namespaces=_only(team="payments"))),
            "all tenants": case(
                GATEWAY,
                _gateway(
                    namespaces={
                        "from": "Selector",
                        "selector": {"matchExpressions": [{"key": "kubespaces.io/tenant", "operator": "Exists"}]},
                    }
                ),
            ),
            "no host": case(GATEWAY, _gateway(hostname=None), at="spec.listeners[0].hostname"),
            "every host": case(GATEWAY, _gateway(hostname="*")),
            "listeners from everybody": case(
                GATEWAY,
                {
                    **_gateway(),
                    "spec": {
                        **_gateway()["spec"],
                        "allowedListeners": {"namespaces": {"from": "All"}},
                    },
                },
                at="spec.allowedListeners.namespaces.from",
            ),
            "an old version": case(
                "kubernetes:gateway.networking.k8s.io/v1beta1:Gateway", _gateway(namespaces={"from": "All"})
            ),
            "a set of listeners": case(
                "kubernetes:gateway.networking.x-k8s.io/v1alpha1:XListenerSet",
                {
                    **_gateway("XListenerSet", {"from": "All"}),
                    "apiVersion": "gateway.networking.x-k8s.io/v1alpha1",
                },
            ),
        },
        deferred={"a choice": case(GATEWAY, _gateway(namespaces={"from": UNKNOWN}))},
        other={"a route": Case([_route(_HOST)])},
    ),
}
