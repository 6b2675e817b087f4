"""Monte Carlo and tornado of the present value."""

import dataclasses

import numpy as np
import pytest

from reformlab.models import citizenization_cost
from reformlab.models.citizenization_risk import Parameters, solve


def test_each_swing_is_the_model_itself_with_one_value_changed():
    p = Parameters()
    result = solve(p)
    for name, low, high in zip(result.names, result.at_low, result.at_high, strict=True):
        for end, found in zip(p.ranges[name], (low, high), strict=True):
            changed = dataclasses.replace(p.likely, **{name: end})
            assert found == pytest.approx(citizenization_cost.solve(changed).balance)
    assert result.likely == pytest.approx(citizenization_cost.solve(p.likely).balance)
    assert np.all(np.diff(np.abs(result.at_high - result.at_low)) <= 0)
    assert set(result.names) == set(p.ranges)


def test_draws_lie_between_the_worst_and_the_best_corner():
    p = Parameters(ranges={"yearly": (10_000, 24_000), "contribution": (3_000, 9_000)})
    result = solve(p)
    worst, best = (
        citizenization_cost.solve(dataclasses.replace(p.likely, yearly=cost, contribution=brought)).balance
        for cost, brought in ((24_000, 3_000), (10_000, 9_000))
    )
    assert worst <= result.balance.min() <= result.interval[0] < result.interval[1] <= result.balance.max() <= best
    assert result.chance_positive == np.mean(result.balance >= 0)


def test_the_mean_of_a_linear_case_is_that_of_the_triangle():
    p = Parameters(ranges={"yearly": (10_000, 24_000)}, draws=40_000)
    factor = citizenization_cost.solve(citizenization_cost.Parameters(yearly=1.0)).cost
    brought = citizenization_cost.solve(p.likely).contribution
    assert solve(p).mean == pytest.approx(brought - factor * (10_000 + 17_000 + 24_000) / 3, rel=0.01)


def test_the_seed_fixes_every_draw():
    first, same, other = (solve(Parameters(seed=seed)).balance for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, same)
    assert not np.array_equal(first, other)


def test_wider_ranges_widen_the_interval():
    narrow = solve(Parameters(ranges={"rate": (0.035, 0.045)})).interval
    wide = solve(Parameters(ranges={"rate": (0.01, 0.09)})).interval
    assert wide[1] - wide[0] > narrow[1] - narrow[0]


def test_each_result_follows_its_equation():
    p = Parameters(ranges={"rate": (0.01, 0.09)}, draws=100, seed=9)
    result = solve(p)
    drawn = np.random.default_rng(9).triangular(0.01, p.likely.rate, 0.09, size=100)
    balance = [citizenization_cost.solve(dataclasses.replace(p.likely, rate=rate)).balance for rate in drawn]
    assert result.balance == pytest.approx(np.array(balance))
    assert result.mean == pytest.approx(np.mean(balance))
    assert result.median == pytest.approx(np.median(balance))
    assert result.interval == pytest.approx(tuple(np.percentile(balance, [5, 95])))
    # A balance of exactly 0 counts as positive.
    even = citizenization_cost.Parameters(yearly=1.0, contribution=1.0)
    assert solve(Parameters(even, {"rate": (0.01, 0.09)}, draws=100)).chance_positive == 1


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"ranges": {}}, "ranges must hold at least one parameter, got none"),
        ({"ranges": {"speed": (0, 1)}}, "a name in ranges must be one of"),
        ({"ranges": {"years": (10, 40)}}, "a name in ranges must be one of"),
        ({"ranges": {"yearly": (1, 2)}}, r"ranges\['yearly'\] must enclose the likely value 17000, got 1 to 2"),
        ({"ranges": {"rate": (0.0, 0.9)}}, "rate must be between 0 and 0.3, got 0.9"),
        ({"draws": 10}, "draws must be between 100"),
    ],
)
def test_errors(options, message):
    with pytest.raises(ValueError, match=message):
        Parameters(**options)
