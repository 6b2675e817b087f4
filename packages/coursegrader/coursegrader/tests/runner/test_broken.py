"""Every kind of broken submission gets a grade or a clear reason, and the server goes on."""

import json

import nbformat
import pytest

FULL = {"test_gap": 2.0, "test_shares": 3.0}
NONE = {"test_gap": 0.0, "test_shares": 0.0}


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "is empty"),
        (b"   \n", "is empty"),
        (b"%PDF-1.7 not a notebook", "not JSON"),
        (b"\xff\xfe\x00", "no text in UTF-8"),
        (b'{"cells": [', "not JSON"),
        (b"[]", "no notebook"),
        (b'{"a": 1}', "no notebook"),
        (b'{"nbformat": 4, "metadata": {}}', "no cells"),
        (b'{"nbformat": 9, "metadata": {}, "cells": []}', "format 9"),
        (b"[" * 100000, "not JSON"),
        (b"<!DOCTYPE html><html><title>Sign in</title>", "not JSON"),
        (b'<<<<<<< HEAD\n{"nbformat": 4, "cells": []}\n=======\n{}\n>>>>>>> mine\n', "not JSON"),
        (b"\0" * 4096, "not JSON"),
        ('{"nbformat": 4, "cells": []}'.encode("utf-16"), "no text in UTF-8"),
        (json.dumps({"nbformat": 4, "cells": [{}] * 3000}).encode(), "3000 cells"),
    ],
)
def test_no_notebook(grader, data, reason):
    result = grader.grade(data)
    assert result.scores == NONE
    assert not result.readable
    assert reason in result.notes[0]
    nbformat.validate(nbformat.reads(result.notebook, as_version=4))


def test_odd_pieces_are_left_out(grader, released):
    whole = json.loads(released.solve().bytes)
    whole["cells"][1]["source"] = [*whole["cells"][1]["source"], 7, None]
    whole["cells"] += [None, 3, {"cell_type": "code"}, {"cell_type": "video", "source": "x"}, {"source": "x"}]
    whole["cells"] += [{"cell_type": "markdown", "source": {"a": 1}, "metadata": []}]
    whole["metadata"] = []
    whole["cells"][0]["metadata"] = {"nbgrader": "yes"}
    assert grader.grade(json.dumps(whole).encode()).scores == FULL


def test_an_old_format_is_converted(grader, released):
    old = nbformat.writes(nbformat.convert(released.solve().notebook, 3), version=3).encode()
    result = grader.grade(old)
    assert any("old format" in note for note in result.notes)
    assert result.scores == FULL


def colab(whole):
    whole.update(nbformat_minor=0)
    whole["metadata"] = {"colab": {"provenance": []}, "kernelspec": {"name": "python3", "display_name": "Python 3"}}
    for cell in whole["cells"]:
        cell["metadata"]["id"] = cell.pop("id")


def without_ids(whole):
    whole.update(nbformat_minor=4)
    for cell in whole["cells"]:
        del cell["id"]


def equal_ids(whole):
    for cell in whole["cells"]:
        cell["id"] = "same"


def visual_studio_code(whole):
    whole["metadata"] = {"kernelspec": {"name": "python3", "display_name": ".venv (3.12.1)", "language": "python"}}
    for cell in whole["cells"]:
        cell["metadata"]["vscode"] = {"languageId": "python"}


def chinese_kernel(whole):
    whole["metadata"]["kernelspec"] = {"name": "课程", "display_name": "Python 3（课程）", "language": "python"}


def no_kernel(whole):
    whole["metadata"] = {}


def windows_line_ends(whole):
    for cell in whole["cells"]:
        cell["source"] = "".join(cell["source"]).replace("\n", "\r\n")


def state_of_widgets(whole):
    state = {"a1": {"model_name": "IntSliderModel", "model_module": "@jupyter-widgets/controls", "state": {"value": 3}}}
    whole["metadata"]["widgets"] = {"application/vnd.jupyter.widget-state+json": {"version_major": 2, "state": state}}


@pytest.mark.parametrize(
    "form",
    [
        colab,
        without_ids,
        equal_ids,
        visual_studio_code,
        chinese_kernel,
        no_kernel,
        windows_line_ends,
        state_of_widgets,
    ],
)
def test_notebooks_of_other_programs_are_read(grader, released, form):
    whole = json.loads(released.solve().put("mind", "另一种看法 🏙").bytes)
    form(whole)
    data = json.dumps(whole, ensure_ascii=False, indent=1)
    for written in (data.encode(), b"\xef\xbb\xbf" + data.replace("\n", "\r\n").encode()):
        result = grader.grade(written)
        assert (result.scores, result.essays) == (FULL, {"mind": True})
        assert "另一种看法 🏙" in result.body


def test_what_other_machines_offer_does_no_harm_here(grader, released):
    cells = ["!pip install pandas", "%pip install pandas", "%matplotlib widget", "from google.colab import drive"]
    cells += ["import matplotlib\nmatplotlib.use('TkAgg')", "print('城镇化 🏙')"]
    cells += ["import matplotlib.pyplot as plt\nplt.rcParams['font.sans-serif'] = ['SimHei']\nplt.title('城')"]
    released.solve().notebook.cells[:0] = [nbformat.v4.new_code_cell(source) for source in cells]
    result = grader.grade(released.bytes)
    assert result.scores == FULL
    assert "城镇化 🏙" in result.body


def test_another_kernel_is_noted(grader, released):
    released.solve().notebook.metadata["kernelspec"] = {"name": "ir", "language": "R", "display_name": "R"}
    result = grader.grade(released.bytes)
    assert result.scores == FULL
    assert "names the kernel 'R'" in result.notes[0]


def test_a_deleted_test_is_put_back(grader, released):
    cells = released.solve().notebook.cells
    released.notebook.cells = [cell for cell in cells if cell.id != "test_gap"]
    result = grader.grade(released.bytes)
    assert result.scores == FULL
    assert "The cell test_gap is missing; it was put back." in result.notes


def test_a_deleted_answer_costs_its_points_only(grader, released):
    released.solve().notebook.cells = [cell for cell in released.notebook.cells if cell.id != "gap"]
    result = grader.grade(released.bytes)
    assert result.scores == {"test_gap": 0.0, "test_shares": 3.0}
    assert "The cell gap is missing." in result.notes


def test_a_copied_cell_does_not_stop_anything(grader, released):
    cells = released.solve().notebook.cells
    released.notebook.cells = [*cells, cells[2].copy(), cells[3].copy()]
    released.notebook.cells[-2] = nbformat.from_dict({**cells[2], "id": "twin"})
    released.notebook.cells[-1] = nbformat.from_dict({**cells[3], "id": "twin-test"})
    result = grader.grade(json.dumps(released.notebook).encode())
    assert result.scores == FULL
    assert sum("stands twice" in note for note in result.notes) == 2


def test_an_edited_test_is_replaced(grader, released):
    result = grader.grade(released.put("test_gap", "assert 1 == 1").put("test_shares", "3.0").bytes)
    assert result.scores == NONE
    assert "gap_2020 should be one number" in result.messages["test_gap"]


def test_forged_points_and_marks_count_for_nothing(grader, released):
    for cell in released.notebook.cells:
        if "nbgrader" in cell.metadata:
            cell.metadata["nbgrader"].update(points=1000, grade=False, solution=True, locked=False)
    assert grader.grade(released.bytes).scores == NONE


def test_another_order_is_noted(grader, released):
    cells = released.solve().notebook.cells
    released.notebook.cells = [*cells[:2], *cells[4:6], *cells[2:4], *cells[6:]]
    result = grader.grade(released.bytes)
    assert result.scores == FULL
    assert any("another order" in note for note in result.notes)


def test_every_cell_is_of_the_kind_that_was_released(grader, released):
    for name in ("gap", "shares"):
        cell = released.solve().cell(name)
        cell["cell_type"] = "markdown" if name == "gap" else "raw"
        del cell["outputs"], cell["execution_count"]
    essay = released.put("mind", "An answer.").cell("mind")
    essay.update(cell_type="code", outputs=[], execution_count=None)
    result = grader.grade(released.bytes)
    assert (result.scores, result.essays) == (FULL, {"mind": True})
    assert "The cell gap: it was turned into a markdown cell and is read as a code cell again." in result.notes
    assert len(result.notes) == 3
    nbformat.validate(nbformat.reads(result.notebook, 4))


def new_text(text="An answer in a cell of its own."):
    return nbformat.v4.new_markdown_cell(text)


@pytest.mark.parametrize("place", [-1, 99])
def test_text_beside_an_untouched_essay_goes_to_a_person(grader, released, place):
    cells = released.solve().notebook.cells
    cells.insert(len(cells) + place if place < 0 else place, new_text())
    result = grader.grade(released.bytes)
    assert result.essays == {"mind": True}
    assert "a person has to look" in result.notes[-1]


def test_text_elsewhere_and_no_new_text_leave_an_untouched_essay_alone(grader, released):
    released.solve().notebook.cells.insert(2, new_text("A remark on the first question."))
    released.notebook.cells.append(new_text(" "))
    assert grader.grade(released.bytes).essays == {"mind": False}


@pytest.mark.parametrize(("text", "to_mark"), [(None, False), ("My answer.", True)])
def test_an_essay_whose_metadata_are_lost_goes_to_a_person(grader, released, text, to_mark):
    if text:
        released.put("mind", released.cell("mind").source + "\n" + text)
    for cell in released.solve().notebook.cells:
        cell.metadata.pop("nbgrader", None)
    result = grader.grade(released.bytes)
    assert result.essays == {"mind": to_mark}
    assert result.scores == FULL


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("def gap(:", "name 'gap_2020' is not defined"),
        ("gap_2020 = 1 / 0", "name 'gap_2020' is not defined"),
        ("import nothing_like_this", "name 'gap_2020' is not defined"),
        ("gap_2020 = input('How many? ')", "name 'gap_2020' is not defined"),
        ("gap_2020 = '261.0'", "should be one number"),
        ("gap_2020 = 26.1", "is not the value asked for"),
        ("gap_2020 = 261.0", "name 'gap' is not defined"),
        ("gap_2020 = 261.0\ndef gap(a, b, c):\n    return 261.0", "right for the example"),
        ("gap_2020 = 261.0\ndef gap(a):\n    return 261.0", "A further test fails. Try"),
        ("while True: pass", "name 'gap_2020' is not defined"),
        ("import os; os.abort()", "the process ended"),
        ("import ctypes; ctypes.string_at(0)", "the process ended"),
    ],
)
def test_a_wrong_or_crashing_answer_is_explained(grader, released, code, message):
    result = grader.grade(released.put("gap", code).bytes)
    assert result.scores["test_gap"] == 0
    assert message in result.messages["test_gap"]


@pytest.mark.parametrize(
    "code",
    [
        "import os; os._exit(1)",
        "import ctypes; ctypes.string_at(0)",
        "while 1:\n try:\n  while 1: pass\n except BaseException: pass",
    ],
)
def test_a_crash_later_on_keeps_the_points_before_it(grader, released, code):
    result = grader.grade(released.solve().put("shares", code).bytes)
    assert result.scores == {"test_gap": 2.0, "test_shares": 0.0}
    assert any("was stopped" in note for note in result.notes)


def test_an_exit_does_not_end_the_notebook(grader, released):
    solved = released.solve()
    solved.put("gap", "import sys\n" + solved.cell("gap").source + "\nsys.exit(0)")
    assert grader.grade(solved.bytes).scores == FULL


def test_warnings_and_words_on_stderr_cost_nothing(grader, released):
    solved = released.solve()
    noise = "import warnings, sys\nwarnings.warn('old')\nprint('note', file=sys.stderr)\n"
    assert grader.grade(solved.put("gap", noise + solved.cell("gap").source).bytes).scores == FULL


def test_much_output_is_cut(grader, released):
    solved = released.solve()
    solved.put("gap", solved.cell("gap").source + "\nprint('x' * 20_000_000)\nfor _ in range(300): display('y')")
    result = grader.grade(solved.bytes)
    assert result.scores == FULL
    assert len(result.notebook) < 300_000
    assert "the rest of the output is left out" in result.notebook


def test_magics_figures_widgets_and_files_work(grader, released):
    solved = released.solve()
    more = """
%matplotlib inline
%time 1 + 1
import ipywidgets, matplotlib.pyplot as plt
slider = ipywidgets.IntSlider(value=3, max=9)
display(slider)
plt.plot([1, 2, 3])
with open("out.csv", "w") as file:
    file.write("a,b")
"""
    result = grader.grade(solved.put("gap", solved.cell("gap").source + more).bytes)
    assert result.scores == FULL
    cell = next(cell for cell in nbformat.reads(result.notebook, 4).cells if cell.id == "gap")
    assert not [output for output in cell.outputs if output.output_type == "error"], cell.outputs
    assert any("image/png" in output.get("data", {}) for output in cell.outputs)


def test_an_untouched_essay_is_told_from_an_answer(grader, released):
    assert grader.grade(released.bytes).essays == {"mind": False}
    assert grader.grade(released.put("mind", "").bytes).essays == {"mind": False}
    assert grader.grade(released.put("mind", "A series by place of residence.").bytes).essays == {"mind": True}


def test_scripts_in_text_are_made_harmless(grader, released):
    text = "<script>alert(1)</script> [x](javascript:alert(2)) <img src=x onerror=alert(3)> 1 < 2"
    text += " $\\href{javascript:a}{b}$"
    result = grader.grade(released.put("mind", text).bytes)
    cell = next(cell for cell in nbformat.reads(result.notebook, 4).cells if cell.id == "mind")
    assert cell.source.startswith('<div class="tex2jax_ignore mathjax_ignore"><p>&lt;script&gt;alert(1)')
    assert "href=" not in cell.source
    assert "1 &lt; 2" in cell.source
