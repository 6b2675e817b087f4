"""The walker finds nothing in figures that are right, and names what is wrong in those that are not."""

import re

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from livefigure import LiveFigure, Slider
from livefigure.tests import gallery
from livefigure.tests.conftest import serve, write_site  # noqa: F401 -- serve is a fixture

from . import figures

pytestmark = pytest.mark.browser

# figure, what the model has otherwise than the page, and the fault that must be named
WRONG = [
    ("lines", lambda out: {"curve": (out["curve"][0], out["curve"][1] + 0.2)}, "curve: outline"),
    ("lines", lambda out: {"point": (out["point"][0], out["point"][1] + 0.2)}, "point: outline"),
    ("lines", lambda out: {"note": (out["note"][0] + 0.01, out["note"][1])}, "note: words"),
    ("lines", lambda out: {"tag": out["tag"] | {"x": out["tag"]["x"] ** 2 / 2000}}, "tag: moved"),
    ("fills", lambda out: {"band": (out["band"][0], out["band"][1] + 0.05)}, "band: outline"),
    ("fills", lambda out: {"stack": out["stack"] * [[1], [1], [0.9]]}, "stack: outline"),
    ("bars", lambda out: {"bars": out["bars"] | {"color": ["#2b7bba"] * 3}}, "bars (p0-1): colours"),
    ("bars", lambda out: {"flat": [out["flat"][0], out["flat"][1] * 0.99]}, "flat (p2-1): outline"),
    ("scatter", lambda out: {"colored": out["colored"] | {"sizes": out["colored"]["sizes"] + 3}}, "colored: outline"),
    ("scatter", lambda out: {"colored": out["colored"] | {"values": np.arange(8.0)}}, "colored: colours"),
    ("tiles", lambda out: {"map": out["map"] + [0, 0, 0, 0, 1, 0]}, "map: colours"),
    ("scales", lambda out: {"axes:1": {"xlim": out["axes:1"]["xlim"], "ylim": (0, 9)}}, "axes:1 ticks"),
    ("scales", lambda out: {"power": (out["power"][0], out["power"][1] * 1.02)}, "power: outline"),
    ("hidden", lambda out: {"legend": True}, "legend: visible"),
    ("hidden", lambda out: {"dot": (0.5, 0.25)}, "dot: outline"),
    ("hidden", lambda out: {"words": "there"}, "words: words"),
    ("linked", lambda out: {"right": out["right"][::-1]}, "right: outline"),
    ("between", lambda out: {"note": 1.4 * out["note"]}, "note: words"),
]


@pytest.fixture
def opened(chromium, serve, tmp_path):  # noqa: F811
    """Return a function that shows figures on a page; what the page complains of stands in ``heard``."""
    pages = []

    def show(*some):
        page = chromium.new_page(viewport={"width": 1280, "height": 900})
        pages.append(page)
        page.heard = figures.listen(page)
        page.goto(serve(write_site(tmp_path, {"one": some})) + "lessons/one.html")
        return page

    yield show
    for page in pages:
        page.close()


def otherwise(name, change):
    """Return a figure of the gallery whose model gives something else than that on the page."""
    with mpl.rc_context({"figure.figsize": (5.0, 3.2), "path.simplify": False}):
        fig, move, controls = getattr(gallery, name)()
        return LiveFigure(fig, lambda **at: (out := move(**at)) | change(out), controls, title=name, alt=name)


def test_figures_of_every_kind_are_right(opened):
    some = [*map(gallery.build, gallery.ALL)]
    page = opened(*some)
    faults = figures.walk(page, some, where="gallery")
    assert not faults and not page.heard, figures.report(faults) or page.heard


def test_marks_that_look_alike_share_a_style_and_can_change_it(opened):
    fig, ax = plt.subplots()
    ax.plot(range(6), range(6), "o-", color="#2b7bba", gid="points")
    ax.scatter(range(6), range(6), color="#2b7bba", gid="cloud")
    color = {True: "#d24b4b", False: "#2b7bba"}

    def move(a):
        return {gid: {"x": range(6), "y": np.arange(6.0) * a, "color": color[a > 1]} for gid in ("points", "cloud")}

    figure = LiveFigure(fig, move, [Slider("a", 0, 2, value=1, step=1)], title="marks", alt="marks")
    assert len(re.findall(r"<use (?:(?!style=)[^>])*>", figure.html)) >= 6
    page = opened(figure)
    assert not figures.walk(page, [figure], where="marks") and not page.heard


@pytest.mark.parametrize(("name", "change", "named"), WRONG)
def test_what_is_wrong_is_named(opened, name, change, named):
    faults = figures.walk(opened(gallery.build(name)), [otherwise(name, change)], where="page")
    assert all(f"page, figure 1 ({name}), " in fault for fault in faults)
    parts = {part for fault in faults for part in re.findall(r": ([^:]+: \w+|axes:1 ticks)[^:]*: shown ", fault)}
    assert named in parts, figures.report(faults)
    # nothing else is held to be wrong, but for what stands on axes whose limits move
    assert {part.split(" ")[0] for part in parts} == {named.split(" ")[0]} or name == "scales", figures.report(faults)


@pytest.mark.parametrize(
    ("script", "named"),
    [
        ("root.addEventListener('input', () => { throw new Error('broken'); })", "broken"),
        ("root.querySelector('.live-note').textContent = 'No such number.'", "No such number."),
        ("root.dataset.failed = ''", "data-failed"),
        ("root.querySelectorAll('input')[1].disabled = true", "disabled"),
        ("root.addEventListener('input', () => { root.querySelector('.live-value').textContent = 0; })", "value shown"),
    ],
)
def test_a_figure_that_fails_is_named(opened, script, named):
    one = gallery.build("lines")
    page = opened(one)
    page.wait_for_selector("[data-ready]")
    page.evaluate(f"() => {{ const root = document.querySelector('.live-figure'); {script}; }}")
    faults = figures.walk(page, [one])
    assert any(named in fault for fault in faults), figures.report(faults)


def test_a_page_with_other_figures_is_named(opened):
    faults = figures.walk(opened(gallery.build("bars")), [gallery.build("lines")], where="page")
    assert faults == ["page: shows the figures ['bars']; its code shows ['lines']"]
