"""What exposes hosts: Ingresses and routes, and the host names that they claim."""

from collections.abc import Iterator

from kubespaces_policies.kubernetes.objects import KubernetesObject
from kubespaces_policies.value import Value

INGRESS = ("networking.k8s.io/Ingress",)
GATEWAY_GROUPS = ("gateway.networking.k8s.io", "gateway.networking.x-k8s.io")
ROUTES = tuple(f"{group}/{kind}" for group in GATEWAY_GROUPS for kind in ("HTTPRoute", "TLSRoute", "GRPCRoute"))

ALIASES = (
    "nginx.ingress.kubernetes.io/server-alias",
    "nginx.ingress.kubernetes.io/from-to-www-redirect-host",
    "external-dns.alpha.kubernetes.io/hostname",
    "external-dns.alpha.kubernetes.io/internal-hostname",
)
"""Annotations that claim host names too, several with commas between them."""


def aliases(item: KubernetesObject) -> Iterator[Value]:
    """Go through the annotations of an object that claim host names."""
    yield from (item.annotation(name) for name in ALIASES if item.annotation(name).present)


def names_in(annotation: Value) -> list[str]:
    """Return the host names in an annotation.

    Raises:
        UnknownValueError: it is not known yet.
    """
    return [name.strip() for name in annotation.text().split(",") if name.strip()]


def ingress_hosts(item: KubernetesObject) -> Iterator[Value]:
    """Go through the host of every rule of an Ingress, and the hosts of its certificates.

    Raises:
        UnknownValueError: a list is not known yet.
    """
    yield from (rule.at("host") for rule in item.at("spec", "rules"))
    for certificate in item.at("spec", "tls"):
        yield from certificate.at("hosts")


def claimed_paths(item: KubernetesObject) -> Iterator[tuple[str, str, Value]]:
    """Go through host, path and place of everything that an Ingress or route claims.

    Raises:
        UnknownValueError: something of it is not known yet.
    """
    spec = item.at("spec")
    if item.is_a(*INGRESS):
        for rule in spec.at("rules"):
            paths = list(rule.at("http", "paths")) or [rule]
            yield from (
                (rule.at("host").text().lower(), path.at("path").text() or "/", rule.at("host")) for path in paths
            )
        return
    conditions = [match for rule in spec.at("rules") for match in rule.at("matches")]
    for name in spec.at("hostnames"):
        for claim in _claims(conditions):
            yield name.text().lower(), claim, name


def _claims(conditions: list[Value]) -> list[str]:
    """Return what routes ask for besides the host; routes that share a host but nothing else live in peace."""
    if not conditions:
        return ["/"]
    return sorted({_claim(condition) for condition in conditions})


def _claim(condition: Value) -> str:
    path = condition.at("path", "value").text() or "/"
    more = [condition.at("method"), condition.at("headers"), condition.at("queryParams")]
    return path + "".join(f" {part.raw}" for part in more if part.known().present)
