"""What a figure finds stands above its picture and follows the controls; letters stay readable on a phone."""

import re

import matplotlib.pyplot as plt
import pytest

from livefigure import LiveFigure, Slider, words

from .conftest import write_site

SMALLEST = 11  # px, on a phone


def make(size=(6.4, 3.6), letters=8, **options):
    fig, ax = plt.subplots(figsize=size, layout="constrained")
    ax.plot([0, 1], [0, 1], gid="line")
    ax.set_title("one\ntwo", loc="center", gid="head", fontsize=14)  # whatever style an earlier test left
    ax.text(0.5, 0.5, "small", fontsize=letters)

    def move(a):
        return {"line": ([0, 1], [0, a]), "head": f"The line ends\nat {a:.0f}"}

    end = Slider("a", 1, 3, value=1, step=1, label="End")
    return LiveFigure(fig, move, [end], title="A line", alt="It rises.", **options)


def box(figure):
    return [float(number) for number in re.search(r'viewBox="([^"]+)"', figure.html)[1].split()]


def test_the_finding_is_words_of_the_page_and_its_room_in_the_picture_is_gone():
    figure, plain = make(), make(finding="")
    assert '<p class="live-finding"><span>The line ends at 1</span></p>' in figure.html
    assert '<p class="live-measure" aria-hidden="true">A line</p>' in figure.html
    assert 'class="live-head"' in figure.html and figure.meta["finding"] == "head"
    assert "live-finding" not in plain.html and "live-head" not in plain.html and "finding" not in plain.meta
    _, top, width, height = box(figure)
    assert box(plain) == pytest.approx([0, 0, width, top + height], abs=0.1)
    assert 30 < top < 60  # two lines of 14 points


def test_what_stands_beside_the_finding_is_not_cut():
    fig, axes = plt.subplots(1, 2, figsize=(6.4, 3.6), layout="constrained")
    axes[0].plot([0, 1], [0, 1], gid="line")
    axes[0].set_title("head", gid="head")
    axes[1].set_title("the other panel")
    move = {"line": [0, 1], "head": "It is so"}
    beside = LiveFigure(fig, lambda a: move, [Slider("a", 0, 1, step=1, label="A")], title="Two", alt="Panels.")
    assert box(beside)[1] < 8 and ">It is so</span></p>" in beside.html


def test_a_figure_without_such_a_text_has_none():
    fig, ax = plt.subplots()
    ax.plot([0, 1], [0, 1], gid="head")  # a line of that name says nothing
    none = LiveFigure(fig, lambda a: {"head": [0, a]}, [Slider("a", 0, 1, step=1, label="A")], title="T", alt="A.")
    assert "live-finding" not in none.html and box(none)[1] == 0


def test_the_still_picture_of_a_notebook_keeps_its_title():
    figure = make()
    drawn = figure.draw_at(a=2)
    assert drawn.axes[0].get_title() == "The line ends\nat 2" and drawn.axes[0].title.get_visible()


@pytest.fixture(scope="module")
def url(serve, tmp_path_factory):
    folder = write_site(tmp_path_factory.mktemp("finding") / "course", {"one": [make(), make(size=(8, 4), letters=6)]})
    return serve(folder.parent) + "course/lessons/one.html"


@pytest.mark.browser
def test_the_finding_follows_the_controls(visit, url):
    page = visit(url).ready(2).page
    finding, slider = page.locator(".live-finding").first, page.get_by_label("End").first
    slider.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.querySelector('.live-finding').textContent === 'The line ends at 2'")
    assert finding.is_visible() and page.locator(".live-head").first.is_hidden()
    page.get_by_role("button", name="Reset").first.click()
    page.wait_for_function("document.querySelector('.live-finding').textContent === 'The line ends at 1'")


@pytest.mark.browser
def test_every_letter_can_be_read_on_a_phone(visit, url):
    page = visit(url, viewport={"width": 390, "height": 844}).ready(2).page
    sizes = page.evaluate(
        """() => [...document.querySelectorAll('.live-picture svg text')].filter((text) => text.getClientRects().length)
          .map((text) => {
            const svg = text.ownerSVGElement;
            const shrunk = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
            return [text.textContent, parseFloat(getComputedStyle(text).fontSize) * shrunk];
          })"""
    )
    assert {"small"} <= {text for text, _ in sizes}
    assert [one for one in sizes if one[1] < SMALLEST] == []


WIDE_AND_CLOSE = """() => {
  const svg = document.querySelector(".live-picture svg"), box = svg.getBoundingClientRect();
  const texts = [...svg.querySelectorAll("text")].filter((text) => text.getBoundingClientRect().width);
  const boxes = texts.map((text) => [text.textContent, text.getBoundingClientRect()]);
  const out = boxes.filter(([, one]) => one.left < box.left - 1 || one.right > box.right + 1);
  const share = (a, b, from, to, side) =>
    (Math.min(a[to], b[to]) - Math.max(a[from], b[from])) / Math.min(a[side], b[side]);
  const pairs = boxes.flatMap(([word, one], i) => boxes.slice(i + 1).filter(([, two]) =>
    share(one, two, "left", "right", "width") > 0.25 && share(one, two, "top", "bottom", "height") > 0.25)
    .map(([other]) => `${word} and ${other}`));
  return [boxes.length, ...out.map(([word]) => word), ...pairs];
}"""


@pytest.mark.browser
def test_an_edition_in_square_letters_has_room_for_them_on_a_phone(visit, serve, tmp_path):
    fig, ax = plt.subplots(figsize=(6.4, 4), layout="constrained")
    (line,) = ax.plot([0, 1], [0, 1], gid="line")
    line.set_label("line")
    ax.set_yticks([0, 1], ["a name as long as any", "another"], fontsize=9)
    ax.text(0.1, 0.9, "two\nlines", fontsize=8)
    words.set_language("zh")
    try:
        figure = LiveFigure(
            fig, lambda a: {"line": ([0, 1], [0, a])}, [Slider("a", 0.0, 1.0, step=0.5)], title="Line", alt="A line."
        )
    finally:
        words.set_language("en")
    folder = write_site(tmp_path / "course", {"one": [figure]})
    site = folder / "lessons/one.html"
    site.write_text(site.read_text("utf-8").replace('lang="en"', 'lang="zh-CN"'), "utf-8")
    page = visit(serve(tmp_path) + "course/lessons/one.html", viewport={"width": 390, "height": 844}).ready(1).page
    count, *wrong = page.evaluate(WIDE_AND_CLOSE)
    assert count > 6 and not wrong
