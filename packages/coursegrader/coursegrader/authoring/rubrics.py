"""Rubrics of open questions: a short line for students, a mark scheme for markers, a page for the instructor."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from coursegrader.authoring import regions
from coursegrader.errors import text_of

if TYPE_CHECKING:
    from coursegrader.authoring.marks import Mark
    from coursegrader.authoring.source import Exercise


@cache
def table() -> dict:
    """Return the rubrics by name."""
    return yaml.safe_load(Path(__file__).with_name("rubrics.yml").read_text(encoding="utf-8"))


def scaled(name: str | None, points: float) -> list[tuple[str, float, str]]:
    """Return the criteria of a rubric as (name, points, text), scaled to the points of a question.

    Raises
    ------
    KeyError
        If there is no rubric of that name.
    """
    rubric = table()[name]
    factor = points / rubric["points"]
    return [(row["name"], row["points"] * factor, row["text"]) for row in rubric["criteria"]]


def criterion_id(name: str) -> str:
    """Return the grade id of a criterion; several tests may share it with an ending: ``reproducibility_start``."""
    return re.sub(r"[^a-z0-9]+", "_", name.lower())


def level_table(mark: Mark) -> str:
    """Return the table of levels that stands below a task marked by one criterion of a rubric."""
    row = next(row for row in table()[mark.rubric]["criteria"] if row["name"] == mark.criterion)
    best = row["points"]
    heads = [f"{level} ({best * int(level[0]) / 4:g})" for level in ("4 excellent", "3 good", "2 pass")]
    heads.append(f"0-1 insufficient (0 to {best / 4:g})")
    return f"| {' | '.join(heads)} |\n|---|---|---|---|\n| {' | '.join(row['levels'])} |"


def for_student(mark: Mark) -> str:
    """Return the line that tells a student how the answer is marked."""
    parts = [f"{name.lower()} {points:g}" for name, points, _ in scaled(mark.rubric, mark.points or 0)]
    return f"*Marked with rubric {mark.rubric} ({mark.points:g} points): {', '.join(parts)}.*"


def mark_scheme(mark: Mark) -> list[str]:
    """Return the lines that tell a marker what to look for; they stand in the instructor copy alone."""
    lines = []
    if mark.rubric:
        for name, points, text in scaled(mark.rubric, mark.points or 0):
            lines.append(f"- {name} (0 to {points:g}): {text}")
    if mark.full_marks:
        lines.append(f"- Full marks need: {mark.full_marks}")
    return lines


def marking_page(exercise: Exercise) -> str | None:
    """Return the instructor's page (Markdown) on the open questions of an exercise, or None where there is none.

    It holds each question, its rubric, what full marks need, the author's model answer, and the marking examples that
    stand in ``marking.md`` beside the author file. It never enters the public build.
    """
    parts = []
    for index, mark in exercise.marks.items():
        if mark.kind == "task" and mark.criterion:
            parts.append(f"## {mark.criterion} ({mark.points:g} points)\n\n{level_table(mark)}")
        if mark.kind != "essay":
            continue
        source = exercise.notebook.cells[index].source
        parts.append(
            f"## {mark.grade_id} ({mark.points:g} points)\n\n{regions.replace(source, regions.SOLUTION, None).strip()}"
        )
        if mark.rubric:
            rows = [
                f"| {name} | 0 to {points:g} | {text} |" for name, points, text in scaled(mark.rubric, mark.points or 0)
            ]
            parts.append("\n".join(["| Criterion | Points | Full points |", "|---|---|---|", *rows]))
        if mark.full_marks:
            parts.append(f"Full marks need: {mark.full_marks}")
        if answer := "\n".join(regions.bodies(source, regions.SOLUTION)).strip():
            parts.append(f"**A model answer**\n\n{answer}")
    examples = exercise.folder / "marking.md"
    if examples.is_file():
        parts.append(text_of(examples).strip())
    return "\n\n".join([f"# Marking: {exercise.title}", *parts]) + "\n" if parts else None
