"""What a notebook lacks, and the file to hand in, by the standard library alone."""

import base64
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

from coursegrader import plain
from coursegrader.authoring import copies, source

from . import samples


def ask(**request):
    return json.loads(plain.answer(json.dumps(request)))


def as_json(notebook):
    return json.loads(json.dumps(notebook))["cells"]


def test_answers_and_changed_tests_are_named(released):
    cells = as_json(released.notebook)
    (gap,) = (name for name in (plain.name_of(cells, number) for number in range(1, len(cells) + 1)) if "(gap)" in name)
    none = "it has no answer yet"
    lacking = dict(plain.lacking(cells))
    assert lacking[gap] == none
    assert sorted(lacking.values()) == [none] * 3  # two answers and an essay
    changed = as_json(released.solve().put("mind", "Mine.").put("test_gap", "assert True").notebook)
    ((cell, text),) = plain.lacking(changed)
    assert "(test_gap)" in cell and text == "the test was changed; the grader uses the one that was given"
    for cell in changed:
        cell["metadata"].get("nbgrader", {}).pop("checksum", None)
    assert plain.lacking(changed) == []  # metadata that are lost say nothing


def test_a_students_number_that_is_still_the_examples_is_named(tmp_path):
    exercise = source.read(samples.write(tmp_path, samples.VARIANTS, "03_variants"))
    cells = as_json(copies.student(exercise))
    assert any("your student number is missing" in text for _, text in plain.lacking(cells))
    own = next(cell for cell in cells if cell["metadata"].get("nbgrader", {}).get("grade_id") == plain.VARIANT_ID)
    own["source"] = own["source"].replace('student = "1"', 'student = "ann"')
    assert not any("number" in text or "changed" in text for _, text in plain.lacking(cells))


def test_the_browser_is_told_what_failed_and_what_was_not_tried():
    def error(kind, text):
        return [{"output_type": "error", "ename": kind, "evalue": text}]

    def code(text, outputs=()):
        return {"cell_type": "code", "source": text, "metadata": {}, "outputs": list(outputs)}

    cells = [code("a = b", error("<class 'NameError'>", "name 'b' is not defined")), code("b = 1"), code("x")]
    cells.append(code("y", error("<class 'ValueError'>", "no\x1b[31m\nluck")))
    cells.append({"cell_type": "markdown", "source": ["text"], "metadata": {}, "outputs": []})
    first = ["cell 1", "it needs 'b', which is defined only further down, in cell 2: move that up"]
    assert ask(do="look", cells=cells, late=None, seconds=60) == {
        "wrong": [first, ["cell 4", "it stops with ValueError: no [31m luck"]],
        "lacking": [],
    }
    assert ask(do="look", cells=cells, late=3, seconds=60)["wrong"] == [
        first,
        ["cell 3", "it did not end within 60 s: is there an endless loop?"],
        ["", "what comes after it was not tried"],
    ]


def test_the_file_is_made_of_the_notebook_as_it_came(released):
    text = json.dumps(released.notebook)
    made = ask(do="pack", notebook=text, name="02_counting.ipynb", student=" ann ", checked=False)
    assert made["name"].startswith("ann_02_counting_")
    with zipfile.ZipFile(io.BytesIO(base64.b64decode(made["zip"]))) as whole:
        assert whole.read("02_counting.ipynb").decode() == text
        assert json.loads(whole.read(plain.RECEIPT))["checked"] is False
    refused = ask(do="pack", notebook=text, name="02_counting.ipynb", student="../ann", checked=True)
    assert "is no student id" in refused["error"]


def test_nothing_but_the_standard_library_is_needed():
    code = f"import runpy; print(sorted(runpy.run_path({plain.__file__!r}))[:1])"
    subprocess.run([sys.executable, "-I", "-S", "-c", code], check=True, cwd=Path(plain.__file__).parents[1])
