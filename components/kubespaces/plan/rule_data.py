"""Lists that the policy packs and the guard rails share, so that both refuse the same things."""

RESERVED_TAINT_PREFIXES = ("node-role.kubernetes.io/",)
"""Beginnings of taints that tenants do not tolerate, and of node labels that they do not select (KS-POD-14)."""

RESERVED_TAINTS = ("CriticalAddonsOnly",)
"""Taints that tenants do not tolerate: EKS and AKS keep nodes for their add-ons with it (KS-POD-14)."""

SYSTEM_PRIORITY_PREFIX = "system-"
"""How Kubernetes' own priority classes begin; they push everybody else's pods off a node (KS-POD-15)."""

BROAD_SUBJECT_PREFIX = "system:"
"""How groups and users of Kubernetes' own begin; nobody hands a role to them (KS-RBAC-04, KS-RBAC-05)."""

CREDENTIAL_SECRET_TYPES = ("bootstrap.kubernetes.io/token", "kubernetes.io/service-account-token")
"""Types of Secrets that are tokens for the API server (KS-RBAC-08)."""

RESERVED_DOMAINS = frozenset({"kubespaces.io", "openshift.io", "pod-security.kubernetes.io"})
"""Domains, with all below them, whose labels and annotations are the platform's to set."""

RESERVED_KEYS = frozenset(
    {
        "kubernetes.io/metadata.name",
        "resource.k8s.io/admin-access",
        "resource.kubernetes.io/admin-access",
        "scheduler.alpha.kubernetes.io/defaultTolerations",
        "scheduler.alpha.kubernetes.io/node-selector",
        "scheduler.alpha.kubernetes.io/tolerationsWhitelist",
    }
)
"""Single labels and annotations that admission plugins and the API server obey.

Sources: https://kubernetes.io/docs/reference/labels-annotations-taints/ and PodNodeSelector, PodTolerationRestriction.
"""

UNGUARDED_LABELS = frozenset({"admission.gatekeeper.sh/ignore", "control-plane", "policies.kyverno.io/ignore"})
"""Labels by which namespaces and objects are left out by the admission webhooks of common policy engines."""

PRIVATE_NETWORKS = ("10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")
"""Networks that the internet does not have (RFC 1918, 6598, 4193): nodes, control planes and offices are in them."""


def is_reserved_key(key: str) -> bool:
    """Tell whether a label or annotation is the platform's to set."""
    domain, _, name = key.partition("/")
    if key in RESERVED_KEYS or key in UNGUARDED_LABELS:
        return True
    return bool(name) and any(domain == reserved or domain.endswith(f".{reserved}") for reserved in RESERVED_DOMAINS)


TENANT_SERVICE_TYPES = ("ClusterIP", "LoadBalancer")
"""Types of Services that a tenant may have, LoadBalancer where its quota gives one. NodePort opens every node, and an
ExternalName lets whoever owns the name steer the ingress controller anywhere (KS-NET-04, KS-NET-06)."""

INTERNAL_NAMES = ("internal", "local", "localhost", "svc")
"""Last labels of names that lead into the cluster or the cloud's own network; an ExternalName may not end in them
(KS-NET-06)."""

HOST_ANNOTATIONS = (
    "external-dns.alpha.kubernetes.io/hostname",
    "external-dns.alpha.kubernetes.io/internal-hostname",
    "nginx.ingress.kubernetes.io/server-alias",
)
"""Annotations that claim host names, comma-separated, besides the fields made for it (KS-NET-07)."""

INGRESS_CLASS_ANNOTATION = "kubernetes.io/ingress.class"
"""Names the class of an Ingress in the old way (KS-NET-09)."""

INJECTING_ANNOTATION_SUFFIXES = (
    "-snippet",
    "-snippets",
    "/auth-tls-match-cn",
    "/auth-url",
    "/mirror-host",
    "/mirror-target",
)
"""Ends of annotations whose text ingress controllers put into their configuration (KS-NET-09; CVE-2021-25742,
CVE-2025-1097, CVE-2025-1098, CVE-2025-24514)."""

STORAGE_CLASS_ANNOTATION = "volume.beta.kubernetes.io/storage-class"
"""Names the class of a PersistentVolumeClaim in the old way; it goes before ``spec.storageClassName``.
Source: kubernetes, staging/src/k8s.io/component-helpers/storage/volume/helpers.go."""

DIGEST = r"@sha256:[a-f0-9]{64}$"
"""Regular expression (RE2): how an image reference ends that is pinned by its digest (KS-SUP-02)."""
