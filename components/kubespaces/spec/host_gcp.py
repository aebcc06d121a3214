"""What only a host cluster on Google Cloud has."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from .base import Model
from .host_gcp_images import ImagePolicy
from .patterns import Form
from .week_day import WeekDay

FEWEST_HOURS = 48
"""Hours of maintenance that GKE wants in any 32 days, in pieces of at least four.
Source: https://cloud.google.com/kubernetes-engine/docs/concepts/maintenance-windows-and-exclusions"""

_WEEKS = 4
_BILLING = r"[0-9A-F]{6}(-[0-9A-F]{6}){2}"
_BILLING_RULE = "is no billing account such as '0A1B2C-3D4E5F-678901'"


class ReleaseChannel(StrEnum):
    """How soon GKE offers new versions. ``rapid`` is not for production: Google promises no uptime there."""

    REGULAR = "regular"
    STABLE = "stable"
    EXTENDED = "extended"


class KeyProtection(StrEnum):
    """What keeps the encryption keys."""

    SOFTWARE = "software"
    HSM = "hsm"


class GcpLogin(StrEnum):
    """Whose credentials the kubeconfig uses."""

    GCLOUD = "gcloud"
    APPLICATION_DEFAULT = "application-default"


class GcpMaintenance(Model):
    """When Google may work on the cluster, every week."""

    days: Annotated[list[WeekDay], Field(min_length=1)] = [WeekDay.SATURDAY, WeekDay.SUNDAY]
    """Days of the week; default Saturday and Sunday."""
    start: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")] = "02:00"
    """Time of day, in UTC, at which it begins; default 02:00."""
    hours: Annotated[int, Field(ge=4, le=23)] = 6
    """How long it lasts on each day, 4 to 23; default 6."""

    @model_validator(mode="after")
    def _is_enough(self) -> Self:
        if len(set(self.days)) != len(self.days):
            raise ValueError("a day stands twice; remove one")
        total = len(self.days) * self.hours * _WEEKS
        if total < FEWEST_HOURS:
            rule = f"GKE wants {FEWEST_HOURS}; add days or hours"
            raise ValueError(f"{len(self.days)} days of {self.hours} hours make {total} hours in four weeks, {rule}")
        return self


class GcpCluster(Model):
    """A GKE cluster."""

    project: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{4,28}[a-z0-9]$")]
    """The project it is made in."""
    project_number: Annotated[str, Field(pattern=r"^\d{6,20}$")] | None = None
    """The project's number, in quotes: Google names the accounts by it that its services use the cluster's keys with.
    ``gcloud projects describe <project>`` shows it. Default
    none, which is refused."""
    cluster_name: Annotated[str, Field(pattern=r"^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$")] | None = None
    """The cluster's name in GKE, which can never change; default: the document's. Write the old one down here when you
    rename the document."""
    enable_apis: bool = True
    """Turn on the APIs of the project that the cluster needs; default true. They stay on when the cluster goes."""
    autopilot: bool = False
    """Autopilot: Google runs the nodes; ``nodePools`` then says only what is kept for whom. Settled once.
    Default false."""
    release_channel: ReleaseChannel = ReleaseChannel.REGULAR
    """``regular`` (default), ``stable`` or ``extended`` (24 months of support, the last ten of which cost extra)."""
    minor_upgrades: bool = False
    """Let Google go to newer minor versions by itself; default false: only ``kubernetesVersion`` does, until the end of
    the version's support. Patches always come by themselves."""
    maintenance: GcpMaintenance = GcpMaintenance()
    """When Google may work on the cluster; default Saturdays and Sundays from 02:00 UTC, six hours each."""
    dns_endpoint: bool = False
    """Reach the API server by a DNS name instead of an address: it works from everywhere, and Google checks IAM
    before anything reaches the cluster. Default false. There is no address then, so ``allowedCidrs`` must be empty."""
    login: GcpLogin = GcpLogin.GCLOUD
    """Whose credentials the kubeconfig uses: ``gcloud`` (default: as ``gcloud auth login`` did) or
    ``application-default`` (for pipelines)."""
    groups_domain: Annotated[str, Field(pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)+$")] | None = None
    """Domain of the Google group ``gke-security-groups``, whose member groups count in the cluster's roles; default:
    that of ``adminGroups``."""
    nat: bool = True
    """A way out to the internet by Cloud NAT; default true. Google's own services are reached without it."""
    nat_addresses: Annotated[int, Field(ge=0, le=16)] = 0
    """Fixed public addresses of Cloud NAT, for others to allow; default 0: Google takes as many as are needed."""
    flow_logs: bool = True
    """Record the network's connections; default true."""
    audit_reads: bool = False
    """Audit also requests that only read, in the whole project, which is most of all and costs accordingly; default
    false."""
    lock_logs: bool = False
    """Make the retention of audit logs final: nobody can shorten it or delete the bucket before. Default false. There
    is no way back."""
    binary_authorization: bool = True
    """Ask the project's policy of Binary Authorization before an image runs; default true."""
    image_policy: ImagePolicy = ImagePolicy()
    """That policy, which is the project's and not this cluster's; default: it lets run what is in the project's own
    Artifact Registry of the region, and nothing else."""
    usage_export: bool = True
    """Write what each namespace asked for and used into a BigQuery table, for the bill; default true. Not in
    Autopilot."""
    billing_account: Annotated[str, Form(_BILLING, _BILLING_RULE)] | None = None
    """The billing account that the project's bill goes to, on which ``budget`` is made; default none."""
    security_posture: bool = True
    """GKE's security posture dashboard; default true."""
    key_protection: KeyProtection = KeyProtection.SOFTWARE
    """``software`` (default) or ``hsm``. Settled once: other keys mean other disks and another cluster."""
