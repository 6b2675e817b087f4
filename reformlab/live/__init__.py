"""Figures that move: drawn once with matplotlib, moved by one function, in the notebook and on a static page.

>>> from reformlab.live import Choice, LiveFigure, Play, Slider
"""

from .compare import Compare
from .controls import Choice, Play, Slider
from .derived import Excess, Numbers, Roll, Share
from .errors import LiveFigureError
from .figure import LiveFigure
from .handout import Handout

__all__ = [
    "Choice",
    "Compare",
    "Excess",
    "Handout",
    "LiveFigure",
    "LiveFigureError",
    "Numbers",
    "Play",
    "Roll",
    "Share",
    "Slider",
]
