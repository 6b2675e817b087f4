import pytest
from click.testing import CliRunner

from coursegrader.commands import exercise, feedback, grade, mark, read_limits, similar
from coursegrader.errors import GradingError

from . import samples


def run(*words):
    return CliRunner().invoke(exercise, list(map(str, words)))


def test_build_names_each_exercise_and_does_nothing_twice(tmp_path):
    samples.write(tmp_path)
    first = run("build", "--course", tmp_path)
    assert first.output == "02_counting: built\n"
    assert run("build", "2", "--course", tmp_path).output == "02_counting: up to date\n"


def test_a_mistake_is_told_without_a_traceback(tmp_path):
    samples.write(tmp_path, samples.COUNTING.replace("points: 2", "points: two"))
    result = run("check", "--course", tmp_path)
    assert result.exit_code == 2
    assert "points is 'two'" in result.output
    assert "1 of 1 exercises" in result.output
    assert "Traceback" not in result.output


def test_unknown_exercises_rosters_and_keys_are_named(tmp_path):
    samples.write(tmp_path)
    assert "choose one of: 02_counting" in run("build", "7", "--course", tmp_path).output
    roster = tmp_path / "roster.csv"
    words = [
        "release",
        "--course",
        tmp_path,
        "--roster",
        roster,
        "--out",
        tmp_path / "out",
        "--key-file",
        tmp_path / "key",
    ]
    assert "no such roster" in run(*words).output
    roster.write_text("name\nAnn\n", "utf-8")
    assert "name the column of student ids 'id'" in run(*words).output
    roster.write_text("id,name\nann,Ann\n", "utf-8")
    assert "no such key file" in run(*words).output
    (tmp_path / "key").write_text("short", "utf-8")
    assert "fewer than 16 characters" in run(*words).output
    (tmp_path / "key").write_text("a long and random text", "utf-8")
    assert run(*words).output == "02_counting: 1 copies\n"
    assert (tmp_path / "out" / "ann" / "02_counting" / "02_counting.ipynb").is_file()


def test_limits_are_read_by_name_and_wrong_ones_are_named():
    limits = read_limits(["cell=60", "memory=2e9"])
    assert (limits.cell, limits.memory) == (60.0, 2_000_000_000)
    for word in ("cell", "cell=x", "speed=3", "cell=0", "memory=inf"):
        with pytest.raises(GradingError, match="To do"):
            read_limits([word])


def test_grade_names_what_is_missing(tmp_path):
    (tmp_path / "submitted").mkdir()
    result = CliRunner().invoke(grade, [str(tmp_path / "submitted")])
    assert result.exit_code == 2
    assert "there is no instructor copy" in result.output
    assert "exercise build" in result.output


def test_release_and_grading_must_use_the_same_key(tmp_path):
    samples.write(tmp_path, samples.VARIANTS, "03_variants")
    (tmp_path / "roster.csv").write_text("id\nann\n", "utf-8")
    words = ["release", "--course", tmp_path, "--roster", tmp_path / "roster.csv", "--out", tmp_path / "out"]
    for name, text, said in (
        ("a.key", "a long and random text", "1 copies"),
        ("b.key", "quite another text", "with mark"),
    ):
        (tmp_path / name).write_text(text, "utf-8")
        assert said in run(*words, "--key-file", tmp_path / name).output


def test_times_that_cannot_be_read_and_late_without_due_are_named(tmp_path):
    (tmp_path / "submitted").mkdir()
    for words, said in (
        (["--late", "10"], "--late without --due"),
        (["--due", "tomorrow"], "'tomorrow' is no time"),
        (["--due", "2027-03-01 23:59 CST"], "the zone 'CST' is not that of the course"),
        (["--due", "2027-03-01 23:59", "--timezone", "Nowhere"], "is no time zone"),
    ):
        result = CliRunner().invoke(grade, [str(tmp_path / "submitted"), *words])
        assert (result.exit_code, said in result.output) == (2, True), result.output


def test_no_control_character_of_a_name_reaches_the_terminal(tmp_path):
    samples.write(tmp_path)
    run("build", "--course", tmp_path)
    escape = "\x1b]0;title\x07\x1b[2J"
    submitted = tmp_path / "submitted"
    for name in (f"ann{escape}", "bo"):
        (submitted / name).mkdir(parents=True)
        (submitted / name / f"page{escape}.html").write_text("<html>", "utf-8")
    (submitted / f"{escape}.ipynb").symlink_to("nowhere")
    (tmp_path / "roster.csv").write_text(f'id,first_name\n"cy{escape}",Cy\n', "utf-8")
    words = [str(submitted), "--source", str(tmp_path / "_build/exercises/instructor")]
    for more in ([], ["--roster", str(tmp_path / "roster.csv")]):
        done = CliRunner().invoke(grade, [*words, *more])
        assert "not graded" in done.output or "roster" in done.output, done.output
        assert "\x1b" not in done.output and "\x07" not in done.output, repr(done.output)


def test_what_the_verbs_of_a_graded_course_miss_is_named(tmp_path):
    samples.write(tmp_path)
    for verb in (feedback, mark, similar):
        assert "there is no such folder" in CliRunner().invoke(verb, [str(tmp_path / "none")]).output
        assert "there is no instructor copy" in CliRunner().invoke(verb, [str(tmp_path)]).output
    run("build", "--course", tmp_path)
    assert "nothing has been graded" in CliRunner().invoke(feedback, [str(tmp_path)]).output
    assert "write K/N" in CliRunner().invoke(mark, [str(tmp_path), "--share", "4/3"]).output
    assert "is no assignment" in CliRunner().invoke(similar, [str(tmp_path), "--assignment", "x"]).output
