"""Make what students wrote and printed harmless for the pages that teachers open."""

from __future__ import annotations

import re

import nbformat

from coursegrader.sandbox.capture import OUTPUTS_LIMIT, RICH_LIMIT, TEXT_LIMIT

_PICTURE = re.compile(r"!\[([^\]\[]*)\]\((attachment:[\w. -]+)\)")
_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_LINK = re.compile(r"\](?=[(:\[])")
_MATHS = re.compile(r"\\(?=(href|url|class|style|cssId|unicode|require|data|html\w*|includegraphics|bbox|mmlToken)\b)")
_BASE64 = re.compile(r"^[A-Za-z0-9+/=\s]*$")
_ESCAPES = re.compile(r"\x1b[^a-zA-Z]*[a-zA-Z]?|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def markdown(text: str) -> str:
    """Return Markdown without raw HTML, links and the formula commands that make links.

    Feedback pages of nbgrader and formgrader show raw HTML of a text cell as it is, scripts included.
    """
    pictures = []

    def keep(match):
        pictures.append(match.group(0))
        return f"\0{len(pictures) - 1}\0"

    text = _PICTURE.sub(keep, text.replace("\0", ""))
    text = _MATHS.sub("", _LINK.sub("] ", _TAG.sub("&lt;", text)))
    return re.sub("\0(\\d+)\0", lambda match: pictures[int(match.group(1))], text)


def plain(text, longest: int = 2000) -> str:
    """Return text without control characters (terminal escapes among them), cut at a length."""
    return _ESCAPES.sub("", str(text))[:longest]


def outputs(raw) -> list:
    """Return outputs that the sandbox sent as notebook outputs: text and PNG pictures, at most so many, so long."""
    kept = []
    for output in raw[:OUTPUTS_LIMIT] if isinstance(raw, list) else ():
        if not isinstance(output, dict):
            continue
        kind = output.get("output_type")
        if kind == "stream" and isinstance(output.get("text"), str):
            name = "stderr" if output.get("name") == "stderr" else "stdout"
            kept.append(_output("stream", name=name, text=plain(output["text"], TEXT_LIMIT + 100)))
        elif kind in ("display_data", "execute_result") and isinstance(output.get("data"), dict):
            data = _display(output["data"])
            if data:
                extra = {"execution_count": None} if kind == "execute_result" else {}
                kept.append(_output(kind, data=data, metadata={}, **extra))
    return kept


def error(name, message, trace="") -> nbformat.NotebookNode:
    """Return an error output."""
    lines = plain(trace, 8000).split("\n") if trace else [f"{plain(name, 100)}: {plain(message)}"]
    return _output("error", ename=plain(name, 100), evalue=plain(message), traceback=lines)


def _output(kind, **fields):
    """Return an output as nbformat makes it; the notebook is validated once, when it is written."""
    return nbformat.from_dict({"output_type": kind, **fields})


def _display(data) -> dict:
    kept = {}
    if isinstance(data.get("text/plain"), str):
        kept["text/plain"] = plain(data["text/plain"], RICH_LIMIT)
    picture = data.get("image/png")
    if isinstance(picture, str) and len(picture) <= RICH_LIMIT and _BASE64.match(picture):
        kept["image/png"] = picture
    return kept
