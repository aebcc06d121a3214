"""The node pools of EKS Auto Mode."""

from tests.unit.hosts.aws.clusters import facts, made

AUTO = {"auto_mode": True}


def test_a_tenants_pool_is_labelled_tainted_and_bounded() -> None:
    pool = {"name": "data", "tenant": "data", "machine_type": "m7i.2xlarge", "max": 5, "spot": True}
    inputs = made(facts(aws=AUTO, node_pools=[pool])).inputs("frankfurt-platform-pool-data")
    assert inputs["apiVersion"] == "karpenter.sh/v1"
    template = inputs["spec"]["template"]
    assert template["metadata"]["labels"] == {"kubespaces.io/pool": "data", "kubespaces.io/tenant": "data"}
    assert template["spec"]["taints"] == [{"key": "kubespaces.io/tenant", "value": "data", "effect": "NoSchedule"}]
    assert inputs["spec"]["limits"] == {"cpu": "40"}  # five machines of 8 vCPUs
    wanted = {item["key"]: item["values"] for item in template["spec"]["requirements"]}
    assert wanted == {
        "node.kubernetes.io/instance-type": ["m7i.2xlarge"],
        "kubernetes.io/arch": ["amd64"],
        "karpenter.sh/capacity-type": ["spot"],
        "topology.kubernetes.io/zone": ["eu-central-1a", "eu-central-1b", "eu-central-1c"],
    }


def test_volumes_are_made_by_auto_modes_own_driver() -> None:
    inputs = made(facts(aws=AUTO)).inputs("frankfurt-platform-storage-standard")
    assert inputs["provisioner"] == "ebs.csi.eks.amazonaws.com"
    assert made().inputs("frankfurt-platform-storage-standard")["provisioner"] == "ebs.csi.aws.com"
