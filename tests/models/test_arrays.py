"""Arrays that come into a model."""

import numpy as np
import pytest

from reformlab.models import _arrays


def test_a_vector_is_a_read_only_copy():
    given = np.array([1.0, 2.0])
    stored = _arrays.vector("income", given)
    given[0] = 9
    assert stored.tolist() == [1.0, 2.0]
    with pytest.raises(ValueError, match="read-only"):
        stored[0] = 3


def test_one_number_becomes_a_vector_of_one():
    assert _arrays.vector("income", 3).shape == (1,)


def test_what_fits_is_handed_back():
    assert _arrays.vector("income", (1, 2, 3), 3).tolist() == [1, 2, 3]
    assert _arrays.matrix("flows", [[1, 2, 3]], (1, 3)).tolist() == [[1, 2, 3]]
    assert _arrays.square("flows", [[1, 2], [3, 4]], 2).shape == (2, 2)
    assert _arrays.adds_up("shares", np.array([60, 40.0]), 100).tolist() == [60, 40]
    assert _arrays.adds_up("shares", np.array([0.5, 0.5 + 1e-10])).size == 2
    assert _arrays.labels("names", (1, "b"), 2) == ("1", "b")
    with pytest.raises(ValueError, match="read-only"):
        _arrays.matrix("flows", [[1, 2]])[0, 0] = 3
    with pytest.raises(ValueError, match="shares must add up to 1, got 0.5"):
        _arrays.adds_up("shares", np.array([0.25, 0.25]))
    with pytest.raises(ValueError, match="shares must add up to 1, got 1.00000001"):
        _arrays.adds_up("shares", np.array([0.5, 0.50000001]))
    with pytest.raises(ValueError, match=r"matrix of shape 3 x 3, got an array of shape \(2, 2\)"):
        _arrays.square("flows", [[1, 2], [3, 4]], 3)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: _arrays.vector("income", [[1, 2]]),
            r"income must be one row of numbers, got an array of shape \(1, 2\)",
        ),
        (lambda: _arrays.vector("income", [1, 2], 3), "income must hold 3 numbers, got 2"),
        (lambda: _arrays.vector("income", [1, np.inf]), "income must be finite, got inf at position 1"),
        (lambda: _arrays.matrix("flows", [1, 2]), "flows must be a matrix of shape any x any"),
        (lambda: _arrays.matrix("flows", [[1, 2]], (2, None)), "flows must be a matrix of shape 2 x any"),
        (lambda: _arrays.square("flows", [[1, 2], [3, 4], [5, 6]]), "flows must be square"),
        (lambda: _arrays.square("flows", [[1]]), "at least 2 rows"),
        (lambda: _arrays.adds_up("shares", np.array([0.5, 0.6])), "shares must add up to 1, got 1.1"),
        (lambda: _arrays.adds_up("rows", np.array([[1.0, 0], [0.5, 0]])), "got 0.5 in row 1"),
        (lambda: _arrays.labels("names", ["a", "a"], 2), "names must not repeat a name, got 'a' twice"),
        (lambda: _arrays.labels("names", ["a"], 2), "names must hold 2 names, got 1"),
    ],
)
def test_errors_name_the_field_the_value_and_what_is_allowed(call, message):
    with pytest.raises(ValueError, match=message):
        call()
