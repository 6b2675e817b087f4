from click.testing import CliRunner

from reformlab.grading.commands import exercise

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
    roster.write_text("name\nAnn\n")
    assert "name the column of student ids 'id'" in run(*words).output
    roster.write_text("id,name\nann,Ann\n")
    assert "no such key file" in run(*words).output
    (tmp_path / "key").write_text("short")
    assert "fewer than 16 characters" in run(*words).output
    (tmp_path / "key").write_text("a long and random text")
    assert run(*words).output == "02_counting: 1 copies\n"
    assert (tmp_path / "out" / "ann" / "02_counting" / "02_counting.ipynb").is_file()
