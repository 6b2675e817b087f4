import contextlib
import io

import pytest

from coursegrader.authoring import variants

TABLE = {"year": {"choose": [2005, 2010, 2015, 2020]}, "rate": {"from": 0.02, "to": 0.06, "step": 0.01}}


def test_a_range_holds_both_ends_without_float_dust():
    assert variants.declare(TABLE)[1].options == (0.02, 0.03, 0.04, 0.05, 0.06)


def test_draws_are_reproducible_and_depend_on_key_assignment_and_student():
    declared = variants.declare(TABLE)
    assert variants.draw(declared, "02", "ann", b"k" * 16) == variants.draw(declared, "02", "ann", b"k" * 16)
    many = [tuple(variants.draw(declared, "02", str(number), b"k" * 16).values()) for number in range(200)]
    assert len(set(many)) == 20  # 4 years x 5 rates
    other = [tuple(variants.draw(declared, "02", str(number), b"K" * 16).values()) for number in range(200)]
    assert many != other


def test_a_known_draw_stays_the_same_for_ever():
    # both digests agree with openssl dgst -sha256 -mac HMAC: a change here would give every running class other numbers
    assert variants.draw(variants.declare(TABLE), "02_counting", "1") == {"year": 2020, "rate": 0.04}


@pytest.mark.parametrize("student", ["1", "20240017", "ann"])
def test_the_cell_in_which_a_student_types_a_number_draws_the_same(student):
    declared, names = variants.declare(TABLE), {}
    cell = variants.typed_cell(declared, "02_counting").replace('student = "1"', f"student = {student!r}")
    with contextlib.redirect_stdout(io.StringIO()) as said:
        exec(cell, names)
    expected = variants.draw(declared, "02_counting", student)
    assert {name: names[name] for name in expected} == expected
    assert f"year={expected['year']}" in said.getvalue()


@pytest.mark.parametrize(
    "rule", [{}, {"choose": 3}, {"from": 0, "to": 1, "step": 0}, {"from": "a", "to": 1, "step": 1}, [1, 2]]
)
def test_rules_that_cannot_be_drawn_from(rule):
    with pytest.raises(variants.VariantError, match="x"):
        variants.declare({"x": rule})
