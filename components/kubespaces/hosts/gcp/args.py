"""What only a host cluster on Google Cloud has, as a typed dictionary; nothing here imports the cloud's SDK."""

from typing import NotRequired, TypedDict


class GcpMaintenanceArgs(TypedDict):
    """When Google may work on a cluster, every week."""

    days: NotRequired[list[str]]
    """Days of the week; default Saturday and Sunday."""
    start: NotRequired[str]
    """Time of day, in UTC, at which it begins; default 02:00."""
    hours: NotRequired[int]
    """How long it lasts on each day, 4 to 23; default 6."""


class GcpImagePolicyArgs(TypedDict):
    """Which images may run: those that Google's own policy knows as the system's, and those named here."""

    manage: NotRequired[bool]
    """Write the policy with this cluster; default true. A project has one policy, so it is false for every further
    cluster of a project, and where the policy is written elsewhere."""
    admit: NotRequired[list[str]]
    """Patterns of images that may run besides those of the project's own Artifact Registry in the cluster's region;
    ``*`` at the end stands for one part of a path, ``**`` for all that is below. Default none."""
    attestors: NotRequired[list[str]]
    """Attestors that must all have attested any other image, by their full names; default none: any other image is
    refused."""


class GcpClusterArgs(TypedDict):
    """A GKE cluster."""

    project: str
    """The project it is made in."""
    project_number: NotRequired[str]
    """The project's number, in quotes: Google names the accounts by it that its services use the cluster's keys with.
    ``gcloud projects describe <project>`` shows it. Default none, which is refused."""
    cluster_name: NotRequired[str]
    """The cluster's name in GKE, which can never change; default: the document's. Write the old one down here when you
    rename the document."""
    enable_apis: NotRequired[bool]
    """Turn on the APIs of the project that the cluster needs; default true. They stay on when the cluster goes."""
    autopilot: NotRequired[bool]
    """Autopilot: Google runs the nodes; ``node_pools`` then says only what is kept for whom. Settled once. Default
    false."""
    release_channel: NotRequired[str]
    """``regular`` (default), ``stable`` or ``extended`` (24 months of support, the last ten of which cost extra)."""
    minor_upgrades: NotRequired[bool]
    """Let Google go to newer minor versions by itself; default false: only ``kubernetes_version`` does, until the end
    of the version's support. Patches always come by themselves."""
    maintenance: NotRequired[GcpMaintenanceArgs]
    """When Google may work on the cluster; default Saturdays and Sundays from 02:00 UTC, six hours each."""
    dns_endpoint: NotRequired[bool]
    """Reach the API server by a DNS name instead of an address: it works from everywhere, and Google checks IAM before
    anything reaches the cluster. Default false. There is no address then, so ``allowed_cidrs`` must be empty."""
    login: NotRequired[str]
    """Whose credentials the kubeconfig uses: ``gcloud`` (default: as ``gcloud auth login`` did) or
    ``application-default`` (for pipelines)."""
    groups_domain: NotRequired[str]
    """Domain of the Google group ``gke-security-groups``, whose member groups count in the cluster's roles; default:
    that of ``admin_groups``."""
    nat: NotRequired[bool]
    """A way out to the internet by Cloud NAT; default true. Google's own services are reached without it."""
    nat_addresses: NotRequired[int]
    """Fixed public addresses of Cloud NAT, for others to allow; default 0: Google takes as many as are needed."""
    flow_logs: NotRequired[bool]
    """Record the network's connections; default true."""
    audit_reads: NotRequired[bool]
    """Audit also requests that only read, in the whole project, which is most of all and costs accordingly; default
    false."""
    lock_logs: NotRequired[bool]
    """Make the retention of audit logs final: nobody can shorten it or delete the bucket before. Default false. There
    is no way back."""
    binary_authorization: NotRequired[bool]
    """Ask the project's policy of Binary Authorization before an image runs; default true."""
    image_policy: NotRequired[GcpImagePolicyArgs]
    """That policy, which is the project's and not this cluster's; default: it lets run what is in the project's own
    Artifact Registry of the region, and nothing else."""
    usage_export: NotRequired[bool]
    """Write what each namespace asked for and used into a BigQuery table, for the bill; default true. Not in
    Autopilot."""
    billing_account: NotRequired[str]
    """The billing account that the project's bill goes to, on which ``budget`` is made; default none."""
    security_posture: NotRequired[bool]
    """GKE's security posture dashboard; default true."""
    key_protection: NotRequired[str]
    """``software`` (default) or ``hsm``. Settled once: other keys mean other disks and another cluster."""
