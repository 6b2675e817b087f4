"""Which submissions of a class are alike: code and essays, compared by fingerprints on this machine.

Fingerprints are chosen and compared by copydetect (winnowing, as MOSS does); names and spacing of code do not count.
What every student was given is left out, and so are the numbers that were drawn for each. The report is a list for a
person: equal work can have good reasons, and nobody is accused by a number. The same class gives the same report at
every run.
"""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from jinja2 import Environment
from markupsafe import Markup

from coursegrader.authoring import copies, regions
from coursegrader.runner import harmless
from coursegrader.runner.notebook import Result
from coursegrader.runner.plan import Plan

LONGEST = 100_000  # characters of one student's code, or text
SHORTEST = 20, 60  # characters that two have to share at least without a break: code without names, text
LEAST = 50, 150  # characters in all that a pair has to share to be listed: code without names, text
USUAL_SHARE = 0.4  # share of the shorter one from which on a pair is listed
_WINDOW = 4
_COMMON = 0.5  # a fingerprint that more of the class than this have says nothing
_TAG = re.compile(r"<[^>]*>")
_PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Similar submissions: {{ title }}</title>
<style>
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 80rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; }
th, td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid #8886; vertical-align: top; }
.two { display: grid; grid-template-columns: 1fr 1fr; gap: 1rem; }
pre { background: #8881; padding: .6rem; overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere; }
mark { font-weight: 600; }
</style>
</head>
<body>
<main>
<h1>Similar submissions: {{ title }}</h1>
<p>{{ count }} submissions were compared. What all were given is left out, and so is what more than half of the class
has in common. A pair is a reason to read both, not a finding: a person decides.</p>
{% if pairs %}<table>
<caption>Pairs, most alike first</caption>
<thead><tr><th scope="col">One</th><th scope="col">Other</th><th scope="col">What</th><th scope="col">Share of one</th>
<th scope="col">Share of other</th></tr></thead>
<tbody>{% for pair in pairs %}<tr><td><a href="#p{{ loop.index }}">{{ pair.one }}</a></td><td>{{ pair.other }}</td>
<td>{{ pair.what }}</td><td>{{ "%.0f%%" % (100 * pair.shares[0]) }}</td>
<td>{{ "%.0f%%" % (100 * pair.shares[1]) }}</td></tr>
{% endfor %}</tbody></table>
{% for pair in pairs %}<section id="p{{ loop.index }}"><h2>{{ pair.one }} and {{ pair.other }}: {{ pair.what }}</h2>
<div class="two">{% for text in pair.shown %}<pre>{{ text }}</pre>{% endfor %}</div></section>
{% endfor %}{% else %}<p>No pair is alike.</p>{% endif %}
</main>
</body>
</html>
"""
_template = Environment(autoescape=True).from_string(_PAGE)


@dataclass(frozen=True)
class Pair:
    """Two students whose code or text is alike: the share of each that the other has too, and both, marked (HTML)."""

    one: str
    other: str
    what: str
    shares: tuple[float, float]
    shown: tuple[Markup, Markup]

    @property
    def share(self) -> float:
        """The larger of the two shares."""
        return max(self.shares)


def pairs(plan: Plan, results: dict[str, Result], *, least: float = USUAL_SHARE) -> list[Pair]:
    """Return the pairs that are alike, most alike first.

    Parameters
    ----------
    plan
        The assignment.
    results
        By student.
    least
        Share of one of the two from which on a pair is listed, from 0 to 1.
    """
    from copydetect import compare_files  # takes a second, and only this report needs it

    found = []
    for which, what in enumerate(("code", "text")):
        given = "\n".join(_given(plan)[which])
        own = {student: _own(plan, result)[which][:LONGEST] for student, result in results.items()}

        known = _fingerprint(given, which).hashes
        marks = {name: _fingerprint(text, which, known) for name, text in own.items() if len(text) > SHORTEST[which]}
        for one, other in _candidates(marks):
            shared, shares, slices = compare_files(marks[one], marks[other])
            if shared >= LEAST[which] and max(shares) >= least:
                mine, theirs = map(_marked, (own[one], own[other]), slices)
                found.append(Pair(one, other, what, (float(shares[0]), float(shares[1])), (mine, theirs)))
    return sorted(found, key=lambda pair: (-pair.share, pair.one, pair.other))


def page(plan: Plan, count: int, found: list[Pair]) -> str:
    """Return the report on an assignment of which ``count`` submissions were compared."""
    return _template.render(title=plan.title, count=count, pairs=found)


@dataclass(frozen=True)
class _Fingerprint:
    """What copydetect compares of one text; ``hash_idx`` has the places of each hash."""

    filtered_code: str
    offsets: np.ndarray
    hash_idx: dict[int, list[int]]
    k: int
    token_coverage: int

    @property
    def hashes(self) -> set[int]:
        return set(self.hash_idx)


def _fingerprint(text, which, known=()) -> _Fingerprint:
    """Return the fingerprint of code (``which`` 0) or text (1) without the ``known`` hashes.

    Not ``copydetect.CodeFingerprint``: its hashes differ from run to run, and known hashes make it lose repeated lines.
    Six bytes, because copydetect compares hashes as floating-point numbers.
    """
    from copydetect import utils

    size = SHORTEST[which]
    filtered, offsets = (text, np.array([])) if which else utils.filter_code(text, "", "python")
    grams = (filtered[at : at + size].encode("utf-8", "replace") for at in range(len(filtered) - size + 1))
    every = [int.from_bytes(hashlib.blake2b(gram, digest_size=6).digest()) for gram in grams]
    places = defaultdict(list)
    if every:
        for each, at in zip(*utils.winnow(np.array(every), _WINDOW, remove_duplicates=False), strict=True):
            if int(each) not in known:
                places[int(each)].append(int(at))
    return _Fingerprint(filtered, offsets, places, size, utils.get_token_coverage(places, size, len(filtered)))


def _candidates(marks) -> list[tuple[str, str]]:
    """Return the pairs that have two fingerprints in common, or one at two places, which are not the whole class's."""
    owners = defaultdict(list)
    for student, mark in marks.items():
        for each in mark.hashes:
            owners[each].append(student)
    most = max(2, _COMMON * len(marks))
    together = Counter()
    for each, group in owners.items():
        if len(group) <= most:
            for pair in combinations(group, 2):
                together[pair] += min(len(marks[student].hash_idx[each]) for student in pair)
    return [pair for pair, count in together.items() if count >= 2]


def _own(plan, result) -> tuple[str, str]:
    """Return the code and the text that a student has written."""
    known = {cell.source.strip() for cell in plan.cells}
    code, text = [], []
    for cell in json.loads(result.notebook).get("cells", []) if result.notebook else ():
        entry, source = cell.get("metadata", {}).get("nbgrader"), "".join(cell["source"])
        if (entry and not entry.get("solution")) or (not entry and source.strip() in known):
            continue
        if cell["cell_type"] == "code":
            code.append(source)
        else:
            text.append(_words(source))
    asked = set("\n".join(_given(plan)[1]).split("\n"))
    lines = [line for part in text for line in part.split("\n") if line and line not in asked]
    return "\n".join(code), "\n".join(lines)


def _given(plan) -> tuple[list[str], list[str]]:
    """Return the code and the text that every student was given."""
    code, text = [], []
    for cell in plan.cells:
        released = regions.replace(cell.source, regions.SOLUTION, copies.CODE_STUB)
        (code if cell.cell_type == "code" else text).append(
            released if cell.cell_type == "code" else _words(harmless.markdown(released))
        )
    return code, text


def _words(shown: str) -> str:
    """Return the text of harmless HTML, a line for each piece between tags."""
    pieces = (" ".join(html.unescape(part).split()) for part in _TAG.split(shown))
    return "\n".join(piece for piece in pieces if piece)


def _marked(text, slices) -> Markup:
    shown, at = Markup(""), 0
    for start, stop in zip(*slices, strict=True) if len(slices) else ():
        shown += text[at : int(start)] + Markup("<mark>") + text[int(start) : int(stop)] + Markup("</mark>")
        at = int(stop)
    return shown + text[at:]
