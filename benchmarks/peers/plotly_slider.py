"""Write the figure of `slider_figure` as a plotly page with its own script inside: ``python plotly_slider.py FILE``."""

import sys

import plotly.graph_objects as go
from slider_figure import HI, LO, START, YEARS, curves


def traces(now):
    """Return the artists of the figure as plotly traces."""
    lines = [go.Scatter(x=YEARS, y=now[name], name=name, mode="lines") for name in ("share", "rest", "growth")]
    text = [f"speed {now['number']:.2f}"]
    return [
        *lines,
        go.Scatter(x=[2000], y=[now["half"]], mode="markers", showlegend=False),
        go.Scatter(x=[1965], y=[95], mode="text", text=text, showlegend=False),
    ]


figure = go.Figure(
    traces(curves(START)),
    frames=[go.Frame(data=traces(curves(v)), name=str(v)) for v in range(LO, HI + 1)],
    layout={"xaxis": {"range": [1950, 2050]}, "yaxis": {"range": [0, 100]}, "width": 691, "height": 374},
)
plot = figure.to_html(full_html=False, include_plotlyjs=True, div_id="plot")
html = f"""<!DOCTYPE html><meta charset="utf-8"><link rel="icon" href="data:,"><body>{plot}
<input type="range" min="{LO}" max="{HI}" step="1" value="{START}"><script>
const now = {{ mode: "immediate", transition: {{ duration: 0 }}, frame: {{ duration: 0, redraw: false }} }};
document.querySelector("input").oninput = (e) => Plotly.animate("plot", [e.target.value], now);
</script></body>"""
with open(sys.argv[1], "w", encoding="utf-8") as out:
    out.write(html)
