"""A pack's settings: whose stack it is, what is allowed there, and what is exempt. Every default is the strict one."""

import re
from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from kubespaces.spec.quantity import parse_quantity

from .frameworks import Framework

EU_REGIONS = (
    *("eu-central-1", "eu-west-1", "eu-west-3", "eu-north-1", "eu-south-1", "eu-south-2", "eusc-de-east-1"),
    *("westeurope", "northeurope", "francecentral", "francesouth", "germanywestcentral", "germanynorth"),
    *("swedencentral", "swedensouth", "italynorth", "polandcentral", "spaincentral", "austriaeast", "belgiumcentral"),
    *("europe-west1", "europe-west3", "europe-west4", "europe-west8", "europe-west9", "europe-west10", "europe-west12"),
    *("europe-north1", "europe-north2", "europe-central2", "europe-southwest1"),
)
"""Regions of AWS, Azure and Google Cloud in member states of the EU, as of 2026-11-21 (the clouds' lists)."""


class Role(StrEnum):
    """Whose stack it is."""

    PLATFORM = "platform"
    """The platform team's: makes clusters, namespaces and what is cluster-wide."""
    TENANT = "tenant"
    """A tenant's: only works inside the tenant's own namespaces."""


class PodSecurityLevel(StrEnum):
    """A level of the Pod Security Standards that a namespace may enforce."""

    BASELINE = "baseline"
    RESTRICTED = "restricted"


def _compiles(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"is no regular expression: {error}") from None
    return text


def _is_quantity(text: str) -> str:
    parse_quantity(text)
    return text


Pattern = Annotated[str, AfterValidator(_compiles)]
"""A regular expression."""
Quantity = Annotated[str, AfterValidator(_is_quantity)]
"""An amount as Kubernetes writes it, such as ``2Ti``."""


class _Model(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="forbid", frozen=True)


class Exemption(_Model):
    """An agreed deviation: it names one control, what it is for, why, who answers for it and until when."""

    control: Annotated[str, Field(pattern=r"^KS-[A-Z]+-\d\d$")]
    """Id of the control."""
    resource: Annotated[str, Field(min_length=1)]
    """URN or Pulumi name of the resource; ``*`` stands for any text."""
    reason: Annotated[str, Field(min_length=10)]
    """Why it is right not to meet the control here."""
    owner: Annotated[str, Field(min_length=3)]
    """Mail address or team that answers for it."""
    expires: date
    """The last day on which it holds."""


class Selection(_Model):
    """Which controls are asked; an empty list is no limit."""

    severities: list[str] = []
    """Such as ``critical``."""
    frameworks: list[Framework] = []
    """Only controls that speak to one of these."""
    groups: list[str] = []
    """Such as ``POD``."""
    controls: list[str] = []
    """Ids."""


class Settings(_Model):
    """What a pack is told. Unknown keys are errors."""

    role: Role = Role.TENANT
    """Whose stack it is. It is the pack's setting and never read from the stack, which a tenant could change."""
    tenant: str = ""
    """The tenant whose stack it is; required for the role ``tenant`` where namespaces are made or referred to."""
    namespaces: list[str] = []
    """Further namespaces that the stack may refer to, besides ``<tenant>-*``."""

    # What workloads may use.
    registries: list[str] = []
    """Where images may come from: a host, or a host and a path. Empty: nothing is allowed."""
    storage_classes: list[str] = []
    ingress_classes: list[str] = []
    gateway_classes: list[str] = []
    priority_classes: list[str] = []
    runtime_classes: list[str] = []
    """Runtime classes that sandbox, such as ``gvisor``."""
    csi_drivers: list[str] = []
    """CSI drivers that pods may use inline."""
    sandbox_required: bool = False
    """Whether pods must name one of ``runtime_classes``."""
    max_priority: int = 1_000_000
    """Highest value of a PriorityClass."""
    dedicated_nodes: bool = False
    """Whether pods must select the tenant's own nodes."""
    root_group: bool = False
    """Whether workloads may use group 0, as some images need whose files belong to it."""
    api_clients: list[str] = []
    """Service accounts, as ``namespace/name``, whose pods may have a token for the cluster's API server."""

    # Namespaces.
    pod_security: PodSecurityLevel = PodSecurityLevel.RESTRICTED
    """The least level that namespaces outside production enforce; production enforces ``restricted`` always."""
    pod_security_version: Annotated[str, Field(pattern=r"^1\.\d+$")] = "1.34"
    """The oldest version to which the levels may be pinned."""
    namespace_labels: list[str] = ["environment", "owner", "cost-center"]
    """Labels ``kubespaces.io/...`` that a tenant's namespace must carry, besides ``tenant``."""
    quota_ceiling: dict[str, str] = {}
    """The most that one namespace's quota may give, by resource name, such as ``requests.cpu: "64"``."""

    platform_namespaces: list[str] = []
    """Namespaces of the platform itself: they carry no tenant, and objects in them may refer to each other."""
    privileged_namespaces: list[str] = []
    """Those of them whose pods need the node (network, storage, logs) and that enforce no Pod Security level."""
    cluster_secret_stores: list[str] = []
    """ClusterSecretStores (External Secrets) that tenants may read from."""

    # People and credentials.
    groups: list[str] = []
    """Groups to which a tenant's stack may give rights, besides ``<tenant>-*``; a last ``*`` stands for any text."""
    operator_roles: list[str] = []
    """Roles, as ``namespace/name``, of operators that run one namespace, such as a virtual cluster's control plane.
    There they may read Secrets, get into pods and write endpoints. ClusterRoles cannot be listed."""
    signers: list[str] = []
    """Signers of which certificates may be requested, such as ``example.com/internal``. Empty: none."""

    # Network.
    domains: list[str] = []
    """Domains under which the stack may claim host names. Empty: none."""
    public_egress: bool = False
    """Whether network policies may open the way to the internet (private ranges and metadata cut out)."""
    protected_cidrs: list[str] = []
    """Networks of nodes and control planes, which no network policy may open."""
    api_servers: list[str] = []
    """Networks in ``protected_cidrs`` that may be opened all the same: the API server's, for those who use it."""
    peers: list[str] = []
    """Other tenants to and from which network policies may open the way."""
    pod_identity_agent: bool = False
    """Whether network policies may open the way to the agent of EKS Pod Identity (169.254.170.23, fd00:ec2::23)."""

    # Clouds.
    regions: list[str] = list(EU_REGIONS)
    """Regions of all clouds in which anything may be; exact names."""
    multi_regions: list[str] = []
    """Multi-regions and geographies that are allowed by name, such as ``eu``."""
    kubernetes_versions: list[str] = ["1.33", "1.34", "1.35"]
    """Versions that a host cluster may have."""
    widest_public_range: Annotated[int, Field(ge=0, le=32)] = 16
    """The shortest prefix of an IPv4 range from which a public API endpoint may be reached (IPv6: twice as long)."""
    public_endpoints: bool = False
    """Whether the API endpoints of host clusters may be on the internet at all, for ranges that are bounded."""
    cilium: bool = False
    """Whether Cilium enforces network policies on host clusters, so that the cloud's own agent need not."""
    audit_retention_days: Annotated[int, Field(ge=1)] = 365
    """How long audit logs are kept (PCI DSS 10.5.1: 12 months)."""
    keep_logs_forever: bool = False
    """Whether log groups without an end of retention are fine."""
    regulated: bool = False
    """Whether logs must be locked against any change of their retention. A lock can never be undone."""
    telemetry_destinations: list[str] = []
    """Domains, ids and addresses outside the stack to which logs, metrics and traces may go; ``*`` stands for any
    text. What stays in the cluster, in the stack or in one of ``regions`` needs no entry."""
    required_tags: list[str] = ["tenant", "environment", "owner", "cost-center", "data-class", "managed-by"]
    """Tags and labels that every taggable cloud resource carries."""
    tag_patterns: dict[str, Pattern] = {}
    """Regular expressions that the values of tags match as a whole, by key, such as ``cost-center: cc-[0-9]{4}``."""
    budgets_elsewhere: bool = False
    """Whether another stack keeps the budgets of the clusters that this one makes."""
    max_nodes: Annotated[int, Field(ge=1)] = 100
    """The most nodes that one pool may grow to."""
    max_replicas: Annotated[int, Field(ge=1)] = 50
    """The most replicas that one workload may grow to."""
    max_volume_size: Quantity = "2Ti"
    """The largest volume that one claim may ask for, as a quantity."""
    machine_families: list[str] = []
    """Machine families that pools may use, such as ``m7g`` or ``Standard_D``. Empty: all but those with GPUs."""
    amd64_reason: str = ""
    """Why no pool has arm64 machines, such as images that are built for amd64 only. Empty: there is no reason."""
    min_zones: Annotated[int, Field(ge=1)] = 3
    """In how many zones node pools must be."""
    non_production: list[str] = []
    """Namespaces that serve no production (``*`` stands for any text), besides those that say so by the label
    ``kubespaces.io/production: "false"``; workloads elsewhere must survive the loss of a node."""
    backups_elsewhere: bool = False
    """Whether another stack backs up the volumes that this one claims."""
    break_glass: list[str] = []
    """Names of roles and principals (ARNs, object ids, members) that may hold administrative rights."""
    chart_sources: list[str] = []
    """Where charts may come from, such as ``oci://registry.example.com/charts``. Empty: none."""
    opaque_deployers: bool = False
    """Whether the platform's stacks may run commands and dynamic resources, which do what no policy sees."""
    data_class: str = "internal"
    """Class of data that the stack is for where a resource does not say: public, internal, confidential, restricted."""

    select: Selection = Selection()
    """Which controls are asked; default all."""
    exemptions: list[Exemption] = []
    """Agreed deviations."""


def read_settings(given: dict[str, Any]) -> tuple[Settings, list[str]]:
    """Return the settings and every problem with them; with problems, the strict defaults stand for what was given."""
    try:
        return Settings.model_validate(given), []
    except ValidationError as error:
        return Settings(), [_describe(problem) for problem in error.errors()]


def _describe(problem: Any) -> str:
    path = "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in problem["loc"]).lstrip(".")
    return f"{path or 'settings'}: {problem['msg']}"


def schema() -> dict[str, Any]:
    """Return the JSON schema of the settings."""
    return Settings.model_json_schema(by_alias=True)
