"""Passing on what a process writes, as it comes."""

import queue
import subprocess
import threading
from collections.abc import Iterator
from typing import IO

STDOUT = "stdout"
STDERR = "stderr"
CHUNK = 65536


def pieces(process: subprocess.Popen[bytes]) -> Iterator[tuple[str, bytes]]:
    """Yield ``(STDOUT or STDERR, bytes)`` until both are closed.

    The process must have been started with both captured. Both are read at once, since a process that fills
    one unread pipe would stop.
    """
    queued: queue.SimpleQueue[tuple[str, bytes]] = queue.SimpleQueue()
    streams = {STDOUT: process.stdout, STDERR: process.stderr}
    for name, stream in streams.items():
        threading.Thread(target=_read, args=(name, stream, queued), daemon=True).start()
    open_streams = len(streams)
    while open_streams:
        name, data = queued.get()
        if data:
            yield name, data
        else:
            open_streams -= 1


def _read(name: str, stream: IO[bytes], queued: "queue.SimpleQueue[tuple[str, bytes]]") -> None:
    with stream:
        while data := stream.read1(CHUNK):  # type: ignore[attr-defined] # Popen's pipes are buffered readers
            queued.put((name, data))
    queued.put((name, b""))
