"""The codebook: which equation each line of the Lab's core is, and which tests hold it.

``book/lab_codebook.yml`` names functions, where a part of one begins, its equation and its tests; the lines themselves
are read from the code, so that the page shows what runs.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

import yaml
from docutils.nodes import make_id
from livefigure import language
from livefigure.words import later

from reformlab.words import tr

_HEAD = later(
    "Every line of the Lab's core, in the order in which a pass of the solver goes through it: which equation of "
    "[Equations of the Reform Lab](lab_equations.md) it is, and which tests fail when it is wrong. The lines are read "
    "from the code when the book is built. Letters stand for what they stand for in the equations; `m` holds what a "
    "pass has computed, `base` the base year, `k` fixed shares, `p` parameters. The solver around it "
    "(`equilibrium.py`, `acceleration.py`) is no equation: any other way to the fixed point gives the same numbers."
)
_WORKSHOPS = later(
    "The five *workshops* beside lessons [7](../lessons/07_two_way_flows.md), [9](../lessons/09_factor_flow.md) and "
    "[14](../lessons/14_integrated_reform.md) let you write most of these lines yourself: estimate, invert, derive, "
    "try out, validate."
)


class CodebookError(ValueError):
    """A row of the codebook that does not fit code, equations or tests."""


@dataclass(frozen=True)
class Part:
    """Some lines of a function, their equation and the tests that hold them."""

    lines: str
    label: str
    equation: str
    formula: str
    says: str
    tests: tuple


def read(root: Path) -> list[tuple[str, list[Part]]]:
    """Return the functions of the codebook, each with its parts.

    Parameters
    ----------
    root : pathlib.Path
        Folder of the course.

    Raises
    ------
    CodebookError
        If a function, a line, an equation or a test that is named does not exist, or lines are left out.
    """
    root = Path(root)
    sections = _sections(root)
    found = []
    for entry in yaml.safe_load((root / "book" / "lab_codebook.yml").read_text("utf-8")):
        file, _, name = entry["code"].partition("::")
        body = _body(root / file, name)
        starts = [_line(body, part["from"], entry["code"]) for part in entry["parts"]]
        if starts[0] != 0 or starts != sorted(set(starts)):
            raise CodebookError(f"{entry['code']}: parts begin at the first line and follow each other, got {starts}")
        parts = []
        for part, start, end in zip(entry["parts"], starts, [*starts[1:], len(body)], strict=True):
            where = f"{entry['code']}, {part['from']!r}"
            label = f"equations-{make_id(part['equation'])}"
            heading, text = sections.get(label, ("", ""))
            if not heading or (heading != part["equation"] and language() == "en"):
                raise CodebookError(f"{where}: no heading {part['equation']!r} with a label in lab_equations.md")
            if part["formula"] not in text and language() == "en":  # a few formulas have words in them
                raise CodebookError(f"{where}: {part['formula']!r} does not stand under {part['equation']!r}")
            for test in part["tests"]:
                file_of, _, function = test.partition("::")
                if function not in _functions(root / file_of):
                    raise CodebookError(f"{where}: there is no test {test}")
            lines = dedent("\n".join(body[start:end])).strip("\n")
            parts.append(Part(lines, label, heading, part["formula"], part["says"], tuple(part["tests"])))
        found.append((entry["code"], parts))
    return found


def page(root: Path) -> str:
    """Return the page in MyST Markdown."""
    pieces = [f"(model-lab-codebook)=\n# {tr('Codebook of the Reform Lab')}\n\n{tr(_HEAD)}\n\n{tr(_WORKSHOPS)}\n"]
    for code, parts in read(root):
        file, _, name = code.partition("::")
        title = tr("{function} in {file}").format(function=f"`{name.rpartition('.')[2]}`", file=f"`{Path(file).name}`")
        pieces.append(f"## {title}\n")
        for part in parts:
            equation = f"{{ref}}`{part.equation} <{part.label}>`"
            if part.formula:
                equation = tr("{equation}: {formula}").format(equation=equation, formula=tr(_math(part.formula)))
            tests = tr(", ").join(f"`{test.rpartition('/')[2]}`" for test in part.tests)
            line = tr("{says} {equation}. Held by {tests}.")
            pieces.append(line.format(says=tr(part.says), equation=equation, tests=tests) + "\n")
            pieces.append(f"```python\n{part.lines}\n```\n")
    return "\n".join(pieces)


def texts(root: Path) -> Iterator[str]:
    """Yield what the codebook says of its parts, and the formulas that have words in them."""
    for entry in yaml.safe_load((root / "book" / "lab_codebook.yml").read_text("utf-8")):
        for part in entry["parts"]:
            yield part["says"]
            if part["formula"] and _math(part["formula"]) == part["formula"]:
                yield part["formula"]


def write(root: Path) -> list[Path]:
    """Write ``book/lab_codebook.md`` if there is a codebook; leave it as it is if it is up to date."""
    source, target = Path(root, "book", "lab_codebook.yml"), Path(root, "book", "lab_codebook.md")
    if not source.is_file():
        return []
    text = page(root)
    if target.is_file() and target.read_text("utf-8") == text:
        return []
    target.write_bytes(text.encode())
    return [target]


def _math(formula):
    return formula if "$" in formula or not re.search(r"[\\=^_']", formula) or "`" in formula else f"${formula}$"


def _sections(root):
    """Return label -> (heading, text) of the equations that have a label."""
    text = (root / "book" / "lab_equations.md").read_text("utf-8")
    found = re.findall(r"^\((equations-[\w-]+)\)=\n+## (.+?)\n(.*?)(?=^\(equations-|^## |\Z)", text, re.M | re.S)
    return {label: (heading, body) for label, heading, body in found}


def _body(path, name):
    """Return the lines of a function behind its signature and docstring."""
    text = path.read_text("utf-8")
    nodes = ast.parse(text).body
    *owners, last = name.split(".")
    for owner in owners:
        nodes = next((node.body for node in nodes if getattr(node, "name", "") == owner), [])
    node = next((node for node in nodes if isinstance(node, ast.FunctionDef) and node.name == last), None)
    if node is None:
        raise CodebookError(f"{path.name}: there is no function {name}")
    first = node.body[1] if ast.get_docstring(node) else node.body[0]
    return text.split("\n")[first.lineno - 1 : node.end_lineno]


def _line(body, begins, where):
    found = [number for number, line in enumerate(body) if line.strip().startswith(begins)]
    if not found:
        raise CodebookError(f"{where}: no line begins with {begins!r}")
    number = found[0]
    while number and body[number - 1].strip().startswith("#"):  # a comment belongs to the line below it
        number -= 1
    return number


def _functions(path):
    if not path.is_file():
        return set()
    return {node.name for node in ast.parse(path.read_text("utf-8")).body if isinstance(node, ast.FunctionDef)}
