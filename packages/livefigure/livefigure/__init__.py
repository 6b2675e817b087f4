"""Figures that move: drawn once with matplotlib, moved by one function, in the notebook and on a static page.

>>> from livefigure import Choice, LiveFigure, Play, Slider
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .errors import LiveFigureError
from .words import language, set_language

if TYPE_CHECKING:
    from .compare import Compare
    from .controls import Choice, Play, Slider
    from .derived import Excess, Numbers, Roll, Share
    from .figure import LiveFigure
    from .handout import Handout
    from .png import to_png
    from .still import Picture, page_colors, show, to_svg

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

# Loaded when they are asked for: whoever wants the language alone, as the commands of a site do, needs no matplotlib
_MODULES = {
    "compare": ("Compare",),
    "controls": ("Choice", "Play", "Slider"),
    "derived": ("Excess", "Numbers", "Roll", "Share"),
    "figure": ("LiveFigure",),
    "handout": ("Handout",),
    "png": ("to_png",),
    "still": ("Picture", "page_colors", "show", "to_svg"),
}


def __getattr__(name: str) -> Any:
    for module, names in _MODULES.items():
        if name in names:
            return getattr(import_module(f".{module}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*globals(), *__all__]
