import base64
import hashlib
import json

import nbformat
import pytest

from coursegrader.authoring import builder, copies, leaks, source
from coursegrader.authoring.check import check
from coursegrader.errors import AuthoringErrors

from .. import samples


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = tmp_path_factory.mktemp("course")
    path = samples.write(folder)
    (path.parent / "files").mkdir()
    (path.parent / "files" / "towns.csv").write_text("town,people\nA,1\n", "utf-8")
    return path, folder / "out", builder.build(path, folder / "out")


def test_a_build_makes_every_copy(built):
    _, out, made = built
    files = sorted(path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file())
    assert files == [
        ".stamps/02_counting.json",
        "instructor/02_counting/02_counting.ipynb",
        "instructor/02_counting/towns.csv",
        "marking/02_counting/02_counting.md",
        "solution/02_counting/02_counting.ipynb",
        "solution/02_counting/02_counting.md",
        "solution/02_counting/towns.csv",
        "student/02_counting/02_counting.ipynb",
        "student/02_counting/towns.csv",
        "web/02_counting/items.json",
    ]
    assert made.fresh


def test_nothing_is_built_twice_and_a_change_is_noticed(built):
    path, out, _ = built
    assert not builder.build(path, out).fresh
    (path.parent / "files" / "towns.csv").write_text("town,people\nA,2\n", "utf-8")
    assert builder.build(path, out).fresh


def test_the_solution_page_shows_code_and_no_test(built):
    page = (built[1] / "solution/02_counting/02_counting.md").read_text("utf-8")
    assert "return (resident - hukou)" in page
    assert "assert" not in page


def test_released_files_hold_no_secret(built):
    path, out, _ = built
    exercise = source.read(path)
    for kind in ("student", "web"):
        assert leaks.scan(exercise, out / kind) == []
    assert leaks.scan(exercise, out / "instructor")
    assert leaks.scan(exercise, out / "solution")


SECRET = "return (resident - hukou) / 100 * population"
HIDDEN = (
    'assert abs(gap_2020 - 261.0) < 0.5, say("wrong_value", name="gap_2020")\n'
    'assert abs(gap(73.91, 40, 1000) - 339.1) < 0.01, say("other_input", name="gap")'
)


@pytest.mark.parametrize(
    "smuggle",
    [
        lambda nb: nb.cells[0].metadata.update(note=SECRET),
        lambda nb: nb.metadata.update({SECRET: 1}),
        lambda nb: nb.cells[1].outputs.append(nbformat.v4.new_output("stream", text="  " + SECRET + "\n")),
        lambda nb: nb.cells[0].update(source="return (resident   -   hukou)/100*population"),
        lambda nb: nb.cells[0].metadata.update(check=hashlib.sha256(("    " + SECRET).encode()).hexdigest()),
        lambda nb: nb.cells[0].metadata.update(check=hashlib.md5(SECRET.encode()).hexdigest()),
        lambda nb: nb.cells[0].metadata.update(data=base64.b64encode(("    " + SECRET).encode()).decode()),
        lambda nb: nb.cells[0].update(source="A published series by place of residence would change it."),
        lambda nb: nb.cells[0].update(source="full marks: one use of the indicator"),
        lambda nb: nb.cells[0].update(
            source='assert abs(gap(73.91, 40, 1000) - 339.1) < 0.01, say("other_input", name="gap")'
        ),
    ],
)
def test_the_scan_finds_what_is_smuggled_in(tmp_path, smuggle):
    exercise = source.read(samples.write(tmp_path))
    notebook = copies.student(exercise)
    folder = tmp_path / "released"
    folder.mkdir()
    (folder / "nb.ipynb").write_text(json.dumps(notebook), "utf-8")
    assert leaks.scan(exercise, folder) == []
    smuggle(notebook)
    (folder / "nb.ipynb").write_text(json.dumps(notebook), "utf-8")
    assert leaks.scan(exercise, folder)


def test_marking_examples_are_searched_for_as_well(tmp_path):
    path = samples.write(tmp_path)
    path.with_name("marking.md").write_text("### mind: 1 of 8\n\n> Nothing would change it.\n", "utf-8")
    (tmp_path / "released").mkdir()
    (tmp_path / "released" / "note.txt").write_text("One wrote: > Nothing would\n change it.", "utf-8")
    ((_, found),) = leaks.scan(source.read(path), tmp_path / "released")
    assert "Nothing would change it." in found


def test_a_leak_through_a_visible_file_stops_the_build(tmp_path):
    path = samples.write(tmp_path)
    (path.parent / "files").mkdir()
    (path.parent / "files" / "notes.txt").write_text(f"hint: {SECRET}", "utf-8")
    with pytest.raises(AuthoringErrors, match="notes.txt would show the line"):
        builder.build(path, tmp_path / "out")
    assert not (tmp_path / "out" / "student").exists()


def test_a_solution_that_fails_its_test_is_named(tmp_path):
    path = samples.write(tmp_path, samples.COUNTING.replace("- 261.0", "- 251.0"))
    with pytest.raises(
        AuthoringErrors, match=r"cell 4 \(test_gap\), line \d+: the solution fails this test: AssertionError"
    ):
        builder.build(path, tmp_path / "out")


def test_check_accepts_a_sound_exercise(tmp_path):
    report = check(samples.write(tmp_path, samples.VARIANTS, "03_variants"))
    assert (report.points, report.tests, report.draws, report.hidden) == (1, 1, 5, 1)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("assert isinstance(shares, pd.Series)", "assert isinstance(shares, object)", None),
        (
            "### BEGIN HIDDEN TESTS\nassert abs(gap_2020 - 261.0)",
            "assert abs(gap_2020 - 261.0)",
            "261.0 is the answer gap_2020",
        ),
        ('say("not_a_number", name="gap_2020")', '"It is about 261 million."', "261 is the answer gap_2020"),
    ],
)
def test_check_refuses_tests_that_give_the_answer_away(tmp_path, old, new, problem):
    text = samples.COUNTING.replace(old, new, 1)
    if new.startswith("assert abs"):
        text = text.replace(
            'name="gap_2020")\nassert abs(gap(', 'name="gap_2020")\n### BEGIN HIDDEN TESTS\nassert abs(gap(', 1
        )
    path = samples.write(tmp_path, text)
    if problem is None:
        check(path)
    else:
        with pytest.raises(AuthoringErrors, match=problem):
            check(path)


def test_check_refuses_a_test_that_an_untouched_copy_passes(tmp_path):
    text = samples.VARIANTS.replace("assert isinstance(next_year, int)", "assert year > 0")
    text = text.replace("assert next_year == year + 1", "assert rate > 0").replace(
        "assert abs(grown - 1 - rate) < 1e-9", "assert rate"
    )
    with pytest.raises(AuthoringErrors, match=r"\(test_next\).*untouched student copy passes"):
        check(samples.write(tmp_path, text, "03_variants"))


def test_release_gives_each_student_numbers_of_their_own(tmp_path):
    path = samples.write(tmp_path, samples.VARIANTS, "03_variants")
    written = builder.release(path, tmp_path / "out", roster=["ann", "bo", "chi", "dee"], key=b"0123456789abcdef")
    assert [each.parent.parent.name for each in written] == ["ann", "bo", "chi", "dee"]
    cells = {
        each.read_text("utf-8").split('"year = ')[1][:4] + each.read_text("utf-8").split('"rate = ')[1][:4]
        for each in written
    }
    assert len(cells) > 1
