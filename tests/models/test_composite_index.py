"""Composite indices, against scipy."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from reformlab.models.composite_index import Parameters, solve

SEED = st.integers(0, 10_000)


def table(seed, n=8, k=3):
    return np.random.default_rng(seed).lognormal(0, 1, (n, k))


@given(SEED)
def test_entropy_and_ranks_agree_with_scipy(seed):
    values = table(seed)
    result = solve(Parameters(values))
    entropy = stats.entropy(result.scaled, axis=0) / np.log(len(values))
    np.testing.assert_allclose(result.weight, (1 - entropy) / (1 - entropy).sum())
    np.testing.assert_array_equal(result.mean_rank, stats.rankdata(-result.mean_score, method="min"))
    agreement = stats.spearmanr(result.mean_score, result.topsis_score).statistic
    assert result.agreement == pytest.approx(agreement)


@given(SEED)
def test_topsis_agrees_with_its_definition(seed):
    result = solve(Parameters(table(seed), weights=[0.5, 0.3, 0.2]))
    weighted = result.scaled * [0.5, 0.3, 0.2]
    to_best = np.linalg.norm(weighted - weighted.max(axis=0), axis=1)
    to_worst = np.linalg.norm(weighted - weighted.min(axis=0), axis=1)
    np.testing.assert_allclose(result.topsis_score, to_worst / (to_best + to_worst))


@given(SEED, st.floats(0.1, 10), st.floats(-5, 5))
def test_units_do_not_matter_and_scores_stay_in_bounds(seed, scale, shift):
    values = table(seed)
    first, second = solve(Parameters(values)), solve(Parameters(values * scale + shift))
    np.testing.assert_allclose(first.topsis_score, second.topsis_score, atol=1e-9)
    for score in (first.mean_score, first.topsis_score, first.weakest):
        assert np.all((score >= -1e-12) & (score <= 1 + 1e-12))
    assert np.all(first.weakest <= first.mean_score + 1e-12)


def test_turning_an_indicator_round_turns_the_score_round():
    values = [[1.0], [2.0], [4.0]]
    up, down = solve(Parameters(values)), solve(Parameters(values, [False]))
    np.testing.assert_allclose(up.mean_score, 1 - down.mean_score)
    assert down.mean_rank.tolist() == [1, 2, 3]


def test_a_place_that_is_best_in_everything_is_first():
    result = solve(Parameters([[9, 9], [1, 8], [8, 1]]))
    assert (result.mean_score[0], result.topsis_score[0]) == (pytest.approx(1), pytest.approx(1))


def test_each_result_follows_its_equation():
    values = np.array([[1.0, 9.0], [2.0, 3.0], [5.0, 6.0], [5.0, 3.0]])
    result = solve(Parameters(values, larger_is_better=(True, False)))
    scaled = np.array([[0, 0], [1 / 4, 1], [1, 1 / 2], [1, 1]])
    assert result.scaled == pytest.approx(scaled)
    spare = []
    for column in (np.array([1 / 4, 1, 1]) / 2.25, np.array([1, 1 / 2, 1]) / 2.5):  # 0 ln 0 is 0
        spare.append(1 + np.sum(column * np.log(column)) / np.log(4))
    weight = np.array(spare) / sum(spare)
    assert result.weight == pytest.approx(weight)
    assert result.mean_score == pytest.approx(scaled @ weight)
    best, worst = (np.linalg.norm((scaled - end) * weight, axis=1) for end in (1, 0))
    assert result.topsis_score == pytest.approx(worst / (best + worst))
    assert result.weakest.tolist() == [0, 1 / 4, 1 / 2, 1]
    assert result.mean_rank.tolist() == [4, 3, 2, 1]
    assert result.topsis_rank.tolist() == [4, 3, 2, 1]
    assert result.agreement == pytest.approx(1)


def test_equal_scores_share_the_better_rank_and_count_as_their_middle_in_the_agreement():
    values = np.array([[3.0, 1.0], [1.0, 3.0], [2.0, 2.0], [1.0, 1.0], [1.5, 2.6]])
    result = solve(Parameters(values, weights=(0.5, 0.5)))
    assert result.mean_rank.tolist() == [2, 2, 2, 5, 1]
    expected = stats.spearmanr(result.mean_score.round(9), result.topsis_score.round(9)).statistic
    assert result.agreement == pytest.approx(expected)
    tied = solve(Parameters([[0, 2], [3, 1], [1, 3], [2, 2], [3, 0]], weights=(0.5, 0.5)))
    expected = stats.spearmanr(tied.mean_score.round(9), tied.topsis_score.round(9)).statistic
    assert tied.agreement == pytest.approx(expected)
    level = solve(Parameters([[0, 2], [1, 1], [2, 0]], weights=(0.5, 0.5)))
    assert level.agreement == 0  # all places equal: nothing to agree on


def test_errors():
    with pytest.raises(ValueError, match="values must hold at least 3 places, got 2"):
        Parameters([[1], [2]])
    with pytest.raises(ValueError, match="values must differ between places, got column 1 with one value"):
        Parameters([[1, 5], [2, 5], [3, 5]])
    with pytest.raises(ValueError, match="larger_is_better must hold 1 truth values, got 2"):
        Parameters([[1], [2], [3]], [True, False])
    with pytest.raises(ValueError, match="weights must add up to 1"):
        Parameters([[1], [2], [3]], weights=[0.5])
