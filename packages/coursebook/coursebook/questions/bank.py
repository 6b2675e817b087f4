"""Read the check-yourself items off the pages of a finished book."""

from __future__ import annotations

import copy
import json
import re
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from urllib.parse import urljoin

from bs4 import BeautifulSoup

from ..errors import SiteError
from ..text import tr


@dataclass(frozen=True)
class Key:
    """One wrong number, option or sentence: its value, whether it is right (or its label), and what is said of it."""

    value: str
    right: str
    text: str
    feedback: str


@dataclass(frozen=True)
class Question:
    """An item; all texts are HTML without links into the book.

    Attributes
    ----------
    id : str
        ``lesson page/item``: stays when the question is reworded. Other cases of an item that varies have a number
        behind it.
    kind : {'number', 'choice', 'label'}
    page, title : str
        Address of the page in the book, and its title.
    text, solution : str
    hints : tuple of str
    answer, tolerance : float or None
        Of a number; the tolerance is absolute.
    unit : str
    multiple : bool
        Whether several options may be right.
    keys : tuple of Key
        Wrong numbers; options; or sentences, whose ``right`` is their label.
    labels : dict of str to str
        What each label stands for.
    """

    id: str
    kind: str
    page: str
    title: str
    text: str
    hints: tuple[str, ...] = ()
    solution: str = ""
    answer: float | None = None
    tolerance: float | None = None
    unit: str = ""
    multiple: bool = False
    keys: tuple[Key, ...] = ()
    labels: dict | None = None


def read(folder: str | PathLike[str], *, address: str = "") -> list[Question]:
    """Return all items of a book in the order of its pages.

    Parameters
    ----------
    folder : path-like
        A finished book.
    address : str, optional
        Where the book is published. Links then lead there; without it links become plain words.

    Returns
    -------
    list of Question

    Raises
    ------
    SiteError
        There is no book, or no page of it has an item.
    """
    folder = Path(folder)
    if not (folder / "index.html").is_file():
        raise SiteError(f"{folder} holds no finished book (no index.html). Build it first.")
    found = []
    for path in sorted(folder.glob("lessons/*.html")):
        name = path.relative_to(folder).as_posix()
        soup = BeautifulSoup(path.read_text("utf-8"), "html.parser")
        heading = soup.h1
        for mark in heading.select(".headerlink") if heading else ():
            mark.decompose()
        title = heading.get_text(strip=True) if heading else name
        for box in soup.select(".check[data-check]"):
            found += [_question(each, name, title, address) for each in _drawn(box)]
    if not found:
        raise SiteError(f"No page below {folder / 'lessons'} has a check-yourself item.")
    return found


def line(question: Question) -> str:
    """Return an item as one line: id, question, answer."""
    words = " ".join(BeautifulSoup(question.text, "html.parser").get_text(" ").split())
    if question.kind == "number":
        answer = f"{question.answer:.12g} ± {question.tolerance:.6g} {question.unit}".strip()
    elif question.kind == "choice":
        answer = " / ".join(
            BeautifulSoup(key.text, "html.parser").get_text() for key in question.keys if key.right == "yes"
        )
    else:
        answer = " ".join(key.right for key in question.keys)
    return f"{question.id}: {words} -> {answer}"


def _drawn(box):
    """Return an item as it stands, and once more for each of its other cases."""
    found = [copy.copy(box)]
    cases = json.loads(box.get("data-cases") or "[]")
    for number, case in enumerate(cases[1:], 2):
        other = copy.copy(box)
        other["data-item"] += f"/{number}"
        for place in other.select("[data-case]"):
            place.string = case["texts"][place["data-case"]]
        if "answer" in case:
            other["data-answer"], other["data-tolerance"] = str(case["answer"]), str(case["tolerance"])
            for key, value in zip(other.select(".check-key"), case["keys"], strict=True):
                key["data-key"] = str(value)
        found.append(other)
    for each in found:
        for place in each.select("[data-case]"):
            place.unwrap()
    return found


def _question(box, page, title, address):
    kind, keys, labels = box["data-check"], box.select(".check-answer .check-key"), None
    base = urljoin(address.rstrip("/") + "/", page) if address else ""

    def html(node):
        return _html(node, base)

    texts = [html(each) for each in box.select(".check-option .check-text, .check-sentence .check-text")]
    if kind == "number":
        texts = [key["data-key"] for key in keys]
    if kind == "label":
        first = box.select_one(".check-labels")
        labels = {
            each["value"]: re.sub(rf"^{re.escape(each['value'])}\s*", "", each.find_next("label").get_text()).strip()
            for each in first.select("input")
        }
    feedback = []
    for key in keys:
        key.select_one(".check-key-name").extract()
        feedback.append(Key(key["data-key"], key["data-right"], texts[len(feedback)], html(key)))
        key.extract()
    for gone in box.select(".check-answer > summary, .check-hint > summary, .check-answer-text"):
        gone.extract()
    number, text = kind == "number", html(box.select_one(".check-question"))
    if base:
        text += f'\n<p><a href="{base}#{box["id"]}">{tr("On the page")}</a></p>'
    return Question(
        id=f"{page.removesuffix('.html')}/{box['data-item']}",
        kind=kind,
        page=page,
        title=title,
        text=text,
        hints=tuple(html(hint) for hint in box.select(".check-hint")),
        solution=html(box.select_one(".check-answer")),
        answer=float(box["data-answer"]) if number else None,
        tolerance=float(box["data-tolerance"]) if number else None,
        unit=box.get("data-unit", ""),
        multiple=box.get("data-multiple") == "true",
        keys=tuple(feedback),
        labels=labels,
    )


def _html(node, base):
    """Return the inside of a node; what only the book's style sheets and scripts understand is taken out."""
    if node is None:
        return ""
    for link in node.select("a"):
        if base:
            link.attrs = {"href": urljoin(base, link.get("href", ""))}
        else:
            link.unwrap()
    if node.select_one("img, iframe, object"):
        raise SiteError("A check-yourself item with a picture cannot be exported; put the picture above the item.")
    for each in node.select("[class], [id]"):
        each.attrs = {name: value for name, value in each.attrs.items() if name not in ("class", "id")}
    return node.decode_contents().strip()
