"""Sphinx extension and HTML theme ``coursebook``: bar, contents, text with a margin, next lesson, foot.

Choose it with ``html_theme: coursebook``; ``theme.toml`` names its options. A page may say in its front matter
``layout: wide`` (no contents at the side, for tables and maps) or ``layout: landing`` (nothing but what it holds), and
``description``, one sentence for search engines.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from coursebook.text import tr

from ..directives import places
from ..directives.header import lessons_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

HERE = Path(__file__).parent
# What Jupyter Book sets for its own theme where `_config.yml` gives no options
_JUPYTER_BOOK = re.compile(
    "search_bar_text|launch_buttons|path_to_docs|repository_|extra_footer|home_page_in_toc|announcement|analytics|use_"
)
_PART = re.compile(r"([IVXLC]+)\. (.*)")
# What these do the theme does itself
_UNUSED = re.compile(r"(doctools|translations|sphinx_highlight)\.js|(basic|pygments|mystnb(\.[0-9a-f]+)?)\.css")
# Style sheets beside the theme's own, and what the text of a page has that needs them
_SHEETS = {
    "course-lessons.css": re.compile(r'class="(?:[^"]* )?(?:lesson-\w+|course-cards?|check|guess)[ "]'),
    "course-lists.css": re.compile(r'class="(?:[^"]* )?(?:works|course-glossary|course-index)[ "]'),
}
_DARK = re.compile(r'html\[data-theme="dark"\] (\{[^}]*\})')


class WrapTables(SphinxPostTransform):
    """Put every table into a box in which it scrolls when it is wider than the page."""

    default_priority = 950
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Wrap the tables of one page."""
        if self.config.html_theme == "coursebook":
            for table in list(self.document.findall(nodes.table)):
                place, at = table.parent, table.parent.index(table)
                place[at] = nodes.container("", table, classes=["table-wrapper"])


def words() -> dict[str, str]:
    """Return what the templates say, in the reader's language."""
    return {
        "skip": tr("Skip to the text"),
        "menu": tr("Menu"),
        "bar": tr("Course"),
        "contents": tr("Contents"),
        "here": tr("On this page"),
        "search": tr("Search this course"),
        "theme": tr("Light or dark"),
        "next": tr("Next"),
        "before": tr("Back"),
        "source": tr("Source of this page"),
        "print": tr("Print"),
        "answers": tr("Print with hints and answers"),
        "top": tr("Back to top"),
    }


def contents(app: Sphinx, pagename: str) -> list[dict]:
    """Return the parts of the book with their pages, as a page shows them at its side."""
    env, numbers = app.env, {page: front["lesson"] for page, front in lessons_of(app.env).items()}

    def entry(page, title=None):
        below = env.toctree_includes.get(page, [])
        inside = page == pagename or pagename in below
        return {
            "page": page,
            "url": app.builder.get_relative_uri(pagename, page),
            "title": title or env.titles[page].astext(),
            "number": numbers.get(page, ""),
            "here": page == pagename,
            "inside": inside,
            "below": [entry(one) for one in below if one in env.titles] if inside else [],
        }

    titles = {page: title for title, page in places.entries(env) if title}
    found = []
    for caption, pages in places.parts(env):
        number, name = match.groups() if (match := _PART.match(caption)) else ("", caption)
        entries = [entry(page, titles.get(page)) for page in pages]
        open_ = any(one["inside"] for one in entries) or not caption
        found.append({"number": number, "name": name, "pages": entries, "open": open_})
    return found


def sections(env: BuildEnvironment, pagename: str) -> list[tuple[str, str]]:
    """Return (anchor, title) of the sections of a page, those of the first level."""
    if pagename not in env.tocs or not len(env.tocs[pagename]) or len(env.tocs[pagename][0]) < 2:
        return []
    items = [item for item in env.tocs[pagename][0][1] if isinstance(item, nodes.list_item)]
    links = [next(item.findall(nodes.reference), None) for item in items]
    return [(link["anchorname"], link.astext()) for link in links if link is not None and link["anchorname"]]


def _steps(app, pagename):
    """Return the lessons in order as (state, whether a part begins): done, here or empty."""
    numbers = {page: front["lesson"] for page, front in lessons_of(app.env).items()}
    if pagename not in numbers:
        return []
    firsts = {
        min((numbers[page] for page in pages if page in numbers), default=0) for _, pages in places.parts(app.env)
    }
    here = numbers[pagename]
    return [("here" if n == here else "done" if n < here else "", n in firsts) for n in sorted(numbers.values())]


def _options(app, config):
    if config.html_theme == "coursebook":
        given = config.html_theme_options.items()
        config.html_theme_options = {name: value for name, value in given if not _JUPYTER_BOOK.match(name)}


def _paper(app):
    if app.config.html_theme == "coursebook":
        app.add_css_file("course-print.css", media="print", priority=201)  # behind the theme's own


def _context(app, pagename, templatename, context, doctree):
    if app.builder.format != "html" or app.config.html_theme != "coursebook":
        return
    meta = context.get("meta") or {}
    for sheet, needed in _SHEETS.items():
        if needed.search(context.get("body") or 'class="course-index"'):  # the index has a template and no text
            app.add_css_file(sheet, priority=201)
    for script in context.get("script_files", ()):  # none has anything to do before the page is read
        if getattr(script, "filename", "") and not {"async", "defer"} & set(script.attributes):
            script.attributes["defer"] = "defer"
    lessons, front = lessons_of(app.env), lessons_of(app.env).get(pagename)
    after = next((page for page, one in lessons.items() if front and one["lesson"] == front["lesson"] + 1), None)
    following = context.get("next") if after is None else None
    logo = Path(app.srcdir, app.config.html_logo or "")
    context |= {
        "unused": lambda file: bool(_UNUSED.search(str(getattr(file, "filename", "") or ""))),
        "words": words(),
        "layout": meta.get("layout") or ("wide" if pagename in (context.get("theme_wide") or ()) else "page"),
        "course_contents": contents(app, pagename),
        "course_sections": sections(app.env, pagename),
        "course_steps": _steps(app, pagename),
        "course_next": after
        and {
            "url": app.builder.get_relative_uri(pagename, after),
            "title": app.env.titles[after].astext(),
            "question": lessons[after].get("question", ""),
            "label": tr("Next: lesson {number} of {count}").format(number=lessons[after]["lesson"], count=len(lessons)),
        },
        "course_following": following,
        "description": meta.get("description")
        or (front or {}).get("question")
        or app.config.html_theme_options.get("description", ""),
        "logo_svg": logo.read_text("utf-8") if logo.suffix == ".svg" else "",
        "has_checks": 'class="check check-' in (context.get("body") or ""),
    }


def _without_scripts(app, exception):
    """Write the dark colours once more, for pages whose scripts do not run: they follow the system."""
    if not exception and app.builder.format == "html" and app.config.html_theme == "coursebook":
        colours = _DARK.search((HERE / "static" / "course-theme.css").read_text("utf-8"))[1]
        text = f"@media (prefers-color-scheme: dark) {{ html:not([data-theme]) {colours} }}\n"
        Path(app.outdir, "_static", "course-dark.css").write_text(text, "utf-8")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the theme."""
    app.add_post_transform(WrapTables)
    app.connect("config-inited", _options)
    app.add_html_theme("coursebook", str(HERE))
    app.connect("builder-inited", _paper)
    app.add_js_file("course-theme.js", loading_method="defer", priority=150)
    app.connect("html-page-context", _context, priority=980)
    app.connect("build-finished", _without_scripts)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
