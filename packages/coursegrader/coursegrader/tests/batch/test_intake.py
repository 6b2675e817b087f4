import json
import os
import unicodedata
import zipfile
from datetime import datetime

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
    all_of_it = intake.find(folder, KNOWN, **more)
    return [(each.student, each.assignment) for each in all_of_it.handed], all_of_it.problems


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


IDS = {"02_counting": frozenset({"gap", "mind"}), "03_package": frozenset({"pack"})}


def notebook(*ids):
    return json.dumps({"nbformat": 4, "cells": [{"metadata": {"nbgrader": {"grade_id": name}}} for name in ids]})


def test_of_several_copies_one_is_graded_and_the_choice_is_said(tmp_path):
    lay(tmp_path, "bo/02_counting.ipynb", "bo/02_counting (1).ipynb", "bo/draft.ipynb")
    for number, path in enumerate(sorted((tmp_path / "bo").iterdir())):
        path.write_text(notebook("gap", "mind") if path.stem != "draft" else notebook("gap"), "utf-8")
        os.utime(path, (1000 + number, 1000 + number))
    os.utime(tmp_path / "bo" / "02_counting (1).ipynb", (5000, 5000))
    got = intake.find(tmp_path, KNOWN, grade_ids=IDS)
    (handed,), (remark,) = got.handed, got.remarks
    assert handed.path.name == "02_counting (1).ipynb"
    assert "of 3 copies this one is graded" in str(remark)
    assert "draft.ipynb" in str(remark) and "all are kept" in str(remark)
    assert "delete" not in str(remark) and "keep one" not in str(remark)


def test_names_of_browsers_and_grade_ids_tell_the_assignment(tmp_path):
    names = ["a/02_counting (1).ipynb", "b/02_counting-Copy1.ipynb", "c/x.ipynb", "d/x.ipynb.txt", "e/y.ipynb.json"]
    for name in names:
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(notebook("gap"), "utf-8")
    assert found(tmp_path, grade_ids=IDS) == ([(student, "02_counting") for student in "abcde"], [])


def test_nothing_vanishes(tmp_path):
    lay(tmp_path, "a/page.html", "b/work.py", "c/02_counting.ipynb", "c/data.csv", "d.pdf")
    (tmp_path / "e").mkdir()
    got = intake.find(tmp_path, KNOWN)
    assert [problem.student for problem in got.problems] == ["a", "b", "d.pdf", "e"]
    assert "there is no notebook, but: page.html" in str(got.problems[0])
    assert "the folder is empty" in str(got.problems[3])
    assert [path.rsplit("/", 1)[-1] for path in got.beside] == ["data.csv"]


def test_links_pipes_and_folders_are_named_and_never_opened(tmp_path):
    (tmp_path / "secret.ipynb").write_text(notebook("gap"), "utf-8")
    handed_in = tmp_path / "in"
    lay(handed_in, "ann/02_counting.ipynb")
    for student in ("eve", "fay", "gus", "hal"):
        (handed_in / student).mkdir()
    (handed_in / "eve/02_counting.ipynb").symlink_to(tmp_path / "secret.ipynb")
    (handed_in / "fay/02_counting.ipynb").symlink_to(tmp_path / "nothing.ipynb")
    (handed_in / "gus/02_counting.ipynb").mkdir()
    os.mkfifo(handed_in / "hal/02_counting.ipynb")
    (handed_in / "ida").symlink_to(handed_in / "ann")
    handed, problems = found(handed_in)
    assert handed == [("ann", "02_counting")]
    said = {problem.student: problem.reason for problem in problems}
    assert "links are not followed" in said["eve"] and "links are not followed" in said["fay"]
    assert "folder with the name of a file" in said["gus"]
    assert "a pipe or a device" in said["hal"]
    assert "links are not followed" in said["ida"]


def test_moodles_namesakes_stay_two(tmp_path):
    names = ["张伟_4714_assignsubmission_file", "张伟_4715_assignsubmission_file", "O'Brien_1_assignsubmission_file"]
    names += ["Zhang (Chris) Wei_2_assignsubmission_file_", "José Núñez_3_assignsubmission_file"]
    lay(tmp_path, *(f"{name}/02_counting.ipynb" for name in names))
    (tmp_path / names[-1]).rename(tmp_path / unicodedata.normalize("NFD", names[-1]))
    students = {student for student, _ in found(tmp_path)[0]}
    assert students == {"张伟 4714", "张伟 4715", "O'Brien", "Zhang (Chris) Wei", "José Núñez"}


def test_moodles_names_are_found_in_the_roster(tmp_path):
    people = {"ann": {"first_name": "Ann", "last_name": "Zhou"}, "z1": {"first_name": "伟", "last_name": "张"}}
    people |= {"z2": {"first_name": "伟", "last_name": "张"}, "lin": {"email": "lin@x.org"}}
    lay(tmp_path, "Ann Zhou_4711_assignsubmission_file_/02_counting.ipynb", "lin@x.org/02_counting.ipynb")
    lay(tmp_path, "张伟_4714_assignsubmission_file/02_counting.ipynb")
    handed, (problem,) = found(tmp_path, people=people)
    assert handed == [("ann", "02_counting"), ("lin", "02_counting")]
    assert "there are 2 students named 张伟" in str(problem) and "4714" in str(problem)


def test_names_of_chinese_windows_are_read(tmp_path):
    folder = os.fsencode(tmp_path) + b"/" + "张伟_4714_assignsubmission_file".encode("gb18030")
    os.mkdir(folder)
    with open(folder + b"/" + "作业.ipynb".encode("gb18030"), "w", encoding="utf-8") as file:
        file.write(notebook("gap"))
    got = intake.find(tmp_path, KNOWN, grade_ids=IDS)
    assert [each.student for each in got.handed] == ["张伟"]
    assert b"nbformat" in got.handed[0].read()


def zipped(path, **files):
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as whole:
        for name, data in files.items():
            whole.writestr(name.replace("__", "/"), data)


def test_zip_files_are_opened_within_limits(tmp_path):
    zipped(tmp_path / "ann.zip", **{"work__02_counting.ipynb": notebook("gap"), "data.csv": "1"})
    zipped(tmp_path / "bo" / "x.zip", **{"02_counting.ipynb": notebook("gap")})
    zipped(tmp_path / "c" / "x.zip", **{"..__..__evil.ipynb": notebook("gap")})
    zipped(tmp_path / "d" / "x.zip", **{f"{n}.txt": "" for n in range(intake.MOST_MEMBERS + 1)})
    zipped(tmp_path / "e" / "x.zip", **{"02_counting.ipynb": b"0" * (intake.LARGEST + 1)})
    zipped(tmp_path / "f" / "x.zip", **{"inner.zip": b"PK"})
    (tmp_path / "g").mkdir()
    (tmp_path / "g" / "x.zip").write_bytes(b"PK\3\4 not a zip file")
    got = intake.find(tmp_path, KNOWN)
    assert [each.student for each in got.handed] == ["ann", "bo"]
    assert all(b"nbformat" in each.read() for each in got.handed)
    assert [problem.student for problem in got.problems] == ["c", "d", "e", "f", "g"]
    assert all("the zip file" in problem.reason for problem in got.problems)


def test_a_zip_file_that_holds_too_much_in_all_is_not_opened(tmp_path):
    many = {f"{number}.csv": bytes(intake.LARGEST - 1) for number in range(intake.MOST_BYTES // intake.LARGEST + 1)}
    zipped(tmp_path / "ann" / "x.zip", **many, **{"02_counting.ipynb": notebook("gap")})
    assert (tmp_path / "ann" / "x.zip").stat().st_size < 1 << 20
    handed, (problem,) = found(tmp_path)
    assert handed == []
    assert "holds more than 100 MB" in problem.reason
    assert "open it by hand" in problem.remedy


def test_a_file_that_is_too_large_is_not_read(tmp_path):
    lay(tmp_path, "ann/02_counting.ipynb")
    os.truncate(tmp_path / "ann/02_counting.ipynb", 5 << 30)
    assert "is larger than" in str(found(tmp_path)[1][0])


def test_a_student_unknown_to_the_roster_is_named(tmp_path):
    lay(tmp_path, "ann/02_counting/02_counting.ipynb", "zoe/02_counting/02_counting.ipynb")
    handed, (problem,) = found(tmp_path, people={"ann": {}})
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
    got = intake.find(tmp_path, KNOWN)
    assert [each.when for each in got.handed] == [datetime(2027, 3, 1, 10, 0, 0, 123456), None]
    (remark,) = got.remarks
    assert remark.student == "bo" and "the time is unknown: 'yesterday'" in str(remark)


def test_rosters(tmp_path):
    path = tmp_path / "roster.csv"
    with pytest.raises(GradingError, match="no such roster"):
        intake.read_people(path)
    path.write_text("\ufeffid,first_name,last_name,email,room\nann,Ann,Li,a@x.org,7\nbo,,,,\n,,,,\n", encoding="utf-8")
    people = intake.read_people(path)
    assert people == {"ann": {"first_name": "Ann", "last_name": "Li", "email": "a@x.org"}, "bo": {}}
    path.write_bytes("id,first_name,last_name\nann,伟,张\n".encode("gb18030"))
    with pytest.raises(GradingError, match=r"roster.csv[\s\S]*reads as GB18030[\s\S]*iconv -f GB18030"):
        intake.read_people(path)
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
    assert [problem.student for problem in problems] == ["ann"]
    assert "Download this notebook (.ipynb)" in str(problems[0])
