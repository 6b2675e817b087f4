import ast

import pytest

from coursegrader.authoring import messages


def test_every_language_has_every_message_with_the_same_fields():
    tables = messages.common()
    for check, english in tables["en"].items():
        for language, table in tables.items():
            fields = {part.split("}")[0] for part in english.split("{")[1:]}
            assert fields == {part.split("}")[0] for part in table[check].split("{")[1:]}, (language, check)


def test_a_say_becomes_a_plain_string():
    source = 'assert x > 0, say("wrong_sign", name="x")  # é\nassert (\n    y\n), say(\n    "not_text", name="y"\n)'
    told = messages.spell_out(source)
    ast.parse(told)
    assert "say(" not in told
    assert "'x has the wrong sign. Which value do you subtract from which?'  # é" in told
    assert "y should be text" in told


def test_other_languages_and_own_messages():
    own = {"en": {"mine": "Look at {what}."}}
    assert messages.sentence("mine", {"what": "row 3"}, "zh", own) == "Look at row 3."
    assert "应为" in messages.spell_out('say("not_text", name="y")', "zh")


def test_names_in_a_row_and_words_are_said_in_the_language_too():
    source = 'f(say("missing_column", name=say("result_of", name="f"), column=["a", "b", "c"]))'
    assert messages.spell_out(source) == "f('the result of f lacks a column that the question asks for: a, b or c.')"
    assert messages.spell_out(source, "zh") == "f('f 的结果缺少题目要求的列：a、b 或 c。')"
    both = 'say("no_axis_label", axis=[say("horizontal"), say("vertical")])'
    assert messages.said_under("no_axis_label", both, "zh") == ["图的横或纵轴缺少标签。"]


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ('say("nothing")', "no such message"),
        ('say("not_text")', "needs the field 'name'"),
        ("say(x)", "plain literals"),
        ('say("not_text", name=x)', "plain literals"),
        ('say("not_text", name=["a", say("nothing")])', "no such message"),
    ],
)
def test_a_say_that_cannot_be_spelled_out(source, message):
    with pytest.raises(messages.MessageError, match=message):
        messages.spell_out(source)
