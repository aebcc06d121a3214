"""Whether this machine can run virtual clusters at all, and if not, why."""

import subprocess
import sys
from functools import cache

_TIMEOUT = 30.0


@cache
def unsupported() -> str:
    """Return why there can be no virtual clusters here; empty if there can.

    Each needs a user, mount and network namespace of its own. Linux gives those to everybody, unless somebody has
    switched it off: some distributions do, and most container runtimes.
    """
    if sys.platform != "linux":
        return f"virtual clusters run on Linux only, not on {sys.platform}"
    command = [sys.executable, "-m", "kubespaces_embedded.virtual.sandbox", "probe"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=_TIMEOUT, check=False)
    if done.returncode == 0:
        return ""
    said = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
    return (
        f"the kernel forbids virtual clusters ({said}): they need user namespaces; see user.max_user_namespaces, "
        "kernel.unprivileged_userns_clone and kernel.apparmor_restrict_unprivileged_userns in sysctl, and the seccomp "
        "profile of the container if this runs in one"
    )
