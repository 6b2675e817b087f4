"""Slides for what a class does together, from ``exercises/NN_slug/in_class.md``: a discussion, a group task, polls.

The file has sections ``## Discussion``, ``## Group task`` and ``## Poll`` (in an edition these words of its language),
polls any number of times. Of a discussion the class sees the first paragraph, which asks; of a group task all up to its
sheet; of a poll the question and the options of its list. The rest is for the speaker.
"""

from __future__ import annotations

import re
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from bs4 import BeautifulSoup
from markdown_it import MarkdownIt

from coursebook.text import tr

from ..notebooks import to_plain_markdown
from ..pages.access import mended
from .cut import Slide

if TYPE_CHECKING:
    from coursebook.notebooks.bibliography import Bibliography

_SECTION = re.compile(r"^## +(.+?) *$", re.MULTILINE)
_KINDS = {"Discussion": "discussion", "Group task": "task", "Poll": "poll"}


def file_of(root: str | PathLike[str], page: str) -> Path | None:
    """Return the file that belongs to a lesson such as ``lessons/09_factor_flow``, or None."""
    number = page.rpartition("/")[2].split("_")[0]
    return next(iter(sorted(Path(root).glob(f"exercises/{number}_*/in_class.md"))), None)


def read(path: str | PathLike[str], *, bibliography: str | PathLike[str] | Bibliography | None = None) -> list[Slide]:
    """Return the slides of a file, in its order.

    Parameters
    ----------
    path : path-like
    bibliography : path-like or Bibliography, optional
        For citations.
    """
    path = Path(path)
    pieces = _SECTION.split(path.read_text("utf-8"))[1:]
    kinds = _KINDS | {tr("Discussion"): "discussion", tr("Group task"): "task", tr("Poll"): "poll"}
    slides = []
    for name, text in zip(pieces[::2], pieces[1::2], strict=True):
        if name in kinds:
            plain = to_plain_markdown(text.strip(), bibliography=bibliography, name=str(path))
            html = mended(MarkdownIt("commonmark").enable("table").render(plain))
            slides.append(_slide(kinds[name], BeautifulSoup(html, "html.parser").find_all(recursive=False)))
    return slides


def placed(slides: list[Slide], together: list[Slide]) -> list[Slide]:
    """Put the class's work into a deck: the first poll behind the title, all else before the readings or the end."""
    first = next((slide for slide in together if slide.kind == "poll"), None)
    rest = [slide for slide in together if slide is not first]
    at = next((number for number, slide in enumerate(slides) if slide.kind == "readings"), len(slides))
    return [*slides[:1], *([first] if first else []), *slides[1:at], *rest, *slides[at:]]


def _slide(kind, parts):
    last = {"discussion": ("p",), "task": ("table",), "poll": ("ul", "ol")}[kind]
    at = next((number for number, part in enumerate(parts) if part.name in last), len(parts) - 1) + 1
    shown, notes = parts[:at], [str(part) for part in parts[at:]]
    if kind == "task":
        return Slide(tr("In groups"), "".join(str(part) for part in shown), kind, notes)
    if kind == "discussion":
        prompt = tr("Write down your answer first, and what would change your mind.")
        return Slide(_question(shown[-1]), f'<p class="prompt">{prompt}</p>', kind, notes, tr("Discuss"))
    *before, asked, options = shown
    items = "".join(f"<li>{item.decode_contents()}</li>" for item in options.find_all("li"))
    notes = [str(part) for part in before] + notes
    part = tr("Vote, then talk, then vote again")
    return Slide(_question(asked), f'<ol type="A">{items}</ol>', kind, notes, part)


def _question(part):
    """Return what a paragraph asks; one that is emphasised as a whole loses the emphasis."""
    whole = part.find("em", recursive=False)
    return (whole if whole is not None and whole.get_text() == part.get_text() else part).decode_contents()
