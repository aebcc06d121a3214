"""The page: whole, well-formed, self-contained, and safe against names that try to be markup."""

import base64
import hashlib
import re
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest

from kubespaces.review import Review, read_preview, review_of
from kubespaces.review.formats.html import to_html
from tests.unit.review.samples import HOSTILE, many_tenants, rich_review

EMPTY = frozenset({"meta", "input", "br", "circle", "path", "rect", "line"})
REVIEWS = {
    "of everything": rich_review(),
    "of 200 tenants": many_tenants(200),
    "of nothing": review_of([read_preview('{"changeSummary": {}}', "FILE")]),
}


class Page(HTMLParser):
    """Reads a page strictly: every element is closed where it has to be."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in EMPTY or tag != "", tag
        self.elements.append((tag, dict(attrs)))
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in EMPTY, tag
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] not in {"style", "script"}:
            self.words.append(data)

    def attributes(self, name: str) -> list[str]:
        return [value for _, attributes in self.elements if (value := attributes.get(name)) is not None]


@pytest.fixture(params=REVIEWS.values(), ids=REVIEWS.keys(), scope="module")
def review(request: pytest.FixtureRequest) -> Review:
    found: Review = request.param
    return found


@pytest.fixture(scope="module")
def text(review: Review) -> str:
    return to_html(review)


@pytest.fixture(scope="module")
def page(text: str) -> Page:
    return Page(text)


def test_every_element_is_closed_and_every_id_is_unique(page: Page) -> None:
    ids = page.attributes("id")
    markers = [found for found in ids if found.startswith("arrow-")]

    assert page.open == []
    assert len(set(ids) - set(markers)) == len(ids) - len(markers)


def test_links_lead_somewhere_on_the_page(page: Page) -> None:
    targets = {href.removeprefix("#") for href in page.attributes("href")}

    assert all(href.startswith("#") for href in page.attributes("href"))
    assert targets <= set(page.attributes("id"))


def test_nothing_is_asked_of_any_network(page: Page, text: str) -> None:
    assert not [name for name in ("src", "srcset", "action", "data", "poster") if page.attributes(name)]
    assert not re.search(r"@import|url\((?!#)|fetch\(|XMLHttpRequest|import\(", text)
    assert not [tag for tag, _ in page.elements if tag in {"link", "iframe", "object", "embed", "img", "form", "base"}]


def test_the_page_lets_run_only_its_own_style_and_script(text: str) -> None:
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
    assert policy
    allowed = policy[1].replace("&#x27;", "'")
    assert "default-src 'none'" in allowed
    for name in ("style", "script"):
        content = re.search(rf"<{name}>(.*?)</{name}>", text, re.DOTALL)
        assert content
        digest = base64.b64encode(hashlib.sha256(content[1].encode()).digest()).decode()
        assert f"{name}-src 'sha256-{digest}'" in allowed
    assert not re.search(r"\sstyle=|\son[a-z]+=", re.sub(r">[^<]*<", "><", text))


def test_pictures_are_well_formed_and_inside_their_frames(text: str) -> None:
    for drawing in re.findall(r"<svg.*?</svg>", text, re.DOTALL):
        root = ET.fromstring(drawing)  # noqa: S314 - it was written a moment ago
        _, _, width, height = map(float, root.attrib["viewBox"].split())
        for shape in root.iter("rect"):
            x, y, wide, high = (float(shape.attrib[key]) for key in ("x", "y", "width", "height"))
            assert min(x, y) >= 0, drawing
            assert x + wide <= width
            assert y + high <= height
        for group in root.iter("g"):
            assert group.find("title") is not None, "every shape says what it is"


def test_what_is_to_be_decided_is_said_in_words(review: Review, page: Page) -> None:
    words = "".join(page.words)

    for decision in review.decisions:
        assert decision.words in words
    assert review.digest in words


def test_names_that_try_to_be_markup_are_only_names() -> None:
    page = Page(to_html(rich_review()))

    assert "img" not in {tag for tag, _ in page.elements}
    assert HOSTILE in "".join(page.words)


def test_the_same_review_is_the_same_page(review: Review, text: str) -> None:
    assert to_html(review) == text
