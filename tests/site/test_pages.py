"""What can be seen in the built files without a browser."""

import re
from html.parser import HTMLParser
from urllib.parse import parse_qs, unquote, urldefrag

import pytest
from bs4 import BeautifulSoup

from .conftest import ROOT

P90, LIMIT = 250_000, 600_000  # bytes of a page's HTML: nine of ten pages, and every page


class Page(HTMLParser):
    """Tags of a page, with their attributes."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.ids = [], set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.tags.append((tag, attrs))
        self.ids |= {attrs[key] for key in ("id", "name", "data-share") if attrs.get(key)}

    def of(self, *names):
        return [attrs for tag, attrs in self.tags if tag in names]


@pytest.fixture(scope="session")
def parsed(book, pages):
    return {name: Page((book / name).read_text("utf-8")) for name in pages}


def test_pages_are_small(book, pages):
    sizes = {name: (book / name).stat().st_size for name in pages}
    assert sorted(sizes.values())[int(0.9 * len(sizes))] <= P90, sorted(sizes.items(), key=lambda one: one[1])[-8:]
    assert not {name: size for name, size in sizes.items() if size > LIMIT}


def test_nothing_is_loaded_from_another_host(parsed):
    for name, page in parsed.items():
        loads = [attrs.get("src") for attrs in page.of("script", "img", "iframe", "source", "video", "audio", "embed")]
        loads += [attrs["href"] for attrs in page.of("link") if attrs.get("rel") != "canonical" and "href" in attrs]
        assert not [url for url in loads if url and re.match(r"(https?:)?//", url)], name


def test_style_sheets_load_nothing_from_another_host(book):
    for path in book.rglob("*.css"):
        found = re.findall(r"(?:url\(|@import\s*)[\"']?((?:https?:)?//[^\"')]+)", path.read_text("utf-8"))
        assert not found, path.name


def test_every_link_inside_the_book_leads_somewhere(book, parsed):
    missing = []
    for name, page in parsed.items():
        for attrs in page.of("a"):
            url, anchor = urldefrag(attrs.get("href") or "")
            url, _, query = url.partition("?")
            anchor = anchor.partition("?")[0]  # behind it stand the settings of a figure
            if re.match(r"[a-z]+:", url) or (not url and not anchor):
                continue
            target = (book / name).parent.joinpath(unquote(url)).resolve() if url else book / name
            notebook = [book / "browserlab" / "files" / path for path in parse_qs(query).get("path", [])]
            if not all(path.is_file() for path in [target, *notebook]):
                missing.append(f"{name}: {url}?{query}")
                continue
            other = parsed.get(target.relative_to(book.resolve() if url else book).as_posix())
            anchor = anchor.partition("?")[0]  # the rest sets the controls of a figure
            if anchor and other and anchor not in other.ids and not anchor.startswith("check-"):
                missing.append(f"{name}: {url}#{anchor}")
    assert not missing


def test_every_picture_says_what_it_shows(parsed):
    silent = []
    for name, page in parsed.items():
        for attrs in page.of("img"):
            alt = attrs.get("alt")
            if attrs.get("aria-hidden") != "true" and (not alt or "_images/" in alt or alt.endswith((".png", ".svg"))):
                silent.append(f"{name}: img {attrs.get('src', '')[:60]} alt={alt!r}")
        for attrs in page.of("svg"):
            named = attrs.get("aria-label") or attrs.get("aria-labelledby")
            if attrs.get("role") in ("img", "group") and not named:
                silent.append(f"{name}: svg {attrs}")
            if attrs.get("role") not in ("img", "group") and attrs.get("aria-hidden") != "true":
                silent.append(f"{name}: svg without role {attrs}")
    assert not silent


def test_every_picture_file_says_its_size_and_those_below_wait(parsed):
    for name, page in parsed.items():
        for number, attrs in enumerate(page.of("img")):
            assert attrs.get("width") and attrs.get("height"), f"{name}: {attrs}"
            assert not number or attrs.get("loading") == "lazy", f"{name}: {attrs}"


def test_every_page_has_a_language_a_title_and_one_heading(parsed):
    for name, page in parsed.items():
        assert page.of("html")[0].get("lang") == "en", name
        assert len(page.of("title")) >= 1, name
        headings = [attrs for attrs in page.of("h1")]
        assert headings, name


def test_what_no_page_needs_is_not_published(book):
    names = [path.relative_to(book).as_posix() for path in book.rglob("*") if path.is_file()]
    assert not [name for name in names if name.endswith((".map", ".pyc"))]
    assert ".nojekyll" in names
    lab = [name for name in names if name.startswith("browserlab/")]
    assert sum((book / name).stat().st_size for name in set(names) - set(lab)) < 40_000_000
    assert sum((book / name).stat().st_size for name in lab) < 70_000_000


def test_a_lesson_offers_its_exercise_as_a_button_and_its_workshops_in_a_line(book):
    page = BeautifulSoup((book / "lessons/14_integrated_reform.html").read_text("utf-8"), "html.parser")
    box = page.select_one(".lesson-actions")
    offered = [
        (link.text.strip(), link["href"].rpartition("/")[2].rpartition("=")[2]) for link in box.select(".button")
    ]
    exercise, slides = ("Exercise 14", "14_integrated_reform.ipynb"), ("Slides", "14_integrated_reform.html")
    assert offered[-3:] == [("Notebook", "14_integrated_reform.ipynb"), exercise, slides]
    workshops = {link["href"].rpartition("/")[2] for link in box.select("small a[download]")}
    assert workshops == {"14_workshop_4_counterfactual.ipynb", "14_workshop_5_validate.ipynb"}
    assert "<!-- pdf 14 -->" in str(box.small)


def test_the_syllabus_links_every_lesson(book):
    text = (book / "book" / "syllabus.html").read_text("utf-8")
    linked = re.findall(r'<li class="present">.*?href="\.\./lessons/(\w+)\.html"', text, re.DOTALL)
    assert linked == sorted(path.stem for path in (ROOT / "lessons").glob("[0-9]*.md"))


def test_the_status_page_names_every_lesson(book):
    text = (book / "book" / "status.html").read_text("utf-8")
    for lesson in (book / "lessons").glob("[0-9]*.html"):
        assert f"../lessons/{lesson.name}" in text
    assert re.search(r"\d+\.\d s", text)


def test_numbers_in_prose_are_numbers(book):
    """A number that a cell hands to the text is neither missing nor printed as a pair of its halves."""
    wrong = []
    for path in book.glob("lessons/*.html"):
        found = re.findall(r'class="pasted-text">([^<]*)<', path.read_text("utf-8"))
        wrong += [f"{path.name}: {text}" for text in found if re.fullmatch(r"nan|None|inf|\(.*\)|'.*'|", text.strip())]
    assert not wrong
