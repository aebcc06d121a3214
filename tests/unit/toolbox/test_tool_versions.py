import re
import tomllib
from importlib.metadata import version as installed_version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from kubespaces_embedded.toolbox import ToolError, versions

REPOSITORY = Path(__file__).parents[3]
LINUX = versions.Platform("linux", "amd64")
MAC = versions.Platform("darwin", "arm64")


@pytest.mark.parametrize("name", versions.tool_names())
def test_go_modules_build_the_version_that_is_downloaded(name: str) -> None:
    spec = versions.spec(name)
    lines = (spec.go.directory / "go.mod").read_text().splitlines()
    required = [line.removeprefix("require ").strip() for line in lines]

    assert f"{spec.go.module} v{spec.version}" in required
    assert spec.go.package == spec.go.module or spec.go.package.startswith(f"{spec.go.module}/")
    assert f'"{spec.go.package}"' in (spec.go.directory / "tools.go").read_text()


@pytest.mark.parametrize("name", versions.tool_names())
def test_own_version_is_good_enough(name: str) -> None:
    spec = versions.spec(name)

    assert versions.in_range(spec.version, spec.on_path)
    assert versions.in_range(spec.version, spec.named)


def test_all_parts_of_kubernetes_have_one_version() -> None:
    names = ("kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubectl")

    assert len({versions.spec(name).version for name in names}) == 1


def test_engine_is_the_minor_version_of_the_sdk() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]
    sdk = {one.name: one for one in map(Requirement, project["dependencies"])}["pulumi"]
    engine = versions.spec("pulumi")

    assert sdk.specifier == SpecifierSet(engine.on_path)
    assert engine.version in sdk.specifier
    assert installed_version("pulumi").rsplit(".", 1)[0] == engine.version.rsplit(".", 1)[0]


def test_only_these_are_published_without_checksums() -> None:
    unpublished = {name for name in versions.tool_names() if versions.spec(name).download is None}
    assert unpublished == {"vcluster-syncer", "kwok"}


@pytest.mark.parametrize("name", [name for name in versions.tool_names() if versions.spec(name).download])
def test_releases_have_complete_addresses(name: str) -> None:
    spec = versions.spec(name)
    release = spec.release(LINUX)

    assert release is not None
    for text in (release.url, release.checksums, release.executable):
        assert not re.search(r"[{}]", text)
    assert spec.version in release.url
    assert release.checksums.startswith("https://")


def test_addresses_of_releases() -> None:
    pulumi = versions.spec("pulumi").release(LINUX)
    etcd = versions.spec("etcd").release(MAC)
    kine = versions.spec("kine").release(LINUX)
    plugin = versions.plugin_spec("resource", "kubernetes").download
    assert pulumi is not None
    assert etcd is not None
    assert kine is not None
    assert plugin is not None
    kubernetes = plugin.release("4.34.2", MAC)
    assert kubernetes is not None

    assert pulumi.url == "https://get.pulumi.com/releases/sdk/pulumi-v3.259.0-linux-x64.tar.gz"
    assert pulumi.checksums == "https://get.pulumi.com/releases/sdk/pulumi-3.259.0-checksums.txt"
    assert kine.checksums.endswith("/v0.16.4/sha256sum-amd64.txt")
    assert etcd.filename == "etcd-v3.6.6-darwin-arm64.zip"
    assert etcd.executable == "etcd-v3.6.6-darwin-arm64/etcd"
    assert kubernetes.filename == "pulumi-resource-kubernetes-v4.34.2-darwin-arm64.tar.gz"


def test_no_release_for_a_platform_that_the_publisher_leaves_out() -> None:
    api_server = versions.spec("kube-apiserver")

    assert api_server.release(MAC) is None
    assert api_server.release(versions.Platform("linux", "riscv64")) is None


def test_linker_flags_stamp_the_version() -> None:
    assert "-X k8s.io/component-base/version.gitMinor=34" in versions.spec("kubectl").go.ldflags("1.34.2")
    assert versions.spec("etcd").go.ldflags("3.6.6") == "-s -w"


def test_plugin_version_is_that_of_the_installed_sdk() -> None:
    assert versions.plugin_spec("resource", "kubernetes").version == installed_version("pulumi-kubernetes")


def test_variable_names_the_tool() -> None:
    assert versions.spec("kube-controller-manager").variable == "KUBESPACES_KUBE_CONTROLLER_MANAGER"


def test_unknown_tool_names_the_known_ones() -> None:
    with pytest.raises(ToolError, match=r"kubeadm: no such tool; there are pulumi, .*kubectl"):
        versions.spec("kubeadm")
    with pytest.raises(ToolError, match="resource plugin aws: no such plugin"):
        versions.plugin_spec("resource", "aws")
