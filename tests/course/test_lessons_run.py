"""Every lesson runs from top to bottom in a real kernel that has nothing but what a student installs."""

import json
import re
import sys
from importlib import metadata

import nbformat
from coursebook import lessons as reader
from nbclient import NotebookClient

WANTED = ("reformlab", "ipykernel")  # with all that they require, and nothing of the extras

# Put in front of the lesson's own cells: a module of any other package is as good as not installed.
GUARD = """
import sys
class _NotInstalled:
    forbidden = set({forbidden!r})
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in self.forbidden:
            raise ModuleNotFoundError(f"{{name}} is not among the packages that a student installs")
sys.meta_path.insert(0, _NotInstalled())
"""


def student_packages():
    """Names of all distributions that come with the course's library and a kernel, extras left out."""
    seen, waiting = set(), list(WANTED)
    while waiting:
        name = re.sub(r"[-_.]+", "-", waiting.pop()).lower()
        if name in seen:
            continue
        try:
            needs = metadata.requires(name) or []
        except metadata.PackageNotFoundError:
            continue  # needed on another system only
        seen.add(name)
        waiting += [re.match(r"[\w.-]+", need).group() for need in needs if "extra ==" not in need]
    return seen


def forbidden_modules():
    """Top-level modules of every installed package that is not a student's."""
    students = student_packages()
    owners = metadata.packages_distributions()
    return sorted(
        module
        for module, names in owners.items()
        if not any(re.sub(r"[-_.]+", "-", name).lower() in students for name in names)
        and module not in sys.stdlib_module_names
    )


def test_the_guard_forbids_what_it_should():
    forbidden = forbidden_modules()
    assert {"sphinx", "nbgrader", "scipy", "jupyterlab"} <= set(forbidden)
    assert not {"numpy", "pandas", "matplotlib", "ipywidgets", "anywidget", "IPython", "zmq"} & set(forbidden)


def test_the_lesson_runs(lesson):
    page = reader.read(lesson)
    notebook = page.notebook()
    notebook.cells.insert(0, nbformat.v4.new_code_cell(GUARD.format(forbidden=forbidden_modules())))
    NotebookClient(notebook, timeout=None, kernel_name="python3").execute(cwd=str(page.path.parent))
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert outputs
    for output in outputs:
        assert output.output_type != "error"
        assert output.get("name") != "stderr", output.get("text")
    drawn = [output.data for output in outputs if "image/png" in output.get("data", {})]
    bare = [data["text/plain"] for data in drawn if "text/html" not in data]
    assert not bare, "a figure was shown by matplotlib itself, without alt text: use style.show or a LiveFigure"
    widgets = [output for output in outputs if "application/vnd.jupyter.widget-view+json" in output.get("data", {})]
    assert widgets, "a lesson has at least one figure that moves"
    assert json.dumps(notebook)  # can be written as a file
