"""Shapley values add up exactly along channels, bundles and classes."""

import numpy as np
import pytest

from reformlab.lab import BREAKTHROUGHS, GROUPS, PROBLEMS, LeverError, bundle
from reformlab.lab.bundles import combine, without
from reformlab.lab.channels import CHANNELS
from reformlab.lab.dividends import SHARED, shapley_value


@pytest.fixture(scope="module")
def matrix(lab):
    return lab.shapley()


def test_a_game_worked_out_by_hand():
    # Gloves: player 0 has a left one, players 1 and 2 a right one each; a pair is worth 1.
    found = shapley_value(3, lambda members: float(0 in members and len(members) > 1))
    assert found.tolist() == pytest.approx([2 / 3, 1 / 6, 1 / 6])


def test_matrix_adds_up_along_both_margins(lab, matrix, package):
    np.testing.assert_allclose(matrix.matrix.sum(axis=0), package.dividends(), atol=1e-9)
    assert matrix.matrix.to_numpy().sum() == pytest.approx(package.log_welfare, abs=1e-9)
    assert list(matrix.matrix.columns) == list(CHANNELS)
    headline = package.headline()
    for name in SHARED:
        assert matrix.shares[name].sum() == pytest.approx(headline[name], abs=1e-9), name
    # A pair: the mean of both orders.
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
    for word in ("public goods", "own step of movers", "people in losing groups", "assumptions", "Complementarity"):
        assert word in text
    assert matrix.table().loc["package", "EV"] == pytest.approx(matrix.total)
    assert matrix.complementarity == pytest.approx(matrix.total - matrix.alone["EV"].sum())


def test_classes_share_the_package_without_remainder(lab, package):
    levers = combine(BREAKTHROUGHS, lab.baseline.neutral)
    shares = lab.class_shares(**levers)
    assert list(shares.index) == [*GROUPS, "all"]
    for name in SHARED:
        assert shares.loc["all", name] == pytest.approx(package.headline()[name], abs=1e-9)
    # The third class by hand, over the four coalitions of the two others.
    ev = lambda *groups: lab.solve(**without(levers, *groups)).ev  # noqa: E731
    institutional, barriers, gains = GROUPS
    last = (package.ev - ev(gains)) / 3
    between = (ev(barriers) - ev(barriers, gains)) / 6 + (ev(institutional) - ev(institutional, gains)) / 6
    first = ev(institutional, barriers) / 3
    assert shares.loc[gains, "EV"] == pytest.approx(last + between + first, abs=1e-9)
    with pytest.raises(LeverError, match="no lever is called 'hukou'"):
        lab.class_shares(hukou=0.5)


def test_four_problems_share_levers(lab):
    joint = combine(PROBLEMS, lab.baseline.neutral)
    # balance of public products (0.5) and fusion of governance (0.3) both equalise town and village
    assert joint["urban_rural_equalisation"] == pytest.approx(1 - 0.5 * 0.7)
    assert lab.shapley(PROBLEMS).total == pytest.approx(lab.package(PROBLEMS).ev, abs=1e-9)


def test_intensity_and_other_neutral_values(lab):
    half = combine(BREAKTHROUGHS, lab.baseline.neutral, 0.5)
    assert half["citizenization"] == pytest.approx(0.3)
    assert half["across_province_barrier"] == pytest.approx(0.8**0.5)
    assert half["outsider_property_rights"] == pytest.approx(0.45)  # half the way from 0.3 to 0.6
    assert half["land_right_portability"] == pytest.approx(0.575)  # half the way from 0.5 to 0.65
    assert combine(BREAKTHROUGHS, lab.baseline.neutral, 2.0)["citizenization"] == 1.0
    elsewhere = combine(BREAKTHROUGHS, {"land_right_portability": 0.0, "outsider_property_rights": 0.3})
    assert elsewhere["land_right_portability"] == pytest.approx(0.3)  # the same share of the way to 1


def test_a_package_takes_one_intensity_a_bundle(lab, package):
    mixed = lab.package(intensity={"public goods": 1.0, "regional balance": 0.5})
    assert mixed.levers["citizenization"] == 0.6 and mixed.levers["regional_equalisation"] == pytest.approx(0.15)
    assert "across_province_barrier" not in mixed.levers
    every = lab.package(intensity={bundle.name: 1.0 for bundle in BREAKTHROUGHS})
    assert every.ev == pytest.approx(package.ev, abs=1e-12)
    with pytest.raises(LeverError, match="no bundle is called 'roads'"):
        lab.package(intensity={"roads": 1.0})
    with pytest.raises(LeverError, match="intensity must lie between 0 and 3, got 4"):
        lab.package(intensity={"public goods": 4})


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
