import subprocess
import sys


def test_the_host_leaves_out_the_sdk() -> None:
    code = """
import sys
from kubespaces.lean_sdk import enter_empty_packages
enter_empty_packages()
import kubespaces_embedded.language_host.server
print(sorted(name for name in sys.modules if name in ("pulumi.output", "pulumi.automation", "yaml", "rich")))
"""
    ended = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True)

    assert ended.stdout == "[]\n"


def test_started_by_hand_it_says_what_it_is() -> None:
    ended = subprocess.run(
        [sys.executable, "-I", "-m", "kubespaces_embedded.language_host"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == 2
    assert "Kubespaces stand-in" in ended.stderr
