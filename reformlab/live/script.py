"""The front end as one source, put together from its files."""

from pathlib import Path

from .errors import LiveFigureError

_HERE = Path(__file__).parent
_EXPORT = "export default { render, page };"


def source():
    """Return the module that a notebook loads: what is taken from a page first, then the figure itself."""
    return "".join((_HERE / name).read_text("utf-8") for name in ("take.js", "live.js"))


def page_script():
    """Return the front end as a classic script: it also runs on a page opened from a folder."""
    body, found, _ = source().partition(_EXPORT)
    if not found:
        raise LiveFigureError("live.js: its export line is not as the page script needs it")
    start = 'if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", page); else page();'
    return f'(() => {{\n"use strict";\n{body}{start}\n}})();\n'
