"""The course's font for Chinese: a subset that holds every sign that a text of the course or of an edition has.

Pictures and paper are drawn with it (``course_paper_font`` in ``_config.yml``), on machines that have no such font.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from fontTools import subset
from fontTools.ttLib import TTCollection, TTFont, TTLibError
from livefigure.words import tr as of_figures

from ..errors import SiteError, unreadable
from ..text import tr as of_site
from . import all_of, catalogue
from .pages import english

if TYPE_CHECKING:
    from ..layout import Layout


def _texts(layout: Layout) -> Iterator[Path]:
    yield from english(layout)
    yield from layout.root.glob("data/*.csv")
    course = catalogue.of_course(layout)
    for edition in all_of(layout):
        yield from (path for path in edition.folder.rglob("*") if path.suffix in (".md", ".yml", ".csv", ".po"))
        files = [words.file(edition.code) for words in (of_figures, of_site, course) if words]
        yield from (path for path in files if path.is_file())


def signs(layout: Layout) -> set[str]:
    """Return the Chinese characters and marks of all texts of the course and of its editions."""
    found = set().union(*(path.read_text("utf-8") for path in _texts(layout)))
    return {sign for sign in found if "\u3000" <= sign <= "\u303f" or "\u3400" <= sign <= "\u9fff" or sign >= "\uff00"}


def missing(layout: Layout) -> set[str]:
    """Return those of `signs` that the font lacks; none where the course has no font.

    Raises
    ------
    SiteError
        If the font cannot be read.
    """
    return signs(layout) - set(map(chr, _read(layout.paper_font).getBestCmap())) if layout.paper_font else set()


def _read(path):
    try:
        return TTFont(path)
    except (OSError, TTLibError) as error:
        raise unreadable(str(path), str(error)) from error


def enlarge(layout: Layout, source: str | PathLike[str]) -> int:
    """Cut the font anew, with what it has and what is `missing`, and return how many signs came in.

    Parameters
    ----------
    layout : Layout
    source : path-like
        The whole font, or a collection that has it.

    Raises
    ------
    SiteError
        If the course has no font, the source is another one, or it lacks a sign.
    """
    path, lost = layout.paper_font, missing(layout)
    if path is None:
        raise unreadable(layout.name(layout.config), "needs a line `course_paper_font: ...` below `sphinx: config:`")
    own = _read(path)
    name = own["name"].getDebugName(1)
    try:
        faces = TTCollection(source).fonts if Path(source).suffix == ".ttc" else [TTFont(source)]
    except (OSError, TTLibError) as error:
        raise unreadable(str(source), str(error)) from error
    face = next((face for face in faces if face["name"].getDebugName(1) == name), None)
    if face is None:
        raise unreadable(str(source), f"has no font {name!r}, which {layout.name(path)} is cut from")
    if unknown := lost - set(map(chr, face.getBestCmap())):
        raise SiteError(f"{source} lacks {''.join(sorted(unknown))}; take other words, or another font")
    # matplotlib uses no features and no hints, and they are half of the file
    options = subset.Options(name_IDs=["*"], notdef_outline=True, recalc_timestamp=False, hinting=False)
    options.layout_features = []
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[*own.getBestCmap(), *map(ord, lost)])
    cutter.subset(face)
    made = BytesIO()
    face.save(made)
    path.write_bytes(made.getvalue())
    return len(lost)
