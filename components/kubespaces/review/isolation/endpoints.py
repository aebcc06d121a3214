"""From where a cluster's API server can be reached, and what keeps the cluster itself: one function for each cloud."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from kubespaces.review.preview import State, is_known
from kubespaces.review.world.objects import at, items, mapping

from .exposure import Exposed
from .order import Fact, Facts, Item
from .peers import Peer, is_everywhere

_ENDPOINT = "API endpoint"
_WORLD = (Peer(anybody=True),)


def _endpoint(cidrs: Any, *, otherwise: tuple[Peer, ...] = _WORLD) -> Exposed:
    """Return the public endpoint, reachable from some networks; without any from those given by ``otherwise``."""
    if cidrs is not None and (not isinstance(cidrs, list) or not all(is_known(cidr) for cidr in cidrs)):
        return Exposed(f"{_ENDPOINT} (public)", _WORLD, public=True, unknown=True)
    found = sorted(map(str, cidrs or ()))
    if any(map(is_everywhere, found)):
        return Exposed(f"{_ENDPOINT} (public)", _WORLD, public=True)
    return Exposed(f"{_ENDPOINT} (public)", tuple(Peer(cidr=cidr) for cidr in found) or otherwise, public=True)


def _flag(value: Any, key: str, words: str) -> list[Fact]:
    """Return a control that a flag switches on."""
    if value is not None and not is_known(value):
        return [Item(key, words, f"{words}: {value}", unknown=True)]
    return [Item(key, words, words)] if value is True or value == "true" else []


def _eks(inputs: Mapping[str, Any]) -> Facts:
    config = mapping(inputs, "vpcConfig")
    public = config.get("endpointPublicAccess", True)  # EKS opens it unless told otherwise
    openings: list[Fact] = []
    if not is_known(public):
        openings.append(Exposed(f"{_ENDPOINT} (public)", _WORLD, public=True, unknown=True))
    elif public is not False and public != "false":
        openings.append(_endpoint(config.get("publicAccessCidrs")))
    encrypted = bool(inputs.get("encryptionConfig"))
    logs = [Item(f"log {log}", str(log), f"log of {log}") for log in items(inputs, "enabledClusterLogTypes")]
    controls = [*_flag(encrypted, "encryption", "secrets encrypted with a key of one's own"), *logs]
    return Facts([*controls, *_flag(inputs.get("deletionProtection"), "protected", "deletion protection")], openings)


def _aks(inputs: Mapping[str, Any]) -> Facts:
    profile = mapping(inputs, "apiServerAccessProfile")
    private = profile.get("enablePrivateCluster")
    openings: list[Fact] = []
    if private is not None and not is_known(private):
        openings.append(Exposed(f"{_ENDPOINT} (public)", _WORLD, public=True, unknown=True))
    elif private is not True:
        openings.append(_endpoint(profile.get("authorizedIPRanges")))
    groups = items(inputs, "aadProfile", "adminGroupObjectIDs")
    openings += [Item(f"admin {group}", str(group), f"group {group}: administers the cluster") for group in groups]
    controls = _flag(inputs.get("disableLocalAccounts"), "local accounts", "no accounts besides Entra ID's")
    kms = at(inputs, "securityProfile", "azureKeyVaultKms", "enabled")
    return Facts([*controls, *_flag(kms, "encryption", "secrets encrypted with a key of one's own")], openings)


def _gke(inputs: Mapping[str, Any]) -> Facts:
    openings: list[Fact] = []
    networks = inputs.get("masterAuthorizedNetworksConfig")
    private = at(inputs, "privateClusterConfig", "enablePrivateEndpoint")
    by_address = at(inputs, "controlPlaneEndpointsConfig", "ipEndpointsConfig", "enabled")
    if private is not True and by_address is not False:
        blocks = [mapping(block).get("cidrBlock") for block in items(networks, "cidrBlocks")]
        openings.append(_endpoint(blocks, otherwise=_WORLD if networks is None else ()))
    if at(inputs, "controlPlaneEndpointsConfig", "dnsEndpointConfig", "allowExternalTraffic") is True:
        openings.append(Exposed(f"{_ENDPOINT} by DNS name, for Google identities", _WORLD, public=True))
    if at(inputs, "enableLegacyAbac") is True:
        openings.append(Item("abac", "abac", "legacy ABAC: every service account may do everything"))
    encrypted = at(inputs, "databaseEncryption", "state") == "ENCRYPTED"
    controls = [
        *_flag(encrypted, "encryption", "secrets encrypted with a key of one's own"),
        *_flag(inputs.get("deletionProtection"), "protected", "deletion protection"),
    ]
    return Facts(controls, openings)


def _eks_access(inputs: Mapping[str, Any]) -> Facts:
    who, policy = inputs.get("principalArn"), str(inputs.get("policyArn")).rsplit("/", 1)[-1]
    scope = str(at(inputs, "accessScope", "type") or "cluster")
    words = f"{who}: {policy} ({scope})"
    return Facts(openings=[Item(f"access {who}", words, words, not is_known(who))])


def _firewall(cidrs: Iterable[Any], words: str) -> Facts:
    openings = []
    for cidr in cidrs:
        if cidr is None:
            continue
        everywhere = is_everywhere(str(cidr)) or str(cidr) in {"*", "Internet"}
        peer = Peer(anybody=True) if everywhere else Peer(cidr=str(cidr))
        openings.append(Exposed(words, (peer,), public=everywhere, unknown=not is_known(cidr)))
    return Facts(openings=openings)


def _aws_rule(inputs: Mapping[str, Any]) -> Facts:
    ports = f"{inputs.get('ipProtocol', '')}/{inputs.get('fromPort', 'all')}".removesuffix(".0")
    return _firewall([inputs.get("cidrIpv4"), inputs.get("cidrIpv6")], f"security group rule {ports}")


def _aws_group(inputs: Mapping[str, Any]) -> Facts:
    rules = [mapping(rule) for rule in items(inputs, "ingress")]
    cidrs = [cidr for rule in rules for cidr in [*items(rule, "cidrBlocks"), *items(rule, "ipv6CidrBlocks")]]
    return _firewall(cidrs, "security group")


def _azure_group(inputs: Mapping[str, Any]) -> Facts:
    rules = [mapping(rule) for rule in items(inputs, "securityRules")]
    open_rules = [rule for rule in rules if rule.get("direction") == "Inbound" and rule.get("access") == "Allow"]
    sources = [rule.get("sourceAddressPrefix") for rule in open_rules]
    more = [source for rule in open_rules for source in items(rule, "sourceAddressPrefixes")]
    return _firewall([*sources, *more], "network security group")


def _google_firewall(inputs: Mapping[str, Any]) -> Facts:
    inbound = inputs.get("direction", "INGRESS") == "INGRESS" and bool(inputs.get("allows"))
    return _firewall(items(inputs, "sourceRanges") if inbound else [], "firewall rule")


_READERS: Mapping[str, Callable[[Mapping[str, Any]], Facts]] = {
    "aws:eks/cluster:Cluster": _eks,
    "aws:eks/accessPolicyAssociation:AccessPolicyAssociation": _eks_access,
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": _aws_rule,
    "aws:ec2/securityGroup:SecurityGroup": _aws_group,
    "azure-native:containerservice:ManagedCluster": _aks,
    "azure-native:network:NetworkSecurityGroup": _azure_group,
    "gcp:container/cluster:Cluster": _gke,
    "gcp:compute/firewall:Firewall": _google_firewall,
}
CLUSTERS = frozenset(
    {"aws:eks/cluster:Cluster", "azure-native:containerservice:ManagedCluster", "gcp:container/cluster:Cluster"}
)
"""Types of managed Kubernetes clusters."""


def cloud_facts(state: State) -> Facts:
    """Return what a cloud's resource closes and opens; nothing for those of which that is not known here."""
    reader = _READERS.get(_without_version(state.type))
    return reader(state.inputs) if reader else Facts()


def _without_version(token: str) -> str:
    """Return the type without the API version that older programs on Azure put into it."""
    parts = token.split(":")
    if len(parts) == 3 and parts[0] == "azure-native" and "/" in parts[1]:
        return f"{parts[0]}:{parts[1].split('/')[0]}:{parts[2]}"
    return token
