"""What must hold before a release: solutions earn all points, untouched copies none, tests give nothing away."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass

from reformlab.grading.authoring import builder, copies, leaks, regions, source, trial, variants
from reformlab.grading.errors import AuthoringError, AuthoringErrors

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


def check(path, *, language: str = "en", to_plain=None, course=None) -> Report:
    """Check one exercise from its author file.

    Raises
    ------
    AuthoringErrors
        With everything that does not hold.
    """
    exercise = source.read(path)
    draws = [None]
    if exercise.variants:
        draws = [variants.draw(exercise.variants, exercise.slug, f"check-{number}") for number in range(DRAWS)]
    errors = []
    for values in draws:
        results = builder.run_solution(exercise, language=language, course=course, values=values)
        errors += _printed(exercise, results)
    errors += _untouched(exercise, language, course)
    with tempfile.TemporaryDirectory(prefix="exercise-check-") as folder:
        builder.build(path, folder, language=language, to_plain=to_plain, course=course)  # refuses leaks
    if errors:
        raise AuthoringErrors(dict.fromkeys(errors))
    kinds = [mark.kind for mark in exercise.marks.values()]
    hidden = sum(bool(regions.bodies(cell.source, regions.HIDDEN_TESTS)) for cell in exercise.notebook.cells)
    return Report(exercise.slug, exercise.points, kinds.count("test"), kinds.count("essay"), len(draws), hidden)


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
    cells, tests = [], []
    for ours, theirs in zip(released.cells, full.cells, strict=True):
        if ours.cell_type == "code":
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
