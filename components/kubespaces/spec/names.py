"""Names: what Kubernetes accepts, what is reserved, and what a namespace is called."""

import hashlib
import re
from typing import Annotated

from pydantic import AfterValidator, Field

from .patterns import Form

LABEL_LENGTH = 63
"""Longest DNS label (RFC 1123), hence the longest namespace name and label value."""

_DNS_LABEL = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?")
_RESERVED_NAMESPACES = frozenset({"default", "kubespaces-system"})
# Prefixes that Kubernetes and the managed services keep for themselves.
_RESERVED_PREFIXES = (
    "kube-",
    "openshift-",
    "gke-",
    "aks-",
    "amazon-",
    "azure-",
    "calico-",
    "cilium-",
    "gatekeeper-",
)


def check_dns_label(text: str) -> str:
    """Return the text if it is a DNS label.

    Raises:
        ValueError: it is none; the message offers the nearest name that is one.
    """
    if len(text) <= LABEL_LENGTH and _DNS_LABEL.fullmatch(text):
        return text
    if len(text) > LABEL_LENGTH:
        raise ValueError(f"has {len(text)} characters; a name has at most {LABEL_LENGTH}")
    suggestion = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:LABEL_LENGTH]
    hint = f"; use '{suggestion}'" if suggestion else ""
    raise ValueError(f"is no DNS label (a-z, 0-9 and '-', starting and ending with a letter or digit){hint}")


def namespace_name(tenant: str, environment: str) -> str:
    """Return the namespace of an environment: ``<tenant>-<environment>``, the same at every run.

    A longer name than a DNS label allows is cut and ends in eight hexadecimal digits of the SHA-256 of the
    whole, so that two long names that start alike stay apart.
    """
    name = f"{tenant}-{environment}"
    if len(name) <= LABEL_LENGTH:
        return name
    digest = hashlib.sha256(name.encode()).hexdigest()[:8]
    return f"{name[: LABEL_LENGTH - 9].rstrip('-')}-{digest}"


def is_reserved_namespace(name: str) -> bool:
    """Tell whether a namespace name belongs to Kubernetes, a cloud's add-ons or Kubespaces itself."""
    return name in _RESERVED_NAMESPACES or name.startswith(_RESERVED_PREFIXES)


def is_inner_system_namespace(name: str) -> bool:
    """Tell whether a namespace inside a virtual cluster is Kubernetes' own."""
    return name == "default" or name.startswith("kube-")


DnsLabel = Annotated[
    str,
    Field(min_length=1, json_schema_extra={"pattern": f"^{_DNS_LABEL.pattern}$", "maxLength": LABEL_LENGTH}),
    AfterValidator(check_dns_label),
]
"""A DNS label of RFC 1123: at most 63 characters of a-z, 0-9 and '-'."""

DnsName = Annotated[
    str,
    Form(
        r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*",
        "is no name such as 'fast' or 'csi.example.com' (a-z, 0-9, '-' and '.')",
    ),
]
"""A DNS name of RFC 1123, as Kubernetes wants it of most objects: labels with dots between them."""

LabelKey = Annotated[
    str,
    Form(
        r"([a-z0-9]([-a-z0-9.]*[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?",
        "is no key of a label such as 'app' or 'app.kubernetes.io/name'",
        longest=253 + 1 + LABEL_LENGTH,
    ),
]
"""Key of a Kubernetes label."""

LabelValue = Annotated[
    str,
    Form(
        "[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?",
        "must fit a Kubernetes label: A-Z, a-z, 0-9, '-', '_' and '.', with a letter or digit at both ends",
        longest=LABEL_LENGTH,
    ),
]
"""Value of a Kubernetes label, not empty."""
