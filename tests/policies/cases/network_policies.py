"""KS-NET-02: what network policies open."""

from kubespaces_policies.value import UNKNOWN

from .case import Case, Cases, Given, Props, case, manifest
from .network_forms import (
    DNS_PORTS,
    METADATA,
    NAME,
    PRIVATE,
    TENANT,
    block,
    calico,
    cilium,
    custom,
    deny,
    egress,
    ingress,
    one,
    policy,
)


def _named(key: str, *values: str, operator: str = "In") -> Props:
    return {"namespaceSelector": {"matchExpressions": [{"key": key, "operator": operator, "values": list(values)}]}}


def _labelled(key: str, value: str) -> Props:
    return {"namespaceSelector": {"matchLabels": {key: value}}}


def _admin(action: str = "Allow", **peer: object) -> Given:
    version = "policy.networking.k8s.io/v1alpha1"
    return custom(version, "AdminNetworkPolicy", egress=[{"action": action, "to": [peer]}])


_PUBLIC = block("0.0.0.0/0", *PRIVATE, "169.254.0.0/16", "168.63.129.16/32")
_PUBLIC_6 = block("::/0", "fc00::/7", "fe80::/10")


CASES = {
    "KS-NET-02": Cases(
        good={
            "its own namespace": one(ingress({"podSelector": {}})),
            "its own tenant": one(ingress(_labelled(TENANT, "payments"))),
            "its own namespaces by name": one(ingress(_named(NAME, "payments-dev", "payments-test"))),
            "DNS of the cluster": one(egress(_labelled(NAME, "kube-system"), ports=DNS_PORTS)),
            "an agreed peer": one(ingress(_labelled(TENANT, "ledger")), peers=["ledger"]),
            "a listed namespace": one(ingress(_labelled(NAME, "ingress")), namespaces=["ingress"]),
            "a namespace of the platform in its stack": Case(
                [ingress(_labelled(NAME, "ingress"))], {"role": "platform", "platform_namespaces": ["ingress"]}
            ),
            "a narrow network": one(egress(block("10.40.0.0/16"))),
            "the internet where the settings say so": one(egress(_PUBLIC, _PUBLIC_6), public_egress=True),
            "a half of it": one(
                egress(block("128.0.0.0/1", *PRIVATE[2:], "169.254.0.0/16", "168.63.129.16")), public_egress=True
            ),
            "a name and more": one(
                ingress(
                    {"namespaceSelector": {"matchLabels": {TENANT: "payments", "kubespaces.io/environment": "dev"}}}
                )
            ),
            "nothing opened": one(deny()),
            "Cilium within the namespace": one(cilium(ingress=[{"fromEndpoints": [{}]}])),
            "Cilium by namespace": one(
                cilium(
                    egress=[{"toEndpoints": [{"matchLabels": {"k8s:io.kubernetes.pod.namespace": "payments-test"}}]}]
                )
            ),
            "Cilium's API server": one(cilium(egress=[{"toEntities": ["kube-apiserver"]}])),
            "Cilium denies all": one(cilium(egressDeny=[{"toEntities": ["all"]}])),
            "Calico by namespace": one(calico(namespaceSelector="projectcalico.org/name == 'payments-test'")),
            "Calico by tenant": one(calico(namespaceSelector="kubespaces.io/tenant in {'payments'}")),
            "Calico denies all": one(calico(action="Deny")),
            "an admin policy denies all": Case([_admin("Deny", namespaces={})], {"role": "platform"}),
            "an admin policy to a network": Case([_admin(networks=["10.40.0.0/16"])], {"role": "platform"}),
        },
        bad={
            "an empty rule": one(policy(ingress=[{}]), "spec.ingress[0]"),
            "ports without peers": one(policy(egress=[{"ports": [{"port": 443}]}]), "spec.egress[0]"),
            "an empty list of peers": one(policy(ingress=[{"from": []}])),
            "an empty peer": one(ingress({})),
            "the second rule": one(policy(ingress=[{"from": [{"podSelector": {}}]}, {}]), "spec.ingress[1]"),
            "the internet": one(egress(_PUBLIC), "spec.egress[0].to[0].ipBlock.cidr"),
            "the internet comes in, whatever the settings": one(ingress(_PUBLIC), public_egress=True),
            "the internet with private ranges": one(
                egress(block("0.0.0.0/0", *PRIVATE[:3], "169.254.0.0/16")), public_egress=True
            ),
            "the internet with half a private range": one(
                egress(block("0.0.0.0/0", "10.0.0.0/9", *PRIVATE[1:], *METADATA)), public_egress=True
            ),
            "the internet of IPv6 with private ranges": one(
                egress(block("::/0", "fe80::/10", "fd00:ec2::254/128")), public_egress=True
            ),
            "halves of the internet": one(egress(block("0.0.0.0/1"), block("128.0.0.0/1"))),
            "a /7": one(egress(block("10.0.0.0/7"))),
            "neighbours that make a /7": one(egress(block("10.0.0.0/8"), block("11.0.0.0/8")), "spec.egress"),
            "IPv4 written as IPv6": one(egress(block("::ffff:0.0.0.0/97"))),
            "no network": one(egress(block("everything"))),
            "all namespaces": one(ingress({"namespaceSelector": {}}), "spec.ingress[0].from[0].namespaceSelector"),
            "some pods of all namespaces": one(
                ingress({"namespaceSelector": {}, "podSelector": {"matchLabels": {"app": "it"}}})
            ),
            "all but some": one(ingress(_named(NAME, "kube-system", operator="NotIn"))),
            "all without a label": one(ingress(_named("off", operator="DoesNotExist"))),
            "all tenants": one(ingress(_named(TENANT, operator="Exists"))),
            "a label that tenants set": one(ingress(_labelled("team", "payments"))),
            "another tenant": one(
                ingress(_labelled(TENANT, "web")),
                f'spec.ingress[0].from[0].namespaceSelector.matchLabels["{TENANT}"]',
            ),
            "another tenant among agreed ones": one(ingress(_named(TENANT, "payments", "web"))),
            "another tenant by the policy's label": Case(
                [ingress(_labelled(TENANT, "web"))], {"role": "platform", "peers": ["ledger"]}
            ),
            "another tenant's namespace": one(egress(_labelled(NAME, "web-dev"))),
            "the system's namespace on all ports": one(egress(_labelled(NAME, "kube-system"))),
            "the system's namespace comes in": one(ingress(_labelled(NAME, "kube-system"), ports=DNS_PORTS)),
            "Cilium opens the world": one(
                cilium(egress=[{"toEntities": ["world"]}]), "spec.egress[0].toEntities[0]", public_egress=True
            ),
            "Cilium opens the cluster": one(cilium(ingress=[{"fromEntities": ["cluster"]}])),
            "Cilium by specs": one(
                Given(
                    "kubernetes:cilium.io/v2:CiliumNetworkPolicy",
                    manifest("cilium.io/v2", "CiliumNetworkPolicy", specs=[{"ingress": [{"fromEntities": ["all"]}]}]),
                ),
                "specs[0].ingress[0].fromEntities[0]",
            ),
            "Cilium by ports alone": one(cilium(egress=[{"toPorts": [{"ports": [{"port": "443"}]}]}])),
            "Cilium's networks": one(cilium(egress=[{"toCIDR": ["0.0.0.0/0"]}])),
            "Cilium's sets of networks": one(cilium(egress=[{"toCIDRSet": [{"cidr": "0.0.0.0/1"}]}])),
            "Cilium's names": one(cilium(egress=[{"toFQDNs": [{"matchPattern": "*"}]}])),
            "Cilium by another namespace": one(
                cilium(egress=[{"toEndpoints": [{"matchLabels": {"k8s:io.kubernetes.pod.namespace": "web-dev"}}]}])
            ),
            "Cilium by any namespace": one(
                cilium(
                    ingress=[
                        {
                            "fromEndpoints": [
                                {"matchExpressions": [{"key": "k8s:io.kubernetes.pod.namespace", "operator": "Exists"}]}
                            ]
                        }
                    ]
                )
            ),
            "Cilium for the whole cluster": one(cilium("CiliumClusterwideNetworkPolicy", ingress=[]), "kind"),
            "Cilium for the whole cluster, all endpoints": Case(
                [cilium("CiliumClusterwideNetworkPolicy", ingress=[{"fromEndpoints": [{}]}])], {"role": "platform"}
            ),
            "Calico without peers": one(calico()),
            "Calico by all namespaces": one(calico(namespaceSelector="all()")),
            "Calico by a label": one(calico(namespaceSelector="team == 'payments'")),
            "Calico by one or the other": one(
                calico(namespaceSelector="kubespaces.io/tenant == 'payments' || has(team)")
            ),
            "Calico's networks": one(calico(nets=["0.0.0.0/0"], side="ingress")),
            "Calico's Service": one(calico(services={"name": "it", "namespace": "web-dev"})),
            "Calico for the whole cluster": Case(
                [calico("GlobalNetworkPolicy", selector="all()")], {"role": "platform"}
            ),
            "an admin policy to all": Case([_admin(namespaces={})], {"role": "platform"}),
            "an admin policy by pods": Case(
                [_admin(pods={"namespaceSelector": {}, "podSelector": {}})], {"role": "platform"}
            ),
            "an admin policy to the internet": Case([_admin(networks=["0.0.0.0/0"])], {"role": "platform"}),
            "an admin policy of a tenant": one(_admin("Deny", namespaces={}), "kind"),
            "an old group": Case(
                [Given("kubernetes:extensions/v1beta1:NetworkPolicy", policy(ingress=[{}]).props)],
                {"tenant": "payments"},
            ),
        },
        deferred={
            "a network": one(egress(block(UNKNOWN))),
            "a rule": one(policy(egress=UNKNOWN)),
            "a selector": one(ingress({"namespaceSelector": UNKNOWN})),
        },
        other={"no policy": case("kubernetes:core/v1:ConfigMap", manifest("v1", "ConfigMap"))},
    ),
}
