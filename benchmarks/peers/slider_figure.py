"""The figure that all sliders of `slider.py` move: a logistic curve, two more lines, a point, and a number."""

import numpy as np

YEARS = np.arange(1950.0, 2051.0)
LO, HI, START = 60, 95, 80


def curves(ceiling, pace=4.0):
    """Return the three lines, the point and the number for one position of the sliders."""
    share = ceiling / (1 + np.exp(-pace / 100 * (YEARS - 2000)))
    growth = np.gradient(share, YEARS) * 20
    return {"share": share, "rest": 100 - share, "growth": growth, "half": ceiling / 2, "number": ceiling * pace / 400}


def draw(ceiling=START, pace=4.0):
    """Draw the figure with matplotlib."""
    import matplotlib.pyplot as plt

    now = curves(ceiling, pace)
    fig, ax = plt.subplots(figsize=(7.2, 3.9))
    for name in ("share", "rest", "growth"):
        ax.plot(YEARS, now[name], label=name, gid=name)
    ax.plot([2000], [now["half"]], "o", gid="half")
    ax.text(0.02, 0.94, f"speed {now['number']:.2f}", transform=ax.transAxes, gid="number")
    ax.set(xlim=(1950, 2050), ylim=(0, 100), xlabel="Year", ylabel="Share, %")
    ax.legend(loc="center left")
    return fig


def live():
    """Return the figure as a LiveFigure."""
    from livefigure import LiveFigure, Slider

    def move(ceiling, pace):
        now = curves(ceiling, pace)
        lines = {name: now[name] for name in ("share", "rest", "growth")}
        return {**lines, "half": (2000, now["half"]), "number": now["number"]}

    return LiveFigure(
        draw(),
        move,
        [Slider("ceiling", LO, HI, value=START, step=1), Slider("pace", 2.0, 6.0, value=4.0, step=0.25)],
        title="A logistic curve",
        alt="Three lines over the years.",
        formats={"number": "speed {:.2f}"},
    )
