"""KS-NET-08: what is exposed is encrypted."""

from kubespaces_policies.check import Check
from kubespaces_policies.control import Severity, control
from kubespaces_policies.edit import Edit
from kubespaces_policies.kubernetes.objects import KubernetesObject
from kubespaces_policies.resource import Resource, kinds
from kubespaces_policies.value import Value

from .exposure import INGRESS
from .gateways import GATEWAYS

_REDIRECT = "/ssl-redirect"
_ENCRYPTED = ("HTTPS", "TLS")


def _redirects(item: KubernetesObject) -> list[Value]:
    return [value for key, value in item.at("metadata", "annotations").entries() if key.endswith(_REDIRECT)]


def _redirected(resource: Resource, edit: Edit) -> None:
    """Take away what keeps plain HTTP; certificates cannot be made up."""
    for item in resource.of_kind(*INGRESS):
        for value in _redirects(item):
            if _is_off(value):
                edit.remove(value)


@control(
    "KS-NET-08",
    title="TLS on every exposed host",
    severity=Severity.HIGH,
    why="What travels without TLS can be read and changed on the way, sessions and passwords first.",
    fix="list every host under spec.tls with a Secret of the same namespace, do not switch off the redirect, and give "
    "Gateway listeners the protocol HTTPS or TLS",
    sources=("EKS 5.4.5", "AKS 5.4.5", "GKE 5.6.7", "Kyverno require-ingress-https, ingress-host-match-tls"),
    applies=kinds(*INGRESS, *GATEWAYS),
    remedy=_redirected,
)
def exposed_hosts_have_tls(resource: Resource, check: Check) -> None:
    """Compare the hosts of rules with those of certificates; an entry without Secret is the controller's default one.

    Whether a route hangs on an encrypted listener is judged where the Gateway is made.
    """
    for item in resource.of_kind(*INGRESS):
        with check.guard():
            _judge_hosts(item, check)
        with check.guard():
            for entry in item.at("spec", "tls"):
                check.require(entry.at("secretName"), lambda name: "/" not in name.text(), "is in another namespace")
        with check.guard():
            for value in _redirects(item):
                check.require(value, lambda given: not _is_off(given), "lets plain HTTP through")
    for item in resource.of_kind(*GATEWAYS):
        with check.guard():
            for listener in item.at("spec", "listeners"):
                check.require(listener.at("protocol"), lambda value: value.text() in _ENCRYPTED, "must be HTTPS or TLS")


def _judge_hosts(item: KubernetesObject, check: Check) -> None:
    tls = item.at("spec", "tls")
    if item.patch and not tls.present:
        return
    secured = {host for entry in tls for host in entry.at("hosts").texts()}
    for rule in item.at("spec", "rules"):
        host = rule.at("host")
        check.require(host, lambda value: value.text() in secured, "has no certificate under spec.tls")


def _is_off(value: Value) -> bool:
    return value.text().strip().lower() == "false"
