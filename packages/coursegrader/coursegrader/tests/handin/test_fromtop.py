"""Planted faults are each named by cell; a clean notebook has none."""

import nbformat
import pytest
from click.testing import CliRunner

from coursegrader.commands import hand_in
from coursegrader.errors import GradingError
from coursegrader.handin import fromtop


def checked(tmp_path, released, seconds=60.0):
    path = tmp_path / "here" / "02_counting.ipynb"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(released.bytes)
    return [str(each) for each in fromtop.check(path, seconds=seconds)]


def test_a_clean_notebook_has_no_finding_and_stays_as_it_was(tmp_path, released):
    solved = released.solve()
    solved.put(
        "shares",
        solved.cell("shares").source + "\nopen('mine.txt', 'w').write('x')\nimport tempfile\ntempfile.mkstemp()",
    )
    assert checked(tmp_path, solved) == []
    assert [path.name for path in (tmp_path / "here").iterdir()] == ["02_counting.ipynb"]


def out_of_order(released, tmp_path):
    cells = released.notebook.cells
    place = next(number for number, cell in enumerate(cells) if cell.id == "gap")
    cells.insert(place, nbformat.v4.new_code_cell("print(gap_2020)"))
    return f"cell {place + 1}: it needs 'gap_2020', which is defined only further down, in cell {place + 2} (gap): move"


def a_deleted_definition(released, tmp_path):
    released.put("gap", "gap_2020 = gap_of(63.89, 45.4, 1411.78)")
    return "(gap): it needs 'gap_of', and the cell that defined it is no longer there"


def a_renamed_answer(released, tmp_path):
    released.put("gap", released.cell("gap").source.replace("gap_2020", "my_gap"))
    return "(test_gap): the test looks for 'gap_2020', and no cell defines it any more: was it renamed or deleted?"


def a_file_written_outside(released, tmp_path):
    released.put("shares", f"{released.cell('shares').source}\nopen({str(tmp_path / 'out.txt')!r}, 'w')")
    return f"(shares): it writes '{tmp_path / 'out.txt'}', outside the notebook's folder"


def a_wrong_answer(released, tmp_path):
    released.put("gap", "gap_2020 = 'many'")
    return "(test_gap): the test says: gap_2020 should be one number (int or float)."


def an_end_of_python(released, tmp_path):
    released.put("shares", "import os; os._exit(3)")
    return "(shares): it ended Python itself"


@pytest.mark.parametrize(
    "plant",
    [
        out_of_order,
        a_deleted_definition,
        a_renamed_answer,
        a_file_written_outside,
        a_wrong_answer,
        an_end_of_python,
    ],
)
def test_a_planted_fault_is_named_by_its_cell(tmp_path, released, plant):
    said = plant(released.solve(), tmp_path)
    found = checked(tmp_path, released)
    assert said in found[0], found
    assert not (tmp_path / "out.txt").exists()


def test_an_endless_loop_is_named_and_the_rest_is_tried(tmp_path, released):
    for cell in released.solve().notebook.cells:
        if cell.source == "import pandas as pd":
            cell.source = "pass"  # no cell but the endless one takes long, on a busy machine either
    released.put("gap", f"{released.cell('gap').source}\nwhile True: pass")
    found = checked(tmp_path, released, seconds=20)
    late = [text for text in found if "did not end" in text]
    assert len(late) == 1 and "(gap): it did not end within 20 s" in late[0]
    assert any("'pd'" in text and "(shares)" in text for text in found)


def test_a_loop_that_cannot_be_interrupted_is_named_and_ends_the_trial(tmp_path, released):
    endless = "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass"
    released.notebook.cells = [nbformat.v4.new_code_cell(source) for source in (endless, "1 / 0")]
    assert checked(tmp_path, released, seconds=5) == [
        "cell 1: it did not end within 5 s: is there an endless loop?",
        "cell 1: it cannot be interrupted; what comes after it was not tried",
    ]


def test_what_is_no_notebook_is_named(tmp_path):
    (tmp_path / "x.ipynb").write_text("no", "utf-8")
    with pytest.raises(GradingError, match="is not JSON"):
        fromtop.check(tmp_path / "x.ipynb")
    with pytest.raises(GradingError, match="no such file"):
        fromtop.check(tmp_path / "y.ipynb")


def test_the_command_says_what_is_wrong_and_what_comes_next(tmp_path, released):
    path = tmp_path / "02_counting (1).ipynb"
    path.write_bytes(released.solve().bytes)
    first = CliRunner().invoke(hand_in, [str(path)])
    assert "It runs from the top" in first.output and "--student YOUR_ID" in first.output
    done = CliRunner().invoke(hand_in, [str(path), "--student", "ann", "--to", str(tmp_path)])
    (made,) = tmp_path.glob("ann_02_counting (1)_*.zip")
    assert f"Hand in: {made}" in done.output
