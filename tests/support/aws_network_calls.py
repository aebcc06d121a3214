"""The EC2 calls that make a network."""

from typing import Any

from tests.support.aws_emulator import Aws
from tests.support.aws_inputs import Inputs


def vpc(aws: Aws, given: Inputs) -> dict[str, Any]:
    made = aws.call("ec2", "CreateVpc", CidrBlock=given["cidrBlock"], TagSpecifications=given.tagged("vpc"))["Vpc"]
    for key, parameter in {"enableDnsSupport": "EnableDnsSupport", "enableDnsHostnames": "EnableDnsHostnames"}.items():
        aws.call("ec2", "ModifyVpcAttribute", VpcId=made["VpcId"], **{parameter: {"Value": given[key]}})
    return {"id": made["VpcId"]}


def cidr_association(aws: Aws, given: Inputs) -> dict[str, Any]:
    made = aws.call("ec2", "AssociateVpcCidrBlock", VpcId=given["vpcId"], CidrBlock=given["cidrBlock"])
    return {"id": made["CidrBlockAssociation"]["AssociationId"]}


def default_group(aws: Aws, given: Inputs) -> dict[str, Any]:
    assert given["ingress"] == given["egress"] == []
    filters = [{"Name": "vpc-id", "Values": [given["vpcId"]]}, {"Name": "group-name", "Values": ["default"]}]
    (group,) = aws.call("ec2", "DescribeSecurityGroups", Filters=filters)["SecurityGroups"]
    _revoke(aws, group)
    return {"id": group["GroupId"]}


def _revoke(aws: Aws, group: dict[str, Any]) -> None:
    for operation, rules in (
        ("RevokeSecurityGroupIngress", group["IpPermissions"]),
        ("RevokeSecurityGroupEgress", group["IpPermissionsEgress"]),
    ):
        if rules:
            aws.call("ec2", operation, GroupId=group["GroupId"], IpPermissions=rules)


def subnet(aws: Aws, given: Inputs) -> dict[str, Any]:
    made = aws.call(
        "ec2",
        "CreateSubnet",
        VpcId=given["vpcId"],
        CidrBlock=given["cidrBlock"],
        AvailabilityZone=given["availabilityZone"],
        TagSpecifications=given.tagged("subnet"),
    )["Subnet"]
    public = {"Value": given["mapPublicIpOnLaunch"]}
    aws.call("ec2", "ModifySubnetAttribute", SubnetId=made["SubnetId"], MapPublicIpOnLaunch=public)
    return {"id": made["SubnetId"]}


def internet_gateway(aws: Aws, given: Inputs) -> dict[str, Any]:
    made = aws.call("ec2", "CreateInternetGateway", TagSpecifications=given.tagged("internet-gateway"))
    identity = made["InternetGateway"]["InternetGatewayId"]
    aws.call("ec2", "AttachInternetGateway", InternetGatewayId=identity, VpcId=given["vpcId"])
    return {"id": identity}


def eip(aws: Aws, given: Inputs) -> dict[str, Any]:
    made = aws.call("ec2", "AllocateAddress", Domain=given["domain"], TagSpecifications=given.tagged("elastic-ip"))
    return {"id": made["AllocationId"]}


def nat_gateway(aws: Aws, given: Inputs) -> dict[str, Any]:
    made = aws.call(
        "ec2",
        "CreateNatGateway",
        SubnetId=given["subnetId"],
        AllocationId=given["allocationId"],
        TagSpecifications=given.tagged("natgateway"),
    )
    return {"id": made["NatGateway"]["NatGatewayId"]}


def route_table(aws: Aws, given: Inputs) -> dict[str, Any]:
    made = aws.call("ec2", "CreateRouteTable", VpcId=given["vpcId"], TagSpecifications=given.tagged("route-table"))
    return {"id": made["RouteTable"]["RouteTableId"]}


def route(aws: Aws, given: Inputs) -> dict[str, Any]:
    target = given.some(GatewayId="gatewayId", NatGatewayId="natGatewayId")
    destination = given["destinationCidrBlock"]
    aws.call("ec2", "CreateRoute", RouteTableId=given["routeTableId"], DestinationCidrBlock=destination, **target)
    return {}


def route_table_association(aws: Aws, given: Inputs) -> dict[str, Any]:
    made = aws.call("ec2", "AssociateRouteTable", RouteTableId=given["routeTableId"], SubnetId=given["subnetId"])
    return {"id": made["AssociationId"]}


def security_group(aws: Aws, given: Inputs) -> dict[str, Any]:
    made = aws.call(
        "ec2",
        "CreateSecurityGroup",
        GroupName=given.name,
        Description=given["description"],
        VpcId=given["vpcId"],
        TagSpecifications=given.tagged("security-group"),
    )
    (group,) = aws.call("ec2", "DescribeSecurityGroups", GroupIds=[made["GroupId"]])["SecurityGroups"]
    _revoke(aws, group)  # as the provider does with a group that names no egress
    return {"id": made["GroupId"]}


def ingress_rule(aws: Aws, given: Inputs) -> dict[str, Any]:
    description = given["description"]
    permission: dict[str, Any] = {
        "IpProtocol": given["ipProtocol"],
        "FromPort": given["fromPort"],
        "ToPort": given["toPort"],
    }
    if cidr := given.get("cidrIpv4"):
        permission["IpRanges"] = [{"CidrIp": cidr, "Description": description}]
    if cidr := given.get("cidrIpv6"):
        permission["Ipv6Ranges"] = [{"CidrIpv6": cidr, "Description": description}]
    group = given["securityGroupId"]
    aws.call("ec2", "AuthorizeSecurityGroupIngress", GroupId=group, IpPermissions=[permission])
    return {}


def vpc_endpoint(aws: Aws, given: Inputs) -> dict[str, Any]:
    made = aws.call(
        "ec2",
        "CreateVpcEndpoint",
        VpcId=given["vpcId"],
        ServiceName=given["serviceName"],
        VpcEndpointType=given["vpcEndpointType"],
        TagSpecifications=given.tagged("vpc-endpoint"),
        **given.some(
            SubnetIds="subnetIds",
            SecurityGroupIds="securityGroupIds",
            RouteTableIds="routeTableIds",
            PrivateDnsEnabled="privateDnsEnabled",
        ),
    )
    return {"id": made["VpcEndpoint"]["VpcEndpointId"]}


def flow_log(aws: Aws, given: Inputs) -> dict[str, Any]:
    made = aws.call(
        "ec2",
        "CreateFlowLogs",
        ResourceIds=[given["vpcId"]],
        ResourceType="VPC",
        TrafficType=given["trafficType"],
        LogDestinationType=given["logDestinationType"],
        LogDestination=given["logDestination"],
        DeliverLogsPermissionArn=given["iamRoleArn"],
        TagSpecifications=given.tagged("vpc-flow-log"),
    )
    assert not made["Unsuccessful"], made["Unsuccessful"]
    return {"id": made["FlowLogIds"][0]}


CALLS = {
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": default_group,
    "aws:ec2/eip:Eip": eip,
    "aws:ec2/flowLog:FlowLog": flow_log,
    "aws:ec2/internetGateway:InternetGateway": internet_gateway,
    "aws:ec2/natGateway:NatGateway": nat_gateway,
    "aws:ec2/route:Route": route,
    "aws:ec2/routeTable:RouteTable": route_table,
    "aws:ec2/routeTableAssociation:RouteTableAssociation": route_table_association,
    "aws:ec2/securityGroup:SecurityGroup": security_group,
    "aws:ec2/subnet:Subnet": subnet,
    "aws:ec2/vpc:Vpc": vpc,
    "aws:ec2/vpcEndpoint:VpcEndpoint": vpc_endpoint,
    "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation": cidr_association,
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": ingress_rule,
}
