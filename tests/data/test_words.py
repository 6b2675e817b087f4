"""The words of the course: concepts, their links, and the terms beside them."""

import re
import unicodedata

import pytest
from pypinyin import Style, lazy_pinyin

from reformlab import data

LESSONS = set(range(1, 17))
ENTRIES = {row.concept: row for row in data.load("concepts").itertuples()}
ENTRIES |= {row.term: row for row in data.load("terms").itertuples()}
# Where the program reads a character in another of its sounds; each was looked up by hand.
REVIEWED = {"重塑与重构": "chóng sù yǔ chóng gòu", "载体": "zài tǐ", "以县城为": "yǐ xiàn chéng wéi", "任务": "rèn wu"}
REVIEWED |= {"一致性": "yī zhì xìng", "一次性": "yī cì xìng"}


def cells(text):
    return [part for part in text.split(";") if part] if isinstance(text, str) else []


def sounds(text):
    """Return the letters of a spelling with their tone marks, and nothing else."""
    return "".join(sign for sign in unicodedata.normalize("NFC", text.lower()) if sign.isalpha())


def heard(zh):
    """Return what the program and the reviewed exceptions make of Chinese text, letter by letter."""
    for written, spoken in REVIEWED.items():
        zh = zh.replace(written, f" {spoken} ")
    return sounds("".join(lazy_pinyin(zh, style=Style.TONE)))


def test_every_entry_is_complete():
    assert len(data.load("concepts")) >= 62 and len(data.load("concept_links")) >= 115
    for name, row in ENTRIES.items():
        for field in ("en", "zh", "pinyin", "definition", "lessons"):
            assert isinstance(getattr(row, field), str) and getattr(row, field).strip(), f"{name}: {field}"
        lessons = [int(number) for number in cells(row.lessons)]
        assert lessons and set(lessons) <= LESSONS and lessons == sorted(set(lessons)), f"{name}: {row.lessons}"
        assert re.search(r"[\u4e00-\u9fff]", row.zh) and not re.search(r"[\u4e00-\u9fff]", row.pinyin), name
        row.zh.encode("gb2312")  # simplified characters alone


def test_names_are_unique():
    assert len(ENTRIES) == len(data.load("concepts")) + len(data.load("terms"))
    for field in ("en", "zh"):
        seen = [getattr(row, field).casefold() for row in ENTRIES.values()]
        assert len(seen) == len(set(seen)), field
    words = [word.casefold() for row in ENTRIES.values() for word in cells(row.words)]
    assert len(words) == len(set(words)), "two terms claim the same words of the text"


@pytest.mark.parametrize("name", ENTRIES)
def test_pinyin_says_what_is_written(name):
    row = ENTRIES[name]
    assert sounds(row.pinyin) == heard(row.zh), row.zh


def test_reviewed_sounds_are_needed():
    for written in REVIEWED:
        row = next(row for row in ENTRIES.values() if written in row.zh)
        assert sounds(row.pinyin) != sounds("".join(lazy_pinyin(row.zh, style=Style.TONE))), written


def test_a_concept_leads_to_tables_that_exist():
    for row in data.load("concepts").itertuples():
        assert set(cells(row.tables)) <= set(data.tables()), row.concept


def test_a_concept_leads_to_models_that_exist():
    from reformlab.models import catalogue

    known = {name for names in catalogue.LESSONS.values() for name in names}
    for row in data.load("concepts").itertuples():
        assert set(cells(row.models)) <= known, row.concept
        if row.source == "liu-2024":
            assert cells(row.models), f"{row.concept}: no model bears on it"


def test_a_term_belongs_to_a_concept():
    concepts = set(data.load("concepts").concept)
    assert set(data.load("terms").concept) <= concepts


def test_links_join_concepts_and_name_their_ground():
    concepts = set(data.load("concepts").concept)
    for row in data.load("concept_links").itertuples():
        assert {row._1, row.to} <= concepts and row._1 != row.to
        assert (row.status == "claim") == (not cells(row.citation)), f"{row._1} -> {row.to}"
