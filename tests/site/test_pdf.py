"""The PDF: one lesson, its exercise and its answers, printed and bound."""

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pytest
from coursebook import chromium as program
from coursebook.errors import SiteError
from coursebook.layout import Layout, find
from coursebook.pdf import appendix, bind, chapters, press, spelling, split
from coursebook.pdf import book as pdf_book
from pypdf import PdfReader, PdfWriter

from .conftest import ROOT
from .small import write


def _chapter(page, html):
    return chapters.Chapter(page, "T", "", html)


def test_anchors_that_other_pages_link_to_are_known():
    one = _chapter("lessons/a.html", '<a href="../book/b.html#x%20y">1</a><a href="#own">2</a><a href="c.html#z">3</a>')
    two = _chapter("book/b.html", '<a href="../lessons/a.html#there">4</a>')
    assert press.wanted_anchors([one, two]) == {"lessons/a.html": ["own", "there"], "book/b.html": ["x y"]}


def test_parts_and_titles_come_from_the_contents_and_the_pages(tmp_path):
    layout = find(write(tmp_path / "course"))
    with pytest.raises(SiteError, match="book/index.html cannot be read; build the book first"):
        chapters.parts(layout)
    for name in ("book/index", "lessons/01_one", "lessons/02_two"):
        path = layout.html / f"{name}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"<title>{name} &amp; more — Small — course</title>", "utf-8")
    found = [(caption, [chapter.title for chapter in part]) for caption, part in chapters.parts(layout)]
    assert found == [
        ("", ["The course"]),
        ("Lessons", ["1. lessons/01_one & more — Small", "2. lessons/02_two & more — Small"]),
    ]


def test_radicals_become_ordinary_characters_and_nothing_else_changes():
    table = "2 beginbfchar\n<0001> <2F08>\n<0002> <0041>\nendbfchar\n2 beginbfrange\n<0003> <0004> <2F09>\n"
    table += "<0005> <0009> <0061>\nendbfrange\n1 begincodespacerange\n<0000> <2F08>\nendcodespacerange"
    mended = spelling.ordinary(table)
    assert "<0001> <4EBA>" in mended and "<0003> <0004> [<513F> <5165>]" in mended
    for kept in ("<0002> <0041>", "<0005> <0009> <0061>", "<0000> <2F08>"):
        assert kept in mended


def test_characters_that_share_a_shape_with_a_radical_or_another_region_are_those_of_the_text():
    table = "2 beginbfchar\n<0001> <2EC5>\n<0002> <6236>\nendbfchar\n1 beginbfrange\n<0003> <0004> <2ED9>\nendbfrange"
    mended = spelling.ordinary(table, simplified=True)
    assert "<0001> <89C1>" in mended and "<0002> <6237>" in mended and "<0003> <0004> [<97E6> <9875>]" in mended
    assert "<0002> <6236>" in spelling.ordinary(table)  # a text in other characters keeps them


@pytest.mark.browser
@pytest.mark.parametrize("font", [None, find(ROOT).paper_font], ids=["of the machine", "of the course"])
def test_chinese_can_be_searched_and_copied(tmp_path, font):
    words = "户籍登记，见第12页。户口 民 车 长 门 马 风 食 青 龙 齿 龟 角 齐 鬼 骨 鱼 鸟 黄 麦 贝"
    page = appendix.Sheets("", "zh-CN").page("页", f"<h1>{words}</h1><p>{words} <em>{words}</em></p>")

    async def sheets():
        async with press.Press(tmp_path, [_chapter("a.html", page)], tmp_path, font).running() as chromium:
            return await chromium.sheets("a.html", page)

    with ThreadPoolExecutor(1) as thread:
        content, _ = thread.submit(asyncio.run, sheets()).result()
    binder = bind.Binder(language="zh-CN", title="页", author="")
    binder.add("a.html", "页", content)
    binder.write(tmp_path / "a.pdf")
    text = PdfReader(tmp_path / "a.pdf").pages[0].extract_text()
    assert not set(words) - set(text) and not set(text) - set(words) - {"\n"}
    assert "户籍登记" in text and "户口" in text


def test_lessons_are_cut_out_of_the_book_by_their_bookmarks(tmp_path):
    book = PdfWriter()
    for width in range(100, 109):  # the width tells the sheets apart
        book.add_blank_page(width, 200)
    book.add_outline_item("Contents", 1)
    part = book.add_outline_item("I. One", 2)
    first = book.add_outline_item("1. First", 2, parent=part)
    book.add_outline_item("2. A heading with a number", 3, parent=first)
    book.add_outline_item("2. Second", 4, parent=part)
    book.add_outline_item("Exercise 1", 7, parent=part)
    book.add_metadata({"/Author": "Authors", "/Title": "Book"})
    whole = tmp_path / "whole.pdf"
    book.write(whole)
    assert split.lessons(whole) == {1: ("1. First", 2, 4), 2: ("2. Second", 4, 7)}
    made = split.write(whole, lambda number: tmp_path / f"{number}.pdf")
    assert [path.name for path in made] == ["1.pdf", "2.pdf"] and not list(tmp_path.glob(".*"))
    sheets = [[int(sheet.mediabox.width) for sheet in PdfReader(path).pages] for path in made]
    assert sheets == [[102, 103], [104, 105, 106]]
    assert PdfReader(made[1]).metadata.title == "2. Second" and PdfReader(made[1]).metadata.author == "Authors"


def test_a_missing_chromium_says_what_to_do(monkeypatch):
    monkeypatch.setenv("CHROMIUM", "/no/such/program")
    with pytest.raises(SiteError, match="CHROMIUM=/no/such/program is not a program(.|\n)*apt-get install chromium"):
        program.find()


def _print(layout):
    """Print lesson 2, in a thread of its own: playwright's loop for the other tests is running in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(pdf_book.write, layout, only=[2]).result()


@pytest.fixture(scope="module")
def printed(book, tmp_path_factory):
    """The proof of lesson 2."""
    output = tmp_path_factory.mktemp("paper")
    (output / "html").symlink_to(book, target_is_directory=True)
    layout = Layout(ROOT, output)
    return layout, _print(layout)


@pytest.mark.browser
def test_a_drawing_with_links_is_printed(book, tmp_path):
    """The address of a link in a drawing is no text, as that of other links is."""
    name = "book/argument.html"
    html = (book / name).read_text("utf-8")
    assert re.search(r"<svg.*<a [^>]*href=.*</svg>", html, re.DOTALL)

    async def sheets():
        async with press.Press(book, [_chapter(name, html)], tmp_path).running() as chromium:
            return await chromium.sheets(name, html)

    with ThreadPoolExecutor(1) as thread:
        content, _ = thread.submit(asyncio.run, sheets()).result()
    assert "The argument map" in PdfReader(BytesIO(content)).pages[0].extract_text()


@pytest.mark.browser
def test_the_pdf_is_a_book(printed):
    layout, path = printed
    reader = PdfReader(path)
    catalogue = reader.root_object
    assert catalogue["/Lang"] == "en" and reader.metadata.title.startswith("Second Urbanization")
    assert {page.mediabox.width // 1 for page in reader.pages} == {594}  # A4 all through
    text = [page.extract_text() for page in reader.pages]
    assert "Version" in text[0] and "Contents" in text[1]
    # contents and foot lines agree with the sheets
    listed = dict(re.findall(r"^(2\. Counting.*?|Exercise 2.*?|Answers.*?)\s*(\d+)$", text[1], re.MULTILINE))
    assert len(listed) == 3
    for title, number in listed.items():
        sheet = re.sub(r"\s+", " ", text[int(number) - 1])
        assert title.split(":")[0].removeprefix("2. ").strip() in sheet and sheet.strip().endswith(number)
    whole = "".join(text)
    assert "以人为本的新型城镇化" in whole  # Chinese is text, not a picture
    assert "YOUR CODE HERE" in whole and "BEGIN SOLUTION" not in whole
    # questions have their answers in the appendix, not beside them
    first = text[: int(next(number for title, number in listed.items() if title.startswith("Exercise"))) - 1]
    assert "As the figures stand today" in "".join(first) and "give or take" not in "".join(first)
    assert "4 steps, give or take 0.1" in text[int(listed[next(t for t in listed if "Answers" in t)]) - 1]
    # a figure that moves says where it stands
    assert "On the page this figure moves. Here: k, usual distances: 8" in whole.replace("\n", " ")


@pytest.mark.browser
def test_links_lead_to_sheets_of_the_book_or_out_into_the_world(printed):
    reader = PdfReader(printed[1])
    numbers = {page.indirect_reference.idnum for page in reader.pages}
    inside, outside = [], []
    for page in reader.pages:
        for note in page.get("/Annots", []):
            note = note.get_object()
            if "/Dest" in note:
                inside.append(list.__getitem__(note["/Dest"], 0).idnum)
            else:
                outside.append(note["/A"]["/URI"])
    assert len(inside) >= 15 and set(inside) <= numbers
    assert not [address for address in outside if not address.startswith("https://")]

    def walk(items):
        for item in items:
            yield from walk(item) if isinstance(item, list) else [item]

    marks = list(walk(reader.outline))
    titles = [mark.title for mark in marks]
    assert titles[:2] == ["Contents", "I. Why urbanization, why reform"]
    assert "Common misconceptions" in titles and "Answers to the questions of the lessons" in titles
    for mark in marks:
        if mark.title == "Common misconceptions":
            assert mark.title in reader.pages[reader.get_destination_page_number(mark)].extract_text()


@pytest.mark.browser
def test_screen_readers_get_one_tree_and_every_font_travels(printed):
    reader = PdfReader(printed[1])
    tree = reader.root_object["/StructTreeRoot"]
    assert reader.root_object["/MarkInfo"]["/Marked"]
    (document,) = [tree["/K"].get_object()]
    parts = [part.get_object() for part in document["/K"]]
    assert [part["/S"] for part in parts] == ["/Part"] * 5
    numbers = tree["/ParentTree"]["/Nums"][::2]
    assert list(numbers) == sorted(set(numbers)) and tree["/ParentTreeNextKey"] > numbers[-1]
    seen = [page["/StructParents"] for page in reader.pages if "/StructParents" in page]
    assert len(seen) == len(set(seen)) == len(reader.pages) and set(seen) <= set(numbers)
    kinds, waiting = set(), [tree["/K"]]
    while waiting:
        element = waiting.pop().get_object()
        if not hasattr(element, "get") or "/S" not in element:
            continue
        kinds.add(element["/S"])
        if element["/S"] == "/Figure":
            assert element.get("/Alt"), "a figure without words"
        kids = element.get("/K", [])
        waiting += list(kids) if isinstance(kids, list) else [kids]
    assert {"/H1", "/H2", "/Table", "/TH", "/Figure", "/L", "/Link"} <= kinds
    for page in reader.pages:
        for font in page["/Resources"].get("/Font", {}).values():
            font = font.get_object()
            inner = font.get("/DescendantFonts", [font])[0].get_object()
            held = inner.get("/FontDescriptor", {})
            assert font["/Subtype"] == "/Type3" or "/FontFile2" in held or "/FontFile3" in held, font


@pytest.mark.browser
def test_a_second_run_prints_nothing_again(printed):
    layout, path = printed
    before = {kept: kept.stat().st_mtime_ns for kept in (layout.output / "pdf").iterdir()}
    path.unlink()
    assert _print(layout) == path
    assert {kept: kept.stat().st_mtime_ns for kept in (layout.output / "pdf").iterdir()} == before
    assert not list(path.parent.glob(".*"))


def test_a_lesson_that_is_not_there_is_named(book):
    with pytest.raises(SiteError, match="--lesson 99: there is no such lesson in _toc.yml"):
        pdf_book.write(Layout(ROOT, book.parent), only=[99])
