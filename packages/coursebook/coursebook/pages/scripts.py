"""Let scripts wait until the page is read: none of them has anything to do before, and each would hold the page up."""

from __future__ import annotations

import re
from pathlib import Path

from sphinx.errors import ExtensionError

# Sets what inline scripts further down read; a third of a kilobyte.
_FIRST = "documentation_options.js"
# On "load", and again after every change, the theme asks each box of the page how wide it is, which lays the whole page
# out at once. course-page.js makes the same boxes reachable by keyboard without asking.
_ASKS = re.compile(r',"complete"===document\.readyState\?(\w)\(\):window\.addEventListener\("load",\1\)')
_MARK = "/* boxes that scroll: see course-page.js */"


def without_asking(script) -> str:
    """Return the theme's script without its watcher of boxes that scroll.

    Raises
    ------
    ExtensionError
        If the script is not as this version of the theme has it.
    """
    if _MARK in script:
        return script
    cut, times = _ASKS.subn("", script)
    if times != 1:
        raise ExtensionError("pydata-sphinx-theme.js: the watcher of boxes that scroll is not where it is cut out")
    return f"{_MARK}\n{cut}"


def _page(app, pagename, templatename, context, doctree):
    for script in context.get("script_files", ()):
        name, attributes = str(getattr(script, "filename", "") or ""), getattr(script, "attributes", {})
        if name and not name.endswith(_FIRST) and not {"async", "defer"} & set(attributes):
            attributes["defer"] = "defer"


def _cut(app, exception):
    if exception or app.builder.format != "html":
        return
    path = Path(app.outdir) / "_static" / "scripts" / "pydata-sphinx-theme.js"
    path.write_text(without_asking(path.read_text("utf-8")), "utf-8")


def setup(app):
    """Defer the scripts of every page after all extensions have named theirs; the slices of the layout come first."""
    app.add_js_file("course-slices.js", loading_method="defer", priority=100)
    app.connect("html-page-context", _page, priority=990)
    app.connect("build-finished", _cut)
