import datetime

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from livefigure import LiveFigureError
from livefigure.space import LOWEST, Space, in_data, plain


@pytest.fixture
def ax():
    fig, ax = plt.subplots(figsize=(4, 3), dpi=72)
    ax.set(xlim=(0, 10), ylim=(20, 0))
    yield ax
    plt.close(fig)


def test_the_box_is_measured_from_the_top(ax):
    box = ax.get_position()
    assert Space(ax.figure, ax, 2).spec() == {
        "picture": 2,
        "box": [round(v, 4) for v in (box.x0 * 288, (1 - box.y1) * 216, box.width * 288, box.height * 216)],
        "x": [0.0, 10.0],
        "y": [20.0, 0.0],
        "scale": ["linear", "linear"],
    }
    whole = Space(ax.figure, None, 0)
    assert whole.box == [0.0, 0.0, 288.0, 216.0] and whole.limits("x") == [0.0, 1.0] and whole.scale("y") == "linear"


def test_places_are_matplotlibs_places(ax):
    ax.set(xscale="log", xlim=(1, 1000))
    space, at = Space(ax.figure, ax, 0), np.array([[1, 20], [10, 5], [1000, -3.0]])
    linear = np.column_stack([space.forward("x", at[:, 0]), space.forward("y", at[:, 1])])
    true = ax.transData.transform(at)
    assert space.page(linear, (True, True)) == pytest.approx(np.column_stack([true[:, 0], 216 - true[:, 1]]))
    true = ax.transAxes.transform([[0.25, 0.75]])
    assert space.page([[0.25, 0.75]], (False, False)) == pytest.approx(np.array([[true[0, 0], 216 - true[0, 1]]]))
    assert np.isnan(space.page([[LOWEST, 1]], (True, True))[0, 0])
    assert np.isfinite(space.page([[LOWEST + 1, LOWEST]], (True, True))).all()  # y is linear


def test_what_is_not_above_zero_lies_far_below_a_log_axis(ax):
    ax.set_xscale("log")
    space = Space(ax.figure, ax, 0)
    assert space.forward("x", [100, 0, -1, np.nan]) == pytest.approx([2, LOWEST, LOWEST, np.nan], nan_ok=True)
    assert space.forward("y", [0, -1]).tolist() == [0, -1]


def test_dates_categories_and_masks_become_numbers(ax):
    days = [datetime.date(1970, 1, 2), datetime.date(1970, 1, 4)]
    ax.clear()
    ax.plot(days, ["b", "a"])
    space = Space(ax.figure, ax, 0)
    assert space.numbers("x", days).tolist() == [1, 3] and space.numbers("y", ["a", "b"]).tolist() == [1, 0]
    assert np.array_equal(space.numbers("", np.ma.array([1, 2], mask=[0, 1])), [1, np.nan], equal_nan=True)
    assert Space(ax.figure, None, 0).numbers("x", [1, 2]).tolist() == [1, 2]


@pytest.mark.parametrize(
    ("values", "answer"),
    [
        (np.array([1.0]), True),
        (pd.Series([1.0]), True),
        (np.array([1]), False),
        ([1.0], False),
        (1.0, False),
        (np.ma.array([1.0]), False),
        (pd.Series([1.0], dtype="Float64"), False),
    ],
)
def test_plain_floats(values, answer):
    assert plain(values) is answer


def test_other_scales_and_projections_are_refused(ax):
    ax.set_yscale("symlog")
    space = Space(ax.figure, ax, 0)
    assert space.scale("x") == "linear"
    with pytest.raises(LiveFigureError, match="y axis with scale 'symlog' cannot move; allowed: 'linear', 'log'"):
        space.scale("y")
    with pytest.raises(LiveFigureError, match="projection 'polar' cannot move; allowed: ordinary x-y axes"):
        Space(ax.figure, ax.figure.add_subplot(projection="polar"), 0)


def test_which_coordinates_are_data(ax):
    line = ax.plot([0, 1], [0, 1])[0]
    assert in_data(line) == (True, True) and in_data(ax.axvline(1)) == (True, False)
    assert in_data(ax.axhline(1)) == (False, True)
    assert in_data(ax.text(0, 0, "", transform=ax.transAxes)) == (False, False)
    assert in_data(ax.figure.text(0, 0, "")) == (False, False)
