"""How a notebook becomes a page: figures as pictures, formulas as MathML, nothing from another host."""

from __future__ import annotations

from typing import Any

from jinja2 import pass_context
from math_core import LatexError, LatexToMathML
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath


class Renderer(IPythonRenderer):
    """Markdown with each formula written out; one that is not understood stays TeX."""

    def block_math(self, body: str) -> str:
        """Write a formula on a line of its own."""
        return self._formula(body, super().block_math(body), display=True)

    def inline_math(self, body: str) -> str:
        """Write a formula within a line."""
        return self._formula(body, super().inline_math(body), display=False)

    @staticmethod
    def _formula(tex, otherwise, *, display):
        try:
            return LatexToMathML(fancy_error=False).convert_with_local_state(tex.strip(), displaystyle=display)
        except LatexError:
            return otherwise


@pass_context
def markdown_to_html(context: Any, source: str) -> str:
    """Turn a cell's Markdown into HTML; pictures that are attached to the cell travel inside."""
    renderer = Renderer(escape=False, attachments=context.get("cell", {}).get("attachments", {}))
    return MarkdownWithMath(renderer=renderer).render(source)


c = get_config()  # noqa: F821 - Jupyter gives it
c.HTMLExporter.filters = {"markdown2html": markdown_to_html}
c.HTMLExporter.mathjax_url = c.HTMLExporter.require_js_url = ""
# Without the state of widgets nbconvert takes the picture of each figure, and asks no host for a widget manager.
c.HTMLExporter.ClearMetadataPreprocessor.enabled = True
c.HTMLExporter.ClearMetadataPreprocessor.clear_cell_metadata = False
c.HTMLExporter.ClearMetadataPreprocessor.preserve_nb_metadata_mask = {"language_info", "title"}
