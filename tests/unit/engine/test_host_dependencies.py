import zipfile
from importlib.metadata import version
from pathlib import Path

import pytest

from kubespaces_embedded.language_host.children import Children
from kubespaces_embedded.language_host.dependencies import InstallError, install, installed
from kubespaces_embedded.language_host.interpreter import OWN, of_plugin


@pytest.fixture
def plugin(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture(autouse=True)
def _without_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")


def require(folder: Path, line: str) -> None:
    (folder / "requirements.txt").write_text(f"{line}\n", encoding="utf-8")


def test_nothing_is_done_without_requirements(plugin: Path) -> None:
    assert list(install(Children(), {}, plugin, is_plugin=True)) == []
    assert list(plugin.iterdir()) == []


def test_nothing_is_done_if_the_hosts_python_has_all(plugin: Path) -> None:
    require(plugin, f"pulumi=={version('pulumi')}")

    assert list(install(Children(), {}, plugin, is_plugin=True)) == []
    assert not (plugin / "venv").exists()


def test_a_failure_is_told_in_pips_words(plugin: Path) -> None:
    require(plugin, "nowhere-to-be-found")

    with pytest.raises(InstallError, match=r"pip install .* failed:\n(.|\n)*nowhere-to-be-found"):
        list(install(Children(), {}, plugin, is_plugin=False))


@pytest.mark.engine  # makes a virtual environment, which takes seconds
def test_a_plugin_gets_a_virtualenv_of_its_own_for_what_is_missing(plugin: Path) -> None:
    with zipfile.ZipFile(plugin / "tiny_for_test-1-py3-none-any.whl", "w") as wheel:
        wheel.writestr("tiny_for_test.py", "")
        folder = "tiny_for_test-1.dist-info"
        wheel.writestr(f"{folder}/METADATA", "Metadata-Version: 2.1\nName: tiny-for-test\nVersion: 1\n")
        wheel.writestr(f"{folder}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{folder}/RECORD", "")
    require(plugin, "--find-links .\ntiny-for-test==1")

    first = list(install(Children(), {}, plugin, is_plugin=True))
    second = list(install(Children(), {}, plugin, is_plugin=True))

    assert first[0] == f"Creating the virtual environment {plugin}/venv"
    assert ("tiny-for-test", "1") in installed(of_plugin({}, plugin), transitive=True)
    assert second == [], "nothing is done the second time"


def test_what_is_installed() -> None:
    everything = installed(OWN, transitive=True)
    assert ("pulumi", version("pulumi")) in everything
    assert len(installed(OWN, transitive=False)) < len(everything)
