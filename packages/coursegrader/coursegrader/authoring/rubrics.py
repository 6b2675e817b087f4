"""Rubrics of open questions: a short line for students, a mark scheme for markers, a page for the instructor."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from coursegrader.authoring import regions
from coursegrader.errors import text_of
from coursegrader.words import said

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
    levels = {4: said("4 excellent"), 3: said("3 good"), 2: said("2 pass")}
    heads = [f"{level} ({best * number / 4:g})" for number, level in levels.items()]
    heads.append(said("0-1 insufficient (0 to {points:g})", points=best / 4))
    return f"| {' | '.join(heads)} |\n|---|---|---|---|\n| {' | '.join(map(said, row['levels']))} |"


def for_student(mark: Mark) -> str:
    """Return the line that tells a student how the answer is marked."""
    parts = [f"{said(name).lower()} {points:g}" for name, points, _ in scaled(mark.rubric, mark.points or 0)]
    told = "Marked with rubric {rubric} ({points:g} points): {parts}."
    return f"*{said(told, rubric=mark.rubric, points=mark.points, parts=', '.join(parts))}*"


def mark_scheme(mark: Mark) -> list[str]:
    """Return the lines that tell a marker what to look for; they stand in the instructor copy alone."""
    lines = []
    if mark.rubric:
        for name, points, text in scaled(mark.rubric, mark.points or 0):
            lines.append(
                "- " + said("{name} (0 to {points:g}): {text}", name=said(name), points=points, text=said(text))
            )
    if mark.full_marks:
        lines.append("- " + said("Full marks need: {what}", what=mark.full_marks))
    return lines


def _headed(name, mark):
    return said("{name} ({points:g} points)", name=name, points=mark.points)


def marking_page(exercise: Exercise) -> str | None:
    """Return the instructor's page (Markdown) on the open questions of an exercise, or None where there is none.

    It holds each question, its rubric, what full marks need, the author's model answer, and the marking examples that
    stand in ``marking.md`` beside the author file. It never enters the public build.
    """
    parts = []
    for index, mark in exercise.marks.items():
        if mark.kind == "task" and mark.criterion:
            parts.append(f"## {_headed(said(mark.criterion), mark)}\n\n{level_table(mark)}")
        if mark.kind != "essay":
            continue
        source = exercise.notebook.cells[index].source
        parts.append(f"## {_headed(mark.grade_id, mark)}\n\n{regions.replace(source, regions.SOLUTION, None).strip()}")
        if mark.rubric:
            rows = [
                f"| {said(name)} | {said('0 to {points:g}', points=points)} | {said(text)} |"
                for name, points, text in scaled(mark.rubric, mark.points or 0)
            ]
            heads = (said("Criterion"), said("Points"), said("Full points"))
            parts.append("\n".join([f"| {' | '.join(heads)} |", "|---|---|---|", *rows]))
        if mark.full_marks:
            parts.append(said("Full marks need: {what}", what=mark.full_marks))
        if answer := "\n".join(regions.bodies(source, regions.SOLUTION)).strip():
            parts.append(f"**{said('A model answer')}**\n\n{answer}")
    examples = exercise.folder / "marking.md"
    if examples.is_file():
        parts.append(text_of(examples).strip())
    return "\n\n".join([f"# {said('Marking: {title}', title=exercise.title)}", *parts]) + "\n" if parts else None
