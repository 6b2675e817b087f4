"""The course's look: colours, pictures with alt text, tile maps, figure labels in the reader's language.

>>> from reformlab import style
>>> style.use()
"""

from livefigure import Picture, language, set_language, show, to_png, to_svg

from reformlab.words import tr

from .look import BLUE, DIVERGING, GREEN, GREY, INK, MUTED, ORANGE, PAPER, PURPLE, RED, SEQUENTIAL, TEAL, colors, use
from .text import glue
from .tiles import tile_key, tile_map, tile_move

__all__ = [
    "BLUE",
    "DIVERGING",
    "GREEN",
    "GREY",
    "INK",
    "MUTED",
    "ORANGE",
    "PAPER",
    "PURPLE",
    "RED",
    "SEQUENTIAL",
    "TEAL",
    "Picture",
    "colors",
    "glue",
    "language",
    "set_language",
    "show",
    "tile_key",
    "tile_map",
    "tile_move",
    "to_png",
    "to_svg",
    "tr",
    "use",
]
