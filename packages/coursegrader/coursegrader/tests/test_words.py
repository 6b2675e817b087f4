"""What the grader says: each sentence has its translation, with the same fields."""

import re
from pathlib import Path
from string import Formatter

import coursegrader
from coursegrader import words
from coursegrader.authoring import rubrics

HERE = Path(coursegrader.__file__).parent
CODE = "\n".join(path.read_text("utf-8") for path in HERE.rglob("*.py") if "tests" not in path.parts)
CODE = re.sub(r'"\s*\n\s*f?"', "", CODE)  # a sentence may go over lines


def _texts(found):
    if isinstance(found, str):
        yield found
    elif isinstance(found, dict):
        for name, value in found.items():
            yield from _texts(value) if name != "pass" else ()
    elif isinstance(found, list):
        for value in found:
            yield from _texts(value)


def _fields(text):
    return sorted((name, form or "") for _, name, form, _ in Formatter().parse(text) if name)


def test_every_sentence_of_the_code_and_of_the_rubrics_is_translated():
    wanted = set(re.findall(r"""said\(\s*(?:"([^"]+)"|'([^']+)')""", CODE))
    wanted = {one or other for one, other in wanted} | set(_texts(rubrics.table()))
    assert len(wanted) > 100
    for language, table in words.table().items():
        assert not wanted - set(table), language


def test_no_translation_is_of_a_sentence_that_is_gone_or_has_other_fields():
    spoken = set(_texts(rubrics.table()))
    for language, table in words.table().items():
        for text, other in table.items():
            assert text in spoken or f'"{text}"' in CODE or f"'{text}'" in CODE, (language, text)
            assert _fields(text) == _fields(other), (language, text)


def test_what_is_said_goes_back_to_english_after_the_block():
    text = "The cell {name} is missing."
    with words.speaking("zh"):
        assert words.said(text, name="a") == "缺少单元格a。" and words.said("no such sentence") == "no such sentence"
    assert words.said(text, name="a") == "The cell a is missing." and words.languages() == ["en", "zh"]
