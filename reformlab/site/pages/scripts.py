"""Let scripts wait until the page is read: none of them has anything to do before, and each would hold the page up."""

from __future__ import annotations

# Sets what inline scripts further down read; a third of a kilobyte.
_FIRST = "documentation_options.js"


def _page(app, pagename, templatename, context, doctree):
    for script in context.get("script_files", ()):
        name, attributes = str(getattr(script, "filename", "") or ""), getattr(script, "attributes", {})
        if name and not name.endswith(_FIRST) and not {"async", "defer"} & set(attributes):
            attributes["defer"] = "defer"


def setup(app):
    """Defer the scripts of every page after all extensions have named theirs."""
    app.connect("html-page-context", _page, priority=990)
