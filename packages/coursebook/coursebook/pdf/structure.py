"""One outline for screen readers out of those of the chapters (PDF 32000-1, 14.7: structure tree, parent tree, ids)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pypdf.generic import ArrayObject, BooleanObject, DictionaryObject, NameObject, NumberObject, TextStringObject

if TYPE_CHECKING:
    from pypdf import PdfReader, PdfWriter


def _numbers(node):
    """Yield (number, value) of a number tree."""
    node = node.get_object()
    flat = node.get("/Nums", [])
    yield from zip(flat[::2], flat[1::2], strict=True)
    for child in node.get("/Kids", []):
        yield from _numbers(child)


def _kids(element):
    """Return the children of an element that are elements themselves, as they are referred to."""
    kids = element.get("/K", ArrayObject())
    kids = kids if isinstance(kids, ArrayObject) else [kids]
    return [kid for kid in kids if isinstance(found := kid.get_object(), DictionaryObject) and "/S" in found]


class StructureTree:
    """Grows by a chapter at a time and is hung up in the catalogue at the end.

    Parameters
    ----------
    writer : pypdf.PdfWriter
    language : str
        Language of the book.
    """

    def __init__(self, writer: PdfWriter, language: str) -> None:
        self._writer = writer
        self._root = DictionaryObject({NameObject("/Type"): NameObject("/StructTreeRoot")})
        self._root_ref = writer._add_object(self._root)
        book = {"/Type": NameObject("/StructElem"), "/S": NameObject("/Document"), "/P": self._root_ref}
        book |= {"/Lang": TextStringObject(language), "/K": ArrayObject()}
        self._book = DictionaryObject({NameObject(key): value for key, value in book.items()})
        self._book_ref = writer._add_object(self._book)
        self._parents, self._ids, self._next = [], {}, 0

    def add(self, reader: PdfReader, pages: Sequence[Any], title: str) -> None:
        """Take over the structure of one chapter.

        Parameters
        ----------
        reader : pypdf.PdfReader
            The chapter.
        pages : sequence of PageObject
            Its pages as they stand in the writer.
        title : str
            What the chapter is called.
        """
        source = reader.root_object.get("/StructTreeRoot")
        if source is None:
            return
        tree = source.get_object().clone(self._writer)
        parts: Any = self._book["/K"]
        mark = f"c{len(parts)}-"
        for top in _kids(tree):
            element = top.get_object()
            element[NameObject("/S")] = NameObject("/Part")
            element[NameObject("/T")] = TextStringObject(title)
            element[NameObject("/P")] = self._book_ref
            parts.append(top)
            self._rename(top, mark)
        last = -1
        for number, value in _numbers(tree.get("/ParentTree", DictionaryObject())):
            self._parents += [NumberObject(number + self._next), value]
            last = max(last, int(number))
        for page, before in zip(pages, reader.pages, strict=True):
            for key in ("/StructParents", "/Tabs"):  # pypdf leaves them behind
                if key in before:
                    page[NameObject(key)] = before[key]
            self._shift(page, "/StructParents")
            for note in page.get("/Annots", []):
                self._shift(note.get_object(), "/StructParent")
        self._next += last + 1

    def _shift(self, thing, key):
        if key in thing:
            thing[NameObject(key)] = NumberObject(thing[key] + self._next)

    def _rename(self, top, mark):
        """Make names that are unique in a chapter unique in the book, also where table cells name their heads."""
        waiting = [top]
        while waiting:
            reference = waiting.pop()
            element = reference.get_object()
            if "/ID" in element:
                element[NameObject("/ID")] = TextStringObject(mark + _text(element["/ID"]))
                self._ids[element["/ID"]] = reference
            attributes = element.get("/A", ArrayObject())
            for one in attributes if isinstance(attributes, ArrayObject) else [attributes]:
                one = one.get_object()
                if isinstance(one, DictionaryObject) and "/Headers" in one:
                    heads = ArrayObject(TextStringObject(mark + _text(head)) for head in one["/Headers"])
                    one[NameObject("/Headers")] = heads
            waiting += _kids(element)

    def hang_up(self) -> None:
        """Write the tree into the catalogue."""
        names = ArrayObject()
        for name in sorted(self._ids):
            names += [TextStringObject(name), self._ids[name]]
        parents = DictionaryObject({NameObject("/Nums"): ArrayObject(self._parents)})
        self._root[NameObject("/K")] = self._book_ref
        # Chromium names these two by PDF 2.0; readers of PDF 1 are told what they stand for
        spoken = DictionaryObject({NameObject(name): NameObject("/Span") for name in ("/Em", "/Strong")})
        self._root[NameObject("/RoleMap")] = spoken
        self._root[NameObject("/ParentTree")] = self._writer._add_object(parents)
        self._root[NameObject("/ParentTreeNextKey")] = NumberObject(self._next)
        if names:
            ids = DictionaryObject({NameObject("/Names"): names})
            self._root[NameObject("/IDTree")] = self._writer._add_object(ids)
        catalogue = self._writer.root_object
        catalogue[NameObject("/StructTreeRoot")] = self._root_ref
        catalogue[NameObject("/MarkInfo")] = DictionaryObject({NameObject("/Marked"): BooleanObject(True)})


def _text(value):
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)
