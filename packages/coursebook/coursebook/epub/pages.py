"""Turn a page of the finished site into a chapter of an EPUB: XHTML without scripts, forms and foreign files."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from posixpath import dirname, join, normpath, relpath
from urllib.parse import quote, unquote, urlsplit

from bs4 import BeautifulSoup, Comment, Tag

from coursebook.text import tr

from ..errors import SiteError
from ..pdf.chapters import Chapter

PICTURES = "pictures"
TYPES = {".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif"}
# Controls, what only scripts show, and what is about the page of the site and not about its subject.
_DROPPED = (
    "script, style, noscript, template, button, input, select, [hidden], .headerlink, .code-switch, .check-labels, "
    ".check-number-field, .lesson-actions, .live-controls, .live-actions, .live-said, .toctree-wrapper, aside.edition, "
    "aside.work.margin-note, .cell.tag_hide-input details.hide, .cell details.hide.above-input, .code-fold > summary, "
    ".live-source > summary, .guess-yours"
)
_RENAMED = {"fieldset": "div", "legend": "p", "label": "span", "details": "div"}
_KEPT = {
    "alt", "aria-label", "class", "colspan", "datetime", "dir", "href", "id", "lang", "role", "rowspan", "scope", "src",
    "start", "title", "type",
}  # fmt: skip
# The parser writes names in small letters; SVG has a few with capital ones.
_CAPITALS = {
    name.lower(): name
    for name in (
        "clipPath", "clipPathUnits", "gradientTransform", "gradientUnits", "linearGradient", "markerHeight",
        "markerUnits", "markerWidth", "patternContentUnits", "patternTransform", "patternUnits",
        "preserveAspectRatio", "radialGradient", "refX", "refY", "textLength", "textPath", "viewBox",
    )
}  # fmt: skip
_VARIABLE = re.compile(r"var\(--[\w-]+,\s*((?:[^()]|\([^()]*\))*)\)")
_SIZE = re.compile(r"max\(calc\(([\d.]+px) \* 1\), 0px\)")
_RULE = re.compile(r"\.([\w-]+)\s*\{([^{}]*)\}")


@dataclass
class Converted:
    """A chapter on its way into the book.

    Attributes
    ----------
    chapter : Chapter
    body : Tag
        Its article.
    ids : set of str
        Places in it to which links may lead.
    pictures : dict of str to bytes
        Files that it shows, by name in the book.
    """

    chapter: Chapter
    body: Tag
    ids: set[str] = field(default_factory=set)
    pictures: dict[str, bytes] = field(default_factory=dict)


def address(page: str) -> str:
    """Return where a page of the site lies in the book: ``lessons/02_x.html`` gives ``lessons/02_x.xhtml``."""
    return f"{page.removesuffix('.html')}.xhtml"


def convert(chapter: Chapter, site: Path) -> Converted:
    """Turn a page into a chapter; its links still lead to pages of the site.

    Parameters
    ----------
    chapter : Chapter
        Page of the site.
    site : Path
        The finished site, for pictures that are files.

    Raises
    ------
    SiteError
        If the page has no article, or shows a picture that is not there.
    """
    article = BeautifulSoup(chapter.html, "html.parser").select_one("article.bd-article")
    if article is None:
        raise SiteError(f"{chapter.page} has no article; was it built with html_theme: coursebook?")
    made = Converted(chapter, article)
    article.name = "main"
    for figure in article.select(".live-figure"):
        _stand_still(figure)
    rules = dict(_RULE.findall("".join(style.text for style in article.select("style:not([scoped])"))))
    for part in article.select(_DROPPED):
        part.decompose()
    for comment in article.find_all(string=lambda text: isinstance(text, Comment)):
        comment.extract()
    for image in article.select("img"):
        _file(made, image, site)
    for drawing in article.select("svg"):
        _picture(made, drawing, rules)
    for formula in article.select("math"):
        _formula(formula)
    _answers(article)
    _plain(article)
    made.ids = {str(tag["id"]) for tag in article.select("[id]")}
    return made


def link(made: Converted, book: Mapping[str, Converted], base: str) -> None:
    """Lead the links of a chapter to chapters, else to the published site, else take them away and keep their words.

    Parameters
    ----------
    made : Converted
    book : dict of str to Converted
        All chapters by page of the site.
    base : str
        Address at which the site is published; empty where it is not.
    """
    page = made.chapter.page
    for anchor in made.body.select("a[href]"):
        url = urlsplit(str(anchor["href"]))
        if url.scheme or url.netloc:
            continue
        target = normpath(join(dirname(page), unquote(url.path))) if url.path else page
        if target in book:
            place = unquote(url.fragment)
            known = place in book[target].ids
            if known or target != page:
                path = "" if target == page else quote(relpath(address(target), dirname(page) or "."))
                anchor["href"] = path + (f"#{quote(place)}" if known else "")
                continue
        elif base and not target.startswith("../"):
            anchor["href"] = f"{base.rstrip('/')}/{url._replace(path=quote(target)).geturl()}"
            continue
        anchor.unwrap()


def _words(tag):
    return " ".join(tag.get_text(" ").split()) if tag else ""


def _add(parent, name, text="", **attributes):
    """Append a new element to `parent` and return it."""
    new = Tag(name=name, attrs={key.rstrip("_"): value for key, value in attributes.items()})
    if text:
        new.string = text
    parent.append(new)
    return new


def _stand_still(figure):
    """Say where the controls of a figure stand, and for which numbers its picture holds."""
    stands = []
    for row in figure.select("[data-control]"):
        chosen = row.select_one("input[type=radio][checked]")
        value = (
            chosen.find_parent("label") if chosen else row.select_one("option[selected], option, .live-value, output")
        )
        stands.append(": ".join(filter(None, (_words(row.select_one("label, legend")), _words(value)))))
    if stands:
        note = _add(figure, "p", tr("On the page this figure moves. Here: {stands}").format(stands="; ".join(stands)))
        note["class"] = "note"
        if caption := figure.select_one("figcaption"):
            caption.insert_before(note)


def _picture(made, drawing, rules):
    """Put a drawing into a file of its own and an image with its words in its place; one without words is ornament."""
    named = drawing.find_parent(role="img")
    words = _words(drawing.find("desc")) or _words(drawing.find("title")) or drawing.get("aria-label")
    words = words or (named.get("aria-label") if named else "")
    if not words:
        drawing.decompose()
        return
    if named:
        del named["role"], named["aria-label"]
    for anchor in drawing.select("a"):
        anchor.unwrap()
    width = re.search(r"max-width:\s*([\d.]+)px", drawing.get("style", ""))
    box = drawing.get("viewbox", "").split()
    if width and len(box) == 4:  # how large the page shows it
        drawing["width"], drawing["height"] = width[1], f"{float(width[1]) * float(box[3]) / float(box[2]):.1f}"
    kept = {key: value for key, value in drawing.attrs.items() if not key.startswith(("aria-", "data-"))}
    drawing.attrs = {key: value for key, value in kept.items() if key not in ("class", "focusable", "role", "style")}
    used = set()
    for tag in [drawing, *drawing.find_all(True)]:
        used |= set(tag.get("class", ()))
        tag.name = _CAPITALS.get(tag.name, tag.name)
        # readers older than SVG 2 know the address of a part under the name that XLink gave it alone
        tag.attrs = {
            "xlink:href" if key == "href" else _CAPITALS.get(key, key): value for key, value in tag.attrs.items()
        }
    drawing.attrs.setdefault("font-family", "sans-serif")
    drawing["xmlns"], drawing["xmlns:xlink"] = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
    if look := "".join(f".{name}{{{rules[name]}}}" for name in sorted(used & set(rules))):
        style = Tag(name="style")
        style.string = look
        drawing.insert(0, style)
    content = resolved(str(drawing)).encode()
    name = f"{PICTURES}/{hashlib.sha256(content).hexdigest()[:16]}.svg"
    made.pictures[name] = content
    drawing.replace_with(_image(made, name, words))


def resolved(css: str) -> str:
    """Replace each variable of a style by the value that stands behind it, and each size by that of the page."""
    before = ""
    while before != css:
        before, css = css, _VARIABLE.sub(r"\1", css)
    return _SIZE.sub(r"\1", css)


def _image(made, name, words):
    return Tag(name="img", attrs={"src": relpath(name, dirname(made.chapter.page) or "."), "alt": words})


def _file(made, image, site):
    """Take a picture that is a file of the site into the book."""
    source, words = image.get("src", ""), image.get("alt", "")
    if source.startswith("data:"):
        return
    path = Path(normpath(site / dirname(made.chapter.page) / unquote(urlsplit(source).path)))
    if urlsplit(source).scheme or path.suffix not in TYPES or not path.is_file():
        raise SiteError(f"{made.chapter.page} shows {source}, which is no picture of the site")
    content = path.read_bytes()
    name = f"{PICTURES}/{hashlib.sha256(content).hexdigest()[:16]}{path.suffix}"
    made.pictures[name] = content
    image.replace_with(_image(made, name, words))


def _formula(formula):
    """Write a formula as MathML 3, which readers know, with its TeX as the words for those who do not."""
    formula["xmlns"] = "http://www.w3.org/1998/Math/MathML"
    if source := formula.find("annotation"):
        formula["alttext"] = source.text.strip()
        source.decompose()
    for part in formula.find_all("semantics"):
        part.unwrap()
    for part in formula.find_all(["mrow", "mfrac", "mtable"]):  # MathML 3 says this of tables and of styles alone
        style = {key: part.attrs.pop(key) for key in ("displaystyle", "scriptlevel") if key in part.attrs}
        if style:
            part.wrap(Tag(name="mstyle", attrs=style))


def _answers(article):
    """Gather the answers behind the text, so that they are not read before the question is thought about."""
    behind = Tag(name="section", attrs={"class": "answers", "id": "answers"})
    _add(behind, "h2", tr("Answers"))
    for check in article.select(".check[data-check]"):
        name = f"{check['id']}-answer"
        box = _add(behind, "section", id=name, class_="answer")
        _add(_add(box, "h3"), "a", _words(check.select_one(".check-title")), href=f"#{check['id']}")
        for part in check.select(".check-hint, .check-answer"):
            head = part.find("summary").extract()
            if "check-hint" in part["class"]:
                _add(box, "p", _words(head), class_="check-key-name")
            box.extend(list(part.contents))
            part.decompose()
        _add(_add(check, "p", class_="note"), "a", tr("Answer"), href=f"#{name}")
    if behind.find("section"):
        article.append(behind)


def _plain(article):
    """Keep the elements and attributes that mean something without scripts; what was folded is open."""
    for part in article.select("form"):
        part.unwrap()
    for part in article.select(".check-letter, a > i:first-child"):
        part.append(" ")
    for anchor in article.select("a + a"):
        if isinstance(anchor.previous_sibling, Tag):  # on the site a box or a margin keeps the two apart
            anchor.insert_before(" ")
    for table in article.select("table"):
        table.wrap(Tag(name="div", attrs={"class": "wide"}))
    for part in article.select("summary"):
        part.name = "p"
        part["class"] = "summary"
    for part in article.find_all(list(_RENAMED)):
        part.name = _RENAMED[part.name]
    for cell in article.select(".cell"):
        if not cell.get_text(strip=True) and not cell.find("img"):
            cell.decompose()
    for part in article.find_all(True):
        if part.name == "math" or part.find_parent("math"):
            continue
        part.attrs = {key: value for key, value in part.attrs.items() if key in _KEPT}
        if part.get("role") in ("status", "group", "region"):
            del part["role"]
        if "lang" in part.attrs:
            part["xml:lang"] = part["lang"]
