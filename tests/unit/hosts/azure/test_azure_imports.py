"""What importing a cloud's component brings along."""

import json
import subprocess
import sys

SHOW = """
import json, sys
import kubespaces.hosts.azure.make, kubespaces.hosts.azure.provider
print(json.dumps([name for name in sys.modules if name.startswith(("pulumi_aws", "pulumi_azure", "pulumi_gcp"))]))
"""


def test_no_service_of_azures_sdk_is_imported() -> None:
    """They cost more than a second, and nothing of them is used. The SDK's root announces them without loading any."""
    ended = subprocess.run([sys.executable, "-c", SHOW], capture_output=True, text=True, check=True)
    names = json.loads(ended.stdout)
    assert "pulumi_azure_native.provider" in names
    assert not [name for name in names if name.count(".") > 1 or not name.startswith("pulumi_azure_native")]
