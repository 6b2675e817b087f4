"""Sphinx extension: what programs read of the site, its sitemap and a feed of changes, and a page for wrong addresses.

``html_baseurl`` is the address at which the site is published. Without it there is no ``sitemap.xml``, which allows
nothing but whole addresses, and the links of the feed lead from the feed.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from coursebook.text import tag, tr

from . import history
from .layout import of

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from coursebook.history import Change

FEED, NEWEST = "feed.xml", 40  # changes in the feed
_NOT_FOUND = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<link rel="icon" href="data:,">
<title>{title} — {course}</title>
<style>
:root {{ color-scheme: light dark; font: 18px/1.6 Georgia, "Songti SC", serif; background: Canvas; color: CanvasText; }}
[data-theme="light"] {{ color-scheme: light; }}
[data-theme="dark"] {{ color-scheme: dark; }}
body {{ max-width: 36rem; margin: 15vh auto 0; padding: 0 1.25rem; }}
a {{ color: LinkText; }}
</style>
<script>
try {{
  const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  document.documentElement.dataset.theme = localStorage.getItem("theme") || system;
}} catch {{ /* storage is blocked: the system decides */ }}
</script>
</head>
<body><main><h1>{title}</h1><p>{text}</p>
<ul><li><a href="{base}{first}">{to_first}</a></li><li><a href="{base}search.html">{to_search}</a></li></ul></main>
<script>
// The page stands at the wrong address: the course lies at one of the folders above it.
(async () => {{
  const steps = location.pathname.split("/").slice(0, -1);
  for (; steps.length; steps.pop()) {{
    const root = `${{steps.join("/")}}/`;
    const answer = await fetch(`${{root}}search.html`).catch(() => ({{}}));
    if (!answer.ok) continue;
    for (const one of document.querySelectorAll("a")) one.href = root + one.getAttribute("href").slice("{base}".length);
    return;
  }}
}})();
</script>
</body>
</html>
"""


def not_found(first: str, course: str, *, base: str = "", language: str = "en") -> str:
    """Return the page for addresses that lead nowhere.

    Parameters
    ----------
    first : str
        Address of the first page from the top of the site.
    course : str
        Title of the course.
    base : str
        Path of the site's top, such as ``/course/``; where it is not given, the page's script looks for it.
    language : str
    """
    return _NOT_FOUND.format(
        language=escape(language),
        title=escape(tr("This page is not here")),
        course=escape(course),
        text=escape(tr("The address may be misspelt, or the page may have another name now.")),
        base=escape(base),
        first=escape(first),
        to_first=escape(tr("To the first page")),
        to_search=escape(tr("Search the course")),
    )


def sitemap(base: str, pages: Iterable[tuple[str, str]]) -> str:
    """Return the sitemap.

    Parameters
    ----------
    base : str
        Address of the site's top.
    pages : iterable of (str, str)
        Address from the top, and the date of the last change or an empty text.
    """
    lines = []
    for address, date in pages:
        changed = f"<lastmod>{escape(date)}</lastmod>" if date else ""
        lines.append(f"<url><loc>{escape(urljoin(base, address))}</loc>{changed}</url>")
    body = "\n".join(lines)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{body}\n</urlset>\n'
    )


def feed(
    course: str, pages: Iterable[tuple[str, str, Sequence[Change]]], *, base: str = "", language: str = "en"
) -> str:
    """Return the feed of changes in the form of Atom.

    Parameters
    ----------
    course : str
        Title of the course.
    pages : iterable of (str, str, list of Change)
        Address from the top, title and changes of each page.
    base : str
        Address of the site's top, if it is known.
    language : str
    """
    found = [(change, address, title) for address, title, changes in pages for change in changes]
    found = sorted(found, key=lambda one: (datetime.fromisoformat(one[0].date), one[1]), reverse=True)[:NEWEST]
    lines = []
    for change, address, title in found:
        name = uuid.uuid5(uuid.NAMESPACE_URL, f"{course}/{address}/{change.date}/{change.subject}")
        lines.append(
            f"<entry><id>urn:uuid:{name}</id><title>{escape(title)}</title><updated>{escape(change.date)}</updated>"
            f'<link href="{escape(urljoin(base, address))}"/><summary>{escape(change.subject)}</summary></entry>'
        )
    body, newest = "\n".join(lines), found[0][0].date if found else "1970-01-01T00:00:00Z"
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{escape(language)}">\n'
        f"<id>urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, course)}</id><title>{escape(course)}</title>\n"
        f"<author><name>{escape(course)}</name></author><updated>{escape(newest)}</updated>\n{body}\n</feed>\n"
    )


def _base(app):
    return f"{app.config.html_baseurl.rstrip('/')}/" if app.config.html_baseurl else ""


def _head(app, pagename, templatename, context, doctree):
    up = "../" * app.builder.get_target_uri(pagename).count("/")
    title = escape(tr("What changed in this course"))
    link = f'<link rel="alternate" type="application/atom+xml" title="{title}" href="{up}{FEED}">'
    context["metatags"] = f"{context.get('metatags') or ''}\n{link}"


def _write(app, exception):
    if exception or app.builder.name != "html":
        return
    top, base, env = Path(app.outdir), _base(app), app.env
    course, language = app.config.html_title or app.config.project, tag(app.config.language)
    changed = history.changes(of(app).root)
    pages = []
    for name in sorted(env.found_docs):
        path = Path(env.doc2path(name)).relative_to(app.srcdir).as_posix()
        pages.append((app.builder.get_target_uri(name), env.titles[name].astext(), changed.get(path, [])))
    first = app.builder.get_target_uri(app.config.root_doc)
    made = {
        "404.html": not_found(first, course, base=urlsplit(base).path, language=language),
        FEED: feed(course, pages, base=base, language=language),
    }
    if base:
        dated = [(address, changes[0].date[:10] if changes else "") for address, _, changes in pages]
        made["sitemap.xml"] = sitemap(base, dated)
        made["robots.txt"] = f"User-agent: *\nAllow: /\nSitemap: {base}sitemap.xml\n"
    for name, text in made.items():
        (top / name).write_text(text, "utf-8")


def setup(app: Sphinx) -> dict[str, Any]:
    """Write the files when the build has ended well."""
    app.connect("html-page-context", _head)
    app.connect("build-finished", _write)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
