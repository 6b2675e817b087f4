"""Marks, levels and comments in the grade book's own database."""

import pytest

from coursegrader.batch import course as courses
from coursegrader.errors import GradingError
from coursegrader.marking.desk import Conflict

ESSAYS = {"ann": "A series.", "bo": " a  SERIES.", "cy": "Something longer. " * 30, "di": "Something longer. " * 30}


def entries(desk):
    return desk.question("02_counting", "mind")["entries"]


def give(desk, entry, level, comment=""):
    desk.mark("02_counting", "mind", entry["ids"], entry["seen"], level=level, comment=comment)


def test_questions_are_named_by_their_titles_and_tests_only_if_they_wait(make):
    overview = make(ESSAYS).desk().overview()
    assert [(row["question"], row["waits"], row["points"]) for row in overview] == [("mind", 4, 8), ("writing", 4, 5)]


def test_answers_come_without_names_and_equal_short_ones_together(make):
    made = make({f"student-{name}": essay for name, essay in ESSAYS.items()})
    found = made.desk().question("02_counting", "mind")
    assert sorted(len(entry["ids"]) for entry in found["entries"]) == [1, 1, 2]
    assert "student-" not in str(found)
    assert "A published series by place of residence" in found["scheme"]
    assert [(row["level"], row["points"]) for row in found["levels"]] == [(4, 8), (3, 6), (2, 4), (1, 2), (0, 0)]


def test_a_mark_goes_to_all_equal_answers_and_its_comment_is_kept(make):
    made = make(ESSAYS)
    desk = made.desk(marker="mia")
    (both,) = (entry for entry in entries(desk) if len(entry["ids"]) == 2)
    give(desk, both, 3, "Name the source.\nAnd the year.")
    assert {name: made.scores()[name] for name in ("ann", "bo", "cy")} == {
        "ann": (6.0, "Name the source.\nAnd the year.", False),
        "bo": (6.0, "Name the source.\nAnd the year.", False),
        "cy": (None, "", True),
    }
    long = next(entry for entry in entries(desk) if entry["waits"])
    give(desk, long, 1, "And the year.")
    assert made.desk().question("02_counting", "mind")["comments"] == ["And the year.", "Name the source."]


def test_changed_points_reach_exactly_the_answers_that_carry_the_level(make):
    made = make({**ESSAYS, "eve": "Other.", "fay": "Another."})
    desk = made.desk()
    for entry in entries(desk):
        if entry["answer"] and any(word in entry["answer"] for word in ("eries", "SERIES", "Other", "Another")):
            give(desk, entry, 3 if "eries" in entry["answer"] or "SERIES" in entry["answer"] else 2)
    from coursegrader.batch import gradebook

    with gradebook.opened(made.url) as book:  # eve's mark is changed in formgrader: it carries the level no more
        book.find_grade("mind", "02_counting", "02_counting", "eve").manual_score = 4.5
        book.db.commit()
    assert desk.change_level("02_counting", "mind", 2, points=5, label="fair") == 1
    assert desk.change_level("02_counting", "mind", 3, points=7, label="good") == 2
    after = {student: mark for student, (mark, _, _) in made.scores().items()}
    assert after == {"ann": 7.0, "bo": 7.0, "cy": None, "di": None, "eve": 4.5, "fay": 5.0}
    assert courses.give_all_back(made.settings, made.plans)[:2] == (6, 2 + 6)
    page = made.folder / "feedback/fay/02_counting/02_counting.html"
    assert "5 of 8" in page.read_text("utf-8")
    page.write_text("<html>of nbgrader generate_feedback</html>", "utf-8")
    assert courses.give_all_back(made.settings, made.plans)[2:] == ([], 1)
    assert "5 of 8" in page.read_text("utf-8")


def test_of_two_markers_the_second_is_told_and_nothing_is_lost(make):
    made = make({"ann": "A series."})
    first, second = made.desk(marker="mia"), made.desk(marker="noa")
    (seen,), (also,) = entries(first), entries(second)
    give(first, seen, 4, "Very good.")
    with pytest.raises(Conflict):
        give(second, also, 0, "No.")
    assert made.scores()["ann"] == (8.0, "Very good.", False)
    (now,) = entries(second)
    assert (now["score"], now["comment"], now["level"]) == (8.0, "Very good.", 4)
    give(second, now, 3, now["comment"])
    assert made.scores()["ann"] == (6.0, "Very good.", False)


def test_shares_have_no_answer_in_common_and_none_is_left(make):
    made = make({f"s{number}": f"Answer {number}" for number in range(30)})
    ids = [{i for entry in entries(made.desk(share=(part, 3))) for i in entry["ids"]} for part in (1, 2, 3)]
    assert len(set.union(*ids)) == sum(map(len, ids)) == 30
    assert all(ids)


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (lambda desk: desk.question("02_counting", "test_gap2"), "is no question"),
        (lambda desk: give(desk, entries(desk)[0], 9), "9 is no level of mind"),
        (lambda desk: give(desk, {"ids": ["x"], "seen": [[None, ""]]}, 1), "is no answer"),
        (lambda desk: give(desk, entries(desk)[0], 1, "x" * 2001), "at most 2000"),
        (lambda desk: desk.change_level("02_counting", "mind", 1, points=9, label=""), "from 0 to 8"),
        (lambda desk: desk.change_level("02_counting", "mind", 1, points=float("nan"), label=""), "from 0 to 8"),
    ],
)
def test_what_cannot_be_is_refused(make, act, said):
    desk = make({"ann": "A series."}).desk()
    with pytest.raises(GradingError, match=said):
        act(desk)
