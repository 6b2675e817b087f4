"""Exercises of the second edition: their form, their wrong answers, their figures drawn otherwise, their files."""

import re
import shutil
import subprocess
import sys
from collections import Counter

import pytest
from coursebook.notebooks import to_plain_markdown
from coursegrader.authoring import builder, regions, source
from coursegrader.batch.grader import Grader
from coursegrader.runner import plan as plans

from reformlab import data

from . import ladder
from .conftest import LESSONS, ROOT
from .withheld import OF_LESSONS, WORKSHOPS

#: Lessons whose exercise is still of the first edition. Whoever rewrites one takes its number out; the set ends empty.
FIRST_EDITION = set()
KEY = b"a key for the tests of the course"
SECOND = [path for path in OF_LESSONS if int(path.parent.name[:2]) not in FIRST_EDITION]
FORMED = [*SECOND, *WORKSHOPS]


@pytest.fixture(scope="module", params=FORMED, ids=[path.parent.name for path in FORMED])
def exercise(request):
    return source.read(request.param)


@pytest.fixture(scope="module")
def grader(exercise, tmp_path_factory):
    folder = tmp_path_factory.mktemp("copies")
    made = builder.build(exercise.path, folder, to_plain=to_plain_markdown, course=ROOT)
    with Grader(plans.bundle(made.folders["instructor"]), key=KEY) as running:
        yield running


@pytest.fixture(scope="module")
def grade(exercise, grader):
    """A function that grades a solved copy of a changed exercise for a student: the result, and what is lost."""
    full = {grade_id: test.points for grade_id, test in grader.plan.tests.items()}

    def run(changed, student="ann"):
        (values,) = ladder.draws(exercise, [student], KEY)
        result = grader.grade(ladder.submission(changed, values), student)
        return result, {grade_id for grade_id, score in result.scores.items() if score < full[grade_id]}

    return run


def test_what_is_still_of_the_first_edition_is_a_lesson():
    lessons = {int(path.parent.name[:2]) for path in OF_LESSONS}
    assert lessons >= FIRST_EDITION


def test_points_minutes_lines_and_the_last_question(exercise):
    assert not ladder.shape(exercise, workshop=exercise.path in WORKSHOPS)


def test_every_task_says_what_it_tests_and_how_long_it_takes(exercise):
    assert not ladder.tasks(exercise)


def test_marking_examples_add_up(exercise):
    assert not ladder.marking(exercise)


@pytest.mark.parametrize("path", SECOND, ids=[path.parent.name for path in SECOND])
def test_there_is_material_for_the_class(path):
    assert not ladder.in_class(source.read(path))


def test_the_files_come_from_the_script_beside_them(exercise, tmp_path):
    shipped = {path.name: path.read_bytes() for path in exercise.files}
    script = exercise.folder / "files.py"
    assert script.exists() == bool(shipped)
    if shipped:
        (tmp_path / "files").mkdir()
        shutil.copy(script, tmp_path)
        done = subprocess.run([sys.executable, "files.py"], cwd=tmp_path, capture_output=True, encoding="utf-8")
        assert done.returncode == 0, done.stderr
        made = {path.name: path.read_bytes() for path in (tmp_path / "files").iterdir()}
        assert sorted(made) == sorted(shipped)
        assert not [name for name in made if made[name] != shipped[name]]


def test_a_wrong_answer_loses_its_points_and_is_told_why(exercise, grade):
    rows, said = ladder.wrong(exercise), []
    assert len(rows) >= ladder.FEWEST_WRONG
    faults = []
    for number, row in enumerate(rows, 1):
        result, lost = grade(ladder.answered(exercise, row.task, row.code))
        first = row.loses[0]
        said.append(result.messages.get(first, ""))
        if lost != set(row.loses):
            faults.append(f"row {number} ({row.slip}) loses {sorted(lost)}, not {sorted(row.loses)}: {result.messages}")
        elif said[-1] not in ladder.sentences(exercise, first, row.says):
            faults.append(f"row {number} ({row.slip}): {first} does not say {row.says!r} but {said[-1]!r}")
    assert not faults, "\n".join(faults)
    assert len(set(said)) == len(said), f"two wrong answers are told the same: {sorted(said)}"
    assert sum(row.says == "wrong_value" for row in rows) <= 2


def test_a_figure_counts_by_what_it_shows(exercise, grade):
    figures = ladder.figures(exercise)
    assert figures or exercise.path in WORKSHOPS, "no test reads a figure with reformlab.style.drawn"
    assert not figures or {"points", "lines", "segments", "bars", "grid", "marks"} & {
        reader for _, tests in figures.values() for readers in tests.values() for reader in readers
    }
    for name, (task, tests) in figures.items():
        _, lost = grade(ladder.drawn_otherwise(exercise, name, task, ladder.REDRAWN))
        assert not lost, f"{name} drawn by other calls, in other colours, in another order loses {sorted(lost)}"
        _, lost = grade(ladder.drawn_otherwise(exercise, name, task, ladder.EMPTIED))
        assert lost >= set(tests), f"{name} without anything in it keeps {sorted(set(tests) - lost)}"
        _, lost = grade(ladder.drawn_otherwise(exercise, name, task, ladder.UNLABELLED))
        assert lost & set(tests), f"{name} without labels and title loses nothing"


# The measures of the whole course grow as the set above shrinks.

COUNTS = {
    "a raw file or a merge": (
        12,
        lambda e: bool(e.files) or bool(re.search(r"\.(?:merge|join)\(", ladder.solution_code(e))),
    ),
    "a simulation, a bootstrap or a run of the Reform Lab": (
        8,
        lambda e: bool(re.search(r"default_rng|reformlab\.lab\b", "\n".join(map(_source, e.notebook.cells)))),
    ),
    "variants": (12, lambda e: bool(e.variants)),
}


def _source(cell):
    return cell.source if cell.cell_type == "code" else ""


@pytest.mark.parametrize("what", COUNTS)
def test_enough_exercises_have(what):
    fewest, has = COUNTS[what]
    having = [path.parent.name for path in SECOND if has(source.read(path))]
    assert len(having) >= fewest - len(FIRST_EDITION), f"{what}: {having}"


def test_the_reform_lab_is_used_in_the_second_half():
    second_half = [source.read(path) for path in SECOND if path.parent.name >= "09"]
    runs = [exercise.slug for exercise in second_half if ladder.calls_from(exercise, "reformlab.lab")]
    assert len(runs) >= 3 - len({lesson for lesson in FIRST_EDITION if lesson >= 9}), runs


def test_single_places_are_the_matter_of_at_least_eight():
    known = {name for table in ("counties", "prefectures") for name in data.load(table)["name"].dropna()}
    known |= {
        re.sub("[\u5e02\u53bf\u533a]$", "", name) for name in known
    }  # without the word for city, county, district
    told = [
        pair for path in LESSONS for pair in re.findall(r"([A-Z]\w{3,}) \(([\u4e00-\u9fff]+)", path.read_text("utf-8"))
    ]
    places = {english for english, chinese in told if chinese in known} - set(data.load("province_units")["province"])
    assert {"Hegang", "Gushi", "Kunshan", "Hefei"} <= places
    having = [path.parent.name for path in SECOND if ladder.has_places(source.read(path), places)]
    assert len(having) >= 8 - len(FIRST_EDITION), having


def test_essays_differ_in_kind():
    counts = Counter(kind for path in SECOND for kind in ladder.kinds(source.read(path)))
    assert counts.total() == len(SECOND)
    assert len(counts) >= 5 and max(counts.values()) <= 5, counts
    assert {"data memo", "reply to a reader", "referee report", "brief", "correction"} <= set(counts)


# What follows breaks a small exercise and expects the complaint.

SMALL = """\
---
jupytext: {text_representation: {extension: .md, format_name: myst}}
kernelspec: {name: python3, display_name: Python 3, language: python}
title: Small
minutes: 110
messages: {en: {zero: "{name} should not be 0."}}
---
# Small

```{code-cell}
import matplotlib.pyplot as plt
from reformlab.style import drawn
```

```{code-cell}
---
grade: {id: number, kind: answer}
---
def half(x):
    ### BEGIN SOLUTION
    return x / 2
    ### END SOLUTION


number = ax = None
### BEGIN SOLUTION
number = half(123.4)
fig, ax = plt.subplots()
ax.bar(["a", "b"], [3, 4])
ax.set(xlabel="who", ylabel="how many", title="A title of four words")
### END SOLUTION
```

```{code-cell}
---
grade: {id: test_number, kind: test, points: 2}
---
assert number != 0, say("zero", name="number")
### BEGIN HIDDEN TESTS
assert abs(number - 61.7) < 0.01, say("wrong_value", name="number")
### END HIDDEN TESTS
```

```{code-cell}
---
grade: {id: test_bars, kind: test, points: 2}
---
assert list(drawn.bars(ax).length) == [3, 4], say("zero", name="ax")
```

+++ {"grade": {"id": "mind", "kind": "essay", "points": 4, "rubric": "R0", "full_marks": "x"}}

## What would change your mind?

Write 80 to 120 words.
"""
MARKING = """\
## Marking examples

Fictional.

### mind: 2.5 of 4

> A.

Claim 1, evidence 0.5 (one thing, not two), opposing view 1, limits 0.

### mind: 0 of 4

> B.

Claim 0, evidence 0, opposing view 0, limits 0.

### mind: 4 of 4

> C.

Claim 1, evidence 1, opposing view 1, limits 1.
"""
IN_CLASS = """\
## Discussion

Is it so? Yes {cite:p}`an2024local`. [E] No {cite:p}`plan2014`. [O]

## Group task

You have 15 minutes.

| Place | Number |
|---|---|
|  |  |

## Poll

Which?

- one
- two
- three
- four

The first is right.

## Poll

Which then?

- one
- two
- three
- four

None is right.
"""


@pytest.fixture
def small(tmp_path):
    """A function that writes a small exercise, its files changed as asked, and reads it."""

    def write(change=lambda text: text, **files):
        path = tmp_path / "01_small" / "exercise.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(change(SMALL), "utf-8")
        for name, text in files.items():
            path.with_name(name.replace("_yml", ".yml").replace("_md", ".md")).write_text(text, "utf-8")
        return source.read(path)

    return write


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("2 of", "2 of", None),
        ("2.5 of 4", "2 of 4", "add up to 2.5"),
        ("0 of 4", "0 of 8", "the essay has 4 points"),
        ("mind: 0", "heart: 0", "allowed: ### grade_id"),
        (
            "Claim 1, evidence 1, opposing view 1, limits 1.",
            "Claim 2, evidence 1, opposing view 1, limits 0.",
            "2 of 1",
        ),
        ("### mind: 4 of 4", "### Good", "fewer than three"),
        ("Claim 0, evidence 0", "Nothing", "no line 'Claim"),
    ],
)
def test_a_marking_example_that_does_not_add_up_is_named(small, old, new, said):
    found = ladder.marking(small(marking_md=MARKING.replace(old, new)))
    assert found == [] if said is None else any(said in fault for fault in found)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("", "", None),
        ("- four\n", "", "3 options"),
        ("## Group task", "## Groups", "the headings are"),
        ("15 minutes", "time", "15 minutes"),
        ("{cite:p}`plan2014`", "", "a citation each"),
        ("plan2014", "nobody1900", "nobody1900 is not in the bibliography"),
        ("|", " ", "no sheet"),
        ("Which then?", "Which then.", "no question"),
        ("None is", "\N{CJK UNIFIED IDEOGRAPH-4E2D} is", "Chinese"),
    ],
)
def test_a_gap_in_the_material_for_the_class_is_named(small, old, new, said):
    found = ladder.in_class(small(in_class_md=IN_CLASS.replace(old, new) if old else IN_CLASS))
    assert found == [] if said is None else any(said in fault for fault in found)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda text: text, "8 points; allowed: 28 to 34"),
        (lambda text: text.replace("kind: test, points: 2", "kind: test, points: 5"), "5 points; at most 3"),
        (lambda text: text, "4 of 8 points outside the essays"),
        (lambda text: text.replace("change your mind", "move you"), "the last cell"),
        (lambda text: text.replace("minutes: 110", "minutes: 90"), "allowed: 100 to 120"),
        (lambda text: text, "the count gives 18"),
        (lambda text: text.replace("half(123.4)", "half(123.4)" + " " * 90 + "# wide"), "characters"),
    ],
)
def test_a_form_that_is_not_kept_is_named(small, change, said):
    assert any(said in fault for fault in ladder.shape(small(change)))


def test_tasks_have_one_row_each_and_minutes_that_add_up(small):
    good = "- {task: number, tests: halves a number, minutes: 90}\n- {task: mind, tests: says a doubt, minutes: 20}\n"
    assert ladder.tasks(small(tasks_yml=good)) == []
    assert "the exercise has ['number', 'mind']" in ladder.tasks(small(tasks_yml=good.partition("\n")[0]))[0]
    assert "add up to 50" in ladder.tasks(small(tasks_yml=good.replace("90", "30")))[0]
    assert "three words" in ladder.tasks(small(tasks_yml=good.replace("halves a number", "halves")))[0]
    assert (
        "allowed: task, tests, minutes" in ladder.tasks(small(tasks_yml=good.replace("tests: says", "test: says")))[0]
    )


def test_an_essay_names_its_kind_and_nothing_else_does(small):
    text = SMALL.replace('"id": "mind"', '"id": "note"')
    row = "- {{task: number, tests: halves a number, minutes: 90{}}}\n"
    row += "- {{task: note, {}tests: says a doubt, minutes: 20}}\n"
    assert ladder.tasks(small(lambda _: text, tasks_yml=row.format("", "kind: brief, "))) == []
    assert ladder.kinds(small(lambda _: text, tasks_yml=row.format("", "kind: brief, "))) == ["brief"]
    for good, bad, said in (
        ("", "", "kind is None"),
        ("", "kind: essay, ", "kind is 'essay'"),
        (", kind: brief", "kind: brief, ", "number: kind"),
    ):
        assert any(said in fault for fault in ladder.tasks(small(lambda _: text, tasks_yml=row.format(good, bad))))


def test_what_an_exercise_works_on_is_read_from_its_code(small):
    loads = 'data.load("prefectures"); data.load("provinces")'
    assert ladder.tables(loads + '; other.load("counties")') == {"prefectures", "provinces"}
    assert not ladder.has_places(small(), {"Hefei", "Longgang"})
    assert ladder.has_places(small(lambda text: text.replace("number = half(123.4)", loads)), set())
    lab = "from reformlab.lab import China2020\nnumber = half(123.4)"
    assert not ladder.calls_from(small(lambda text: text.replace("number = half(123.4)", lab)), "reformlab.lab")
    called = small(lambda text: text.replace("number = half(123.4)", lab + "\nChina2020()"))
    assert ladder.calls_from(called, "reformlab.lab") == {"China2020"}


def test_code_goes_between_the_solution_marks_of_its_cell(small):
    exercise = small()
    changed = ladder.answered(exercise, "number", ["return 2 * x", None])
    (index,) = [index for index, mark in exercise.marks.items() if mark.grade_id == "number"]
    before, after = exercise.notebook.cells[index].source, changed.notebook.cells[index].source
    assert regions.bodies(after, regions.SOLUTION) == ["    return 2 * x", regions.bodies(before, regions.SOLUTION)[1]]
    with pytest.raises(ValueError, match="1 texts of code for 2 solution regions"):
        ladder.answered(exercise, "number", "number = 0")
    for row, said in ((("half", ["test_number"]), "task is 'half'"), (("number", ["test_half"]), "loses is")):
        text = f"- {{task: {row[0]}, slip: s, code: c, loses: [{row[1][0]}], says: zero}}"
        with pytest.raises(ValueError, match=said):
            ladder.wrong(small(wrong_yml=text))
    with pytest.raises(ValueError, match="the fields are"):
        ladder.wrong(small(wrong_yml="- {task: number}"))
    assert ladder.sentences(exercise, "test_number", "zero") == ["number should not be 0."]


def test_a_figure_is_found_emptied_and_drawn_otherwise(small, tmp_path):
    exercise = small()
    assert ladder.figures(exercise) == {"ax": ("number", {"test_bars": {"bars"}})}
    made = builder.build(exercise.path, tmp_path / "made", course=ROOT)
    with Grader(plans.bundle(made.folders["instructor"]), key=KEY) as running:
        scores = {}
        for how in (ladder.REDRAWN, ladder.EMPTIED, ladder.UNLABELLED):
            changed = ladder.drawn_otherwise(exercise, "ax", "number", how)
            scores[how] = running.grade(ladder.submission(changed, None)).scores["test_bars"]
    assert list(scores.values()) == [2, 0, 2]


@pytest.mark.parametrize(("text", "lost"), [("It is 61.70 or 5.", ["test_number"]), ("It is 61.5 or 1961.", [])])
def test_a_number_that_the_lesson_prints_can_be_copied(small, text, lost):
    assert ladder.copied(small(), ladder.printed(text), None, course=ROOT) == lost
