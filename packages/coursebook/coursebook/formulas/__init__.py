"""Sphinx extension: formulas are written into the page as MathML when the book is built.

A page with formulas needs no script and no second look at its layout; screen readers get mathematics, not pictures.
The TeX that an author wrote travels as the annotation of each formula. A browser that knows no MathML (before 2023)
is given the course's own copy of MathJax, by ``static/course-formulas.js``; nobody else loads it.

Set ``html_math_renderer: mathml`` beside listing this extension.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from math_core import LatexError, LatexToMathML
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number

from .. import paths
from ..text import tr

if TYPE_CHECKING:
    from sphinx.application import Sphinx

STATIC = Path(__file__).with_name("static")
logger = logging.getLogger(__name__)


def to_mathml(tex: str, *, display: bool = False) -> str:
    """Turn a TeX formula into one ``<math>`` element.

    Parameters
    ----------
    tex : str
        TeX without dollar signs.
    display : bool
        True for a formula on a line of its own.

    Returns
    -------
    str

    Raises
    ------
    ValueError
        Naming the formula and what is wrong with it.
    """
    try:
        converter = LatexToMathML(annotation=True, fancy_error=False)
        return converter.convert_with_local_state(tex.strip(), displaystyle=display)
    except LatexError as error:
        raise ValueError(f"formula {tex.strip()!r}: {' '.join(str(error).split())}") from None


def joined(tex: str) -> str:
    """Write formulas that empty lines part, or one of several lines, as one aligned formula (Sphinx's rule)."""
    parts = [part.strip() for part in tex.split("\n\n") if part.strip()]
    lines = [rf"\begin{{aligned}}{part}\end{{aligned}}" if _has_bare_break(part) else part for part in parts]
    return lines[0] if len(lines) == 1 else r"\begin{aligned}" + r" \\ ".join(lines) + r"\end{aligned}"


def _has_bare_break(tex):
    return r"\\" in tex and r"\begin{" not in tex


def _written(translator, node, tex, display):
    try:
        return to_mathml(tex, display=display)
    except ValueError as error:
        logger.warning(str(error), location=node)
        return translator.encode(tex)


def _inline(self, node):
    from docutils import nodes

    self.body.append(self.starttag(node, "span", "", CLASS="math notranslate nohighlight"))
    self.body.append(_written(self, node, node.astext(), False) + "</span>")
    raise nodes.SkipNode


def _block(self, node):
    from docutils import nodes

    self.body.append(self.starttag(node, "div", CLASS="math notranslate nohighlight"))
    if node["number"]:
        self.body.append(f'<span class="eqno">({get_node_equation_number(self, node)})')
        self.add_permalink_ref(node, tr("Link to this equation"))
        self.body.append("</span>")
    tex = node.astext() if node["nowrap"] else joined(node.astext())
    self.body.append(_written(self, node, tex, True) + "</div>\n")
    raise nodes.SkipNode


def _assets(app, pagename, templatename, context, doctree):
    if app.builder.format == "html" and app.env.get_domain("math").data["has_equations"].get(pagename):
        app.add_css_file("vendor/mathfont/mathfont.css")
        app.add_js_file("course-formulas.js", loading_method="defer")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the writer of formulas and its files."""
    app.add_html_math_renderer("mathml", (_inline, None), (_block, None))
    app.connect("builder-inited", lambda app: paths.add(app.config, "html_static_path", STATIC))
    app.connect("html-page-context", _assets)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
