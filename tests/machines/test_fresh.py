"""Empty environments: each wheel alone with its README's example, what students install, what Binder reads.

Minutes of downloads: `make test-matrix` runs them, `make test` does not.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import ROOT, clone

pytestmark = pytest.mark.skipif(not os.environ.get("TEST_MATRIX"), reason="make test-matrix runs it")

# package: what its README says to install, and the test of its README; None: the example of the course's README
PACKAGES = {
    "livefigure": ("livefigure[sphinx]", "packages/livefigure/livefigure/tests/test_readme.py"),
    "coursebook": ("coursebook", "tests/site/test_coursebook_readme.py"),
    "coursegrader": ("coursegrader", "packages/coursegrader/coursegrader/tests/test_readme.py"),
    "reformlab": ("reformlab", None),
}


def run(*words, **options):
    """Run a program that has to end well; return what it prints."""
    done = subprocess.run(
        list(map(str, words)), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", **options
    )
    assert done.returncode == 0, done.stdout[-3000:]
    return done.stdout


def environment(folder, *packages, version=None, cwd=None):
    """Make an environment with some packages; return its Python."""
    uv = (sys.executable, "-m", "uv", "--no-python-downloads")
    run(*uv, "venv", "--quiet", "--python", version or sys.executable, folder)
    python = folder / "bin" / "python"
    run(*uv, "pip", "install", "--quiet", "--python", python, *packages, cwd=cwd)
    return python


@pytest.fixture(scope="module")
def dist():
    """The wheels and sdists that ``make dist`` makes."""
    said = run("make", "dist", cwd=ROOT)
    made = sorted(path.name for path in (ROOT / "_build" / "dist").iterdir())
    assert said.count("PASSED") == len(made) == 2 * len(PACKAGES) and "PASSED with warnings" not in said
    return ROOT / "_build" / "dist"


@pytest.mark.parametrize("name", PACKAGES)
def test_a_wheel_installs_alone_and_its_readme_runs(name, dist, tmp_path):
    need, test = PACKAGES[name]
    python = environment(tmp_path / "env", need, "pytest", "--find-links", dist)
    where = run(python, "-c", f"import {name}; print({name}.__file__)", cwd=tmp_path)
    assert Path(where.strip()).is_relative_to(tmp_path / "env")
    if test is None:
        text = (ROOT / "README.md").read_text("utf-8")
        (tmp_path / "example.py").write_text(re.search(r"```python\n(.*?)```", text, re.DOTALL)[1], "utf-8")
        assert "EV +" in run(python, "example.py", cwd=tmp_path)
        said = run(tmp_path / "env" / "bin" / "reformlab", "--help", cwd=tmp_path)
        assert "reformlab[grading]" in said
        return
    # the test reads the README two folders above itself, or in the folder of the package
    here = tmp_path / "copy"
    (here / "a" / "tests").mkdir(parents=True)
    shutil.copyfile(ROOT / test, here / "a" / "tests" / "test_readme.py")
    shutil.copyfile(ROOT / "packages" / name / "README.md", here / "README.md")
    (here / "packages" / name).mkdir(parents=True)
    shutil.copyfile(ROOT / "packages" / name / "README.md", here / "packages" / name / "README.md")
    said = run(python, "-m", "pytest", "-q", "--rootdir", here, here / "a" / "tests" / "test_readme.py", cwd=here)
    assert "1 passed" in said


def test_what_students_install_runs_a_lesson_from_any_folder(repository, tmp_path):
    course = clone(repository, tmp_path / "course")
    python = environment(tmp_path / "env", "-r", "requirements.txt", cwd=course)
    lesson = (course / "lessons" / "02_counting_people.md").read_text("utf-8")
    cells = re.findall(r"^```\{code-cell\}[^\n]*\n(?::[^\n]*\n)*(.*?)^```", lesson, re.MULTILINE | re.DOTALL)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "lesson.py").write_text("\n".join(cells), "utf-8")
    said = run(python, "lesson.py", cwd=tmp_path / "elsewhere", env=os.environ | {"MPLBACKEND": "agg"})
    assert "change -1.05 points" in said
    assert "jupyterlab" in run(python, "-m", "jupyterlab", "--help").lower()


def test_binder_installs_the_environment_in_the_repository(repository, tmp_path):
    course = clone(repository, tmp_path / "course")
    python = environment(tmp_path / "env", "jupyter-repo2docker")
    said = run(python, "-m", "repo2docker", "--no-build", "--debug", course)
    copied, installed = said.index("COPY --chown=0:0 src/ ${REPO_DIR}/"), said.index("install --no-cache-dir -r")
    assert copied < installed < said.index("RUN ./binder/postBuild")
    assert "conda environment for python=3.12" in said  # from binder/runtime.txt
