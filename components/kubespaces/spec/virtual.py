"""A virtual cluster: a Kubernetes API of an environment's own, whose pods run in the environment's namespace."""

from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from .base import Model
from .names import DnsLabel, DnsName
from .patterns import Form
from .virtual_values import check_values

VCLUSTER_VERSION = "0.30.0"
"""Version of vCluster."""

KUBERNETES_MINORS = ("1.31", "1.32", "1.33", "1.34")
"""What vCluster 0.30 runs. Source: https://www.vcluster.com/docs/vcluster/deploy/upgrade/supported_versions"""

KubernetesPatch = Annotated[
    str,
    Form(
        rf"({'|'.join(minor.replace('.', '[.]') for minor in KUBERNETES_MINORS)})[.][0-9]{{1,3}}",
        f"is no version with its patch, such as '1.34.0', of {', '.join(KUBERNETES_MINORS)}",
    ),
]
"""Version of Kubernetes as an image is tagged with it."""


class BackingStore(StrEnum):
    """Where a virtual cluster keeps its objects. It cannot be changed later: another store is another cluster."""

    SQLITE = "sqlite"
    ETCD = "etcd"
    EMBEDDED_ETCD = "embedded-etcd"

    @property
    def licensed(self) -> bool:
        """Whether it takes a licence of vCluster's makers."""
        return self is BackingStore.EMBEDDED_ETCD


SHARED = "shared"
"""What stands in the place of an environment's name where several share a virtual cluster: in the name of its
namespace, in labels, and in what peers call it."""


class Per(StrEnum):
    """Whose a virtual cluster is."""

    ENVIRONMENT = "environment"
    TENANT = "tenant"


class Sync(Model):
    """What is copied to the host cluster besides pods and what they need (services, config maps, secrets, volumes)."""

    service_accounts: bool = False
    """Service accounts, for workload identity of the cloud; their names on the host are translated. Default false."""
    pod_disruption_budgets: bool = False
    """Pod disruption budgets; default false."""


class AppsService(Model):
    """The service inside the virtual cluster that all requests for the environment's host names go to."""

    namespace: DnsLabel = "default"
    """Its namespace inside the virtual cluster; default ``default``."""
    name: DnsLabel
    """Its name, such as that of an ingress controller of the tenant's own."""
    port: Annotated[int, Field(ge=1, le=65535)] = 80
    """Its port; default 80."""


class VirtualCluster(Model):
    """The virtual clusters of a tenant: one for each environment on the rung ``virtual``, or one that they share."""

    per: Per = Per.ENVIRONMENT
    """``environment`` (default): one for each. ``tenant``: one for all environments but those in production, which have
    one each. Only a Tenant heeds it; another choice later makes new, empty clusters."""
    kubernetes_version: KubernetesPatch = "1.34.0"
    """Its Kubernetes version with the patch; default ``1.34.0``."""
    high_availability: bool = False
    """Three replicas of control plane and store; needs ``backingStore: etcd``. Default false."""
    backing_store: BackingStore = Field(
        default_factory=lambda data: BackingStore.ETCD if data.get("high_availability") else BackingStore.SQLITE
    )
    """``sqlite`` (default), ``etcd`` (default with ``highAvailability``) or ``embedded-etcd`` (licensed). It is for
    life: another store is a new, empty cluster."""
    domain: DnsName | None = None
    """Domain of the API's and the apps' host names, ``<namespace>.api.<domain>`` and ``*.<namespace>.apps.<domain>``;
    default none: the API is reached inside the host cluster only."""
    apps: AppsService | None = None
    """Where requests for ``*.<namespace>.apps.<domain>`` go; default nowhere."""
    apps_gateway: Annotated[int, Field(ge=1, le=99)] = 1
    """Number of the shared Gateway that has the listener for the apps; a Gateway has at most 64. Default 1."""
    sync: Sync = Sync()
    """What is copied to the host cluster besides pods and what they need; default nothing."""
    values: dict[str, Any] = {}
    """Further values of the vCluster chart; only those that cannot lower isolation. Default none."""
    licensed: bool = False
    """There is a licence of vCluster's makers: their image and licensed features may be used. Default false."""

    @property
    def replicas(self) -> int:
        """Replicas of the control plane."""
        return 3 if self.high_availability else 1

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        problems = list(check_values(self.values))
        if self.high_availability and self.backing_store is BackingStore.SQLITE:
            problems.append("highAvailability: true needs a store with replicas; write backingStore: etcd")
        if self.backing_store.licensed and not self.licensed:
            problems.append(f"backingStore: {self.backing_store} takes a licence; write licensed: true or use etcd")
        if self.apps is not None and self.domain is None:
            problems.append("apps needs a domain for its host names; add domain")
        if problems:
            raise ValueError("; ".join(problems))
        return self
