"""How each directive of MyST, of Sphinx and of the course reads in plain Markdown.

A handler gets the converter and the directive, and returns Markdown (empty: nothing is shown).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from livefigure.words import later

from coursebook.text import tr

from ..directives.items import KINDS, STANDINGS
from . import myst
from .check_text import check, details, guess, guess_again

if TYPE_CHECKING:
    from coursebook.notebooks.converter import Converter
    from coursebook.notebooks.myst import Directive

_ADMONITIONS = {
    "note": later("Note"),
    "tip": later("Tip"),
    "hint": later("Hint"),
    "important": later("Important"),
    "warning": later("Warning"),
    "caution": later("Caution"),
    "danger": later("Danger"),
    "error": later("Error"),
    "attention": later("Attention"),
    "seealso": later("See also"),
    "margin": "",
}
_BOXES = ("topic", "sidebar", "admonition", "card", "grid-item-card")  # these have a title of their own
_BODY_ONLY: tuple[str, ...] = ("div", "container", "grid", "grid-item", "tab-set", "aside", "rst-class", "class")
_BODY_ONLY += ("card-carousel", "table-wrap")
_NOTHING: tuple[str, ...] = (
    "toctree",
    "tableofcontents",
    "contents",
    "bibliography",
    "footbibliography",
    "index",
    "role",
)
_NOTHING += ("default-role", "raw", "only", "comment", "lesson-actions", "meta")


def quote(title: str, text: str) -> str:
    """Return a quotation with a bold title."""
    lines = ([f"**{title}**", ""] if title else []) + text.splitlines()
    return "\n".join(f"> {line}".rstrip() for line in lines)


def _admonition(conv: Converter, given: Directive) -> str:
    """Put a note or a box into a quotation; one that opens on a click stays one."""
    title, text = conv.words(given.argument), conv.convert(given.body)
    if given.name in _ADMONITIONS:
        text = "\n\n".join(filter(None, (title, text)))  # `{note} First words`: the first line is body
        title = _ADMONITIONS[given.name] and tr(_ADMONITIONS[given.name])
    return details(title, text) if "dropdown" in given.options.get("class", "") else quote(title, text)


def _figure(conv: Converter, given: Directive) -> str:
    """Show a picture with its alt text and the caption in italics."""
    picture = f"![{conv.words(given.options.get('alt', ''))}]({conv.picture(given.argument)})"
    caption = conv.convert(given.body)
    caption = f"*{caption}*" if caption and "\n" not in caption else caption
    return f"{picture}\n\n{caption}".strip()


def _math(conv: Converter, given: Directive) -> str:
    """Put an equation on lines of its own."""
    label = given.options.get("label", given.options.get("name", ""))
    return conv.display_math(f"{given.argument}\n{given.body}", label)


def _titled(conv: Converter, given: Directive, text: str) -> str:
    """Put the title over a table."""
    return f"**{conv.words(given.argument)}**\n\n{text}" if given.argument else text


def markdown_table(rows: Sequence[Sequence[str]], styles: Sequence[str] = ()) -> str:
    """Return rows as a Markdown table; the first one is its head.

    Parameters
    ----------
    rows : list of list of str
    styles : list of str
        CSS of the columns, such as ``text-align:right``.
    """
    width = max(map(len, rows), default=0)
    filled = [[cell.replace("|", "\\|").replace("\n", " ") for cell in row] + [""] * (width - len(row)) for row in rows]
    sides = [style.rpartition(":")[2] for style in [*styles, *[""] * (width - len(styles))]]
    rule = "".join(f"{':' * (side in ('left', 'center'))}---{':' * (side in ('right', 'center'))}|" for side in sides)
    head, *body = [f"| {' | '.join(row)} |" for row in filled] or [""]
    return "\n".join([head, f"|{rule}", *body])


def _headed(rows, given):
    """Put an empty head over rows that have none."""
    return rows if int(given.options.get("header-rows") or 0) or not rows else [[""] * len(rows[0]), *rows]


def _list_table(conv: Converter, given: Directive) -> str:
    """Turn a list of lists into a table."""
    rows = [
        [conv.written(cell) for inner in row.children for cell in inner.children]
        for outer in myst.tree(given.body, conv.known).children
        for row in outer.children
    ]
    return _titled(conv, given, markdown_table(_headed(rows, given)))


def _csv_table(conv: Converter, given: Directive) -> str:
    """Turn comma-separated lines into a table."""
    rows = list(csv.reader((line for line in given.body.splitlines() if line.strip()), skipinitialspace=True))
    head = list(csv.reader([given.options.get("header", "")], skipinitialspace=True))
    rows = [*head, *rows] if head[0] else _headed(rows, given)
    return _titled(conv, given, markdown_table([[conv.words(cell) for cell in row] for row in rows]))


def _glossary(conv: Converter, given: Directive) -> str:
    """Set terms bold, each with its definition."""
    bold = re.sub(r"^\S.*", r"\n**\g<0>:**", given.body, flags=re.MULTILINE)
    return conv.convert(re.sub(r"^[ \t]+", "", bold, flags=re.MULTILINE))


def _reading(conv: Converter, given: Directive) -> str:
    """Put a reading under a heading one level below the section."""
    name = {"supportive": tr("Supportive reading"), "critical": tr("Critical reading")}.get(given.argument.lower())
    level = "#" * max(3, min(6, conv.level + 1))
    return f"{level} {name or conv.words(given.argument)}\n\n{conv.convert(given.body)}"


def _claim(conv: Converter, given: Directive) -> str:
    """Quote a claim of the source text in our words, with its label."""
    text = conv.convert(given.body)
    label = "" if re.search(r"\[C\][.\s]*$", text) else " [C]"
    return quote(tr("Claim {phrase}").format(phrase=given.argument), text + label)


def legend() -> str:
    """Return what the labels mean as a list."""
    return "\n".join(f"- **[{code}]** {tr(name)}" for code, name in STANDINGS.items())


_Handler = Callable[["Converter", "Directive"], str]
HANDLERS: dict[str, _Handler] = {
    **dict.fromkeys((*_ADMONITIONS, *_BOXES), _admonition),
    **dict.fromkeys(_BODY_ONLY, lambda conv, given: conv.convert(given.body)),
    **dict.fromkeys(_NOTHING, lambda conv, given: ""),
    **dict.fromkeys(
        ("dropdown", "toggle", "solution"),
        lambda conv, given: details(conv.words(given.argument) or tr("More"), conv.convert(given.body)),
    ),
    **dict.fromkeys(("tab-item", "tab", "table"), lambda conv, given: _titled(conv, given, conv.convert(given.body))),
    **dict.fromkeys(
        ("epigraph", "pull-quote", "highlights", "parsed-literal"),
        lambda conv, given: quote("", conv.convert(given.body)),
    ),
    **dict.fromkeys(("figure", "image"), _figure),
    **dict.fromkeys(
        ("code", "code-block", "sourcecode", "literal"),
        lambda conv, given: f"```{given.argument}\n{given.body}\n```",
    ),
    **dict.fromkeys(
        ("glue", "glue:any", "glue:text", "glue:md", "glue:math", "glue:figure"),
        lambda conv, given: "\n\n".join(filter(None, (conv.value(given.argument), conv.convert(given.body)))),
    ),
    **dict.fromkeys(KINDS, check),
    "guess": guess,
    "guess-again": guess_again,
    "math": _math,
    "list-table": _list_table,
    "csv-table": _csv_table,
    "glossary": _glossary,
    "reading": _reading,
    "claim": _claim,
    "standing-legend": lambda conv, given: legend(),
}
