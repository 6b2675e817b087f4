"""A class graded from a folder: files, grade book, resuming, keys."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
import unicodedata
from datetime import datetime, timedelta

import psutil
import pytest

from coursegrader.batch import course as courses
from coursegrader.batch import gradebook, workers
from coursegrader.errors import GradingError
from coursegrader.runner import plan as plans
from coursegrader.runner.notebook import Result
from coursegrader.runner.server import children

from ..conftest import LIMITS

DUE = datetime(2027, 3, 1, 10)


def grades(group):
    with gradebook.opened(group.settings().url) as book:
        return {
            submission.student.id: {grade.name: grade.auto_score for grade in submission.notebooks[0].grades}
            for submission in book.assignment_submissions("02_counting")
        }


def test_a_class_is_graded_once_and_everything_is_written(group, released):
    group.hand_in("ann", when="2027-03-02 10:00:00 UTC")
    group.hand_in("bo", released.bytes)
    group.hand_in("chi", b"not a notebook")
    ticks = []

    class Bar:
        def update(self, count):
            ticks.append(count)

        def close(self):
            ticks.append("closed")

    report = courses.run(group.settings(due=DUE, late_percent=10), group.submitted, progress=lambda *_: Bar())
    assert (report.graded, report.known, report.problems) == (3, 0, [])
    assert ticks == [1, 1, 1, "closed"]
    assert grades(group) == {
        "ann": {"test_gap": 2.0, "test_shares": 3.0, "mind": None},
        "bo": {"test_gap": 0.0, "test_shares": 0.0, "mind": 0.0},
        "chi": {"test_gap": 0.0, "test_shares": 0.0, "mind": None},  # a file cut off may hold an essay: a person looks
    }
    with gradebook.opened(group.settings().url) as book:
        late = book.find_submission("02_counting", "ann")
        assert (late.total_seconds_late, late.late_submission_penalty) == (86400, pytest.approx(0.5))
        assert late.needs_manual_grade
        assert not book.find_submission("02_counting", "bo").needs_manual_grade
        assert all(grade.needs_manual_grade for grade in book.find_submission("02_counting", "chi").notebooks[0].grades)
    summary = (group.folder / "summary.html").read_text("utf-8")
    assert "3 submissions" in summary
    assert "<td>2 (67%)</td>" in summary
    assert "not JSON" in summary
    page = (group.folder / "feedback/ann/02_counting/02_counting.html").read_text("utf-8")
    assert "5 of 5" in page
    assert "339.1" not in page
    assert (group.folder / "autograded/ann/02_counting/timestamp.txt").read_text("utf-8").startswith("2027-03-02")
    again = courses.run(group.settings(), group.submitted)
    assert (again.graded, again.known) == (0, 3)
    assert again.results["02_counting"]["ann"].score == 5.0


def late(group, student="ann"):
    with gradebook.opened(group.settings().url) as book:
        submission = book.find_submission("02_counting", student)
        return submission.timestamp, submission.late_submission_penalty or 0.0


def test_times_people_due_date_and_penalty_are_posted_at_every_run(group):
    path = group.hand_in("ann")
    roster = {"ann": {"email": "old@x.org"}, "bo": {}}

    def again(**more):
        report = courses.run(group.settings(people=roster, **more), group.submitted)
        assert report.absent == ["bo"]
        return report

    again(due=DUE, late_percent=10)
    assert late(group) == (None, 0.0)
    (path.parent / "timestamp.txt").write_text("2027-03-03 08:00:00 +0800", "utf-8")
    roster["ann"]["email"] = "new@x.org"
    assert again(due=DUE, late_percent=10).graded == 0
    assert late(group) == (datetime(2027, 3, 3), pytest.approx(1.0))
    page = group.folder / "feedback/ann/02_counting/02_counting.html"
    assert "Handed in late: 1 points are taken off." in page.read_text("utf-8")
    assert "bo" in (group.folder / "summary.html").read_text("utf-8")
    with gradebook.opened(group.settings().url) as book:
        assert book.find_student("ann").email == "new@x.org"
        assert book.find_student("bo").email is None
    again(due=DUE + timedelta(days=1))  # the per cent of before
    assert late(group)[1] == pytest.approx(0.5)
    again(due=DUE + timedelta(days=20))
    assert late(group)[1] == 0
    assert "Handed in late" not in page.read_text("utf-8")
    (path.parent / "timestamp.txt").write_text("one of these days", "utf-8")
    (remark,) = again().remarks
    assert "the time is unknown" in str(remark)
    assert late(group)[0] is None


def test_an_upload_named_by_chinese_windows_and_namesakes_leave_a_whole_class_graded(group):
    """Names in GBK, a stray file, two students of one name, a name in NFD, a page, an empty folder: all told."""
    folder = os.fsencode(group.submitted) + b"/"
    names = [f"张伟_{number}_assignsubmission_file".encode("gb18030") for number in (4714, 4715)]
    names += [
        "José Núñez_3_assignsubmission_file".encode(),
        unicodedata.normalize("NFD", "Müller").encode(),
        b"O'Brien",
    ]
    for name in names:
        os.mkdir(folder + name)
        with open(folder + name + b"/02_counting (1).ipynb", "wb") as file:
            file.write(group.honest)
    with open(folder + "作业.ipynb".encode("gb18030"), "wb") as file:
        file.write(b"no notebook")
    for name in (b"ann", b"bo"):
        os.mkdir(folder + name)
    (group.submitted / "bo" / "page.html").write_text("<html>", "utf-8")
    report = courses.run(group.settings(), group.submitted)
    assert set(report.results["02_counting"]) == {"张伟 4714", "张伟 4715", "José Núñez", "Müller", "O'Brien"}
    assert {result.score for result in report.results["02_counting"].values()} == {5.0}
    assert {problem.student for problem in report.problems} == {"作业", "ann", "bo"}
    page = (group.folder / "summary.html").read_text("utf-8")
    assert "作业.ipynb" in page and "page.html" in page
    assert not list(group.folder.glob(".*.part"))
    assert (group.folder / "feedback/张伟 4714/02_counting/02_counting.html").is_file()


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_endless_loop_gets_the_same_grade_with_any_number_of_jobs(group, released, jobs):
    loop = released.solve().put("shares", 'shares = pd.Series({"resident": 63.89})\nwhile True: pass')
    for student in ("ann", "bo"):
        group.hand_in(student, loop.bytes)
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # as in a shell script that runs in the background
    try:
        results = courses.run(group.settings(jobs=jobs), group.submitted).results["02_counting"]
    finally:
        signal.signal(signal.SIGINT, before)
    assert [result.scores for result in results.values()] == [{"test_gap": 2.0, "test_shares": 3.0}] * 2
    assert [result.notes for result in results.values()] == [["A cell was stopped: it took longer than 3 s."]] * 2


def test_only_what_has_changed_is_graded_again(group, released):
    group.hand_in("ann")
    path = group.hand_in("bo", released.bytes)
    courses.run(group.settings(), group.submitted)
    path.write_bytes(group.honest)
    report = courses.run(group.settings(), group.submitted)
    assert (report.graded, report.known) == (1, 1)
    assert grades(group)["bo"]["test_gap"] == 2.0
    assert courses.run(group.settings(again=True), group.submitted).graded == 2


def test_a_lost_grade_book_is_filled_again_without_grading(group):
    group.hand_in("ann")
    courses.run(group.settings(), group.submitted)
    (group.folder / "gradebook.db").unlink()
    assert courses.run(group.settings(), group.submitted).graded == 0
    assert grades(group)["ann"]["test_shares"] == 3.0


def test_a_killed_run_loses_nothing_and_grades_nothing_twice(group):
    students = [f"student{number}" for number in range(6)]
    for student in students:
        group.hand_in(student)
    words = [sys.executable, "-m", "coursegrader", "grade", str(group.submitted), "--jobs", "1"]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    results = group.folder / ".grading" / "results"
    first = subprocess.Popen(words, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while first.poll() is None and len(list(results.glob("*.json"))) < 2:
        time.sleep(0.01)
    first.send_signal(signal.SIGKILL)
    first.wait()
    kept = {path.name: path.stat().st_mtime_ns for path in results.glob("*.json")}
    assert len(kept) >= 2
    second = subprocess.run(words, env=environment, capture_output=True, encoding="utf-8")
    assert second.returncode == 0, second.stderr
    assert f"{6 - len(kept)} graded, {len(kept)} graded before" in second.stdout
    for name, written in kept.items():
        assert (results / name).stat().st_mtime_ns == written
    assert {student: scores["test_gap"] for student, scores in grades(group).items()} == dict.fromkeys(students, 2.0)


def test_grades_that_a_crash_kept_from_the_grade_book_come_with_the_next_run(group, released):
    group.hand_in("ann")
    group.hand_in("bo", released.bytes)
    courses.run(group.settings(), group.submitted)
    with gradebook.opened(group.settings().url) as book:
        book.find_grade("test_gap", "02_counting", "02_counting", "ann").auto_score = 1.5
        book.db.commit()

    class Bar:
        def update(self, count):
            raise MemoryError

        def close(self):
            pass

    with pytest.raises(MemoryError):
        courses.run(group.settings(again=True), group.submitted, progress=lambda *_: Bar())
    assert grades(group)["ann"]["test_gap"] == 1.5
    assert courses.run(group.settings(), group.submitted).graded == 0
    assert {student: scores["test_gap"] for student, scores in grades(group).items()} == {"ann": 2.0, "bo": 0.0}


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_submission_that_ends_the_examining_process_costs_itself_alone(course, released, jobs):
    slow = released.solve().put("gap", released.cell("gap").source + "\nimport time\ntime.sleep(1)").bytes
    bundle = plans.bundle(course / "instructor" / "02_counting")
    conditions = {"02_counting": workers.Conditions(bundle, LIMITS)}
    tasks = [workers.Task(number, "02_counting", f"s{number}", slow) for number in range(3)]
    waiting = iter(tasks)

    def each():
        yield next(waiting)
        before = examining()  # one may be about to end
        threading.Thread(target=end_the_first, args=(before,)).start()
        yield from waiting

    def end_the_first(before):
        while not (found := examining() - before):
            time.sleep(0.001)
        os.kill(found.pop(), signal.SIGKILL)

    def examining():
        graders = [grader for grader in list(workers._graders.values()) if grader.examiner]
        found = {pid for grader in graders for pid in children(grader.examiner.process.pid)}
        return {pid for pid in found if running(pid)}

    def running(pid):
        with contextlib.suppress(psutil.NoSuchProcess):  # it ended since it was listed
            return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
        return False

    done = {index: result for index, result in workers.cores(conditions, each(), jobs)}
    lost = [index for index, result in done.items() if not result.readable]
    assert len(lost) == 1
    assert "A person has to grade it" in done[lost[0]].notes[0]
    assert done[lost[0]].causes == {"all": "its process was ended by SIGKILL"}
    assert {result.score for index, result in done.items() if index not in lost} == {5.0}
    assert sorted(done) == [0, 1, 2]


@pytest.fixture(params=["1", "2", "dask"])
def how(request):
    """Settings by which a class is graded: one process, two, or a cluster."""
    if request.param != "dask":
        yield {"jobs": int(request.param)}
        return
    from distributed import LocalCluster

    with LocalCluster(n_workers=1, threads_per_worker=2, processes=False, dashboard_address=None) as cluster:
        yield {"scheduler": cluster.scheduler_address}
    workers.close()


def test_a_test_that_ends_its_process_costs_that_question_alone_and_says_why(group, released, how):
    def deadly(cells):
        (cell,) = (cell for cell in cells if cell["id"] == "test_gap")
        ends = "import os, signal\nif gap_2020 == -1.0:\n    os.kill(os.getpid(), signal.SIGSEGV)\n"
        cell["source"] = "".join(cell["source"]).replace(mark := "### BEGIN HIDDEN TESTS\n", mark + ends)

    change_cells(group, deadly)
    for student in ("ann", "eve", "zoe"):
        group.hand_in(student)
    path = group.submitted / "eve" / "02_counting" / "02_counting.ipynb"
    path.write_bytes(released.solve().put("gap", "gap_2020 = -1.0").bytes)
    report = courses.run(group.settings(**how), group.submitted)
    results = report.results["02_counting"]
    assert {student: result.scores for student, result in results.items()} == {
        "ann": {"test_gap": 2.0, "test_shares": 3.0},
        "eve": {"test_gap": 0.0, "test_shares": 3.0},
        "zoe": {"test_gap": 2.0, "test_shares": 3.0},
    }, results["eve"].messages
    assert results["eve"].causes == {"test_gap": "its process was ended by SIGSEGV"}
    (remark,) = report.remarks
    assert "test_gap: its process was ended by SIGSEGV" in str(remark) and "mark these questions by hand" in str(remark)
    page = (group.folder / "feedback/eve/02_counting/02_counting.html").read_text("utf-8")
    assert "The test was stopped" in page and "SIGSEGV" not in page
    assert "SIGSEGV" in (group.folder / "summary.html").read_text("utf-8")
    with gradebook.opened(group.settings().url) as book:
        grade = book.find_grade("test_gap", "02_counting", "02_counting", "eve")
        assert (grade.auto_score, grade.needs_manual_grade) == (0.0, True)
        assert not book.find_grade("test_shares", "02_counting", "02_counting", "eve").needs_manual_grade


def test_a_dask_cluster_gives_the_same_results(group, released):
    from distributed import LocalCluster

    group.hand_in("ann")
    group.hand_in("bo", released.bytes)
    with LocalCluster(n_workers=1, threads_per_worker=2, processes=False, dashboard_address=None) as cluster:
        report = courses.run(group.settings(scheduler=cluster.scheduler_address), group.submitted)
    workers.close()
    assert report.graded == 2
    assert grades(group)["ann"]["test_gap"] == 2.0
    assert grades(group)["bo"]["test_gap"] == 0.0


def test_a_scheduler_that_is_not_there(group, monkeypatch):
    import distributed

    def nobody(*_, **__):
        raise OSError("timed out")

    monkeypatch.setattr(distributed, "Client", nobody)
    group.hand_in("ann")
    with pytest.raises(GradingError, match="no scheduler answers"):
        courses.run(group.settings(scheduler="tcp://127.0.0.1:1"), group.submitted)


def test_a_lost_scheduler_is_named(group, monkeypatch):
    import distributed
    from distributed import LocalCluster

    def lost(*_, **__):
        raise distributed.CancelledError("work", "scheduler-connection-lost")

    monkeypatch.setattr(distributed.Future, "result", lost)
    group.hand_in("ann")
    with (
        LocalCluster(n_workers=1, processes=False, dashboard_address=None) as cluster,
        pytest.raises(GradingError, match=r"connection to the scheduler was lost[\s\S]*what has been graded is kept"),
    ):
        courses.run(group.settings(scheduler=cluster.scheduler_address), group.submitted)
    workers.close()


def test_a_password_is_never_printed():
    assert gradebook.shown("postgresql://grader:s3cret@db/course") == "postgresql://grader:***@db/course"
    assert gradebook.shown("sqlite:////home/a:b/gradebook.db") == "sqlite:////home/a:b/gradebook.db"
    with pytest.raises(GradingError) as caught, gradebook.opened("postgresql://grader:s3cret@127.0.0.1:1/course"):
        pass
    assert "s3cret" not in str(caught.value)


def test_a_wrong_key_is_refused(group):
    group.hand_in("ann")
    courses.run(group.settings(key=b"the right key of this course"), group.submitted)
    for key in (b"another key of another course", b""):
        with pytest.raises(
            GradingError, match=r"key.json: this course uses the key with mark \w{16}, but [\s\S]*--key-file"
        ):
            courses.run(group.settings(key=key), group.submitted)


def test_wrong_folders_are_named(group):
    with pytest.raises(GradingError, match="there is no instructor copy"):
        courses.run(group.settings(source=group.submitted), group.submitted)
    with pytest.raises(GradingError, match="holds the instructor copies"):
        courses.run(group.settings(), group.folder / "source", assignment="02_counting")


def change_cells(group, act):
    path = group.folder / "source" / "02_counting" / "02_counting.ipynb"
    notebook = json.loads(path.read_text("utf-8"))
    act(notebook["cells"])
    path.write_text(json.dumps(notebook), "utf-8")


def change(group, act):
    change_cells(group, lambda cells: act({cell["id"]: cell["metadata"].get("nbgrader") for cell in cells}))


@pytest.mark.parametrize(
    ("act", "message"),
    [
        (lambda cells: cells["test_gap"].update(points="two"), r"cell 4 \(test_gap\): points is 'two'"),
        (lambda cells: cells["test_gap"].pop("points"), r"cell 4 \(test_gap\): points is None"),
        (lambda cells: cells["test_gap"].update(grade_id="gap"), "cell 4: the grade id 'gap' stands twice"),
        (lambda cells: cells["test_gap"].update(grade_id=""), "cell 4: the cell has no grade id"),
    ],
)
def test_a_broken_instructor_copy_names_file_and_cell(group, act, message):
    group.hand_in("ann")
    change(group, act)
    with pytest.raises(GradingError, match=rf"02_counting.ipynb, {message}"):
        courses.run(group.settings(), group.submitted)


@pytest.mark.parametrize(("cell", "mark"), [("mind", 6.5), ("test_gap", 1.5)])  # an essay, and a cell that a test marks
def test_marks_of_a_person_stay_and_ask_for_another_look(group, cell, mark):
    path = group.hand_in("ann")
    courses.run(group.settings(), group.submitted)
    with gradebook.opened(group.settings().url) as book:
        grade = book.find_grade(cell, "02_counting", "02_counting", "ann")
        assert grade.needs_manual_grade == (grade.auto_score is None)
        grade.manual_score = mark
        book.db.commit()
    path.write_bytes(path.read_bytes() + b"\n")
    courses.run(group.settings(), group.submitted)
    with gradebook.opened(group.settings().url) as book:
        grade = book.find_grade(cell, "02_counting", "02_counting", "ann")
        assert (grade.manual_score, grade.needs_manual_grade) == (mark, True)


def test_a_grade_book_from_a_newer_version_is_refused(group):
    import sqlalchemy

    group.hand_in("ann")
    courses.run(group.settings(), group.submitted)
    with sqlalchemy.create_engine(group.settings().url).begin() as line:
        line.execute(sqlalchemy.text("UPDATE alembic_version SET version_num = 'ffffffffffff'"))
    with pytest.raises(GradingError, match=r"table version ffffffffffff[\s\S]*install the newer nbgrader"):
        courses.run(group.settings(), group.submitted)
    with pytest.raises(GradingError, match="cannot be opened"):
        courses.run(group.settings(url="sqlite:////nowhere/at/all/book.db"), group.submitted)
    with pytest.raises(GradingError, match="cannot be opened"):
        courses.run(group.settings(url="nothing://"), group.submitted)
    with pytest.raises(GradingError, match=r"No module named[\s\S]*install its driver"):
        courses.run(group.settings(url="mysql+cymysql://a@b/c"), group.submitted)


def test_a_full_disk_under_the_grade_book_is_named_and_nothing_is_lost(group):
    from sqlalchemy import event
    from sqlalchemy.engine import Engine

    group.hand_in("ann")
    courses.run(group.settings(), group.submitted)
    group.hand_in("bo")
    people = {"ann": {}, "bo": {"first_name": "B" * 20_000}}  # needs pages that are not there

    def no_room(line, _):
        line.execute(f"PRAGMA max_page_count={line.execute('PRAGMA page_count').fetchone()[0]}")

    event.listen(Engine, "connect", no_room)
    try:
        with pytest.raises(GradingError, match=r"gradebook.db: .*cannot be written: .*full[\s\S]*run the same command"):
            courses.run(group.settings(people=people), group.submitted)
    finally:
        event.remove(Engine, "connect", no_room)
    report = courses.run(group.settings(people=people), group.submitted)
    assert (report.graded, report.known) == (0, 2)
    assert grades(group)["bo"]["test_gap"] == 2.0


def test_questions_changed_added_and_taken_out_after_grading_lead_to_a_clean_regrade(group):
    group.hand_in("ann")
    bo = group.hand_in("bo")
    courses.run(group.settings(), group.submitted)
    with gradebook.opened(group.settings().url) as book:
        for name, mark in (("mind", 6.5), ("test_gap", 1.5)):
            book.find_grade(name, "02_counting", "02_counting", "ann").manual_score = mark
        book.find_comment("gap", "02_counting", "02_counting", "ann").manual_comment = "Not your own unit."
        book.find_comment("mind", "02_counting", "02_counting", "ann").manual_comment = "A **good** point."
        book.db.commit()
    bo.unlink()  # graded, but not there when the question changes

    def split(cells):
        (place,) = (number for number, cell in enumerate(cells) if cell["id"] == "test_gap")
        second = json.loads(json.dumps(cells[place]))
        for cell, name, points in ((cells[place], "test_first", 1), (second, "test_second", 4)):
            cell["id"] = name
            cell["metadata"]["nbgrader"].update(grade_id=name, points=points)
        cells.insert(place + 1, second)

    change_cells(group, split)
    report = courses.run(group.settings(), group.submitted)
    assert (report.graded, report.known) == (1, 0)
    assert grades(group)["ann"] == {"test_first": 1.0, "test_second": 4.0, "test_shares": 3.0, "mind": None}
    with gradebook.opened(group.settings().url) as book:
        ann = gradebook.marks(book, report.plans["02_counting"])["ann"]
        assert (ann["mind"].manual, ann["mind"].comment) == (6.5, "A **good** point.")
        waits = {
            grade.name: grade.needs_manual_grade
            for grade in book.find_submission("02_counting", "bo").notebooks[0].grades
        }
        assert waits == {"test_first": True, "test_second": True, "test_shares": False, "mind": True}
        assert {cell.name for cell in book.find_notebook("02_counting", "02_counting").grade_cells} == set(waits)
    assert "1 marks or comments of persons were on questions that are no more" in str(report.remarks[0])
    kept = (group.folder / "removed_marks.csv").read_text("utf-8").splitlines()
    assert kept == ["assignment,student,question,score,comment", "02_counting,ann,test_gap,1.5,"]
    page = (group.folder / "feedback/ann/02_counting/02_counting.html").read_text("utf-8")
    assert "6.5 of 8" in page and "A <strong>good</strong> point." in page and "Not your own unit." in page
    again = courses.run(group.settings(), group.submitted)
    assert (again.graded, again.known, again.remarks) == (0, 1, [])


def test_an_unreadable_result_of_the_workers_is_still_a_result():
    assert Result({}, {}).score == 0
