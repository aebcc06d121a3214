import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kubespaces.charts import ChartPin, obtain
from kubespaces.charts.bundle import pack
from kubespaces.charts.digest import archive_digest, content_digest
from kubespaces.plan.charts import ChartError
from kubespaces.spec.load import validate_args
from tests.support.charts import SERVICE, chart
from tests.support.site import web_site


@pytest.fixture(autouse=True)
def _cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUBESPACES_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("KUBESPACES_BUNDLE", raising=False)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A web site on this machine: its folder and its address."""
    with web_site(tmp_path / "site") as site:
        yield site


def pin(**fields: Any) -> ChartPin:
    return validate_args(ChartPin, {"name": "web", **fields}, "web")


def test_a_folder_is_taken_as_it_is(tmp_path: Path) -> None:
    root = chart(tmp_path, service=SERVICE)
    local = obtain(pin(path="web"), base=tmp_path)
    assert (local.path, local.digest) == (root, content_digest(root))
    assert obtain(pin(path="web", digest=local.digest), base=tmp_path) == local


def test_a_changed_chart_is_refused_with_both_digests(tmp_path: Path) -> None:
    root = chart(tmp_path, service=SERVICE)
    reviewed = content_digest(root)
    (root / "values.yaml").write_text("a: 1\n")
    with pytest.raises(ChartError, match=f"digest: {reviewed} was reviewed, but web has {content_digest(root)}"):
        obtain(pin(path="web", digest=reviewed), base=tmp_path)


def test_what_is_no_chart_says_so(tmp_path: Path) -> None:
    with pytest.raises(ChartError, match="there is no such file or folder"):
        obtain(pin(path="gone"), base=tmp_path)
    (tmp_path / "empty").mkdir()
    with pytest.raises(ChartError, match=r"holds no Chart\.yaml"):
        obtain(pin(path="empty"), base=tmp_path)
    (tmp_path / "text.tgz").write_text("text")
    with pytest.raises(ChartError, match=r"text\.tgz cannot be read"):
        obtain(pin(path="text.tgz"), base=tmp_path)


def test_an_archive_from_an_address_is_checked_and_kept(tmp_path: Path, site: tuple[Path, str]) -> None:
    folder, address = site
    pack(chart(tmp_path, service=SERVICE), "web", folder / "web.tgz")
    digest = archive_digest(folder / "web.tgz")
    local = obtain(pin(url=f"{address}/web.tgz", digest=digest))
    assert (local.digest, local.content) == (digest, content_digest(tmp_path / "web"))
    (folder / "web.tgz").unlink()
    assert obtain(pin(url=f"{address}/web.tgz", digest=digest)) == local  # from the cache
    assert obtain(pin(url=f"{address}/gone.tgz", digest=digest)).digest == digest
    local.path.write_bytes(b"damaged")
    with pytest.raises(ChartError, match="404"):
        obtain(pin(url=f"{address}/web.tgz", digest=digest))


def test_a_chart_inside_a_source_archive_is_pinned_by_its_content(tmp_path: Path, site: tuple[Path, str]) -> None:
    folder, address = site
    root = chart(tmp_path, service=SERVICE)
    with tarfile.open(folder / "source.tar.gz", "w:gz") as archive:
        archive.add(root, "web-1.2.3/chart")
        archive.addfile(tarfile.TarInfo("web-1.2.3/chart/../../escaped"))
        archive.addfile(tarfile.TarInfo("web-1.2.3/README"))
    local = obtain(pin(url=f"{address}/source.tar.gz", folder="web-1.2.3/chart", digest=content_digest(root)))
    assert local.path.name == "chart"
    assert sorted(path.name for path in local.path.iterdir()) == ["Chart.yaml", "templates", "values.yaml"]
    with pytest.raises(ChartError, match="holds no chart there"):
        obtain(pin(url=f"{address}/source.tar.gz", folder="elsewhere", digest=f"sha256:{'1' * 64}"))


def test_without_a_digest_the_error_tells_it(tmp_path: Path, site: tuple[Path, str]) -> None:
    folder, address = site
    pack(chart(tmp_path, service=SERVICE), "web", folder / "web.tgz")
    with pytest.raises(ChartError, match=f"add digest: {archive_digest(folder / 'web.tgz')}"):
        obtain(pin(url=f"{address}/web.tgz"))


def test_a_bundle_is_the_only_source_where_it_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUBESPACES_BUNDLE", str(tmp_path))
    with pytest.raises(ChartError, match="is no bundle"):
        obtain(pin(url="https://example.com/web.tgz"))
    (tmp_path / "bundle.json").write_text('{"format": 1, "charts": []}')
    with pytest.raises(ChartError, match=r"is not in the bundle .* which has: none"):
        obtain(pin(url="https://example.com/web.tgz"))
