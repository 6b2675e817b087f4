"""The foot of a page, the page of downloads, and what programs read of the site."""

import json
import subprocess
import xml.etree.ElementTree as ET
import zipfile
from hashlib import sha256
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup
from coursebook import discovery, download_page, edition, history
from coursebook.build import build
from coursebook.layout import find
from coursebook.release import site_zip

from .conftest import served
from .small import CONFIG, write

ABOUT = {"title": "A course", "version": "1.2.3", "date-released": "2026-11-01", "authors": [{"name": "The authors"}]}
CFF = "title: A course\nversion: 1.2.3\ndate-released: 2026-11-01\nauthors: [{name: The authors}]\n"
ATOM = {"a": "http://www.w3.org/2005/Atom"}


def _git(root, *words):
    subprocess.run(["git", "-C", str(root), "-c", "user.name=a", "-c", "user.email=a@b.c", *words], check=True)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A small course with an address, a history of two commits and a release, built."""
    root = write(tmp_path_factory.mktemp("edition") / "course")
    config = CONFIG.replace(
        "coursebook.pages", "coursebook.download_page, coursebook.edition, coursebook.discovery, coursebook.pages"
    )
    config = config.replace("html: {", "html: {baseurl: 'https://example.org/c/', ")
    (root / "_config.yml").write_text(config, "utf-8")
    (root / "_toc.yml").write_text((root / "_toc.yml").read_text("utf-8") + "      - file: book/downloads\n", "utf-8")
    (root / "book" / "downloads.md").write_text("# Downloads\n\n```{download-list}\n```\n", "utf-8")
    (root / "CITATION.cff").write_text(CFF, "utf-8")
    (root / "pyproject.toml").write_text('[project]\nversion = "1.2.3"\n', "utf-8")
    (root / ".gitignore").write_text("_build/\n", "utf-8")
    for name in ("LICENSE", "LICENSE-CONTENT"):
        (root / name).write_text(name, "utf-8")
    _git(root, "init", "-q")
    _git(root, "add", ".")
    _git(root, "commit", "-qm", "First text")
    one = root / "lessons" / "01_one.md"
    one.write_text(one.read_text("utf-8") + "\nMore.\n", "utf-8")
    _git(root, "commit", "-qam", "Lesson 1: a sentence more & a mark")
    layout = find(root)
    release = layout.output / "release"
    release.mkdir(parents=True)
    papers = ("course-1.2.3", "lessons-2-1.2.3", "lesson-02-1.2.3", "course-1.0.0")
    for name in (*(f"{paper}.pdf" for paper in papers), "course-1.2.3.epub", "students-1.2.3.zip"):
        (release / f"second-urbanization-{name}").write_bytes(b"x" * 2000)
    build(layout)
    return layout


def _page(layout, name):
    return BeautifulSoup((layout.html / name).read_text("utf-8"), "html.parser")


def test_changes_are_told_by_file_and_nothing_without_git(made, tmp_path):
    found = history.changes(made.root)
    assert [change.subject for change in found["lessons/01_one.md"]] == [
        "Lesson 1: a sentence more & a mark",
        "First text",
    ]
    assert len(found["lessons/02_two.md"]) == 1 and found["book/index.md"][0].date[:2] == "20"
    assert history.changes(tmp_path) == {}


def test_a_page_says_its_edition_its_changes_and_how_to_cite_it(made):
    foot = _page(made, "lessons/01_one.html").select_one("aside.edition")
    assert "version 1.2.3 of 2026-11-01" in foot.text
    assert [item.contents[-1].strip() for item in foot.select("li")] == [
        "Lesson 1: a sentence more & a mark",
        "First text",
    ]
    assert (
        "The authors (2026). One. In: A course. Version 1.2.3. https://example.org/c/lessons/01_one.html" in foot.text
    )
    assert foot.select_one('a[href="../book/downloads.html"]') and "wrong" not in foot.text
    assert len(_page(made, "lessons/02_two.html").select("aside.edition li")) == 1
    assert not _page(made, "book/downloads.html").select('aside.edition a[href="#"]')


def test_without_git_the_foot_has_edition_and_citation_and_faults_name_the_page():
    text = edition.html(ABOUT, "One", "a.html", contact="a@b.c", form="https://x.org/new?t={title}&b={body}")
    foot = BeautifulSoup(text, "html.parser")
    assert "version 1.2.3" in foot.text and "What changed" not in foot.text and "One. In: A course" in foot.text
    form, mail = foot.select("a[data-fault]")
    for link in (form, mail):
        said = unquote(link["href"])
        assert "a.html" in said and "version 1.2.3 of 2026-11-01" in said and edition.HEADING not in said
        assert link["data-fault"].replace(edition.HEADING, "") == link["href"] != link["data-fault"]
    assert mail["href"].startswith("mailto:a@b.c?") and form["href"].startswith("https://x.org/new?t=Page%20")


def test_what_can_be_taken_along_is_there_and_the_zip_does_not_hold_itself(made):
    page = _page(made, "book/downloads.html")
    files = [link["href"] for link in page.select("a[download]")]
    assert [name.rpartition("/")[2] for name in files] == [
        "second-urbanization-course-1.2.3.epub", "second-urbanization-course-1.2.3.pdf",
        "second-urbanization-students-1.2.3.zip", "SHA256SUMS", "data-package.zip", "table.csv",
    ]  # fmt: skip
    for name in files:
        assert (made.html / "book" / name).resolve().is_file(), name
    assert "2 KB" in page.text and "1 tables" in page.text
    with zipfile.ZipFile(made.html / "_downloads" / "data-package.zip") as package:
        assert package.read("data/table.csv") == (made.root / "data" / "table.csv").read_bytes()
    with zipfile.ZipFile(site_zip.write(made)) as packed:
        top = "second-urbanization-1.2.3/site"
        names = packed.namelist()
        assert f"{top}/_downloads/data/table.csv" in names and not [name for name in names if "/release/" in name]
        assert "1.2.3.pdf" not in packed.read(f"{top}/book/downloads.html").decode()
    table = made.html / "book" / "downloads.html"  # the two lessons have no front matter, so no table
    places = "".join(f'<p class="pdf-{number}"><!-- pdf {number} --><!-- end of pdf --></p>' for number in (1, 2))
    for lesson in (table, made.html / "lessons" / "02_two.html"):
        lesson.write_text(lesson.read_text("utf-8").replace("</article>", f"{places}</article>"), "utf-8")
    assert [path.name[20:] for path in download_page.lay_release(made, made.html)] == [
        "course-1.2.3.epub", "course-1.2.3.pdf", "lesson-02-1.2.3.pdf", "site-1.2.3.zip", "students-1.2.3.zip",
    ]  # fmt: skip
    page = _page(made, "book/downloads.html")
    assert len(page.select("a[download]")) == 8
    assert not page.select(".pdf-1 a")
    for one in (page, _page(made, "lessons/02_two.html")):
        (link,) = one.select(".pdf-2 a[download]")
        assert link["href"] == "../_downloads/release/second-urbanization-lesson-02-1.2.3.pdf" and link.text == "PDF"
    with zipfile.ZipFile(site_zip.write(made)) as packed:
        assert "1.2.3.pdf" not in packed.read(f"{top}/lessons/02_two.html").decode()
    assert "end of pdf" in (made.html / "book" / "downloads.html").read_text("utf-8")
    laid = made.html / "_downloads" / "release"
    sums = dict(reversed(line.split("  ")) for line in (laid / "SHA256SUMS").read_text("ascii").splitlines())
    assert sums == {path.name: sha256(path.read_bytes()).hexdigest() for path in laid.glob("second-*")}
    assert len(sums) == 5


def test_files_of_an_edition_are_named_as_those_of_the_english_book(course):
    """Their names have the language in them: ``second-urbanization-zh-lesson-02-1.2.3.pdf``."""
    (course.root / "pyproject.toml").write_text('[project]\nversion = "1.2.3"\n', "utf-8")
    page, release = course.html / "book" / "downloads.html", course.output / "release"
    for folder in (page.parent, release):
        folder.mkdir(parents=True)
    places = "<!-- release files --><!-- end of release files --><!-- pdf 2 --><!-- end of pdf -->"
    page.write_text(places, "utf-8")
    for name in ("course-1.2.3.epub", "course-1.2.3.pdf", "lesson-02-1.2.3.pdf", "lessons-2-1.2.3.pdf"):
        (release / f"second-urbanization-zh-{name}").write_bytes(b"x")
    assert len(download_page.lay_release(course, course.html)) == 3
    found = _page(course, "book/downloads.html").select("a")
    assert [link.text for link in found] == ["The course as an EPUB", "The course as a PDF", "SHA256SUMS", "PDF"]


def test_sizes_are_written_for_readers():
    assert [download_page.size(count) for count in (1, 1499, 999_999, 3_440_000)] == [
        "1 KB",
        "1 KB",
        "1000 KB",
        "3.4 MB",
    ]


def test_programs_find_every_page_and_every_change(made):
    urls = ET.parse(made.html / "sitemap.xml").getroot()
    names = {one.findtext("{*}loc"): one.findtext("{*}lastmod") for one in urls}
    assert set(names) == {
        f"https://example.org/c/{name}.html"
        for name in ("book/index", "book/downloads", "lessons/01_one", "lessons/02_two")
    }
    assert all(len(day) == 10 for day in names.values())
    assert "https://example.org/c/sitemap.xml" in (made.html / "robots.txt").read_text("utf-8")
    feed = ET.parse(made.html / "feed.xml").getroot()
    told = [
        (one.findtext("a:title", None, ATOM), one.findtext("a:summary", None, ATOM))
        for one in feed.findall("a:entry", ATOM)
    ]
    assert ("One", "Lesson 1: a sentence more & a mark") in told and len(told) == 5
    ids = [one.text for one in feed.iter("{http://www.w3.org/2005/Atom}id")]
    assert len(ids) == len(set(ids)) == 6
    link = _page(made, "lessons/01_one.html").select_one('link[type="application/atom+xml"]')
    assert link["href"] == "../feed.xml"


def test_without_an_address_there_is_a_feed_and_no_sitemap():
    change = history.Change("2026-11-01T10:00:00+00:00", "Text")
    later = history.Change("2026-11-01T09:00:00-05:00", "Later, in another zone")
    text = discovery.feed("C", [("a.html", "A", [change, later])])
    assert '<link href="a.html"/>' in text and text.index("Later") < text.index("Text<")
    assert 'href="book/index.html"' in discovery.not_found("book/index.html", "C")
    assert 'href="/c/book/index.html"' in discovery.not_found("book/index.html", "C", base="/c/")


@pytest.mark.browser
def test_a_wrong_address_leads_back(made, chromium, tmp_path):
    (tmp_path / "index.html").write_text("<!DOCTYPE html><title>top</title>", "utf-8")
    (tmp_path / "c").symlink_to(made.html, target_is_directory=True)
    with served(tmp_path) as address:
        page = chromium.new_page()
        text = (made.html / "404.html").read_text("utf-8").replace('href="/c/', 'href="').replace('"/c/".length', "0")
        page.route("**/lessons/none.html", lambda route: route.fulfill(status=404, body=text, content_type="text/html"))
        page.goto(f"{address}/c/lessons/none.html")
        page.wait_for_function("document.querySelector('a').href.endsWith('/c/book/index.html')")
        page.close()


def test_no_template_is_published(made):
    raw = [
        path.relative_to(made.html).as_posix()
        for path in made.html.rglob("*.html")
        if "{%" in path.read_text("utf-8") or "{{" in path.read_text("utf-8")
    ]
    assert raw == []
    assert json.loads((made.html / ".built-from.json").read_text("utf-8"))
