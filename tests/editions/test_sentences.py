"""Sentences of pages are looked up whole: another language orders its words and sets its marks in its own way."""

import ast
import re
from pathlib import Path

import livefigure
import pytest
from coursebook.directives import places
from coursebook.editions import all_of
from coursebook.notebooks import to_plain_markdown, writer
from docutils import nodes
from second_urbanization.facts import Facts
from second_urbanization.words import entries, glossary

from .test_units import LAYOUT

ROOT = Path(__file__).parents[2]
ROOMS = [f"packages/{name}/{name}" for name in ("livefigure", "coursebook")] + ["book/_ext"]
_TR = ("tr", "of_site")
_MARKS = re.compile(r"[,;:.] |[,;:.]$|[A-Za-z]")
_MARKUP = re.compile(r"<[^>]*>?|^\. \*\*|^\(\S+\)=\n")  # HTML, the number of a list in Markdown, a target


def pieced(source):
    """Yield line and code of what is no whole sentence: words or marks beside a looked-up text, and bare words."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.JoinedStr):
            fields = [value for value in node.values if isinstance(value, ast.FormattedValue)]
            inside = [part for value in fields for part in ast.walk(value)]
            beside = "".join(value.value for value in node.values if isinstance(value, ast.Constant))
            looked_up = any(isinstance(part, ast.Call) and getattr(part.func, "id", "") in _TR for part in inside)
            if looked_up and _MARKS.search(_MARKUP.sub("", beside)):
                yield node.lineno, ast.unparse(node)
        if isinstance(node, ast.Call) and getattr(getattr(node.func, "value", None), "id", "") == "nodes":
            said = [*node.args, *(given.value for given in node.keywords if given.arg == "text")]
            bare = [part for part in said if isinstance(part, ast.Constant) and isinstance(part.value, str)]
            yield from ((node.lineno, part.value) for part in bare if re.search("[A-Za-z]{3}", part.value))


@pytest.fixture(params=[edition.code for edition in all_of(LAYOUT)])
def spoken(request):
    before = livefigure.language()
    livefigure.set_language(request.param)
    yield request.param
    livefigure.set_language(before)


@pytest.mark.parametrize("room", ROOMS)
def test_no_sentence_of_a_page_is_put_together(room):
    files = [path for path in (ROOT / room).rglob("*.py") if "tests" not in path.parts]
    found = [(path.name, *one) for path in files for one in pieced(path.read_text("utf-8"))]
    assert len(files) > 9 and not found


@pytest.mark.parametrize(
    ("code", "fits"),
    [
        ("f\"{tr('Cited in')}: {x}\"", False),
        ("f\"{x}; {tr('also')} {y}.\"", False),
        ("f\"{tr('One.')} {tr('Two.')}\"", True),
        ("f\"<b>{tr('One')}</b>\"", True),
        ('nodes.Text("Page")', False),
        ('nodes.paragraph(text="Nothing was run.")', False),
        ('nodes.Text(tr("Page"))', True),
        ('nodes.paragraph("", "", classes=["wide"])', True),
    ],
)
def test_what_is_put_together_is_found(code, fits):
    assert bool(list(pieced(code))) != fits


def test_links_stand_where_a_sentence_wants_them():
    said = {"first": nodes.emphasis("", "A"), "all": [nodes.emphasis("", "B"), nodes.emphasis("", "C")], "n": "7"}
    found = places.filled("{all}: {n} {first}!", **said)
    assert [type(node).__name__ for node in found] == ["emphasis", "emphasis", "Text", "emphasis", "Text"]
    assert "".join(node.astext() for node in found) == "BC: 7 A!"


def test_what_pages_fill_in_is_said_in_the_language_of_an_edition(spoken):
    found = [
        str(Facts(1, 90, 2, 3, 4, 5, 6)),
        "".join(node.astext() for node in places.listed([nodes.Text("1"), nodes.Text("2")])),
        *(line.astext() for entry in entries.everything() for line in glossary._where(entry, "book/argument")),
        to_plain_markdown(":::{tip}\n1\n:::\n"),
        writer._first({"lesson": 2, "prerequisites": [1]}, _Course, writer.Imprint("1", (), site="https://a.b")),
    ]
    for text in found:
        text = re.sub(r"CC BY 4\.0|BSD 3-Clause|<https://a\.b>|Shift\+Enter|https?://\S+", "", text)
        assert not re.search(r"[A-Za-z]{3}|[,;:] ", text), text


class _Course:
    class course:
        notebooks = {}
