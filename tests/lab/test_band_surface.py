"""Bands of packages of any strengths: exact where they are solved, near real draws in between."""

import numpy as np
import pytest

from reformlab.lab import BREAKTHROUGHS, LeverError, ParameterError

DRAWS = 12


@pytest.fixture(scope="module")
def surface(lab):
    return lab.band_surface(draws=DRAWS, seed=3)


def test_it_is_exact_for_each_bundle_alone_and_for_all(lab, surface, package):
    alone = lab.package(BREAKTHROUGHS[1:2])
    for run, strengths in ((package, 1.0), (alone, {"urban-rural connectivity": 1.0})):
        real = lab.uncertainty(run, draws=DRAWS, seed=3).bands()
        band = surface.band(strengths, run)
        for mine, theirs in (("welfare", "welfare"), ("factor flow", "dividend: factor flow"), ("R3", "R3"),
                             ("losing", "people in losing groups (%)")):  # fmt: skip
            assert band.loc[mine].to_numpy() == pytest.approx(real.loc[theirs, ["5%", "95%"]].to_numpy(), abs=1e-6)


def test_in_between_it_is_near_real_draws(surface):
    off = surface.check([{"public goods": 0.5, "rights protection": 0.7, "regional balance": 0.2}])
    assert off.loc["welfare", "off by"] < 0.2 * off.loc["welfare", "width"]
    assert (off.loc[["R1", "R2", "R4"], "off by"] < 0.4 * off.loc[["R1", "R2", "R4"], "width"]).all()


def test_no_reform_has_no_band(lab, surface):
    assert np.allclose(surface.band(0.0, lab.package(intensity=0.0)).loc[["welfare", "losing"]], 0, atol=1e-6)


def test_a_package_takes_one_intensity_a_bundle(lab, package):
    mixed = lab.package(intensity={"public goods": 1.0, "regional balance": 0.5})
    assert mixed.levers["citizenization"] == 0.6 and mixed.levers["regional_equalisation"] == pytest.approx(0.15)
    assert "across_province_barrier" not in mixed.levers
    every = lab.package(intensity={bundle.name: 1.0 for bundle in BREAKTHROUGHS})
    assert every.welfare == pytest.approx(package.welfare, abs=1e-12)


def test_bad_strengths_and_draws_are_named(lab, surface, package):
    with pytest.raises(LeverError, match="no bundle is called 'roads'"):
        lab.package(intensity={"roads": 1.0})
    with pytest.raises(LeverError, match="intensity must lie between 0 and 3, got 4"):
        lab.package(intensity={"public goods": 4})
    with pytest.raises(LeverError, match="between 0 and 1 for a band"):
        surface.band(2.0, package)
    with pytest.raises(ParameterError, match="draws must be a whole number"):
        lab.band_surface(draws=1)
    with pytest.raises(LeverError, match="two or more"):
        lab.band_surface(BREAKTHROUGHS[:1])
