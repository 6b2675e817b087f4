"""Cut the page of a lesson into slides: what the class sees, and what the speaker says."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from math import ceil

from bs4 import BeautifulSoup, Tag

PUZZLE, MISCONCEPTIONS = "a-puzzle-to-begin-with", "common-misconceptions"
LEFT_OUT = {"exercises", "readings", "what-you-can-now-do"}
_NOT_SHOWN = [
    "headerlink", "run-lesson", "lesson-actions", "check-hint", "check-actions", "check-result", "guess", "guess-again",
]  # fmt: skip
LONG = 700  # characters of a list or paragraph that still fit one slide
TOGETHER = 3  # claims, or misconceptions, on one slide
# Drawings, formulas and code are most of a page's tags, and none is looked into: they are put back when all is cut.
_WHOLE = re.compile(r"<(svg|math|pre)\b.*?</\1>", re.DOTALL)
_DRAWING = re.compile(r'<i data-whole="(\d+)"></i>')
_TEXT = re.compile(r'<var data-whole="(\d+)"></var>')
# A figure's slide is headed by what it finds, which follows its controls, or else by what it is about.
_NAME = re.compile(r"<svg\b[^>]*>\s*<title\b[^>]*>(.*?)</title>", re.DOTALL)
_STYLE = re.compile(r"<style\b[^>]*>(.*?)</style>", re.DOTALL)


@dataclass
class Slide:
    """One slide.

    Attributes
    ----------
    title : str
        Heading, as HTML.
    body : str
        What is shown, as HTML.
    kind : str
        ``title``, ``text``, ``figure``, ``claim``, ``equation``, ``readings``, ``table``, ``check``, ``code`` or
        ``misconception``; ``discussion``, ``task`` or ``poll`` (`in_class`).
    notes : list of str
        What the speaker says, as HTML.
    part : str
        What stands above the heading, as HTML: the section of a figure, or what the class is to do.
    """

    title: str
    body: str
    kind: str
    notes: list = field(default_factory=list)
    part: str = ""


def cut(html: str, *, page: str = "") -> list[Slide]:
    """Cut a finished page.

    Parameters
    ----------
    html : str
        The article: nested sections with headings, as Sphinx writes them, live figures in place.
    page : str
        File name of the page beside which links were written, for links to its own places.

    Returns
    -------
    list of Slide
        Empty when the page has no section.
    """
    wholes = []

    def put_aside(found):
        wholes.append(found.group())
        tag = "i" if found.group(1) == "svg" else "var"
        return f'<{tag} data-whole="{len(wholes) - 1}"></{tag}>'

    def back(found):
        return wholes[int(found.group(1))]

    soup = BeautifulSoup(_WHOLE.sub(put_aside, html), "html.parser")
    top = soup.find("section")
    if top is None:
        return []
    for extra in soup.find_all("style") + soup.find_all(class_=_NOT_SHOWN):
        extra.decompose()
    for row in soup.find_all(class_="claims"):
        row.unwrap()
    _mend_links(soup, page)
    slides = [_title(top)]
    for section in top.find_all("section", recursive=False):
        slides += _section(section)
    for slide in slides:
        for name in ("title", "body"):
            setattr(slide, name, _DRAWING.sub(back, _TEXT.sub(back, getattr(slide, name))))
        slide.notes = [_TEXT.sub(back, _DRAWING.sub("", note)) for note in slide.notes]
        if slide.kind == "figure" and "live-finding" not in slide.body and (found := _NAME.search(slide.body)):
            slide.part, slide.title = slide.title, found[1]
    return slides


def styles(html: str) -> str:
    """Return the style sheets that stand in a page's body, once each; what is cut from the page needs them as well.

    Parameters
    ----------
    html : str
        The article. A style sheet inside a drawing stays there.
    """
    return "\n".join(dict.fromkeys(_STYLE.findall(_WHOLE.sub("", html))))


def _mend_links(soup, page):
    """Slides lie in a folder beside that of the lessons: a link to a neighbour or to the page itself takes one step."""
    folder, _, name = page.rpartition("/")
    for link in soup.find_all("a", href=True):
        href = link["href"]
        if href.startswith("#"):
            link["href"] = f"../{folder}/{name}{href}"
        elif not re.match(r"[a-z][a-z0-9+.-]*:|\.\./|/", href):
            link["href"] = f"../{folder}/{href}"
    for part in soup.find_all(id=True):  # places belong to the page; figures keep theirs, which scripts look for
        if part.name == "section":
            part["data-name"] = part["id"]  # the same in every language
        if part.name in ("section", "span"):
            del part["id"]


def _inner(tag):
    return tag.decode_contents().strip()


def _title(top):
    heading = top.find("h1")
    notes, shown = [], []
    head = top.find(class_="lesson-header") or top
    for extra in head.find_all(class_=["eyebrow", "key-question", "lesson-actions", "header-facts", "code-switch"]):
        extra.decompose()
    for child in head.find_all(["p", "ol", "ul"]) if head is not top else top.find_all(recursive=False):
        if child.find_parent(["li", "table"]):
            continue
        if child.name == "p" and child.find("em") and not shown:
            shown.append(f'<p class="subtitle">{_inner(child)}</p>')
        elif child.name == "p":
            notes.append(str(child))
        elif child.name in ("ol", "ul"):
            shown.append(f"<{child.name}>{_inner(child)}</{child.name}>")
    return Slide(_inner(heading), "\n".join(shown), "title", notes)


def _section(section):
    heading = section.find(re.compile("^h[2-6]$"), recursive=False)
    title, name = _inner(heading), section.get("data-name", "")
    if name in LEFT_OUT:
        return []
    slides, prose = [], []
    for child in section.find_all(recursive=False):
        if child is heading:
            continue
        if child.name == "section":
            slides += _close(title, name, prose, bool(slides))
            _speak(slides, prose)
            slides += _section(child)
            continue
        shown = _shown(child, title)
        if shown:
            if shown[0].kind == "equation" and prose:  # the sentence that leads to an equation stands above it
                shown[0].body = prose[-1] + shown[0].body
            shown[0].notes = [*prose, *shown[0].notes]
            prose.clear()
            slides += shown if not _joined(slides, shown[0]) else []
        elif child.name in ("p", "ul", "ol", "dl", "blockquote"):
            prose.append(str(child))
    slides += _close(title, name, prose, bool(slides))
    _speak(slides, prose)
    return slides


def _joined(slides, new):
    """Put a claim below the claim in front of it, up to three on a slide."""
    last = slides[-1] if slides else None
    if last is None or {last.kind, new.kind} != {"claim"} or last.body.count("course-card-name") >= TOGETHER:
        return False
    last.body += new.body
    last.notes += new.notes
    return True


def _speak(slides, prose):
    """Text behind the last slide of a section is said while that slide is up."""
    if slides and prose:
        slides[-1].notes += prose
        prose.clear()


def _close(title, name, prose, have):
    """Return slides for the text of a section that shows nothing else, and empty `prose` of what they say."""
    if name.startswith(PUZZLE):
        found = [Slide(title, part, "text") for part in prose]
    elif name == MISCONCEPTIONS:
        each = (
            ceil(len(prose) / ceil(len(prose) / TOGETHER)) if prose else 1
        )  # as even as they go: 2 and 2, not 3 and 1
        together = [prose[k : k + each] for k in range(0, len(prose), each)]
        found = [Slide(title, "".join(map(_misconception, some)), "misconception", some) for some in together]
    elif have or not prose:
        return []
    else:
        first = next((part for part in prose if part.startswith(("<ul", "<ol", "<dl"))), prose[0])
        fits = len(BeautifulSoup(first, "html.parser").get_text()) <= LONG
        found = [Slide(title, first if fits else _leads(first), "text", list(prose))]
    prose.clear()
    return found


def _leads(part):
    """Shorten a long list to what its items begin with in bold; a paragraph stays whole, or its labels would go."""
    soup = BeautifulSoup(part, "html.parser")
    items = soup.find_all("li")
    if not items or not all(item.find("strong") for item in items):
        return part
    for item in items:
        bold = item.find("strong").extract()
        item.clear()
        item.append(bold)
    return str(soup)


def _misconception(part):
    """Show what is said in bold; what is right comes with the next key."""
    soup = BeautifulSoup(part, "html.parser")
    bold = soup.find("strong")
    if bold is None:
        return part
    claim = _inner(bold.extract())
    return f'<p class="quoted">{claim}</p><div class="fragment">{soup}</div>'


def _shown(child, title):
    """Return the slides that one block of the page gives, or nothing when the speaker says it."""
    classes = set(child.get("class", []))
    if "course-cards" in classes:
        return [Slide(title, str(child), "readings")]
    if "claim" in classes:
        return [Slide(title, str(child), "claim")]
    if "check" in classes:
        return [_check(child)]
    if "math" in classes and child.name == "div":
        return [Slide(title, str(child), "equation")]
    if "cell" in classes:
        return _cell(child, title, classes)
    table = child if child.name == "table" else child.find("table") if child.name == "div" else None
    if isinstance(table, Tag):
        return [Slide(title, str(child), "table")]
    picture = child.find(["img", "i"]) if child.name in ("figure", "div") else None
    return [Slide(title, str(child), "figure")] if picture is not None else []


def _cell(cell, title, classes):
    if "tag_no-slide" in classes:
        return []
    if "tag_slide" in classes:
        return [Slide(title, str(cell), "code")]
    found = []
    for figure in cell.select("figure.live-figure"):
        found.append(Slide(title, str(figure), "figure"))
    if not found:
        for output in cell.select(".cell_output table, .cell_output img, .cell_output i[data-whole]"):
            found.append(Slide(title, str(output), "table" if output.name == "table" else "figure"))
    return found


def _check(check):
    """Show question and options; the answer is folded, and the speaker has it."""
    name = check.select_one(".check-title")
    title = next(iter(name.stripped_strings))
    question = check.select_one(".check-question")
    options = [_inner(text) for text in check.select(".check-option .check-text, .check-sentence .check-text")]
    body = f'<div class="question">{_inner(question)}</div>'
    if options:
        mark = "A" if check.select_one(".check-option") else "1"
        body += f'<ol type="{mark}">' + "".join(f"<li>{option}</li>" for option in options) + "</ol>"
    answer = check.select_one(".check-answer")
    notes = []
    if answer is not None:
        notes = [str(part) for part in answer.find_all(recursive=False) if part.name != "summary"]
        if not options:
            body += str(answer)
        else:
            verdicts = [key.get_text() for key in answer.select(".check-key-name")][: len(options)]
            summary = answer.find("summary").get_text()
            lines = "".join(f"<li>{verdict}</li>" for verdict in verdicts)
            body += f'<details class="check-answer"><summary>{summary}</summary><ul>{lines}</ul></details>'
    return Slide(title, body, "check", notes)
