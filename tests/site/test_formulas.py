"""Formulas as MathML."""

import pytest
from coursebook.formulas import joined, to_mathml


def test_formulas_become_mathml_and_bad_ones_are_named():
    assert "<mfrac>" in to_mathml(r"\frac{a}{b}") and 'display="block"' in to_mathml("a", display=True)
    assert to_mathml(joined("a = b \\\\ c = d"), display=True).count("<mtr>") == 2
    assert to_mathml(joined("a = b\n\nc = d"), display=True).count("<mtr>") == 2
    with pytest.raises(ValueError, match=r"formula '\\+frac\{a': "):
        to_mathml(r"\frac{a")
