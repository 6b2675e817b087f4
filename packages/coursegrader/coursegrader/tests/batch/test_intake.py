import json

import pytest

from coursegrader.batch import intake
from coursegrader.errors import GradingError

KNOWN = {"02_counting": "02_counting", "03_package": "03_package"}


def lay(folder, *names):
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{}", "utf-8")
    return folder


def found(folder, **more):
    handed, problems = intake.find(folder, KNOWN, **more)
    return [(each.student, each.assignment) for each in handed], problems


def test_nbgraders_layout(tmp_path):
    lay(
        tmp_path, "ann/02_counting/02_counting.ipynb", "bo/03_package/anything.ipynb", "ann/03_package/03_package.ipynb"
    )
    lay(tmp_path, "ann/02_counting/.ipynb_checkpoints/02_counting-checkpoint.ipynb", "__MACOSX/ann/02_counting/x.ipynb")
    assert found(tmp_path) == ([("ann", "02_counting"), ("ann", "03_package"), ("bo", "03_package")], [])


def test_a_folder_a_student_and_moodles_folders(tmp_path):
    lay(tmp_path, "ann/02_counting.ipynb", "Bo Li_4711_assignsubmission_file/02_counting.ipynb")
    assert found(tmp_path)[0] == [("Bo Li", "02_counting"), ("ann", "02_counting")]


def test_flat_files_need_the_name_of_the_assignment(tmp_path):
    lay(tmp_path, "ann.ipynb")
    handed, (problem,) = found(tmp_path)
    assert handed == []
    assert "name the assignment with --assignment" in str(problem)
    assert found(tmp_path, assignment="03_package")[0] == [("ann", "03_package")]


def test_two_notebooks_of_one_student(tmp_path):
    lay(
        tmp_path,
        "ann/02_counting/a.ipynb",
        "ann/02_counting/b.ipynb",
        "bo/02_counting/x.ipynb",
        "bo/02_counting/02_counting.ipynb",
    )
    handed, (problem,) = found(tmp_path)
    assert handed == [("bo", "02_counting")]
    assert "there are 2 notebooks of one student: a.ipynb, b.ipynb" in str(problem)
    assert "keep one, named 02_counting.ipynb" in str(problem)


def test_a_student_unknown_to_the_roster_is_named(tmp_path):
    lay(tmp_path, "ann/02_counting/02_counting.ipynb", "zoe/02_counting/02_counting.ipynb")
    handed, (problem,) = found(tmp_path, roster={"ann"})
    assert handed == [("ann", "02_counting")]
    assert "zoe" in problem.path
    assert "'zoe' is not in the roster" in str(problem)
    assert "add the student to the roster" in str(problem)


def test_a_missing_folder_and_a_wrong_assignment(tmp_path):
    with pytest.raises(GradingError, match="no such folder"):
        intake.find(tmp_path / "none", KNOWN)
    with pytest.raises(GradingError, match="choose one of: 02_counting, 03_package"):
        intake.find(tmp_path, KNOWN, assignment="4")


def test_times_of_submission(tmp_path):
    lay(tmp_path, "ann/02_counting/02_counting.ipynb", "bo/02_counting/02_counting.ipynb")
    (tmp_path / "ann/02_counting/timestamp.txt").write_text("2027-03-01 10:00:00.123456 UTC\n", "utf-8")
    (tmp_path / "bo/02_counting/timestamp.txt").write_text("yesterday", "utf-8")
    handed, _ = intake.find(tmp_path, KNOWN)
    assert [each.when for each in handed] == ["2027-03-01 10:00:00.123456 UTC", None]


def test_rosters(tmp_path):
    path = tmp_path / "roster.csv"
    with pytest.raises(GradingError, match="no such roster"):
        intake.read_people(path)
    path.write_text("\ufeffid,first_name,last_name,email,room\nann,Ann,Li,a@x.org,7\nbo,,,,\n,,,,\n", encoding="utf-8")
    people = intake.read_people(path)
    assert people == {"ann": {"first_name": "Ann", "last_name": "Li", "email": "a@x.org"}, "bo": {}}
    path.write_text("id\nann\nann\n", "utf-8")
    with pytest.raises(GradingError, match="line 3: the id 'ann' stands twice"):
        intake.read_people(path)


def test_a_file_of_all_work_of_the_browser_lab_is_named_unless_a_notebook_came_too(tmp_path):
    lay(tmp_path, "bo/02_counting.ipynb")
    for student in ("ann", "bo"):
        (tmp_path / student).mkdir(exist_ok=True)
        work = {"format": "second-urbanization-notebooks", "version": 1, "files": []}
        for name, indent in (("as-saved", None), ("opened-in-an-editor", 2)):
            path = tmp_path / student / f"{name}.json"
            path.write_text(json.dumps(work, indent=indent), "utf-8")
    (tmp_path / "ann" / "other.json").write_text("{}", "utf-8")
    handed, problems = found(tmp_path)
    assert handed == [("bo", "02_counting")]
    assert [problem.student for problem in problems] == ["ann", "ann"]
    assert "Download this notebook (.ipynb)" in str(problems[0])
