"""The teacher's summary of a graded class: a histogram, the questions most often missed, what needs a person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import mean, median
from typing import TYPE_CHECKING, Any

from jinja2 import Environment

from coursegrader.batch import items
from coursegrader.runner.notebook import Result
from coursegrader.runner.plan import Plan
from coursegrader.words import said, speaking, tag

if TYPE_CHECKING:
    from coursegrader.batch.intake import Problem

_PAGE = """\
{% macro head() %}<thead><tr>{% for text in varargs %}<th scope="col">{{ said(text) }}</th>{% endfor %}</tr></thead>
{%- endmacro -%}
<!doctype html>
<html lang="{{ language }}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{{ said("Summary of grading") }}</title>
<style>
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 56rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0; }
th, td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid #8886; vertical-align: top; }
.bar { display: inline-block; height: 1em; background: #3b6ea8; vertical-align: middle; }
caption { text-align: left; font-weight: 600; }
</style>
</head>
<body>
<main>
<h1>{{ said("Summary of grading") }}</h1>
{% for s in summaries %}<section>
<h2>{{ s.title }}</h2>
<p>{{ s.told }}</p>
<table>
<caption>{{ said("Histogram: how many submissions reached which share of the points from tests") }}</caption>
{{ head("Per cent", "Submissions") }}
<tbody>{% for row in s.histogram %}<tr><th scope="row">{{ row.label }}</th>
<td><span class="bar" style="width: {{ row.width }}%"></span> {{ row.count }}</td></tr>
{% endfor %}</tbody>
</table>
<table>
<caption>{{ said("Questions most often missed") }}</caption>
{{ head("Question", "Missed by", "Most frequent message") }}
<tbody>{% for row in s.missed %}<tr><th scope="row">{{ row.title }}</th><td>{{ row.count }} ({{ row.percent }}%)</td>
<td>{{ row.message }}</td></tr>
{% endfor %}</tbody>
</table>
{% if s.rows %}<table>
<caption>{{ said(statistics) }}
{%- if s.alpha %}; {{ said("Cronbach's alpha {alpha}", alpha=s.alpha) }}{% endif %}</caption>
{{ head("Question", "Tried", "Share", "With the rest", "To look at") }}
<tbody>{% for row in s.rows %}<tr><th scope="row">{{ row.title }}</th><td>{{ row.tried }}</td><td>{{ row.share }}</td>
<td>{{ row.rest }}</td><td>{{ row.flags }}</td></tr>
{% endfor %}</tbody>
</table>{% if s.few %}<p>{{ s.few }}</p>{% endif %}{% endif %}
{% if s.remarks %}<table>
<caption>{{ said("Submissions with a remark") }}</caption>
{{ head("Student", "Remark") }}
<tbody>{% for row in s.remarks %}<tr><th scope="row">{{ row.student }}</th><td>{{ row.text }}</td></tr>
{% endfor %}</tbody>
</table>{% endif %}
</section>
{% endfor %}
{% if problems %}<section><h2>{{ said("Not graded, or with a doubt") }}</h2>
<ul>{% for problem in problems %}
<li>{{ said(doubt, path=problem.path, reason=problem.reason, remedy=problem.remedy) }}</li>
{% endfor %}</ul></section>{% endif %}
{% if absent %}<section><h2>{{ said("Not handed in") }}</h2>
<p>{{ absent | join(", ") }}</p></section>{% endif %}
</main>
</body>
</html>
"""
_STATISTICS = "Questions: who tried, mean share of the points, correlation with the points of all other questions"
_DOUBT = "{path}: {reason}. To do: {remedy}."
_template = Environment(autoescape=True).from_string(_PAGE)
_BINS = 10
_SHOWN = 10  # names in one line


@dataclass(frozen=True)
class Missed:
    """A question by its title, how many submissions missed points in it, and what they were told most often."""

    name: str
    title: str
    count: int
    percent: int
    message: str


def histogram(scores: Iterable[float], possible: float) -> list[int]:
    """Return how many scores fall into each tenth of the possible points; full marks count in the last tenth."""
    counts = [0] * _BINS
    for score in scores:
        share = score / possible if possible else 0.0
        counts[min(int(share * _BINS + 1e-9), _BINS - 1)] += 1
    return counts


def missed(plan: Plan, results: dict[str, Result]) -> list[Missed]:
    """Return the tests by how many submissions missed points in them, most often missed first."""
    rows, titles = [], plan.titles
    for name, test in plan.tests.items():
        failing = [result for result in results.values() if result.scores.get(name, 0.0) < test.points]
        told = [result.messages[name] for result in failing if name in result.messages]
        message = max(sorted(set(told)), key=told.count, default="")
        rows.append(Missed(name, titles[name], len(failing), round(100 * len(failing) / max(len(results), 1)), message))
    return sorted(rows, key=lambda row: -row.count)


def needs_a_person(
    plans: dict[str, Plan], marks: dict, results: dict[str, dict[str, Result]]
) -> list[tuple[str, str, str]]:
    """Return what waits for a person as rows: assignment, question, how many answers, or whose notebooks.

    Parameters
    ----------
    plans, results
        By assignment; results then by student.
    marks
        What the grade book says, by assignment, student and grade id.
    """
    rows = []
    for assignment, plan in plans.items():
        titles = plan.titles
        for name in plan.points:
            if count := sum(mine[name].waits for mine in marks[assignment].values() if name in mine):
                rows.append((plan.title, titles[name], f"{count} to mark"))
        lost = [student for student, result in results.get(assignment, {}).items() if not result.readable]
        if lost:
            more = f" and {len(lost) - _SHOWN} more" if len(lost) > _SHOWN else ""
            rows.append((plan.title, "notebooks that could not be read", ", ".join(lost[:_SHOWN]) + more))
    return rows


def _statistics(report) -> dict:
    """Return what the page shows of item statistics."""

    def shown(number, form):
        return "" if number is None else format(number, form)

    if report is None:
        return {}
    rows = [
        {
            "title": each.title,
            "tried": said("{count} of {all}", count=each.tried, all=report.students),
            "share": shown(each.share, ".0%"),
            "rest": shown(each.rest, ".2f"),
            "flags": "; ".join(each.flags),
        }
        for each in report.items
    ]
    few = said("With fewer than {few} submissions there are counts only.", few=items.FEWEST)
    return {"rows": rows, "alpha": shown(report.alpha, ".2f"), "few": few if report.students < items.FEWEST else ""}


def page(
    plans: dict[str, Plan],
    results: dict[str, dict[str, Result]],
    problems: Sequence[Problem] = (),
    absent: Sequence[str] = (),
    reports: Any = None,
) -> str:
    """Return the summary of all assignments as HTML, in their language, or in English where they have several.

    Parameters
    ----------
    plans
        By assignment.
    results
        By assignment, then student.
    problems
        What could not be graded, or was graded with a doubt.
    absent
        Students of the roster of whom nothing came.
    reports
        Item statistics by assignment.
    """
    spoken = {plan.language for plan in plans.values()}
    language = spoken.pop() if len(spoken) == 1 else "en"
    with speaking(language):
        return _page(plans, results, problems, absent, reports, language)


def _page(plans, results, problems, absent, reports, language):
    summaries = []
    for assignment, graded in results.items():
        plan = plans[assignment]
        possible = sum(test.points for test in plan.tests.values())
        scores = [result.score for result in graded.values()]
        counts = histogram(scores, possible)
        widest = max([*counts, 1])
        waiting = sum(sum(result.essays.values()) + len(plan.tasks) * result.readable for result in graded.values())
        summaries.append(
            {
                "title": plan.title if plan.title == assignment else f"{plan.title} ({assignment})",
                **_statistics((reports or {}).get(assignment)),
                "told": _told(scores, possible, waiting),
                "histogram": [
                    {
                        "label": said("{low} to {high}", low=10 * n, high=10 * n + 10),
                        "count": count,
                        "width": round(70 * count / widest),
                    }
                    for n, count in enumerate(counts)
                ],
                "missed": missed(plan, graded),
                "remarks": [
                    {"student": student, "text": " ".join(result.notes)}
                    for student, result in sorted(graded.items())
                    if result.notes
                ],
            }
        )
    more = {"said": said, "language": tag(language), "statistics": _STATISTICS, "doubt": _DOUBT}
    return _template.render(summaries=summaries, problems=problems, absent=absent, **more)


def _told(scores, possible, waiting):
    """Return the line on a class: how many, how well, how much is to mark."""
    middle, half = (f"{mean(scores):.2f}", f"{median(scores):.2f}") if scores else ("-", "-")
    text = "{count} submissions; points from tests: mean {mean}, median {median}, of {possible}."
    told = said(text, count=len(scores), mean=middle, median=half, possible=f"{possible:g}")
    return f"{told} {said('{count} answers wait for a person.', count=waiting)}"
