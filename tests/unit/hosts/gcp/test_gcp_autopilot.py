"""What differs where Google runs the nodes."""

from typing import Any

import pytest

from tests.unit.hosts.gcp.clusters import facts, made
from tests.unit.hosts.gcp.paths import MISSING, at

CLUSTER = "eemshaven-cluster"

AUTOPILOT: list[tuple[str, Any]] = [
    ("enableAutopilot", True),
    ("enableShieldedNodes", MISSING),  # Autopilot sees to it and takes no word on it
    ("enableIntranodeVisibility", MISSING),
    ("removeDefaultNodePool", MISSING),
    ("nodeConfig", MISSING),
    ("nodePoolAutoConfig.nodeKubeletConfig.insecureKubeletReadonlyPortEnabled", "FALSE"),
    ("datapathProvider", "ADVANCED_DATAPATH"),
    ("databaseEncryption.state", "ENCRYPTED"),
    ("privateClusterConfig.enablePrivateNodes", True),
    (
        "clusterAutoscaling.autoProvisioningDefaults.serviceAccount",
        "eemshaven-nodes@acme-platform.iam.gserviceaccount.com",
    ),
    (
        "clusterAutoscaling.autoProvisioningDefaults.bootDiskKmsKey",
        "projects/acme-platform/locations/europe-west4/keyRings/eemshaven-keys/cryptoKeys/eemshaven-disks-key",
    ),
]


@pytest.mark.parametrize(("path", "value"), AUTOPILOT)
def test_autopilot(path: str, value: Any) -> None:
    update = made(facts(gcp={"autopilot": True}), preview=False)
    assert at(update.inputs(CLUSTER), path) == value
