from coursegrader.batch import feedback, summary
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
