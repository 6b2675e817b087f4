"""Figures that move: drawn once with matplotlib, moved by one function, in the notebook and on a static page.

>>> from livefigure import Choice, LiveFigure, Play, Slider
"""

from .compare import Compare
from .controls import Choice, Play, Slider
from .derived import Excess, Numbers, Roll, Share
from .errors import LiveFigureError
from .figure import LiveFigure
from .handout import Handout
from .png import to_png
from .still import Picture, page_colors, show, to_svg
from .words import language, set_language

__all__ = [
    "Choice",
    "Compare",
    "Excess",
    "Handout",
    "LiveFigure",
    "LiveFigureError",
    "Numbers",
    "Picture",
    "Play",
    "Roll",
    "Share",
    "Slider",
    "language",
    "page_colors",
    "set_language",
    "show",
    "to_png",
    "to_svg",
]
