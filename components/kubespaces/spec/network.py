"""What people write about the network: who may come in, where one may go."""

import ipaddress
import re
from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from .base import Model
from .names import DnsLabel
from .posture import Egress, Ingress

METADATA_NETWORKS = (
    ipaddress.ip_network("169.254.0.0/16"),  # link-local: instance metadata of every cloud (RFC 3927)
    ipaddress.ip_network("fd00:ec2::254/128"),  # AWS instance metadata over IPv6
    ipaddress.ip_network("168.63.129.16/32"),  # Azure's virtual platform address
)
"""Addresses that no tenant may reach: whoever reads them can act as the node."""

_PORT = re.compile(r"(?:(TCP|UDP|SCTP)/)?(\d{1,5})(?:-(\d{1,5}))?")


class PlatformRole(StrEnum):
    """Parts of the platform that a host cluster resolves to concrete peers."""

    INGRESS_CONTROLLER = "ingress-controller"
    MONITORING = "monitoring"
    API_SERVER = "api-server"


def check_cidr(text: str) -> str:
    """Return the text if it is a network that may be opened.

    Raises:
        ValueError: it is no CIDR, has host bits set, or lies in a metadata network.
    """
    try:
        network = ipaddress.ip_network(text)
    except ValueError as error:
        raise ValueError(f"is no network such as '10.20.0.0/16' ({error})") from None
    for metadata in METADATA_NETWORKS:
        if network.version == metadata.version and network.subnet_of(metadata):  # type: ignore[arg-type]  # same version
            raise ValueError("is a cloud metadata address, which no tenant may reach; remove it")
    return text


def check_port(text: str) -> str:
    """Return the text if it names a port: ``443``, ``UDP/53`` or ``TCP/8000-8100``.

    Raises:
        ValueError: it does not.
    """
    match = _PORT.fullmatch(text)
    if match is None:
        raise ValueError("is no port; write '443', 'UDP/53' or 'TCP/8000-8100'")
    first, last = int(match[2]), int(match[3] or match[2])
    if not 1 <= first <= last <= 65535:
        raise ValueError("ports run from 1 to 65535, the lower one first")
    return text


Cidr = Annotated[str, AfterValidator(check_cidr)]
"""An IPv4 or IPv6 network."""

Port = Annotated[str, Field(coerce_numbers_to_str=True), AfterValidator(check_port)]
"""A port or range with its protocol, TCP if none is named."""


class Peer(Model):
    """Somebody else: exactly one of ``tenant``, ``role`` or ``cidr``."""

    tenant: DnsLabel | None = None
    """Another tenant on the same host cluster. Both must name each other: in ``allowFrom`` and in ``allowTo``."""
    environments: list[DnsLabel] | None = None
    """Which environments of that tenant; default: only the one of the same name (dev to dev, prod to prod)."""
    role: PlatformRole | None = None
    """A part of the platform, resolved by the host cluster."""
    cidr: Cidr | None = None
    """A network outside the cluster. Metadata addresses are always cut out of it."""
    ports: list[Port] = []
    """Ports such as ``443``, ``UDP/53``, ``TCP/8000-8100``; default: all, for a role what the host cluster says."""

    @model_validator(mode="after")
    def _is_one_thing(self) -> Self:
        if sum(part is not None for part in (self.tenant, self.role, self.cidr)) != 1:
            raise ValueError("name exactly one of tenant, role or cidr")
        if self.environments is not None and self.tenant is None:
            raise ValueError("environments go with tenant only")
        return self


class Network(Model):
    """Network isolation. Everything that is not opened here is denied, in both directions."""

    ingress: Ingress = Ingress.SAME_NAMESPACE
    """Who may connect: ``deny``, ``same-namespace`` (default) or ``same-tenant``."""
    egress: Egress = Egress.DNS
    """Where pods may connect: ``deny``, ``dns`` (default: names and the own scope) or ``dns+public`` (and the internet,
    never private or metadata addresses)."""
    allow_from: list[Peer] = []
    """Others that may connect."""
    allow_to: list[Peer] = []
    """Others that may be connected to."""

    @model_validator(mode="after")
    def _roles_face_the_right_way(self) -> Self:
        for peer in self.allow_from:
            if peer.role is PlatformRole.API_SERVER:
                raise ValueError("allowFrom: api-server is a place to connect to; move it to allowTo")
        for peer in self.allow_to:
            if peer.role in {PlatformRole.INGRESS_CONTROLLER, PlatformRole.MONITORING}:
                raise ValueError(f"allowTo: {peer.role} connects to tenants; move it to allowFrom")
        return self
