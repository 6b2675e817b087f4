"""Planted copies are found, the given code and honest work are not."""

import nbformat
import pytest

from coursegrader.authoring import copies, regions
from coursegrader.batch import similar
from coursegrader.runner import harmless
from coursegrader.runner.notebook import Result

GAP = """\
def gap(resident, hukou, population):
    {note}difference = resident - hukou
    share = difference / 100
    if share < 0:
        raise ValueError("the hukou rate is above the resident rate")
    return share * population
"""
OWN = {
    "cy": "def gap(resident, hukou, population):\n    return population * (resident - hukou) / 100\n",
    "di": "gap = lambda a, b, c: sum([a, -b]) * c * 0.01\nrates = {'a': 63.89}\nfor name in rates:\n    print(name)\n",
    "eve": "import numpy as np\n\ndef gap(*given):\n    one, two, three = map(np.float64, given)\n"
    "    return np.multiply(one - two, three) / 1e2\n",
}
ESSAY = (
    "A yearly series of residents who also have their social insurance where they live would change it, "
    "because then the gap could be read as people who are left out and not as people who registered elsewhere. "
)
OTHERS = {
    "bo": "I would look at the census of 2030, and see whether the two counts have come nearer to each other by then.",
    "cy": "Nothing but a register of everybody, kept by one office, could settle what these two rates measure today.",
    "di": "If schools published how many children without local papers they teach, I would think again about it all.",
}


def submission(code, essay):
    cells = []
    for name, kind, source in (
        ("gap", "code", code),
        ("mind", "markdown", harmless.markdown(f"What would change your mind?\n\n{essay}")),
    ):
        make = nbformat.v4.new_code_cell if kind == "code" else nbformat.v4.new_markdown_cell
        cells.append(make(source, id=name, metadata={"nbgrader": {"grade_id": name, "solution": True}}))
    return Result({}, {}, notebook=nbformat.writes(nbformat.v4.new_notebook(cells=cells)))


@pytest.fixture
def results():
    copied = GAP.format(note="# my own idea\n    ")
    for old, new in (("difference", "d"), ("share", "part"), ("resident", "r"), ("    ", "\t")):
        copied = copied.replace(old, new)
    codes = {"ann": GAP.format(note=""), "bo": copied, **OWN}
    essays = {"ann": ESSAY, **OTHERS, "eve": f"To my mind: {ESSAY.replace('  ', ' ')}"}
    return {student: submission(codes[student], essays[student]) for student in codes}


def test_planted_copies_are_found_and_nothing_else(plan, results):
    found = similar.pairs(plan, results)
    assert {(pair.one, pair.other, pair.what) for pair in found} == {("ann", "bo", "code"), ("ann", "eve", "text")}
    assert all(pair.share > 0.8 for pair in found)
    assert found[1].shares == pytest.approx((0.9900990, 0.9345794)), "the shares differ from one process to the next"
    page = similar.page(plan, len(results), found)
    assert "<mark>" in page and "a person decides" in page
    assert "<script" not in page


def test_what_all_were_given_does_not_count(plan):
    given = [cell.source for cell in plan.cells if cell.cell_type == "code"]
    stubs = [regions.replace(source, regions.SOLUTION, copies.CODE_STUB) for source in given]
    results = {name: submission("\n".join(stubs), "YOUR ANSWER HERE") for name in ("ann", "bo")}
    assert similar.pairs(plan, results) == []


def test_hostile_text_stays_text(plan):
    code = 'print("</pre><script>alert(1)</script>", "one more long line that two students have in common here")\n' * 5
    results = {name: submission(code + f"# {name}", "") for name in ("ann", "<b>bo</b>")}
    (pair,) = similar.pairs(plan, results)
    page = similar.page(plan, 2, [pair])
    assert "<script" not in page and "<b>bo" not in page
