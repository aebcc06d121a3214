"""Free ports on the loopback address."""

import socket

from .components import HOST


def is_free(port: int) -> bool:
    """Tell whether a server could listen on a port right now."""
    with socket.socket() as probe:
        # As Go's servers do it: connections that are being closed do not keep a port busy.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def find_free() -> int:
    """Return a port that is free now; somebody else may still be faster, so the caller has to try again then."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
