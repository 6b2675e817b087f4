"""Units of a source file and their translations."""

from pathlib import Path

import pytest
from coursebook.editions import all_of, comments, numbers, pages, units
from coursebook.errors import SiteError
from coursebook.layout import find

ROOT = Path(__file__).resolve().parents[2]
LAYOUT = find(ROOT)
WORDS = {"stale": "STALE", "missing": "MISSING", "item": "ITEM"}
EN = """---
lesson: 1
question: Why?
messages:
  en: {a: No.}
---
# One

Text with {glue:text}`a`. [O]

```{code-cell} ipython3
x = 1  # note
```

After.

```{check-number} n
:answer: 3
:wrong: 4 :: Too many.
How many?
```
"""


def translated(text=EN, **changes):
    found = units.Translation()
    for unit in units.cut(text):
        if unit.kind not in units.FIXED:
            found.units[unit.key] = (unit.hash, changes.get(unit.key.replace("-", "_"), unit.text))
    return found


@pytest.mark.parametrize("path", pages.english(LAYOUT), ids=LAYOUT.name)
def test_nothing_is_lost_when_a_file_is_cut_and_put_together(path):
    text = path.read_text("utf-8")
    keys = [unit.key for unit in units.cut(text)]
    assert keys and len(keys) == len(set(keys))
    joined, _ = units.assemble(text, translated(text), WORDS, language="xx")
    meta, body = units.front_matter(joined)
    theirs, original = units.front_matter(text)
    assert "".join(body.split()) == "".join(original.split())
    if "messages" in theirs:
        assert meta["messages"].pop("xx") == theirs["messages"]["en"]
    assert meta == theirs


@pytest.mark.parametrize(
    "path", [path for path in pages.english(LAYOUT) if path.parent.name == "lessons"], ids=LAYOUT.name
)
def test_words_change_comments_and_no_code(path):
    seen = 0
    for unit in units.cut(path.read_text("utf-8")):
        if unit.kind == "code":
            made = comments.translated(unit.text, lambda text: f"字{text}")  # raises where a word would change the code
            seen += made.count("字")
    assert seen


def test_comments_for_tools_are_nobodys_to_translate():
    told = "x = 1  # One.\ny = lambda: 2  # noqa: E731\n### BEGIN SOLUTION\nz = 3  # type: ignore"
    assert [text for _, text in comments.messages(told)] == ["One."]
    made = comments.translated(f"```{{code-cell}}\n{told}\n```", lambda text: f"字{text}")
    assert made == f"```{{code-cell}}\n{told.replace('One', '字One')}\n```"


def test_what_full_marks_need_is_told_and_the_rest_of_a_break_stays():
    said = '+++ {"grade": {"id": "note", "kind": "essay", "points": 4, "full_marks": "one \\"view\\"; a – date"}}'
    assert comments.marks(said) == 'one "view"; a – date'
    own = comments.translated(said, {'one "view"; a – date': "一个“看法”"}.get)
    assert own == '+++ {"grade": {"id": "note", "kind": "essay", "points": 4, "full_marks": "一个“看法”"}}'
    for plain in ('+++ {"slideshow": {"slide_type": "slide"}}', "+++", '+++ {"grade": {"id": "test", "points": 2}}'):
        assert comments.translated(plain, lambda text: "字") == plain and not comments.marks(plain)


def test_a_word_that_would_change_the_code_is_refused():
    cell = '```{code-cell}\ndef f():\n    """Say."""\n```'
    assert '"""字"""' in comments.translated(cell, {"Say.": "字"}.get)
    with pytest.raises(SiteError, match="changes the code"):
        comments.translated(cell, lambda text: '"""; x = 1; """')


def test_a_file_of_translations_survives_writing_and_reading():
    one = translated()
    assert units.read(units.write(one)) == one


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("---\na: 1\n---\nWords", "f.md: 'Words' stands before the first line"),
        ("<!-- en: a 00000000 -->\nx\n<!-- en: a 00000000 -->\ny", "f.md: the unit a stands there twice"),
        ("<!-- en: a 123 -->\nx", "allowed is <!-- en: key hash -->"),
        ("---\na: [\n---\n", "f.md: the front matter is not valid YAML"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(text, said):
    with pytest.raises(units.TranslationError, match=said):
        units.read(text, "f.md")


def test_front_matter_is_a_unit_of_its_own():
    text, _ = units.assemble(
        EN, translated(front_matter="question: 为什么？\nmessages: {a: 不。}"), WORDS, language="zh"
    )
    meta, _ = units.front_matter(text)
    assert meta == {"lesson": 1, "question": "为什么？", "messages": {"en": {"a": "No."}, "zh": {"a": "不。"}}}
    with pytest.raises(units.TranslationError, match="unit front-matter"):
        units.assemble(EN, translated(front_matter="question"), WORDS)


def test_headings_tell_the_ids_of_the_english_ones():
    text, ids = units.assemble(EN, translated(one="# 一\n\n文"), WORDS)
    assert ids == ["one"] and "# 一" in text and "# One" not in text


def test_a_changed_text_is_shown_in_translation_with_the_english_in_a_fold():
    text, _ = units.assemble(EN.replace("After.", "After all."), translated(one_2="之后。"), WORDS)
    assert "After all." in text and "STALE" not in text.partition("After all.")[2]
    one = translated()
    one.units["one.2"] = (one.units["one.2"][0], "之后。")
    text, _ = units.assemble(EN.replace("After.", "After all."), one, WORDS)
    assert "之后。\n\n::::{admonition} STALE" in text and "After all." in text


def test_a_new_unit_stands_in_english_and_says_so_below_its_heading():
    text, _ = units.assemble(EN + "\n## New\n\nWords.\n", translated(), WORDS)
    assert text.index("## New") < text.index("MISSING") < text.index("Words.")


def test_answers_come_from_the_english_item():
    zh = "```{check-number} n\n:answer: 1\n:wrong: 99 :: 太多。\n多少？\n```"
    new = EN.replace(":answer: 3", ":answer: 5").replace(":wrong: 4", ":wrong: 6")
    one = translated()
    one.units["check-number:n"] = (one.units["check-number:n"][0], zh)
    text, _ = units.assemble(new, one, WORDS)
    assert ":answer: 5\n" in text and ":wrong: 6 :: 太多。" in text and "99" not in text and "ITEM" in text


def test_a_guess_is_an_item_whose_answers_are_those_of_the_english_one():
    english = "# A\n\nBefore.\n\n```{guess} g\nWhich?\n- [ ] One\n- [x] Two\n```\n\nAfter.\n"
    cut = units.cut(english)
    assert [unit.key for unit in cut] == ["a", "guess:g", "a.2"]
    chinese = ["# 甲\n\n前。", "```{guess} g\n哪个？\n- [x] 一\n- [ ] 二\n```", "后。"]
    one = units.Translation({}, {unit.key: (unit.hash, text) for unit, text in zip(cut, chinese, strict=True)})
    text, _ = units.assemble(english, one, WORDS)
    assert "哪个？\n- [ ] 一\n- [x] 二\n```\n\n后。" in text


def test_an_item_that_does_not_fit_is_shown_in_english():
    one = translated()
    one.units["check-number:n"] = (one.units["check-number:n"][0], "```{check-number} n\n多少？\n```")
    text, _ = units.assemble(EN, one, WORDS)
    assert "How many?" in text and "多少" not in text and "MISSING" in text


def test_a_reworded_heading_keeps_its_translation():
    new = units.cut(EN.replace("# One", "# Uno"))
    one = translated()
    one.units["one"] = (one.units["one"][0], "# 一\n\n文")
    moved = units.renew(new, one)
    assert moved.units["uno"][1].startswith("# 一") and "uno" in units.state(new, moved).stale


def test_renew_gives_empty_places_and_signs_what_was_written_into_them():
    english = units.cut(EN)
    empty = units.renew(english, units.Translation())
    assert units.state(english, empty).missing == ["front-matter", "one", "one.2", "check-number:n"]
    empty.units["one.2"] = (empty.units["one.2"][0], "之后。")
    assert units.state(english, units.renew(english, empty)).done == ["one.2"]
    changed = units.cut(EN.replace("After.", "After all."))
    old = units.renew(english, empty)
    assert units.state(changed, units.renew(changed, old)).stale == ["one.2"]
    assert units.state(changed, units.renew(changed, old, accept={"one.2"})).done == ["one.2"]
    with pytest.raises(units.TranslationError, match="--done two: no such unit; there are front-matter, one"):
        units.renew(english, old, accept={"two"})


@pytest.mark.parametrize(
    ("text", "unit", "shown"),
    [
        ("261", "million", "2.61亿"),
        ("90.2", "million", "9020万"),
        ("902.0", "million", "9.02亿"),
        ("1,411.78", "million", "14.1178亿"),
        ("0.005", "million", "5000"),
        ("-3.2", "million", "-320万"),
        ("12.5", "trillion", "12.5万亿"),
        ("10", "billion", "100亿"),
    ],
)
def test_only_the_point_moves(text, unit, shown):
    assert numbers.counted(text, unit, "zh") == shown
    assert numbers.counted(text, unit, "xx") == text


@pytest.mark.parametrize("edition", all_of(LAYOUT), ids=lambda edition: edition.code)
def test_every_file_of_translations_belongs_to_an_english_one_and_can_be_put_in_its_place(edition):
    belongs = {pages.translation_of(LAYOUT, path, edition.code): path for path in pages.english(LAYOUT)}
    for own in set(edition.folder.rglob("*.md")) - set((edition.folder / "review").rglob("*.md")):
        assert own in belongs, f"{LAYOUT.name(own)} has no English file"
        translation = units.read(own.read_text("utf-8"), LAYOUT.name(own))
        units.assemble(belongs[own].read_text("utf-8"), translation, WORDS, language=edition.code)
