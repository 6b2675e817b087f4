"""A QTI 1.2 package as Canvas imports it: a quiz for each page of the book.

After https://www.imsglobal.org/question/qtiv1p2/imsqti_asi_bindv1p2.html and the packages that Canvas exports.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from itertools import groupby
from os import PathLike
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from .parts import manifest, name_in_page, name_of, number, overall, pack, stands, with_unit

if TYPE_CHECKING:
    from coursebook.questions.bank import Question

_QTI = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
_TYPES = {"number": "numerical_question", "label": "matching_question"}


def write(questions: Sequence[Question], path: str | PathLike[str], *, course: str) -> None:
    """Write the questions into one zip.

    Parameters
    ----------
    questions : list of coursebook.questions.bank.Question
    path : path-like
    course : str
        Title of the package.
    """
    files, resources = {}, []
    for title, found in groupby(questions, key=lambda question: question.title):
        group = list(found)
        ident = "g" + hashlib.sha256(group[0].page.encode()).hexdigest()[:24]
        root = ET.Element("questestinterop", xmlns=_QTI)
        section = ET.SubElement(ET.SubElement(root, "assessment", ident=ident, title=title), "section")
        section.set("ident", "root_section")
        for question in group:
            _item(section, question)
        files[f"{ident}/{ident}.xml"] = _bytes(root)
        resources.append((ident, "imsqti_xmlv1p2", f"{ident}/{ident}.xml", ()))
    pack(path, {"imsmanifest.xml": _bytes(manifest(course, ("IMS Content", "1.1.3"), resources)), **files})


def _bytes(root):
    ET.indent(root)
    return ET.tostring(root, encoding="utf-8", xml_declaration=True)


def _material(parent, html):
    ET.SubElement(ET.SubElement(parent, "material"), "mattext", texttype="text/html").text = html


def _item(section, question):
    item = ET.SubElement(section, "item", ident=name_of(question), title=name_in_page(question))
    kind = _TYPES.get(question.kind) or f"multiple_{'answers' if question.multiple else 'choice'}_question"
    fields = ET.SubElement(ET.SubElement(item, "itemmetadata"), "qtimetadata")
    for name, entry in (("question_type", kind), ("points_possible", "1")):
        field = ET.SubElement(fields, "qtimetadatafield")
        ET.SubElement(field, "fieldlabel").text, ET.SubElement(field, "fieldentry").text = name, entry
    presentation = ET.SubElement(item, "presentation")
    _material(presentation, with_unit(question) if question.kind == "number" else question.text)
    processing = ET.SubElement(item, "resprocessing")
    outcomes = ET.SubElement(processing, "outcomes")
    ET.SubElement(outcomes, "decvar", maxvalue="100", minvalue="0", varname="SCORE", vartype="Decimal")
    said = {"general_fb": overall(question)}
    if question.hints:
        said["general_incorrect_fb"] = "\n".join(question.hints)
    if said["general_fb"]:
        ET.SubElement(_condition(processing, feedback="general_fb", go_on=True), "other")
    {"number": _number, "choice": _choice, "label": _label}[question.kind](presentation, processing, question, said)
    for ident, html in said.items():
        if html:
            _material(ET.SubElement(ET.SubElement(item, "itemfeedback", ident=ident), "flow_mat"), html)


def _condition(processing, *, score=None, action="Set", feedback=None, go_on=False):
    """Add a rule and return where its condition goes."""
    rule = ET.SubElement(processing, "respcondition", attrib={"continue": "Yes" if go_on else "No"})
    place = ET.SubElement(rule, "conditionvar")
    if score is not None:
        ET.SubElement(rule, "setvar", action=action, varname="SCORE").text = number(score)
    if feedback:
        ET.SubElement(rule, "displayfeedback", feedbacktype="Response", linkrefid=feedback)
    return place


def _number(presentation, processing, question, said):
    response = ET.SubElement(presentation, "response_str", ident="response1", rcardinality="Single")
    field = ET.SubElement(response, "render_fib", fibtype="Decimal")
    ET.SubElement(field, "response_label", ident="answer1")
    for place, (value, feedback) in enumerate(
        [(question.answer, ""), *((float(key.value), key.feedback) for key in question.keys)]
    ):
        said[f"answer{place}_fb"] = feedback
        rule = _condition(processing, score=0 if place else 100, feedback=f"answer{place}_fb" if feedback else None)
        either = ET.SubElement(rule, "or")
        ET.SubElement(either, "varequal", respident="response1").text = number(value)
        both = ET.SubElement(either, "and")
        ET.SubElement(both, "vargte", respident="response1").text = number(value - question.tolerance)
        ET.SubElement(both, "varlte", respident="response1").text = number(value + question.tolerance)


def _choice(presentation, processing, question, said):
    cardinality = "Multiple" if question.multiple else "Single"
    response = ET.SubElement(presentation, "response_lid", ident="response1", rcardinality=cardinality)
    field = ET.SubElement(response, "render_choice")
    for key in question.keys:
        _material(ET.SubElement(field, "response_label", ident=f"option{key.value}"), key.text)
        if key.feedback:
            said[f"option{key.value}_fb"] = key.feedback
            rule = _condition(processing, feedback=f"option{key.value}_fb", go_on=True)
            ET.SubElement(rule, "varequal", respident="response1").text = f"option{key.value}"
    place = _condition(processing, score=100)
    place = ET.SubElement(place, "and") if question.multiple else place
    for key in question.keys:
        if key.right == "yes":
            ET.SubElement(place, "varequal", respident="response1").text = f"option{key.value}"
        elif question.multiple:
            ET.SubElement(ET.SubElement(place, "not"), "varequal", respident="response1").text = f"option{key.value}"


def _label(presentation, processing, question, said):
    for key in question.keys:
        response = ET.SubElement(presentation, "response_lid", ident=f"response_{key.value}")
        _material(response, key.text)
        field = ET.SubElement(response, "render_choice")
        for place, label in enumerate(question.labels):
            shown = ET.SubElement(ET.SubElement(field, "response_label", ident=f"label{place}"), "material")
            ET.SubElement(shown, "mattext").text = stands(question, label)
        rule = _condition(processing, score=100 / len(question.keys), action="Add", go_on=True)
        chosen = ET.SubElement(rule, "varequal", respident=f"response_{key.value}")
        chosen.text = f"label{list(question.labels).index(key.right)}"
