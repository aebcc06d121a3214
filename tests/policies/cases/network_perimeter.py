"""KS-NET-11: the clouds' firewalls."""

from kubespaces_policies.value import UNKNOWN

from .case import Case, Cases, Props, case

_GROUP = "aws:ec2/securityGroup:SecurityGroup"
_RULE = "aws:ec2/securityGroupRule:SecurityGroupRule"
_INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
_DEFAULT = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"
_SUBNET = "aws:ec2/subnet:Subnet"
_AZURE = "azure-native:network:SecurityRule"
_AZURE_GROUP = "azure-native:network:NetworkSecurityGroup"
_GCP = "gcp:compute/firewall:Firewall"
_ANY = "0.0.0.0/0"


def _group(**rule: object) -> Case:
    full = {"protocol": "tcp", "fromPort": 443, "toPort": 443, "cidrBlocks": ["10.0.0.0/8"], **rule}
    return case(_GROUP, {"ingress": [full], "egress": [{"protocol": "-1", "cidrBlocks": [_ANY]}]}, remedied=False)


def _ingress(**rule: object) -> Case:
    full = {"ipProtocol": "tcp", "fromPort": 22, "toPort": 22, "cidrIpv4": "10.8.0.0/16", **rule}
    return case(_INGRESS, full, remedied=False)


def _azure(**rule: object) -> Props:
    return {
        "access": "Allow",
        "direction": "Inbound",
        "protocol": "Tcp",
        "sourceAddressPrefix": "10.8.0.0/16",
        "destinationPortRange": "22",
        **rule,
    }


def _rule(**rule: object) -> Case:
    return case(_AZURE, _azure(**rule), remedied=False)


def _firewall(ports: object = None, **fields: object) -> Case:
    allowed = {"protocol": "tcp", **({} if ports is None else {"ports": ports})}
    return case(_GCP, {"allows": [allowed], "sourceRanges": ["10.8.0.0/16"], **fields}, remedied=False)


CASES = {
    "KS-NET-11": Cases(
        good={
            "a range that needs it": _group(fromPort=22, toPort=22),
            "HTTPS for all": _group(cidrBlocks=[_ANY], ipv6CidrBlocks=["::/0"]),
            "HTTPS for all, by number": _ingress(ipProtocol="6", fromPort=443, toPort=443, cidrIpv4=_ANY),
            "a group as source": _group(cidrBlocks=None, securityGroups=["sg-1"], fromPort=0, toPort=0, protocol="-1"),
            "out of everything": case(
                _RULE, {"type": "egress", "protocol": "-1", "fromPort": 0, "toPort": 0, "cidrBlocks": [_ANY]}
            ),
            "an empty default group": case(_DEFAULT, {"vpcId": UNKNOWN}),
            "a private subnet": case(_SUBNET, {"cidrBlock": "10.0.0.0/24", "mapPublicIpOnLaunch": False}),
            "a subnet that says nothing": case(_SUBNET, {"cidrBlock": "10.0.0.0/24"}),
            "Azure refuses": _rule(access="Deny", sourceAddressPrefix="*"),
            "Azure lets out": _rule(direction="Outbound", sourceAddressPrefix="*"),
            "Azure's HTTPS for all": _rule(sourceAddressPrefix="Internet", destinationPortRange="443"),
            "Azure's load balancer": _rule(sourceAddressPrefix="AzureLoadBalancer", destinationPortRange="*"),
            "Google's range": _firewall(["22"]),
            "Google's HTTPS for all": _firewall(["443"], sourceRanges=[_ANY]),
            "Google's tags": _firewall(sourceRanges=None, sourceTags=["it"]),
            "Google lets out": _firewall(direction="EGRESS", sourceRanges=None),
            "Google's rule that is off": _firewall(disabled=True, sourceRanges=[_ANY]),
            "Google refuses": case(_GCP, {"denies": [{"protocol": "all"}], "sourceRanges": [_ANY]}),
        },
        bad={
            "SSH for all": _group(fromPort=22, toPort=22, cidrBlocks=[_ANY]),
            "SSH for all of IPv6": _group(fromPort=22, toPort=22, cidrBlocks=None, ipv6CidrBlocks=["::/0"]),
            "SSH for both halves": _group(fromPort=22, toPort=22, cidrBlocks=["0.0.0.0/1", "128.0.0.0/1"]),
            "SSH for one half": _ingress(cidrIpv4="128.0.0.0/1"),
            "SSH for all, with others": _group(fromPort=22, toPort=22, cidrBlocks=["10.0.0.0/8", _ANY]),
            "SSH for all while others are unknown": _group(fromPort=22, toPort=22, cidrBlocks=[UNKNOWN, _ANY]),
            "a range with HTTPS in it": _group(fromPort=440, toPort=450, cidrBlocks=[_ANY]),
            "all ports": _group(fromPort=0, toPort=65535, cidrBlocks=[_ANY]),
            "all protocols": _group(protocol="-1", fromPort=443, toPort=443, cidrBlocks=[_ANY]),
            "HTTPS by UDP": _group(protocol="udp", cidrBlocks=[_ANY]),
            "a rule of its own": case(
                _RULE,
                {"type": "ingress", "protocol": "tcp", "fromPort": 3389, "toPort": 3389, "cidrBlocks": [_ANY]},
                remedied=False,
            ),
            "another rule of its own": _ingress(cidrIpv4=_ANY),
            "another rule for IPv6": _ingress(cidrIpv4=None, cidrIpv6="::/0"),
            "no ports": _ingress(cidrIpv4=_ANY, fromPort=None, toPort=None),
            "a default group": case(
                _DEFAULT, {"ingress": [{"protocol": "-1", "self": True}]}, at="ingress", remedied=False
            ),
            "a default group that lets out": case(
                _DEFAULT, {"egress": [{"protocol": "-1", "cidrBlocks": [_ANY]}]}, remedied=False
            ),
            "public addresses": case(_SUBNET, {"mapPublicIpOnLaunch": True}, at="mapPublicIpOnLaunch", remedied=False),
            "public addresses in a private subnet": case(
                _SUBNET, {"mapPublicIpOnLaunch": True, "tags": {"kubernetes.io/role/internal-elb": "1"}}
            ),
            "Azure's *": _rule(sourceAddressPrefix="*"),
            "Azure's Internet": _rule(sourceAddressPrefix="internet"),
            "Azure's Any among others": _rule(
                sourceAddressPrefix=None, sourceAddressPrefixes=["10.0.0.0/8", "Any"], access="allow"
            ),
            "Azure without a source": _rule(sourceAddressPrefix=None),
            "Azure's ports around": _rule(sourceAddressPrefix="*", destinationPortRange="400-500"),
            "Azure's ports, one too many": _rule(
                sourceAddressPrefix="*", destinationPortRange=None, destinationPortRanges=["443", "22"]
            ),
            "all of Azure's ports": _rule(sourceAddressPrefix="*", destinationPortRange="*"),
            "all of Azure's protocols": _rule(sourceAddressPrefix="*", destinationPortRange="443", protocol="*"),
            "Azure's group": case(
                _AZURE_GROUP,
                {"securityRules": [_azure(), _azure(sourceAddressPrefix="*")]},
                at="securityRules[1]",
                remedied=False,
            ),
            "an old version of Azure's": case(
                "azure-native:network/v20240101:SecurityRule", _azure(sourceAddressPrefix="*"), remedied=False
            ),
            "Google's SSH for all": _firewall(["22"], sourceRanges=[_ANY]),
            "Google without sources": _firewall(["22"], sourceRanges=None),
            "all of Google's ports": _firewall(sourceRanges=[_ANY]),
            "Google's ports around": _firewall(["1-1000"], sourceRanges=[_ANY]),
        },
        deferred={
            "a source": _ingress(cidrIpv4=UNKNOWN),
            "a port": _ingress(cidrIpv4=_ANY, fromPort=UNKNOWN),
            "rules": case(_GROUP, {"ingress": UNKNOWN}),
        },
        other={"a bucket": case("aws:s3/bucket:Bucket", {"ingress": []})},
    ),
}
