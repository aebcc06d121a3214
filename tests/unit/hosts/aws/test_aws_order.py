"""What must be there before what, and therefore go after it."""

from tests.unit.hosts.aws.clusters import facts, made
from tests.unit.hosts.recording import Recording


def before(recording: Recording, name: str, token: str = "") -> set[str]:
    """Return the names of all that must be there before a resource, however far off."""
    known = {item.name: set[str]() for item in recording}
    for item in recording:
        known[item.name] |= item.dependencies
    found: set[str] = set()
    todo = set(recording.one(name, token).dependencies)
    while todo:
        found |= todo
        todo = {other for one in todo for other in known[one]} - found
    return found


def test_the_log_group_is_there_before_eks_would_make_its_own() -> None:
    assert "frankfurt-audit-logs" in before(made(), "frankfurt-cluster")


def test_the_control_plane_keeps_its_permissions_until_it_is_gone() -> None:
    needed = before(made(), "frankfurt-cluster")
    assert {"frankfurt-control-plane-amazoneksclusterpolicy", "frankfurt-control-plane-encryption"} <= needed


def test_nodes_find_a_way_out_a_network_plugin_and_their_permissions() -> None:
    needed = before(made(), "frankfurt-pool-shared", "NodeGroup")
    for name in (
        "frankfurt-private-eu-central-1a-internet",
        "frankfurt-nat-eu-central-1a",
        "frankfurt-endpoint-s3",
        "frankfurt-endpoint-eks-auth",
        "frankfurt-endpoints-nodes",
        "frankfurt-nodes-amazoneksworkernodepolicy",
        "frankfurt-nodes-amazonec2containerregistrypullonly",
        "frankfurt-add-on-vpc-cni",
        "frankfurt-add-on-eks-pod-identity-agent",
        "frankfurt-vpc-cni-amazoneks_cni_policy",
    ):
        assert name in needed, name


def test_add_ons_with_pods_wait_for_nodes() -> None:
    for name in ("coredns", "aws-ebs-csi-driver"):
        assert "frankfurt-pool-shared" in before(made(), f"frankfurt-add-on-{name}")


def test_auto_mode_has_its_network_before_it_makes_nodes() -> None:
    recording = made(facts(aws={"auto_mode": True}), preview=False)
    needed = before(recording, "frankfurt-cluster")
    assert {"frankfurt-private-eu-central-1a-internet", "frankfurt-endpoint-s3"} <= needed
    # Its nodes go where the control plane is, so that must be a subnet with a way out.
    subnets = recording.inputs("frankfurt-cluster")["vpcConfig"]["subnetIds"]
    assert subnets == [f"frankfurt-private-eu-central-1{zone}-id" for zone in "abc"]


def test_what_is_on_the_cluster_goes_before_the_access_to_it() -> None:
    recording = made(facts(endpoint={"allowed_cidrs": ["10.99.0.0/16"]}))
    provider = before(recording, "frankfurt-kubernetes")
    assert "frankfurt-access-platform-admins-262f3962-admin" in provider
    assert "frankfurt-api-10.99.0.0-16" in provider
    for item in recording:
        if item.type.startswith("kubernetes:"):
            assert "frankfurt-kubernetes" in item.provider, item.name


def test_a_nat_gateway_has_its_internet_gateway() -> None:
    assert {"frankfurt-internet", "frankfurt-public-internet"} <= before(
        made(), "frankfurt-nat-eu-central-1a", "NatGateway"
    )
