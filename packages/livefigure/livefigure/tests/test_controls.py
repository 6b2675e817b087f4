import pytest

from livefigure import Choice, LiveFigureError, Play, Slider
from livefigure.controls import arrange


def test_integer_sliders_give_integers():
    year = Slider("year", 1950, 2000, step=10)
    assert year.positions == (1950, 1960, 1970, 1980, 1990, 2000)
    assert all(isinstance(v, int) for v in year.positions)
    assert year.value == 1980


def test_short_ranges_of_whole_numbers_have_a_position_each():
    assert len(Slider("a", 0, 60).positions) == 61 and len(Slider("a", 0, 61).positions) == 21
    assert len(Slider("a", 0.0, 10).positions) == len(Slider("a", 0, 10.0).positions) == 21
    assert len(Slider("a", 0, 10, steps=2).grid) == 21


def test_steps_and_stops_make_a_grid_of_some_positions():
    assert Slider("a", 0, 1, stops=3, steps=5).grid == (0, 5, 10)
    assert len(Slider("a", 0, 1, stops=3, steps=5).positions) == 11
    assert Slider("a", 0, 10, step=1, stops=3).grid == (0, 5, 10)
    assert Slider("a", 0, 10, step=1).grid == tuple(range(11))


def test_decimal_positions_are_clean_numbers():
    assert Slider("a", 0.1, 0.7, step=0.1).positions == (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7)
    assert Slider("a", 0.1, 0.7, step=0.1).say(0.3) == "0.3"


def test_listed_positions():
    uneven = Slider("year", values=[1949, 1978, 2020], value=1978)
    assert uneven.positions == (1949, 1978, 2020) and uneven.grid == (0, 1, 2)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Slider("a", 1, 0), "lo is 1 and hi is 0"),
        (lambda: Slider("a", 0, float("nan")), "hi is nan"),
        (lambda: Slider("a", "x", 1), "lo is 'x'"),
        (lambda: Slider("a", 0), "hi is None"),
        (lambda: Slider("a b", 0, 1), "Python identifier"),
        (lambda: Slider("a", 0, 10, step=3), "divides 0 to 10"),
        (lambda: Slider("a", 0, 10, step=1, value=10.5), "10.5 is not a position; allowed: 0, 1, 2, ..., 10"),
        (lambda: Slider("a", 0, 10, step=1, value=11), "11 is not a position"),
        (lambda: Slider("a", 0, 1, stops=1), "stops is 1"),
        (lambda: Slider("a", 0, 1, steps=0), "steps is 0"),
        (lambda: Slider("a", 0, 1, step=0.5, steps=2), "not both"),
        (lambda: Slider("a", values=[3, 2]), "increasing"),
        (lambda: Slider("a", 0, values=[1, 2]), "either values or"),
        (lambda: Slider("a", 0, 1, format="{:.1f} {:.2f}"), "format is"),
        (lambda: Choice("c", ["x"]), "two or more"),
        (lambda: Choice("c", ["x", "x"]), "two or more different"),
        (lambda: Choice("c", ["x", "y"], value="z"), "'z' is not an option; allowed: 'x', 'y'"),
        (lambda: Choice("c", ["x", "y"], style="menu"), "style is 'menu'"),
        (lambda: Play("a", seconds=0), "seconds is 0"),
        (lambda: arrange([]), "at least one"),
        (lambda: arrange([Slider("a", 0, 1), Slider("a", 0, 1)]), "occurs twice"),
        (lambda: arrange([Slider("a", 0, 1), Play("b")]), "no slider of that name; there are a"),
        (lambda: arrange(["a"]), "none of Slider, Choice, Play"),
    ],
)
def test_errors_name_the_control_the_value_and_what_is_allowed(make, message):
    with pytest.raises(LiveFigureError, match=None) as caught:
        make()
    assert message in str(caught.value)
