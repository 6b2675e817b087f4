import pytest

from livefigure import Slider
from livefigure.texts import signs, write


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("-0.4", "−0.4"),
        ("from -0.4 to -.25%", "from −0.4 to −.25%"),
        ("0.1 (-0.11–-0.05)", "0.1 (−0.11–−0.05)"),
        ("增长-3%", "增长−3%"),
        ("2015-2023, x-1, 1e-7, (a)-2, [1]-2, 3.-2", None),
        ("one-sided - so to say: --2, −-2", None),
    ],
)
def test_a_negative_number_gets_a_minus_sign(text, read):
    assert signs(text) == (read or text)


def test_numbers_are_written_with_a_minus_sign():
    assert write("{:+.1f} at {:,.0f}, 2015-2023", [-0.24, -1234.0]) == "−0.2 at −1,234, 2015-2023"
    assert Slider("a", -2, 2).say(-2) == "−2"
