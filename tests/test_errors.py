"""One root of errors a package: whatever a package refuses can be caught by one name."""

import ast
import builtins
import importlib
import pkgutil
from pathlib import Path

import pytest
from coursebook.errors import SiteError
from livefigure import LiveFigureError

from reformlab.errors import ReformlabError
from reformlab.models import wedge

ROOT = Path(__file__).parents[1]
# what Python itself asks for, or what says that this place is never reached
ALLOWED = {
    "AttributeError",
    "NotImplementedError",
    "KeyboardInterrupt",
    "SystemExit",
    "StopIteration",
    "ModuleNotFoundError",
}


def refusals(folder):
    """Yield file, line and name of each built-in error that is raised below a folder."""
    for path in sorted(folder.rglob("*.py")):
        if "tests" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and isinstance(node.exc.func, ast.Name):
                name = node.exc.func.id
                if name not in ALLOWED and isinstance(getattr(builtins, name, None), type):
                    yield f"{path.relative_to(ROOT)}:{node.lineno} {name}"


@pytest.mark.parametrize("folder", ["reformlab", "packages/livefigure/livefigure"])
def test_nothing_is_refused_with_a_built_in_error(folder):
    assert list(refusals(ROOT / folder)) == []


@pytest.mark.parametrize(
    ("package", "root"), [("reformlab", ReformlabError), ("livefigure", LiveFigureError), ("coursebook", SiteError)]
)
def test_every_error_of_a_package_has_its_root(package, root):
    found = []
    for module in pkgutil.walk_packages(importlib.import_module(package).__path__, f"{package}."):
        if any(word in module.name for word in (".tests", ".workshop", ".assets", ".jupyter", ".__main__")):
            continue
        loaded = importlib.import_module(module.name)
        found += [
            one
            for one in vars(loaded).values()
            if isinstance(one, type) and issubclass(one, Exception) and one.__module__ == module.name
        ]
    # files.py is the same in three packages; each turns its error into one of its own, with the name of the file
    outside = {one for one in found if not issubclass(one, root) and one.__module__ != f"{package}.files"}
    assert root in found or package == "reformlab"
    assert not outside


def test_an_error_of_a_model_is_caught_by_the_root_and_by_the_built_in_name():
    for error in (ReformlabError, ValueError):
        with pytest.raises(error, match="wedge"):
            wedge.Parameters(wedge=2)
