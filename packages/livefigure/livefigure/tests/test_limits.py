import matplotlib.pyplot as plt
import numpy as np
import pytest

from livefigure import LiveFigureError
from livefigure.artists import Stage
from livefigure.limits import plain


def limits(content, *, prepare=lambda ax: None, then=None):
    """Return the part that moves the limits of one axes, 1 to 10 both ways."""
    fig, ax = plt.subplots(figsize=(4, 3))
    ax.set(xlim=(1, 10), ylim=(1, 10))
    prepare(ax)
    plt.close(fig)
    part = Stage([fig], {"axes:0": content}, formats={}, names={}).parts[0]
    return part if then is None else part.read(then)


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("10.5", "10.5"),
        (r"$\mathdefault{10^{2}}$", "10²"),
        (r"$\mathdefault{10^{-3}}$", "10⁻³"),
        (r"$\mathdefault{2\times10^{−1}}$", "2×10⁻¹"),
        (r"\$5", "$5"),
        (r"\$$10^{2}$", "$10²"),
    ],
)
def test_labels_become_plain_text(label, words):
    assert plain(label) == words


def test_ticks_are_those_that_matplotlib_draws():
    part = limits({"xlim": (0, 10), "ylim": (1, 1000)}, prepare=lambda ax: ax.set_yscale("log"))
    _, slots = part.read({"xlim": (0, 20), "ylim": (1, 100)})
    assert slots["xticks"] == [[5.0 * k, f"{5 * k}", 0] for k in range(5)]
    major = [tick for tick in slots["yticks"] if tick[2] == 0]
    minor = [tick for tick in slots["yticks"] if tick[2] == 1]
    assert major == [[0.0, "10⁰", 0], [1.0, "10¹", 0], [2.0, "10²", 0]]
    assert len(minor) == 16 and {label for _, label, _ in minor} == {""}
    assert minor[0][0] == pytest.approx(np.log10(2), abs=1e-8)
    _, slots = part.read({"xlim": (20, 0), "ylim": (1, 100)})  # turned round
    assert [tick[0] for tick in slots["xticks"]] == [0, 5, 10, 15, 20]
    _, slots = part.read({"xlim": (0, 1_000_000_000), "ylim": (1, 100)})
    assert slots["xticks"][1][1] == "200000000"  # no factor beside the axis


def test_one_axis_alone_may_move():
    part = limits({"ylim": (0, 5)})
    numbers, slots = part.read({"ylim": (0, 8)})
    assert numbers["ylim"].tolist() == [0, 8] and set(slots) == {"yticks", "visible"}
    part.draw(numbers, slots)
    assert part.artist.get_ylim() == (0, 8) and part.artist.get_xlim() == (1, 10)
    assert part.columns() == [] and part.stand_in() == {} and set(part.tag("p0")) == {"y"}


def test_ticks_have_ids():
    part = limits({"xlim": (0, 10)})
    ids = part.tag("p3")["x"]
    assert ids[0][:2] == ["p3-xa0", "p3-xa1"] and ids[1] == []
    assert [t.get_gid() for t in part.artist.xaxis.get_major_ticks()] == ids[0]


@pytest.mark.parametrize(
    ("content", "then", "words"),
    [
        ((0, 1), None, "(0, 1): limits are a dict with xlim, ylim"),
        ({"xlim": (0, 1, 2)}, None, "xlim is (0, 1, 2); two different finite numbers are needed"),
        ({"xlim": (0, np.inf)}, None, "xlim is (0, inf)"),
        ({"ylim": (2, 2)}, None, "ylim is (2, 2)"),
        ({"xlim": (0, 1)}, {"ylim": (0, 1)}, "gives ylim here and xlim before"),
        ({"xlim": (0, 1)}, {}, "gives no limits here and xlim before"),
        ({"zlim": (0, 1)}, None, "unknown field 'zlim'; allowed: xlim, ylim"),
    ],
)
def test_limits_that_do_not_fit_are_named(content, then, words):
    with pytest.raises(LiveFigureError) as caught:
        limits(content, then=then)
    assert f"gid 'axes:0': {words}" in str(caught.value)


def test_a_log_axis_has_limits_above_zero():
    for pair, fails in (((0.1, 10), False), ((0, 10), True), ((10, -1), True)):
        if not fails:
            limits({"xlim": pair}, prepare=lambda ax: ax.set_xscale("log"))
            continue
        with pytest.raises(LiveFigureError, match="two different finite numbers above zero are needed"):
            limits({"xlim": pair}, prepare=lambda ax: ax.set_xscale("log"))
    limits({"xlim": (-1, 0)})


def test_shared_and_square_axes_are_refused():
    with pytest.raises(LiveFigureError, match="the x axis is shared with other axes; draw without sharex, twinx"):
        limits({"xlim": (0, 1)}, prepare=lambda ax: ax.twinx())
    limits({"ylim": (0, 1)}, prepare=lambda ax: ax.twinx())
    with pytest.raises(LiveFigureError, match="the y axis is shared"):
        limits({"ylim": (0, 1)}, prepare=lambda ax: ax.twiny())
    with pytest.raises(LiveFigureError, match="the aspect of these axes is fixed"):
        limits({"xlim": (0, 1)}, prepare=lambda ax: ax.set_aspect("equal"))
