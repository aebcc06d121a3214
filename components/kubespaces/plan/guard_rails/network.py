"""Network policies, should somebody give a tenant the right to write them."""

from kubespaces.spec.metadata_networks import METADATA_NETWORKS

from .cel import texts
from .rail import Check, GuardRail, Scope

# Two networks that overlap contain one another's first address, one way round or the other.
_REACHES = (
    "(cidr(b.cidr).containsIP(cidr(m).ip()) || cidr(m).containsIP(cidr(b.cidr).ip())) && "
    "!b.?except.orValue([]).exists(e, cidr(e).containsCIDR(m))"
)

METADATA_EGRESS = GuardRail(
    "metadata-egress",
    (Scope("networking.k8s.io", ("networkpolicies",)),),
    (
        Check(
            "variables.rules.all(r, r.?to.orValue([]).size() > 0)",
            "KS-NET-03",
            "an egress rule without 'to' opens the cloud's metadata addresses; name where to",
        ),
        Check(
            f"variables.blocks.all(bs, bs.all(b, !variables.metadata.exists(m, {_REACHES})))",
            "KS-NET-03",
            "whoever reads a cloud's metadata addresses can act as the node: cut them out with 'except', where the "
            f"block has them in it: {', '.join(map(str, METADATA_NETWORKS))}; remove a block that lies in one",
        ),
    ),
    variables=(
        ("rules", "object.spec.?egress.orValue([])"),
        ("blocks", "variables.rules.map(r, r.?to.orValue([]).filter(p, has(p.ipBlock)).map(p, p.ipBlock))"),
        ("metadata", texts(map(str, METADATA_NETWORKS))),
    ),
    changed="[dyn({0}).spec]",
    spares_kubernetes=True,
    spares_platform=True,
)
"""No way to the metadata addresses. The platform's own policies are made without one (``plan/network.py``)."""
