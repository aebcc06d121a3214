"""A real control plane for tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kubespaces_embedded.control_plane import ControlPlane


@contextmanager
def running_control_plane(name: str, home: Path) -> Iterator[ControlPlane]:
    """Run a control plane with its data under ``home``, a folder of the test, and remove it afterwards.

    It is ready when the context is entered. Tools that are missing are downloaded or built first.
    """
    plane = ControlPlane(name, home=home)
    try:
        plane.up()
        yield plane
    finally:
        # Also after a failed or interrupted start: nothing of a test stays behind.
        if plane.folder.is_dir():
            plane.reset()
