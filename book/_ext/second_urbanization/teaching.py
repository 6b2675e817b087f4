"""Two pages for instructors, made from what stands beside the exercises: material for class, and tasks with errors.

Neither holds an answer: of ``wrong.yml`` a page shows what goes wrong and what the student is told, never the code.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import livefigure
import yaml
from coursegrader.authoring import messages, source
from livefigure.words import later

from reformlab.words import tr

_IN_CLASS = later(
    "One discussion, one group task and two polls for each lesson. A discussion has two answers that can be defended; "
    "the evidence for each is cited as in the lessons. A group task takes 15 minutes and needs no computer. A poll can "
    "be read out, shown, or typed into the voting tool of your university."
)
_TASKS = later(
    "For each exercise: what a task tests, about how long it takes, and which errors come up, with the sentence that a "
    "student is told. Points by test stand in the notebooks; model answers and marking examples stay in the folders of "
    "the build."
)


def in_class(folders: Iterable[Path]) -> str:
    """Return the page of the material for class.

    Parameters
    ----------
    folders : list of pathlib.Path
        Folders of exercises; one without ``in_class.md`` is left out.
    """
    parts = [f"# {tr('Material for class')}\n\n{tr(_IN_CLASS)}\n"]
    for folder in folders:
        path = folder / "in_class.md"
        if path.exists():
            lesson = int(folder.name[:2])
            _, _, body = path.read_text("utf-8").partition("\n## ")
            body = re.sub(r"^## ", "### ", f"## {body}", flags=re.M)
            title = tr("Lesson {number}").format(number=lesson)
            parts.append(f"## {title}\n\n{{doc}}`/lessons/{folder.name}`\n\n{body}")
    return "\n".join(parts)


def tasks(folders: Iterable[Path]) -> str:
    """Return the page of tasks, minutes, variants and common errors.

    Parameters
    ----------
    folders : list of pathlib.Path
        Folders of exercises; one without ``tasks.yml`` is left out.
    """
    head = f"# {tr('Tasks and common errors')}\n\n{tr(_TASKS)}\n"
    return "\n".join([head, *(_exercise(folder) for folder in folders if (folder / "tasks.yml").exists())])


def _exercise(folder) -> str:
    exercise = source.read(folder / "exercise.md")
    draws = math.prod(len(variant.options) for variant in exercise.variants)
    names = ", ".join(f"`{variant.name}`" for variant in exercise.variants)
    copies = (
        tr("{count} different copies ({names})").format(count=draws, names=names) if names else tr("one copy for all")
    )
    facts = tr("{points} points, {minutes} minutes; {copies}.").format(
        points=f"{exercise.points:g}", minutes=exercise.notebook.metadata["minutes"], copies=copies
    )
    rows = yaml.safe_load((folder / "tasks.yml").read_text("utf-8"))
    table = [f"| `{row['task']}` | {_cell(_tests(row))} | {row['minutes']} |" for row in rows]
    cells = {mark.grade_id: exercise.notebook.cells[index].source for index, mark in exercise.marks.items()}
    errors = []
    for row in yaml.safe_load((folder / "wrong.yml").read_text("utf-8")):
        first = row["loses"][0]
        told = " ".join(messages.said_under(row["says"], cells[first], livefigure.language(), exercise.messages))
        errors.append(f"| `{row['task']}` | {_cell(tr(row['slip']))} | {_cell(told)} |")
    task = tr("Task")
    first = [f"| {task} | {tr('It tests')} | {tr('Minutes')} |", "|---|---|---|", *table, ""]
    second = [f"| {task} | {tr('Common error')} | {tr('The student is told')} |", "|---|---|---|", *errors, ""]
    return "\n".join([f"## {exercise.title}", "", facts, "", *first, *second])


def _tests(row) -> str:
    """Return what a task tests, for an essay with its kind."""
    said = {"tests": tr(row["tests"]), "kind": tr(row.get("kind", ""))}
    return tr("{tests} ({kind})").format(**said) if "kind" in row else said["tests"]


def texts(root: Path) -> Iterator[tuple[str, str]]:
    """Yield (file, text) of what the second page takes from files beside the exercises."""
    for name, fields in (("tasks.yml", ("tests", "kind")), ("wrong.yml", ("slip",))):
        for path in sorted(root.glob(f"exercises/[0-9]*/{name}")):
            for row in yaml.safe_load(path.read_text("utf-8")):
                yield from ((f"exercises/{path.parent.name}/{name}", row[field]) for field in fields if field in row)


def _cell(text) -> str:
    """Return text that stays in its cell of a table."""
    return " ".join(str(text).split()).replace("|", r"\|").replace("_", r"\_").replace("*", r"\*").replace("$", r"\$")


def write(root: Path) -> list[Path]:
    """Write both pages into ``book/instructor`` if there are exercises; leave what is up to date as it is.

    Parameters
    ----------
    root : pathlib.Path
        Folder of the course.

    Returns
    -------
    list of pathlib.Path
        The pages that were written.
    """
    folders = sorted((root / "exercises").glob("[0-9]*"))
    place, written = root / "book" / "instructor", []
    if folders and place.is_dir():
        for name, make in (("in_class.md", in_class), ("tasks.md", tasks)):
            path, text = place / name, make(folders)
            if not path.exists() or path.read_text("utf-8") != text:
                path.write_bytes(text.encode())
                written.append(path)
    return written
