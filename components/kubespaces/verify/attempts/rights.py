"""What RBAC may and may not give. A line stands for every verb on every resource named in it."""

from collections.abc import Iterator
from dataclasses import dataclass

from kubespaces.plan.roles import READ, WRITE
from kubespaces.spec.posture import Role
from kubespaces.verify.attempts.attempt import ADMINS, EVERYBODY, HANDS, NOBODY, PIPELINE, SHELL
from kubespaces.verify.rules import Rule

EVERY_VERB = (*READ, *WRITE)
"""The verbs of every kind."""


@dataclass(frozen=True)
class Right:
    """Some verbs on some resources of one API group, and which roles may use them."""

    what: str
    """What it lets one do, in words."""
    group: str
    """API group; empty for the core group."""
    resources: tuple[str, ...]
    """Resources, with a subresource such as ``pods/log``."""
    verbs: tuple[str, ...]
    """Verbs."""
    control: str
    """The control that forbids it to others; empty for daily work."""
    may: frozenset[Role]
    """Roles that must have all of it; everybody else must have none of it."""

    def questions(self) -> Iterator[tuple[str, str, str]]:
        """Yield verb, group and resource of each question."""
        yield from ((verb, self.group, resource) for resource in self.resources for verb in self.verbs)


_RBAC = "rbac.authorization.k8s.io"
_CONFIGURATION = ("configmaps", "persistentvolumeclaims", "serviceaccounts", "services")
_WORKLOADS = ("daemonsets", "deployments", "replicasets", "statefulsets")
_ROUTES = ("grpcroutes", "httproutes", "tlsroutes")

IN_OWN_NAMESPACE = (
    # Looking
    Right("look at pods and configuration", "", ("events", "pods", *_CONFIGURATION), READ, "", EVERYBODY),
    Right("look at workloads", "apps", _WORKLOADS, READ, "", EVERYBODY),
    Right("look at jobs", "batch", ("cronjobs", "jobs"), READ, "", EVERYBODY),
    Right("look at ingresses and openings", "networking.k8s.io", ("ingresses", "networkpolicies"), READ, "", EVERYBODY),
    Right("look at quota and limits", "", ("limitranges", "resourcequotas"), READ, "", EVERYBODY),
    Right("see the namespace itself", "", ("namespaces",), ("get",), "", EVERYBODY),
    Right("see who has access", _RBAC, ("rolebindings", "roles"), READ, "", EVERYBODY),
    Right("read logs", "", ("pods/log",), ("get",), "", EVERYBODY),
    # Changing what one runs
    Right("change configuration and services", "", _CONFIGURATION, WRITE, "KS-RBAC-09", PIPELINE),
    Right("change workloads", "apps", _WORKLOADS, WRITE, "KS-RBAC-09", PIPELINE),
    Right("scale workloads", "apps", ("deployments/scale", "statefulsets/scale"), ("patch",), "KS-RBAC-09", PIPELINE),
    Right("change jobs", "batch", ("cronjobs", "jobs"), WRITE, "KS-RBAC-09", PIPELINE),
    Right("change autoscaling", "autoscaling", ("horizontalpodautoscalers",), WRITE, "KS-RBAC-09", PIPELINE),
    Right("change disruption budgets", "policy", ("poddisruptionbudgets",), WRITE, "KS-RBAC-09", PIPELINE),
    Right("change ingresses", "networking.k8s.io", ("ingresses",), WRITE, "KS-RBAC-09", PIPELINE),
    Right("change routes", "gateway.networking.k8s.io", _ROUTES, WRITE, "KS-RBAC-09", PIPELINE),
    Right("read and change secrets", "", ("secrets",), EVERY_VERB, "KS-RBAC-06", PIPELINE),
    Right("start and stop single pods", "", ("pods",), WRITE, "KS-RBAC-07", HANDS),
    # Getting into what runs
    Right("open a shell or a port", "", ("pods/attach", "pods/exec", "pods/portforward"), ("create", "get"),
          "KS-RBAC-07", SHELL),
    Right("add a container to a running pod", "", ("pods/ephemeralcontainers",), ("patch", "update"),
          "KS-RBAC-07", SHELL),
    Right("reach pods through the API server's proxy", "", ("pods/proxy", "services/proxy"), ("create", "get"),
          "KS-RBAC-07", NOBODY),
    Right("place or resize pods", "", ("bindings", "pods/binding", "pods/resize", "pods/status"), ("create", "patch"),
          "KS-RBAC-07", NOBODY),
    # Roles, tokens, other people's names
    Right("hand on roles", _RBAC, ("rolebindings",), WRITE, "KS-RBAC-01", ADMINS),
    Right("write roles", _RBAC, ("roles",), WRITE, "KS-RBAC-03", NOBODY),
    Right("give rights that one does not have", _RBAC, ("clusterroles", "roles"), ("bind", "escalate"),
          "KS-RBAC-03", NOBODY),
    Right("act as somebody else", "", ("groups", "serviceaccounts", "users"), ("impersonate",), "KS-RBAC-03", NOBODY),
    Right("act as somebody else with extras", "authentication.k8s.io", ("uids", "userextras/scopes"), ("impersonate",),
          "KS-RBAC-03", NOBODY),
    Right("mint tokens", "", ("serviceaccounts/token",), ("create",), "KS-RBAC-08", NOBODY),
    # The platform's walls
    Right("change quota and limits", "", ("limitranges", "resourcequotas", "resourcequotas/status"), WRITE,
          "KS-RBAC-09", NOBODY),
    Right("change network policies", "networking.k8s.io", ("networkpolicies",), WRITE, "KS-RBAC-09", NOBODY),
    Right("change Cilium's network policies", "cilium.io", ("ciliumnetworkpolicies",), WRITE, "KS-NET-02", NOBODY),
    Right("change Calico's network policies", "projectcalico.org", ("networkpolicies",), WRITE, "KS-NET-02", NOBODY),
    Right("change Calico's stored policies", "crd.projectcalico.org", ("networkpolicies",), WRITE,
          "KS-NET-02", NOBODY),
    Right("change the namespace itself", "", ("namespaces", "namespaces/finalize", "namespaces/status"), WRITE,
          "KS-TEN-07", NOBODY),
    Right("steer traffic by hand", "", ("endpoints", "services/status"), WRITE, "KS-RBAC-09", NOBODY),
    Right("steer traffic by hand with slices", "discovery.k8s.io", ("endpointslices",), WRITE, "KS-RBAC-09", NOBODY),
    Right("claim addresses", "networking.k8s.io", ("ingresses/status",), WRITE, "KS-RBAC-09", NOBODY),
    Right("open gateways and grants", "gateway.networking.k8s.io", ("gateways", "referencegrants"), WRITE,
          "KS-TEN-10", NOBODY),
)  # fmt: skip
"""Rights in the tenant's own namespaces."""

IN_OTHER_NAMESPACES = (
    Right("anything on secrets", "", ("secrets",), EVERY_VERB, "KS-RBAC-06", NOBODY),
    Right("anything on pods", "", ("pods",), EVERY_VERB, "KS-TEN-10", NOBODY),
    Right("getting into pods", "", ("pods/attach", "pods/ephemeralcontainers", "pods/exec", "pods/log",
                                    "pods/portforward", "pods/proxy", "services/proxy"),
          ("create", "get", "patch", "update"), "KS-RBAC-07", NOBODY),
    Right("anything on configuration", "", ("configmaps", "endpoints", "events", "persistentvolumeclaims",
                                            "replicationcontrollers", "serviceaccounts", "services"),
          EVERY_VERB, "KS-TEN-10", NOBODY),
    Right("minting tokens", "", ("serviceaccounts/token",), ("create",), "KS-RBAC-08", NOBODY),
    Right("acting as others' accounts", "", ("serviceaccounts",), ("impersonate",), "KS-RBAC-03", NOBODY),
    Right("anything on quota and limits", "", ("limitranges", "resourcequotas"), EVERY_VERB, "KS-RBAC-09", NOBODY),
    Right("anything on the namespace", "", ("namespaces", "namespaces/finalize"), EVERY_VERB, "KS-TEN-10", NOBODY),
    Right("anything on workloads", "apps", ("controllerrevisions", *_WORKLOADS), EVERY_VERB, "KS-TEN-10", NOBODY),
    Right("anything on jobs", "batch", ("cronjobs", "jobs"), EVERY_VERB, "KS-TEN-10", NOBODY),
    Right("anything on autoscaling", "autoscaling", ("horizontalpodautoscalers",), EVERY_VERB, "KS-TEN-10", NOBODY),
    Right("anything on disruption budgets", "policy", ("poddisruptionbudgets",), EVERY_VERB, "KS-TEN-10", NOBODY),
    Right("anything on the network", "networking.k8s.io", ("ingresses", "networkpolicies"), EVERY_VERB,
          "KS-RBAC-09", NOBODY),
    Right("anything on endpoint slices", "discovery.k8s.io", ("endpointslices",), EVERY_VERB, "KS-TEN-10", NOBODY),
    Right("anything on routes", "gateway.networking.k8s.io", ("gateways", "referencegrants", *_ROUTES), EVERY_VERB,
          "KS-TEN-10", NOBODY),
    Right("anything on roles", _RBAC, ("rolebindings", "roles"), (*EVERY_VERB, "bind", "escalate"),
          "KS-RBAC-03", NOBODY),
    Right("anything on leases", "coordination.k8s.io", ("leases",), EVERY_VERB, "KS-TEN-10", NOBODY),
)  # fmt: skip
"""Rights in namespaces where one has no role: the other tenants', the platform's, one's own tenant's as well. Asked
without a namespace, these are rights across all namespaces."""

ON_THE_CLUSTER = (
    Right("anything on namespaces", "", ("namespaces", "namespaces/finalize", "namespaces/status"), EVERY_VERB,
          "KS-TEN-08", NOBODY),
    Right("anything on nodes", "", ("nodes", "nodes/log", "nodes/proxy", "nodes/stats", "nodes/status"), EVERY_VERB,
          "KS-RBAC-07", NOBODY),
    Right("anything on volumes", "", ("persistentvolumes",), EVERY_VERB, "KS-TEN-08", NOBODY),
    Right("acting as somebody else", "", ("groups", "serviceaccounts", "users"), ("impersonate",),
          "KS-RBAC-03", NOBODY),
    Right("anything on cluster roles", _RBAC, ("clusterrolebindings", "clusterroles"),
          (*EVERY_VERB, "bind", "escalate"), "KS-RBAC-03", NOBODY),
    Right("anything on admission", "admissionregistration.k8s.io",
          ("mutatingadmissionpolicies", "mutatingadmissionpolicybindings", "mutatingwebhookconfigurations",
           "validatingadmissionpolicies", "validatingadmissionpolicybindings", "validatingwebhookconfigurations"),
          EVERY_VERB, "KS-TEN-11", NOBODY),
    Right("anything on custom kinds", "apiextensions.k8s.io", ("customresourcedefinitions",), EVERY_VERB,
          "KS-TEN-08", NOBODY),
    Right("anything on aggregated APIs", "apiregistration.k8s.io", ("apiservices",), EVERY_VERB, "KS-TEN-08", NOBODY),
    Right("anything on certificates", "certificates.k8s.io",
          ("certificatesigningrequests", "certificatesigningrequests/approval", "clustertrustbundles"), EVERY_VERB,
          "KS-RBAC-08", NOBODY),
    Right("approving or signing", "certificates.k8s.io", ("signers",), ("approve", "attest", "sign"),
          "KS-RBAC-08", NOBODY),
    Right("anything on storage classes", "storage.k8s.io", ("csidrivers", "storageclasses", "volumeattachments"),
          EVERY_VERB, "KS-TEN-08", NOBODY),
    Right("anything on priority classes", "scheduling.k8s.io", ("priorityclasses",), EVERY_VERB, "KS-POD-15", NOBODY),
    Right("anything on runtime classes", "node.k8s.io", ("runtimeclasses",), EVERY_VERB, "KS-POD-14", NOBODY),
    Right("anything on ingress classes", "networking.k8s.io", ("ingressclasses",), EVERY_VERB, "KS-TEN-08", NOBODY),
    Right("anything on request priority", "flowcontrol.apiserver.k8s.io",
          ("flowschemas", "prioritylevelconfigurations"), EVERY_VERB, "KS-TEN-08", NOBODY),
    Right("reviewing others' access", "authorization.k8s.io", ("subjectaccessreviews",), ("create",),
          "KS-RBAC-03", NOBODY),
)  # fmt: skip
"""Rights on what belongs to no namespace."""

EVERYBODYS_RULES = (
    Rule(
        frozenset({"authorization.k8s.io"}),
        frozenset({"selfsubjectaccessreviews", "selfsubjectrulesreviews"}),
        frozenset({"create"}),
    ),
    Rule(frozenset({"authentication.k8s.io"}), frozenset({"selfsubjectreviews"}), frozenset({"create"})),
)
"""All that Kubernetes lets everybody do who can log in: asking about oneself (ClusterRole ``system:basic-user``)."""

EVERYBODYS_URLS = frozenset(
    {
        "/api", "/api/*", "/apis", "/apis/*", "/healthz", "/livez", "/openapi", "/openapi/*", "/readyz", "/version",
        "/version/", "/.well-known/openid-configuration", "/.well-known/openid-configuration/", "/openid/v1/jwks",
        "/openid/v1/jwks/",
    }
)  # fmt: skip
"""Paths that everybody may ``get``: discovery, health and the keys that tokens are checked with (ClusterRoles
``system:discovery``, ``system:public-info-viewer`` and ``system:service-account-issuer-discovery``)."""
