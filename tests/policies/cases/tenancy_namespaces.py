"""KS-TEN-01 to KS-TEN-03: the labels of a namespace."""

from kubespaces.spec.names import namespace_name
from kubespaces_policies.value import UNKNOWN

from .case import Case, Cases, Given, Props, case

NAMESPACE = "kubernetes:core/v1:Namespace"
PATCH = "kubernetes:core/v1:NamespacePatch"
LABELS: Props = {
    "kubespaces.io/tenant": "payments",
    "kubespaces.io/environment": "dev",
    "kubespaces.io/owner": "payments_at_example.com",
    "kubespaces.io/cost-center": "cc-4711",
    "kubespaces.io/production": "false",
    "pod-security.kubernetes.io/enforce": "restricted",
    "pod-security.kubernetes.io/enforce-version": "v1.34",
    "pod-security.kubernetes.io/audit": "restricted",
    "pod-security.kubernetes.io/warn": "restricted",
}
"""The labels of a namespace that meets every control."""


def namespace(name: str = "payments-dev", without: str = "", **labels: object) -> Props:
    """Return a good Namespace with changes to its labels; names are given without domain and with underscores."""
    full = {key: label for key, label in LABELS.items() if key != without}
    for key, label in labels.items():
        short = key.replace("_", "-")
        domain = "pod-security.kubernetes.io" if short.partition("-")[0] in POD_SECURITY else "kubespaces.io"
        full[f"{domain}/{short}"] = label
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name, "labels": full}}


POD_SECURITY = ("enforce", "audit", "warn")
_LABEL = 'metadata.labels["{}"]'
TENANT = _LABEL.format("kubespaces.io/tenant")
ENFORCE = _LABEL.format("pod-security.kubernetes.io/enforce")
WARN = _LABEL.format("pod-security.kubernetes.io/warn")
VERSION = _LABEL.format("pod-security.kubernetes.io/enforce-version")


def _bare(name: str = "payments-dev", **labels: str) -> Props:
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name, "labels": labels}}


def _listed(item: Props) -> Case:
    props = {"apiVersion": "v1", "kind": "List", "items": [item]}
    return Case([Given("kubernetes:core/v1:List", props)], {"tenant": "payments"})


CASES = {
    "KS-TEN-01": Cases(
        good={
            "a tenant's own": case(NAMESPACE, namespace(), tenant="payments"),
            "any tenant's in a platform's stack": case(NAMESPACE, namespace(), role="platform"),
            "a Patch that sets none of it": case(PATCH, _bare(**{"a.example/b": "c"}), tenant="payments"),
            "a name that is too long and ends in a hash": case(
                NAMESPACE,
                namespace(namespace_name("p" * 60, "dev"), tenant="p" * 60, environment="dev"),
                role="platform",
            ),
            "fewer labels asked for": case(
                NAMESPACE,
                namespace(),
                tenant="payments",
                namespace_labels=["owner"],
            ),
        },
        bad={
            "no tenant": case(
                NAMESPACE, namespace(without="kubespaces.io/tenant"), at=TENANT, tenant="payments", remedied=False
            ),
            "no tenant in a platform's stack": case(NAMESPACE, _bare(), at=TENANT, role="platform", remedied=False),
            "another tenant": case(NAMESPACE, namespace(tenant="web"), at=TENANT, tenant="payments", remedied=False),
            "no DNS label": case(NAMESPACE, namespace(tenant="Payments"), at=TENANT, role="platform", remedied=False),
            "a name of another tenant": case(
                NAMESPACE, namespace("paymentsdev"), at="metadata.name", tenant="payments", remedied=False
            ),
            "no owner": case(
                NAMESPACE,
                namespace(without="kubespaces.io/owner"),
                at=_LABEL.format("kubespaces.io/owner"),
                tenant="payments",
                remedied=False,
            ),
            "no cost center": case(
                NAMESPACE,
                namespace(without="kubespaces.io/cost-center"),
                at=_LABEL.format("kubespaces.io/cost-center"),
                tenant="payments",
            ),
            "no environment": case(NAMESPACE, namespace(without="kubespaces.io/environment"), tenant="payments"),
            "an empty owner": case(NAMESPACE, namespace(owner=" "), tenant="payments", remedied=False),
            "one more label asked for": case(
                NAMESPACE, namespace(), tenant="payments", namespace_labels=["data-class"], remedied=False
            ),
            "a pack that does not know the tenant": case(NAMESPACE, namespace(), remedied=False),
            "a Patch that relabels": case(PATCH, namespace(tenant="web"), tenant="payments", remedied=False),
            "an item of a List": Case(
                _listed(_bare()).resources, {"tenant": "payments"}, "items[0]." + TENANT, remedied=False
            ),
        },
        other={
            "the platform's own": case(NAMESPACE, _bare("ingress"), role="platform", platform_namespaces=["ingress"]),
            "a reserved name": case(NAMESPACE, _bare("kubespaces-system"), role="platform"),
            "no namespace": case("kubernetes:core/v1:ConfigMap", {"apiVersion": "v1", "kind": "ConfigMap"}),
        },
        deferred={
            "a name": case(NAMESPACE, namespace(UNKNOWN), tenant="payments"),  # type: ignore[arg-type]
            "a label": case(NAMESPACE, namespace(tenant=UNKNOWN), tenant="payments"),
        },
    ),
    "KS-TEN-02": Cases(
        good={
            "restricted": case(NAMESPACE, namespace()),
            "baseline where the settings say so": case(
                NAMESPACE, namespace(enforce="baseline"), pod_security="baseline"
            ),
            "a namespace of the platform": case(
                NAMESPACE, _bare("ingress", **{"pod-security.kubernetes.io/enforce": "restricted"}), role="platform"
            ),
            "a Patch that does not set it": case(PATCH, _bare()),
        },
        bad={
            "no level": case(NAMESPACE, _bare(), at=ENFORCE),
            "privileged": case(NAMESPACE, namespace(enforce="privileged"), at=ENFORCE),
            "privileged where baseline would do": case(
                NAMESPACE, namespace(enforce="privileged"), pod_security="baseline"
            ),
            "baseline": case(NAMESPACE, namespace(enforce="baseline"), at=ENFORCE),
            "baseline in production": case(
                NAMESPACE, namespace(enforce="baseline", production="true"), pod_security="baseline"
            ),
            "upper case": case(NAMESPACE, namespace(enforce="Restricted"), at=ENFORCE),
            "an empty level": case(NAMESPACE, namespace(enforce="")),
            "a Patch that lowers it": case(PATCH, namespace(enforce="privileged")),
            "a namespace of the platform that is not listed": case(NAMESPACE, _bare("storage"), role="platform"),
            "a tenant's namespace that is listed": case(
                NAMESPACE, namespace(enforce="privileged"), role="platform", privileged_namespaces=["payments-dev"]
            ),
            "a tenant's stack that lists it": case(NAMESPACE, _bare("storage"), privileged_namespaces=["storage"]),
            "an item of a List": _listed(namespace(enforce="privileged")),
            "under the token of a ConfigMap": case(
                "kubernetes:core/v1:ConfigMap", namespace(enforce="privileged"), at=ENFORCE
            ),
        },
        other={
            "a listed namespace of the platform": case(
                NAMESPACE, _bare("storage"), role="platform", privileged_namespaces=["storage"]
            ),
        },
        deferred={"a level": case(NAMESPACE, namespace(enforce=UNKNOWN))},
    ),
    "KS-TEN-03": Cases(
        good={
            "pinned to the floor": case(NAMESPACE, namespace()),
            "not pinned": case(NAMESPACE, namespace(without="pod-security.kubernetes.io/enforce-version")),
            "the latest": case(NAMESPACE, namespace(enforce_version="latest")),
            "newer, as a number": case(NAMESPACE, namespace(enforce_version="v1.100")),
            "older where the settings say so": case(
                NAMESPACE, namespace(enforce_version="v1.30"), pod_security_version="1.30"
            ),
            "warns at baseline, enforces baseline": case(
                NAMESPACE, namespace(enforce="baseline", warn="baseline", audit="baseline")
            ),
            "a Patch that sets none of it": case(PATCH, _bare()),
        },
        bad={
            "an old version": case(NAMESPACE, namespace(enforce_version="v1.33"), at=VERSION),
            "an old version that sorts late as text": case(NAMESPACE, namespace(enforce_version="v1.9"), at=VERSION),
            "no version": case(NAMESPACE, namespace(enforce_version="1.34"), at=VERSION),
            "an old version of a warning": case(NAMESPACE, namespace(warn_version="v1.20")),
            "no warning": case(NAMESPACE, namespace(without="pod-security.kubernetes.io/warn"), at=WARN),
            "a weaker warning": case(NAMESPACE, namespace(warn="baseline"), at=WARN),
            "a wrong word, which is ignored in silence": case(NAMESPACE, namespace(audit="restrictd")),
            "a weaker warning in a Patch": case(PATCH, namespace(warn="privileged")),
            "no audit": case(NAMESPACE, namespace(without="pod-security.kubernetes.io/audit")),
        },
        deferred={"a version": case(NAMESPACE, namespace(enforce_version=UNKNOWN))},
    ),
}
