import sys
from pathlib import Path

import pytest

from kubespaces_embedded.language_host.interpreter import OWN, InterpreterError, of_plugin, of_program


@pytest.fixture
def virtualenv(tmp_path: Path) -> Path:
    return make(tmp_path / ".venv")


def make(folder: Path) -> Path:
    (folder / "bin").mkdir(parents=True)
    (folder / "bin" / "python").touch()
    return folder


def test_without_options_it_is_the_hosts_own() -> None:
    assert of_program({}, Path("/project")) == OWN
    assert Path(sys.executable) == OWN.executable
    assert OWN.environment({"PATH": "/bin", "PYTHONHOME": "x"}) == {"PATH": "/bin", "PYTHONHOME": "x"}


def test_a_named_virtualenv_is_relative_to_the_project(tmp_path: Path, virtualenv: Path) -> None:
    found = of_program({"virtualenv": ".venv", "toolchain": "pip"}, tmp_path)

    assert found.executable == virtualenv / "bin" / "python"
    assert found.environment({"PATH": "/bin", "PYTHONHOME": "x"}) == {
        "PATH": f"{virtualenv}/bin:/bin",
        "VIRTUAL_ENV": str(virtualenv),
    }


def test_an_absolute_virtualenv(tmp_path: Path, virtualenv: Path) -> None:
    assert of_program({"virtualenv": str(virtualenv)}, tmp_path / "elsewhere").virtualenv == virtualenv


@pytest.mark.parametrize(("exists", "state"), [(False, "does not exist"), (True, "is not a virtual environment")])
def test_a_virtualenv_that_is_none_is_named(tmp_path: Path, exists: bool, state: str) -> None:
    if exists:
        (tmp_path / ".venv").mkdir()

    with pytest.raises(InterpreterError, match=f"virtualenv: .venv: {tmp_path}/.venv {state}; make it with"):
        of_program({"virtualenv": ".venv"}, tmp_path)


def test_other_toolchains_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InterpreterError, match=r"toolchain: uv: .* knows only pip"):
        of_program({"toolchain": "uv"}, tmp_path)


def test_a_plugin_uses_the_virtualenv_in_its_folder(tmp_path: Path) -> None:
    assert of_plugin({}, tmp_path) == OWN
    own = make(tmp_path / "venv")
    assert of_plugin({}, tmp_path).virtualenv == own


def test_a_plugins_options_come_first(tmp_path: Path, virtualenv: Path) -> None:
    make(tmp_path / "venv")

    assert of_plugin({"virtualenv": ".venv"}, tmp_path).virtualenv == virtualenv


def test_where_packages_are_installed(tmp_path: Path, virtualenv: Path) -> None:
    packages = virtualenv / "lib" / "python3.12" / "site-packages"
    packages.mkdir(parents=True)

    assert of_program({"virtualenv": ".venv"}, tmp_path).site_packages() == [packages]
    assert Path(pytest.__file__).parent.parent in OWN.site_packages()
