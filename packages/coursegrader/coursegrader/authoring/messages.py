"""The sentences that tests say to students, by check id and language.

In a test cell the author writes ``say("not_a_number", name="gap_2020")``. The build puts the sentence itself there, so
that the student copy holds plain asserts and needs no package. An exercise adds ids of its own under ``messages:`` in
its front matter (language, then id, then sentence).

A field is a name of the code, which no language changes; ``["low", "high"]`` for "low or high" as the language says it;
or a ``say`` of its own for words: ``say("no_axis_label", axis=say("horizontal"))``.
"""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path
from typing import TypeGuard

import yaml

_BLANK = re.compile(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])")  # stands beside names of the code, not beside words


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
                return _BLANK.sub("", table[check].format(**fields))
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
            found[_spoken(call, language, own)] = None
    return list(found)


def _is_say(node: ast.AST) -> TypeGuard[ast.Call]:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say"


def _calls(tree) -> list[ast.Call]:
    """Return the calls of say that are no field of another one."""
    calls = [node for node in ast.walk(tree) if _is_say(node)]
    inner = {node for call in calls for field in call.keywords for node in ast.walk(field) if _is_say(node)}
    return [call for call in calls if call not in inner]


def _spoken(call, language, own) -> str:
    try:
        (check,) = (ast.literal_eval(argument) for argument in call.args)
        fields = {keyword.arg: _field(keyword.value, language, own) for keyword in call.keywords}
    except MessageError:
        raise
    except (ValueError, TypeError):
        problem = "say() takes one id and named fields: plain literals, lists of them, or say()"
        raise MessageError(f"line {call.lineno}: {problem}") from None
    return sentence(check, fields, language, own)


def _field(node, language, own):
    if _is_say(node):
        return _spoken(node, language, own)
    if isinstance(node, ast.List) and len(node.elts) > 1:
        *first, last = (str(_field(each, language, own)) for each in node.elts)
        rest = sentence("list_comma", {}, language).join(first)
        return sentence("list_or", {"rest": rest, "last": last}, language)
    return ast.literal_eval(node)


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
        text = repr(_spoken(call, language, own)).encode()
        head = lines[call.lineno - 1][: call.col_offset]
        end = call.end_lineno or call.lineno
        tail = lines[end - 1][call.end_col_offset :]
        lines[call.lineno - 1 : end] = [head + text + tail]
    return b"\n".join(lines).decode()
