"""Fixtures that many tests share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kubespaces_embedded.control_plane import ControlPlane
from tests.support.control_plane import running_control_plane
from tests.support.project import ProjectCopy, copy_project


@pytest.fixture(scope="session")
def control_plane(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ControlPlane]:
    """One control plane for the whole run; tests that use it keep to namespaces of their own."""
    with running_control_plane("tests", tmp_path_factory.mktemp("control-plane")) as plane:
        yield plane


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ProjectCopy]:
    """A copy of this project with a control plane of its own, one for each test module."""
    folder: Path = tmp_path_factory.mktemp("project")
    copy = copy_project(folder)
    try:
        yield copy
    finally:
        plane = ControlPlane("local", home=folder / "home")
        if plane.folder.is_dir():
            plane.reset()
