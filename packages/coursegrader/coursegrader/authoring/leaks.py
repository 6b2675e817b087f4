"""Nothing of a solution or a hidden test, nor a hash of one, may stand in a file that students get."""

from __future__ import annotations

import ast
import base64
import hashlib
import json
import math
import re
from pathlib import Path
from typing import TYPE_CHECKING

from coursegrader import plain
from coursegrader.authoring import copies, regions
from coursegrader.errors import text_of

if TYPE_CHECKING:
    from coursegrader.authoring.source import Exercise

_SHORTEST = 8  # characters of a line without blanks; shorter lines, such as "else:", say nothing
_NUMBER = re.compile(r"(?<![\w.])-?\d[\d,]*(?:\.\d+)?")


def scan(exercise: Exercise, folder: Path) -> list[tuple[Path, str]]:
    """Search every file below ``folder`` for secrets of an exercise.

    Notebooks are searched string by string: sources, outputs, attachments, metadata and their keys.

    Returns
    -------
    list of (path, text)
        The files in which something was found, and what.
    """
    lines, marks = _secret_lines(exercise), _secret_hashes(exercise)
    travelling = {path.name for path in exercise.files}
    found = []
    for path in sorted(Path(folder).rglob("*")):
        if not path.is_file():
            continue
        raw = path.read_bytes().decode("utf-8", errors="replace")
        texts = (
            _strings(json.loads(raw)) if path.suffix in (".ipynb", ".json") and path.name not in travelling else [raw]
        )
        for text in texts:
            dense = _dense(text)
            found += [(path, f"the line {line!r}") for line, squeezed in lines.items() if squeezed in dense]
            found += [(path, f"a hash of {what}") for mark, what in marks.items() if mark in text]
    return found


def printed_answers(exercise: Exercise, scalars: dict, index: int) -> list[str]:
    """Return what in a test cell prints an answer: numbers in its messages, and constants of its visible part.

    Parameters
    ----------
    scalars
        The numbers that the names of the solution hold, from a run of it.
    index
        The cell.

    Notes
    -----
    A number counts as printed if it has three significant digits or more and equals the answer to the digits shown.
    The author may allow numbers with ``shows: [...]``.
    """
    mark, cell = exercise.marks[index], exercise.notebook.cells[index]
    names = _answer_names(exercise)
    answers = {name: value for name, value in scalars.items() if name in names and math.isfinite(value)}
    said = [node.msg for node in ast.walk(ast.parse(cell.source)) if isinstance(node, ast.Assert) and node.msg]
    texts = [value for node in said for value in _texts(node)]
    visible = ast.parse(regions.replace(cell.source, regions.HIDDEN_TESTS, None))
    constants = [
        repr(node.value) for node in ast.walk(visible) if isinstance(node, ast.Constant) and _is_number(node.value)
    ]
    found = []
    for text in [*texts, *constants]:
        for shown in _NUMBER.findall(text):
            if len(shown.lstrip("-0.").replace(",", "").replace(".", "")) < 3:
                continue
            number = float(shown.replace(",", ""))
            decimals = len(shown.partition(".")[2])
            for name, value in answers.items():
                if abs(abs(value) - abs(number)) <= 0.5 * 10**-decimals and number not in mark.shows:
                    found.append(f"{shown} is the answer {name}")
    return found


def _secret_lines(exercise) -> dict[str, str]:
    secret, visible = [], []
    for index, cell in enumerate(exercise.notebook.cells):
        mark = exercise.marks.get(index)
        shown = cell.source
        for kind in (regions.SOLUTION, regions.HIDDEN_TESTS):
            secret += [line for body in regions.bodies(cell.source, kind) for line in body.split("\n")]
            shown = regions.replace(shown, kind, None)
        if mark and mark.kind == "answer" and not regions.find(cell.source):
            secret += cell.source.split("\n")
            shown = ""
        if mark and mark.full_marks:
            secret.append(mark.full_marks)
        visible.append(shown)
    examples = exercise.folder / "marking.md"
    if examples.is_file():
        secret += text_of(examples).split("\n")
    open_text = _dense("\n".join(visible))
    squeezed = {line.strip(): _dense(line) for line in secret}
    return {line: dense for line, dense in squeezed.items() if len(dense) >= _SHORTEST and dense not in open_text}


def _secret_hashes(exercise) -> dict[str, str]:
    texts = {}
    full = copies.instructor(exercise)
    for cell in full.cells:
        for kind in (regions.SOLUTION, regions.HIDDEN_TESTS):
            for body in regions.bodies(cell.source, kind):
                texts[body] = texts[body.strip()] = f"a {kind.lower()} region"
                texts[cell.source] = f"a cell with a {kind.lower()} region"
    marks = {}
    for text, what in texts.items():
        data = text.encode()
        for algorithm in ("md5", "sha1", "sha224", "sha256", "sha384", "sha512", "blake2b", "blake2s", "sha3_256"):
            digest = hashlib.new(algorithm, data, usedforsecurity=False)
            marks[digest.hexdigest()] = marks[base64.b64encode(digest.digest()).decode()] = what
        if len(data) >= _SHORTEST:
            marks[base64.b64encode(data).decode().rstrip("=")[:-1]] = what
    for cell in full.cells:
        if "nbgrader" in cell.metadata and regions.find(cell.source):
            marks[plain.checksum(cell)] = "a cell of the instructor copy"
    return marks


def _answer_names(exercise) -> set[str]:
    names = set()
    for index, mark in exercise.marks.items():
        if mark.kind == "answer":
            try:
                tree = ast.parse(exercise.notebook.cells[index].source)
            except SyntaxError:
                continue  # a cell with IPython magics
            names |= {
                node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
            }
    return names


def _texts(node):
    return [part.value for part in ast.walk(node) if isinstance(part, ast.Constant) and isinstance(part.value, str)]


def _is_number(value) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _dense(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, part in value.items():
            yield key
            yield from _strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from _strings(part)
