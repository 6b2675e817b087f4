"""The EPUB: two lessons with a formula, a table, a figure, a picture and questions, as a reader sees them."""

import base64
import re
import zipfile
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree as ET

import pytest
from coursebook.build import build
from coursebook.download_page import lay_release
from coursebook.epub import book, pages
from coursebook.errors import SiteError
from coursebook.layout import find
from coursebook.pdf.chapters import Chapter

from .small import CONFIG, HEAD, write

X, OPF, MATH, SVG = (
    f"{{{name}}}"
    for name in (
        "http://www.w3.org/1999/xhtml", "http://www.idpf.org/2007/opf", "http://www.w3.org/1998/Math/MathML",
        "http://www.w3.org/2000/svg",
    )
)  # fmt: skip
DC = "{http://purl.org/dc/elements/1.1/}"
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="


def _head(number):
    return HEAD.removesuffix("---\n") + f"lesson: {number}\nminutes: 10\nlevel: introductory\nprerequisites: []\n---\n"


ONE = f"""{_head(1)}# One & only

A formula $x^2$ & [the next lesson](02_two.md), [a place in it](#there), [elsewhere](https://example.org/a).

![A dot](dot.png)

```{{code-cell}}
:tags: [hide-input]
import matplotlib.pyplot as plt
import numpy as np
from livefigure import LiveFigure, Slider

years = np.arange(5)
fig, ax = plt.subplots(figsize=(3, 2))
ax.plot(years, 100 + 3 * years, gid="balance")
ax.set_title("After 4 years: 112", gid="head", loc="left")


def move(rate):
    balance = 100 + rate * years
    return {{"balance": balance, "head": balance[-1]}}


LiveFigure(fig, move, [Slider("rate", 0, 8, step=1, value=3, unit="%")], formats={{"head": "After 4 years: {{:.0f}}"}},
           title="Plain interest", alt="A balance of 100 grows.")
```

```{{check-number}} six
:answer: 6
:hint: Twice three.
:wrong: 5 :: One more.
How many?
```

```{{check-choice}} which
Which?
- [ ] This. :: Not this.
- [x] That. :: Yes, that.
```
"""
TWO = f"""{_head(2)}# Two

| year | value |
|---|---|
| 2020 | 1 |

(there)=
## A place

Back to <a href="01_one.html#check-six">the question</a> and to [the first page](../book/index.md). $$\\frac{{a}}{{b}}$$

```{{code-cell}}
print("shown", 1 < 2)
```

<button onclick="go()">Go</button><script>go()</script>
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The course of two lessons, built, and the path of its EPUB."""
    root = write(tmp_path_factory.mktemp("epub") / "course", one=ONE, two=TWO)
    config = CONFIG.replace("second_urbanization.syllabus", "coursebook.directives, livefigure.sphinx")
    (root / "_config.yml").write_text(config, "utf-8")
    (root / "book" / "index.md").write_text("# Small course\n\nWords.\n", "utf-8")
    (root / "lessons" / "dot.png").write_bytes(base64.b64decode(PNG))
    cff = "title: 'Course: a & b'\nversion: 1.2.3\ndate-released: 2026-11-01\nauthors: [{name: The authors}]\n"
    (root / "CITATION.cff").write_text(cff, "utf-8")
    (root / "pyproject.toml").write_text('[project]\nversion = "1.2.3"\n', "utf-8")
    layout = find(root)
    build(layout)
    return layout, book.write(layout)


@pytest.fixture(scope="module")
def files(made):
    """Every file of the EPUB by its name."""
    with zipfile.ZipFile(made[1]) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


@pytest.fixture(scope="module")
def trees(files):
    """Every XML file, read: it is well-formed."""
    return {
        name: ET.fromstring(content) for name, content in files.items() if name.endswith((".xhtml", ".opf", ".svg"))
    }


def _documents(trees):
    return {name: tree for name, tree in trees.items() if name.endswith(".xhtml")}


def _text(tree):
    return " ".join("".join(tree.itertext()).split())


def test_it_is_an_epub_whose_list_of_files_is_whole(made, files, trees):
    with zipfile.ZipFile(made[1]) as packed:
        first = packed.infolist()[0]
    assert (first.filename, first.compress_type, first.extra) == ("mimetype", zipfile.ZIP_STORED, b"")
    assert files["mimetype"] == b"application/epub+zip"
    container = ET.fromstring(files["META-INF/container.xml"])
    assert [root.get("full-path") for root in container.iter() if root.get("full-path")] == ["EPUB/package.opf"]
    package = trees["EPUB/package.opf"]
    items = {f"EPUB/{item.get('href')}": item for item in package.iter(f"{OPF}item")}
    assert set(items) == set(files) - {"mimetype", "META-INF/container.xml", "EPUB/package.opf"}
    ids = {item.get("id"): name for name, item in items.items()}
    assert len(ids) == len(items)
    order = [ids[place.get("idref")] for place in package.iter(f"{OPF}itemref")]
    names = ("title", "nav", "book/index", "lessons/01_one", "lessons/02_two")
    assert order == [f"EPUB/{name}.xhtml" for name in names]
    for name, tree in _documents(trees).items():
        traits = (items[name].get("properties") or "").split()
        assert ("mathml" in traits) == any(tag.tag == f"{MATH}math" for tag in tree.iter()), name
        assert ("nav" in traits) == (name == "EPUB/nav.xhtml")
    assert {items[f"EPUB/lessons/{name}.xhtml"].get("properties") for name in ("01_one", "02_two")} == {"mathml"}


def test_it_says_what_it_is(trees):
    package = trees["EPUB/package.opf"]
    told = {tag.tag.removeprefix(DC): tag.text for tag in package.iter() if tag.tag.startswith(DC)}
    assert told.pop("identifier").startswith("urn:uuid:") and "CC BY 4.0" in told.pop("rights")
    assert told == {"title": "Course: a & b", "language": "en", "creator": "The authors", "date": "2026-11-01"}
    facts = {tag.get("property"): tag.text for tag in package.iter(f"{OPF}meta")}
    assert facts["dcterms:modified"] == "2026-11-01T00:00:00Z" and facts["schema:accessModeSufficient"] == "textual"
    assert "1.2.3" in _text(trees["EPUB/title.xhtml"])


def test_every_link_and_every_entry_of_the_contents_leads_somewhere(trees):
    documents = _documents(trees)
    places = {name: {tag.get("id") for tag in tree.iter()} for name, tree in documents.items()}
    outside, inside = set(), 0
    for name, tree in documents.items():
        ids = [tag.get("id") for tag in tree.iter() if tag.get("id")]
        assert len(ids) == len(set(ids)), name
        for link in tree.iter(f"{X}a"):
            url = urlsplit(link.get("href"))
            if url.scheme:
                outside.add(link.get("href"))
                continue
            target = normpath(join(dirname(name), unquote(url.path))) if url.path else name
            assert target in documents and (not url.fragment or unquote(url.fragment) in places[target]), link.attrib
            inside += 1
    assert outside == {"https://example.org/a"} and inside > 10
    contents = documents["EPUB/nav.xhtml"].find(f".//{X}nav")
    (part,) = [item for item in contents.iter(f"{X}li") if item.find(f"{X}span") is not None]
    assert [_text(link) for link in contents.iter(f"{X}a")] == ["The course", "1. One & only", "2. Two"]
    assert part.find(f"{X}span").text == "Lessons" and len(list(part.iter(f"{X}a"))) == 2


def test_nothing_runs_and_nothing_comes_from_elsewhere(files, trees):
    for name, tree in trees.items():
        for tag in tree.iter():
            kind = tag.tag.rpartition("}")[2]
            assert kind not in ("script", "form", "input", "button", "select", "iframe", "object"), name
            assert kind != "style" or name.endswith(".svg"), name
            assert not [key for key in tag.attrib if key.startswith("on")], name
            for key in ("src", "{http://www.w3.org/1999/xlink}href"):
                assert not re.match(r"\w+:|//", tag.get(key, "")), (name, tag.attrib)
            if kind == "link":
                assert normpath(join(dirname(name), tag.get("href"))) == "EPUB/style.css"
    assert b"url(" not in files["EPUB/style.css"] and b"@import" not in files["EPUB/style.css"]


def test_pictures_stand_still_and_have_words(files, trees):
    lesson = trees["EPUB/lessons/01_one.xhtml"]
    shown = {image.get("alt"): normpath(join("EPUB/lessons", image.get("src"))) for image in lesson.iter(f"{X}img")}
    assert list(shown) == ["A dot", "A balance of 100 grows."] and set(shown.values()) <= set(files)
    assert files[shown["A dot"]] == base64.b64decode(PNG)
    drawing = trees[shown["A balance of 100 grows."]]
    assert drawing.tag == f"{SVG}svg" and drawing.get("viewBox") and float(drawing.get("width")) > 100
    assert drawing.find(f".//{SVG}clipPath") is not None and drawing.find(f"{SVG}title").text == "Plain interest"
    source = files[shown["A balance of 100 grows."]].decode()
    assert "var(" not in source and "calc(" not in source and "#ffffff" in source
    words = _text(lesson)
    assert "After 4 years: 112" in words and "Here: rate: 3%" in words.replace("Rate", "rate")
    assert not [image for tree in _documents(trees).values() for image in tree.iter(f"{X}img") if not image.get("alt")]


def test_formulas_tables_code_and_answers_are_there(trees):
    one, two = (trees[f"EPUB/lessons/{name}.xhtml"] for name in ("01_one", "02_two"))
    assert [formula.get("alttext") for formula in one.iter(f"{MATH}math")] == ["x^2"]
    assert two.find(f".//{MATH}mfrac") is not None and not list(two.iter(f"{MATH}annotation"))
    assert [_text(cell) for cell in two.iter(f"{X}td")] == ["2020", "1"]
    assert 'print("shown", 1 < 2)' in _text(two) and "shown True" in _text(two)
    assert "LiveFigure" not in _text(one)  # code that only draws
    questions = [tag for tag in one.iter() if tag.get("id", "").startswith("check-")]
    first = next(tag for tag in questions if tag.get("id") == "check-six")
    assert "How many?" in _text(first) and "Twice three" not in _text(first)
    (link,) = first.iter(f"{X}a")
    assert link.get("href") == "#check-six-answer"
    answers = next(tag for tag in one.iter(f"{X}section") if tag.get("id") == "answers")
    assert re.search(r"Hint Twice three\. .*Answer: 6 .*One more\..*Yes, that\.", _text(answers))
    choice = next(tag for tag in questions if tag.get("id") == "check-which")
    assert "A This. B That." in re.sub(r"\s+", " ", " ".join(choice.itertext()))


def test_a_second_run_gives_the_same_file_and_a_release_offers_it(made):
    layout, path = made
    before = path.read_bytes()
    assert book.write(layout) == path and path.read_bytes() == before
    assert lay_release(layout, layout.html) == [path]


def test_a_link_out_of_the_book_leads_to_the_published_site_or_is_plain_text(tmp_path):
    html = '<article class="bd-article"><a href="../book/{}">words</a></article>'
    for base, page, expected in (
        ("", "x.html", "words"),
        ("https://example.org/c", "x.html?q=1#y", '<a href="https://example.org/c/book/x.html?q=1#y">words</a>'),
        ("https://example.org/c/", "../../out.html", "words"),
    ):
        chapter = pages.convert(Chapter("lessons/a.html", "A", "", html.format(page)), tmp_path)
        pages.link(chapter, {"lessons/a.html": chapter}, base)
        assert chapter.body.decode_contents() == expected


def test_what_is_missing_is_named(tmp_path):
    layout = find(write(tmp_path / "course"))
    with pytest.raises(SiteError, match="book/index.html cannot be read; build the book first"):
        book.write(layout)
    for article, said in (
        ("<p>words</p>", "a.html has no article; was it built with html_theme: coursebook"),
        ('<article class="bd-article"><img src="no.png"></article>', "a.html shows no.png, which is no picture"),
        ('<article class="bd-article"><img src="https://x.org/a.png"></article>', "a.html shows https://x.org/a.png"),
    ):
        with pytest.raises(SiteError, match=said):
            pages.convert(Chapter("a.html", "A", "", article), tmp_path)


def test_variables_of_a_drawing_become_their_values():
    font = "font: max(calc(11px * var(--live-type, 1)), var(--live-least, 0px)) var(--fig-font, sans-serif)"
    assert pages.resolved(font) == "font: 11px sans-serif"
    assert pages.resolved("fill: var(--a, var(--b, rgb(1, 2, 3)))") == "fill: rgb(1, 2, 3)"
