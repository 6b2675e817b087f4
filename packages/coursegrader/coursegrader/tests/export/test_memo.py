"""Who has passed a memo: levels, total, and the two criteria that have a level of their own."""

import csv

import pytest
from click.testing import CliRunner

from coursegrader.authoring import builder, rubrics
from coursegrader.batch import gradebook
from coursegrader.commands import exercise
from coursegrader.export.memo import verdict
from coursegrader.runner import plan as plans
from coursegrader.runner.notebook import Result

from .. import samples

POINTS = {rubrics.criterion_id(row["name"]): row["points"] for row in rubrics.table()["memo"]["criteria"]}


def test_the_levels_of_the_rubric_are_complete():
    for row in rubrics.table()["memo"]["criteria"]:
        assert len(row["levels"]) == 4, row
        assert all(isinstance(text, str) for text in row["levels"])
    assert sum(POINTS.values()) == 100


@pytest.mark.parametrize(
    ("change", "score", "passed", "why"),
    [
        ({}, 100, True, ()),
        ({"evidence": 10}, 90, True, ()),
        ({"evidence": 9}, 89, False, ("Evidence at level 1.8, at least 2 is needed",)),
        ({"reproducibility": 2.5}, 92.5, False, ("Reproducibility at level 1, at least 2 is needed",)),
        ({name: points / 2 for name, points in POINTS.items()}, 50, True, ()),
        (
            {**{name: points / 2 for name, points in POINTS.items()}, "writing": 0},
            47.5,
            False,
            ("47.5 of at least 50",),
        ),
        ({"feasibility": None}, 90, None, ()),
    ],
)
def test_the_pass_rule(change, score, passed, why):
    found = verdict("ann", {**POINTS, **change})
    assert (found.score, found.passed) == (score, passed)
    assert all(told.startswith(wanted) for told, wanted in zip(found.reasons, why, strict=True))


def test_several_tests_share_a_criterion():
    points = {name: value for name, value in POINTS.items() if name != "reproducibility"}
    points |= {"reproducibility_start": 2.5, "reproducibility_text": 0.0, "reproducibility_model": 2.5}
    assert verdict("ann", points).levels["Reproducibility"] == 2


def test_verdicts_come_from_the_grade_book(tmp_path):
    text = samples.COUNTING.split("+++")[0].replace("test_gap", "reproducibility_gap")
    text = text.replace("test_shares", "reproducibility_shares").replace("points: 3", "points: 8")
    for row in rubrics.table()["memo"]["criteria"]:
        if row["name"] != "Reproducibility":
            mark = f'"id": "{rubrics.criterion_id(row["name"])}", "kind": "task", "points": {row["points"]}'
            text += f'\n+++ {{"grade": {{{mark}, "rubric": "memo", "criterion": "{row["name"]}"}}}}\n\n{row["name"]}.\n'
    built = builder.build(samples.write(tmp_path, text, "capstone"), tmp_path / "out")
    plan = plans.read(plans.bundle(built.folders["instructor"]))
    assert sum(plan.points.values()) == 100
    url, target = f"sqlite:///{tmp_path / 'book.db'}", tmp_path / "verdict.csv"
    tests = {"reproducibility_gap": 2.0, "reproducibility_shares": 8.0}
    with gradebook.opened(url) as book:
        gradebook.prepare(book, plan)
        for student in ("ann", "bo"):
            gradebook.post(book, plan, student, Result(dict(tests), {}))
        gradebook.post(book, plan, "chi", Result(dict.fromkeys(tests, 0.0), {}, readable=False))
        for grade in book.find_submission("capstone", "ann").notebooks[0].grades:
            if grade.name in plan.tasks:
                assert grade.needs_manual_grade
                grade.manual_score, grade.needs_manual_grade = plan.points[grade.name] * 0.75, False
        book.db.commit()
    said = CliRunner().invoke(exercise, ["verdict", "--gradebook", url, "--to", str(target)])
    assert said.output == f"1 passed, 0 not passed, 2 still to mark. Wrote {target}.\n"
    with target.open(newline="", encoding="utf-8") as file:
        rows = {row["student"]: row for row in csv.DictReader(file)}
    assert (rows["ann"]["score"], rows["ann"]["passed"], rows["ann"]["Evidence"]) == ("77.5", "yes", "3")
    assert (rows["bo"]["passed"], rows["bo"]["Reproducibility"], rows["bo"]["Evidence"]) == ("to mark", "4", "")
    assert rows["bo"]["why"].startswith("Question and reader is not marked; Evidence")
    assert rows["chi"]["passed"] == "to mark"  # a file that cannot be read goes to a person
    said = CliRunner().invoke(exercise, ["verdict", "midterm", "--gradebook", url, "--to", str(target)])
    assert "no assignment 'midterm'" in said.output
    assert "choose one of: capstone" in said.output
