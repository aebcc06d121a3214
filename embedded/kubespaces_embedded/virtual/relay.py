"""Passes bytes between connections: how a sandbox with a network of its own is reached, and reaches out."""

import contextlib
import socket
import threading

CHUNK = 64 * 1024
"""Bytes read at once."""

CONNECT_TIMEOUT = 5.0
"""Seconds to reach the other side; both are on this machine."""


def relay(listener: socket.socket, host: str, port: int) -> threading.Thread:
    """Pass every connection that the listener gets on to an address, until the listener is closed.

    The listener may belong to another network than the calling process: that is what this is for.
    """
    listener.setblocking(True)
    thread = threading.Thread(target=_accept, args=(listener, host, port), daemon=True, name=f"relay-{port}")
    thread.start()
    return thread


def _accept(listener: socket.socket, host: str, port: int) -> None:
    while True:
        try:
            near, _ = listener.accept()
        except OSError:  # closed
            return
        threading.Thread(target=_connect, args=(near, host, port), daemon=True).start()


def _connect(near: socket.socket, host: str, port: int) -> None:
    try:
        far = socket.create_connection((host, port), CONNECT_TIMEOUT)
    except OSError:
        near.close()  # the client sees what it would see without a relay: nobody is there
        return
    far.settimeout(None)
    for one in (near, far):
        one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    back = threading.Thread(target=_copy, args=(far, near), daemon=True)
    back.start()
    _copy(near, far)
    back.join()
    near.close()
    far.close()


def _copy(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(CHUNK):
            target.sendall(data)
    # One direction has ended; the other one may still have something to say.
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_WR)
