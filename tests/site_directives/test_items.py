import re

import pytest
from coursebook.directives.items import ItemError, parse, parse_guess

NUMBER = (
    ":answer: 261.0\n:tolerance: 0.5\n:unit: million people\n:wrong: 18.49 :: points\n:wrong: -3 :: sign\nHow many?"
)
CHOICE = "Which?\n- [ ] one :: no\n- [x] two\n  and more :: yes\n- [ ] three :: no"


def number(text, **values):
    return parse("check-number", "gap", text, values=values)


def test_number_fields():
    item = number(NUMBER + "\n:::{solution}\nBecause.\n:::\n")
    assert (item.answer, item.tolerance, item.unit) == (261.0, 0.5, "million people")
    assert [(wrong.value, wrong.feedback) for wrong in item.wrong] == [(18.49, "points"), (-3.0, "sign")]
    assert item.question == "How many?"
    assert item.solution == "Because."


@pytest.mark.parametrize(
    ("answer", "tolerance", "want"),
    [("200", "1%", 2.0), ("-50", "2%", 1.0), ("1,411.78", "0", 0.0), ("65%", "0.5", 0.5)],
)
def test_tolerance_in_per_cent_or_absolute(answer, tolerance, want):
    assert number(f":answer: {answer}\n:tolerance: {tolerance}\nQ").tolerance == pytest.approx(want)


def test_no_tolerance_means_exact():
    assert number(":answer: 15\nHow many parts?").tolerance == 0


def test_glued_answer_and_wrong_value():
    item = number(":answer: {glue}gap\n:wrong: {glue:text}`points` :: no\nQ", gap="'261.0'", points="18.49")
    assert (item.answer, item.answer_text, item.wrong[0].value) == (261.0, "261.0", 18.49)


def test_options_may_go_on_in_the_next_line():
    assert number(":answer: 1\n:hint: first\n   second\nQ").hints == ("first second",)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Q", "answer is missing"),
        (":answer: many\nQ", "answer 'many' is not a finite number"),
        (":answer: inf\nQ", "answer 'inf' is not a finite number"),
        (":answer: {glue}gap\nQ", "no cell of this lesson glues 'gap'; glued there: other"),
        (":answer: {glue}other\nQ", "answer 'abc' (from {glue}other) is not a finite number"),
        (":answer: 1\n:tolerance: -1\nQ", "tolerance '-1' is negative"),
        (":answer: 0\n:tolerance: 5%\nQ", "tolerance '5%' of an answer of 0"),
        (":answer: 1\n:wrong: 2\nQ", "('2') has no feedback"),
        (":answer: 1\n:tolerance: 1\n:wrong: 2 :: x\nQ", "wrong '2' lies within the tolerance of the answer 1"),
        (":answer: 1\n:answer: 2\nQ", "option 'answer' is given 2 times"),
        (":answr: 1\nQ", "unknown option 'answr'; allowed: answer, tolerance, unit, hint, wrong"),
        (":answer: 1\n", "the question is empty"),
        (":answer: 1\nQ\n- [x] a :: b", "no options to choose from"),
        (":answer: 1\nQ\n:::{solution}\nopen", "not closed"),
    ],
)
def test_number_errors_name_item_field_and_value(text, words):
    with pytest.raises(ItemError) as error:
        number(text, other="abc")
    assert "check-number 'gap'" in str(error.value)
    assert words in str(error.value)


def test_choice():
    item = parse("check-choice", "who", CHOICE)
    assert [(option.right, option.text) for option in item.options] == [
        (False, "one"),
        (True, "two and more"),
        (False, "three"),
    ]
    assert not item.multiple
    assert item.question == "Which?"


def test_question_may_follow_the_options():
    assert parse("check-choice", "who", "- [ ] a :: b\n- [x] c :: d\n\nWhich?").question == "Which?"


def test_several_right_options_or_the_flag_make_it_multiple():
    assert parse("check-choice", "who", "Q\n- [x] a :: b\n- [x] c :: d\n- [ ] e :: f").multiple
    assert parse("check-choice", "who", ":multiple:\nQ\n- [x] a :: b\n- [ ] e :: f").multiple


def test_bullets_in_code_are_no_options():
    item = parse("check-choice", "who", "Q\n~~~\n- [x] code\n~~~\n- [x] a :: b\n- [ ] e :: f")
    assert len(item.options) == 2
    assert "- [x] code" in item.question


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Q\n- [ ] one :: no\n- [x] two", "option 2 ('two') has no feedback"),
        ("Q\n- [ ] one :: no\n- [ ] two :: no", "2 options, 0 of them right"),
        ("Q\n- [x] one :: yes", "1 options, 1 of them right"),
        ("Q\n- [y] one :: yes\n- [ ] b :: c", "option 1 is marked [y]"),
        ("Q\n- [x]\n- [ ] b :: c", "option 1 has no text"),
    ],
)
def test_choice_errors_name_item_and_option(text, words):
    with pytest.raises(ItemError) as error:
        parse("check-choice", "who", text)
    assert "check-choice 'who'" in str(error.value)
    assert words in str(error.value)


def test_labels_default_and_own():
    item = parse("check-label", "sort", "Q\n- [O] a :: b\n- [M] c :: d")
    assert list(item.labels) == ["O", "C", "E", "D", "M"]
    own = parse("check-label", "sort", ":labels: system, practical\nQ\n- [system] a :: b\n- [practical] c :: d")
    assert own.labels == {"system": "system", "practical": "practical"}
    assert [row.label for row in own.sentences] == ["system", "practical"]


def test_label_errors():
    with pytest.raises(ItemError, match=r"sentence 1 is labelled \[X\]; allowed: O, C, E, D, M"):
        parse("check-label", "sort", "Q\n- [X] a :: b\n- [O] c :: d")
    with pytest.raises(ItemError, match="1 sentences"):
        parse("check-label", "sort", "Q\n- [O] a :: b")


@pytest.mark.parametrize("name", ["", "Gap 2020", "gap_2020", "-gap"])
def test_ids_are_words_with_hyphens(name):
    with pytest.raises(ItemError, match="lower-case words joined by hyphens"):
        parse("check-number", name, ":answer: 1\nQ")


CASES = '[{"n": 2, "twice": 4, "half": "1.0"}, {"n": 3, "twice": "6", "half": 1.5}]'


def varied(
    cases=CASES, text=":vary: all\n:answer: [[twice]]\n:wrong: [[half]] :: Half of [[n]].\nTwice [[n]]?", **more
):
    return parse("check-number", "twice", text, values={"all": cases}, **more)


def test_an_item_that_varies_is_read_as_each_of_its_cases():
    item = varied(mark=lambda name, value: f"<{name} {value}>")
    assert item.question == "Twice <n 2>?" and item.wrong[0].feedback == "Half of <n 2>."
    assert (item.answer, item.wrong[0].value) == (4, 1)
    second = item.cases[1].item
    assert (second.question, second.answer, second.wrong[0].feedback) == ("Twice 3?", 6, "Half of 3.")
    assert varied(text=":vary: all\n:answer: [[n]]\nIs `a` of [[n]] `b`?").question == "Is `a` of 2 `b`?"
    choice = parse(
        "check-choice",
        "c",
        ":vary: all\nTwice [[n]]?\n- [x] [[twice]] :: Yes.\n- [ ] [[half]] :: Half.",
        values={"all": CASES},
    )
    assert [case.item.options[0].text for case in choice.cases] == ["4", "6"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"cases": "[1, 2]"}, "a JSON list of objects"),
        ({"cases": "lots"}, "a JSON list of objects"),
        ({"cases": '[{"n": 1}]'}, "two cases or more"),
        ({"cases": '[{"n": 1}, {"m": 1}]'}, "all with the same names"),
        ({"cases": CASES.replace('"6"', '"six"')}, "answer 'six' is not a finite number.*case 2 of all"),
        ({"cases": CASES.replace("1.5", "6")}, "within the tolerance of the answer 6.*case 2"),
        ({"text": ":vary: all\n:answer: [[thrice]]\nQ"}, r"\[\[thrice\]\]: the cases have half, n, twice"),
        ({"text": ":vary: none\n:answer: 1\nQ"}, "no cell of this lesson glues 'none'"),
        ({"text": ":vary: all\n:answer: 1\nWhat is $2^{[[n]]}$?"}, "inside a formula or code"),
        ({"text": ":vary: all\n:answer: 1\nCall `f([[n]])`?"}, "inside a formula or code"),
        ({"text": ":vary: all\n:answer: 1\n:hint: a\n:hint: b\n:hint: c\n:hint: d\nQ"}, "given 4 times; allowed: 3"),
    ],
)
def test_cases_that_cannot_be_drawn_are_named(change, said):
    with pytest.raises(ItemError, match=said):
        varied(**change)


def test_a_guess_is_a_number_or_a_choice():
    number = parse_guess("left-over", ":answer: {glue}left\n:unit: percent\nHow much?", values={"left": "2.6"})
    assert (number.answer_text, number.unit, number.options, number.question) == ("2.6", "percent", (), "How much?")
    choice = parse_guess("half", "Which?\n- [ ] It stays.\n- [x] It\n  vanishes.")
    assert choice.options == ((False, "It stays."), (True, "It vanishes.")) and choice.answer_text == ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the question is empty"),
        ("How much?", "no answer and 0 options"),
        (":answer: 1\nWhich?\n- [x] a\n- [ ] b", "an answer and 2 options"),
        ("Which?\n- [x] a\n- [x] b", "2 of them right"),
        ("Which?\n- [x] a", "no answer and 1 options"),
        (":answer: many\nHow much?", "'many' is not a finite number"),
        (":answer: {glue}gone\nHow much?", "no cell of this lesson glues 'gone'"),
        (":hint: a\n:answer: 1\nHow much?", "unknown option 'hint'; allowed: answer, unit"),
    ],
)
def test_a_guess_that_cannot_be_read_is_named(text, said):
    with pytest.raises(ItemError, match=f"guess 'left': .*{re.escape(said)}"):
        parse_guess("left", text)


def test_the_name_of_a_guess_is_words_with_hyphens():
    with pytest.raises(ItemError, match="lower-case words joined by hyphens"):
        parse_guess("Left over", ":answer: 1\nQ")
