"""Labels and annotations: how everyone tells whose namespace it is, and what is allowed in it."""

import hashlib
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the models cost whoever needs only the names of labels a quarter of a second
    from kubespaces.spec.namespace import NamespaceSpec

MANAGED_BY = "app.kubernetes.io/managed-by"
MANAGER = "kubespaces"
TENANT = "kubespaces.io/tenant"
ENVIRONMENT = "kubespaces.io/environment"
OWNER = "kubespaces.io/owner"
COST_CENTER = "kubespaces.io/cost-center"
PRODUCTION = "kubespaces.io/production"
ISOLATION = "kubespaces.io/isolation"
SANDBOX = "kubespaces.io/sandbox"
ACCESS = "kubespaces.io/access"
"""Annotation of a virtual cluster's control plane: who has which role inside."""
BACKING_STORE = "kubespaces.io/backing-store"
"""Annotation of a virtual cluster's control plane: where it keeps its objects. Another one is another cluster."""
PLATFORM_IMAGES = "kubespaces.io/platform-images"
"""Annotation: images that run beside the tenant's own, exactly as they are named; no other may go by it."""
VIRTUAL_CLUSTER = "kubespaces.io/virtual-cluster"
"""Name of the virtual cluster: on its namespace and on its control plane."""
LOCAL_ENDPOINT = "kubespaces.io/local-endpoint"
"""Annotation of a virtual cluster's control plane on this machine: the address that it listens at."""
NAMESPACE_NAME = "kubernetes.io/metadata.name"
"""Label that the API server itself puts on every namespace."""
SHARED_ENVIRONMENT = "kubespaces.io/shared-environment"
"""Label of the ConfigMap that stands on the host cluster for an environment inside a shared virtual cluster."""

ALLOWED = "kubespaces.io/allowed-"
"""Prefix of the annotations that hold a namespace's allow-lists: comma-separated, empty for nothing allowed.

They are on the Namespace because tenants cannot write to it, and because admission rules see it without a look-up.
"""
DIGESTS = "kubespaces.io/image-digests"
"""Annotation of a namespace: ``required`` or ``optional``."""
DEFAULT = "kubespaces.io/default-"
"""Prefix of the annotations that name the class filled in for objects that name none."""


def object_labels(spec: "NamespaceSpec") -> dict[str, str]:
    """Return the labels of every object that the platform puts into a tenant's namespace."""
    return {MANAGED_BY: MANAGER, TENANT: spec.tenant, ENVIRONMENT: spec.environment}


def label_value(text: str) -> str:
    """Return a text as a label value; what does not fit is replaced, and a cut one ends in a hash of the whole."""
    value = re.sub(r"[^A-Za-z0-9._-]+", "_", text.replace("@", "_at_")).strip("._-")
    if len(value) <= 63:
        return value
    return f"{value[:54].rstrip('._-')}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"
