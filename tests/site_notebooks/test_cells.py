import pytest
from coursebook.notebooks import cells
from nbformat.v4 import new_code_cell


@pytest.mark.parametrize(
    ("code", "want"),
    [
        ("x = 1\nstyle.glue(a=1)", "x = 1"),
        ("style.glue(\n    a=1,\n    b=2,\n)\ny = 2", "y = 2"),
        ("glue('a', 1, display=False)", ""),
        ("# only glue\nstyle.glue(a=1)", ""),
        ("from myst_nb import glue\nx = 1", "x = 1"),
        ("x = 1; style.glue(a=x)", "x = 1; style.glue(a=x)"),
        ("%matplotlib inline\nstyle.glue(a=1)", "%matplotlib inline\nstyle.glue(a=1)"),
        ("plain()", "plain()"),
        ("for x in y:\n    style.glue(**{x: 1})\n    style.glue(b=2)\nz = 1", "z = 1"),
        ("for x in y:\n    z = x\n    style.glue(z=z)", "for x in y:\n    z = x"),
        ("if a:\n    style.glue(a=1)\nelse:\n    b = 2", "if a:\n    style.glue(a=1)\nelse:\n    b = 2"),
    ],
)
def test_without_glue(code, want):
    assert cells.without_glue(code) == want


def removed(code):
    return new_code_cell(code, metadata={"tags": ["remove-cell"]})


def code_of(*read):
    return list(cells.student_code(read).values())[::-1]


def test_removed_cell_stays_when_a_later_cell_uses_its_names():
    assert code_of(removed("x = 1\nstyle.glue(x=x)"), new_code_cell("print(x)")) == ["x = 1", "print(x)"]


def test_removed_cell_goes_when_only_glue_uses_its_names():
    assert code_of(removed("x, (y, *z) = f()\nstyle.glue(x=x)"), new_code_cell("print(1)")) == ["print(1)"]


def test_chain_of_removed_cells_is_kept_as_far_as_needed():
    read = removed("a = 1"), removed("b = a\nc = 2"), removed("d = 3"), new_code_cell("print(b)")
    assert code_of(*read) == ["a = 1", "b = a\nc = 2", "print(b)"]


def test_removed_cell_that_does_something_stays():
    assert code_of(removed("table['x'] = 1"), removed("style.use()")) == ["table['x'] = 1", "style.use()"]


def test_code_that_cannot_be_read_may_use_anything():
    assert code_of(removed("x = 1"), new_code_cell("%timeit x")) == ["x = 1", "%timeit x"]


def test_metadata():
    assert cells.metadata(new_code_cell("x", metadata={"tags": ["hide-input", "mine"], "scrolled": True})) == {
        "tags": ["mine"],
        "jupyter": {"source_hidden": True},
    }
    assert cells.metadata(new_code_cell("x")) == {}


def test_ids_depend_on_text_alone():
    one, two = cells.Ids("01"), cells.Ids("01")
    first = one.of("code", "x")
    assert two.of("code", "y") != first
    assert two.of("code", "x") == first
    assert one.of("code", "x") == f"{first}-2"
    assert cells.Ids("02").of("code", "x") != first
