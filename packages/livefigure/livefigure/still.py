"""Still pictures: SVG that follows the page's light or dark ground, never without alt text."""

from __future__ import annotations

import contextlib
import hashlib
import html
import io
import re
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import matplotlib.pyplot as plt
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.text import Text

from .errors import LiveFigureError
from .png import to_png
from .words import language

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.figure import Figure

# Colours that the page, not the picture, decides between light and dark; `to_svg` makes CSS variables of them.
INK, MUTED, GRID, PAPER = "#1b1f24", "#5b6570", "#d5dae0", "#ffffff"

_VARIABLES = {INK: "--fig-ink", MUTED: "--fig-muted", GRID: "--fig-grid", PAPER: "--fig-paper"}
_series = {}  # colour of a series -> its CSS variable
_FONT = re.compile(r"(font(?:-family)?: [^'\";]*?)('[^\"]*?')(?=[;\"])")
_TAG = re.compile(r"<[^>]*>")  # numbers between tags are words of the figure
_NUMBER = re.compile(r"-?\d+\.\d{3,}")
_IDS = re.compile(r'(\bid="|xlink:href="#|\bhref="#|url\(#)')

LEAST, PHONE = 11, 336  # letters of a picture have at least so many px where it is so many px wide
_SQUARE = {"zh", "ja", "ko"}  # scripts whose letters fill the line from top to bottom


def page_colors(**colors: str) -> None:
    """Let pages choose the colours of series too; every call replaces the last.

    Parameters
    ----------
    colors : str
        Name and ``#rrggbb``: ``page_colors(blue="#2b7bba")`` lets a page set ``--fig-blue``, where it is drawn in that
        blue as long as the page sets nothing.

    Raises
    ------
    LiveFigureError
        If a colour is not of that form.
    """
    for name, color in colors.items():
        if not re.fullmatch("#[0-9a-f]{6}", color):
            raise LiveFigureError(f"page_colors: {name} is {color!r}; a colour as '#2b7bba' is needed")
    _series.clear()
    _series.update({color: f"--fig-{name}" for name, color in colors.items()})


def variables() -> dict[str, str]:
    """Return the CSS variables of the series' colours: ``#rrggbb`` -> name."""
    return dict(_series)


def space_lines(fig: Figure) -> None:
    """Part the lines of texts further than matplotlib does, where the language asks for it."""
    if _is_square():
        for text in _texts(fig):
            text.set_linespacing(max(1.4, 1.1 * _on_phone(fig) / text.get_fontsize()))


@contextlib.contextmanager
def room_for_letters(fig: Figure) -> Iterator[None]:
    """Have texts of these languages as large as on a phone while the figure is laid out, so that they fit there."""
    small = [text for text in _texts(fig) if text.get_fontsize() < _on_phone(fig)] if _is_square() else []
    sizes = [text.get_fontsize() for text in small]
    for text in small:
        text.set_fontsize(_on_phone(fig))
    try:
        yield
    finally:
        for text, size in zip(small, sizes, strict=True):
            text.set_fontsize(size)


def _texts(fig) -> list[Any]:
    return fig.findobj(Text)


def _is_square():
    return language().partition("_")[0] in _SQUARE


def _on_phone(fig):
    """Return the size of letters, in points of the figure, below which a page enlarges them on a phone."""
    return LEAST * fig.get_figwidth() * 72 / PHONE


def to_svg(fig: Figure, *, prefix: str | None = None) -> str:
    """Draw a matplotlib figure as one ``<svg>`` element for a web page.

    Text stays text. Ink, muted ink, grid and paper become the CSS variables ``--fig-ink``, ``--fig-muted``,
    ``--fig-grid`` and ``--fig-paper``, colours of series those of `page_colors`; the font becomes ``--fig-font``. The
    page sets them for its light and dark ground.

    Parameters
    ----------
    fig : matplotlib.figure.Figure
    prefix : str, optional
        Put before every id and every reference to one, so that several figures live on one page. Default: a hash of
        the drawing. ``""`` keeps matplotlib's ids.

    Returns
    -------
    str
    """
    buffer = io.StringIO()
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "livefigure"}):
        _print(fig, buffer, metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    svg = buffer.getvalue()
    svg = svg[svg.index("<svg") :].strip()
    svg = re.sub(r"\s*<metadata>.*?</metadata>", "", svg, flags=re.S)
    # inside a page matplotlib's style rule would reach the whole page; attributes are inherited by the drawing alone
    svg = re.sub(r"\s*<defs>\s*<style.*?</style>\s*</defs>", "", svg, count=1, flags=re.S)
    svg = svg.replace("<svg ", '<svg stroke-linejoin="round" stroke-linecap="butt" ', 1)
    chosen = _series | _VARIABLES
    svg = re.sub("|".join(chosen), lambda m: f"var({chosen[m[0]]}, {m[0]})", svg)
    svg = _FONT.sub(r"\1var(--fig-font, sans-serif)", svg)
    # half the bytes: a hundredth of a point is finer than any screen, and a page has no use for a file's indentation
    svg = _TAG.sub(lambda tag: _NUMBER.sub(lambda m: f"{float(m[0]):.2f}".rstrip("0").rstrip("."), tag[0]), svg)
    svg = re.sub(r'(?<= d=")[^"]*', lambda m: " ".join(m[0].split()), re.sub(r">\s*\n\s*<", "><", svg))
    if prefix is None:
        prefix = "f" + hashlib.sha256(svg.encode()).hexdigest()[:8] + "-"
    return _IDS.sub(lambda m: m[1] + prefix, svg) if prefix else svg


def _print(fig, buffer, **options):
    """Write the figure as SVG; ``savefig`` would draw it twice, the first time for layout engines alone."""
    canvas, dpi = fig.canvas, fig.dpi
    try:
        fig.dpi = mpl.rcParams["figure.dpi"]  # of images in the drawing, such as colour bars
        FigureCanvasSVG(fig).print_svg(buffer, **options)
    finally:
        fig.set_canvas(canvas)
        fig.dpi = dpi


class Picture:
    """A still figure with its alt text; notebooks and pages show it as SVG, print shows it as PNG.

    Parameters
    ----------
    fig : matplotlib.figure.Figure
    alt : str
        What the figure shows, for a reader who does not see it. Required.
    caption : str
        Text under the figure: the source and the standing of its figures.

    Raises
    ------
    ValueError
        If `alt` is empty.
    """

    def __init__(self, fig: Figure, *, alt: str, caption: str = "") -> None:
        if not str(alt).strip():
            raise LiveFigureError("alt: empty; say in a sentence what the figure shows")
        self.alt, self.caption = " ".join(str(alt).split()), " ".join(str(caption).split())
        space_lines(fig)
        # the picture around it carries the alt text
        self.svg = to_svg(fig).replace("<svg ", '<svg aria-hidden="true" ', 1)
        self.png = to_png([fig])  # for print
        plt.close(fig)  # else the notebook would draw the figure a second time, without its alt text

    def _repr_mimebundle_(self, include=None, exclude=None):
        """Return an image and, in a script that never runs, the drawing that takes its place on a page.

        Viewers that do not trust a notebook take drawings out of its HTML and leave their words.
        """
        alt = html.escape(self.alt, quote=True)
        image = f'<img src="data:image/png;base64,{self.png}" alt="{alt}" style="max-width: 100%">'
        caption = f"<figcaption>{html.escape(self.caption)}</figcaption>" if self.caption else ""
        drawing = f'<script type="image/svg+xml">{self.svg}</script>'
        return {
            "text/html": f'<figure class="still-figure">{image}{drawing}{caption}</figure>',
            "image/png": self.png,
            "text/plain": f"Figure: {self.alt}",
        }


def show(fig: Figure, *, alt: str, caption: str = "") -> Picture:
    """Return a still figure for display; see `Picture`."""
    return Picture(fig, alt=alt, caption=caption)
