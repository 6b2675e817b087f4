"""Roles, links and footnote marks inside a run of text, put into plain Markdown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from livefigure import language

from ..editions.numbers import SCALE, counted
from .errors import NotebookError
from .links import heading_anchor

if TYPE_CHECKING:
    from coursebook.notebooks.converter import Converter

_TOKEN = re.compile(
    r"""
    (?P<escape>\\[\s\S])
  | \{(?P<role>[A-Za-z][\w:.+-]*)\}(?P<ticks>`+)(?P<content>[\s\S]+?)(?<!`)(?P=ticks)(?!`)
  | (?P<code>(?P<run>`+)(?!`)[\s\S]+?(?<!`)(?P=run)(?!`))
  | (?P<math>\$\$[\s\S]+?\$\$|\$(?![\s$])[^$]*?(?<![\s\\])\$(?!\d))
  | (?P<image>!\[(?P<alt>(?:[^\[\]]|\[[^\[\]]*\])*)\]\((?P<source>[^()\s]+)(?:[ ]+"[^"]*")?\)(?:\{[^{}`]*\})?)
  | (?P<link>\[(?P<text>(?:[^\[\]]|\[[^\[\]]*\])*)\]
      \(<?(?P<target>[^<>()\s]*(?:\([^()]*\)[^<>()\s]*)*)>?(?:[ ]+"[^"]*")?\)(?:\{[.#][^{}`]*\})?)
  | <(?P<project>(?:project|path):[^<>\s]*|\#[^<>\s]+)>
  | \{\{\s*(?P<named>[\w.-]+)\s*\}\}
  | (?P<html><[A-Za-z/!][^<>]*>)
  | \[\^(?P<footnote>[^\]\s]+)\]
  | \[(?P<span>[^\[\]]+)\]\{[.#][^{}`]*\}
    """,
    re.VERBOSE,
)
_TITLED = re.compile(r"^([\s\S]*?)\s*<([^<>]+)>\s*$")
_EXTERNAL = re.compile(r"^(?:[a-z][a-z0-9+.-]*:|//|data:|attachment:)", re.IGNORECASE)

_CITE_TEXT = {"cite:t", "cite:ts", "cite:ct", "cite:cts"}
_CITE_BARE = {"cite:alp", "cite:alps", "cite:label", "cite:labelpar"}
_WORDS = {"term", "index", "dfn", "guilabel", "menuselection", "any", "command", "program", "file"}
_CODE = {"code", "literal", "func", "class", "meth", "mod", "data", "attr", "exc", "obj"}
_HTML = {"sub": "sub", "subscript": "sub", "sup": "sup", "superscript": "sup", "kbd": "kbd"}


def convert(text: str, conv: Converter) -> str:
    """Return a run of text as plain Markdown.

    Parameters
    ----------
    text : str
        Markdown without directives.
    conv : Converter
        Knows citations, glued values, labels and footnotes.

    Returns
    -------
    str

    Raises
    ------
    NotebookError
        A role, citation key or glued value is unknown.
    """
    return _TOKEN.sub(lambda match: _token(match, conv), text)


def _token(match, conv):
    if match["role"]:
        return role(match["role"], match["content"].strip(), conv)
    if match["image"]:
        return conv.image(match["source"], convert(match["alt"], conv))
    if match["link"]:
        return _link(convert(match["text"], conv), match["target"], conv)
    if match["project"]:
        return _link("", match["project"], conv)
    if match["footnote"]:
        return conv.footnote_mark(match["footnote"])
    if match["named"]:
        return conv.substitution(match["named"])
    if match["span"]:
        return convert(match["span"], conv)
    return match[0]


def role(name: str, content: str, conv: Converter) -> str:
    """Return one role in words."""
    if name == "cite" or name.startswith(("cite:", "footcite")):
        return _cite(name, content, conv)
    if name.startswith("glue:") and name.partition(":")[2] in SCALE:
        return counted(conv.value(content), name.partition(":")[2], language())
    if name == "glue" or name.startswith("glue:"):
        return conv.value(content)
    if name in ("ref", "numref", "doc", "eq", "download"):
        return _reference(name, content, conv)
    if name in ("math", "eval"):
        return f"${content}$"
    short = name.rpartition(":")[2]
    if name in _WORDS or short in ("term", "any"):
        titled = _TITLED.match(content)
        return (titled[1] if titled else content).lstrip("!~")
    if short in _CODE:
        return f"`{content.lstrip('~')}`"
    if name in _HTML:
        return f"<{_HTML[name]}>{content}</{_HTML[name]}>"
    if name == "abbr":
        return content
    if name.startswith("bdg"):
        return f"**{content}**"
    if name in ("octicon", "material-regular") or name.startswith("fa"):
        return ""
    raise NotebookError(
        f"{conv.name}: the role {{{name}}} in {{{name}}}`{content}` is not known to the notebook writer"
    )


def _cite(name, content, conv):
    keys = [key.strip() for key in content.split(",") if key.strip()]
    book = conv.bibliography
    conv.cited += [key for key in keys if key not in conv.cited]
    if name in ("cite:author", "cite:authors"):
        return ", ".join(book.authors(key) for key in keys)
    if name in ("cite:year", "cite:yearpar"):
        years = ", ".join(book.year(key) for key in keys)
        return f"({years})" if name == "cite:yearpar" else years
    if name in _CITE_TEXT or name == "footcite:t":
        return book.cite_in_text(keys)
    if name in _CITE_BARE:
        return book.cite(keys)[1:-1]
    return book.cite(keys)


def _reference(name, content, conv):
    titled = _TITLED.match(content)
    text, target = (titled[1].strip(), titled[2].strip()) if titled else ("", content)
    if name == "eq":
        return conv.equation(target)
    if name == "download":
        return text or target
    if name == "doc":
        page = conv.course.resolve(conv.page, target.lstrip("/") if target.startswith("/") else target)
        if target.startswith("/"):
            page = conv.course.resolve("", target)
        return conv.course.link(text, page, conv.page) if page else text or target
    text = "" if "%s" in text or "{" in text else text  # a pattern with a number that a notebook does not count
    return _label(text, target, conv)


def _label(text, label, conv):
    if label in conv.equations:
        return conv.equation(label)
    place = conv.course.labels.get(label)
    if place is None:
        return text or label.replace("-", " ")
    anchor = heading_anchor(place.title) if place.heading else ""
    return conv.course.link(text or place.title, place.page, conv.page, anchor)


def _link(text, target, conv):
    if _EXTERNAL.match(target) and not target.startswith(("project:", "path:")):
        return f"[{text or target}]({target})"
    target = target.removeprefix("project:").removeprefix("path:")
    path, _, label = target.partition("#")
    if not path:
        return _label(text, label, conv)
    page = conv.course.resolve(conv.page, path)
    if page is None:
        return text or path
    place = conv.course.labels.get(label)
    anchor = heading_anchor(place.title) if place and place.heading else ""
    return conv.course.link(text, page, conv.page, anchor)
