"""Figures that move: drawn once with matplotlib, moved by one function, in the notebook and on a static page.

>>> from reformlab.live import Choice, LiveFigure, Play, Slider
"""

from .controls import Choice, Play, Slider
from .errors import LiveFigureError
from .figure import LiveFigure

__all__ = ["Choice", "LiveFigure", "LiveFigureError", "Play", "Slider"]
