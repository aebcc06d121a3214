"""Charts of many shapes, rendered by the real ``helm``."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.support.charts import SERVICE, chart
from tests.support.oci import OciRegistry
from tests.support.site import web_site

from kubespaces.charts import ChartPin, RenderedChart, Rendering, obtain, render
from kubespaces.charts.bundle import Wanted, write_bundle
from kubespaces.charts.digest import archive_digest
from kubespaces.charts.helm import find_helm
from kubespaces.plan.charts import ChartError, stand_in
from kubespaces.spec.load import validate_args
from kubespaces_embedded.toolbox import require

pytestmark = pytest.mark.engine

SECRET = """
    apiVersion: v1
    kind: Secret
    metadata: {name: login}
    data: {password: "{{ .Values.password | default (randAlphaNum 16) | b64enc }}"}
"""


@pytest.fixture(autouse=True)
def _helm(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KUBESPACES_HELM", str(require("helm").path))
    monkeypatch.setenv("KUBESPACES_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def site(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A web site on this machine: its folder and its address."""
    with web_site(tmp_path / "site") as site:
        yield site


def pin(**fields: Any) -> ChartPin:
    return validate_args(ChartPin, {"name": "web", **fields}, "web")


def rendering(root: Path, **fields: Any) -> RenderedChart:
    how = Rendering(**{"release": "web", "namespace": "shop", "kubernetes_version": "1.34", **fields})
    return render("web", obtain(pin(path=str(root))), how)


def words(found: RenderedChart) -> list[str]:
    return [item.words for item in found.objects]


def package(root: Path, folder: Path) -> Path:
    subprocess.run(
        [str(find_helm()), "package", str(root), "--destination", str(folder)], check=True, capture_output=True
    )
    (archive,) = folder.glob("*.tgz")
    return archive


def test_definitions_in_folder_and_in_template_are_there(tmp_path: Path) -> None:
    definition = """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: %s.x.io}
        spec: {group: x.io, scope: Cluster, names: {kind: Pool, plural: pools}, versions: []}
    """
    root = chart(
        tmp_path,
        service=SERVICE,
        crds__pool=definition % "pools",
        crd=definition % "cups",
        pool="{apiVersion: x.io/v1, kind: Pool, metadata: {name: main}}",
    )
    found = rendering(root)
    assert sorted(words(found)) == [
        "CustomResourceDefinition/cups.x.io", "CustomResourceDefinition/pools.x.io", "Pool/main", "Service/web"
    ]  # fmt: skip
    assert next(item for item in found.objects if item.kind == "Pool").namespace == ""


def test_sub_charts_and_values_through_them(tmp_path: Path) -> None:
    root = chart(tmp_path, service=SERVICE, values={"cache": {"size": "1"}})
    sub = chart(
        root / "charts", "cache", values={"size": "0"},
        config='{apiVersion: v1, kind: ConfigMap, metadata: {name: cache}, data: {size: "{{ .Values.size }}"}}',
    )  # fmt: skip
    assert sub.is_dir()
    found = rendering(root, values={"cache": {"size": "7"}})
    config = next(item for item in found.objects if item.kind == "ConfigMap")
    assert config.template == "web/charts/cache/templates/config.yaml"
    assert config.manifest["data"] == {"size": "7"}


def test_hooks_are_among_the_objects(tmp_path: Path) -> None:
    job = "{apiVersion: batch/v1, kind: Job, metadata: {name: %s, annotations: {helm.sh/hook: %s}}}"
    root = chart(tmp_path, service=SERVICE, a=job % ("before", "pre-install"), t=job % ("check", "test"))
    assert set(words(rendering(root))) == {"Service/web", "Job/before", "Job/check"}


def test_a_random_password_names_its_template(tmp_path: Path) -> None:
    root = chart(tmp_path, service=SERVICE, secret=SECRET)
    with pytest.raises(ChartError) as caught:
        rendering(root)
    (problem,) = caught.value.problems
    assert problem.startswith("web/templates/secret.yaml renders Secret/login differently each time (data.password);")
    assert set(words(rendering(root, secrets=["password"]))) == {"Secret/login", "Service/web"}


def test_a_secret_value_never_reaches_helm(tmp_path: Path) -> None:
    found = rendering(chart(tmp_path, secret=SECRET.replace("| b64enc", "")), secrets=["password"])
    assert found.objects[0].manifest["data"]["password"] == stand_in("password")


def test_lookups_are_told_and_answered_with_nothing(tmp_path: Path) -> None:
    root = chart(
        tmp_path,
        service=SERVICE,
        config='{{ $x := lookup "v1" "Secret" "shop" "y" }}\n'
        '{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {found: "{{ len $x }}"}}',
    )
    found = rendering(root)
    assert found.lookups == ["templates/config.yaml"]
    assert next(item for item in found.objects if item.kind == "ConfigMap").manifest["data"] == {"found": "0"}


def test_a_thousand_objects(tmp_path: Path) -> None:
    config = "{apiVersion: v1, kind: ConfigMap, metadata: {name: c{{ . }}}, data: {a: b}}"
    many = f"{{{{ range until 1000 }}}}\n---\n{config}\n{{{{ end }}}}"
    found = rendering(chart(tmp_path, many=many))
    assert len(found.objects) == 1000
    assert len(set(words(found))) == 1000


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({"bad": "{{ .Values.a.b.c }}"}, "web/templates/bad.yaml"),
        ({"bad": "a: [1"}, "bad.yaml"),
        ({"bad": '{{ required "name a domain" .Values.domain }}'}, "name a domain"),
    ],
)
def test_what_helm_refuses_names_the_template(tmp_path: Path, files: dict[str, str], says: str) -> None:
    with pytest.raises(ChartError) as caught:
        rendering(chart(tmp_path, **files))
    assert says in str(caught.value)
    assert "--debug" not in str(caught.value)


def test_wrong_values_are_refused_by_the_schema_of_the_chart(tmp_path: Path) -> None:
    root = chart(tmp_path, service=SERVICE)
    (root / "values.schema.json").write_text('{"properties": {"replicas": {"type": "integer"}}}')
    with pytest.raises(ChartError, match="replicas"):
        rendering(root, values={"replicas": "three"})


def test_missing_sub_charts_are_told(tmp_path: Path) -> None:
    root = chart(tmp_path, service=SERVICE)
    dependencies = {"dependencies": [{"name": "db", "version": "1.0.0", "repository": "https://example.com"}]}
    with (root / "Chart.yaml").open("a") as file:
        yaml.safe_dump(dependencies, file)
    with pytest.raises(ChartError, match="db"):
        rendering(root)


def test_from_a_repository(tmp_path: Path, site: tuple[Path, str]) -> None:
    folder, address = site
    archive = package(chart(tmp_path, service=SERVICE), folder)
    subprocess.run([str(find_helm()), "repo", "index", str(folder)], check=True, capture_output=True)
    with pytest.raises(ChartError, match=f"is not pinned; review it and add digest: {archive_digest(archive)}"):
        obtain(pin(repository=address, version="1.2.3"))
    pinned = pin(repository=address, version="1.2.3", digest=archive_digest(archive))
    local = obtain(pinned)
    assert words(render("web", local, Rendering("web", "shop", "1.34"))) == ["Service/web"]
    archive.unlink()
    assert obtain(pinned) == local  # no server is asked for a chart that was had
    with pytest.raises(ChartError, match=r"web 9\.9\.9: cannot be had from http://127"):
        obtain(pin(repository=address, version="9.9.9"))


def test_from_an_oci_registry(tmp_path: Path) -> None:
    archive = package(chart(tmp_path, service=SERVICE), tmp_path)
    with OciRegistry() as registry:
        subprocess.run(
            [str(find_helm()), "push", str(archive), f"oci://{registry.address}/charts", "--plain-http"],
            check=True,
            capture_output=True,
        )
        pinned = pin(repository=f"oci://{registry.address}/charts", version="1.2.3", digest=archive_digest(archive))
        assert obtain(pinned).digest == archive_digest(archive)
        with pytest.raises(ChartError, match="was reviewed, but"):
            obtain(pinned.model_copy(update={"digest": f"sha256:{'1' * 64}"}))


def test_a_bundle_serves_without_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deployment = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web}
        spec: {template: {spec: {containers: [{name: web, image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}"}]}}}
    """  # noqa: E501
    chart(tmp_path, deployment=deployment, values={"image": {"repository": "r.io/web", "tag": "1"}})
    charts = [Wanted(pin(path="web"), {"image": {"tag": "2"}}, tmp_path)]
    made = write_bundle(tmp_path / "bundle", charts, "1.34")
    assert made.images == ["r.io/web:2"]
    assert (tmp_path / "bundle" / "images.txt").read_text() == "r.io/web:2\n"
    assert write_bundle(tmp_path / "again", charts, "1.34") == made
    files = [sorted(path for path in (tmp_path / name).rglob("*") if path.is_file()) for name in ("bundle", "again")]
    assert [path.read_bytes() for path in files[0]] == [path.read_bytes() for path in files[1]]

    monkeypatch.setenv("KUBESPACES_BUNDLE", str(tmp_path / "bundle"))
    content = made.charts[0].content
    for digest in (content, made.charts[0].digest):
        found = obtain(pin(repository="https://charts.example.com", version="1.2.3", digest=digest))
        assert words(render("web", found, Rendering("web", "shop", "1.34"))) == ["Deployment/web"]
    with pytest.raises(ChartError, match="was reviewed"):
        obtain(pin(repository="https://charts.example.com", version="1.2.3", digest=f"sha256:{'1' * 64}"))


def test_a_folder_that_is_no_bundle_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "letter.txt").write_text("dear")
    chart(tmp_path, service=SERVICE)
    with pytest.raises(ChartError, match="is not empty and no bundle"):
        write_bundle(tmp_path / "home", [Wanted(pin(path="web"), base=tmp_path)], "1.34")
    assert [path.name for path in (tmp_path / "home").iterdir()] == ["letter.txt"]
