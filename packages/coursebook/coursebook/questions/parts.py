"""What the formats share: numbers and names as text, what is said after any answer, one file of many."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterable, Mapping
from os import PathLike
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from coursebook.text import tr

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from coursebook.questions.bank import Question


def number(value: float) -> str:
    """Return a number without a needless zero."""
    return f"{value:.12g}"


def name_of(question: Question) -> str:
    """Return an XML name made from the question's id, the same at every export."""
    return "q" + hashlib.sha256(question.id.encode()).hexdigest()[:24]


def stands(question: Question, label: str) -> str:
    """Return a label with what it stands for."""
    meaning = (question.labels or {})[label]
    return f"{label}: {meaning}" if meaning else tr(label)


def name_in_page(question: Question) -> str:
    """Return the item's name in its lesson, with the number of its case."""
    return question.id.removeprefix(question.page.removesuffix(".html")).strip("/")


def with_unit(question: Question) -> str:
    """Return the text of a question for a number, with its unit."""
    unit = tr("Your answer ({unit})").format(unit=question.unit) if question.unit else tr("Your answer")
    return f"{question.text}\n<p><em>{unit}</em></p>"


def overall(question: Question) -> str:
    """Return what is said after any answer: the worked solution, and for sentences the label of each and why."""
    rows = ""
    for key in question.keys if question.kind == "label" else ():
        rows += f"<li>{key.text} <strong>{stands(question, key.right)}</strong> {key.feedback}</li>"
    return "\n".join(part for part in (question.solution, rows and f"<ol>{rows}</ol>") if part)


def manifest(course: str, schema: tuple[str, ...], resources: Iterable[tuple[Any, ...]]) -> Element:
    """Return the root of a package's ``imsmanifest.xml``.

    Parameters
    ----------
    course : str
        Title of the package.
    schema : tuple of str
        Name and version.
    resources : iterable of tuple
        Identifier, type, name of the file, identifiers of what it needs.
    """
    root = ET.Element("manifest", identifier="course-questions", xmlns="http://www.imsglobal.org/xsd/imscp_v1p1")
    metadata = ET.SubElement(root, "metadata")
    for tag, text in (("schema", schema[0]), ("schemaversion", schema[1]), ("title", course)):
        ET.SubElement(metadata, tag).text = text
    ET.SubElement(root, "organizations")
    listed = ET.SubElement(root, "resources")
    for identifier, kind, name, needs in resources:
        resource = ET.SubElement(listed, "resource", identifier=identifier, type=kind, href=name)
        ET.SubElement(resource, "file", href=name)
        for needed in needs:
            ET.SubElement(resource, "dependency", identifierref=needed)
    return root


def pack(path: str | PathLike[str], files: Mapping[str, bytes]) -> None:
    """Write a zip of named texts; the same texts give the same bytes.

    Parameters
    ----------
    path : path-like
    files : dict of str to bytes
    """
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
