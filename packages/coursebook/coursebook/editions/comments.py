"""Comments and docstrings of a code cell in the reader's language; the code itself stays as it is.

A cell break of an exercise says what full marks need (``+++ {"grade": {"full_marks": ...}}``); that is told as well.
"""

from __future__ import annotations

import ast
import io
import json
import re
import tokenize
from collections.abc import Callable, Iterator

from ..errors import SiteError

_FOR_TOOLS = re.compile(r"#\s*(?:noqa|type: |fmt: |pragma: |ruff: )")


def messages(source: str) -> Iterator[tuple[int, str]]:
    """Yield (line, text) of every comment and docstring of a piece of Python that a reader is told."""
    for token in _tokens(source):
        if _is_told(token):
            yield token.start[0], token.string.lstrip("# ").strip()
    for node in _documented(source):
        yield node.lineno, node.value.value.strip()


def marks(cell_break: str) -> str:
    """Return what full marks need, as a line ``+++ {...}`` says it; empty where it does not."""
    if '"full_marks"' not in cell_break:
        return ""
    return str(json.loads(cell_break.removeprefix("+++"))["grade"]["full_marks"])


def translated(cell: str, tr: Callable[[str], str]) -> str:
    """Return a code cell (fence included) with comments and docstrings looked up by `tr`, or a cell break.

    Raises
    ------
    SiteError
        If a word would change what the code does.
    """
    if cell.startswith("+++"):
        text = marks(cell)
        given, own = (json.dumps(one, ensure_ascii=False) for one in (text, tr(text)))
        return cell.replace(given, own) if text else cell
    lines = cell.split("\n")
    start = 1
    if len(lines) > 1 and lines[1].strip() == "---":
        start = next(i for i in range(2, len(lines)) if lines[i].strip() == "---") + 1
    while lines[start].startswith(":"):
        start += 1
    source = "\n".join(lines[start:-1])
    fresh = _translated(source, tr)
    return "\n".join([*lines[:start], fresh, lines[-1]])


def _translated(source, tr):
    rows = source.split("\n")
    for token in sorted(_tokens(source), key=lambda token: token.start, reverse=True):
        if _is_told(token):
            text = token.string.lstrip("# ").strip()
            row, column = token.start
            rows[row - 1] = rows[row - 1][:column] + token.string.replace(text, tr(text))
    fresh = "\n".join(rows)
    for node in sorted(_documented(fresh), key=lambda node: node.lineno, reverse=True):
        text = node.value.value.strip()
        if node.lineno == node.end_lineno and tr(text) != text:
            row = fresh.split("\n")
            row[node.lineno - 1] = row[node.lineno - 1].replace(text, tr(text))
            fresh = "\n".join(row)
    if _bare(fresh) != _bare(source):
        raise SiteError(f"the translation of a comment or docstring changes the code:\n{fresh}")
    return fresh


def _is_told(token):
    """Whether a token is a comment for readers: no mark of a grader and none for a tool."""
    return token.type == tokenize.COMMENT and not token.string.startswith("###") and not _FOR_TOOLS.match(token.string)


def _tokens(source):
    try:
        return list(tokenize.generate_tokens(io.StringIO(source + "\n").readline))
    except (tokenize.TokenError, SyntaxError):
        return []


def _documented(source):
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node) is not None:
            yield node.body[0]


def _bare(source):
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return source
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node) is not None:
            node.body[0].value.value = ""
    return ast.dump(tree)
