"""KS-NET-01 to KS-NET-03: what network policies open."""

from kubespaces_policies.value import UNKNOWN

from .case import Case, Cases, Given, Props, case, manifest
from .tenancy_namespaces import NAMESPACE, PATCH, namespace

_NET = "networking.k8s.io/v1"
POLICY = f"kubernetes:{_NET}:NetworkPolicy"
_BOTH = ["Ingress", "Egress"]
_NAME = "kubernetes.io/metadata.name"
_TENANT = "kubespaces.io/tenant"
_DNS_PORTS = [{"protocol": "UDP", "port": 53}, {"protocol": "TCP", "port": 53}]
_METADATA = ["169.254.0.0/16", "168.63.129.16/32", "100.100.100.200/32"]
_PRIVATE = ["10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16"]


def _policy(name: str = "it", home: object = "payments-dev", **spec: object) -> Given:
    props = manifest(_NET, "NetworkPolicy", name, spec={"podSelector": {}, **spec})
    props["metadata"]["namespace"] = home
    props["metadata"]["labels"] = {_TENANT: "payments"}
    return Given(POLICY, props, name)


def _deny(home: object = "payments-dev", **spec: object) -> Given:
    return _policy("deny", home, **{"policyTypes": _BOTH, **spec})


_DNS = _policy("dns", policyTypes=["Egress"], egress=[{"to": [{"namespaceSelector": {}}], "ports": _DNS_PORTS}])
_OUT = _policy("out", policyTypes=["Egress"], egress=[{"to": [{"podSelector": {}}], "ports": [{"port": 443}]}])


def _stack(*policies: Given) -> Case:
    return Case([Given(NAMESPACE, namespace(), "namespace"), *policies], {"role": "platform"})


def _one(given: Given, at: str = "", remedied: bool | None = None, **settings: object) -> Case:
    return Case([given], {"tenant": "payments", **settings}, at, remedied)


def _ingress(*peers: object, **more: object) -> Given:
    return _policy(ingress=[{"from": list(peers), **more}])


def _egress(*peers: object, **more: object) -> Given:
    return _policy(egress=[{"to": list(peers), **more}])


def _block(cidr: object, *holes: object) -> Props:
    return {"ipBlock": {"cidr": cidr, **({"except": list(holes)} if holes else {})}}


def _named(key: str, *values: str, operator: str = "In") -> Props:
    return {"namespaceSelector": {"matchExpressions": [{"key": key, "operator": operator, "values": list(values)}]}}


def _labelled(key: str, value: str) -> Props:
    return {"namespaceSelector": {"matchLabels": {key: value}}}


def _custom(version: str, kind: str, **spec: object) -> Given:
    props = manifest(version, kind, spec=spec)
    if kind.startswith(("Global", "Admin", "CiliumClusterwide")):
        del props["metadata"]["namespace"]
    return Given(f"kubernetes:{version}:{kind}", props)


def _cilium(kind: str = "CiliumNetworkPolicy", **spec: object) -> Given:
    return _custom("cilium.io/v2", kind, **spec)


def _calico(kind: str = "NetworkPolicy", action: str = "Allow", side: str = "egress", **entity: object) -> Given:
    end = "destination" if side == "egress" else "source"
    return _custom("projectcalico.org/v3", kind, **{side: [{"action": action, end: entity}]})


def _admin(action: str = "Allow", **peer: object) -> Given:
    version = "policy.networking.k8s.io/v1alpha1"
    return _custom(version, "AdminNetworkPolicy", egress=[{"action": action, "to": [peer]}])


_PUBLIC = _block("0.0.0.0/0", *_PRIVATE, "169.254.0.0/16", "168.63.129.16/32")
_PUBLIC_6 = _block("::/0", "fc00::/7", "fe80::/10")

CASES = {
    "KS-NET-01": Cases(
        good={
            "nothing but the wall": _stack(_deny()),
            "empty lists and an empty selector": _stack(_deny(ingress=[], egress=[], podSelector={"matchLabels": {}})),
            "a way out and DNS": _stack(_deny(), _OUT, _DNS),
            "all ports, DNS among them": _stack(
                _deny(), _policy(policyTypes=["Egress"], egress=[{"to": [{"podSelector": {}}]}])
            ),
            "a range of ports": _stack(
                _deny(),
                _policy(
                    policyTypes=["Egress"],
                    egress=[{"to": [], "ports": [{"protocol": "UDP", "port": 1, "endPort": 99}]}],
                ),
            ),
        },
        bad={
            "none": _stack(),
            "none in a tenant's stack": Case([Given(NAMESPACE, namespace())], {"tenant": "payments"}),
            "none for what a Patch makes a tenant's": Case([Given(PATCH, namespace())], {"role": "platform"}),
            "of another namespace": _stack(_deny("web-dev")),
            "for some pods": _stack(_deny(podSelector={"matchLabels": {"app": "it"}})),
            "for some pods by expression": _stack(
                _deny(podSelector={"matchExpressions": [{"key": "app", "operator": "Exists"}]})
            ),
            "one direction": _stack(_deny(policyTypes=["Ingress"])),
            "directions not said": _stack(_deny(policyTypes=None)),
            "one rule in it": _stack(_deny(egress=[{"to": [{"podSelector": {}}]}])),
            "a way out without DNS": _stack(_deny(), _OUT),
            "DNS over TCP only": _stack(
                _deny(), _policy(policyTypes=["Egress"], egress=[{"ports": [{"protocol": "TCP", "port": 53}]}])
            ),
        },
        deferred={
            "a policy's namespace": _stack(_deny(UNKNOWN)),
            "its rules": _stack(_deny(egress=UNKNOWN)),
            "the namespace": Case([Given(NAMESPACE, namespace(UNKNOWN)), _deny()], {"role": "platform"}),  # type: ignore[arg-type]
        },
    ),
    "KS-NET-02": Cases(
        good={
            "its own namespace": _one(_ingress({"podSelector": {}})),
            "its own tenant": _one(_ingress(_labelled(_TENANT, "payments"))),
            "its own namespaces by name": _one(_ingress(_named(_NAME, "payments-dev", "payments-test"))),
            "DNS of the cluster": _one(_egress(_labelled(_NAME, "kube-system"), ports=_DNS_PORTS)),
            "an agreed peer": _one(_ingress(_labelled(_TENANT, "ledger")), peers=["ledger"]),
            "a listed namespace": _one(_ingress(_labelled(_NAME, "ingress")), namespaces=["ingress"]),
            "a namespace of the platform in its stack": Case(
                [_ingress(_labelled(_NAME, "ingress"))], {"role": "platform", "platform_namespaces": ["ingress"]}
            ),
            "a narrow network": _one(_egress(_block("10.40.0.0/16"))),
            "the internet where the settings say so": _one(_egress(_PUBLIC, _PUBLIC_6), public_egress=True),
            "a half of it": _one(
                _egress(_block("128.0.0.0/1", *_PRIVATE[2:], "169.254.0.0/16", "168.63.129.16")), public_egress=True
            ),
            "a name and more": _one(
                _ingress(
                    {"namespaceSelector": {"matchLabels": {_TENANT: "payments", "kubespaces.io/environment": "dev"}}}
                )
            ),
            "nothing opened": _one(_deny()),
            "Cilium within the namespace": _one(_cilium(ingress=[{"fromEndpoints": [{}]}])),
            "Cilium by namespace": _one(
                _cilium(
                    egress=[{"toEndpoints": [{"matchLabels": {"k8s:io.kubernetes.pod.namespace": "payments-test"}}]}]
                )
            ),
            "Cilium's API server": _one(_cilium(egress=[{"toEntities": ["kube-apiserver"]}])),
            "Cilium denies all": _one(_cilium(egressDeny=[{"toEntities": ["all"]}])),
            "Calico by namespace": _one(_calico(namespaceSelector="projectcalico.org/name == 'payments-test'")),
            "Calico by tenant": _one(_calico(namespaceSelector="kubespaces.io/tenant in {'payments'}")),
            "Calico denies all": _one(_calico(action="Deny")),
            "an admin policy denies all": Case([_admin("Deny", namespaces={})], {"role": "platform"}),
            "an admin policy to a network": Case([_admin(networks=["10.40.0.0/16"])], {"role": "platform"}),
        },
        bad={
            "an empty rule": _one(_policy(ingress=[{}]), "spec.ingress[0]"),
            "ports without peers": _one(_policy(egress=[{"ports": [{"port": 443}]}]), "spec.egress[0]"),
            "an empty list of peers": _one(_policy(ingress=[{"from": []}])),
            "an empty peer": _one(_ingress({})),
            "the second rule": _one(_policy(ingress=[{"from": [{"podSelector": {}}]}, {}]), "spec.ingress[1]"),
            "the internet": _one(_egress(_PUBLIC), "spec.egress[0].to[0].ipBlock.cidr"),
            "the internet comes in, whatever the settings": _one(_ingress(_PUBLIC), public_egress=True),
            "the internet with private ranges": _one(
                _egress(_block("0.0.0.0/0", *_PRIVATE[:3], "169.254.0.0/16")), public_egress=True
            ),
            "the internet with half a private range": _one(
                _egress(_block("0.0.0.0/0", "10.0.0.0/9", *_PRIVATE[1:], *_METADATA)), public_egress=True
            ),
            "the internet of IPv6 with private ranges": _one(
                _egress(_block("::/0", "fe80::/10", "fd00:ec2::254/128")), public_egress=True
            ),
            "halves of the internet": _one(_egress(_block("0.0.0.0/1"), _block("128.0.0.0/1"))),
            "a /7": _one(_egress(_block("10.0.0.0/7"))),
            "neighbours that make a /7": _one(_egress(_block("10.0.0.0/8"), _block("11.0.0.0/8")), "spec.egress"),
            "IPv4 written as IPv6": _one(_egress(_block("::ffff:0.0.0.0/97"))),
            "no network": _one(_egress(_block("everything"))),
            "all namespaces": _one(_ingress({"namespaceSelector": {}}), "spec.ingress[0].from[0].namespaceSelector"),
            "some pods of all namespaces": _one(
                _ingress({"namespaceSelector": {}, "podSelector": {"matchLabels": {"app": "it"}}})
            ),
            "all but some": _one(_ingress(_named(_NAME, "kube-system", operator="NotIn"))),
            "all without a label": _one(_ingress(_named("off", operator="DoesNotExist"))),
            "all tenants": _one(_ingress(_named(_TENANT, operator="Exists"))),
            "a label that tenants set": _one(_ingress(_labelled("team", "payments"))),
            "another tenant": _one(
                _ingress(_labelled(_TENANT, "web")),
                f'spec.ingress[0].from[0].namespaceSelector.matchLabels["{_TENANT}"]',
            ),
            "another tenant among agreed ones": _one(_ingress(_named(_TENANT, "payments", "web"))),
            "another tenant by the policy's label": Case(
                [_ingress(_labelled(_TENANT, "web"))], {"role": "platform", "peers": ["ledger"]}
            ),
            "another tenant's namespace": _one(_egress(_labelled(_NAME, "web-dev"))),
            "the system's namespace on all ports": _one(_egress(_labelled(_NAME, "kube-system"))),
            "the system's namespace comes in": _one(_ingress(_labelled(_NAME, "kube-system"), ports=_DNS_PORTS)),
            "Cilium opens the world": _one(
                _cilium(egress=[{"toEntities": ["world"]}]), "spec.egress[0].toEntities[0]", public_egress=True
            ),
            "Cilium opens the cluster": _one(_cilium(ingress=[{"fromEntities": ["cluster"]}])),
            "Cilium by specs": _one(
                Given(
                    "kubernetes:cilium.io/v2:CiliumNetworkPolicy",
                    manifest("cilium.io/v2", "CiliumNetworkPolicy", specs=[{"ingress": [{"fromEntities": ["all"]}]}]),
                ),
                "specs[0].ingress[0].fromEntities[0]",
            ),
            "Cilium by ports alone": _one(_cilium(egress=[{"toPorts": [{"ports": [{"port": "443"}]}]}])),
            "Cilium's networks": _one(_cilium(egress=[{"toCIDR": ["0.0.0.0/0"]}])),
            "Cilium's sets of networks": _one(_cilium(egress=[{"toCIDRSet": [{"cidr": "0.0.0.0/1"}]}])),
            "Cilium's names": _one(_cilium(egress=[{"toFQDNs": [{"matchPattern": "*"}]}])),
            "Cilium by another namespace": _one(
                _cilium(egress=[{"toEndpoints": [{"matchLabels": {"k8s:io.kubernetes.pod.namespace": "web-dev"}}]}])
            ),
            "Cilium by any namespace": _one(
                _cilium(
                    ingress=[
                        {
                            "fromEndpoints": [
                                {"matchExpressions": [{"key": "k8s:io.kubernetes.pod.namespace", "operator": "Exists"}]}
                            ]
                        }
                    ]
                )
            ),
            "Cilium for the whole cluster": _one(_cilium("CiliumClusterwideNetworkPolicy", ingress=[]), "kind"),
            "Cilium for the whole cluster, all endpoints": Case(
                [_cilium("CiliumClusterwideNetworkPolicy", ingress=[{"fromEndpoints": [{}]}])], {"role": "platform"}
            ),
            "Calico without peers": _one(_calico()),
            "Calico by all namespaces": _one(_calico(namespaceSelector="all()")),
            "Calico by a label": _one(_calico(namespaceSelector="team == 'payments'")),
            "Calico by one or the other": _one(
                _calico(namespaceSelector="kubespaces.io/tenant == 'payments' || has(team)")
            ),
            "Calico's networks": _one(_calico(nets=["0.0.0.0/0"], side="ingress")),
            "Calico's Service": _one(_calico(services={"name": "it", "namespace": "web-dev"})),
            "Calico for the whole cluster": Case(
                [_calico("GlobalNetworkPolicy", selector="all()")], {"role": "platform"}
            ),
            "an admin policy to all": Case([_admin(namespaces={})], {"role": "platform"}),
            "an admin policy by pods": Case(
                [_admin(pods={"namespaceSelector": {}, "podSelector": {}})], {"role": "platform"}
            ),
            "an admin policy to the internet": Case([_admin(networks=["0.0.0.0/0"])], {"role": "platform"}),
            "an admin policy of a tenant": _one(_admin("Deny", namespaces={}), "kind"),
            "an old group": Case(
                [Given("kubernetes:extensions/v1beta1:NetworkPolicy", _policy(ingress=[{}]).props)],
                {"tenant": "payments"},
            ),
        },
        deferred={
            "a network": _one(_egress(_block(UNKNOWN))),
            "a rule": _one(_policy(egress=UNKNOWN)),
            "a selector": _one(_ingress({"namespaceSelector": UNKNOWN})),
        },
        other={"no policy": case("kubernetes:core/v1:ConfigMap", manifest("v1", "ConfigMap"))},
    ),
    "KS-NET-03": Cases(
        good={
            "another network": _one(_egress(_block("10.40.0.0/16"))),
            "all cut out": _one(_egress(_block("0.0.0.0/0", *_METADATA))),
            "cut out by a wider one": _one(_egress(_block("0.0.0.0/0", "128.0.0.0/1", "100.64.0.0/10"))),
            "cut out by halves": _one(
                _egress(_block("169.0.0.0/8", "169.254.0.0/17", "169.254.128.0/17")),
            ),
            "IPv6": _one(_egress(_block("::/0", "fc00::/7", "fe80::/10"))),
            "it comes in": _one(_ingress(_block("169.254.0.0/16"))),
            "the node's DNS cache": _one(_egress(_block("169.254.20.10/32"), ports=_DNS_PORTS)),
            "the agent for pods' credentials": _one(_egress(_block("169.254.170.23/32")), pod_identity_agent=True),
            "nodes cut out": _one(_egress(_block("10.0.0.0/8", "10.16.0.0/16")), protected_cidrs=["10.16.0.0/16"]),
            "the API server among the nodes": _one(
                _egress(_block("10.16.0.10/32")), protected_cidrs=["10.16.0.0/16"], api_servers=["10.16.0.10/32"]
            ),
            "Calico's": _one(_calico(nets=["0.0.0.0/0"], notNets=_METADATA)),
        },
        bad={
            "nothing cut out": _one(_egress(_block("0.0.0.0/0")), "spec.egress[0].to[0].ipBlock.cidr"),
            "one forgotten": _one(_egress(_block("0.0.0.0/0", "169.254.0.0/16"))),
            "the address alone": _one(_egress(_block("169.254.169.254/32")), remedied=False),
            "the address as DNS": _one(_egress(_block("169.254.169.254/32"), ports=_DNS_PORTS), remedied=False),
            "the node's DNS cache on all ports": _one(_egress(_block("169.254.20.10/32")), remedied=False),
            "a network around it": _one(_egress(_block("169.252.0.0/14"))),
            "Azure's": _one(_egress(_block("168.63.0.0/16"))),
            "a cut that is too small": _one(_egress(_block("169.0.0.0/8", "169.254.169.253/32"))),
            "IPv6": _one(_egress(_block("fd00::/8", "fe80::/10"))),
            "the agent for pods' credentials": _one(_egress(_block("169.254.170.23/32")), remedied=False),
            "nodes": _one(_egress(_block("10.0.0.0/8")), protected_cidrs=["10.16.0.0/16"]),
            "metadata, though listed as the API server": _one(
                _egress(_block("169.254.169.254/32")), api_servers=["169.254.169.254/32"], remedied=False
            ),
            "some of the nodes": _one(
                _egress(_block("10.16.1.0/24")), protected_cidrs=["10.16.0.0/16"], remedied=False
            ),
            "IPv4 written as IPv6": _one(_egress(_block("::ffff:169.254.169.254/128")), remedied=False),
            "the second peer": _one(_egress({"podSelector": {}}, _block("0.0.0.0/0"))),
            "Cilium's": _one(_cilium(egress=[{"toCIDR": ["169.254.169.254/32"]}]), remedied=False),
            "Cilium's sets": _one(
                _cilium(egress=[{"toCIDRSet": [{"cidr": "169.254.0.0/16", "except": ["169.254.1.0/24"]}]}]),
                remedied=False,
            ),
            "Calico's": _one(_calico(nets=["169.254.0.0/16"]), remedied=False),
        },
        deferred={
            "a network": _one(_egress(_block(UNKNOWN))),
            "what is cut out": _one(_egress({"ipBlock": {"cidr": "0.0.0.0/0", "except": UNKNOWN}})),
        },
    ),
}
