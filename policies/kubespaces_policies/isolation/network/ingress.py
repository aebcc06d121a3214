"""KS-NET-09: what an Ingress asks of its controller."""

from kubespaces_policies.check import Check
from kubespaces_policies.control import Severity, control
from kubespaces_policies.edit import Edit
from kubespaces_policies.kubernetes.objects import KubernetesObject
from kubespaces_policies.resource import Resource, kinds
from kubespaces_policies.value import Value

from .exposure import INGRESS

_CLASS = "kubernetes.io/ingress.class"
_CODE = ("-snippet", "-snippets")
_REACHING = frozenset(
    {
        *("auth-url", "auth-signin", "auth-snippet", "auth-tls-match-cn", "auth-proxy-set-headers"),
        *("configuration", "custom-http-errors-configmap", "load-balance-configmap"),
        *("mirror-host", "mirror-target", "modsecurity-transaction-id", "proxy-redirect-from", "proxy-redirect-to"),
    }
)
"""Annotations whose text lands in the controller's configuration, or that send requests elsewhere."""
_NGINX = "nginx.ingress.kubernetes.io/"
_BREAKING = ("{", "}", ";", "\n", "\r", "lua_", "load_module", "proxy_pass", "_by_lua", "serviceaccount")
"""Text with which an annotation ends its place in a configuration of nginx and begins another."""


def _one_class(resource: Resource, edit: Edit) -> None:
    """Leave one of two ways that agree, and turn the old one into the new."""
    for item in resource.of_kind(*INGRESS):
        old, new = item.annotation(_CLASS), item.at("spec", "ingressClassName")
        if old.present and (not new.present or old.text() == new.text()):
            edit.set(new, old.raw)
            edit.remove(old)


@control(
    "KS-NET-09",
    title="Ingresses have an allowed class and inject nothing into the controller",
    severity=Severity.HIGH,
    why="The controller reads every tenant's certificates; a snippet in an annotation runs inside it, with them.",
    fix="remove the annotation, and name one of the setting ingressClasses in spec.ingressClassName only",
    sources=(
        "CKV_K8S_152 (CVE-2021-25742)",
        "CKV_K8S_153, CKV_K8S_154",
        "CVE-2025-1097, CVE-2025-1098, CVE-2025-24514",
        "Kyverno disallow-ingress-nginx-custom-snippets, restrict-ingress-classes",
    ),
    applies=kinds(*INGRESS),
    remedy=_one_class,
)
def ingresses_inject_nothing(resource: Resource, check: Check) -> None:
    """Judge the annotations by name, those of ingress-nginx by their text too, and the class, said in one way only."""
    for item in resource.of_kind(*INGRESS):
        with check.guard():
            for key, value in item.at("metadata", "annotations").entries():
                _judge_annotation(key, value, check)
        with check.guard():
            _judge_class(item, check)


def _judge_annotation(key: str, value: Value, check: Check) -> None:
    name = key.rpartition("/")[2]
    if name.endswith(_CODE) or name in _REACHING:
        check.violation(value, "reaches into the ingress controller", show=False)
    elif key.startswith(_NGINX):
        check.require(
            value,
            lambda given: not any(text in given.text() for text in _BREAKING),
            "holds text that could break out of the controller's configuration",
            show=False,
        )


def _judge_class(item: KubernetesObject, check: Check) -> None:
    old, new = item.annotation(_CLASS), item.at("spec", "ingressClassName")
    if old.present and new.present:
        check.violation(old, "says the class a second time; spec.ingressClassName is enough")
    if item.patch and not old.present and not new.present:
        return
    said = old if old.present else new
    allowed = check.settings.ingress_classes
    check.require(
        said, lambda value: value.text() in allowed, f"must be one of: {', '.join(allowed) or 'none allowed'}"
    )
