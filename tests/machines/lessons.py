"""Every lesson from top to bottom, with nothing of the site: `make test-matrix` runs it under each Python it finds."""

from pathlib import Path

import jupytext
import pytest
from nbclient import NotebookClient

LESSONS = sorted((Path(__file__).parents[2] / "lessons").glob("[0-9]*.md"))


@pytest.mark.parametrize("path", LESSONS, ids=[path.stem for path in LESSONS])
def test_the_lesson_runs(path):
    notebook = jupytext.reads(path.read_text("utf-8"), fmt="md:myst")
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    NotebookClient(notebook, timeout=None, iopub_timeout=600, kernel_name="python3").execute(cwd=str(path.parent))
    assert len(cells) > 5 and all(cell.execution_count for cell in cells if cell.source.strip())
