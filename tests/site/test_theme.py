"""The theme on a course that is not ours: its own colours and sign, lessons with a question, folded code, downloads."""

import json

import pytest
from bs4 import BeautifulSoup
from coursebook.build import build
from coursebook.layout import find

from .small import CONFIG, write

ONE = """\
---
jupytext: {text_representation: {extension: .md, format_name: myst}}
kernelspec: {name: python3, display_name: Python 3, language: python}
lesson: 1
minutes: 10
level: introductory
prerequisites: []
claims: []
question: "How far does a stone fall in two seconds?"
---
# A fall

*自由落体*

After this lesson you can

1. say how far a stone falls.

About ten minutes.

```{code-cell}
:tags: [hide-input]

import math
```

## A puzzle

:::{margin} Note
Air is left out.
:::

```{code-cell}
way = 9.81 * 2**2 / 2
print(f"{way:.1f} m", "and words that make the line longer than the column of the text is wide")
```

| second | metres |
|---|---|
| 2 | 19.6 |

```{admonition} More
:class: dropdown
It opens.
```
"""
TWO = (
    ONE.replace("lesson: 1", "lesson: 2").replace("A fall", "A swing").replace("How far does a stone fall", "How long")
)
SETTINGS = """\
    html_theme_options:
      accent: "#123456"
      nav: [[Start, book/index]]
      wide: [book/index]
      footer: [{title: Use it, text: Freely., links: [[Start, book/index]]}]
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    layout = find(write(tmp_path_factory.mktemp("theme") / "course", one=ONE, two=TWO))
    config = CONFIG.replace("coursebook.formulas,", "coursebook.formulas, coursebook.directives,")
    config = config.replace("title: Small course", "title: Small course\nlogo: book/sign.svg") + SETTINGS
    layout.config.write_text(config, "utf-8")
    (layout.root / "book" / "sign.svg").write_text(
        '<svg viewBox="0 0 1 1"><path id="own-sign" d="M0 0h1"/></svg>', "utf-8"
    )
    build(layout, lab=False)
    return layout.html


@pytest.fixture(scope="module")
def lesson(site):
    return BeautifulSoup((site / "lessons" / "01_one.html").read_text("utf-8"), "html.parser")


def test_a_lesson_begins_with_its_question_goals_and_files(site, lesson):
    head = lesson.find(class_="lesson-header")
    assert head.h1.text == "A fall" and head.find(class_="eyebrow").text.startswith("Lesson 1 of 2")
    assert head.find(class_="lesson-subtitle").text == "自由落体"
    assert head.find(class_="key-question").text == "How far does a stone fall in two seconds?"
    assert head.find(class_="goals").li.text.strip() == "say how far a stone falls."
    assert "About ten minutes." in head.find(class_="lesson-way").text
    assert head.find_next_sibling().name == "section"
    notebook = site / "lessons" / head.find("a", download=True)["href"]
    assert json.loads(notebook.read_text("utf-8"))["cells"]
    assert lesson.find("meta", attrs={"name": "description"})["content"] == head.find(class_="key-question").text


def test_code_is_folded_under_its_telling_line_and_imports_stand_with_it(lesson):
    (fold,) = lesson.find_all(class_="code-fold")
    assert fold.name == "details" and not fold.has_attr("open")
    assert fold.summary.code.text == "way = 9.81 * 2**2 / 2" and "3 lines" in fold.summary.text
    lines = [line.text for line in fold.pre.find_all("span", recursive=False)]
    assert lines[0] == "import math\n" and "".join(lines) == fold.pre.text
    assert "19.6 m" in lesson.find(class_="cell_output").text


def test_notes_tables_and_boxes_have_their_places(lesson):
    assert lesson.find("aside", class_="margin-note").text.strip() == "Note. Air is left out."
    assert "table-wrapper" in lesson.table.parent["class"]
    box = lesson.find("details", class_="admonition")
    assert box.summary.text == "More" and "It opens." in box.text


def test_contents_steps_and_the_next_lesson(lesson):
    here = lesson.select_one(".bd-docs-nav a[aria-current=page]")
    assert here.text.strip() == "1A fall"
    assert [link.text for link in lesson.select(".bd-toc-nav a")] == ["A puzzle"]
    assert [step["class"] for step in lesson.select(".steps span")] == [["here", "first"], []]
    following = lesson.find(class_="next-card")
    assert following["href"] == "02_two.html" and following.em.text == "How long in two seconds?"


def test_another_course_has_its_own_sign_colour_bar_and_foot(site, lesson):
    assert lesson.select_one(".site-name svg path#own-sign") and "--own-accent: #123456" in str(lesson.head)
    assert lesson.select_one(".site-bar a")["href"] == "../book/index.html"
    assert "Freely." in lesson.find(class_="site-foot").text
    landing = BeautifulSoup((site / "book" / "index.html").read_text("utf-8"), "html.parser")
    assert landing.body["class"] == ["layout-wide"] and lesson.body["class"] == ["layout-page"]


def test_no_template_and_no_sheet_of_another_theme_is_asked_for(site, lesson):
    asked = [link["href"].split("?")[0].rsplit("/", 1)[-1] for link in lesson.find_all("link", rel="stylesheet")]
    assert "course-theme.css" in asked and not {"basic.css", "pygments.css"} & set(asked)
    assert all(
        (site / "lessons" / link["href"].split("?")[0]).is_file() for link in lesson.find_all("link", rel="stylesheet")
    )
    assert not [path.name for path in site.rglob("*.html") if "{%" in path.read_text("utf-8")]
