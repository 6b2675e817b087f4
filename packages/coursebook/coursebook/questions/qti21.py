"""A QTI 2.1 package as Blackboard imports it: a test for each page of the book.

After https://www.imsglobal.org/question/qtiv2p1/imsqti_infov2p1.html.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from itertools import groupby
from os import PathLike
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from .parts import manifest, name_in_page, name_of, number, overall, pack, stands, with_unit

if TYPE_CHECKING:
    from coursebook.questions.bank import Question

_QTI = "http://www.imsglobal.org/xsd/imsqti_v2p1"
_MATH = "http://www.w3.org/1998/Math/MathML"


def write(questions: Sequence[Question], path: str | PathLike[str], *, course: str) -> None:
    """Write the questions into one zip.

    Parameters
    ----------
    questions : list of coursebook.questions.bank.Question
    path : path-like
    course : str
        Title of the package.
    """
    files: dict[str, bytes] = {}
    resources: list[tuple[Any, ...]] = []
    for title, found in groupby(questions, key=lambda question: question.title):
        group = list(found)
        test = "t" + hashlib.sha256(group[0].page.encode()).hexdigest()[:24]
        root = ET.Element("assessmentTest", xmlns=_QTI, identifier=test, title=title)
        part = ET.SubElement(root, "testPart", identifier="part", navigationMode="nonlinear")
        part.set("submissionMode", "simultaneous")
        section = ET.SubElement(part, "assessmentSection", identifier="section", title=title, visible="true")
        for question in group:
            name = f"{name_of(question)}.xml"
            ET.SubElement(section, "assessmentItemRef", identifier=name_of(question), href=name)
            files[name] = _bytes(_item(question))
            resources.append((name_of(question), "imsqti_item_xmlv2p1", name, ()))
        files[f"{test}.xml"] = _bytes(root)
        resources.append((test, "imsqti_test_xmlv2p1", f"{test}.xml", [name_of(each) for each in group]))
    pack(path, {"imsmanifest.xml": _bytes(manifest(course, ("QTIv2.1 Package", "1.0.0"), resources)), **files})


def _bytes(root):
    return ET.tostring(root, encoding="utf-8", xml_declaration=True)


def _put(parent, html):
    """Put HTML below an element; formulas get the namespace of MathML."""
    division = ET.fromstring(f"<div>{html}</div>")  # noqa: S314 -- written by Beautiful Soup from a page of the book
    for formula in division.iter("math"):
        formula.set("xmlns", _MATH)
    parent.append(division)


def _item(question):
    root = ET.Element("assessmentItem", xmlns=_QTI, identifier=name_of(question))
    root.set("title", name_in_page(question))
    root.set("adaptive", "false")
    root.set("timeDependent", "false")
    cardinality = "multiple" if question.multiple or question.kind == "label" else "single"
    base = {"number": "float", "choice": "identifier", "label": "directedPair"}[question.kind]
    declared = ET.SubElement(root, "responseDeclaration", identifier="RESPONSE", cardinality=cardinality, baseType=base)
    right = ET.SubElement(declared, "correctResponse")
    for value in _right(question):
        ET.SubElement(right, "value").text = value
    score = ET.SubElement(root, "outcomeDeclaration", identifier="SCORE", cardinality="single", baseType="float")
    ET.SubElement(ET.SubElement(score, "defaultValue"), "value").text = "0"
    ET.SubElement(root, "outcomeDeclaration", identifier="FEEDBACK", cardinality="multiple", baseType="identifier")
    body = ET.SubElement(root, "itemBody")
    _put(body, with_unit(question) if question.kind == "number" else question.text)
    _ask(body, question)
    processing, said = ET.SubElement(root, "responseProcessing"), {"general": overall(question)}
    _judge(processing, question, said)
    for identifier, html in said.items():
        if html:
            told = ET.SubElement(
                root, "modalFeedback", outcomeIdentifier="FEEDBACK", identifier=identifier, showHide="show"
            )
            _put(told, html)
    return root


def _right(question):
    if question.kind == "number":
        return [number(question.answer)]
    if question.kind == "choice":
        return [f"option{key.value}" for key in question.keys if key.right == "yes"]
    return [f"row{key.value} label{list(question.labels).index(key.right)}" for key in question.keys]


def _ask(body, question):
    if question.kind == "number":
        ET.SubElement(ET.SubElement(body, "p"), "textEntryInteraction", responseIdentifier="RESPONSE")
    elif question.kind == "choice":
        most = "0" if question.multiple else "1"
        asked = ET.SubElement(body, "choiceInteraction", responseIdentifier="RESPONSE", shuffle="true", maxChoices=most)
        for key in question.keys:
            _put(ET.SubElement(asked, "simpleChoice", identifier=f"option{key.value}"), key.text)
    else:
        rows = len(question.keys)
        asked = ET.SubElement(
            body, "matchInteraction", responseIdentifier="RESPONSE", shuffle="false", maxAssociations=str(rows)
        )
        left, above = ET.SubElement(asked, "simpleMatchSet"), ET.SubElement(asked, "simpleMatchSet")
        for key in question.keys:
            _put(ET.SubElement(left, "simpleAssociableChoice", identifier=f"row{key.value}", matchMax="1"), key.text)
        for place, label in enumerate(question.labels):
            choice = ET.SubElement(above, "simpleAssociableChoice", identifier=f"label{place}", matchMax=str(rows))
            choice.text = stands(question, label)


def _judge(processing, question, said):
    """Add the rules: one for the score, one for each thing that is said."""
    if said["general"]:
        _say(processing, "general")
    if question.kind == "number":
        _when(processing, lambda rule: _near(rule, question, None), question, said)
        for place, key in enumerate(question.keys):
            said[f"wrong{place}"] = key.feedback
            rule = ET.SubElement(ET.SubElement(processing, "responseCondition"), "responseIf")
            _near(rule, question, float(key.value))
            _tell(rule, f"wrong{place}")
        return
    _when(processing, _match, question, said)
    for key in question.keys if question.kind == "choice" else ():
        said[f"option{key.value}"] = key.feedback
        rule = ET.SubElement(ET.SubElement(processing, "responseCondition"), "responseIf")
        test = ET.SubElement(rule, "member" if question.multiple else "match")
        ET.SubElement(test, "baseValue", baseType="identifier").text = f"option{key.value}"
        ET.SubElement(test, "variable", identifier="RESPONSE")
        _tell(rule, f"option{key.value}")


def _when(processing, condition, question, said):
    both = ET.SubElement(processing, "responseCondition")
    rule = ET.SubElement(both, "responseIf")
    condition(rule)
    value = ET.SubElement(rule, "setOutcomeValue", identifier="SCORE")
    ET.SubElement(value, "baseValue", baseType="float").text = "1"
    if question.hints:
        said["hint"] = "\n".join(question.hints)
        _tell(ET.SubElement(both, "responseElse"), "hint")


def _match(rule):
    test = ET.SubElement(rule, "match")
    ET.SubElement(test, "variable", identifier="RESPONSE")
    ET.SubElement(test, "correct", identifier="RESPONSE")


def _near(rule, question, value):
    test = ET.SubElement(rule, "equal", toleranceMode="absolute")
    test.set("tolerance", f"{number(question.tolerance)} {number(question.tolerance)}")
    ET.SubElement(test, "variable", identifier="RESPONSE")
    if value is None:
        ET.SubElement(test, "correct", identifier="RESPONSE")
    else:
        ET.SubElement(test, "baseValue", baseType="float").text = number(value)


def _say(processing, identifier):
    rule = ET.SubElement(ET.SubElement(processing, "responseCondition"), "responseIf")
    test = ET.SubElement(ET.SubElement(rule, "not"), "isNull")
    ET.SubElement(test, "variable", identifier="RESPONSE")
    _tell(rule, identifier)


def _tell(rule, identifier):
    """Add a name to what is said; others may be there."""
    value = ET.SubElement(rule, "setOutcomeValue", identifier="FEEDBACK")
    both = ET.SubElement(value, "multiple")
    ET.SubElement(both, "variable", identifier="FEEDBACK")
    ET.SubElement(both, "baseValue", baseType="identifier").text = identifier
