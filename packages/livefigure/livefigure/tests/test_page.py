import base64
import json
import re

import ipywidgets
import matplotlib.pyplot as plt
import numpy as np
import pytest

from livefigure import LiveFigureError, page, show

from . import gallery
from .conftest import notebook_html


@pytest.fixture(scope="module")
def three():
    return [gallery.build(name) for name in ("lines", "scatter", "scales")]


def test_the_page_keeps_picture_and_controls_and_drops_the_state(three):
    done = page.convert(notebook_html(three), page="lesson", root="../")
    assert done.figures == 3 and done.html.count("<svg") == 3
    assert "application/vnd.jupyter" not in done.html
    assert len(done.html.encode()) <= 250_000
    assert done.html.count("<label for=") == 5


def test_the_table_stands_in_a_file_beside_the_page(three):
    done = page.convert(notebook_html(three[:1]), page="lesson", root="../")
    ((name, text),) = done.files.items()
    assert name.startswith("_static/live/") and f'data-live="../{name}"' in done.html
    payload = json.loads(text[text.index("=", text.index("]")) + 1 : text.rindex(";")])
    assert base64.b64decode(payload["table"]) == three[0].table
    assert payload["meta"]["worst_error"] == three[0].worst_error
    base = np.frombuffer(three[0].table, "<f8", three[0].meta["size"])
    assert np.isfinite(base[:51]).all()


def test_the_name_of_a_table_follows_its_content(three):
    one, two = (page.convert(notebook_html([f]), page="x").files for f in three[:2])
    assert set(one) != set(two)
    assert set(one) == set(page.convert(notebook_html(three[:1]), page="other").files)


def test_a_page_without_widgets_is_left_alone():
    html = '<p>Text</p><script src="require.js"></script>'
    assert page.convert(html, page="x").html == html


def test_a_still_figure_is_a_drawing_on_a_page_and_an_image_where_scripts_are_taken_out():
    fig, ax = plt.subplots()
    ax.plot([1, 2], label="Rural")
    ax.legend()
    html = show(fig, alt='A "line" rises', caption="Source")._repr_mimebundle_()["text/html"]
    done = page.convert(f"<p>Text</p>{html}", page="x").html
    label = '<div class="picture" role="img" aria-label="A &quot;line&quot; rises"><svg '
    assert label in done and "Rural" in done and "<img" not in done and "<script" not in done
    safe = re.sub("<script.*?</script>", "", html, flags=re.DOTALL)
    assert re.sub("<[^>]*>", "", safe) == "Source" and 'alt="A &quot;line&quot; rises"' in safe


def test_loaders_of_other_hosts_are_dropped(three):
    loader = '<script src="https://host.example/require.min.js"></script><script src="https://h.example/embed-amd.js">'
    done = page.convert(loader + "</script>" + notebook_html(three[:1]), page="x")
    assert "host.example" not in done.html and "h.example" not in done.html


def test_other_widgets_are_refused_by_page_and_name():
    with pytest.raises(LiveFigureError) as caught:
        page.convert(notebook_html([ipywidgets.IntSlider()]), page="lessons/05")
    assert "'lessons/05'" in str(caught.value) and "IntSlider" in str(caught.value)
    assert "use LiveFigure" in str(caught.value)


def test_a_state_that_was_not_saved_is_said(three):
    html = notebook_html(three[:1])
    with pytest.raises(LiveFigureError, match="not saved; run the notebook again"):
        page.convert(html[: html.index('<script type="application/vnd.jupyter.widget-state')], page="x")
    with pytest.raises(LiveFigureError, match="cannot be read"):
        page.convert(html.replace('"state"', '"staat"'), page="x")


def test_the_page_script_is_no_module():
    script = page.page_script()
    assert "export " not in script and "import " not in script


def test_a_widget_that_only_looks_like_a_figure_is_none(three):
    state = three[0].get_state()
    assert page.is_live(state)
    assert not page.is_live({**state, "meta": {}}) and not page.is_live({**state, "html": "<p>"})


def test_what_the_page_moves_reaches_the_kernel(three):
    assert {"at", "exact", "exact_slots", "exact_at", "meta", "table"} <= set(three[0].keys)
