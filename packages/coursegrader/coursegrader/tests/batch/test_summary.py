import dataclasses

import nbformat

from coursegrader.batch import feedback, summary
from coursegrader.batch.gradebook import Mark
from coursegrader.runner import plan as plans
from coursegrader.runner.notebook import Result


def results():
    good = Result({"test_gap": 2.0, "test_shares": 3.0}, {"mind": True})
    half = Result({"test_gap": 2.0, "test_shares": 0.0}, {"mind": False}, {"test_shares": "Look <again>."})
    bad = Result({"test_gap": 0.0, "test_shares": 0.0}, {"mind": False}, {"test_shares": "Look <again>."}, ["<script>"])
    return {"ann": good, "bo": half, "<b>eve</b>": bad}


def test_histogram_counts_every_score_once():
    assert summary.histogram([0, 0.5, 1, 4.9, 5], 5) == [1, 1, 1, 0, 0, 0, 0, 0, 0, 2]
    assert summary.histogram([0.3], 1.0)[3] == 1
    assert sum(summary.histogram([0.0, 0.0], 0.0)) == 2


def test_the_questions_most_often_missed_come_first(plan):
    first, second = summary.missed(plan, results())
    assert first.title == "test_shares"  # no heading stands above it
    assert (first.name, first.count, first.percent, first.message) == ("test_shares", 2, 67, "Look <again>.")
    assert (second.name, second.count) == ("test_gap", 1)


def test_pages_escape_what_students_wrote(plan):
    page = summary.page({"02_counting": plan}, {"02_counting": results()})
    assert "Look &lt;again&gt;." in page
    assert "<script>" not in page
    assert "<b>eve" not in page
    assert "mean 2.33, median 2.00, of 5" in page
    assert "1 answers wait for a person" in page


def test_feedback_shows_no_script_and_no_hidden_test(plan, grader, released):
    released.put(
        "mind", "<script>alert(1)</script>\n\n**fine** <b onclick='x'>b</b> [l](javascript:alert(1)) ![i](http://x/y)"
    )
    released.put("gap", "print('</pre><script>alert(2)</script>')\nraise ValueError('<script>alert(3)</script>')")
    page = feedback.page(plan, "<i>eve</i>", grader.grade(released.bytes))
    assert "<script" not in page
    assert "<strong>fine</strong>" in page
    assert "<b onclick" not in page
    assert 'href="javascript' not in page
    assert "<img" not in page
    assert "<i>eve" not in page
    assert "339.1" not in page
    assert "name &#39;gap_2020&#39; is not defined" in page


def test_questions_are_called_by_the_heading_above_them(plan):
    notebook = nbformat.reads(plan.bundle.source, 4)
    notebook.cells[1:1] = [nbformat.v4.new_markdown_cell("## 1. The gap\n\n```\n## no heading\n```")]
    mind = next(cell for cell in notebook.cells if cell.id == "mind")
    mind.source = f"### 2. What would change it ###\n\n{mind.source}"
    titled = plans.read(dataclasses.replace(plan.bundle, source=nbformat.writes(notebook)), to_grade=False)
    names = {"test_gap": "1. The gap (1)", "test_shares": "1. The gap (2)", "mind": "2. What would change it"}
    assert (titled.title, titled.titles) == ("Counting people", names)
    page = feedback.page(titled, "ann", results()["ann"])
    assert "<h1>Counting people</h1>" in page and ">1. The gap (2)</a>" in page
    overview = summary.page({"02_counting": titled}, {"02_counting": results()})
    assert "<h2>Counting people (02_counting)</h2>" in overview and "1. The gap (2)" in overview


def test_what_needs_a_person_names_questions_and_unreadable_notebooks(plan):
    marks = {"ann": {"mind": Mark(waits=True), "test_gap": Mark(2.0)}, "bo": {"mind": Mark(waits=True)}}
    lost = {"ann": results()["ann"], "bo": Result({}, {}, readable=False)}
    rows = summary.needs_a_person({"a": plan}, {"a": marks}, {"a": lost})
    assert rows == [
        ("Counting people", "mind", "2 to mark"),
        ("Counting people", "notebooks that could not be read", "bo"),
    ]


def test_marks_and_comments_of_persons_stand_on_the_page(plan):
    said = "<script>a</script> **unit**"
    marks = {"test_gap": Mark(2.0), "test_shares": Mark(1.0, 1.0, comment=said), "mind": Mark(6.5, 6.5)}
    page = feedback.page(plan, "ann", results()["ann"], penalty=0.5, marks=marks)
    assert "9 of 13 points in all" in page.replace("\n", " ")
    assert "1 of 3" in page and "6.5 of 8" in page and "<strong>unit</strong>" in page and "<script" not in page
    assert feedback.is_ours(page) and not feedback.is_ours("<html>")
    waits = feedback.page(plan, "ann", results()["ann"], marks={**marks, "mind": Mark(waits=True)})
    assert "in all" not in waits and "Marked by a person." in waits
