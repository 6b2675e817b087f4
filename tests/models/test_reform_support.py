"""Winners, losers and transfers, against linear programming."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize

from reformlab.models.reform_support import Parameters, solve

GROUPS = st.lists(st.tuples(st.floats(0.05, 1), st.floats(-5000, 5000)), min_size=2, max_size=6)


def case(groups, **options):
    shares, gains = (np.array(column) for column in zip(*groups, strict=True))
    return Parameters(shares / shares.sum(), gains, **options)


@given(GROUPS, st.floats(0, 1000), st.one_of(st.none(), st.floats(0, 10_000)))
def test_transfers_move_money_and_make_none(groups, minimum, transfer):
    p = case(groups, minimum=minimum, transfer=transfer)
    result = solve(p)
    assert p.shares @ result.after == pytest.approx(result.support, abs=1e-6)
    assert result.support == pytest.approx(p.shares @ p.gains)
    if transfer is None and result.possible:
        assert np.all(result.after >= minimum - 1e-6)
        assert result.passed_on == pytest.approx(result.smallest_transfer)
    assert result.possible == (p.shares @ p.gains >= minimum) or p.shares @ p.gains == pytest.approx(minimum)


@given(GROUPS, st.floats(0, 500))
def test_no_smaller_transfer_helps_everybody(groups, minimum):
    p = case(groups, minimum=minimum)
    if p.shares @ p.gains <= minimum + 1:
        return
    n = p.shares.size
    # Receipts and payments per group, in money per person of the country; minimise what is paid.
    found = optimize.linprog(
        np.append(np.zeros(n), np.ones(n)),
        A_ub=np.hstack([-np.eye(n), np.eye(n)]),
        b_ub=p.shares * (p.gains - minimum),
        A_eq=[np.append(np.ones(n), -np.ones(n))],
        b_eq=[0],
    )
    assert solve(p).smallest_transfer == pytest.approx(found.fun, abs=1e-5)


def test_a_reform_without_losers_needs_nothing():
    result = solve(Parameters([0.5, 0.5], [100, 200]))
    assert (result.smallest_transfer, result.passed_on, result.losers_after) == (0, 0, 0)
    assert result.winners == 1


def test_too_small_a_total_cannot_please_all():
    result = solve(Parameters([0.5, 0.5], [-300, 100]))
    assert not result.possible
    assert result.passed_on == pytest.approx(50)
    assert result.losers_after == pytest.approx(0.5)


def test_half_of_the_transfer_leaves_losers():
    needed = solve(Parameters()).smallest_transfer
    assert needed == pytest.approx(0.48 * 600)
    assert solve(Parameters(transfer=needed / 2)).losers_after == pytest.approx(0.48)
    assert solve(Parameters(transfer=needed)).losers_after == 0


def test_each_result_follows_its_equation():
    shares, gains = np.array([0.5, 0.2, 0.2, 0.1]), np.array([-200.0, 900.0, 100.0, 0.0])
    result = solve(Parameters(shares, gains, minimum=50))
    assert result.support == pytest.approx(0.2 * 900 + 0.2 * 100 - 0.5 * 200)
    assert result.winners == pytest.approx(0.4)
    assert result.smallest_transfer == pytest.approx(0.5 * 250 + 0.1 * 50)
    assert (result.possible, result.passed_on) == (True, pytest.approx(130))
    spare = np.array([0, 850, 50, 0])  # what each has beyond the minimum
    paid = gains - 130 * spare / (0.2 * 850 + 0.2 * 50)
    assert result.after == pytest.approx(np.array([50, paid[1], paid[2], 50]))
    assert result.losers_after == 0
    half = solve(Parameters(shares, gains, minimum=50, transfer=65))
    assert half.passed_on == 65
    assert half.after == pytest.approx(gains + 65 * (np.array([250, 0, 0, 50]) / 130 - spare / 180))
    assert half.losers_after == pytest.approx(0.5)
    little = solve(Parameters(shares, gains, minimum=50, transfer=0.5))  # less than a yuan is passed on as well
    assert little.after == pytest.approx(gains + 0.5 * (np.array([250, 0, 0, 50]) / 130 - spare / 180))
    too_much = solve(Parameters(shares, gains, minimum=50, transfer=900))
    assert too_much.passed_on == pytest.approx(180)  # winners can spare no more
    assert too_much.after[1:3] == pytest.approx(50)
    assert solve(Parameters(shares, gains * [3, 1, 1, 1], minimum=50)).possible is False
    content = solve(Parameters(shares, np.abs(gains) + 50, minimum=50, transfer=10))
    assert (content.passed_on, content.losers_after) == (0, 0)  # nobody is short, so nothing is passed on


def test_errors():
    with pytest.raises(ValueError, match="shares must add up to 1, got 1.1"):
        Parameters([0.5, 0.6], [1, 2])
    with pytest.raises(ValueError, match="transfer must be 0 or greater, got -1"):
        Parameters(transfer=-1)
