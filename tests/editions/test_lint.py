"""What the check of a translation finds: each rule on a text that breaks it alone."""

import pytest
from coursebook.editions import find, lint, report, units
from coursebook.layout import find as course

from . import toy

EN = """# Head

In November 2020 a count of 1,411.78 million people {cite:p}`two` gave {glue:text}`rate`%, twice that of the 1990s. [O]
"""
ZH = "# 标题\n\n2020年11月，14.1178亿人{cite:p}`two`中有{glue:text}`rate`%，是20世纪90年代的两倍。[O]"


def found(text, english=EN, forbidden=()):
    cut = units.cut(english)
    translation = units.Translation({}, {cut[0].key: (cut[0].hash, text)})
    return list(lint.findings(cut, translation, "zh", forbidden))


def test_a_good_translation_has_no_finding():
    assert found(ZH) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("`two`", "`tow`", "citations: lost: two; new: tow"),
        ("[O]", "", "labels: lost: O"),
        ("[O]", "[E]", "labels: lost: O; new: E"),
        ("`rate`", "`late`", "glued values: lost: rate; new: late"),
        ("14.1178", "1.41178", "numbers: lost [1411.78], new [1.41178]"),
        ("2020年", "", "numbers: lost [2020.0]"),
        ("，是", ",是", "half-width mark"),
        ("# 标题", "## 标题", "headings"),
        ("。[O]", "。\n\n## 又一节\n\n字。[O]", "units: what stands here are 2 units (prose, prose)"),
        ("。[O]", "。[O]\n\n```{guess} a\n几个？\n```", "units: what stands here are 2 units (prose, item)"),
        ("年11月，", "年11月，\n", "a paragraph is one line"),
        ("中有", "中\n有", "a paragraph is one line"),
        ("两倍", "两 倍", "space beside Chinese"),
        ("两倍。", "**两倍。**字", "emphasis is not closed"),
        ("两倍。", "*两倍。*字", "emphasis is not closed"),
        ("两倍", "二倍", "term: 二倍; write 两倍"),
    ],
)
def test_one_fault_is_one_finding(old, new, said):
    assert old in ZH
    lines = found(ZH.replace(old, new, 1), forbidden=[("二倍", "两倍")])
    assert [said in line for line in lines] == [True], lines


def test_a_star_of_a_formula_opens_no_emphasis():
    assert found("$$\np^* < q^*\n$$\n\n*两倍*。$p^*$", "$$\np^* < q^*\n$$\n\n*Twice*. $p^*$\n") == []


def test_may_before_a_small_letter_is_no_month():
    assert found("可以要求吗？", "May a referee ask for it?\n") == []
    assert found("市长们等待。", "Mayors wait.\n") == []
    assert found("2024年5月。", "In May 2024.\n") == []
    assert "lost [5.0]" in found("2024年。", "In May 2024.\n")[0]


def test_the_title_of_a_box_keeps_its_space():
    english = "Look.\n\n````{admonition} Sheet\nA word.\n````\n"
    chinese = "看。\n\n````{admonition} 提纲\n一个词。\n````"
    assert found(chinese, english) == []
    assert "space beside Chinese" in found(chinese.replace("个词", "个 词"), english)[0]


def test_emphasis_is_looked_for_in_items_and_not_in_code_formulas_or_products():
    english = "```{reading} Critical\n*Who?* No: 2 * 3 is `a*b`, $a*b*c$, 5\\*, q* = 1, *[[who]]*? and `*.csv`.\n```\n"
    chinese = "```{reading} Critical\n*谁*？没有：2 * 3是`a*b`，$a*b*c$，5\\*、q* = 1、*[[who]]*？和`*.csv`。\n```"
    assert found(chinese, english) == []
    assert "emphasis is not closed: *谁？" in found(chinese.replace("*谁*？", "*谁？*"), english)[0]


def test_a_message_may_have_a_digit_in_its_id():
    english = "---\nmessages:\n  en:\n    points31: '{name} has 31 dots.'\n---\n# One\n"
    unit = units.cut(english)[0]

    def said(text):
        return list(lint.findings([unit], units.Translation({}, {unit.key: (unit.hash, text)}), "zh"))

    good = "messages:\n  points31: '{name} 应有31个点。'"
    assert said(good) == []
    assert "messages: lost: points31; new: points32" in said(good.replace("points31", "points32"))[0]
    assert "fields: lost: name; new: nome" in said(good.replace("{name}", "{nome}"))[0]


def test_an_item_is_held_to_the_english_one():
    english = "```{check-choice} a\nWhich?\n- [x] This. :: Yes.\n- [ ] That. :: No.\n```\n"
    good = "```{check-choice} a\n哪一个？\n- [ ] 这个。 :: 对。\n- [ ] 那个。 :: 不对。\n```"
    assert found(good, english) == []
    assert "1 options have no translation" in found(good.replace("- [ ] 那个。 :: 不对。\n", ""), english)[0]
    assert "has no feedback" in found(good.replace(" :: 对。", ""), english)[0]


def test_a_course_is_checked_file_by_file(tmp_path):
    layout = course(toy.write(tmp_path))
    assert report.check(layout, "zh") == ([], 1)
    own = tmp_path / "zh/lessons/01_one.md"
    own.write_text(own.read_text("utf-8").replace("人被数过", "人被清数过"), "utf-8")
    lines, _ = report.check(layout, "zh", ["01_one"])
    assert lines == ["zh/lessons/01_one.md counting: term: 清数; write 清点"]
    own.write_text(own.read_text("utf-8").replace("清数", "{nonsense}`a`"), "utf-8")
    assert "nonsense" in report.check(layout, "zh", ["01_one"])[0][0]
    assert lint.terms(layout, find(layout, "zh")) == [("清数", "清点")]  # a note in brackets is for people
