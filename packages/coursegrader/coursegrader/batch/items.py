"""How the questions of an exercise worked in a class: share right, who tried, what goes with the rest, whose version.

Statistics of classical test theory. With fewer than :data:`FEWEST` submissions there are counts only.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from statistics import NormalDist

import numpy as np

from coursegrader.words import said

FEWEST = 20  # submissions from which on anything but counts is told
_LITTLE, _SOME = 0.15, 0.3  # correlations with the rest: of a question that does not go with it, and of one that does
_HARDER = 0.1  # share of the points by which a version has to differ to be named
_FEW = 5  # students with a value, from which on it is looked at
_ERROR = 0.05  # chance that any version of a question is named although all are equally hard


@dataclass(frozen=True)
class Version:
    """How one drawn value of a question worked: how many had it, their mean share of the points, that of the others."""

    name: str
    value: object
    count: int
    share: float
    others: float


@dataclass
class Item:
    """One question.

    ``share`` is the mean share of the points, ``tried`` how many changed what they were given, ``rest`` the correlation
    of its points with the points of all other questions (None where there is none), ``flags`` sentences for the author.
    """

    name: str
    title: str
    count: int
    tried: int
    share: float | None = None
    rest: float | None = None
    harder: list[Version] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)


@dataclass
class Report:
    """All questions of an assignment, and Cronbach's alpha (None with fewer than two questions or no differences)."""

    assignment: str
    students: int
    items: list[Item]
    alpha: float | None = None


def report(
    assignment: str,
    titles: dict[str, str],
    possible: dict[str, float],
    scores: dict[str, dict[str, float]],
    tried: Mapping[str, Iterable[str]],
    drawn: dict[str, dict[str, object]] | None = None,
    uses: dict[str, set[str]] | None = None,
) -> Report:
    """Return the statistics of an assignment.

    Parameters
    ----------
    assignment
        Its name.
    titles, possible
        Title and possible points by question.
    scores
        Points by student and question; a question that still waits for a person is absent.
    tried
        By student, the questions that were tried.
    drawn
        By student, the values of the variants.
    uses
        By question, the variants that stand in it.
    """
    names = [name for name in titles if any(name in mine for mine in scores.values())]
    table = np.array([[mine.get(name, np.nan) / possible[name] for name in names] for mine in scores.values()])
    table = table.reshape(len(scores), len(names))
    weights = np.array([possible[name] for name in names])
    items = []
    for place, name in enumerate(names):
        there = ~np.isnan(table[:, place])
        attempts = sum(name in tried.get(student, ()) for student in scores)
        items.append(Item(name, titles[name], int(there.sum()), attempts))
    found = Report(assignment, len(scores), items)
    if len(scores) < FEWEST:
        return found
    for place, item in enumerate(items):
        there = ~np.isnan(table[:, place])
        item.share = float(table[there, place].mean()) if there.any() else None
        rest = np.nansum(np.delete(table * weights, place, axis=1), axis=1)[there]
        item.rest = _correlation(table[there, place], rest)
        item.flags += _flags(item)
        item.harder = _harder(table[:, place], list(scores), drawn or {}, (uses or {}).get(item.name, set()))
        harder = "{name} = {value} was harder ({share:.0%} of the points, {others:.0%} with other values)"
        easier = "{name} = {value} was easier ({share:.0%} of the points, {others:.0%} with other values)"
        item.flags += [
            said(
                harder if each.share < each.others else easier,
                name=each.name,
                value=each.value,
                share=each.share,
                others=each.others,
            )
            for each in item.harder
        ]
    whole = table[~np.isnan(table).any(axis=1)] * weights
    found.alpha = alpha(whole)
    return found


def alpha(points: np.ndarray) -> float | None:
    """Return Cronbach's alpha of an array of points, students by questions, or None where it is not defined."""
    if points.ndim != 2 or points.shape[1] < 2 or points.shape[0] < 2:
        return None
    count, total = points.shape[1], points.sum(axis=1).var(ddof=1)
    return float(count / (count - 1) * (1 - points.var(axis=0, ddof=1).sum() / total)) if total > 0 else None


def _correlation(one, other) -> float | None:
    if len(one) < 3 or one.std() == 0 or other.std() == 0:
        return None
    return float(np.corrcoef(one, other)[0, 1])


def _flags(item) -> list[str]:
    if item.rest is None:
        return []
    error = (1 - item.rest**2) / math.sqrt(item.count - 2)
    if item.rest < 0 and item.rest + error < 0:
        return [said("those who did well elsewhere missed it: look at the key")]
    if item.rest < _LITTLE and item.rest + error < _SOME:
        text = "it does not go with the rest: those who did well elsewhere did no better here; look at its wording"
        return [said(text)]
    return []


def _harder(shares, students, drawn, names) -> list[Version]:
    """Return the drawn values whose share differs from that of the others by more than chance.

    The value that stands out most is named first and then left out, since it makes the others look different too.
    """
    values = {name: np.array([str(drawn.get(student, {}).get(name, "")) for student in students]) for name in names}
    shown = {name: {str(mine.get(name)): mine.get(name) for mine in drawn.values()} for name in names}
    count = sum(len(set(column)) for column in values.values())
    limit, found, left = NormalDist().inv_cdf(1 - _ERROR / (2 * max(count, 1))), [], ~np.isnan(shares)
    while True:
        best, strongest = None, limit
        for name in sorted(names):
            for value in sorted(set(values[name][left]) - {""}):
                mine, others = shares[left & (values[name] == value)], shares[left & (values[name] != value)]
                if min(len(mine), len(others)) < _FEW:
                    continue
                # pooled, so that a group in which all have the same points is not taken for certain
                error = math.sqrt(np.concatenate([mine, others]).var(ddof=1) * (1 / len(mine) + 1 / len(others)))
                apart = float(mine.mean() - others.mean())
                if error and abs(apart) >= _HARDER and abs(apart) / error > strongest:
                    strongest = abs(apart) / error
                    best = Version(name, shown[name][value], len(mine), float(mine.mean()), float(others.mean()))
        if best is None:
            return found
        found.append(best)
        left &= values[best.name] != str(best.value)


COLUMNS = ("assignment", "question", "title", "submissions", "scored", "tried", "share", "rest", "alpha", "flags")


def rows(found: Report) -> list[list]:
    """Return the rows of a CSV table with :data:`COLUMNS`; what is not told is empty."""

    def shown(number):
        return "" if number is None else f"{number:.4g}"

    return [
        [found.assignment, each.name, each.title, found.students, each.count, each.tried]
        + [shown(each.share), shown(each.rest), shown(found.alpha), "; ".join(each.flags)]
        for each in found.items
    ]


@dataclass(frozen=True)
class Term:
    """How a question worked in one term: the name of the term, submissions, mean share of the points, correlation."""

    name: str
    count: int
    share: float | None
    rest: float | None


def over_terms(tables: dict[str, list[dict[str, str]]]) -> dict[tuple[str, str], tuple[list[Term], list[str]]]:
    """Return by (assignment, question) how it worked in each term, and a sentence for each change beyond chance.

    Parameters
    ----------
    tables
        By term, earliest first, the rows of its table with :data:`COLUMNS`.

    Notes
    -----
    A term is held against the one before it that has a share. The variance of a share of points is at most that of
    points that are all or nothing, which is taken: a change that is named is beyond chance, some that are not may be.
    """
    found, compared = {}, 0
    for term, rows_ in tables.items():
        for row in rows_:
            share, rest = (float(row[name]) if row[name] else None for name in ("share", "rest"))
            terms, _ = found.setdefault((row["assignment"], row["question"]), ([], []))
            compared += share is not None and any(each.share is not None for each in terms)
            terms.append(Term(term, int(row["scored"]), share, rest))
    limit = NormalDist().inv_cdf(1 - _ERROR / (2 * max(compared, 1)))
    for terms, news in found.values():
        told = [term for term in terms if term.share is not None]
        for before, now in zip(told, told[1:], strict=False):
            both = (before.share * before.count + now.share * now.count) / (before.count + now.count)
            error = math.sqrt(both * (1 - both) * (1 / before.count + 1 / now.count))
            apart = now.share - before.share
            if error and abs(apart) >= _HARDER and abs(apart) / error > limit:
                kind = "easier" if apart > 0 else "harder"
                news.append(f"{kind} in {now.name} than in {before.name}: {now.share:.0%} against {before.share:.0%}")
    return found
