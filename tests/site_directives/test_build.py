import json
import re

import pytest
from bs4 import BeautifulSoup
from coursebook.directives import STATIC
from coursebook.directives.checks import items_of
from coursebook.directives.errors import LessonSyntaxError
from coursebook.directives.header import lessons_of
from coursebook.directives.nodes import words

from . import pages


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    folder = tmp_path_factory.mktemp("book")
    body = pages.TEXT + pages.NUMBER + pages.CHOICE + pages.MULTIPLE + pages.LABEL
    one, two = pages.lesson(1, "Words.", title="The first"), pages.lesson(2, body, before="1", title="The second")
    app, warnings = pages.build(pages.write(folder, {"01_one": one, "02_two": two}))
    page = BeautifulSoup((folder / "_build/html/lessons/02_two.html").read_text("utf-8"), "html.parser")
    return app, warnings, page, folder


def test_builds_without_warning(book):
    assert book[1] == ""


def test_number_item_carries_what_the_script_needs(book):
    box = book[2].find(id="check-gap-2020")
    assert box["data-check"] == "number"
    assert (box["data-lesson"], box["data-item"]) == ("2", "gap-2020")
    assert (float(box["data-answer"]), float(box["data-tolerance"]), box["data-unit"]) == (261.0, 0.5, "million people")
    field = box.find("input")
    assert box.find("label", attrs={"for": field["id"]}).text == "Your answer (million people)"
    assert box.find("fieldset").find("legend", recursive=False).text.startswith("Check yourself 1")


def test_without_scripts_the_answer_is_in_details_and_controls_are_hidden(book):
    box = book[2].find(id="check-gap-2020")
    answer = box.find("details", class_="check-answer")
    assert "Answer: 261.0 million people, give or take 0.5" in answer.text
    assert "Eighteen point four nine" in answer.text
    assert "percentage points" in answer.text
    assert not answer.has_attr("hidden")
    assert box.find(class_="check-actions").has_attr("hidden")
    assert box.find(class_="check-number-field").has_attr("hidden")
    assert "population" in box.find("details", class_="check-hint").text


def test_choice_items(book):
    single, several = book[2].find(id="check-who-counts"), book[2].find(id="check-sources")
    assert [field["type"] for field in single.find_all("input")] == ["radio"] * 3
    assert [field["type"] for field in several.find_all("input")] == ["checkbox"] * 3
    assert [key["data-right"] for key in single.find_all(class_="check-key")] == ["no", "yes", "no"]
    assert [key["data-right"] for key in several.find_all(class_="check-key")] == ["yes", "no", "yes"]
    for field in single.find_all("input"):
        assert single.find("label", attrs={"for": field["id"]}).text.strip()


def test_label_items(book):
    box = book[2].find(id="check-sort-it")
    assert [key["data-right"] for key in box.find_all(class_="check-key")] == ["O", "C", "M"]
    assert len(box.find_all("fieldset", class_="check-sentence")) == 3
    assert box.find("label").text == "O official document or statistic"


def test_ids_are_unique(book):
    ids = [tag["id"] for tag in book[2].find_all(id=True)]
    assert len(ids) == len(set(ids))


def test_badges_in_prose_only(book):
    badges = book[2].select("section > p abbr.standing")
    assert [badge.text for badge in badges] == ["E", "C", "M"]
    assert badges[0]["title"] == "finding of a study"
    assert book[2].find("code").text == "[O]"
    assert "[O]" in book[2].find(class_="math").text
    assert "[O]" in book[2].find("a", href="https://example.org").text
    assert book[2].select_one("#check-who-counts .check-question abbr").text == "O"


def test_claim_is_labelled_and_linked_to_the_ledger(book):
    card = book[2].find(id="claim-p02")
    assert card.find("abbr").text == "C"
    assert card.find("a")["href"] == "../book/claims.html#ledger-p02"


def test_readings_stand_in_one_row(book):
    row = book[2].find(class_="course-cards")
    names = [card.find(class_="course-card-name").text for card in row.find_all(class_="course-card")]
    assert names == ["Supportive reading", "Critical reading"]


def test_header_box(book):
    box = book[2].find(class_="lesson-header")
    assert box.h1.text == "The second" and not box.find_previous_sibling()
    assert box.find(class_="eyebrow").text == "Lesson 2 of 2"
    fields = {row.dt.text: row.dd for row in box.dl.find_all("div")}
    assert list(fields) == ["Time", "Level", "After lessons", "Tests claims"]
    assert fields["After lessons"].a["href"] == "01_one.html"
    assert fields["After lessons"].text == "1"
    assert [link["href"] for link in fields["Tests claims"].find_all("a")] == [
        "../book/claims.html#ledger-p02",
        "../book/claims.html#P04",
    ]
    tables = box.find(class_="lesson-way").find_all("p")[-1]
    assert [link.text for link in tables.find_all("a")] == ["national"]
    assert tables.text == "Tables: national, world"


def test_script_only_where_there_is_an_item(book):
    folder = book[3] / "_build/html"
    assert "course-checks.js" in (folder / "lessons/02_two.html").read_text("utf-8")
    assert "course-checks.js" not in (folder / "lessons/01_one.html").read_text("utf-8")
    assert (folder / "_static/course-checks.js").is_file()
    assert (folder / "_static/course-lesson.css").is_file()


def test_legend(book):
    page = BeautifulSoup((book[3] / "_build/html/index.html").read_text("utf-8"), "html.parser")
    legend = page.find("dl", class_="standing-legend")
    assert [term.text for term in legend.find_all("dt")] == ["O", "C", "E", "D", "M"]
    assert legend.find("dd").text.strip() == "official document or statistic"


def test_what_the_book_holds(book):
    assert list(items_of(book[0].env)["lessons/02_two"]) == ["gap-2020", "who-counts", "sources", "sort-it"]
    assert lessons_of(book[0].env)["lessons/02_two"]["minutes"] == 60


@pytest.mark.parametrize("builder", ["text", "latex", "gettext"])
def test_other_writers_know_the_nodes(book, builder):
    app, warnings = pages.build(book[3], builder)
    assert app.statuscode == 0
    assert "unknown node" not in warnings
    out = book[3] / "_build" / builder
    written = "\n".join(path.read_text("utf-8") for path in out.rglob("*") if path.suffix in (".txt", ".tex", ".pot"))
    assert "How many people live in towns without local registration?" in written
    assert "That is the hukou rate." in written
    assert "People who lived there six months" in written


def test_every_word_of_the_script_has_a_translation():
    script = (STATIC / "course-checks.js").read_text("utf-8")
    said = set(re.findall(r'say\("(\w+)"', script))
    assert {"right", "wrong", "empty", "passed"} < said
    branches = {"ok", "no", "open", "again"}  # chosen inside a call
    assert said | branches == set(words())


def test_two_processes_read_the_same_book(tmp_path):
    texts = {f"{place:02d}_x": pages.lesson(place, pages.NUMBER, before=place - 1 or "") for place in range(1, 9)}
    app, warnings = pages.build(pages.write(tmp_path, texts), parallel=2)
    assert warnings == ""
    assert len(items_of(app.env)) == len(lessons_of(app.env)) == 8


def fails(tmp_path, body, **more):
    with pytest.raises(LessonSyntaxError) as error:
        pages.build(pages.write(tmp_path, {"01_one": pages.lesson(1, body), **more}))
    return str(error.value)


def test_an_id_used_twice_names_both_places(tmp_path):
    text = fails(tmp_path, pages.NUMBER + pages.CHOICE.replace("who-counts", "gap-2020"))
    lines = pages.lesson(1, pages.NUMBER + pages.CHOICE).splitlines()
    first, second = lines.index("```{check-number} gap-2020") + 1, lines.index("```{check-choice} who-counts") + 1
    assert f"lessons/01_one.md, line {second}: check-choice 'gap-2020': the id is taken" in text
    assert f"check-number in line {first}" in text


def test_every_complaint_is_named_and_the_next_build_fails_too(tmp_path):
    body = pages.NUMBER.replace("261.0", "lots") + "\n```{reading} Neutral\nx\n```\n\n```{claim} P2\nx\n```\n"
    text = fails(tmp_path, body)
    assert "answer 'lots' is not a finite number" in text
    assert "reading: 'Neutral'; allowed: Supportive, Critical" in text
    assert "claim: phrase 'P2'; allowed: P and two digits" in text
    with pytest.raises(LessonSyntaxError, match="lots"):
        pages.build(tmp_path)
    pages.write(tmp_path, {"01_one": pages.lesson(1, pages.NUMBER)})
    assert pages.build(tmp_path)[0].statuscode == 0


def test_front_matter_is_checked(tmp_path):
    text = fails(tmp_path, "Words.", **{"02_two": pages.lesson(1, "Words.").replace("introductory", "easy")})
    assert "lessons/02_two.md, line 6: level: 'easy'; allowed: introductory, intermediate, advanced" in text


def test_two_lessons_of_one_number(tmp_path):
    text = fails(tmp_path, "Words.", **{"02_two": pages.lesson(1, "Words.")})
    assert "lesson: 1; allowed: a number that lessons/01_one does not have" in text


def test_glued_answer(tmp_path):
    body = (
        pages.NUMBER.replace("261.0", "{glue}gap")
        + "\n```{code-cell}\nfrom reformlab import style\nstyle.glue(gap='262.5')\n```\n"
    )
    folder = pages.write(tmp_path, {"01_one": pages.lesson(1, body)}, run=True)
    pages.build(folder)
    page = BeautifulSoup((folder / "_build/html/lessons/01_one.html").read_text("utf-8"), "html.parser")
    assert float(page.find(id="check-gap-2020")["data-answer"]) == 262.5


def test_glued_answer_that_nobody_glues(tmp_path):
    text = fails(tmp_path, pages.NUMBER.replace("261.0", "{glue}gap"))
    assert "check-number 'gap-2020': answer '{glue}gap': no cell of this lesson glues 'gap'" in text


def test_messages_name_file_and_line_once(tmp_path):
    text = pages.lesson(1, "Words ![a](none.png).").replace("minutes: 60", "minutes: 1")
    with pytest.raises(LessonSyntaxError) as error:
        pages.build(pages.write(tmp_path, {"01_one": text}))
    place = next(number for number, line in enumerate(text.splitlines(), 1) if line.startswith("minutes:"))
    assert (
        str(error.value).strip()
        == f"lessons/01_one.md, line {place}: minutes: 1; allowed: a whole number from 5 to 240"
    )


def test_a_picture_that_is_missing_is_named_with_its_line(tmp_path):
    text = pages.lesson(1, "Words ![a](none.png).")
    app, warnings = pages.build(pages.write(tmp_path, {"01_one": text}))
    place = next(number for number, line in enumerate(text.splitlines(), 1) if "none.png" in line)
    assert f"lessons/01_one.md:{place}: WARNING: image file not readable: lessons/none.png" in warnings


def test_an_item_that_varies_stands_with_its_first_case_and_carries_all(tmp_path):
    body = pages.VARIED_CELL + pages.VARIED
    folder = pages.write(tmp_path, {"01_one": pages.lesson(1, body)}, run=True)
    _, warnings = pages.build(folder)
    assert not warnings
    page = BeautifulSoup((folder / "_build/html/lessons/01_one.html").read_text("utf-8"), "html.parser")
    box, choice = page.find(id="check-gap-again"), page.find(id="check-which-year")
    assert box["data-answer"] == "245.0" and len(json.loads(box["data-cases"])) == 4
    last = json.loads(box["data-cases"])[-1]
    assert (last["answer"], last["tolerance"], last["keys"]) == (254.3, 0.5, [18.0])
    text = box.get_text()
    assert "In 2016 the rates were 58.8 and 41.2%" in text and "Answer: 245.0 million" in text
    assert [hint["data-after"] for hint in box.select(".check-hint")] == ["0", "1", "2"]
    named = {place["data-case"] for place in box.select("[data-case]")}
    assert named == {"year", "lived", "registered", "people", "points", "gap", "*answer", "*key0"}
    assert named <= set(last["texts"])
    assert choice.select_one(".check-option [data-case]").text == "2016"
    assert choice.select_one(".check-another") and box.select_one(".check-another")


def test_a_guess_shown_again_that_nobody_asked_stops_the_build(tmp_path):
    twice = pages.GUESSES + "\n```{guess} left-over\n:answer: 1\nAgain?\n```\n```{guess-again} lost\n```\n"
    folder = pages.write(tmp_path, {"01_one": pages.lesson(1, twice)})
    with pytest.raises(LessonSyntaxError) as error:
        pages.build(folder)
    assert "guess 'left-over': the name is taken" in str(error.value)
    assert "guess-again 'lost': no guess above has this name; there: left-over, half-or-none" in str(error.value)


def test_a_page_of_the_lessons_folder_without_a_number_is_no_lesson(tmp_path):
    first = "# The first hour\n\n```{lesson-actions}\n```\n\n" + pages.NUMBER
    folder = pages.write(tmp_path, {"01_one": pages.lesson(1, "Words."), "first_hour": first})
    app, _ = pages.build(folder)
    assert list(lessons_of(app.env)) == ["lessons/01_one"]
    assert list(items_of(app.env)) == ["lessons/first_hour"]
    with pytest.raises(LessonSyntaxError, match="lesson is missing"):
        pages.build(pages.write(tmp_path / "b", {"01_one": "# One\n"}))
