from importlib.metadata import EntryPoint

from coursegrader.authoring import copies, rubrics, source, variants

from .. import samples


def cells(notebook):
    return {cell.id: cell.source for cell in notebook.cells}


def test_the_student_copy_holds_stubs_plain_asserts_and_the_rubric(tmp_path):
    shown = cells(copies.student(source.read(samples.write(tmp_path))))
    assert shown["gap"] == (
        "def gap(resident, hukou, population):\n    # YOUR CODE HERE\n    pass\n\n\n"
        "gap_2020 = None\n# YOUR CODE HERE\npass"
    )
    assert shown["test_gap"] == "assert isinstance(gap_2020, float), 'gap_2020 should be one number (int or float).'"
    assert shown["mind"].startswith("What would change your mind?\n\n*Marked with rubric R0 (8 points): claim 2")
    assert shown["mind"].endswith("YOUR ANSWER HERE")


def test_the_instructor_copy_keeps_regions_and_says_how_to_mark(tmp_path):
    kept = cells(copies.instructor(source.read(samples.write(tmp_path))))
    assert "### BEGIN SOLUTION\n    return (resident" in kept["gap"]
    assert "### BEGIN HIDDEN TESTS" in kept["test_gap"]
    assert "- Full marks need: one use of the indicator\n### END SOLUTION" in kept["mind"]


def test_an_essay_without_a_region_keeps_its_question(tmp_path):
    text = samples.COUNTING.replace(
        "### BEGIN SOLUTION\nA published series by place of residence would change it.\n### END SOLUTION\n", ""
    )
    exercise = source.read(samples.write(tmp_path, text))
    assert cells(copies.student(exercise))["mind"].startswith("What would change your mind?")
    assert "What would change your mind?\n\n### BEGIN SOLUTION" in cells(copies.instructor(exercise))["mind"]


def test_the_solved_copy_has_answers_but_no_marks_and_no_hidden_test(tmp_path):
    solved = cells(copies.solved(source.read(samples.write(tmp_path))))
    text = "\n".join(solved.values())
    assert "return (resident - hukou)" in text
    assert "BEGIN" not in text
    assert "261" not in text
    assert "Full marks need" not in text


def test_text_is_converted_only_in_the_student_copy(tmp_path):
    exercise = source.read(samples.write(tmp_path))
    assert "COUNTING PEOPLE" in cells(copies.student(exercise, to_plain=str.upper))["cell-001"]
    assert "Counting people" in cells(copies.instructor(exercise))["cell-001"]


def test_variants_stand_before_the_first_code_cell(tmp_path):
    exercise = source.read(samples.write(tmp_path, samples.VARIANTS))
    everyone = copies.student(exercise)
    assert [cell.id for cell in everyone.cells][:3] == ["cell-001", variants.GRADE_ID, "next"]
    assert 'student = "1"' in cells(everyone)["variant"]
    assert "editable" not in everyone.cells[1].metadata
    own = copies.student(exercise, values={"year": 2015, "rate": 0.03})
    assert "year = 2015\nrate = 0.03" in cells(own)["variant"]
    assert own.cells[1].metadata["editable"] is False


def test_web_items_tell_questions_and_points_without_answers(tmp_path):
    items = copies.web_items(source.read(samples.write(tmp_path)))
    assert (items["points"], items["notebook"]) == (13, "02_counting.ipynb")
    assert [(item["id"], item["kind"], item["points"]) for item in items["items"]] == [
        ("test_gap", "test", 2),
        ("test_shares", "test", 3),
        ("mind", "essay", 8),
    ]
    assert "How many million people" in items["items"][0]["question"]


def test_rubrics_scale_to_the_points_of_a_question():
    assert [points for _, points, _ in rubrics.scaled("R0", 16)] == [4, 4, 4, 4]
    for rubric in rubrics.table().values():
        assert sum(row["points"] for row in rubric["criteria"]) == rubric["points"]


def test_the_marking_page_holds_question_rubric_answer_and_examples(tmp_path):
    path = samples.write(tmp_path)
    (path.parent / "marking.md").write_text("## Example A: 6 of 8 points\n", "utf-8")
    page = rubrics.marking_page(source.read(path))
    for part in (
        "What would change your mind?",
        "| Claim | 0 to 2 |",
        "Full marks need",
        "A published series",
        "Example A",
    ):
        assert part in page
    assert rubrics.marking_page(source.read(samples.write(tmp_path, samples.VARIANTS, "03_variants"))) is None


def test_a_notebook_that_imports_the_library_of_the_course_says_how_to_get_it(tmp_path, monkeypatch):
    points = [EntryPoint(name, name, "coursegrader.libraries") for name in ("toylib", "otherlib")]
    monkeypatch.setattr(copies, "entry_points", lambda group: points)
    text = samples.COUNTING.replace("import pandas as pd", "import pandas as pd\nfrom toylib import rates")
    exercise = source.read(samples.write(tmp_path, text))
    first = copies.student(exercise).cells[0]
    assert (first.cell_type, first.id) == ("markdown", "set-up") and "`toylib`" in first.source
    assert f"```bash\n{copies.INSTALL}\n```" in first.source and "otherlib" not in first.source
    assert "课程文件夹" in copies.student(exercise, language="zh").cells[0].source
    assert copies.INSTALL not in str(copies.web_items(exercise))
    assert "set-up" not in cells(copies.instructor(exercise)) | cells(copies.solved(exercise))
    plain = source.read(samples.write(tmp_path))
    assert "set-up" not in cells(copies.student(plain))
