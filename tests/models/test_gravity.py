"""Gravity, against statsmodels."""

import numpy as np
import pytest
import statsmodels.api as sm

from reformlab.models.gravity import Parameters, solve


@pytest.fixture(scope="module")
def world():
    random = np.random.default_rng(5)
    n = 9
    spot = random.uniform(0, 10, (n, 2))
    distance = np.hypot(*(spot[:, None] - spot[None, :]).T) + np.eye(n)
    border = (distance < 3).astype(float) - np.eye(n)
    size = np.exp(random.normal(0, 1, n))
    mean = 50 * np.outer(size, size) * distance**-1.2 * np.exp(0.5 * border)
    return random.poisson(mean).astype(float), np.log(distance), border


def dummies(use, n):
    origin, destination = np.nonzero(use)
    return np.column_stack(
        [origin == i for i in range(n)] + [destination == i for i in range(1, n)],
    ).astype(float)


@pytest.mark.parametrize("method", ["poisson", "ols"])
def test_coefficients_and_errors_agree_with_statsmodels(world, method):
    flows, distance, border = world
    ours = solve(Parameters(flows, {"log distance": distance, "border": border}, method))
    n = len(flows)
    use = ~np.eye(n, dtype=bool) & ((flows > 0) | (method == "poisson"))
    columns = np.column_stack([distance[use], border[use], dummies(use, n)])
    if method == "poisson":
        theirs = sm.GLM(flows[use], columns, family=sm.families.Poisson()).fit(cov_type="HC0", tol=1e-12)
    else:
        theirs = sm.OLS(np.log(flows[use]), columns).fit(cov_type="HC1")
    np.testing.assert_allclose(ours.coefficient, theirs.params[:2], rtol=1e-6)
    np.testing.assert_allclose(ours.error, theirs.bse[:2], rtol=1e-5)
    assert ours.pairs == use.sum()
    assert ours.names == ("log distance", "border")
    np.testing.assert_allclose(ours.effect, np.exp(theirs.params[:2]), rtol=1e-6)


def test_poisson_keeps_the_sums_of_every_place(world):
    flows, distance, border = world
    fitted = solve(Parameters(flows, {"log distance": distance, "border": border})).fitted
    off = flows - np.diag(np.diag(flows))
    np.testing.assert_allclose(fitted.sum(axis=1), off.sum(axis=1), rtol=1e-6)
    np.testing.assert_allclose(fitted.sum(axis=0), off.sum(axis=0), rtol=1e-6)


@pytest.mark.parametrize("method", ["poisson", "ols"])
@pytest.mark.parametrize("scale", [1e-6, 1e6])
def test_the_unit_of_the_flows_does_not_matter(world, method, scale):
    flows, distance, border = world
    first = solve(Parameters(flows, {"log distance": distance}, method))
    second = solve(Parameters(flows * scale, {"log distance": distance}, method))
    np.testing.assert_allclose(first.coefficient, second.coefficient, rtol=1e-6)


def test_what_belongs_to_one_place_alone_is_collinear(world):
    flows, distance, _ = world
    size = np.tile(np.arange(9.0), (9, 1))
    with pytest.raises(ValueError, match="collinear"):
        solve(Parameters(flows, {"size of the destination": size}))


def test_each_result_follows_its_equation():
    random = np.random.default_rng(3)
    flows, distance = random.uniform(1, 9, (5, 5)), random.uniform(0, 2, (5, 5))
    flows[0, 1] = 0.0
    for method, pairs in (("ols", 19), ("poisson", 20)):
        result = solve(Parameters(flows, {"log distance": distance}, method))
        used = ~np.eye(5, dtype=bool) & (flows > 0 if method == "ols" else True)
        assert result.names == ("log distance",)
        assert result.pairs == pairs == used.sum()
        assert result.effect == pytest.approx(np.exp(result.coefficient))
        assert result.error.shape == (1,) and np.all(result.error > 0)
        assert np.all(result.fitted[~used] == 0)
        assert result.r_squared == pytest.approx(np.corrcoef(flows[used], result.fitted[used])[0, 1] ** 2)
        assert result.iterations == 1 if method == "ols" else 2 < result.iterations < 20


def test_errors(world):
    flows, distance, _ = world
    with pytest.raises(ValueError, match="regressors must hold at least one matrix, got none"):
        Parameters(flows)
    with pytest.raises(ValueError, match="method must be one of 'poisson', 'ols', got 'probit'"):
        Parameters(flows, {"d": distance}, "probit")
    with pytest.raises(ValueError, match="at least 4 places, got 3"):
        Parameters(np.ones((3, 3)), {"d": np.ones((3, 3))})
    empty = flows.copy()
    empty[2] = 0
    with pytest.raises(ValueError, match="flows must not be all 0 for one origin, got that at place 2"):
        Parameters(empty, {"d": distance})
    with pytest.raises(ValueError, match=r"regressors\['d'\] must be a matrix of shape 9 x 9"):
        Parameters(flows, {"d": np.ones((2, 2))})
