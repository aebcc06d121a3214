"""The built wheel, installed beside nothing of this repository, used by a project of its own."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from engine_support import STACK
from tests.support.control_plane import running_control_plane

from kubespaces_embedded.control_plane import ControlPlane
from kubespaces_embedded.engine import Installation, ensure_stack, pulumi

pytestmark = pytest.mark.engine

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built without network."""
    folder = tmp_path_factory.mktemp("wheel")
    called([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)], cwd=ROOT)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def project(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the second project; its virtual environment has the wheel, and our dependencies but not this clone."""
    folder = tmp_path_factory.mktemp("project") / "second"
    shutil.copytree(ROOT / "tests" / "projects" / "second", folder, ignore=shutil.ignore_patterns("__pycache__"))
    called([sys.executable, "-m", "venv", "--without-pip", "venv"], cwd=folder)
    (site_packages,) = (folder / "venv" / "lib").glob("python*/site-packages")
    # A line with a folder makes its packages visible, without the .pth files in it that lead to this clone.
    (site_packages / "dependencies.pth").write_text(f"{sysconfig.get_path('purelib')}\n")
    install = ["-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--ignore-installed", str(wheel)]
    called([str(folder / "venv" / "bin" / "python"), *install], cwd=folder)
    return folder


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ControlPlane]:
    """A control plane on which nobody else has made the platform's objects."""
    with running_control_plane("second", tmp_path_factory.mktemp("cluster")) as plane:
        yield plane


def called(command: list[str], *, cwd: Path) -> str:
    kept = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "VIRTUAL_ENV"}}
    result = subprocess.run(command, cwd=cwd, env=kept, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


def test_the_wheel_has_what_the_library_needs_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names} == {
        "kubespaces",
        "kubespaces_embedded",
        "kubespaces_policies",
        f"{wheel.name.removesuffix('-py3-none-any.whl')}.dist-info",
    }
    assert "kubespaces/py.typed" in names
    assert "kubespaces_embedded/toolbox/versions.toml" in names
    assert "kubespaces_embedded/gotools/pulumi/go.mod" in names
    assert not [name for name in names if "__pycache__" in name or "/tests/" in name]


def test_it_is_imported_from_where_it_was_installed(project: Path) -> None:
    code = (
        "import kubespaces; print(kubespaces.__file__, *(getattr(kubespaces, n).__name__ for n in kubespaces.__all__))"
    )
    file, *names = called([str(project / "venv" / "bin" / "python"), "-c", code], cwd=project).split()
    assert Path(file).is_relative_to(project)
    assert {"ExistingHostCluster", "Namespace", "Tenant"} <= set(names)


def test_its_command_works(project: Path) -> None:
    schema = called([str(project / "venv" / "bin" / "kubespaces"), "schema", "tenant"], cwd=project)
    assert json.loads(schema)["title"] == "Kubespaces Tenant"


def test_the_second_project_is_previewed(
    project: Path, cluster: ControlPlane, installation: Installation, home: Path
) -> None:
    def run(*arguments: str) -> str:
        result = pulumi(arguments, cwd=project, stack=STACK, capture=True, installation=installation)
        assert result.returncode == 0, result.stdout + result.stderr
        return result.stdout

    ensure_stack(cwd=project, stack=STACK, installation=installation)
    run("config", "set", "--secret", "kubeconfig", str(cluster.kubeconfig))
    run("config", "set", "pulumi:disable-default-providers", '["*"]')

    preview = json.loads(run("preview", "--json"))

    assert set(preview["changeSummary"]) == {"create"}
    made = [step["newState"] for step in preview["steps"]]
    names = [state["inputs"]["metadata"]["name"] for state in made if state["type"] == "kubernetes:core/v1:Namespace"]
    assert sorted(names) == ["platform-playground", "shop-dev", "shop-prod"]
    kubernetes = [state for state in made if state["type"].startswith("kubernetes:")]
    assert len(kubernetes) > 40
    assert {state["provider"].split("::")[-2] for state in kubernetes} == {"eu-kubernetes"}
    assert home.is_dir()
