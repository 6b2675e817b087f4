"""Least squares and Student's t, against statsmodels and scipy."""

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats

from reformlab.models import _regression


@pytest.fixture
def sample():
    random = np.random.default_rng(0)
    columns = np.column_stack([np.ones(40), random.normal(size=(40, 2))])
    return columns, columns @ [1.0, 2.0, -0.5] + random.normal(size=40) * (1 + columns[:, 1] ** 2)


@pytest.mark.parametrize(("robust", "kind"), [(True, "HC1"), (False, "nonrobust")])
def test_coefficients_errors_and_intervals_agree_with_statsmodels(sample, robust, kind):
    columns, outcome = sample
    ours = _regression.ols(columns, outcome, robust=robust)
    theirs = sm.OLS(outcome, columns).fit(cov_type=kind, use_t=True)
    np.testing.assert_allclose(ours.coefficient, theirs.params, rtol=1e-10)
    np.testing.assert_allclose(ours.error, theirs.bse, rtol=1e-10)
    assert ours.r_squared == pytest.approx(theirs.rsquared)
    np.testing.assert_allclose(ours.interval(1), theirs.conf_int()[1], rtol=1e-9)


@pytest.mark.parametrize("freedom", [1, 2, 5, 29, 400])
@pytest.mark.parametrize("probability", [0.6, 0.9, 0.975, 0.9995])
def test_quantiles_agree_with_scipy(probability, freedom):
    assert _regression.t_quantile(probability, freedom) == pytest.approx(stats.t.ppf(probability, freedom), rel=1e-8)


def test_intervals_of_other_levels_and_what_is_left(sample):
    columns, outcome = sample
    ours, theirs = _regression.ols(columns, outcome, robust=False), sm.OLS(outcome, columns).fit()
    for level in (0.5, 0.9, 0.99):
        assert ours.interval(2, level) == pytest.approx(tuple(theirs.conf_int(1 - level)[2]), rel=1e-8)
    np.testing.assert_allclose(ours.residual, theirs.resid, atol=1e-12)
    np.testing.assert_allclose(ours.fitted, theirs.fittedvalues, atol=1e-12)
    assert ours.freedom == 37


def test_too_few_observations_and_collinear_columns_are_refused():
    with pytest.raises(ValueError, match="needs more than 2 observations, got 2"):
        _regression.ols(np.ones((2, 2)), np.ones(2))
    with pytest.raises(ValueError, match="collinear"):
        _regression.ols(np.ones((5, 2)), np.arange(5.0))
