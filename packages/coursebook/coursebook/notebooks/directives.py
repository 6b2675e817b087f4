"""How each directive of MyST, of Sphinx and of the course reads in plain Markdown.

A handler gets the converter, the block, its options and its body lines, and returns Markdown (empty: nothing is shown).
"""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING

from livefigure.words import later

from coursebook.text import tr

from ..directives.items import KINDS, STANDINGS
from .check_text import check, guess, guess_again

if TYPE_CHECKING:
    from coursebook.notebooks.blocks import Block
    from coursebook.notebooks.converter import Converter

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
    "topic": "",
    "sidebar": "",
    "margin": "",
    "admonition": "",
    "card": "",
    "grid-item-card": "",
}
_BODY_ONLY = (
    "div",
    "container",
    "grid",
    "grid-item",
    "tab-set",
    "aside",
    "rst-class",
    "class",
    "card-carousel",
    "table-wrap",
)
_NOTHING = (
    "toctree",
    "tableofcontents",
    "contents",
    "bibliography",
    "footbibliography",
    "index",
    "role",
    "default-role",
    "raw",
    "only",
    "comment",
    "lesson-actions",
    "meta",
)
_BULLET = re.compile(r"^(\s*)[-*+]\s+(.*)$")


def quote(title: str, text: str) -> str:
    """Return a quotation with a bold title."""
    lines = ([f"**{title}**", ""] if title else []) + text.splitlines()
    return "\n".join(f"> {line}".rstrip() for line in lines)


def details(title: str, text: str) -> str:
    """Return a part that opens on a click."""
    return f"<details>\n<summary>{title}</summary>\n\n{text}\n\n</details>"


def admonition(conv: Converter, block: Block, options: dict[str, str], body: list[str]) -> str:
    """Put a note or a box into a quotation; one that opens on a click stays one."""
    title = conv.words(block.argument)
    text = conv.body(body)
    if block.name not in ("admonition", "topic", "sidebar", "card", "grid-item-card") and title:
        title, text = "", f"{title}\n\n{text}".strip()  # `{note} First words`: the first line is body
    title = title or tr(_ADMONITIONS[block.name])
    if "dropdown" in options.get("class", ""):
        return details(title, text)
    return quote(title, text)


def dropdown(conv: Converter, block: Block, options: dict[str, str], body: list[str]) -> str:
    """Keep what opens on a click."""
    return details(conv.words(block.argument) or tr("More"), conv.body(body))


def body_only(conv: Converter, block: Block, options: dict[str, str], body: list[str]) -> str:
    """Leave the box away and keep what is in it."""
    return conv.body(body)


def nothing(conv: Converter, block: Block, options: dict[str, str], body: list[str]) -> str:
    """Leave away what only a website has."""
    return ""


def tab(conv: Converter, block: Block, options: dict[str, str], body: list[str]) -> str:
    """Name the tab, then its content."""
    return f"**{conv.words(block.argument)}**\n\n{conv.body(body)}"


def epigraph(conv: Converter, block: Block, options: dict[str, str], body: list[str]) -> str:
    """Quote."""
    return quote("", conv.body(body))


def figure(conv: Converter, block: Block, options: dict[str, str], body: list[str]) -> str:
    """Show a picture with its alt text and the caption in italics."""
    picture = conv.image(block.argument, conv.words(options.get("alt", "")))
    caption = conv.body(body)
    return f"{picture}\n\n*{caption.strip()}*" if caption.strip() and "\n" not in caption else f"{picture}\n\n{caption}"


def math(conv: Converter, block: Block, options: dict[str, str], body: list[str]) -> str:
    """Put an equation on lines of its own."""
    lines = ([block.argument] if block.argument else []) + body
    return conv.display_math(lines, options.get("label", options.get("name", "")))


def code(conv: Converter, block: Block, options: dict[str, str], body: list[str]) -> str:
    """Keep code as code."""
    return "\n".join([f"```{block.argument}", *body, "```"])


def table(conv: Converter, block: Block, options: dict[str, str], body: list[str]) -> str:
    """Put the title over the table."""
    title = conv.words(block.argument)
    return (f"**{title}**\n\n" if title else "") + conv.body(body)


def _markdown_table(rows):
    width = max(map(len, rows), default=0)
    filled = [[cell.replace("|", "\\|").replace("\n", " ") for cell in row] + [""] * (width - len(row)) for row in rows]
    lines = [f"| {' | '.join(row)} |" for row in filled]
    return "\n".join([lines[0], "|" + "---|" * width, *lines[1:]]) if lines else ""


def list_table(conv: Converter, block: Block, options: dict[str, str], body: list[str]) -> str:
    """Turn a list of lists into a table."""
    rows: list[list[str]] = []
    for line in body:
        match = _BULLET.match(line)
        if match and not match[1]:
            rows.append([])
            match = _BULLET.match(match[2]) or _BULLET.match(f"- {match[2]}")
        if match and rows:
            rows[-1].append(match[2])
        elif line.strip() and rows and rows[-1]:
            rows[-1][-1] += f" {line.strip()}"
    if int(options.get("header-rows", "0") or 0) == 0 and rows:
        rows.insert(0, [""] * len(rows[0]))
    title = conv.words(block.argument)
    return (f"**{title}**\n\n" if title else "") + _markdown_table([[conv.words(cell) for cell in row] for row in rows])


def csv_table(conv: Converter, block: Block, options: dict[str, str], body: list[str]) -> str:
    """Turn comma-separated lines into a table."""
    rows = list(csv.reader((line for line in body if line.strip()), skipinitialspace=True))
    if options.get("header"):
        rows.insert(0, next(csv.reader([options["header"]], skipinitialspace=True)))
    elif int(options.get("header-rows", "0") or 0) == 0 and rows:
        rows.insert(0, [""] * len(rows[0]))
    title = conv.words(block.argument)
    return (f"**{title}**\n\n" if title else "") + _markdown_table([[conv.words(cell) for cell in row] for row in rows])


def glossary(conv: Converter, block: Block, options: dict[str, str], body: list[str]) -> str:
    """Set terms bold, each with its definition."""
    out: list[str] = []
    for line in body:
        if line.strip() and not line.startswith((" ", "\t")):
            out += ["", f"**{conv.words(line)}:**"]
        else:
            out.append(line.strip())
    return conv.body(out)


def glued(conv: Converter, block: Block, options: dict[str, str], body: list[str]) -> str:
    """Show a glued value, and the caption of a glued figure."""
    return "\n\n".join(part for part in (conv.value(block.argument), conv.body(body)) if part)


def reading(conv: Converter, block: Block, options: dict[str, str], body: list[str]) -> str:
    """Put a reading under a heading one level below the section."""
    name = {"supportive": tr("Supportive reading"), "critical": tr("Critical reading")}.get(block.argument.lower())
    level = "#" * max(3, min(6, conv.level + 1))
    return f"{level} {name or conv.words(block.argument)}\n\n{conv.body(body)}"


def claim(conv: Converter, block: Block, options: dict[str, str], body: list[str]) -> str:
    """Quote a claim of the source text in our words, with its label."""
    text = conv.body(body)
    label = "" if re.search(r"\[C\][.\s]*$", text) else " [C]"
    return quote(tr("Claim {phrase}").format(phrase=block.argument), text + label)


def standing_legend(conv: Converter, block: Block, options: dict[str, str], body: list[str]) -> str:
    """List what the labels mean."""
    return legend()


def legend() -> str:
    """Return what the labels mean as a list."""
    return "\n".join(f"- **[{code}]** {tr(name)}" for code, name in STANDINGS.items())


HANDLERS = {
    **dict.fromkeys(_ADMONITIONS, admonition),
    **dict.fromkeys(_BODY_ONLY, body_only),
    **dict.fromkeys(_NOTHING, nothing),
    **dict.fromkeys(("dropdown", "toggle", "solution"), dropdown),
    **dict.fromkeys(("tab-item", "tab"), tab),
    **dict.fromkeys(("epigraph", "pull-quote", "highlights", "parsed-literal"), epigraph),
    **dict.fromkeys(("figure", "image"), figure),
    **dict.fromkeys(("code", "code-block", "sourcecode", "literal"), code),
    **dict.fromkeys(("glue", "glue:any", "glue:text", "glue:md", "glue:math", "glue:figure"), glued),
    **dict.fromkeys(KINDS, check),
    "guess": guess,
    "guess-again": guess_again,
    "math": math,
    "table": table,
    "list-table": list_table,
    "csv-table": csv_table,
    "glossary": glossary,
    "reading": reading,
    "claim": claim,
    "standing-legend": standing_legend,
}
