"""With its new parts switched off the Lab is the first edition, whose results are stored.

`first_edition.json` holds the log welfare of all groups on the stored inputs; `oracle_results.json` what the reference
program of the first edition returned for inputs of its own, where also rural plants, official incomes and Engel demand
are off. Left out are levers whose working is another now: urban-rural trade cost, and money that follows people.
"""

import json
from pathlib import Path

import numpy as np
import pytest

from reformlab.lab import Lab
from reformlab.lab.transition import Pace
from tests.lab import inputs_2020
from tests.lab.oracle import FIRST_EDITION, REFORMS, oracle_results

STORED = json.loads(Path(__file__).with_name("first_edition.json").read_text(encoding="utf-8"))
RESULTS = oracle_results()


@pytest.fixture(scope="module", params=["2", "3"])
def first(request):
    return request.param, Lab(inputs_2020.economy(int(request.param), **FIRST_EDITION), tolerance=1e-12)


@pytest.mark.parametrize("name", list(STORED["2"]))
def test_the_first_edition_is_a_special_case(first, name):
    spaces, lab = first
    stored = STORED[spaces][name]
    run = lab.solve(charge_costs=False, **stored["levers"])
    np.testing.assert_allclose(run.welfare.log_welfare.T, stored["log_welfare"], atol=1e-9)


@pytest.mark.parametrize("spaces", [2, 3])
@pytest.mark.parametrize("name", list(REFORMS))
def test_the_reference_program_of_the_first_edition(request, spaces, name):
    lab = request.getfixturevalue(f"oracle{spaces}")
    stored = RESULTS[str(spaces)][name]
    run = lab.solve(charge_costs=False, **REFORMS[name])
    parts = run.solution.parts
    for ours, theirs in (
        (parts["people"], "people"), (run.solution.welfare_by_group, "welfare"), (parts["output"], "output"),
        (parts["budget"], "budget"),
    ):  # fmt: skip
        np.testing.assert_allclose(ours.ravel(), stored[theirs], rtol=1e-8)


def test_the_path_without_reform(oracle2):
    path = oracle2.transition(None, 2050, pace=Pace(pull=1.4, conversion=0.004)).path
    ours = {"urban": "urban residents (%)", "hukou": "urban hukou (%)", "W": "welfare"}
    for row, (year, found) in zip(RESULTS["2"]["path none"], path.iterrows(), strict=True):
        assert row["year"] == year
        for theirs, column in ours.items():  # both programs stop a year's markets at 1e-7 log points
            assert found[column] == pytest.approx(row[theirs], abs=1e-4), (year, column)
