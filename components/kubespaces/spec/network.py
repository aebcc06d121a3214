"""What people write about the network: who may come in, where one may go."""

import ipaddress
import re
from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, ConfigDict, Field, WithJsonSchema, model_validator

from .base import Model, exactly_one_of
from .metadata_networks import is_metadata
from .names import DnsLabel
from .posture import Egress, Ingress

_IPV4_MAPPED = ipaddress.IPv6Network("::ffff:0:0/96")

_PORT = re.compile(r"(?:(TCP|UDP|SCTP)/)?([0-9]{1,5})(?:-([0-9]{1,5}))?")


class PlatformRole(StrEnum):
    """Parts of the platform that a host cluster resolves to concrete peers."""

    INGRESS_CONTROLLER = "ingress-controller"
    MONITORING = "monitoring"
    API_SERVER = "api-server"


def check_network(text: str) -> str:
    """Return a network the way Kubernetes writes it; a single address becomes one of its own.

    Raises:
        ValueError: it is no CIDR, has host bits set, or hides IPv4 addresses in IPv6 ones.
    """
    try:
        network = ipaddress.ip_network(text)
    except ValueError:
        raise ValueError(f"is no network such as '10.20.0.0/16'{_without_host_bits(text)}") from None
    if isinstance(network, ipaddress.IPv6Network):
        if "%" in text:
            raise ValueError("names a network interface; leave out what stands behind '%'")
        # Some network plugins read these as the IPv4 addresses inside, past every rule made for IPv4.
        if network.subnet_of(_IPV4_MAPPED):
            raise ValueError("is IPv4 written as IPv6; write the IPv4 network")
    return str(network)


def _without_host_bits(text: str) -> str:
    try:
        return f"; did you mean '{ipaddress.ip_network(text, strict=False)}'?"
    except ValueError:
        return ""


def check_cidr(text: str) -> str:
    """Return a network that may be opened, the way Kubernetes writes it.

    Raises:
        ValueError: it is none (see ``check_network``), or lies among the metadata addresses.
    """
    network = check_network(text)
    if is_metadata(network):
        raise ValueError("is a cloud metadata address, which no tenant may reach; remove it")
    return network


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


AnyCidr = Annotated[str, AfterValidator(check_network)]
"""An IPv4 or IPv6 network."""

Cidr = Annotated[str, AfterValidator(check_cidr)]
"""An IPv4 or IPv6 network that tenants may reach."""

Port = Annotated[
    str,
    Field(coerce_numbers_to_str=True),
    AfterValidator(check_port),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "pattern": f"^{_PORT.pattern}$"},
                {"type": "integer", "minimum": 1, "maximum": 65535},
            ],
            "examples": ["443", "UDP/53", "TCP/8000-8100"],
        }
    ),
]
"""A port or range with its protocol, TCP if none is named."""


class Peer(Model):
    """Somebody else: exactly one of ``tenant``, ``role`` or ``cidr``."""

    model_config = ConfigDict(json_schema_extra=exactly_one_of("tenant", "role", "cidr"))

    tenant: DnsLabel | None = None
    """Another tenant on the same host cluster. Both must name each other: in ``allowFrom`` and in ``allowTo``."""
    environments: list[DnsLabel] | None = Field(default=None, min_length=1)
    """Which environments of that tenant; default: only the one of the same name (dev to dev, prod to prod)."""
    role: PlatformRole | None = None
    """A part of the platform: ``ingress-controller`` or ``monitoring`` (to allow from), ``api-server`` (to allow to).
    The host cluster says where it is."""
    cidr: Cidr | None = None
    """A network outside the cluster. Metadata addresses are always cut out of it."""
    ports: list[Port] = []
    """Ports such as ``443``, ``UDP/53``, ``TCP/8000-8100``; default: all, for a role the ones that the host cluster
    names."""

    @model_validator(mode="after")
    def _is_one_thing(self) -> Self:
        if sum(part is not None for part in (self.tenant, self.role, self.cidr)) != 1:
            raise ValueError("name exactly one of tenant, role or cidr")
        if self.environments is not None and self.tenant is None:
            raise ValueError("environments go with tenant only")
        return self


def _connects_here(peer: Peer) -> Peer:
    if peer.role is PlatformRole.API_SERVER:
        raise ValueError("api-server is a place to connect to; move it to allowTo")
    return peer


def _is_connected_to(peer: Peer) -> Peer:
    if peer.role in {PlatformRole.INGRESS_CONTROLLER, PlatformRole.MONITORING}:
        raise ValueError(f"{peer.role} connects to tenants; move it to allowFrom")
    return peer


class Network(Model):
    """Network isolation. Everything that is not opened here is denied, in both directions."""

    ingress: Ingress = Ingress.SAME_NAMESPACE
    """Who may connect: ``deny``, ``same-namespace`` (default) or ``same-tenant``."""
    egress: Egress = Egress.DNS
    """Where pods may connect: ``deny``, ``dns`` (default: names and the own scope) or ``dns+public`` (and the internet,
    never private or metadata addresses)."""
    allow_from: list[Annotated[Peer, AfterValidator(_connects_here)]] = []
    """Others that may connect; default nobody."""
    allow_to: list[Annotated[Peer, AfterValidator(_is_connected_to)]] = []
    """Others that may be connected to; default nobody."""
