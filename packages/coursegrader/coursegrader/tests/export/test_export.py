"""The files for Canvas and Moodle, from a real grade book."""

import csv
import datetime
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from coursegrader.batch import gradebook
from coursegrader.commands import exercise
from coursegrader.export import CanvasExport, MoodleExport
from coursegrader.runner.notebook import Result

PEOPLE = {
    "ann": {"first_name": "Ann", "last_name": "Zhou", "email": "ann@example.org", "lms_user_id": "901"},
    "bo": {"first_name": "Bo", "last_name": "Älv", "email": "bo@example.org"},
    "chi": {"last_name": "=HYPERLINK(1)"},
}


@pytest.fixture(scope="module")
def url(tmp_path_factory, plan):
    url = f"sqlite:///{tmp_path_factory.mktemp('book') / 'gradebook.db'}"
    results = {
        "ann": Result({"test_gap": 2.0, "test_shares": 3.0}, {"mind": False}),
        "bo": Result({"test_gap": 1.0 / 3, "test_shares": 0.0}, {"mind": False}),
    }
    with gradebook.opened(url) as book:
        gradebook.prepare(book, plan, due="2027-03-01 10:00 UTC")
        for student, result in results.items():
            gradebook.post(
                book, plan, student, result, when=datetime.datetime(2027, 3, 1, 10, 0, 1), person=PEOPLE[student]
            )
        book.update_or_create_student("chi", **PEOPLE["chi"])
        gradebook.penalize(book, plan, percent_per_day=20)
    return url


def rows(path, **more):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.reader(file, **more))


def test_canvas(url, tmp_path):
    target = tmp_path / "canvas.csv"
    with gradebook.opened(url) as book:
        CanvasExport(to=str(target), assignments={"02_counting": ["Counting people", "4711"]}, section="A").export(book)
    assert rows(target) == [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Counting people (4711)"],
        ["    Points Possible", "", "", "", "", "13.00"],
        ["'=HYPERLINK(1)", "", "chi", "chi", "A", ""],
        ["Zhou, Ann", "901", "ann", "ann", "A", "4.00"],
        ["Älv, Bo", "", "bo", "bo", "A", "0.27"],
    ]


def test_moodle(url, tmp_path):
    target = tmp_path / "moodle.csv"
    with gradebook.opened(url) as book:
        MoodleExport(to=str(target), separator=";").export(book)
        assert rows(target, delimiter=";") == [
            ["idnumber", "02_counting"],
            ["chi", "-"],
            ["ann", "4.00"],
            ["bo", "0.27"],
        ]
        MoodleExport(to=str(target), key="email", student=["ann"]).export(book)
        assert rows(target) == [["email", "02_counting"], ["ann@example.org", "4.00"]]
        with pytest.raises(ValueError, match="no email address of: chi"):
            MoodleExport(to=str(target), key="email").export(book)


def test_the_command(url, tmp_path):
    def run(*words):
        return CliRunner().invoke(exercise, ["export", *words, "--gradebook", url, "--to", str(tmp_path / "out.csv")])

    assert run("canvas", "--title", "02_counting=Counting=7").exit_code == 0
    assert rows(tmp_path / "out.csv")[0][-1] == "Counting (7)"
    assert run("moodle", "--by", "username").exit_code == 0
    assert rows(tmp_path / "out.csv")[0] == ["username", "02_counting"]
    assert run("csv").exit_code == 0
    assert "late_submission_penalty" in rows(tmp_path / "out.csv")[0]
    assert "write NAME=TITLE=ID" in run("canvas", "--title", "x").output
    assert "no email address of: chi" in run("moodle", "--by", "email").output


def test_a_penalty_never_makes_a_score_negative():
    from coursegrader.export.scores import scores

    student = SimpleNamespace(id="ann", last_name=None, first_name=None)
    submission = SimpleNamespace(student=student, score=1.0, late_submission_penalty=5.0)
    book = SimpleNamespace(
        assignments=[SimpleNamespace(name="a")], students=[student], assignment_submissions=lambda name: [submission]
    )
    assert [row for _, row in scores(book)] == [{"a": 0.0}]


def test_scores_by_question_are_in_every_export(url, tmp_path):
    def run(system):
        words = ["export", system, "--by-question", "--gradebook", url, "--to", str(tmp_path / "out.csv")]
        done = CliRunner().invoke(exercise, words)
        assert done.exit_code == 0, done.output
        return rows(tmp_path / "out.csv")

    names = ["02_counting", "02_counting: mind", "02_counting: test_gap", "02_counting: test_shares"]
    canvas = run("canvas")
    assert canvas[0][5:] == names
    assert canvas[1][5:] == ["13.00", "8.00", "2.00", "3.00"]
    ann, bo = ["4.00", "0.00", "2.00", "3.00"], ["0.27", "0.00", "0.33", "0.00"]
    assert [row[5:] for row in canvas[2:]] == [["", "", "", ""], ann, bo]
    moodle = run("moodle")
    assert moodle[0] == ["idnumber", *names]
    assert moodle[1] == ["chi", "-", "-", "-", "-"]
    assert moodle[2] == ["ann", *ann]
    head, *body = run("csv")
    found = [dict(zip(head, row, strict=True)) for row in body]
    assert [(row["student_id"], row["question"], row["score"], row["max_score"]) for row in found] == [
        ("ann", "mind", "0", "8"),
        ("ann", "test_gap", "2", "2"),
        ("ann", "test_shares", "3", "3"),
        ("bo", "mind", "0", "8"),
        ("bo", "test_gap", "0.333333", "2"),
        ("bo", "test_shares", "0", "3"),
    ]
    assert {row["waits_for_a_person"] for row in found} == {"no"}
