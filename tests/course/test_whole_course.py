"""What the sixteen lessons and their exercises hold together."""

import ast
import re
from collections import defaultdict
from statistics import median

from coursebook import lessons as reader

from .conftest import LESSONS, ROOT
from .test_lessons import code_cells

LEAST_FIGURES, LEAST_CHECKS, USUAL_LINES = 40, 100, 8
FOLDED = {"hide-input", "remove-cell", "remove-input"}


def trees():
    return {path.stem: [ast.parse(source) for source in code_cells(path)] for path in LESSONS}


def test_figures_that_move():
    calls = [
        node.func.id
        for cells in trees().values()
        for cell in cells
        for node in ast.walk(cell)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    ]
    assert calls.count("LiveFigure") >= LEAST_FIGURES


def test_items_that_check_themselves():
    on_pages = sum(
        len(re.findall(r"^[`:]{3,}\{check-(?:number|choice|label)\}", path.read_text("utf-8"), re.MULTILINE))
        for path in LESSONS
    )
    graded = sum(
        len(re.findall(r"^### BEGIN HIDDEN TESTS", path.read_text("utf-8"), re.MULTILINE))
        for path in (ROOT / "exercises").glob("[0-9]*/exercise.md")
    )
    assert on_pages + graded >= LEAST_CHECKS
    assert on_pages and graded


def test_code_that_stands_open_is_short():
    lines = [
        sum(bool(line.strip()) for line in cell.source.splitlines())
        for path in LESSONS
        for cell in reader.read(path).notebook().cells
        if cell.cell_type == "code"
        and not {"hide-input", "remove-cell", "remove-input"} & set(cell.metadata.get("tags", []))
    ]
    assert median(lines) <= USUAL_LINES


def test_no_function_stands_in_two_lessons():
    homes = defaultdict(set)
    for lesson, cells in trees().items():
        for cell in cells:
            for node in ast.walk(cell):
                if isinstance(node, ast.FunctionDef):
                    homes[ast.dump(ast.Module(node.body, []))].add(f"{lesson}: {node.name}")
    assert not [sorted(places) for places in homes.values() if len(places) > 1]
