"""The validators name the field, the value and what is allowed."""

import numpy as np
import pytest

from reformlab.models import _check as check


@pytest.mark.parametrize("value", [0, 1.5, np.float64(2.0), np.int64(3), [1, 2.5], np.array([[1.0], [2.0]])])
def test_finite_returns_the_value_it_was_given(value):
    assert check.finite("rate", value) is value


@pytest.mark.parametrize("value", ["80", None, True, [1, "a"], [None], {"a": 1}, 1j])
def test_finite_refuses_what_is_not_a_number(value):
    with pytest.raises(TypeError, match="rate must be a number"):
        check.finite("rate", value)


@pytest.mark.parametrize(
    ("value", "shown"), [(float("nan"), "nan"), (float("inf"), "inf"), ([1.0, -np.inf], "-inf at position 1")]
)
def test_finite_refuses_nan_and_infinity(value, shown):
    with pytest.raises(ValueError, match=f"rate must be finite, got {shown}"):
        check.finite("rate", value)


def test_finite_refuses_an_empty_array():
    with pytest.raises(ValueError, match="rate must hold at least one number"):
        check.finite("rate", [])


def test_object_arrays_of_numbers_are_numbers():
    value = np.array([1, 2.5], dtype=object)
    assert check.finite("rate", value) is value


def test_positive():
    assert check.positive("years", 0.001) == 0.001
    with pytest.raises(ValueError, match="years must be greater than 0, got 0"):
        check.positive("years", 0)
    with pytest.raises(ValueError, match="years must be greater than 0, got -2 at position 1"):
        check.positive("years", [3, -2])


def test_non_negative():
    assert check.non_negative("people", 0) == 0
    with pytest.raises(ValueError, match="people must be 0 or greater, got -1"):
        check.non_negative("people", -1)


def test_within_allows_its_ends_unless_told_otherwise():
    assert check.within("rate", 100, 0, 100) == 100
    with pytest.raises(ValueError, match="rate must be between 0 and 100, got 100.5"):
        check.within("rate", 100.5, 0, 100)
    with pytest.raises(ValueError, match="rate must be greater than 0 and less than 100, got 100"):
        check.within("rate", 100, 0, 100, open_ends=True)
    with pytest.raises(ValueError, match="rate must be between 0 and 1, got 2 at position 0, 1"):
        check.within("rate", [[0.5, 2.0]], 0, 1)


def test_whole():
    assert check.whole("year", 2035.0) == 2035.0
    with pytest.raises(ValueError, match="year must be a whole number, got 2035.5"):
        check.whole("year", 2035.5)
    with pytest.raises(ValueError, match="months must be between 0 and 12, got 13"):
        check.whole("months", 13, 0, 12)


@pytest.mark.parametrize(
    ("open_ends", "good", "bad"), [(False, (2, 5), (1.999, 5.001)), (True, (2.001, 4.999), (2, 5))]
)
def test_within_at_both_ends_in_numbers_and_arrays(open_ends, good, bad):
    for value in (*good, list(good), 2.5):
        assert check.within("rate", value, 2, 5, open_ends=open_ends) is value
    for value in (*bad, [3, bad[0]], [bad[1], 3]):
        with pytest.raises(ValueError, match="rate must be"):
            check.within("rate", value, 2, 5, open_ends=open_ends)


def test_whole_may_be_bounded_on_one_side_alone():
    assert check.whole("seed", 0, 0) == 0
    assert check.whole("seed", -7, hi=3) == -7
    with pytest.raises(ValueError, match="seed must be between 0 and inf, got -1"):
        check.whole("seed", -1, 0)
    with pytest.raises(ValueError, match="seed must be between -inf and 3, got 4"):
        check.whole("seed", 4, hi=3)
    with pytest.raises(ValueError, match="seed must be a whole number, got 1.5 at position 1"):
        check.whole("seed", [1, 1.5])
    assert check.non_negative("people", [0, 1]) == [0, 1]


def test_one_of():
    assert check.one_of("vintage", "revised", ("first", "revised")) == "revised"
    with pytest.raises(ValueError, match="vintage must be one of 'first', 'revised', got 'old'"):
        check.one_of("vintage", "old", ("first", "revised"))


def test_same_length():
    check.same_length(year=[1, 2], share=(3, 4))
    with pytest.raises(ValueError, match="year and share must have the same length: year has 2, share has 1"):
        check.same_length(year=[1, 2], share=[3])
