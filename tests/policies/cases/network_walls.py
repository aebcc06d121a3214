"""KS-NET-01 and KS-NET-03: what is always closed."""

from kubespaces_policies.value import UNKNOWN

from .case import Case, Cases, Given
from .network_forms import DNS_PORTS, METADATA, block, calico, cilium, deny, egress, ingress, one, policy
from .tenancy_namespaces import NAMESPACE, PATCH, namespace

_DNS = policy("dns", policyTypes=["Egress"], egress=[{"to": [{"namespaceSelector": {}}], "ports": DNS_PORTS}])
_OUT = policy("out", policyTypes=["Egress"], egress=[{"to": [{"podSelector": {}}], "ports": [{"port": 443}]}])


def _stack(*policies: Given) -> Case:
    return Case([Given(NAMESPACE, namespace(), "namespace"), *policies], {"role": "platform"})


CASES = {
    "KS-NET-01": Cases(
        good={
            "nothing but the wall": _stack(deny()),
            "empty lists and an empty selector": _stack(deny(ingress=[], egress=[], podSelector={"matchLabels": {}})),
            "a way out and DNS": _stack(deny(), _OUT, _DNS),
            "all ports, DNS among them": _stack(
                deny(), policy(policyTypes=["Egress"], egress=[{"to": [{"podSelector": {}}]}])
            ),
            "a range of ports": _stack(
                deny(),
                policy(
                    policyTypes=["Egress"],
                    egress=[{"to": [], "ports": [{"protocol": "UDP", "port": 1, "endPort": 99}]}],
                ),
            ),
        },
        bad={
            "none": _stack(),
            "none in a tenant's stack": Case([Given(NAMESPACE, namespace())], {"tenant": "payments"}),
            "none for what a Patch makes a tenant's": Case([Given(PATCH, namespace())], {"role": "platform"}),
            "of another namespace": _stack(deny("web-dev")),
            "for some pods": _stack(deny(podSelector={"matchLabels": {"app": "it"}})),
            "for some pods by expression": _stack(
                deny(podSelector={"matchExpressions": [{"key": "app", "operator": "Exists"}]})
            ),
            "one direction": _stack(deny(policyTypes=["Ingress"])),
            "directions not said": _stack(deny(policyTypes=None)),
            "one rule in it": _stack(deny(egress=[{"to": [{"podSelector": {}}]}])),
            "a way out without DNS": _stack(deny(), _OUT),
            "DNS over TCP only": _stack(
                deny(), policy(policyTypes=["Egress"], egress=[{"ports": [{"protocol": "TCP", "port": 53}]}])
            ),
        },
        deferred={
            "a policy's namespace": _stack(deny(UNKNOWN)),
            "its rules": _stack(deny(egress=UNKNOWN)),
            "the namespace": Case([Given(NAMESPACE, namespace(UNKNOWN)), deny()], {"role": "platform"}),  # type: ignore[arg-type]
        },
    ),
    "KS-NET-03": Cases(
        good={
            "another network": one(egress(block("10.40.0.0/16"))),
            "all cut out": one(egress(block("0.0.0.0/0", *METADATA))),
            "cut out by a wider one": one(egress(block("0.0.0.0/0", "128.0.0.0/1", "100.64.0.0/10"))),
            "cut out by halves": one(
                egress(block("169.0.0.0/8", "169.254.0.0/17", "169.254.128.0/17")),
            ),
            "IPv6": one(egress(block("::/0", "fc00::/7", "fe80::/10"))),
            "it comes in": one(ingress(block("169.254.0.0/16"))),
            "the node's DNS cache": one(egress(block("169.254.20.10/32"), ports=DNS_PORTS)),
            "the agent for pods' credentials": one(egress(block("169.254.170.23/32")), pod_identity_agent=True),
            "nodes cut out": one(egress(block("10.0.0.0/8", "10.16.0.0/16")), protected_cidrs=["10.16.0.0/16"]),
            "the API server among the nodes": one(
                egress(block("10.16.0.10/32")), protected_cidrs=["10.16.0.0/16"], api_servers=["10.16.0.10/32"]
            ),
            "Calico's": one(calico(nets=["0.0.0.0/0"], notNets=METADATA)),
        },
        bad={
            "nothing cut out": one(egress(block("0.0.0.0/0")), "spec.egress[0].to[0].ipBlock.cidr"),
            "one forgotten": one(egress(block("0.0.0.0/0", "169.254.0.0/16"))),
            "the address alone": one(egress(block("169.254.169.254/32")), remedied=False),
            "the address as DNS": one(egress(block("169.254.169.254/32"), ports=DNS_PORTS), remedied=False),
            "the node's DNS cache on all ports": one(egress(block("169.254.20.10/32")), remedied=False),
            "a network around it": one(egress(block("169.252.0.0/14"))),
            "Azure's": one(egress(block("168.63.0.0/16"))),
            "a cut that is too small": one(egress(block("169.0.0.0/8", "169.254.169.253/32"))),
            "IPv6": one(egress(block("fd00::/8", "fe80::/10"))),
            "the agent for pods' credentials": one(egress(block("169.254.170.23/32")), remedied=False),
            "nodes": one(egress(block("10.0.0.0/8")), protected_cidrs=["10.16.0.0/16"]),
            "metadata, though listed as the API server": one(
                egress(block("169.254.169.254/32")), api_servers=["169.254.169.254/32"], remedied=False
            ),
            "some of the nodes": one(egress(block("10.16.1.0/24")), protected_cidrs=["10.16.0.0/16"], remedied=False),
            "IPv4 written as IPv6": one(egress(block("::ffff:169.254.169.254/128")), remedied=False),
            "the second peer": one(egress({"podSelector": {}}, block("0.0.0.0/0"))),
            "Cilium's": one(cilium(egress=[{"toCIDR": ["169.254.169.254/32"]}]), remedied=False),
            "Cilium's sets": one(
                cilium(egress=[{"toCIDRSet": [{"cidr": "169.254.0.0/16", "except": ["169.254.1.0/24"]}]}]),
                remedied=False,
            ),
            "Calico's": one(calico(nets=["169.254.0.0/16"]), remedied=False),
        },
        deferred={
            "a network": one(egress(block(UNKNOWN))),
            "what is cut out": one(egress({"ipBlock": {"cidr": "0.0.0.0/0", "except": UNKNOWN}})),
        },
    ),
}
