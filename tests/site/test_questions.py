"""The question bank that leaves the house says what the items say, in each format, read back by other means."""

import re
import zipfile
from xml.etree import ElementTree as ET

import pytest
from bs4 import BeautifulSoup
from coursebook.directives import items
from coursebook.errors import SiteError
from coursebook.questions import bank, moodle, qti12, qti21

from ..site_directives import pages

FORMULA = """
```{check-number} half
:answer: 0.5
:tolerance: 0
:wrong: 2 :: Upside down, see [the plan](https://example.org/plan).
What is $\\frac{1}{2}$?
```
"""
SOURCES = [pages.NUMBER, FORMULA, pages.CHOICE, pages.MULTIPLE, pages.LABEL]


def words(html):
    """Return HTML or Markdown as bare words."""
    text = re.sub(r"\[([^]]+)\]\([^)]+\)", r"\1", html)
    return " ".join(BeautifulSoup(text, "html.parser").get_text().replace("*", "").split())


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A finished book of one lesson with one item of every kind."""
    text = pages.VARIED_CELL + "".join(SOURCES) + pages.VARIED
    source = pages.write(tmp_path_factory.mktemp("bank"), {"01_one": pages.lesson(1, text, title="First")}, run=True)
    app, _ = pages.build(source)
    return pages.Path(app.outdir)


@pytest.fixture(scope="module")
def wanted():
    """What the items say, from their source: id -> (right, tolerance, multiple, what is told about each answer)."""
    found = {}
    for source in SOURCES:
        kind, name, text = re.fullmatch(r"\s*```\{(\S+)\} (\S+)\n(.*)```\s*", source, re.DOTALL).groups()
        item = items.parse(kind, name, text)
        if kind == "check-number":
            told = {repr(wrong.value): words(wrong.feedback) for wrong in item.wrong}
            found[name] = (item.answer, item.tolerance, False, told)
        elif kind == "check-choice":
            right = {words(option.text) for option in item.options if option.right}
            found[name] = (right, None, item.multiple, {words(o.text): words(o.feedback) for o in item.options})
        else:
            right = {words(row.text): row.label for row in item.sentences}
            found[name] = (right, None, False, {words(row.text): words(row.feedback) for row in item.sentences})
    for place, (year, points, gap) in enumerate(
        [(2016, 17.6, 245.0), (2018, 18.1, 254.3), (2020, 18.5, 261.2), (2021, 18.0, 254.3)], 1
    ):
        case = f"/{place}" if place > 1 else ""
        found[f"gap-again{case}"] = (gap, 0.5, False, {str(points): f"That is the gap of {year} in points."})
        told = {f"In {year}.": f"Yes, in {year}.", f"In {year - 1}.": f"In {year - 1} it was another."}
        found[f"which-year{case}"] = ({f"In {year}."}, None, False, told)
    return found


def sentences(html):
    """Return what the list in the answer to a sorting says about each sentence."""
    found = {}
    for row in BeautifulSoup(html, "html.parser").select("li"):
        sentence, _, why = row.decode_contents().partition("<strong>")
        found[words(sentence)] = words(why.partition("</strong>")[2])
    return found


def label(words):
    return words[0]


def bare(text):
    """Return the root of a document, without namespaces."""
    return ET.fromstring(re.sub(rb' xmlns="[^"]+"', b"", text))


class Moodle:
    """A reader of Moodle XML."""

    write, ending = staticmethod(moodle.write), "xml"

    def __init__(self, path):
        self.root = ET.parse(path).getroot()

    def read(self):
        for q in self.root.findall("question"):
            kind, told = q.get("type"), {}
            if kind == "category":
                continue
            right, tolerance = {}, None
            for answer in q.findall("answer"):
                name, said = answer.findtext("text"), words(answer.findtext("feedback/text") or "")
                if kind == "numerical":
                    tolerance = float(answer.findtext("tolerance"))
                    if answer.get("fraction") == "100":
                        right = float(name)
                    else:
                        told[repr(float(name))] = said
                else:
                    told[words(name)] = said
                    if float(answer.get("fraction")) > 0:
                        right[words(name)] = True
            for row in q.findall("subquestion"):
                if row.findtext("text"):
                    right[words(row.findtext("text"))] = label(row.findtext("answer/text"))
            if kind == "matching":
                told = sentences(q.findtext("generalfeedback/text"))
            right = set(right) if kind == "multichoice" else right
            name = q.findtext("idnumber").removeprefix("lessons/01_one/")
            yield name, (right, tolerance, q.findtext("single") == "false", told)

    def texts(self):
        return [text.text or "" for text in self.root.iter("text")]


class Canvas:
    """A reader of QTI 1.2."""

    write, ending = staticmethod(qti12.write), "zip"

    def __init__(self, path):
        with zipfile.ZipFile(path) as archive:
            names = [name for name in archive.namelist() if name != "imsmanifest.xml"]
            listed = bare(archive.read("imsmanifest.xml"))
            assert [file.get("href") for file in listed.iter("file")] == names
            self.roots = [bare(archive.read(name)) for name in names]

    def read(self):
        for item in (item for root in self.roots for item in root.iter("item")):
            kind = item.find(".//fieldentry").text
            feedback = {f.get("ident"): words(f.findtext(".//mattext")) for f in item.iter("itemfeedback")}
            options = {o.get("ident"): words(o.findtext(".//mattext") or "") for o in item.iter("response_label")}
            right, told, tolerance = {}, {}, None
            for rule in item.iter("respcondition"):
                score, shown = rule.findtext("setvar"), rule.find("displayfeedback")
                said = feedback[shown.get("linkrefid")] if shown is not None else ""
                place = rule.find("conditionvar")
                if kind == "numerical_question" and place.find("or") is not None:
                    value, low, high = (float(place.findtext(f".//{n}")) for n in ("varequal", "vargte", "varlte"))
                    tolerance = round((high - low) / 2, 9)
                    if score == "100":
                        right = value
                    else:
                        told[repr(value)] = said
                elif kind == "matching_question" and score:
                    row = place.find("varequal")
                    (sentence,) = (
                        words(r.findtext("material/mattext"))
                        for r in item.iter("response_lid")
                        if r.get("ident") == row.get("respident")
                    )
                    right[sentence] = label(options[row.text])
                elif kind.startswith("multiple") and score:
                    refused = {each.text for each in place.findall(".//not/varequal")}
                    right = {options[each.text] for each in place.iter("varequal")} - {
                        options[each] for each in refused
                    }
                elif kind.startswith("multiple") and place.find("varequal") is not None:
                    told[options[place.findtext("varequal")]] = said
            if kind == "matching_question":
                told = sentences(next(f for f in item.iter("itemfeedback")).findtext(".//mattext"))
            yield item.get("title"), (right, tolerance, kind == "multiple_answers_question", told)

    def texts(self):
        return [text.text or "" for root in self.roots for text in root.iter("mattext")]


class Blackboard:
    """A reader of QTI 2.1."""

    write, ending = staticmethod(qti21.write), "zip"

    def __init__(self, path):
        with zipfile.ZipFile(path) as archive:
            files = {name: archive.read(name) for name in archive.namelist()}
        listed = bare(files.pop("imsmanifest.xml"))
        assert sorted(r.get("href") for r in listed.iter("resource")) == sorted(files)
        self.roots = [bare(text) for text in files.values()]

    def read(self):
        for item in self.roots:
            if item.tag != "assessmentItem":
                continue
            base = item.find("responseDeclaration").get("baseType")
            keys = [value.text for value in item.findall("responseDeclaration/correctResponse/value")]
            names = {o.get("identifier"): words("".join(o.itertext())) for o in item.iter() if "Choice" in o.tag}
            feedback = {f.get("identifier"): words("".join(f.itertext())) for f in item.iter("modalFeedback")}
            told, tolerance = {}, None
            for rule in item.iter("responseIf"):
                said = rule.findtext("setOutcomeValue/multiple/baseValue")
                value = rule.findtext("*/baseValue")
                near = rule.find("equal")
                if near is not None:
                    tolerance = float(near.get("tolerance").split()[0])
                if said and value and near is not None:
                    told[repr(float(value))] = feedback[said]
                elif said and value and said != "general":
                    told[names[value]] = feedback[said]
            if base == "float":
                right = float(keys[0])
            elif base == "identifier":
                right = {names[key] for key in keys}
            else:
                right = {names[key.split()[0]]: label(names[key.split()[1]]) for key in keys}
                html = ET.tostring(next(item.iter("modalFeedback")), encoding="unicode")
                told = sentences(html)
            many = item.find(".//choiceInteraction")
            yield item.get("title"), (right, tolerance, many is not None and many.get("maxChoices") == "0", told)

    def texts(self):
        return [ET.tostring(root, encoding="unicode") for root in self.roots]


@pytest.mark.parametrize("system", [Moodle, Canvas, Blackboard], ids=lambda kind: kind.__name__)
def test_what_is_read_back_is_what_the_items_say(system, folder, wanted, tmp_path):
    questions = bank.read(folder)
    system.write(questions, tmp_path / f"bank.{system.ending}", course="A course")
    package = system(tmp_path / f"bank.{system.ending}")
    assert dict(package.read()) == wanted
    texts = "\n".join(package.texts())
    assert "Multiply the gap in points by the" in texts  # the hint
    assert "Eighteen point four nine" in texts and "[the plan]" not in texts
    assert "<a " not in texts and "class=" not in texts
    system.write(bank.read(folder), tmp_path / "again", course="A course")
    assert (tmp_path / "again").read_bytes() == (tmp_path / f"bank.{system.ending}").read_bytes()


def test_with_an_address_each_question_leads_to_its_place(folder):
    found = bank.read(folder, address="https://course.example/en/")
    assert all(f'href="https://course.example/en/{q.page}#check-{q.id.split("/")[2]}"' in q.text for q in found)
    assert 'href="https://example.org/plan"' in found[1].keys[0].feedback


def test_an_author_reads_all_cases(folder):
    lines = [bank.line(question) for question in bank.read(folder)]
    assert sum("gap-again" in line for line in lines) == 4
    assert (
        "lessons/01_one/gap-again/4: In 2021 the rates were 64.7 and 46.7% and the population was 1413 million. "
        "How many people? -> 254.3 ± 0.5 million people" in lines
    )


def test_ids_survive_another_wording(folder, tmp_path):
    source = pages.write(tmp_path, {"01_one": pages.lesson(1, pages.NUMBER.replace("How many", "What number of"))})
    app, _ = pages.build(source)
    assert bank.read(app.outdir)[0].id == bank.read(folder)[0].id == "lessons/01_one/gap-2020"


def test_what_cannot_be_exported_is_said(folder, tmp_path):
    with pytest.raises(SiteError, match="no index.html"):
        bank.read(tmp_path)
    (tmp_path / "index.html").touch()
    with pytest.raises(SiteError, match="no page|No page"):
        bank.read(tmp_path)
    (tmp_path / "lessons").mkdir()
    page = (folder / "lessons/01_one.html").read_text("utf-8")
    (tmp_path / "lessons/01_one.html").write_text(page.replace("What is", '<img src="x.png"> What is'), "utf-8")
    with pytest.raises(SiteError, match="picture"):
        bank.read(tmp_path)


def test_every_item_of_the_course_is_exported(book, tmp_path):
    boxes = sum(page.read_text("utf-8").count('data-check="') for page in book.glob("lessons/*.html"))
    questions = bank.read(book)
    assert len({tuple(question.id.split("/")[1:3]) for question in questions}) == boxes > 150
    assert len({question.id for question in questions}) == len(questions)
    assert all(key.feedback for question in questions for key in question.keys)
    assert any("<math" in str(question) for question in questions)  # formulas are MathML
    for kind in (Moodle, Canvas, Blackboard):
        kind.write(questions, tmp_path / "bank", course="Second Urbanization")
        assert sum(1 for _ in kind(tmp_path / "bank").read()) == len(questions)
