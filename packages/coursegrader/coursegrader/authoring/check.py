"""What must hold before a release: solutions earn all points, untouched copies none, tests give nothing away."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from os import PathLike
from typing import Any

from coursegrader.authoring import builder, copies, leaks, regions, source, trial, variants
from coursegrader.errors import AuthoringError, AuthoringErrors

DRAWS = 5  # students whose variants are tried


@dataclass(frozen=True)
class Report:
    """What a check found to be in order."""

    slug: str
    points: float
    tests: int
    essays: int
    draws: int
    hidden: int
    sandboxed: bool = True


def check(
    path: str | PathLike[str], *, language: str = "en", to_plain: Callable[[str], str] | None = None, course: Any = None
) -> Report:
    """Check one exercise from its author file.

    Raises
    ------
    AuthoringErrors
        With everything that does not hold.
    """
    exercise = source.read(path)
    draws: list[dict | None] = [None]
    if exercise.variants:
        draws = [variants.draw(exercise.variants, exercise.slug, f"check-{number}") for number in range(DRAWS)]
    errors: list[AuthoringError] = []
    for values in draws:
        results = builder.run_solution(exercise, language=language, course=course, values=values)
        errors += _printed(exercise, results)
    errors += _untouched(exercise, language, course)
    with tempfile.TemporaryDirectory(prefix="exercise-check-") as folder:
        made = builder.build(path, folder, language=language, to_plain=to_plain, course=course)  # refuses leaks
        graded = None if errors else _as_graded(exercise, made, errors)
    if errors:
        raise AuthoringErrors(list(dict.fromkeys(errors)))
    kinds = [mark.kind for mark in exercise.marks.values()]
    hidden = sum(bool(regions.bodies(cell.source, regions.HIDDEN_TESTS)) for cell in exercise.notebook.cells)
    tests, essays = kinds.count("test"), kinds.count("essay") + kinds.count("task")
    return Report(exercise.slug, exercise.points, tests, essays, len(draws), hidden, bool(graded))


def _as_graded(exercise, made, errors) -> bool:
    """Grade a perfect and an untouched submission as students' are graded; return whether this machine can do it.

    Tests then see answers as data, not as living objects: what cannot cross is found here and not in the exam.
    """
    from coursegrader.batch.grader import Grader
    from coursegrader.runner import bubblewrap, plan

    try:
        bubblewrap.require()
    except bubblewrap.NoSandbox:
        return False
    index_of = {mark.grade_id: index for index, mark in exercise.marks.items()}
    wanted = {mark.grade_id: mark.points for mark in exercise.marks.values() if mark.kind == "test"}
    files = {"solution": made.folders["solution"], "untouched": made.folders["student"]}
    with Grader(plan.bundle(made.folders["instructor"])) as grader:
        for kind, folder in files.items():
            result = grader.grade((folder / f"{exercise.slug}.ipynb").read_bytes(), "1")
            for grade_id, points in wanted.items():
                score, expected = result.scores[grade_id], points if kind == "solution" else 0.0
                if score != expected:
                    problem = f"in the sandbox the {kind} copy gets {score:g} of {points:g} points"
                    remedy = "let the test ask for plain data (numbers, text, tables, figures) or call a function"
                    told = f"{problem}: {result.messages.get(grade_id, 'no message')}"
                    errors.append(AuthoringError(exercise.path, exercise.place(index_of[grade_id]), told, remedy))
            for grade_id, answered in result.essays.items():
                if kind == "untouched" and answered:
                    problem, remedy = "an untouched essay counts as answered", "build the exercise again"
                    errors.append(AuthoringError(exercise.path, exercise.place(index_of[grade_id]), problem, remedy))
    return True


def _printed(exercise, results):
    scalars = {name: value for result in results for name, value in result["scalars"].items()}
    for index, mark in exercise.marks.items():
        if mark.kind == "test":
            for what in leaks.printed_answers(exercise, scalars, index):
                remedy = (
                    "say what to look at instead, or put the check among the hidden tests (or allow it: shows: [...])"
                )
                yield AuthoringError(exercise.path, exercise.place(index), f"the test prints an answer: {what}", remedy)


def _untouched(exercise, language, course):
    """Yield an error for each test that the student copy passes before anything is answered."""
    values = variants.draw(exercise.variants, exercise.slug, "1")
    released = copies.student(exercise, language=language, values=values if exercise.variants else None)
    full = copies.instructor(exercise, language=language, values=values)
    cells, tests, instructors = [], [], {cell.id: cell for cell in full.cells}
    for ours in released.cells:
        if ours.cell_type == "code":
            theirs = instructors[ours.id]
            entry = theirs.metadata.get("nbgrader", {})
            is_test = entry.get("grade") and not entry["solution"]
            tests.append(entry["grade_id"] if is_test else None)
            cells.append(theirs.source if is_test else ours.source)
    results = trial.run(cells, files=builder.travelling(exercise), path=[course] if course else [])
    index_of = {mark.grade_id: index for index, mark in exercise.marks.items()}
    for grade_id, result in zip(tests, results, strict=True):
        if grade_id and result["ok"]:
            where = exercise.place(index_of[grade_id])
            remedy = "test something that only an answer can give"
            yield AuthoringError(exercise.path, where, "the untouched student copy passes this test", remedy)
