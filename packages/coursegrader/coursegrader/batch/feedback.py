"""The page that goes back to a student: points and comments by question, what to look at, the notebook as it ran."""

from __future__ import annotations

from jinja2 import Environment
from markupsafe import Markup

from coursegrader.batch.gradebook import Mark
from coursegrader.runner import harmless
from coursegrader.runner.notebook import Result
from coursegrader.runner.plan import Plan
from coursegrader.words import said, speaking, tag

_PAGE = """\
<!doctype html>
<html lang="{{ language }}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<meta name="generator" content="coursegrader">
<title>{{ title }}: {{ student }}</title>
<style>
:root { color-scheme: light dark; --line: #8886; --soft: #8881; --bad: #b3261e; --good: #1b6e3c; }
@media (prefers-color-scheme: dark) { :root { --bad: #ff8a80; --good: #7fd6a0; } }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 50rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .35rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top; }
td.points { white-space: nowrap; }
pre { background: var(--soft); padding: .6rem; overflow-x: auto; font-size: .85rem; }
pre.output { border-left: 3px solid var(--line); background: none; }
pre.error { border-left: 3px solid var(--bad); background: none; }
.bad { color: var(--bad); } .good { color: var(--good); }
.comment { border-left: 3px solid var(--line); padding-left: .6rem; }
img { max-width: 100%; background: #fff; }
</style>
</head>
<body>
<main>
<h1>{{ title }}</h1>
<p>{{ student }}</p>
<p><strong>{{ said("{score} of {possible} points from tests.", score=score, possible=possible) }}</strong>
{% if open %}{{ said("{open} points are marked by a person.", open=open) }}{% endif %}
{% if total %}<strong>{{ said("{total} of {all} points in all.", total=total, all=all) }}</strong>{% endif %}</p>
{% if penalty %}<p class="bad">{{ said("Handed in late: {points} points are taken off.", points=penalty) }}</p>
{% endif %}{% for note in notes %}<p class="bad">{{ note }}</p>
{% endfor %}
<table>
<caption>{{ said("Points by question") }}</caption>
<thead><tr>{% for head in heads %}<th scope="col">{{ head }}</th>{% endfor %}</tr></thead>
<tbody>
{% for row in rows %}<tr><td><a href="#{{ row.id }}">{{ row.title }}</a></td>
<td class="points {{ row.mark }}">{{ row.points }}</td><td>{{ row.message }}
{% if row.comment %}<div class="comment">{{ row.comment }}</div>{% endif %}</td></tr>
{% endfor %}</tbody>
</table>
<h2>{{ said("Your notebook as it ran") }}</h2>
{{ body }}
</main>
</body>
</html>
"""
_NONE = Mark()
_template = Environment(autoescape=True, trim_blocks=False).from_string(_PAGE)


def is_ours(text: str) -> bool:
    """Whether a page is one of these; nbgrader's ``generate_feedback`` writes its own to the same place."""
    return '<meta name="generator" content="coursegrader">' in text[:1000]


def page(
    plan: Plan,
    student: str,
    result: Result,
    *,
    title: str = "",
    penalty: float = 0.0,
    marks: dict[str, Mark] | None = None,
) -> str:
    """Return the feedback page of one submission as HTML without scripts and without requests.

    Parameters
    ----------
    plan, student, result
        The assignment, whose submission, and what came of it.
    title
        The assignment's, by default the notebook's.
    penalty
        Points taken off for lateness.
    marks
        What persons have given and written, by grade id (:func:`coursegrader.batch.gradebook.marks`).
    """
    with speaking(plan.language):
        return _page(plan, student, result, title, penalty, marks or {})


def _page(plan, student, result, title, penalty, marks):
    rows, titles = [], plan.titles
    for grade_id, points in plan.points.items():
        given = marks.get(grade_id, _NONE)
        if given.manual is not None:
            shown, mark, message = (
                said("{score:g} of {points:g}", score=given.score, points=points),
                "",
                result.messages.get(grade_id, ""),
            )
        elif grade_id in plan.tests:
            score = result.scores.get(grade_id, 0.0)
            shown, mark = (
                said("{score:g} of {points:g}", score=score, points=points),
                "good" if score == points else "bad",
            )
            message = result.messages.get(grade_id, "" if score else said("No points."))
        else:
            answered = not result.readable or result.essays.get(grade_id, grade_id in plan.tasks)
            waits, none = said("of {points:g}", points=points), said("{score:g} of {points:g}", score=0, points=points)
            shown, mark = (waits, "") if answered else (none, "bad")
            message = said("Marked by a person.") if answered else said("No response.")
        comment = Markup(harmless.markdown(given.comment)) if given.comment else ""
        row = {"id": grade_id, "title": titles[grade_id], "points": shown, "mark": mark, "message": message}
        rows.append(row | {"comment": comment})
    possible = sum(test.points for test in plan.tests.values())
    everything = sum(plan.points.values())
    final = marks and not any(each.waits for each in marks.values())
    return _template.render(
        said=said,
        language=tag(plan.language),
        heads=(said("Question"), said("Points"), said("What to look at")),
        title=title or plan.title,
        student=student,
        score=f"{result.score:g}",
        possible=f"{possible:g}",
        open=f"{everything - possible:g}" if plan.essays or plan.tasks else "",
        total=f"{max(0.0, sum(each.score for each in marks.values()) - penalty):.4g}" if final else "",
        all=f"{everything:g}",
        notes=result.notes,
        penalty=f"{penalty:.2g}" if penalty else "",
        rows=rows,
        body=Markup(result.body),
    )
