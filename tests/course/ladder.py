"""What an exercise of the second edition is counted by, and how its wrong answers and its figures are tried.

Functions that return complaints return all of them at once, so that a test can say `assert not ...`.
"""

import ast
import copy
import functools
import re
import textwrap
from collections import namedtuple
from dataclasses import replace

import nbformat
import yaml
from coursegrader.authoring import copies, messages, regions, trial, variants
from pybtex.database import parse_file

from .conftest import ROOT

POINTS, MOST_POINTS, OUTSIDE_ESSAYS = (28, 34), 3, 0.6
MINUTES, WIDTH = (100, 120), 100
WORKSHOP_POINTS, WORKSHOP_MINUTES = (22, 28), (60, 150)
FEWEST_WRONG = 8
#: Of essays: what a student writes, and so for whom.
KINDS = {
    *("data memo", "data card", "headlines", "correction", "reply to a reader", "answer to a meeting"),
    *("verdict", "referee report", "policy memo", "note to an office", "brief"),
}
_CITE = re.compile(r"\{cite(?::\w+)?\}`([^`]+)`")
_LABEL = re.compile(r"\[[OCEDM]\]")
_CRITERIA = re.compile(
    r"\bClaim (\d+(?:\.\d+)?)\b.*?\bevidence (\d+(?:\.\d+)?)\b.*?"
    r"\bopposing view (\d+(?:\.\d+)?)\b.*?\blimits (\d+(?:\.\d+)?)\b",
    re.S,
)
_NUMBER = re.compile(r"(?<![\w.,])[-\N{MINUS SIGN}]?\d+(?:,\d{3})*(?:\.\d+)?(?![\w,]?\d)")

Wrong = namedtuple("Wrong", "task slip code loses says")


def cells(exercise, *kinds):
    """Return (index, mark) of the marked cells of the kinds named."""
    return [(index, mark) for index, mark in exercise.marks.items() if mark.kind in kinds]


def solution_code(exercise):
    """Return the code of the model answers, without essays."""
    sources = [exercise.notebook.cells[index].source for index, _ in cells(exercise, "answer")]
    return "\n".join(body for source in sources for body in regions.bodies(source, regions.SOLUTION))


def tests_code(exercise):
    """Return the code of all tests, hidden parts too."""
    return "\n".join(exercise.notebook.cells[index].source for index, _ in cells(exercise, "test"))


def shape(exercise, *, workshop=False):
    """Say where points, minutes, lines or the last question are not as the form asks.

    A workshop is of another length, and does not end with the question of what would change one's mind.
    """
    notebook, meta = exercise.notebook, exercise.notebook.metadata
    found = []
    allowed, of_minutes = (WORKSHOP_POINTS, WORKSHOP_MINUTES) if workshop else (POINTS, MINUTES)
    if not allowed[0] <= exercise.points <= allowed[1]:
        found.append(f"{exercise.points:g} points; allowed: {allowed[0]} to {allowed[1]}")
    tests = [mark for _, mark in cells(exercise, "test")]
    found += [
        f"{mark.grade_id} has {mark.points:g} points; at most {MOST_POINTS}"
        for mark in tests
        if mark.points > MOST_POINTS
    ]
    by_machine = sum(mark.points for mark in tests)
    if by_machine < OUTSIDE_ESSAYS * exercise.points:
        found.append(f"{by_machine:g} of {exercise.points:g} points outside the essays; at least {OUTSIDE_ESSAYS:.0%}")
    last, said = exercise.marks.get(len(notebook.cells) - 1), notebook.cells[-1].source
    ends = last and (last.kind, last.points) == ("essay", 4) and "What would change your mind?" in said
    if not (ends or workshop):
        found.append("the last cell is not the essay 'What would change your mind?' with 4 points")
    said, counted = meta.get("minutes"), minutes(exercise)
    if not isinstance(said, int) or not of_minutes[0] <= said <= of_minutes[1]:
        found.append(f"minutes is {said!r}; allowed: {of_minutes[0]} to {of_minutes[1]}")
    elif abs(counted - said) > 0.25 * said:
        found.append(f"minutes is {said}, the count gives {counted:.0f}; allowed: within 25%")
    for index, cell in enumerate(notebook.cells):
        mark = exercise.marks.get(index)
        if cell.cell_type == "code" and not (mark and mark.kind == "test"):
            wide = [line for line in cell.source.splitlines() if len(line) > WIDTH]
            found += [f"{exercise.place(index)}: {len(line)} characters: {line}" for line in wide]
    return found


def minutes(exercise):
    """Return the minutes of an exercise: words / 200, a minute a line of solution, words asked for / 8."""
    texts = [cell.source for cell in exercise.notebook.cells if cell.cell_type == "markdown"]
    words = sum(len(regions.replace(text, regions.SOLUTION, None).split()) for text in texts)
    lines = sum(bool(line.strip()) for line in solution_code(exercise).splitlines())
    return words / 200 + lines + sum(essay_words(exercise).values()) / 8


def essay_words(exercise):
    """Map the essays to the words that they ask for: the first "200 words" or "80 to 120 words" of each."""
    found = {}
    for index, mark in cells(exercise, "essay"):
        text = regions.replace(exercise.notebook.cells[index].source, regions.SOLUTION, None)
        asked = re.search(r"(\d+)(?:(?: to |\s*[-\N{EN DASH}]\s*)(\d+))? words", text)
        if not asked:
            raise ValueError(f"{exercise.slug}: the essay {mark.grade_id} does not say how many words")
        found[mark.grade_id] = (int(asked[1]) + int(asked[2] or asked[1])) / 2
    return found


def tasks(exercise):
    """Say where tasks.yml has not one row for each answer and essay, in order, with minutes that add up.

    The row of an essay, except that of the last question, which is the same everywhere, names its kind, one of KINDS.
    """
    rows = yaml.safe_load(exercise.path.with_name("tasks.yml").read_text("utf-8"))
    wanted = [mark.grade_id for _, mark in cells(exercise, "answer", "essay")]
    found = []
    if [row.get("task") for row in rows] != wanted:
        found.append(f"the tasks are {[row.get('task') for row in rows]}; the exercise has {wanted}")
    written = {mark.grade_id for _, mark in cells(exercise, "essay")} - {"mind"}
    for row in rows:
        if row.get("kind", "") not in (KINDS if row["task"] in written else {""}):
            found.append(
                f"{row['task']}: kind is {row.get('kind')!r}; allowed for an essay: {', '.join(sorted(KINDS))}"
            )
        if (
            set(row) - {"kind"} != {"task", "tests", "minutes"}
            or not isinstance(row["minutes"], int)
            or row["minutes"] <= 0
        ):
            found.append(f"{row}: allowed: task, tests, minutes (a whole number above 0)")
        elif len(str(row["tests"]).split()) < 3:
            found.append(f"{row['task']}: what it tests is told in three words or more, not {row['tests']!r}")
    total, said = sum(row.get("minutes", 0) for row in rows), exercise.notebook.metadata.get("minutes")
    if not said or abs(total - said) > 0.1 * said:
        found.append(f"the minutes of the tasks add up to {total}, the exercise says {said}; allowed: within 10%")
    return found


def marking(exercise):
    """Say where a marking example is not for an essay, is out of other points, or does not add up."""
    points = {mark.grade_id: mark.points for _, mark in cells(exercise, "essay")}
    page = exercise.path.with_name("marking.md").read_text("utf-8")
    found, seen = [], []
    for part in re.split(r"^### ", page, flags=re.M)[1:]:
        head, _, body = part.partition("\n")
        read = re.fullmatch(r"([\w-]+): (\d+(?:\.\d+)?) of (\d+(?:\.\d+)?)", head.strip())
        if not read or read[1] not in points:
            found.append(f"### {head}: allowed: ### grade_id: X of Y, with one of {', '.join(points)}")
            continue
        grade_id, given, of = read[1], float(read[2]), float(read[3])
        seen.append(grade_id)
        if of != points[grade_id]:
            found.append(f"### {head}: the essay has {points[grade_id]:g} points")
        criteria = _CRITERIA.search(body)
        if not criteria:
            found.append(f"### {head}: no line 'Claim 1, evidence 1, opposing view 1, limits 1.'")
        else:
            each = [float(number) for number in criteria.groups()]
            if abs(sum(each) - given) > 1e-9:
                found.append(f"### {head}: the criteria add up to {sum(each):g}")
            found += [f"### {head}: {number:g} of {of / 4:g} for one criterion" for number in each if number > of / 4]
    found += [f"no marking example for {grade_id}" for grade_id in points if grade_id not in seen]
    return found + ["fewer than three marking examples"] * (len(seen) < 3)


def in_class(exercise):
    """Say where in_class.md is not one discussion, one group task with a sheet, and two polls of four options."""
    text = exercise.path.with_name("in_class.md").read_text("utf-8")
    parts = re.findall(r"^## (.+?)[ \t]*\n(.*?)(?=^## |\Z)", text, re.M | re.S)
    found = []
    if [title for title, _ in parts] != ["Discussion", "Group task", "Poll", "Poll"]:
        found.append(f"the headings are {[title for title, _ in parts]}; allowed: Discussion, Group task, Poll, Poll")
    for title, body in parts:
        options = re.findall(r"^(?:[-*]|[A-D][.)]|\d[.)]) \S", body, re.M)
        if "?" not in body and title != "Group task":
            found.append(f"{title}: no question")
        if title == "Discussion" and (len(_LABEL.findall(body)) < 2 or len(_CITE.findall(body)) < 2):
            found.append("Discussion: two answers need a label and a citation each")
        if title == "Group task" and not (options or re.search(r"^\|", body, re.M)):
            found.append("Group task: no sheet to fill, as a table or a list")
        if title == "Group task" and "15 minutes" not in body:
            found.append("Group task: it does not say '15 minutes'")
        if title == "Poll" and len(options) != 4:
            found.append(f"Poll: {len(options)} options; allowed: 4")
    known = parse_file(ROOT / "book" / "references.bib").entries
    cited = {key.strip() for keys in _CITE.findall(text) for key in keys.split(",")}
    found += [f"{key} is not in the bibliography" for key in sorted(cited) if key not in known]
    return found + ["Chinese text"] * bool(re.search(r"[\u4e00-\u9fff]", text))


def wrong(exercise):
    """Return the wrong answers of wrong.yml.

    Raises
    ------
    ValueError
        Naming the row, where a field is missing, unknown, or names no cell of the exercise.
    """
    rows = yaml.safe_load(exercise.path.with_name("wrong.yml").read_text("utf-8"))
    answers = {mark.grade_id for _, mark in cells(exercise, "answer")}
    tests = {mark.grade_id for _, mark in cells(exercise, "test")}
    for number, row in enumerate(rows, 1):
        if set(row) != set(Wrong._fields):
            raise ValueError(f"{exercise.slug}, row {number}: the fields are {list(row)}; allowed: {Wrong._fields}")
        if row["task"] not in answers:
            raise ValueError(f"{exercise.slug}, row {number}: task is {row['task']!r}; allowed: {sorted(answers)}")
        if not row["loses"] or not set(row["loses"]) <= tests:
            raise ValueError(f"{exercise.slug}, row {number}: loses is {row['loses']}; allowed: {sorted(tests)}")
    return [Wrong(**row) for row in rows]


def answered(exercise, task, code):
    """Return the exercise with other code between the solution marks of one answer cell.

    ``code`` is a text for a cell with one region, or a list with one text for each region; None keeps the solution.
    """
    (index,) = [index for index, mark in cells(exercise, "answer") if mark.grade_id == task]
    source = exercise.notebook.cells[index].source
    found = regions.find(source)
    parts = [code] if isinstance(code, str) else list(code)
    if len(parts) != len(found):
        raise ValueError(f"{exercise.slug}, {task}: {len(parts)} texts of code for {len(found)} solution regions")
    lines = source.split("\n")
    for region, part in reversed(list(zip(found, parts, strict=True))):
        if part is not None:
            lines[region.start + 1 : region.stop] = textwrap.indent(textwrap.dedent(part), region.indent).split("\n")
    return _with_source(exercise, index, "\n".join(lines))


def _with_source(exercise, index, source):
    notebook = copy.deepcopy(exercise.notebook)
    notebook.cells[index].source = source
    return replace(exercise, notebook=notebook)


def submission(exercise, values):
    """Return a solved notebook as a student hands it in."""
    return nbformat.writes(copies.solved(exercise, values=values)).encode()


def sentences(exercise, test, says):
    """Return what a test may say under an id of the messages."""
    (index,) = [index for index, mark in cells(exercise, "test") if mark.grade_id == test]
    return messages.said_under(says, exercise.notebook.cells[index].source, own=exercise.messages)


# Appended to the cell that draws: what a reader sees is the same, every call, colour and order another.
REDRAWN = """
def _redraw(ax):
    from matplotlib.ticker import AutoLocator, ScalarFormatter

    for each in [each for each in ax.collections if each.get_offset_transform().contains_branch(ax.transData)]:
        x, y = np.ma.asarray(each.get_offsets())[::-1].T
        each.remove()
        ax.plot(x, y, "D", color="black", label=each.get_label())
    cells = [(each, each.get_array()) for each in (*ax.images, *ax.collections) if np.ndim(each.get_array()) == 2]
    for each, array in cells:
        if each in list(ax.images):
            ax.pcolormesh(range(array.shape[1]), range(array.shape[0]), array, cmap="Greys")
            each.remove()
    for line in ax.lines:
        line.set_color("black")
    bars = [each for each in ax.containers if getattr(each, "orientation", None)]
    if bars and not ax.lines and not ax.collections and len({each.orientation for each in bars}) == 1:
        upright = bars[0].orientation == "vertical"
        ticks, words = (ax.get_xticks(), ax.get_xticklabels()) if upright else (ax.get_yticks(), ax.get_yticklabels())
        words, axes = [word.get_text() for word in words], (ax.xaxis, ax.yaxis)[:: 1 if upright else -1]
        for each in bars:
            for part in each.patches:
                part.set_bounds(part.get_y(), part.get_x(), part.get_height(), part.get_width())
                part.set_color("black")
            each.orientation = "horizontal" if upright else "vertical"
        axes[0].set_major_locator(AutoLocator())
        axes[0].set_major_formatter(ScalarFormatter())
        axes[1].set_ticks(ticks, words)
        ax.set(xlabel=ax.get_ylabel(), ylabel=ax.get_xlabel())
    title = [ax.get_title(place) for place in ("left", "center", "right")]
    for place in ("left", "center", "right"):
        ax.set_title("", loc=place)
    ax.set_title("".join(title), loc="right")


import numpy as np
_redraw({ax})
"""
EMPTIED = "\n{ax}.clear()\n"
UNLABELLED = """
for _place in ("left", "center", "right"):
    {ax}.set_title("", loc=_place)
{ax}.set(xlabel="", ylabel="")
{ax}.get_figure().suptitle("")
"""


def figures(exercise):
    """Map the name of each figure that tests read with `drawn` to its answer cell and to the tests that read it."""
    found = {}
    for index, mark in cells(exercise, "test"):
        for node in ast.walk(ast.parse(exercise.notebook.cells[index].source)):
            reader = getattr(node, "func", None)
            if not isinstance(reader, ast.Attribute) or getattr(reader.value, "id", "") != "drawn":
                continue
            if reader.attr == "words":  # counts those of a text
                continue
            if node.args and isinstance(node.args[0], ast.Name):
                found.setdefault(node.args[0].id, {}).setdefault(mark.grade_id, set()).add(reader.attr)
    drawing = {}
    for name, tests in found.items():
        before = min(index for index, mark in exercise.marks.items() if mark.grade_id in tests)
        making = [
            mark.grade_id
            for index, mark in cells(exercise, "answer")
            if index < before and name in stored(exercise.notebook.cells[index].source)
        ]
        if not making:
            raise ValueError(f"{exercise.slug}: no answer cell before {sorted(tests)} makes the figure {name}")
        drawing[name] = (making[-1], tests)
    return drawing


def drawn_otherwise(exercise, name, task, how):
    """Return the exercise with code after the cell that draws: REDRAWN, EMPTIED or UNLABELLED."""
    (index,) = [index for index, mark in cells(exercise, "answer") if mark.grade_id == task]
    return _with_source(exercise, index, exercise.notebook.cells[index].source + "\n" + how.replace("{ax}", name))


def kinds(exercise):
    """Return the kinds of the essays that tasks.yml names."""
    rows = yaml.safe_load(exercise.path.with_name("tasks.yml").read_text("utf-8"))
    return [row["kind"] for row in rows if "kind" in row]


def tables(code):
    """Return the tables of the course that code loads: the first arguments of `data.load`, `data.series` and others."""
    found = set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            owner, first = node.func.value, node.args[0]
            if isinstance(owner, ast.Name) and owner.id == "data" and isinstance(first, ast.Constant):
                found.add(first.value)
    return found


def code(exercise):
    """Return the code of a notebook, solutions and tests with it, and that of the script of its files."""
    sources = [cell.source for cell in exercise.notebook.cells if cell.cell_type == "code"]
    script = exercise.folder / "files.py"
    return "\n".join([*sources, script.read_text("utf-8") if script.exists() else ""])


def has_places(exercise, places):
    """Return whether an exercise works on single places: it loads their tables, or a file that names two of them."""
    if {"counties", "prefectures"} & tables(code(exercise)):
        return True
    for path in exercise.files:
        if path.suffix == ".csv" and path.name in _constants(exercise):
            words = set(re.findall(r"\b[A-Z]\w{3,}", path.read_text("utf-8-sig")))
            if len(words & places) >= 2:
                return True
    return False


def _constants(exercise):
    nodes = ast.walk(ast.parse(code(exercise)))
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def calls_from(exercise, module):
    """Return the names that a notebook imports from a module and calls."""
    nodes = list(ast.walk(ast.parse(code(exercise))))
    imported = {
        alias.asname or alias.name
        for node in nodes
        if isinstance(node, ast.ImportFrom) and node.module == module
        for alias in node.names
    }
    return {node.func.id for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)} & imported


def asked(source):
    """Return the names that an answer cell asks for: what it assigns or defines outside the solution, not inside."""
    return stored(regions.replace(source, regions.SOLUTION, "pass"))


def stored(source):
    """Return the names that code assigns, and those of its functions."""
    nodes = list(ast.walk(ast.parse(source)))
    assigned = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    return assigned | {node.name for node in nodes if isinstance(node, ast.FunctionDef)}


def printed(text):
    """Return the numbers that a text prints, except years and whole numbers of one or two digits."""
    found = {number.replace(",", "").replace("\N{MINUS SIGN}", "-") for number in _NUMBER.findall(text)}
    return sorted(float(number) for number in found if not re.fullmatch(r"-?\d{1,2}|(?:19|20)\d\d", number))


def copied(exercise, numbers, values, *, course=None):
    """Return the tests that a student passes who copies, for each number asked, the nearest one that a lesson prints.

    Only tests are returned all of whose answers are numbers: a table or a function cannot be copied from a page.

    Parameters
    ----------
    exercise : coursegrader.authoring.source.Exercise
    numbers : list of float
        What the lesson prints.
    values : dict
        The values of the variants of one student.
    """
    full = copies.instructor(exercise, values=values)
    codes = [cell for cell in full.cells if cell.cell_type == "code"]
    kinds = [_kind(cell) for cell in codes]
    sources = [regions.unmark(cell.source, regions.SOLUTION) for cell in codes]
    run = functools.partial(
        trial.run, files=[(path, path.name) for path in exercise.files], path=[course] if course else []
    )
    # No test is needed to learn the answers; that they pass all tests is tried elsewhere.
    ran = run([source for source, kind in zip(sources, kinds, strict=True) if kind != "test"])
    assert all(result["ok"] for result in ran), [result["error"] for result in ran if not result["ok"]]
    results, answers = iter(ran), {}
    for number, (cell, kind) in enumerate(zip(codes, kinds, strict=True)):
        result = next(results) if kind != "test" else None
        for name in stored(cell.source) if kind == "answer" else ():
            answers[name] = result["scalars"].get(name)
            if answers[name] is not None and _asked(answers[name]):
                nearest = min(numbers, key=lambda printed: abs(printed - answers[name]), default=None)
                sources[number] += f"\n{name} = {nearest!r}"
    candidates = []
    for number, (cell, kind) in enumerate(zip(codes, kinds, strict=True)):
        visible = {node.id for node in ast.walk(ast.parse(cell.source)) if isinstance(node, ast.Name)}
        read = [name for name in answers if name in visible] if kind == "test" else []
        if read and all(answers[name] is not None and _asked(answers[name]) for name in read):
            candidates.append(number)
    again = run(sources[: candidates[-1] + 1]) if candidates else []  # what comes after them decides nothing
    return [codes[number].metadata["nbgrader"]["grade_id"] for number in candidates if again[number]["ok"]]


def _kind(cell):
    entry = cell.metadata.get("nbgrader", {})
    if entry.get("grade") and not entry.get("solution"):
        return "test"
    return "answer" if entry.get("solution") and not entry.get("grade") else ""


def _asked(number):
    """Return whether a number can be told from others of a page: no year, no small whole number."""
    return not (float(number).is_integer() and (abs(number) < 100 or 1900 <= number < 2100))


def draws(exercise, students, key):
    """Return the values of the variants of some students; one draw without values where there are no variants."""
    names = students if exercise.variants else students[:1]
    return [variants.draw(exercise.variants, exercise.slug, name, key) if exercise.variants else None for name in names]
