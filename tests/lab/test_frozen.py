"""The five reference equilibria, number by number."""

import json

import numpy as np
import pytest

from tests.lab.frozen import FILE, REFERENCES, record, solve

STORED = json.loads(FILE.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", list(REFERENCES))
def test_reference_equilibrium(lab, lab3, name):
    found = record(solve({2: lab, 3: lab3}, name))
    np.testing.assert_allclose(found["people"], STORED[name]["people"], rtol=1e-8)
    np.testing.assert_allclose(found["group_welfare"], STORED[name]["group_welfare"], rtol=1e-8)
    for outcome, number in STORED[name]["outcomes"].items():
        assert found["outcomes"][outcome] == pytest.approx(number, abs=1e-6), outcome
