import pytest

from coursegrader.authoring import copies, source
from coursegrader.errors import AuthoringErrors

from .. import samples

TEST_MARK = "grade: {id: test_gap, kind: test, points: 2}"
ANSWER_MARK = "grade: {id: gap, kind: answer}"


def broken(tmp_path, *changes, text=samples.COUNTING):
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    with pytest.raises(AuthoringErrors) as caught:
        source.read(samples.write(tmp_path, text))
    return str(caught.value)


def test_reads_marks_points_and_title(tmp_path):
    exercise = source.read(samples.write(tmp_path))
    assert (exercise.slug, exercise.title, exercise.lesson, exercise.points) == (
        "02_counting",
        "Counting people",
        2,
        13,
    )
    assert [mark.kind for mark in exercise.marks.values()] == ["answer", "test", "answer", "test", "essay"]


def test_a_place_names_cell_grade_id_and_line(tmp_path):
    path = samples.write(tmp_path)
    exercise = source.read(path)
    index = next(index for index, mark in exercise.marks.items() if mark.grade_id == "test_gap")
    place = exercise.place(index)
    assert place.startswith(f"cell {index + 1} (test_gap), line ")
    line = path.read_text("utf-8").split("\n")[int(place.rsplit(" ", 1)[1]) - 1]
    assert line.startswith("assert isinstance(gap_2020")


@pytest.mark.parametrize(
    ("old", "new", "problem", "remedy"),
    [
        (ANSWER_MARK, "grade: {kind: answer}", "has no id", "add one"),
        (ANSWER_MARK, "grade: {id: 'a b', kind: answer}", "'a b' is not allowed", "letters, digits"),
        (ANSWER_MARK, "grade: {id: test_gap, kind: answer}", "already the id of cell", "an id of its own"),
        (
            ANSWER_MARK,
            "grade: {id: variant, kind: answer}",
            "already the id of the cell of variants",
            "an id of its own",
        ),
        (ANSWER_MARK, "grade: gap", "grade is 'gap'", "write  grade: {id"),
        (ANSWER_MARK, "grade: {id: gap, kind: solution}", "kind is 'solution'", "answer, test, essay, task, readonly"),
        (ANSWER_MARK, "grade: {id: gap, kind: answer, points: 2}", "carries points (2)", "the test that follows"),
        (ANSWER_MARK, "grade: {id: gap, kind: answer, pionts: 2}", "unknown options: pionts", "known are"),
        (ANSWER_MARK, "nbgrader: {grade_id: gap}", "nbgrader's own metadata", "the short form"),
        (TEST_MARK, "grade: {id: test_gap, kind: test, points: two}", "points is 'two'", "a number above 0"),
        (TEST_MARK, "grade: {id: test_gap, kind: test, points: true}", "points is True", "a number above 0"),
        (TEST_MARK, "grade: {id: test_gap, kind: test, points: .nan}", "points is nan", "a number above 0"),
        (TEST_MARK, "grade: {id: test_gap, kind: test, points: -1}", "points is -1", "a number above 0"),
        (TEST_MARK, "grade: {id: test_gap, kind: test}", "points is None", "a number above 0"),
        (ANSWER_MARK, "grade: {id: gap, kind: answer, seconds: 0}", "seconds is 0", "at most 3600"),
        (ANSWER_MARK, "grade: {id: gap, kind: answer, seconds: long}", "seconds is 'long'", "at most 3600"),
        (
            TEST_MARK,
            "grade: {id: test_gap, kind: readonly}",
            "hidden tests stand in a cell that is no test",
            "mark the cell",
        ),
        (ANSWER_MARK, "tags: [a]", "a solution region stands in a cell that is no answer", "mark the cell"),
        ("    ### END SOLUTION\n", "", "BEGIN SOLUTION inside the region", "both marks"),
        ("### END HIDDEN TESTS\n", "", "BEGIN HIDDEN TESTS without END", "both marks"),
        ("### BEGIN HIDDEN TESTS\n", "", "END HIDDEN TESTS without BEGIN", "both marks"),
        ("assert isinstance(gap_2020", "assert isinstance((gap_2020", "does not compile", "correct the test"),
        ('"rubric": "R0"', '"rubric": "R9"', "rubric is 'R9'", "R0"),
        ('"points": 8', '"points": "8"', "points is '8'", "a number above 0"),
        ("lesson: 2", "lesson: two", "lesson is 'two'", "lesson: 2"),
        ("lesson: 2", "variants: {year: {choose: [1]}}", "at least two values", "choose"),
        ("lesson: 2", "variants: {a-b: {choose: [1, 2]}}", "no Python name", "choose"),
        ("How many million", "+++ million", "begins with +++", "another character"),
        ("title: Counting people", "title: [", "not YAML", "correct the block"),
    ],
)
def test_each_mistake_is_named_with_what_to_do(tmp_path, old, new, problem, remedy):
    message = broken(tmp_path, (old, new))
    assert "exercise.md" in message
    assert problem in message
    assert remedy in message


def test_an_empty_graded_text_cell_is_refused(tmp_path):
    start = samples.COUNTING.index("What would change")
    message = broken(tmp_path, (samples.COUNTING[start:], ""))
    assert '"id": "mind"' in message
    assert "the graded cell is empty" in message


def test_all_mistakes_are_reported_together(tmp_path):
    message = broken(tmp_path, (ANSWER_MARK, "grade: {kind: answer}"), (TEST_MARK, TEST_MARK.replace("2", "x")))
    assert "has no id" in message
    assert "points is 'x'" in message


def test_a_file_without_marks_or_code_is_refused(tmp_path):
    assert "no code cell" in broken(tmp_path, text="# Title\n")
    text = samples.HEAD + "---\n```{code-cell}\n1\n```\n"
    assert "no cell is graded" in broken(tmp_path, text=text)


def test_a_missing_file_and_a_wrong_encoding_are_named(tmp_path):
    with pytest.raises(AuthoringErrors, match="no such file"):
        source.read(tmp_path / "none.md")
    path = samples.write(tmp_path)
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(AuthoringErrors, match="not UTF-8"):
        source.read(path)


def test_seconds_of_a_cell_stand_in_the_instructor_copy_alone(tmp_path):
    text = samples.COUNTING.replace(ANSWER_MARK, "grade: {id: gap, kind: answer, seconds: 90}")
    exercise = source.read(samples.write(tmp_path, text))
    full, released = copies.instructor(exercise), copies.student(exercise)
    said = {cell.id: cell.metadata["coursegrader"] for cell in full.cells if "coursegrader" in cell.metadata}
    assert said == {"gap": {"seconds": 90}}
    assert "seconds" not in str(released)
