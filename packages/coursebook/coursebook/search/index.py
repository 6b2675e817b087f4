"""Write the index: which term stands in which part of which page, as a script, so that it also loads from a folder.

``_static/search/index.js`` holds all terms and where they stand; ``_static/search/<page>.js`` the text of one page, for
the lines that a result shows. A page's text is loaded only when the page is among the results.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .terms import is_han, terms

if TYPE_CHECKING:
    from coursebook.search.text import Part

TITLE, HEADING, MOST = 12, 6, 5  # weight of a term in the page's title, in a part's heading; most from the text
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def weights(part: Part, first: bool) -> Counter:
    """Return term to weight for one part of a page.

    Parameters
    ----------
    part : Part
    first : bool
        True for the part that has the page's title.
    """
    found = Counter({term: min(count, MOST) for term, count in Counter(terms(part.text)).items()})
    for term in set(terms(part.title)):
        found[term] += TITLE if first else HEADING
    if first:  # a page's Chinese title stands in its first lines
        for term in {term for term in terms(part.text) if is_han(term)}:
            found[term] += HEADING
    return found


def base36(number: int) -> str:
    """Write a number of zero or more with the digits 0 to z."""
    text = ""
    while True:
        number, digit = divmod(number, 36)
        text = _DIGITS[digit] + text
        if not number:
            return text


@cache
def _step(places, weight):
    return base36(places) + (f".{base36(weight)}" if weight > 1 else "")


@cache
def _traditional():
    text = Path(__file__).with_name("traditional.txt").read_text("utf-8")
    rows = [row for line in text.splitlines() if not line.startswith("#") for row in line.split()]
    return [(row[0], other) for row in rows for other in row[1:]]


def simple(known: Iterable[str]) -> str:
    """Return what a query in traditional characters means: each that no term has, and behind it a simplified one.

    Parameters
    ----------
    known : iterable of str
        All terms.
    """
    signs = {sign for term in known for sign in term if is_han(sign)}
    return "".join(other + plain for plain, other in _traditional() if plain in signs and other not in signs)


def index(pages: Sequence[dict[str, Any]]) -> str:
    """Return the script with the index.

    Parameters
    ----------
    pages : list of dict
        ``{"url": str, "name": str, "parts": [[anchor, kind, title, text, {term: weight}], ...]}`` in reading order.

    Returns
    -------
    str
        ``window.courseIndex = {...}``: pages with their number of parts, the sorted terms in one text, and for each
        term the parts it stands in, as steps in base 36, each followed by its weight when that is more than 1; and the
        traditional characters that `simple` tells.
    """
    places, number = {}, 0
    for page in pages:
        for *_, weight in page["parts"]:
            for term, value in weight.items():
                places.setdefault(term, []).append((number, value))
            number += 1
    known = sorted(places)
    lines = []
    for term in known:
        before, line = 0, []
        for place, value in places[term]:
            line.append(_step(place - before, value))
            before = place
        lines.append(" ".join(line))
    content = {
        "pages": [[page["url"], page["name"], page["parts"][0][2], len(page["parts"])] for page in pages],
        "terms": " ".join(known),
        "places": ",".join(lines),
        "simple": simple(known),
    }
    return f"window.courseIndex = {json.dumps(content, ensure_ascii=False, separators=(',', ':'))};\n"


def page_text(page: dict[str, Any]) -> str:
    """Return the script with the text of one page."""
    content = {page["name"]: [part[:4] for part in page["parts"]]}
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return f"Object.assign(window.courseTexts ??= {{}}, {text});\n"
