"""The lab against the stored results of an independent program on the same inputs, refinements switched off."""

import numpy as np
import pytest

from reformlab.lab.transition import Pace, transition
from tests.lab.oracle import REFORMS, oracle_results

RESULTS = oracle_results()
NAMES = {  # their name -> ours
    "welfare": "welfare", "W_rural_hukou": "welfare, rural hukou", "W_urban_hukou": "welfare, urban hukou",
    "gdp_volume": "output volume", "real_income": "real income", "urban": "urban share (%)",
    "inter": "living outside the province of hukou (%)", "gini": "Gini, real income",
    "cv_prov": "variation across provinces", "ur_ratio": "urban-rural income ratio",
    "hukou_ratio": "urban-rural hukou ratio", "tax": "tax rate (%)", "R1": "R1", "R1_provinces": "R1 provinces",
    "R2": "R2", "R3": "R3", "R4": "R4",
}  # fmt: skip


@pytest.mark.parametrize("spaces", [2, 3])
@pytest.mark.parametrize("name", list(REFORMS))
def test_same_equilibrium(request, spaces, name):
    lab = request.getfixturevalue(f"oracle{spaces}")
    stored = RESULTS[str(spaces)][name]
    run = lab.solve(**REFORMS[name])
    parts = run.solution.parts
    for ours, theirs in (
        (parts["people"], "people"), (run.solution.welfare_by_group, "welfare"), (parts["output"], "output"),
        (parts["budget"], "budget"),
    ):  # fmt: skip
        np.testing.assert_allclose(ours.ravel(), stored[theirs], rtol=1e-8)


@pytest.mark.parametrize("spaces", [2, 3])
@pytest.mark.parametrize("name", ["portable", "citizens", "package"])
def test_same_outcomes(request, spaces, name):
    lab = request.getfixturevalue(f"oracle{spaces}")
    stored = RESULTS[str(spaces)][name]
    run = lab.solve(**REFORMS[name])
    np.testing.assert_allclose(run.dividends(), stored["channels"], atol=1e-7)
    headline = run.headline()
    for theirs, ours in NAMES.items():
        assert headline[ours] == pytest.approx(stored["outcomes"][theirs], abs=1e-6), ours


def test_same_dividend_matrix(oracle2):
    stored = RESULTS["2"]["shapley"]
    result = oracle2.shapley()
    np.testing.assert_allclose(result.matrix.to_numpy().ravel(), stored["matrix"], atol=1e-6)
    np.testing.assert_allclose(result.alone, stored["alone"], atol=1e-6)
    np.testing.assert_allclose(result.interactions.to_numpy().ravel(), stored["interactions"], atol=1e-6)


@pytest.mark.parametrize(("name", "foresight"), [("path none", False), ("path phased", False), ("foresight", True)])
def test_same_path(oracle2, name, foresight):
    pace = Pace(pull=1.4, conversion=0.004)
    run = None if name == "path none" else oracle2.solve(**REFORMS["package"])
    path = transition(oracle2, run, 2050, pace=pace, foresight=foresight).path
    ours = {
        "urban": "urban residents (%)",
        "hukou": "urban hukou (%)",
        "W": "welfare",
        "R1": "R1",
        "R2": "R2",
        "R4": "R4",
    }
    # Both programs stop a year's markets at 1e-7 and foresight at 1e-6 log points.
    for row, (year, found) in zip(RESULTS["2"][name], path.iterrows(), strict=True):
        assert row["year"] == year
        for theirs, column in ours.items():
            assert found[column] == pytest.approx(row[theirs], abs=2e-3 if foresight else 1e-4), (year, column)
