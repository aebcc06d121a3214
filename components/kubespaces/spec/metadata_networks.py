"""Where clouds keep what only nodes may read: their credentials and their configuration."""

import ipaddress

METADATA_NETWORKS = (
    ipaddress.ip_network("169.254.0.0/16"),  # link-local: instance metadata of AWS, Azure, Google and more (RFC 3927)
    ipaddress.ip_network("168.63.129.16/32"),  # Azure's virtual platform address
    ipaddress.ip_network("100.100.100.200/32"),  # Alibaba Cloud
    ipaddress.ip_network("fe80::/10"),  # link-local of IPv6: OpenStack (RFC 4291)
    ipaddress.ip_network("fd00:ec2::254/128"),  # AWS
    ipaddress.ip_network("fd20:ce::254/128"),  # Google
)
"""Addresses that no tenant may reach: whoever reads them can act as the node."""


def is_metadata(text: str) -> bool:
    """Tell whether a whole network lies among the metadata addresses."""
    network = ipaddress.ip_network(text)
    return any(
        network.version == metadata.version and network.subnet_of(metadata)  # type: ignore[arg-type]  # same version
        for metadata in METADATA_NETWORKS
    )
