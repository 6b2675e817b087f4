"""Write one deck a lesson: a page of its own that reveal.js runs, beside the site's pages."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from livefigure.sphinx import write

from coursebook.text import tag, tr

from .. import paths, vendor
from ..directives.header import lessons_of
from . import FOLDER, STATIC, budget, in_class
from .cut import cut, styles

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from coursebook.slides.cut import Slide

_PAGE = """<!DOCTYPE html>
<html lang="{language}" data-theme="light">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" href="../_static/favicon.svg">
{styles}
<style>{own}</style>
<script>
try {{ if (localStorage.getItem("theme") === "dark") document.documentElement.dataset.theme = "dark"; }} catch {{}}
</script>
</head>
<body>
<nav class="deck-tools" aria-label="{tools}">
<a href="../{lesson}">{back}</a>
<button type="button" data-deck="theme">{theme}</button>
<button type="button" data-deck="notes">{notes}</button>
<a href="?print-pdf" data-deck="print">{paper}</a>
</nav>
<main><div class="reveal"><div class="slides">
{slides}
</div></div></main>
{scripts}
</body>
</html>
"""
_FONTS = """<script>
if (location.protocol !== "file:") for (const name of ["serif", "sans", "sans-i"])
  document.head.append(Object.assign(document.createElement("link"), { rel: "preload", as: "font", type: "font/woff2",
    crossOrigin: "", href: `../_static/fonts/${name}.woff2` }));
</script>"""
_STYLES = (
    "vendor/reveal/reset.css",
    "vendor/reveal/reveal.css",
    "pygments.css",
    "live/live.css",
    "live/live-settings.css",
    "course-lesson.css",
    "course-items.css",
    "slides.css",
)
_SCRIPTS = ("vendor/reveal/reveal.js", "vendor/reveal/notes.js", "live/live.js", "slides.js")


def address(page: str) -> str:
    """Return where the deck of a lesson lies: ``lessons/02_x`` gives ``slides/02_x.html``."""
    return f"{FOLDER}/{page.rsplit('/', 1)[-1]}.html"


def render(
    slides: Sequence[Slide],
    *,
    title: str,
    lesson: str,
    name: str = "",
    own: str = "",
    language: str = "en",
    has_formulas: bool = False,
    has_figures: bool = True,
    has_fonts: bool = False,
) -> str:
    """Return the page of a deck.

    Parameters
    ----------
    slides : sequence of Slide
    title : str
        For the browser tab.
    lesson : str
        Address of the lesson's page from the root of the site.
    name : str
        What stands at the foot of every slide; the title unless given.
    own : str
        Style rules that stand in the lesson's page itself.
    language : str
    has_formulas : bool
        Whether to load the font of formulas, and the script for browsers that know no MathML.
    has_figures : bool
        Whether to load what moves figures.
    has_fonts : bool
        Whether the book has the theme of this package, whose fonts slides share.
    """
    made = []
    for number, slide in enumerate(slides):
        level = "h1" if number == 0 else "h2"
        said = "\n".join(slide.notes)
        aside = f'<aside class="notes">{said}</aside>' if said else ""
        part = f'<p class="deck-part">{slide.part}</p>' if slide.part else ""
        made.append(
            f'<section class="is-{slide.kind}"><div class="fit">{part}<{level}>{slide.title}</{level}>\n'
            f'{slide.body}</div><p class="deck-foot">{escape(name or title)}</p>{aside}</section>'
        )
    scripts = [name for name in _SCRIPTS if has_figures or not name.startswith("live/")]
    tags = [f'<script defer src="../_static/{name}"></script>' for name in scripts]
    sheets = ["course-fonts.css", *_STYLES] if has_fonts else [*_STYLES]
    if has_formulas:
        sheets.append("vendor/mathfont/mathfont.css")
        tags.append('<script defer src="../_static/course-formulas.js"></script>')
    links = [f'<link rel="stylesheet" href="../_static/{name}">' for name in sheets]
    return _PAGE.format(
        language=escape(language),
        title=escape(title),
        styles="\n".join([_FONTS, *links] if has_fonts else links),
        own=own,
        tools=tr("About these slides"),
        lesson=escape(lesson),
        back=tr("To the lesson"),
        theme=tr("Light or dark (T)"),
        notes=tr("Speaker view (S)"),
        paper=tr("To print"),
        slides="\n".join(made),
        scripts="\n".join(tags),
    )


def _cut_page(app, pagename, templatename, context, doctree):
    if app.builder.format != "html" or vendor.reveal.source() is None or pagename not in lessons_of(app.env):
        return
    uri = app.builder.get_target_uri(pagename)
    front = lessons_of(app.env)[pagename]
    slides = cut(context["body"], page=uri)
    if front.get("question") and slides:
        slides[0].body += f'<p class="deck-question">{escape(front["question"])}</p>'
    together = in_class.file_of(app.srcdir, pagename)
    if together:
        works = Path(app.srcdir, *app.config.bibtex_bibfiles[:1]) if app.config.bibtex_bibfiles else None
        slides = in_class.placed(slides, in_class.read(together, bibliography=works))
    slides = budget.fit(slides)
    name = f"{front['lesson']}. {app.env.titles[pagename].astext()}"
    formulas = app.env.get_domain("math").data["has_equations"].get(pagename)
    text = render(
        slides,
        title=f"{name} — {tr('Slides')}",
        lesson=uri,
        name=name,
        own=styles(context["body"]),
        language=tag(app.config.language),
        has_formulas=bool(formulas),
        has_figures="live-figure" in context["body"],
        has_fonts=app.config.html_theme == "coursebook",
    )
    write(Path(app.outdir) / address(pagename), text)


def _note(app, docname, source):
    """Read a lesson anew when what its class does has changed."""
    together = in_class.file_of(app.srcdir, docname) if docname.startswith(app.config.course_lessons_folder) else None
    if together:
        app.env.note_dependency(str(together))


def setup(app: Sphinx) -> None:
    """Write a deck whenever a lesson's page is written; the last to look at it, so that its figures are in place."""
    if vendor.reveal.source() is not None:
        app.connect("builder-inited", lambda app: paths.add(app.config, "html_static_path", STATIC))
        app.connect("config-inited", lambda app, config: setattr(config, "course_slides", f"{FOLDER}/{{name}}.html"))
    app.connect("source-read", _note)
    app.connect("html-page-context", _cut_page, priority=960)
