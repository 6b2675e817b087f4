"""Random reforms inside their ranges: finite, adding up, and moving continuously."""

import numpy as np
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from reformlab.lab import LEVERS
from reformlab.lab.channels import own_step
from reformlab.lab.errors import InfeasibleReform
from reformlab.lab.sampling import draw_assumptions
from reformlab.lab.transition import convert_hukou
from reformlab.lab.uncertainty import central_values

TRIED = settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


@st.composite
def reforms(draw, levers=tuple(LEVERS)):
    """One to six levers anywhere in their ranges."""
    chosen = draw(st.lists(st.sampled_from(levers), min_size=1, max_size=6, unique=True))
    given_values = {name: draw(st.floats(LEVERS[name].low, LEVERS[name].high)) for name in chosen}
    share = given_values.get("regional_equalisation", 0) + given_values.get("money_follows_people", 0)
    assume(share <= 1)
    return given_values


@TRIED
@given(reforms())
def test_any_reform_gives_numbers_that_add_up(lab, levers):
    try:
        run = lab.solve(**levers)
        headline = run.headline()
    except InfeasibleReform as error:  # a clear refusal is an answer; only costs or hunger may cause one
        assert any(cause in str(error) for cause in ("public cost:", "service budget:", "subsistence:"))
        return
    assert np.all(np.isfinite(headline))
    assert np.isfinite(run.provinces().to_numpy()).all()
    np.testing.assert_allclose(run.residence.sum((2, 3)), lab.baseline.registered, rtol=1e-10)
    parts = run.solution.parts
    np.testing.assert_allclose((run.residence * run.utility.income).sum((0, 1)), parts["income"].disposable, rtol=1e-7)
    assert abs((parts["spending"].sum() + parts["world_spending"].sum()) / parts["output"].sum() - 1) < 1e-9
    assert abs(run.dividends().sum() - run.log_welfare) < 1e-9
    assert np.all(own_step(run.welfare) > -1e-14)  # never negative but by rounding
    assert np.all(parts["services"] > 0)
    assert 0 <= run.losers().share <= 100


@TRIED
@given(reforms(), st.sampled_from(tuple(LEVERS)), st.floats(0, 1))
def test_results_move_continuously(lab, levers, name, where):
    lever = LEVERS[name]
    step = 1e-5
    here = lever.low + where * (lever.high - lever.low - step)
    near, far = dict(levers, **{name: here}), dict(levers, **{name: here + step})
    assume(far.get("regional_equalisation", 0) + far.get("money_follows_people", 0) <= 1)
    try:
        first, second = lab.solve(**near), lab.solve(**far)
    except InfeasibleReform:
        return
    # 100 x log points; a barrier that goes from 0.1 to 2 moves welfare by less than 300 in all.
    assert abs(first.log_welfare - second.log_welfare) < 0.02
    moved = np.log(first.solution.parts["people"] / second.solution.parts["people"])
    assert np.max(np.abs(moved)) < 2e-3


@TRIED
@given(st.integers(0, 2**32 - 1))
def test_without_reform_nothing_changes_whatever_is_assumed(lab, seed):
    other = lab.rebuilt(draw_assumptions(central_values(lab), 2, seed)[0])
    run = other.solve()
    assert run.solution.sweeps == 1  # the base year is the equilibrium, so there is nothing to look for
    assert np.max(np.abs(run.solution.welfare_by_group - 1)) < 1e-12
    assert np.max(np.abs(np.log(run.solution.parts["people"] / other.baseline.people))) < 1e-12


@TRIED
@given(st.floats(0, 1), st.integers(0, 2**32 - 1))
def test_conversion_moves_nobody(rate, seed):
    table = np.random.default_rng(seed).uniform(0.1, 2.0, (4, 2, 4, 3))
    before = table.copy()
    convert_hukou(table, rate)
    np.testing.assert_allclose(table.sum((0, 1)), before.sum((0, 1)), rtol=1e-12)
    assert np.all(table >= 0)
    here = np.arange(4)
    assert np.all(table[here, 1, here, 1:] >= before[here, 1, here, 1:] - 1e-12)
