import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from reformlab import data
from reformlab.data import matrix

CELLS = arrays(float, (4, 5), elements=st.floats(0.01, 100))


@settings(max_examples=40, deadline=None)
@given(seed=CELLS, target=CELLS)
def test_the_fit_has_the_margins_and_keeps_the_odds(seed, target):
    rows, columns = target.sum(axis=1), target.sum(axis=0)
    fitted = matrix.fit(seed, rows, columns)
    np.testing.assert_allclose(fitted.table.sum(axis=1), rows, rtol=1e-9)
    np.testing.assert_allclose(fitted.table.sum(axis=0), columns, rtol=1e-9)
    odds = (fitted.table[0, 0] * fitted.table[1, 1]) / (fitted.table[0, 1] * fitted.table[1, 0])
    assert odds == pytest.approx((seed[0, 0] * seed[1, 1]) / (seed[0, 1] * seed[1, 0]), rel=1e-6)


@settings(max_examples=20, deadline=None)
@given(target=CELLS)
def test_a_table_that_has_the_margins_is_its_own_fit(target):
    fitted = matrix.fit(target, target.sum(axis=1), target.sum(axis=0))
    np.testing.assert_allclose(fitted.table, target, rtol=1e-9)
    assert fitted.sweeps == 1


def test_the_result_does_not_depend_on_the_scale_of_the_seed():
    seed, rows, columns = [[1.0, 2.0], [3.0, 4.0]], [30.0, 70.0], [60.0, 40.0]
    one = matrix.fit(seed, rows, columns).table
    np.testing.assert_allclose(matrix.fit(np.array(seed) * 1000, rows, columns).table, one, rtol=1e-9)
    # 2 x 2 by hand: z12 z21 / (z11 z22) = 1.5 with these margins has one positive solution.
    assert one[0, 1] * one[1, 0] / (one[0, 0] * one[1, 1]) == pytest.approx(1.5)


@pytest.mark.parametrize(
    ("seed", "rows", "columns", "message"),
    [
        ([[1, 1]], [1, 1], [1, 1], "shape"),
        ([[1, -1], [1, 1]], [1, 1], [1, 1], "seed holds -1.0; allowed are finite values of 0 and more"),
        ([[1, 1], [1, 1]], [1, np.nan], [1, 1], "rows holds nan"),
        ([[1, 1], [1, 1]], [1, 1], [1, 2], "rows sum to 2 and columns to 3"),
        ([[0, 0], [1, 1]], [1, 1], [1, 1], "row 0 has a positive total, but its seed is all 0"),
        ([[0, 1], [0, 1]], [1, 1], [1, 1], "column 0 has a positive total"),
        ([[1, 0], [0, 1]], [2, 1], [1, 2], "do not fit the seed's zeros"),
    ],
)
def test_margins_that_cannot_be_met_are_refused(seed, rows, columns, message):
    with pytest.raises(ValueError, match=message):
        matrix.fit(seed, rows, columns, sweeps=200)


def test_gaps_of_a_margin_share_what_is_left():
    known = pd.Series([10.0, np.nan, np.nan], index=list("abc"))
    full = matrix.complete(known, 40.0, pd.Series([9.0, 1.0, 2.0], index=list("abc")))
    assert full.tolist() == [10.0, 10.0, 20.0]
    with pytest.raises(ValueError, match="more than the total of 5"):
        matrix.complete(known, 5.0, pd.Series([1.0, 1.0, 1.0], index=list("abc")))


@pytest.mark.parametrize(("year", "known"), [(2010, 23), (2020, 9)])
def test_the_stored_estimate_is_returned(year, known):
    arrived, left = matrix.margins(year)
    assert left.notna().sum() == known and arrived.notna().all()
    estimate = matrix.estimate(year)
    assert (estimate - data.square(f"hukou_matrix_{year}")).abs().max().max() <= 0.5
    np.testing.assert_allclose(estimate.sum(axis=1), arrived, rtol=1e-8)
    met = estimate.sum(axis=0)[left.notna()]
    np.testing.assert_allclose(met, left.dropna(), rtol=1e-8)


def test_other_years_are_refused():
    with pytest.raises(ValueError, match="year is 2015; 2010 or 2020 is needed"):
        matrix.estimate(2015)


def test_sensitivity_says_how_much_the_seed_decides():
    table = matrix.sensitivity(2020)
    halved, doubled = table.loc["odds of neighbours halved"], table.loc["odds of neighbours doubled"]
    assert 5 < halved["moved"] < 20 and 5 < doubled["moved"] < 20
    # Birthplaces of another census are nearer than no odds at all.
    assert table.loc["birthplaces of 2000", "moved"] < table.loc["no odds at all: every pair alike", "moved"] / 3
    base, other = matrix.estimate(2020), matrix.estimate(2020, seed=data.square("birthplace_2000"))
    change = (100 * (other - base).abs() / base).to_numpy()[base.to_numpy() >= 10_000]
    given = table.loc["birthplaces of 2000", ["median", "p90", "largest"]].astype(float)
    assert given.tolist() == pytest.approx([*np.quantile(change, [0.5, 0.9]), change.max()], rel=1e-3)
    assert (table["median"] <= table["p90"]).all() and (table["p90"] <= table["largest"]).all()


def test_the_same_odds_move_nobody():
    seed = data.square("birthplace_2010")
    again = matrix.estimate(2010, seed=matrix.near(seed, 1.0) * 7)
    np.testing.assert_allclose(again, matrix.estimate(2010), atol=0.01)


def test_origins_resemble_recent_arrivals_more_than_chance_does():
    known = matrix.against_flows()
    assert list(known.index) == ["Beijing", "Tianjin", "Hebei", "Shanxi", "Inner Mongolia", "Liaoning"]
    assert (known["correlation"] > 0.85).all() and (known["dissimilarity"] < 25).all()
    alike = pd.DataFrame(1.0, known.index, data.load("province_units")["province"])
    assert (matrix.against_flows(alike * 1.0 + np.arange(31) * 1e-6)["dissimilarity"] > known["dissimilarity"]).all()
