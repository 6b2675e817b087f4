"""Ranges of levers, parameters and speeds: what is allowed up to which end, and what stands on file."""

import dataclasses
import inspect
import json

import numpy as np
import pytest

import reformlab.lab as lab_package
from reformlab.lab import (
    ASSUMED,
    China2020,
    LeverError,
    Pace,
    ParameterError,
    Parameters,
    best_response,
    dividends,
    transition,
    uncertainty,
    welfare,
)
from reformlab.lab.parameters import assumptions
from tests.lab.on_file import FILE, found

STORED = json.loads(FILE.read_text(encoding="utf-8"))
OUTWARDS = 1e-9


@pytest.mark.parametrize("part", list(STORED))
def test_the_library_has_what_is_on_file(part):
    assert found()[part] == STORED[part]


@pytest.mark.parametrize("name", list(STORED["levers"]))
def test_a_lever_moves_up_to_its_ends_and_no_further(lab, name):
    _, _, low, high, neutral, by_province = STORED["levers"][name]
    assert lab.reform().values[name] == neutral
    assert lab.reform(**{name: neutral}).moved == {}
    many = np.linspace(low, high, 31)
    for end, beyond in ((low, low - OUTWARDS), (high, high + OUTWARDS)):
        assert lab.reform(**{name: end})[name] == end
        with pytest.raises(LeverError, match=rf"{name} must be between {low:g} and {high:g}, got"):
            lab.reform(**{name: beyond})
        if by_province:
            assert lab.reform(**{name: many})[name].tolist() == many.tolist()
            with pytest.raises(LeverError, match=rf"{name} must be between .* for Hebei"):
                lab.reform(**{name: np.where(np.arange(31) == 2, beyond, many)})
    if not by_province:
        with pytest.raises(LeverError, match=f"{name} takes one number for the whole country, got 31 values"):
            lab.reform(**{name: many})


@pytest.mark.parametrize("kind", [Parameters, Pace])
def test_a_field_goes_up_to_its_ends_and_no_further(kind):
    limits = STORED["parameters"] if kind is Parameters else STORED["pace"]
    for field in dataclasses.fields(kind):
        low, high = limits.get(field.name, (0.0, 1.0))
        for end, beyond in ((low, low - OUTWARDS), (high, high + OUTWARDS)):
            if np.isfinite(end):
                with pytest.raises(ParameterError, match=rf"{field.name} must (be|lie) "):
                    kind(**{field.name: beyond})
            try:
                assert getattr(kind(**{field.name: end}), field.name) == end
            except ParameterError as error:  # shares that have to add up
                assert "add up to 1" in str(error) or "leave a share for capital" in str(error)


@pytest.mark.parametrize("value", [None, "much", np.nan, np.ones(2)])
def test_what_is_no_number_is_refused(value):
    for make, name in ((Parameters, "tax_rate"), (Pace, "pull")):
        with pytest.raises(ParameterError, match=f"{name} must (be|lie) .*between"):
            make(**{name: value})
    with pytest.raises(ParameterError, match="assumed: match_rural must be a number between 0.75 and 12"):
        China2020(assumed={"match_rural": value})


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [
        ("match_rural", 0.75, 12.0),
        ("rural_service_ratio", 0.25, 1.0),
        ("world_size", 2.0, 14.0),
        ("movers_in_towns", 0.4, 0.99),
    ],
)
def test_an_assumption_may_be_half_its_lowest_to_twice_its_highest_and_a_share_no_one(name, low, high):
    for end, beyond in ((low, low - OUTWARDS), (high, high + OUTWARDS)):
        assert assumptions({name: end})[name] == end
        with pytest.raises(ParameterError, match=rf"assumed: {name} must be a number between {low:g} and {high:g}"):
            assumptions({name: beyond})
    assert assumptions()[name] == ASSUMED[name].value


def test_results_cannot_be_changed():
    kinds = [kind for _, kind in inspect.getmembers(lab_package, dataclasses.is_dataclass)]
    for module in (best_response, dividends, transition, uncertainty, welfare):
        kinds += [kind for _, kind in inspect.getmembers(module, dataclasses.is_dataclass)]
    for kind in kinds:
        assert kind.__dataclass_params__.frozen, kind.__name__
