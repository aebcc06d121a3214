"""KS-TEN-11: admission webhooks and mutating policies that reach too far."""

from urllib.parse import urlsplit

from kubespaces_policies.check import Check
from kubespaces_policies.control import Severity, control
from kubespaces_policies.kubernetes.objects import KubernetesObject
from kubespaces_policies.kubernetes.selectors import excludes
from kubespaces_policies.resource import Resource, kinds
from kubespaces_policies.value import Value

_GROUP = "admissionregistration.k8s.io"
_WEBHOOKS = (f"{_GROUP}/ValidatingWebhookConfiguration", f"{_GROUP}/MutatingWebhookConfiguration")
_POLICY, _BINDING = f"{_GROUP}/MutatingAdmissionPolicy", f"{_GROUP}/MutatingAdmissionPolicyBinding"
_INJECTED = (
    "cert-manager.io/inject-ca-from",
    "cert-manager.io/inject-ca-from-secret",
    "cert-manager.io/inject-apiserver-ca",
)
_LONGEST = 10
_SYSTEM = ("kube-system", "kubespaces-system")


@control(
    "KS-TEN-11",
    title="Admission webhooks cannot intercept or block everything",
    severity=Severity.CRITICAL,
    why="A webhook on everything reads every Secret that is written and, when it is down, stops the cluster from "
    "repairing itself; one outside the cluster sends all of it away.",
    fix="name the groups and resources, leave system namespaces out by namespaceSelector, answer within 10 seconds "
    "from a Service of the cluster with a caBundle, and declare sideEffects: None",
    sources=("EKS 4.1.11", "AKS 4.1.11", "CIS-K8S 5.1.12", "CKV_K8S_155"),
    applies=kinds(*_WEBHOOKS, _POLICY, _BINDING),
)
def webhooks_are_bounded(resource: Resource, check: Check) -> None:
    """Judge each webhook, and of mutating policies the rules and the bindings, which is where they are scoped.

    ``failurePolicy: Fail`` is right for what is scoped, and what is not scoped is a violation whatever it says.
    """
    for item in resource.objects:
        if item.is_a(*_WEBHOOKS):
            with check.guard():
                for webhook in item.at("webhooks"):
                    _judge_webhook(webhook, item, check)
        if item.is_a(_POLICY):
            _judge_rules(item.at("spec", "matchConstraints", "resourceRules"), check)
        if item.is_a(_BINDING) and (not item.patch or item.at("spec", "matchResources").present):
            _judge_scope(item.at("spec", "matchResources", "namespaceSelector"), check)


def _judge_webhook(webhook: Value, item: KubernetesObject, check: Check) -> None:
    _judge_rules(webhook.at("rules"), check)
    _judge_scope(webhook.at("namespaceSelector"), check)
    check.require(
        webhook.at("timeoutSeconds"),
        lambda value: not value.present or 0 < (value.number() or 0) <= _LONGEST,
        f"must be at most {_LONGEST} seconds: every request waits for it",
    )
    check.require(webhook.at("sideEffects"), lambda value: value.text() == "None", "must be None")
    client = webhook.at("clientConfig")
    check.require(client.at("url"), _is_inside, "is outside the cluster; name a Service")
    with check.guard():
        bundled = client.at("caBundle").present and (
            client.at("caBundle").unknown or client.at("caBundle").text() != ""
        )
        if not bundled and not any(item.annotation(name).present for name in _INJECTED):
            check.violation(client.at("caBundle"), "must be set, or an annotation of cert-manager that fills it in")


def _is_inside(url: Value) -> bool:
    host = (urlsplit(url.text()).hostname or "").rstrip(".")
    return not url.present or host.endswith((".svc", ".svc.cluster.local"))


def _judge_scope(selector: Value, check: Check) -> None:
    with check.guard():
        for name in (*_SYSTEM, *check.settings.platform_namespaces):
            if not excludes(selector, name):
                check.violation(selector, f"must leave out the platform's namespaces, such as {name}")
                return


def _judge_rules(rules: Value, check: Check) -> None:
    with check.guard():
        for rule in rules:
            with check.guard():
                groups, resources = rule.at("apiGroups").texts(), rule.at("resources").texts()
                everything = any(name in ("*", "*/*") for name in resources)
                if everything and ("*" in groups or "" in groups):
                    check.violation(rule.at("resources"), "reaches everything; name the resources")
