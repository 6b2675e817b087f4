"""The sentences that tests say to students, by check id and language.

In a test cell the author writes ``say("not_a_number", name="gap_2020")``. The build puts the sentence itself there, so
that the student copy holds plain asserts and needs no package. An exercise adds ids of its own under ``messages:`` in
its front matter (language, then id, then sentence).
"""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import yaml


class MessageError(ValueError):
    """A ``say`` that cannot be turned into a sentence."""


@cache
def common() -> dict[str, dict[str, str]]:
    """Return the course-wide table: language, then check id, then sentence."""
    return yaml.safe_load(Path(__file__).with_name("messages.yml").read_text(encoding="utf-8"))


def sentence(check: str, fields: dict, language: str = "en", own: dict | None = None) -> str:
    """Return the sentence of a check in a language; English stands in where a translation is missing.

    Raises
    ------
    MessageError
        If the id is in no table, or the sentence has a field that was not given.
    """
    tables = [(own or {}).get(language, {}), common().get(language, {}), (own or {}).get("en", {}), common()["en"]]
    for table in tables:
        if check in table:
            try:
                return table[check].format(**fields)
            except (KeyError, IndexError) as error:
                raise MessageError(f"say({check!r}) needs the field {error.args[0]!r}") from None
    known = sorted({*common()["en"], *(own or {}).get("en", {})})
    raise MessageError(f"say({check!r}): no such message. Known ids: {', '.join(known)}")


def said_under(check: str, source: str, language: str = "en", own: dict | None = None) -> list[str]:
    """Return the sentences that a cell may say under one id, in the order of its ``say("id", field="...")``.

    Raises
    ------
    MessageError
        If the id is in no table, or the sentence has a field that was not given.
    """
    found = {}
    for call in _calls(ast.parse(source)):
        if ast.literal_eval(call.args[0]) == check:
            fields = {keyword.arg: ast.literal_eval(keyword.value) for keyword in call.keywords}
            found[sentence(check, fields, language, own)] = None
    return list(found)


def _calls(tree) -> list[ast.Call]:
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "say"]


def spell_out(source: str, language: str = "en", own: dict | None = None) -> str:
    """Replace every ``say("id", field="...")`` of a code cell by the sentence as a string literal."""
    if "say(" not in source:
        return source
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return source  # reported where the cell is compiled
    calls = _calls(tree)
    lines = source.encode().split(b"\n")  # ast counts columns in UTF-8 bytes
    for call in sorted(calls, key=lambda node: (node.lineno, node.col_offset), reverse=True):
        try:
            (check,) = (ast.literal_eval(argument) for argument in call.args)
            fields = {keyword.arg: ast.literal_eval(keyword.value) for keyword in call.keywords}
        except (ValueError, TypeError):
            raise MessageError(f"line {call.lineno}: say() takes one id and named fields, all plain literals") from None
        text = repr(sentence(check, fields, language, own)).encode()
        head = lines[call.lineno - 1][: call.col_offset]
        end = call.end_lineno or call.lineno
        tail = lines[end - 1][call.end_col_offset :]
        lines[call.lineno - 1 : end] = [head + text + tail]
    return b"\n".join(lines).decode()
