"""Write the copies of an exercise into ``_build/exercises``: all of them or, after an error, none."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat

from coursegrader import words
from coursegrader.authoring import copies, leaks, rubrics, solution_page, source, trial, variants
from coursegrader.errors import AuthoringError, AuthoringErrors, GradingError

if TYPE_CHECKING:
    from coursegrader.authoring.source import Exercise

# `marking` stands apart from `instructor`: nbgrader releases whatever lies beside an instructor copy.
KINDS = ("student", "instructor", "solution", "web", "marking")


@dataclass(frozen=True)
class Built:
    """What a build made: the folders by kind, and whether there was anything to do."""

    slug: str
    folders: dict[str, Path]
    fresh: bool


def build(
    path: str | PathLike[str],
    target: str | PathLike[str],
    *,
    language: str = "en",
    to_plain: Callable[[str], str] | None = None,
    course: Any = None,
    force: bool = False,
) -> Built:
    """Make the copies of one exercise.

    Parameters
    ----------
    path
        The author file.
    target
        Folder that gets ``student/NN_slug``, ``instructor/NN_slug``, ``solution/NN_slug``, ``web/NN_slug`` and
        ``marking/NN_slug``.
    language
        Language of messages and of what the grader says; one of :func:`coursegrader.words.languages`.
    to_plain
        Turns MyST Markdown into plain Markdown for the student copy.
    course
        Folder of the course, put in front of the import path when solutions run.
    force
        Build also what has not changed since the last time.

    Raises
    ------
    AuthoringErrors
        If the file has mistakes, a solution fails, or a secret would leak.
    """
    target, exercise = Path(target), source.read(path)
    folders = {kind: target / kind / exercise.slug for kind in KINDS}
    stamp, mark = target / ".stamps" / f"{exercise.slug}.json", _fingerprint(exercise, language, course)
    if not force and stamp.is_file() and stamp.read_text("utf-8") == mark and all(map(Path.is_dir, folders.values())):
        return Built(exercise.slug, folders, fresh=False)
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".making-", dir=target) as workshop:
        made = {kind: Path(workshop, kind) for kind in KINDS}
        for folder in made.values():
            folder.mkdir()
        _write_all(exercise, made, language, to_plain, course)
        stamp.unlink(missing_ok=True)  # an interruption from here on means: build again
        for kind in KINDS:
            folders[kind].parent.mkdir(parents=True, exist_ok=True)
            shutil.rmtree(folders[kind], ignore_errors=True)
            os.rename(made[kind], folders[kind])
    stamp.parent.mkdir(exist_ok=True)
    stamp.write_text(mark, "utf-8")
    return Built(exercise.slug, folders, fresh=True)


def release(
    path: str | PathLike[str],
    folder: str | PathLike[str],
    *,
    roster: Any,
    key: bytes,
    language: str = "en",
    to_plain: Callable[[str], str] | None = None,
) -> list[Path]:
    """Write one student copy a person: ``folder/<student>/<NN_slug>/<NN_slug>.ipynb`` with the person's own variants.

    Raises
    ------
    AuthoringErrors
        If the exercise has mistakes, or a secret would leak.
    """
    exercise, written = source.read(path), []
    for student in roster:
        values = variants.draw(exercise.variants, exercise.slug, student, key)
        home = Path(folder, student, exercise.slug)
        home.mkdir(parents=True, exist_ok=True)
        notebook = copies.student(exercise, language=language, values=values, to_plain=to_plain)
        written.append(_write_notebook(notebook, home / f"{exercise.slug}.ipynb"))
        _copy_files(exercise, home)
        _refuse_leaks(exercise, home)
    return written


def student_copy(
    path: str | PathLike[str],
    folder: str | PathLike[str],
    *,
    language: str = "en",
    to_plain: Callable[[str], str] | None = None,
) -> Path:
    """Write the copy that every student gets, ``folder/<NN_slug>/<NN_slug>.ipynb``, without running the solution.

    Raises
    ------
    AuthoringErrors
        If the exercise has mistakes, or a secret would leak.
    """
    exercise = source.read(path)
    home = Path(folder, exercise.slug)
    home.mkdir(parents=True, exist_ok=True)
    notebook = copies.student(exercise, language=language, to_plain=to_plain)
    written = _write_notebook(notebook, home / f"{exercise.slug}.ipynb")
    _copy_files(exercise, home)
    _refuse_leaks(exercise, home)
    return written


def _write_all(exercise, made, language, to_plain, course):
    solved = copies.solved(exercise, language=language)
    results = run_solution(exercise, language=language, course=course)
    notebooks = {
        "student": copies.student(exercise, language=language, to_plain=to_plain),
        "instructor": copies.instructor(exercise, language=language),
        "solution": copies.with_outputs(solved, results),
    }
    copies.note_released(notebooks["instructor"], notebooks["student"])
    for kind, notebook in notebooks.items():
        _write_notebook(notebook, made[kind] / f"{exercise.slug}.ipynb")
        _copy_files(exercise, made[kind])
    with words.speaking(language):
        solution_page.write(exercise, solved, results, made["solution"])
        page = rubrics.marking_page(exercise)
    items = copies.web_items(exercise, language=language)
    (made["web"] / "items.json").write_text(json.dumps(items, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    if page:
        (made["marking"] / f"{exercise.slug}.md").write_text(page, encoding="utf-8")
    for kind in ("student", "web"):
        _refuse_leaks(exercise, made[kind])


def run_solution(
    exercise: Exercise, *, language: str = "en", course: Any = None, values: dict | None = None
) -> list[dict]:
    """Run the instructor copy, hidden tests included.

    Raises
    ------
    AuthoringErrors
        If a cell fails; the message names the cell and the error.
    """
    notebook = copies.instructor(exercise, language=language, values=values)
    codes = [cell for cell in notebook.cells if cell.cell_type == "code"]
    try:
        results = trial.run(
            [cell.source for cell in codes], files=travelling(exercise), path=[course] if course else []
        )
    except GradingError as error:
        problem = f"the solution cannot be run: {error}"
        raise AuthoringErrors(
            [AuthoringError(exercise.path, "", problem, "correct the cells, or make them quicker")]
        ) from None
    index_of = {mark.grade_id: index for index, mark in exercise.marks.items()}
    plain: list[int | None] = [i for i, cell in enumerate(exercise.notebook.cells) if cell.cell_type == "code"]
    plain = [*(None for _ in codes[len(plain) :]), *plain]  # cells that the copy has in front: language, variants
    errors = []
    for cell, index, result in zip(codes, plain, results, strict=True):
        if not result["ok"]:
            entry = cell.metadata.get("nbgrader", {})
            index = index_of.get(entry.get("grade_id"), index)
            where = exercise.place(index) if index is not None else f"the cell {cell.id}"
            what = "the solution fails this test" if entry.get("grade") and not entry["solution"] else "the cell fails"
            drawn = f" with the variants {values}" if values else ""
            problem = f"{what}{drawn}: {result['error']}"
            errors.append(AuthoringError(exercise.path, where, problem, "correct the solution or the test"))
    if errors:
        raise AuthoringErrors(errors)
    return results


def travelling(exercise: Exercise) -> list[tuple[Path, str]]:
    """Return the files that go with a notebook as (path, name in the working folder)."""
    return [(path, path.relative_to(exercise.folder / "files").as_posix()) for path in exercise.files]


def _copy_files(exercise, folder: Path):
    for path, name in travelling(exercise):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, folder / name)


def _write_notebook(notebook, path: Path) -> Path:
    nbformat.validate(notebook)
    half = path.with_suffix(".part")
    half.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8")
    os.replace(half, path)
    return path


def _refuse_leaks(exercise, folder: Path):
    found = leaks.scan(exercise, folder)
    if found:
        remedy = "take it out of the visible cells (text, tests, messages, file names); nothing was released"
        raise AuthoringErrors(
            [AuthoringError(exercise.path, "", f"{path.name} would show {what}", remedy) for path, what in found]
        )


def _fingerprint(exercise, language, course) -> str:
    digest = hashlib.sha256()
    own = sorted([*Path(__file__).parent.glob("*.*"), *Path(__file__).parents[1].glob("words.*")])
    beside = sorted(path for path in exercise.folder.rglob("*") if path.is_file())
    tables = sorted(Path(course, "data").glob("*.csv")) if course else []
    for path in [*own, *beside, *tables]:
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return json.dumps({"language": language, "inputs": digest.hexdigest()})
