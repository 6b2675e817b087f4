"""Cut MyST Markdown into blocks: text, literal code, directives, equations, targets, footnotes.

Only what a plain Markdown reader does not know is told apart; everything else stays text, line for line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_FENCE = re.compile(r"^([ \t]*)(`{3,}|~{3,}|:{3,})[ \t]*(.*?)[ \t]*$")
_DIRECTIVE = re.compile(r"^\{([\w:.+-]+)\}[ \t]*(.*)$")
_TARGET = re.compile(r"^\(([^()\s]+)\)=[ \t]*$")
_FOOTNOTE = re.compile(r"^\[\^([^\]\s]+)\]:[ \t]*(.*)$")
_ATTRIBUTES = re.compile(r"^\{[.#%][^{}]*\}[ \t]*$")
_MATH_OPEN = re.compile(r"^([ \t]*)\$\$(.*)$")
_MATH_CLOSE = re.compile(r"^(.*?)\$\$[ \t]*(?:\(([^()\s]+)\))?[ \t]*$")


@dataclass
class Block:
    """One block.

    Attributes
    ----------
    kind : str
        ``text``, ``code``, ``directive``, ``math``, ``target``, ``footnote`` or ``break``.
    lines : list of str
        The content without fence; of ``code`` the whole block with its fence.
    name, argument : str
        Of a directive: its name and first line; of others: label or footnote name in ``name``.
    indent : str
        White space before the fence, as inside a list.
    line : int
        First line in the text, counted from 1.
    """

    kind: str
    lines: list = field(default_factory=list)
    name: str = ""
    argument: str = ""
    indent: str = ""
    line: int = 1


def split(text: str) -> list[Block]:
    """Cut a Markdown text into blocks.

    Parameters
    ----------
    text : str

    Returns
    -------
    list of Block
        In order; a run of plain lines is one ``text`` block.
    """
    lines = text.splitlines()
    blocks: list[Block] = []
    at = 0
    while at < len(lines):
        block, after = _special(lines, at)
        if block is None:
            if not blocks or blocks[-1].kind != "text":
                blocks.append(Block("text", line=at + 1))
            blocks[-1].lines.append(lines[at])
            after = at + 1
        else:
            block.line = at + 1
            blocks.append(block)
        at = after
    return blocks


def _special(lines, at):
    """Return the block that begins at a line and the line after it; (None, at) when the line is plain text."""
    line = lines[at]
    match = _FENCE.match(line)
    if match and not (match[2][0] == "`" and "`" in match[3]):
        return _fenced(lines, at, match)
    match = _MATH_OPEN.match(line)
    if match:
        return _equation(lines, at, match)
    match = _TARGET.match(line)
    if match:
        return Block("target", name=match[1]), at + 1
    match = _FOOTNOTE.match(line)
    if match:
        body, after = [match[2]], at + 1
        while after < len(lines) and (lines[after][:1] in " \t" or not lines[after].strip()) and lines[after] != "":
            body.append(lines[after].strip())
            after += 1
        return Block("footnote", body, name=match[1]), after
    if line.startswith("%") or re.match(r"^\+\+\+(\s|$)", line) or _ATTRIBUTES.match(line):
        return Block("break"), at + 1
    return None, at


def _fenced(lines, at, match):
    indent, fence, info = match.groups()
    close = re.compile(rf"^[ \t]*{re.escape(fence[0])}{{{len(fence)},}}[ \t]*$")
    after = at + 1
    while after < len(lines) and not close.match(lines[after]):
        after += 1
    body = [_strip(text, len(indent)) for text in lines[at + 1 : after]]
    end = min(after + 1, len(lines))
    directive = _DIRECTIVE.match(info)
    if directive:
        return Block("directive", body, name=directive[1], argument=directive[2], indent=indent), end
    if fence[0] == ":":
        return Block("directive", body, name="div", argument="", indent=indent), end
    return Block("code", lines[at:end], indent=indent), end


def _strip(line, count):
    """Take away up to `count` signs of leading white space."""
    return line[min(count, len(line) - len(line.lstrip())) :]


def _equation(lines, at, match):
    indent, rest = match.groups()
    close = _MATH_CLOSE.match(rest) if rest.strip() else None
    if close:
        return Block("math", [close[1].strip()], name=close[2] or "", indent=indent), at + 1
    if "$$" in rest:
        return None, at  # an equation inside a line of text
    body, after = [rest] if rest.strip() else [], at + 1
    while after < len(lines):
        close = _MATH_CLOSE.match(lines[after])
        if close:
            body += [close[1]] if close[1].strip() else []
            return Block("math", [line.strip() for line in body], name=close[2] or "", indent=indent), after + 1
        body.append(lines[after])
        after += 1
    return None, at


def options(lines: list[str]) -> tuple[dict[str, str], list[str]]:
    """Split the option lines of a directive from its body.

    Parameters
    ----------
    lines : list of str
        The content of a directive.

    Returns
    -------
    options : dict
        From ``:name: value`` lines, or from a block between ``---`` lines.
    body : list of str
    """
    rest = list(lines)
    found: dict[str, str] = {}
    if rest and rest[0].strip() == "---":
        end = next((place for place in range(1, len(rest)) if rest[place].strip() == "---"), len(rest) - 1)
        pairs, rest = rest[1:end], rest[end + 1 :]
        pattern = re.compile(r"^([\w-]+):(?:\s+(.*)|)$")
    else:
        pattern = re.compile(r"^\s*:([\w-]+):(?:\s+(.*)|)\s*$")
        count = 0
        while count < len(rest) and (
            pattern.match(rest[count]) or (count and rest[count][:1] in " \t" and rest[count].strip())
        ):
            count += 1
        pairs, rest = rest[:count], rest[count:]
    last = None
    for pair in pairs:
        match = pattern.match(pair)
        if match:
            last = match[1]
            found[last] = (match[2] or "").strip().strip("\"'")
        elif last and pair.strip():
            found[last] = f"{found[last]} {pair.strip()}".strip()
    while rest and not rest[0].strip():
        rest.pop(0)
    return found, rest
