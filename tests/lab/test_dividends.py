"""Dividends add up exactly along channels and along bundles."""

import numpy as np
import pandas as pd
import pytest

from reformlab.lab import BREAKTHROUGHS, PROBLEMS, LeverError, bundle
from reformlab.lab.bundles import combine
from reformlab.lab.dividends import CHANNELS, sato_vartia


@pytest.fixture(scope="module")
def matrix(lab):
    return lab.shapley()


def test_channels_add_up_to_welfare(lab, package):
    assert package.dividends().sum() == pytest.approx(package.welfare, abs=1e-9)
    run = lab.solve(citizenization=0.4, rural_share_of_land_gains=0.3, land_right_portability=0.6)
    assert run.dividends().sum() == pytest.approx(run.welfare, abs=1e-9)


def test_sato_vartia_is_exact():
    stream = np.random.default_rng(0)
    before = stream.dirichlet(np.ones(12), size=(5, 2)).reshape(5, 2, 4, 3)
    change = stream.standard_normal(before.shape)
    after = before * np.exp(1.5 * change)
    total = after.sum((2, 3))
    after /= total[:, :, None, None]
    np.testing.assert_allclose((sato_vartia(before, after) * change).sum((2, 3)), np.log(total) / 1.5, atol=1e-14)


def test_matrix_adds_up_along_both_margins(lab, matrix, package):
    np.testing.assert_allclose(matrix.matrix.sum(axis=0), package.dividends(), atol=1e-9)
    assert matrix.total == pytest.approx(package.welfare, abs=1e-9)
    assert list(matrix.matrix.columns) == list(CHANNELS)
    # Efficiency for a lone bundle: Shapley of two bundles is the mean of both orders.
    first, second = BREAKTHROUGHS[:2]
    pair = lab.shapley((first, second))
    alone = [lab.package((one,)).dividends() for one in (first, second)]
    both = lab.package((first, second)).dividends()
    np.testing.assert_allclose(pair.matrix.loc[first.name], (alone[0] + both - alone[1]) / 2, atol=1e-9)


def test_interactions_match_single_solves(lab, matrix):
    one, two = BREAKTHROUGHS[0], BREAKTHROUGHS[2]
    both = lab.complements(one.levers, two.levers)
    assert both["interaction"] == pytest.approx(matrix.interactions.loc[one.name, two.name], abs=1e-8)


def test_the_table_read_aloud(matrix):
    text = repr(matrix)
    for word in ("public goods", "factor flow", "losing groups", "assumptions"):
        assert word in text
    assert matrix.table().loc["package", "total"] == pytest.approx(matrix.total)
    assert isinstance(matrix.losing, pd.Series)


def test_four_problems_share_levers(lab):
    joint = combine(PROBLEMS, lab.baseline.neutral)
    # balance of public products (0.5) and fusion of governance (0.3) both equalise town and village
    assert joint["urban_rural_equalisation"] == pytest.approx(1 - 0.5 * 0.7)
    assert lab.shapley(PROBLEMS).total == pytest.approx(lab.package(PROBLEMS).welfare, abs=1e-9)


def test_intensity(lab):
    half = combine(BREAKTHROUGHS, lab.baseline.neutral, 0.5)
    assert half["citizenization"] == pytest.approx(0.3)
    assert half["across_province_barrier"] == pytest.approx(0.8**0.5)
    assert half["outsider_property_rights"] == pytest.approx(0.45)  # half the way from 0.3 to 0.6
    assert combine(BREAKTHROUGHS, lab.baseline.neutral, 2.0)["citizenization"] == 1.0


@pytest.mark.parametrize(
    ("bundles", "message"),
    [((BREAKTHROUGHS[0],), "between 2 and 8"), ((BREAKTHROUGHS[0], BREAKTHROUGHS[0]), "names must differ")],
)
def test_bad_bundles(lab, bundles, message):
    with pytest.raises(LeverError, match=message):
        lab.shapley(bundles)


def test_bad_intensity_and_levers(lab):
    with pytest.raises(LeverError, match="intensity must lie between 0"):
        lab.shapley(intensity=4)
    with pytest.raises(LeverError, match="no lever is called 'hukou'"):
        bundle("abolish", hukou=0)
    with pytest.raises(LeverError, match="citizenization stands in both"):
        lab.complements({"citizenization": 0.5}, {"citizenization": 0.6})
