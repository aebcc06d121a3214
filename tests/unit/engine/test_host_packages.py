import json
from pathlib import Path
from typing import Any

import pytest

from kubespaces_embedded.language_host.interpreter import OWN
from kubespaces_embedded.language_host.packages import Parameterization, RequiredPackage, required_packages


def install(folder: Path, package: str, content: Any) -> None:
    (folder / package).mkdir(parents=True)
    text = content if isinstance(content, str) else json.dumps(content)
    (folder / package / "pulumi-plugin.json").write_text(text, encoding="utf-8")


def test_packages_by_name_and_the_first_folder_wins(tmp_path: Path) -> None:
    install(tmp_path / "a", "pulumi_random", {"resource": True, "name": "random", "version": "4.0.0"})
    install(tmp_path / "b", "pulumi_random", {"resource": True, "name": "random", "version": "3.0.0"})
    install(tmp_path / "b", "pulumi_azure_native", {"resource": True, "version": "3.1.0", "server": "https://x"})

    assert required_packages([tmp_path / "a", tmp_path / "b", tmp_path / "missing"]) == [
        RequiredPackage("azure-native", "3.1.0", "https://x"),
        RequiredPackage("random", "4.0.0"),
    ]


@pytest.mark.parametrize("content", [{"resource": False, "name": "x"}, "{", "[]", {}])
def test_packages_without_a_plugin_are_left_out(tmp_path: Path, content: Any) -> None:
    install(tmp_path, "pulumi_x", content)

    assert required_packages([tmp_path]) == []


def test_a_parameterized_package(tmp_path: Path) -> None:
    parameters = {"name": "scaleway", "version": "1.2.3", "value": "e30="}
    install(
        tmp_path,
        "pulumi_scaleway",
        {"resource": True, "name": "terraform-provider", "version": "1.0.0", "parameterization": parameters},
    )

    assert required_packages([tmp_path]) == [
        RequiredPackage("terraform-provider", "1.0.0", parameterization=Parameterization("scaleway", "1.2.3", "e30="))
    ]


def test_the_kubernetes_package_that_kubespaces_brings() -> None:
    assert "kubernetes" in [package.name for package in required_packages(OWN.site_packages())]
