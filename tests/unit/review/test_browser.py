"""The page in a real browser: Debian's Chromium without a window. Skipped, and said so, where there is none."""

# ruff: noqa: E501 - lines of a script in a page

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from kubespaces.review.formats.html import to_html
from tests.unit.review.samples import HOSTILE, rich_review

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="there is no Chromium on this machine (Debian: apt-get install chromium)"
)

FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--hide-scrollbars", "--virtual-time-budget=2000",
)  # fmt: skip

PROBE = """
<!doctype html><meta charset="utf-8"><pre id="result">waiting</pre>
<iframe id="page" src="review.html" style="width:{width}px;height:900px;border:0"></iframe>
<script>
document.getElementById("page").addEventListener("load", (event) => {{
  const view = event.target.contentWindow, page = view.document, told = {{}};
  const shown = (selector) => [...page.querySelectorAll(selector)].filter((item) => !item.hidden).length;
  told.width = page.documentElement.scrollWidth;
  told.cards = shown("details[data-tenant]");
  told.equalRows = [...page.querySelectorAll("tr.equal")].filter((row) => row.getClientRects().length).length;
  const choice = page.getElementById("tenant");
  choice.value = "shop";
  choice.dispatchEvent(new view.Event("change"));
  told.cardsOfShop = shown("details[data-tenant]");
  told.faded = page.querySelectorAll("g[data-tenant].faded").length;
  told.open = page.getElementById("tenant-shop").open;
  page.getElementById("equal").click();
  told.equalRowsShown = [...page.querySelectorAll("tr.equal")].filter((row) => row.getClientRects().length).length;
  const first = page.querySelector("a.skip");
  first.focus();
  told.focus = page.activeElement === first;
  told.reachable = page.querySelectorAll("a[href], select, input, summary").length;
  told.images = page.querySelectorAll("img").length;
  told.ink = view.getComputedStyle(page.body).color;
  told.paper = view.getComputedStyle(page.body).backgroundColor;
  told.smallest = Math.min(...[...page.querySelectorAll("svg text")].map((item) => item.getBoundingClientRect().height));
  document.getElementById("result").textContent = JSON.stringify(told);
}});
</script>
"""


def look(folder: Path, *flags: str, width: int = 1200) -> dict[str, object]:
    """Load the page in a frame of some width, use it, and return what was seen."""
    (folder / "review.html").write_text(to_html(rich_review()))
    (folder / "probe.html").write_text(PROBE.format(width=width))
    profile = folder / f"profile-{width}-{len(flags)}"
    command = [str(CHROMIUM), *FLAGS, "--allow-file-access-from-files", f"--user-data-dir={profile}", *flags]
    ended = subprocess.run(
        [*command, "--dump-dom", (folder / "probe.html").as_uri()],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    told = re.search(r'<pre id="result">(.*?)</pre>', ended.stdout, re.DOTALL)
    assert told, ended.stdout[:2000]
    found: dict[str, object] = json.loads(told[1].replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))
    return found


def brightness(colour: object) -> int:
    return sum(map(int, re.findall(r"\d+", str(colour))[:3]))


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    return look(tmp_path_factory.mktemp("wide"))


def test_the_filter_shows_one_tenant(seen: dict[str, object]) -> None:
    assert seen["cards"] == 3
    assert seen["cardsOfShop"] == 1
    assert seen["open"] is True
    assert seen["faded"] == 2


def test_what_stays_equal_can_be_shown(seen: dict[str, object]) -> None:
    assert seen["equalRows"] == 0
    assert isinstance(seen["equalRowsShown"], int)
    assert seen["equalRowsShown"] > 3


def test_the_keyboard_reaches_everything(seen: dict[str, object]) -> None:
    assert seen["focus"] is True
    assert isinstance(seen["reachable"], int)
    assert seen["reachable"] > 8


def test_no_name_becomes_an_element(seen: dict[str, object]) -> None:
    assert HOSTILE.startswith("<img")
    assert seen["images"] == 0


def test_nothing_is_wider_than_a_phone(tmp_path: Path) -> None:
    seen = look(tmp_path, width=360)

    assert seen["width"] == 360
    assert isinstance(seen["smallest"], int | float)
    assert seen["smallest"] > 9


def test_it_is_light_by_day_and_dark_by_night(seen: dict[str, object], tmp_path: Path) -> None:
    night = look(tmp_path, "--blink-settings=preferredColorScheme=0")

    assert brightness(seen["paper"]) > 600 > brightness(seen["ink"])
    assert brightness(night["paper"]) < 150 < brightness(night["ink"])
