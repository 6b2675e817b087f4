"""The recipes of CONTRIBUTING.md, tried on a copy: what they do not name need not be touched."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import matplotlib.pyplot as plt
import pytest
from livefigure import LiveFigure

from .test_verbs import clone, ours, works  # noqa: F401 - the fixture

ROOT = Path(__file__).parents[1]
EXERCISE = """---
jupytext: {text_representation: {extension: .md, format_name: myst}}
kernelspec: {name: python3, display_name: Python 3, language: python}
title: "Exercise 17: a trial"
lesson: 17
---
# A trial

```{code-cell}
---
grade: {id: double, kind: answer}
---
def double(number):
    ### BEGIN SOLUTION
    return 2 * number
    ### END SOLUTION
```

```{code-cell}
---
grade: {id: test_double, kind: test, points: 2}
---
assert double(2) == 4, say("wrong_value", name="double")
### BEGIN HIDDEN TESTS
assert double(3) == 6, say("other_input", name="double")
### END HIDDEN TESTS
```
"""
GIVEN = {"Beijing": 40.5, "Sichuan": 20.0}


def section(title):
    """The text of a recipe."""
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    return re.search(rf"^## {title}$(.*?)^## ", text, re.MULTILINE | re.DOTALL)[1]


def passes(folder, *words):
    """Run tests of the copy; they have to pass, and there has to be one."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *words]
    done = subprocess.run(command, cwd=folder, env=ours(folder), capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout[-4000:]


@pytest.mark.slow
def test_a_lesson_more_is_one_file_and_one_line(clone):  # noqa: F811
    assert "Add one line to `_toc.yml`" in section("Add a lesson")
    text = (clone / "lessons" / "02_counting_people.md").read_text("utf-8")
    text = re.sub(r"^lesson: 2$", "lesson: 17", text, count=1, flags=re.MULTILINE)
    text = re.sub(r"^claims: .*$", "claims: []", text, count=1, flags=re.MULTILINE)
    text = re.sub(r"^```\{claim\}.*?^```\n", "", text, flags=re.MULTILINE | re.DOTALL)  # it tests none
    (clone / "lessons" / "17_trial.md").write_text(text, "utf-8")
    contents = clone / "_toc.yml"
    line = "      - file: lessons/16_what_travels\n"
    assert line in contents.read_text("utf-8")
    added = line + line.replace("16_what_travels", "17_trial")
    contents.write_text(contents.read_text("utf-8").replace(line, added), "utf-8")
    chosen = "17_ or syllabus or without_a_gap or listed_under or first_edition or ledger"
    files = [f"tests/course/test_{name}.py" for name in ("lessons", "ledger", "ladder")]
    passes(clone, *files, "tests/models/test_shape.py", "-k", chosen)


@pytest.mark.slow
def test_a_table_is_two_files(clone):  # noqa: F811
    for suffix in ("csv", "yml"):
        shutil.copyfile(clone / "data" / f"adjacency.{suffix}", clone / "data" / f"trial.{suffix}")
    assert "reformlab data check" in section("Add a table") and "reformlab data seal" in section("Add a table")
    works(clone, "data", "seal")
    assert " 0 wrong rows, 0 cross-checks failed" in works(clone, "data", "check")
    assert "trial " in works(clone, "data", "list")


@pytest.mark.slow
def test_a_series_is_a_line_and_its_rows(clone):  # noqa: F811
    text, rows = (clone / "data" / "provinces.yml"), (clone / "data" / "provinces.csv")
    assert "`data/provinces.yml`" in section("Add a series to a table")
    line = "  trial_share: {title: A trial, unit: '%', range: [0, 100]}\n"
    text.write_text(text.read_text("utf-8").replace("series:\n", f"series:\n{line}", 1), "utf-8")
    with rows.open("a", encoding="utf-8", newline="") as file:
        file.writelines(f"trial_share,{place},2020,{value},%,derived,calc-urban\n" for place, value in GIVEN.items())
    works(clone, "data", "seal")
    assert " 0 wrong rows, 0 cross-checks failed" in works(clone, "data", "check")
    code = "from reformlab import data; print(data.series('provinces', 'trial_share').loc[2020].to_dict())"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=clone, env=ours(clone), capture_output=True, encoding="utf-8"
    )
    assert done.stdout.strip() == str(GIVEN), done.stderr


@pytest.mark.slow
def test_an_exercise_is_one_file(clone):  # noqa: F811
    (clone / "exercises" / "17_trial").mkdir()
    (clone / "exercises" / "17_trial" / "exercise.md").write_text(EXERCISE, "utf-8")
    assert "reformlab exercise check NN_slug" in section("Add an exercise")
    assert "17_trial: built" in works(clone, "exercise", "build", "17_trial")
    works(clone, "exercise", "check", "17_trial")


def test_the_moving_figure_runs_as_it_stands():
    code = re.search(r"```python\n(.*?)```", section("Add a moving figure"), re.DOTALL)[1]
    names = {}
    exec(compile(code.replace("LiveFigure(\n", "made = LiveFigure(\n"), "CONTRIBUTING.md", "exec"), names)
    assert isinstance(names["made"], LiveFigure)
    assert names["move"](90)["curve"][-1] > names["move"](70)["curve"][-1]
    plt.close("all")


def test_the_lab_solves_another_country():
    text = section("Use this for a course on another country")
    names = {}
    exec(compile(re.search(r"```python\n(.*?)```", text, re.DOTALL)[1], "CONTRIBUTING.md", "exec"), names)
    assert names["run"].lab.economy.names == names["country"].names
    assert 0 < names["run"].ev < 5 and names["run"].urban_share > 40
    named = re.findall(r"`((?:packages|reformlab|book|lessons|exercises|data)/[\w./]*)`", text)
    assert len(named) > 8 and all((ROOT / name).exists() for name in named)


def test_a_release_is_two_words_of_the_makefile_and_a_workflow_that_is_there():
    text = section("Release a package")
    words = re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert set(re.findall(r"`make\s+([a-z-]+)", text)) == {"dist", "test-matrix"} <= set(words)
    assert all((ROOT / path).is_file() for path in re.findall(r"`(\.github/\S+)`", text))
    for folder in (ROOT / "packages").iterdir():
        if (folder / "pyproject.toml").is_file():
            assert (folder / "CHANGELOG.md").is_file()
