"""Names, labels and identities of a host cluster on Google Cloud."""

import hashlib
import re

from kubespaces.plan.hosts.tags import tags_of
from kubespaces.spec.host_cluster import HostClusterSpec
from kubespaces.spec.host_gcp import GcpCluster
from kubespaces.spec.host_gcp_rules import domain_of, label_key

_LONGEST_LABEL = 63
_LONGEST_ACCOUNT = 30
_HASH = 6

_APIS = ("cloudkms", "compute", "container", "iam", "logging", "monitoring")


def gcp_of(spec: HostClusterSpec) -> GcpCluster:
    """Return the block ``gcp`` of a cluster that is made there.

    Raises:
        ValueError: it is not made on Google Cloud.
    """
    if spec.gcp is None:
        raise ValueError("the host cluster is not made on Google Cloud")
    return spec.gcp


def apis_of(spec: HostClusterSpec) -> list[str]:
    """Return Google's services, by the first part of their names, that a host cluster needs."""
    own = gcp_of(spec)
    more = {
        "bigquery": exports_usage(spec),
        "billingbudgets": spec.budget is not None,
        "binaryauthorization": own.binary_authorization,
    }
    return sorted([*_APIS, *(api for api, wanted in more.items() if wanted)])


def exports_usage(spec: HostClusterSpec) -> bool:
    """Return whether the usage of namespaces is exported; Autopilot has no such export, and bills by pod."""
    own = gcp_of(spec)
    return own.usage_export and not own.autopilot


def labels_of(name: str, spec: HostClusterSpec, *, tenant: str | None = None) -> dict[str, str]:
    """Return the tags of a resource as Google takes labels: small letters, digits, ``-`` and ``_``.

    Source: https://cloud.google.com/resource-manager/docs/labels-overview#requirements
    """
    tags = tags_of(name, spec, tenant=tenant)
    return dict(sorted((label_key(key), label_value(value)) for key, value in tags.items()))


def label_value(text: str) -> str:
    """Return a text as the value of a label; a long one is cut and ends in a hash of the whole."""
    value = re.sub(r"[^a-z0-9_-]", "_", text.lower().replace("@", "_at_"))
    return _cut(value, text, _LONGEST_LABEL)


def account_id(cluster: str, role: str) -> str:
    """Return the id of a service account: 30 characters, the same at every run."""
    return _cut(f"{cluster}-{role}", f"{cluster}-{role}", _LONGEST_ACCOUNT)


def account_email(spec: HostClusterSpec, account: str) -> str:
    """Return the address of a service account of the project by its id."""
    return f"{account}@{gcp_of(spec).project}.iam.gserviceaccount.com"


def _cut(value: str, whole: str, longest: int) -> str:
    if len(value) <= longest:
        return value
    digest = hashlib.sha256(whole.encode()).hexdigest()[:_HASH]
    return f"{value[: longest - _HASH - 1].rstrip('-_')}-{digest}"


def container_agent(spec: HostClusterSpec) -> str:
    """Return the account that GKE encrypts secrets with.

    Source: https://cloud.google.com/kubernetes-engine/docs/how-to/encrypting-secrets
    """
    return _agent(spec, "container-engine-robot")


def compute_agent(spec: HostClusterSpec) -> str:
    """Return the account that Compute Engine encrypts disks with, those of nodes and those of tenants.

    Source: https://cloud.google.com/kubernetes-engine/docs/how-to/using-cmek
    """
    return _agent(spec, "compute-system")


def logging_agent(spec: HostClusterSpec) -> str:
    """Return the account that Cloud Logging encrypts logs with.

    Source: https://cloud.google.com/logging/docs/routing/managed-encryption-storage
    """
    return _agent(spec, "gcp-sa-logging")


def _agent(spec: HostClusterSpec, service: str) -> str:
    return f"serviceAccount:service-{gcp_of(spec).project_number}@{service}.iam.gserviceaccount.com"


def workload_pool(spec: HostClusterSpec) -> str:
    """Return the pool of identities that the cluster's service accounts belong to."""
    return f"{gcp_of(spec).project}.svc.id.goog"


def issuer(spec: HostClusterSpec, cluster: str) -> str:
    """Return the issuer of the tokens of the cluster's service accounts.

    Source: https://cloud.google.com/iam/docs/workload-identity-federation-with-kubernetes
    """
    path = f"projects/{gcp_of(spec).project}/locations/{spec.region}/clusters/{cluster}"
    return f"https://container.googleapis.com/v1/{path}"


def security_group(spec: HostClusterSpec) -> str | None:
    """Return the group whose member groups count in the cluster's roles; its name is Google's.

    Source: https://cloud.google.com/kubernetes-engine/docs/how-to/google-groups-rbac
    """
    domain = gcp_of(spec).groups_domain or next(filter(None, map(domain_of, spec.admin_groups)), None)
    return f"gke-security-groups@{domain}" if domain else None
