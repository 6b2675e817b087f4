"""The bundle for students: complete, runs on the wheel alone, shows no solution."""

import os
import shutil
import subprocess
import sys
import zipfile
from importlib import metadata

import nbformat
import pytest
from coursebook import exercises
from coursebook.errors import SiteError
from coursebook.layout import Layout, find
from coursebook.release import students
from coursegrader.authoring import leaks, regions, source

from .conftest import ROOT

PAPERS = ("README.md", "LICENSE", "LICENSE-CONTENT", "CITATION.cff")


def test_requirements_are_the_pins_of_the_course_and_the_wheels():
    text = "# made\n-e packages/livefigure\n-e .\na==1\nb==2 ; python_version < '3.12'\n"
    assert students.requirements(text, ["c.whl"]) == "./c.whl\na==1\nb==2 ; python_version < '3.12'\n"


LIBRARIES = [(name, metadata.version(name)) for name in ("livefigure", "reformlab")]


@pytest.fixture(scope="module")
def packed(tmp_path_factory):
    """The bundle of a course with the real library and tables, one lesson and its exercise."""
    root = tmp_path_factory.mktemp("course")
    (root / "lessons").mkdir()
    shutil.copyfile(ROOT / "lessons/02_counting_people.md", root / "lessons/02_counting_people.md")
    shutil.copytree(ROOT / "exercises/02_counting_people", root / "exercises/02_counting_people")
    for name in ("_config.yml", "data", "reformlab", "requirements.txt", "pyproject.toml", *PAPERS):
        (root / name).symlink_to(ROOT / name)
    (root / "book").mkdir()
    (root / "book" / "references.bib").symlink_to(ROOT / "book" / "references.bib")
    (root / "_toc.yml").write_text("root: lessons/02_counting_people\n", "utf-8")
    return students.write(find(root), cache_folder=ROOT / "_build" / "cache")


@pytest.fixture(scope="module")
def bundle(packed, tmp_path_factory):
    """The unpacked bundle."""
    folder = tmp_path_factory.mktemp("student")
    with zipfile.ZipFile(packed) as opened:
        opened.extractall(folder)
    (top,) = folder.iterdir()
    return top


def test_the_bundle_is_complete(bundle):
    there = {path.relative_to(bundle).as_posix() for path in bundle.rglob("*") if path.is_file()}
    assert {"README.md", "requirements.txt", "LICENSE.txt", "LICENSE-CONTENT.txt", "data/national.csv"} <= there
    assert {"lessons/02_counting_people.ipynb", "exercises/02_counting_people/02_counting_people.ipynb"} <= there
    tables = {path.stem for path in (ROOT / "data").glob("*.csv")}
    assert {path.stem for path in (bundle / "data").glob("*.csv")} == tables
    assert {path.stem for path in (bundle / "data").glob("*.yml")} >= tables
    built = [f"{name}-{version}-py3-none-any.whl" for name, version in LIBRARIES]
    assert {path.name for path in bundle.glob("*.whl")} == set(built)
    readme = (bundle / "README.md").read_text("utf-8")
    assert readme.count("python -m pip install -r requirements.txt\n") == 2 and "{{" not in readme
    given = (bundle / "requirements.txt").read_text("utf-8").splitlines()
    pinned = (ROOT / "requirements.txt").read_text("utf-8").splitlines()[3:]
    assert given == [*(f"./{name}" for name in built), *pinned]
    lesson = nbformat.read(bundle / "lessons" / "02_counting_people.ipynb", as_version=4)
    assert "```bash\npython -m pip install -r requirements.txt\n```" in lesson.cells[0].source
    exercise = nbformat.read(bundle / "exercises/02_counting_people/02_counting_people.ipynb", as_version=4)
    assert "```bash\npython -m pip install -r requirements.txt\n```" in exercise.cells[0].source


def test_the_third_command_starts_jupyterlab_with_the_settings(bundle, tmp_path):
    """JupyterLab is stood in for by a module that says what it was given."""
    assert (bundle / "README.md").read_text("utf-8").count("python start.py\n") == 2
    said = "import os, sys; print(sys.argv[1:], os.environ['JUPYTER_CONFIG_PATH'], sep='\\n'); sys.exit(3)"
    (tmp_path / "jupyterlab.py").write_text(said, "utf-8")
    environment = os.environ | {"PYTHONPATH": str(tmp_path), "JUPYTER_CONFIG_PATH": "mine"}
    command = [sys.executable, bundle / "start.py", "--no-browser"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, encoding="utf-8")
    assert done.returncode == 3, done.stderr
    options, path = done.stdout.splitlines()
    assert f"--ServerApp.root_dir={bundle}" in options and "--no-browser" in options
    settings, others = path.split(os.pathsep)
    assert settings == str(bundle / "settings") and others == "mine"
    for name in ("jupyter_nbconvert_config.py", "jupyter_server_config.py", "labconfig/page_config.json"):
        assert os.path.isfile(os.path.join(settings, name)), name


def test_nothing_of_the_solutions_travels(bundle):
    exercise = source.read(ROOT / "exercises" / "02_counting_people" / "exercise.md")
    assert not leaks.scan(exercise, bundle / "exercises")  # a lesson may show a line that an exercise asks for again
    text = "".join(path.read_text("utf-8") for path in (bundle / "exercises").rglob("*.ipynb"))
    assert "YOUR CODE HERE" in text
    for word in ("BEGIN SOLUTION", "BEGIN HIDDEN", "hidden"):
        assert word not in text, word


def test_a_leak_stops_the_bundle(tmp_path):
    shutil.copytree(ROOT / "exercises" / "02_counting_people", tmp_path / "exercises" / "02_counting_people")
    out = tmp_path / "out"
    out.mkdir()
    exercise = source.read(ROOT / "exercises" / "02_counting_people" / "exercise.md")
    solved = "\n".join(
        body for cell in exercise.notebook.cells for body in regions.bodies(cell.source, regions.SOLUTION)
    )
    (out / "a.txt").write_text(max(solved.splitlines(), key=len), "utf-8")
    with pytest.raises(SiteError, match="students would see solutions:\na.txt shows the line"):
        exercises.refuse_leaks(Layout(tmp_path, tmp_path / "_build"), out)


def test_a_notebook_runs_on_the_wheel_alone(bundle, tmp_path):
    """The clone is taken off the import path, so that only the wheel can answer; every check of the exercise speaks."""
    for built in bundle.glob("*.whl"):
        with zipfile.ZipFile(built) as opened:
            opened.extractall(tmp_path / "installed")
    lesson = nbformat.read(bundle / "lessons" / "02_counting_people.ipynb", as_version=4)
    cells = [cell.source for cell in lesson.cells if cell.cell_type == "code"]
    head = "import reformlab\nassert 'installed' in reformlab.__file__, reformlab.__file__\n"
    (tmp_path / "lesson.py").write_text(head + "\n".join(cells), "utf-8")
    environment = os.environ | {"PYTHONPATH": str(tmp_path / "installed"), "MPLBACKEND": "agg"}
    done = subprocess.run(
        [sys.executable, "lesson.py"], cwd=tmp_path, env=environment, capture_output=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    assert "change -1.05 points" in done.stdout and "change +0.53 points" in done.stdout
    exercise = nbformat.read(bundle / "exercises/02_counting_people/02_counting_people.ipynb", as_version=4)
    first_test = next(cell for cell in exercise.cells if cell.metadata.get("nbgrader", {}).get("grade"))
    before = exercise.cells[: exercise.cells.index(first_test)]
    code = [cell.source for cell in before if cell.cell_type == "code"]
    author = source.read(ROOT / "exercises/02_counting_people/exercise.md")
    (place,) = [place for place, mark in author.marks.items() if mark.kind == "answer"][:1]
    mine = author.notebook.cells[place].source  # the first task, solved
    for file in author.files:
        shutil.copyfile(file, tmp_path / file.name)
    empty = next(cell for cell in code if "YOUR CODE HERE" in cell)
    code = [cell for cell in code if "YOUR CODE HERE" not in cell]
    for solved, ends in ((mine, 0), (empty, 1)):
        (tmp_path / "exercise.py").write_text("\n".join([head, *code, solved, first_test.source]), "utf-8")
        ran = subprocess.run(
            [sys.executable, "exercise.py"], cwd=tmp_path, env=environment, capture_output=True, encoding="utf-8"
        )
        assert ran.returncode == ends, ran.stderr
