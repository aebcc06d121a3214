"""KS-NET-03: no way to metadata services, nodes and control planes."""

import ipaddress
from collections.abc import Sequence

from kubespaces.spec.metadata_networks import METADATA_NETWORKS
from kubespaces_policies.check import Check
from kubespaces_policies.control import Severity, control
from kubespaces_policies.edit import Edit
from kubespaces_policies.networks import Network, known_networks, lies_in, overlap, parse_network, uncovered
from kubespaces_policies.resource import Resource, kinds
from kubespaces_policies.settings import Settings

from .openings import KUBERNETES, Block, Opening, kubernetes_openings
from .reading import POLICIES, openings

_LINK_LOCAL = tuple(network for network in METADATA_NETWORKS if network.is_link_local)
_SERVICES = tuple(
    map(ipaddress.ip_network, ("169.254.169.254", "169.254.170.2", "169.254.170.23", "fd00:ec2::254", "fd00:ec2::23"))
)
"""Link-local and local addresses at which credentials are handed out."""
_POD_IDENTITY: tuple[Network, ...] = tuple(map(ipaddress.ip_network, ("169.254.170.23", "fd00:ec2::23")))
"""The agent of EKS Pod Identity, which serves the pod's own credentials."""


def _forbidden(settings: Settings) -> list[tuple[Network, list[Network]]]:
    """Return the networks that must stay closed, each with what may be opened of it."""
    agents = list(_POD_IDENTITY) if settings.pod_identity_agent else []
    servers = _parsed(settings.api_servers)
    closed: list[Network] = [*METADATA_NETWORKS, *_POD_IDENTITY]
    return [*((wall, agents) for wall in closed), *((wall, servers) for wall in _parsed(settings.protected_cidrs))]


def _parsed(texts: list[str]) -> list[Network]:
    return [network for text in texts if (network := parse_network(text)) is not None]


def _open(block: Block, opening: Opening, settings: Settings) -> list[Network]:
    """Return the forbidden networks of which a block opens anything."""
    network = parse_network(block.cidr.text())
    if network is None or _is_local_dns(network, opening):
        return []
    holes = known_networks(block.holes)
    common = ((wall, agreed, overlap(wall, network)) for wall, agreed in _forbidden(settings))
    return [wall for wall, agreed, part in common if part is not None and uncovered(part, [*holes, *agreed])]


def _is_local_dns(network: Network, opening: Opening) -> bool:
    """Tell whether it is the node's own DNS cache: one link-local address, on the ports of DNS only."""
    single = network.num_addresses == 1 and any(lies_in(network, local) for local in _LINK_LOCAL)
    return single and network not in _SERVICES and opening.dns_only


def _cut_out(resource: Resource, edit: Edit) -> None:
    silent = Check(edit.settings)
    for item in resource.of_kind(KUBERNETES):
        for opening in kubernetes_openings(item, silent):
            for block in opening.blocks if opening.egress else ():
                _mend(block, _open(block, opening, edit.settings), edit)


def _mend(block: Block, walls: Sequence[Network], edit: Edit) -> None:
    """Add what lies within the block to its exceptions; the API takes no others."""
    network = parse_network(block.cidr.text())
    inside = [str(wall) for wall in walls if network and wall != network and lies_in(wall, network)]
    if inside and block.exceptions is not None:
        edit.set(block.exceptions, [*(value.raw for value in block.holes), *inside])


@control(
    "KS-NET-03",
    title="Metadata services, nodes and control planes are cut out of what is opened",
    severity=Severity.HIGH,
    why="Whoever reads a node's metadata gets its credentials, and with them what the node may do in the cloud.",
    fix="list 169.254.0.0/16, 168.63.129.16/32, fd00:ec2::254/128 and the setting protectedCidrs under except, or open "
    "a network that does not contain them",
    sources=("EKS 5.4 (hop limit)", "NSA", "https://kubernetes.io/docs/concepts/services-networking/network-policies/"),
    applies=kinds(*POLICIES),
    remedy=_cut_out,
)
def metadata_is_cut_out(resource: Resource, check: Check) -> None:
    """Compare by containment every network that is opened for egress.

    Allowed are the node's DNS cache (one link-local address on the ports of DNS) and, if the setting
    ``podIdentityAgent`` says so, the agent of EKS Pod Identity; of nodes and control planes the setting ``apiServers``.
    """
    for item in resource.of_kind(*POLICIES):
        for opening in openings(item, check):
            for block in opening.blocks if opening.egress else ():
                with check.guard():
                    walls = _open(block, opening, check.settings)
                    if walls:
                        check.violation(block.cidr, f"opens {', '.join(map(str, walls))}")
