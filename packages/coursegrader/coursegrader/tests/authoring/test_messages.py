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


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ('say("nothing")', "no such message"),
        ('say("not_text")', "needs the field 'name'"),
        ("say(x)", "plain literals"),
    ],
)
def test_a_say_that_cannot_be_spelled_out(source, message):
    with pytest.raises(messages.MessageError, match=message):
        messages.spell_out(source)
