"""Style sheets as they are sent: without comments and without space that says nothing."""

from __future__ import annotations

import re

import tinycss2

_TIGHT = (",", ";", ":", ">")  # no space is needed behind these; before a colon it is: it parts two selectors


def small(text: str) -> str:
    """Return a style sheet with the same rules in fewer letters.

    Examples
    --------
    >>> small("a :hover, b {  color: red; /* loud */ margin: 0 1px; }")
    'a :hover,b{color:red;margin:0 1px}'
    """
    return tinycss2.serialize(_small(tinycss2.parse_component_value_list(text, skip_comments=True), blocks=True))


def _small(tokens, *, blocks=False):
    """Return tokens of one block; `blocks`: those in braces, which need no last semicolon."""
    out = []
    for token in tokens:
        content = getattr(token, "content", None) if token.type != "function" else token.arguments
        if token.type in ("number", "dimension", "percentage"):
            token.representation = re.sub(r"^([+-]?)0\.", r"\1.", token.representation)
        if isinstance(content, list):
            content[:] = _small(content, blocks=token.type == "{} block")
        if token.type == "whitespace":
            if not out or out[-1].type == "{} block" or out[-1] in _TIGHT:
                continue
            token.value = " "
        elif out and out[-1].type == "whitespace" and (token.type == "{} block" or token in (",", ";", ">")):
            out.pop()
        out.append(token)
    while out and (out[-1].type == "whitespace" or blocks and out[-1] == ";"):
        out.pop()
    return out
