"""Bind printed chapters into one PDF: links, bookmarks, numbers at the foot, one structure tree."""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from contextlib import contextmanager
from os import PathLike
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NullObject,
    NumberObject,
    TextStringObject,
)
from tqdm import tqdm

from . import spelling
from .press import BASE
from .structure import StructureTree


def _reader(printed):
    return PdfReader(io.BytesIO(printed) if isinstance(printed, bytes) else printed)


def page_count(printed: str | PathLike[str] | bytes) -> int:
    """Return the number of sheets of a PDF, a path or bytes."""
    return len(_reader(printed).pages)


def _places(reader) -> dict[str, tuple[int, float]]:
    """Return the anchors of a printed chapter: name to (sheet, distance from the lower edge in points)."""
    number = {page.indirect_reference.idnum: place for place, page in enumerate(reader.pages)}
    found = {}
    for name, target in reader.root_object.get("/Dests", DictionaryObject()).items():
        target = target.get_object()
        found[unquote(name.removeprefix("/"))] = (
            number[target[0].get_object().indirect_reference.idnum],
            float(target[3]),
        )
    return found


@contextmanager
def _deep():
    """Let pypdf copy structure trees, which it does by recursion."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(20_000)
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


class Binder:
    """The book while it grows.

    Parameters
    ----------
    language, title, author : str
        For the catalogue.
    **facts : str
        Further entries of the document's information, such as ``CreationDate``.
    """

    def __init__(self, *, language: str, title: str, author: str, **facts: str) -> None:
        self._writer = PdfWriter()
        self._tree = StructureTree(self._writer, language)
        self._language = language
        self._first, self._places = {}, {}
        facts = {"Title": title, "Author": author, "Producer": "Chromium, pypdf", **facts}
        self._writer.add_metadata({f"/{name}": value for name, value in facts.items()})

    def add(self, page: str, title: str, path: str | PathLike[str] | bytes) -> None:
        """Append a chapter.

        Parameters
        ----------
        page : str
            Its address in the site, to which links may lead.
        title : str
        path : path-like or bytes
            Its sheets.
        """
        reader, start = _reader(path), len(self._writer.pages)
        with _deep():
            for sheet in reader.pages:
                self._writer.add_page(sheet)
            sheets = [self._writer.pages[number] for number in range(start, start + len(reader.pages))]
            self._tree.add(reader, sheets, title)
        self._first[page], self._places[page] = start, _places(reader)
        for sheet in sheets:
            for note in sheet.get("/Annots", []):  # a place of this chapter: full address, as for any other chapter
                note = note.get_object()
                if isinstance(note.get("/Dest"), str):
                    note[NameObject("/CourseTarget")] = TextStringObject(
                        f"{page}#{note.pop('/Dest').removeprefix('/')}"
                    )

    def _target(self, page, anchor=""):
        """Return a destination: the anchor, else the first line of the chapter; None when it is not in the book."""
        if page not in self._first:
            return None
        sheet, top = self._places[page].get(anchor, (0, None))
        number = self._first[page] + sheet
        where = NullObject() if top is None else FloatObject(top)
        reference = self._writer.pages[number].indirect_reference
        return ArrayObject([reference, NameObject("/XYZ"), NumberObject(0), where, NullObject()])

    def link(self) -> list[str]:
        """Lead links between pages of the site to the sheets of this book.

        Returns
        -------
        list of str
            Addresses of the site that the book does not have.
        """
        lost = []
        for sheet in self._writer.pages:
            for note in sheet.get("/Annots", []):
                note = note.get_object()
                address = note.pop("/CourseTarget", None) or note.get("/A", {}).get("/URI", "")
                inside = address.startswith(BASE) or "/A" not in note
                if not address or not inside:
                    continue
                page, _, anchor = address.removeprefix(BASE).partition("#")
                target = self._target(unquote(page), unquote(anchor))
                if target is None:
                    lost.append(address)
                    continue
                note.pop("/A", None)
                note[NameObject("/Dest")] = target
        return sorted(set(lost))

    def bookmarks(self, entries: Sequence[tuple[int, str, str, str]]) -> None:
        """Write the outline.

        Parameters
        ----------
        entries : sequence of (level, title, page, anchor)
            In reading order; level 0 is the outermost.
        """
        above = []
        for level, title, page, anchor in entries:
            sheet, _ = self._places[page].get(anchor, (0, None))
            parent = above[level - 1] if level else None
            reference = self._writer.add_outline_item(
                title=title, page_number=self._first[page] + sheet, parent=parent, is_open=level == 0
            )
            found: Any = reference.get_object()
            found.pop("/A", None)
            found[NameObject("/Dest")] = self._target(page, anchor)
            above[level:] = [reference]

    def feet(self, data: bytes, *, skip: int = 0) -> None:
        """Lay foot lines over the sheets, marked as no part of the text.

        Parameters
        ----------
        data : bytes
            A PDF with as many sheets as this book.
        skip : int
            Sheets at the beginning that get none.
        """
        sheets = _reader(data).pages
        for number, page in enumerate(self._writer.pages):
            if number < skip:
                continue
            over = sheets[number]
            plain = DecodedStreamObject()
            plain.set_data(over.get_contents().get_data())
            form = plain.flate_encode()
            for key, value in {
                "/Type": NameObject("/XObject"),
                "/Subtype": NameObject("/Form"),
                "/BBox": over.mediabox,
                "/Resources": over["/Resources"].get_object().clone(self._writer),
            }.items():
                form[NameObject(key)] = value
            own: Any = page["/Resources"].get_object()
            resources = DictionaryObject(own)  # a copy: sheets may share theirs
            drawn = DictionaryObject(resources.get("/XObject", DictionaryObject()).get_object())
            drawn[NameObject("/CourseFoot")] = self._writer._add_object(form)
            resources[NameObject("/XObject")] = drawn
            page[NameObject("/Resources")] = resources
            before, after = DecodedStreamObject(), DecodedStreamObject()
            before.set_data(b"q\n")
            after.set_data(b"\nQ /Artifact <</Type /Pagination /Subtype /Footer>> BDC q /CourseFoot Do Q EMC\n")
            content = page.raw_get("/Contents")
            middle = list(content) if isinstance(content, ArrayObject) else [content]
            add = self._writer._add_object
            page[NameObject("/Contents")] = ArrayObject([add(before), *middle, add(after)])

    def write(self, path: str | PathLike[str], *, progress: bool = False) -> None:
        """Finish the book and write it to `path`."""
        catalogue = self._writer.root_object
        catalogue[NameObject("/Lang")] = TextStringObject(self._language)
        catalogue[NameObject("/PageMode")] = NameObject("/UseOutlines")
        shown = DictionaryObject({NameObject("/DisplayDocTitle"): BooleanObject(True)})
        catalogue[NameObject("/ViewerPreferences")] = shown
        self._tree.hang_up()
        spelling.mend(self._writer, self._language)
        with tqdm(total=1, desc="Writing", bar_format="{desc}: {elapsed}", disable=not progress) as bar:
            self._writer.write(Path(path))
            bar.update()
