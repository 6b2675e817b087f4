"""How each role of MyST and of Sphinx reads in plain Markdown, and where a link leads."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from livefigure import language

from ..editions.numbers import SCALE, counted
from .errors import NotebookError

if TYPE_CHECKING:
    from coursebook.notebooks.converter import Converter

_TITLED = re.compile(r"^([\s\S]*?)\s*<([^<>]+)>\s*$")
_EXTERNAL = re.compile(r"^(?!project:|path:)(?:[a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)

_CITE_TEXT = {"cite:t", "cite:ts", "cite:ct", "cite:cts", "footcite:t"}
_CITE_BARE = {"cite:alp", "cite:alps", "cite:label", "cite:labelpar"}
_WORDS = {"term", "index", "dfn", "guilabel", "menuselection", "any", "command", "program", "file"}
_CODE = {"code", "literal", "func", "class", "meth", "mod", "data", "attr", "exc", "obj"}
_HTML = {"sub": "sub", "subscript": "sub", "sup": "sup", "superscript": "sup", "kbd": "kbd"}


def role(name: str, content: str, conv: Converter) -> str:
    """Return one role in words.

    Raises
    ------
    NotebookError
        The role, a citation key or a glued value is unknown.
    """
    kind, _, short = name.rpartition(":")
    if name == "cite" or kind in ("cite", "footcite"):
        return _cite(name, content, conv)
    if kind == "glue" and short in SCALE:
        return counted(conv.value(content), short, language())
    if name == "glue" or kind == "glue":
        return conv.value(content)
    if name in ("ref", "numref", "doc", "eq", "download"):
        return _reference(name, content, conv)
    if name in ("math", "eval"):
        return f"${content}$"
    if short in _WORDS:
        return _title_and_target(content)[0].lstrip("!~")
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


def _title_and_target(content):
    titled = _TITLED.match(content)
    return (titled[1].strip(), titled[2].strip()) if titled else (content, content)


def _cite(name, content, conv):
    keys = [key.strip() for key in content.split(",") if key.strip()]
    book = conv.bibliography
    conv.cited += [key for key in keys if key not in conv.cited]
    if name in ("cite:author", "cite:authors"):
        return ", ".join(book.authors(key) for key in keys)
    if name in ("cite:year", "cite:yearpar"):
        years = ", ".join(book.year(key) for key in keys)
        return f"({years})" if name == "cite:yearpar" else years
    if name in _CITE_TEXT:
        return book.cite_in_text(keys)
    return book.cite(keys)[1:-1] if name in _CITE_BARE else book.cite(keys)


def _reference(name, content, conv):
    text, target = _title_and_target(content)
    if name == "eq":
        return conv.equation(target)
    if name == "download":
        return text
    text = "" if text == target or "%s" in text or "{" in text else text  # a number that a notebook does not count
    if name == "ref" or name == "numref":
        return _label(text, target, conv)
    page = conv.course.resolve(conv.page, target)
    return conv.course.link(text, page, conv.page) if page else text or target


def _label(text, label, conv):
    if label in conv.equations:
        return conv.equation(label)
    place = conv.course.labels.get(label)
    if place is None:
        return text or label.replace("-", " ")
    return conv.course.link(text or place.title, place.page, conv.page, place.anchor)


def leads_out(target: str) -> bool:
    """Tell whether a link leads to an address outside the course."""
    return bool(_EXTERNAL.match(target))


def link(text: str, target: str, conv: Converter) -> str:
    """Return a link into the course, to the anchor that JupyterLab gives a heading; in words where it leads nowhere."""
    path, _, label = target.removeprefix("project:").removeprefix("path:").partition("#")
    if not path:
        return _label(text, label, conv)
    page = conv.course.resolve(conv.page, path)
    if page is None:
        return text or path
    place = conv.course.labels.get(label)
    return conv.course.link(text, page, conv.page, place.anchor if place else "")
