"""Network policies of all kinds, as the cases of KS-NET-01 to KS-NET-03 write them."""

from .case import Case, Given, Props, manifest

_NET = "networking.k8s.io/v1"
POLICY = f"kubernetes:{_NET}:NetworkPolicy"
_BOTH = ["Ingress", "Egress"]
NAME = "kubernetes.io/metadata.name"
TENANT = "kubespaces.io/tenant"
DNS_PORTS = [{"protocol": "UDP", "port": 53}, {"protocol": "TCP", "port": 53}]
METADATA = ["169.254.0.0/16", "168.63.129.16/32", "100.100.100.200/32"]
PRIVATE = ["10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16"]


def policy(name: str = "it", home: object = "payments-dev", **spec: object) -> Given:
    props = manifest(_NET, "NetworkPolicy", name, spec={"podSelector": {}, **spec})
    props["metadata"]["namespace"] = home
    props["metadata"]["labels"] = {TENANT: "payments"}
    return Given(POLICY, props, name)


def deny(home: object = "payments-dev", **spec: object) -> Given:
    return policy("deny", home, **{"policyTypes": _BOTH, **spec})


def one(given: Given, at: str = "", remedied: bool | None = None, **settings: object) -> Case:
    return Case([given], {"tenant": "payments", **settings}, at, remedied)


def ingress(*peers: object, **more: object) -> Given:
    return policy(ingress=[{"from": list(peers), **more}])


def egress(*peers: object, **more: object) -> Given:
    return policy(egress=[{"to": list(peers), **more}])


def block(cidr: object, *holes: object) -> Props:
    return {"ipBlock": {"cidr": cidr, **({"except": list(holes)} if holes else {})}}


def custom(version: str, kind: str, **spec: object) -> Given:
    props = manifest(version, kind, spec=spec)
    if kind.startswith(("Global", "Admin", "CiliumClusterwide")):
        del props["metadata"]["namespace"]
    return Given(f"kubernetes:{version}:{kind}", props)


def cilium(kind: str = "CiliumNetworkPolicy", **spec: object) -> Given:
    return custom("cilium.io/v2", kind, **spec)


def calico(kind: str = "NetworkPolicy", action: str = "Allow", side: str = "egress", **entity: object) -> Given:
    end = "destination" if side == "egress" else "source"
    return custom("projectcalico.org/v3", kind, **{side: [{"action": action, end: entity}]})
