"""Pictures, tile maps and words."""

import base64
import io
import re

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from reformlab import style


@pytest.fixture
def tiles():
    return pd.DataFrame({"tile_row": [1, 1, 2], "tile_col": [1, 2, 1]}, index=["North", "East", "South"])


def contrast(a, b):
    """WCAG 2.2 contrast ratio of two hex colours."""

    def luminance(colour):
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        parts = [x / 12.92 if x <= 0.03928 else ((x + 0.055) / 1.055) ** 2.4 for x in parts]
        return sum(w * x for w, x in zip((0.2126, 0.7152, 0.0722), parts, strict=True))

    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colour", style.colors)
def test_colours_stand_out_on_light_and_dark_pages(colour):
    assert contrast(colour, "#ffffff") >= 3
    assert contrast(colour, "#14181e") >= 3


@pytest.mark.parametrize("colormap", [style.SEQUENTIAL, style.DIVERGING])
def test_numbers_on_tiles_are_readable(colormap):
    shades = ["#" + "".join(f"{round(255 * c):02x}" for c in colormap(i / 50)[:3]) for i in range(51)]
    assert min(contrast("#111111", shade) for shade in shades) >= 4.5


def test_svg_follows_the_page_and_keeps_text():
    style.use()
    fig, ax = plt.subplots()
    ax.plot([0, 1], [0, 1], gid="line")
    ax.set_title("A title 城镇化")
    svg = style.to_svg(fig, prefix="x-")
    plt.close(fig)
    assert "A title 城镇化" in svg
    assert "var(--fig-ink, #1b1f24)" in svg and "var(--fig-paper, #ffffff)" in svg and "var(--fig-font" in svg
    assert "<style" not in svg  # it would restyle the page around the picture
    ids = set(re.findall(r'\bid="([^"]+)"', svg))
    assert "x-line" in ids and all(i.startswith("x-") for i in ids)
    assert {r for r in re.findall(r'(?:href="#|url\(#)([^")]+)', svg)} <= ids


def test_numbers_that_are_words_keep_their_digits():
    fig, ax = plt.subplots()
    ax.text(0.123456, 0.5, "k = 0.0631, p = +0.000")
    svg = style.to_svg(fig)
    plt.close(fig)
    assert "k = 0.0631, p = +0.000" in svg
    assert not re.search(r'\b[xy]="-?\d+\.\d{3,}"', svg)


def test_same_figure_gives_the_same_svg():
    def draw():
        fig, ax = plt.subplots()
        ax.plot([0, 1], [1, 0])
        return style.show(fig, alt="A falling line").svg

    style.use()
    assert draw() == draw()


def test_chinese_text_has_glyphs(recwarn):
    style.use()
    fig, ax = plt.subplots()
    ax.set_title("户籍 城镇化率")
    fig.canvas.draw()
    plt.close(fig)
    assert not [w for w in recwarn if "missing from" in str(w.message)]


def test_picture_needs_alt_text():
    fig, _ = plt.subplots()
    with pytest.raises(ValueError, match="alt: empty"):
        style.show(fig, alt=" ")
    plt.close(fig)


def test_picture_says_what_it_shows():
    open_before = plt.get_fignums()
    fig, _ = plt.subplots()
    bundle = style.show(fig, alt='Two "lines" & more', caption="Source: census")._repr_mimebundle_()
    assert re.search(r'<img [^>]*alt="Two &quot;lines&quot; &amp; more"', bundle["text/html"])
    assert "<figcaption>Source: census</figcaption>" in bundle["text/html"]
    assert base64.b64decode(bundle["image/png"]).startswith(b"\x89PNG")
    assert plt.get_fignums() == open_before


def test_figures_of_one_picture_stand_one_below_the_other():
    figures = [plt.figure(figsize=size) for size in ((2, 1), (1, 0.5))]
    picture = plt.imread(io.BytesIO(base64.b64decode(style.to_png(figures))))
    for fig in figures:
        plt.close(fig)
    assert picture.shape[:2] == (216, 288)


def test_the_key_names_every_tile_by_its_letters(tiles):
    lettered = tiles.assign(short=["B", "A", *"CDEFGH"][: len(tiles)])
    key = style.tile_key(lettered)
    assert key.startswith(f"Letters: A {tiles.index[1]}, B {tiles.index[0]}") and key.endswith(".")
    assert all(f"{short} {name}" in key for short, name in zip(lettered["short"], tiles.index, strict=True))


def test_tile_map_prints_every_value(tiles):
    fig, ax = plt.subplots()
    style.tile_map(ax, tiles, {"North": 1.0, "East": 2.4}, gid="t", fmt="{:.1f}")
    printed = {t.get_gid(): t.get_text() for t in ax.texts if t.get_gid()}
    plt.close(fig)
    assert printed == {"t-0": "1.0", "t-1": "2.4", "t-2": "–"}


def test_tile_map_rejects_strangers_and_missing_columns(tiles):
    fig, ax = plt.subplots()
    with pytest.raises(KeyError, match="no tile for Atlantis"):
        style.tile_map(ax, tiles, {"Atlantis": 1})
    with pytest.raises(KeyError, match="no column tile_col"):
        style.tile_map(ax, tiles.drop(columns="tile_col"), {})
    plt.close(fig)


def test_unknown_language_is_named():
    with pytest.raises(ValueError, match="'xx' has no catalogue; there are en"):
        style.set_language("xx")
    assert style.tr("Year") == "Year" and style.tr("") == ""


def test_glue_speaks_the_notebook_format(monkeypatch):
    sent = []
    monkeypatch.setattr("IPython.display.display", lambda *a, **k: sent.append((a, k)))
    style.glue(gap="17.8", people="1,412.6")
    (data,), options = sent[0]
    assert data == {"application/papermill.record/text/plain": "'17.8'"}
    assert sent[1][0][0] == {"application/papermill.record/text/plain": "'1,412.6'"}  # bare it would become a pair
    assert options["metadata"]["scrapbook"]["name"] == "gap"
