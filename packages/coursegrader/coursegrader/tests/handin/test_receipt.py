"""What is handed in carries a receipt, which intake checks; a changed notebook is reported and graded."""

import json
import zipfile
from datetime import UTC, datetime

import pytest

from coursegrader import plain
from coursegrader.batch import intake
from coursegrader.errors import GradingError
from coursegrader.handin import receipt

NOW = datetime(2027, 3, 1, 8, 30, tzinfo=UTC)


@pytest.fixture
def packed(tmp_path, released):
    path = tmp_path / "02_counting (1).ipynb"
    path.write_bytes(released.solve().bytes)
    target = tmp_path / "in" / "ann"
    target.mkdir(parents=True)
    return receipt.pack(path, "ann", target, checked=True, now=NOW)


def found(packed):
    return intake.find(packed.parents[1], {"02_counting": "02_counting"})


def test_a_receipt_names_student_exercise_and_file(packed, released):
    assert packed.name == "ann_02_counting (1)_20270301T083000Z.zip"
    with zipfile.ZipFile(packed) as whole:
        said = json.loads(whole.read("receipt.json"))
        assert sorted(whole.namelist()) == ["02_counting (1).ipynb", "receipt.json"]
    assert (said["student"], said["checked"], said["time"]) == ("ann", True, "2027-03-01 08:30:00 UTC")
    assert said["exercise"] == plain.edition(released.notebook.cells)
    released.cell("test_gap").metadata["nbgrader"]["checksum"] = "another edition"
    assert said["exercise"] != plain.edition(released.notebook.cells)
    with pytest.raises(GradingError, match="is there already"):
        receipt.pack(packed.parents[2] / "02_counting (1).ipynb", "ann", packed.parent, checked=True, now=NOW)
    for name in ("../ann", "", " ann", "a\nb"):
        with pytest.raises(GradingError, match="is no student id"):
            receipt.pack(packed.parents[2] / "02_counting (1).ipynb", name, packed.parent, checked=True)


def test_intake_takes_it_without_a_word(packed):
    got = found(packed)
    assert [(each.student, each.assignment) for each in got.handed] == [("ann", "02_counting")]
    assert (got.remarks, got.problems, got.beside) == ([], [], [])


def test_files_of_a_class_in_one_folder_are_told_apart_by_their_names(packed):
    flat = packed.parents[1]
    packed.rename(flat / packed.name)
    (flat / "ann").rmdir()
    (flat / "bo_li_02_counting_20270301T090000Z (2).zip").write_bytes((flat / packed.name).read_bytes())
    got = intake.find(flat, {"02_counting": "02_counting"})
    assert [each.student for each in got.handed] == ["ann", "bo_li"]


def test_a_notebook_changed_afterwards_is_reported_and_graded(packed):
    with zipfile.ZipFile(packed) as whole:
        name, data, paper = "02_counting (1).ipynb", whole.read("02_counting (1).ipynb"), whole.read("receipt.json")
    packed.unlink()
    for content, doubt in ((paper, "was changed after its receipt was made"), (b"{", "its receipt cannot be read")):
        with zipfile.ZipFile(packed, "w") as whole:
            whole.writestr(name, data + b"\n")
            whole.writestr("receipt.json", content)
        got = found(packed)
        assert len(got.handed) == 1
        (remark,) = got.remarks
        assert doubt in remark.reason
    assert receipt.doubt(b'{"format": "another program"}', data) == ""
