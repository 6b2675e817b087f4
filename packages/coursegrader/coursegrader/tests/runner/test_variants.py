"""Variants are drawn for the identity of a submission, never for a number typed in it; one hidden test serves all."""

import nbformat
import pytest

from coursegrader.authoring import builder, copies, source, variants
from coursegrader.batch.grader import Grader
from coursegrader.runner import plan as plans

from .. import samples
from ..conftest import LIMITS

KEY = b"the key of this course"
HONEST = "next_year = year + 1\ngrown = 1 + rate"


@pytest.fixture(scope="module")
def exercise(tmp_path_factory):
    folder = tmp_path_factory.mktemp("variants")
    path = samples.write(folder, samples.VARIANTS, "03_variants")
    builder.build(path, folder)
    return source.read(path)


@pytest.fixture(scope="module")
def grader(exercise):
    folder = exercise.path.parents[2] / "instructor" / exercise.slug
    with Grader(plans.bundle(folder), limits=LIMITS, key=KEY) as running:
        yield running


def submission(exercise, answer, values=None, typed=None):
    notebook = copies.student(exercise, values=values)
    for cell in notebook.cells:
        if cell.id == "next":
            cell.source = answer
        if cell.id == variants.GRADE_ID and typed:
            cell.source = cell.source.replace('student = "1"', f"student = {typed!r}")
    return nbformat.writes(notebook).encode()


@pytest.mark.parametrize("student", ["ann", "bo", "chi", "dee", "eve"])
def test_a_program_is_right_for_every_student(exercise, grader, student):
    values = variants.draw(exercise.variants, exercise.slug, student, KEY)
    result = grader.grade(submission(exercise, HONEST, values), student)
    assert result.scores == {"test_next": 1.0}
    assert f"year = {values['year']}" in result.notebook


def test_a_typed_number_or_an_edited_cell_changes_nothing(exercise, grader):
    other = next(
        name
        for name in map(str, range(100))
        if variants.draw(exercise.variants, exercise.slug, name)["year"]
        != variants.draw(exercise.variants, exercise.slug, "ann", KEY)["year"]
    )
    year = variants.draw(exercise.variants, exercise.slug, other)["year"]
    fixed = f"next_year = {year + 1}\ngrown = 1 + rate"
    assert grader.grade(submission(exercise, HONEST, typed=other), "ann").scores == {"test_next": 1.0}
    assert grader.grade(submission(exercise, fixed, typed=other), "ann").scores == {"test_next": 0.0}
    forged = submission(exercise, fixed, values={"year": year, "rate": 0.02})
    assert grader.grade(forged, "ann").scores == {"test_next": 0.0}


def test_another_key_draws_other_numbers(exercise):
    drawn = [variants.draw(exercise.variants, exercise.slug, str(n), KEY) for n in range(50)]
    assert drawn != [
        variants.draw(exercise.variants, exercise.slug, str(n), b"another key altogether") for n in range(50)
    ]
