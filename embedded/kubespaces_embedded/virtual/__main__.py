"""The runner as a process of its own, started by a control plane's ``up``."""

import argparse
import logging
import signal
import sys
import threading
from pathlib import Path

from kubespaces.kube import connect_sync
from kubespaces_embedded.control_plane.layout import Layout

from .host import Host
from .runner import Runner


def main() -> None:
    """Run until a signal ends it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--control-plane", type=Path, required=True, help="its folder")
    parser.add_argument("--api-port", type=int, required=True, help="loopback port of its API server")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    end = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: end.set())
    folder: Path = arguments.control_plane
    layout = Layout(folder.name, folder)
    with connect_sync(layout.kubeconfig) as client:
        Runner(layout, Host(client), arguments.api_port).run(end)


if __name__ == "__main__":
    main()
