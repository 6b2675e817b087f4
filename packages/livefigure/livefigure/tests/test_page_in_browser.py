"""A static page in a real browser: without scripts, by keyboard, mouse, touch, from a folder, on a phone."""

import json
import re

import matplotlib as mpl
import pytest
from axe_playwright_python.sync_playwright import Axe

from livefigure import LiveFigureError, page_colors, still
from livefigure.still import INK

from . import gallery
from .conftest import write_site

pytestmark = pytest.mark.browser

NAMES = ("lines", "linked", "tiles", "between")


@pytest.fixture(scope="module")
def figures():
    return {name: gallery.build(name, caption="Source: a test.") for name in NAMES}


@pytest.fixture(scope="module")
def folder(figures, tmp_path_factory):
    return write_site(tmp_path_factory.mktemp("page") / "course", {"one": list(figures.values())})


@pytest.fixture(scope="module")
def url(folder, serve):
    return serve(folder.parent) + "course/lessons/one.html"


def curve(page, part="[id$='-p0'] path"):
    return page.locator(f".live-figure >> nth=0 >> {part}").first.get_attribute("d")


def test_the_picture_and_its_words_are_there_without_scripts(visit, url):
    page = visit(url, java_script_enabled=False).page
    assert curve(page)
    assert page.locator(".live-figure svg").count() == 5
    assert page.get_by_role("img", name="lines").count() == 1
    assert "A small figure: lines." in page.locator("svg desc").first.text_content()
    assert page.locator(".live-figure :is(input, select, button):not(:disabled)").count() == 0
    assert "Moving it needs scripts" in page.locator("noscript").first.inner_html()
    assert page.get_by_text("Source: a test.").first.is_visible()


def test_nothing_foreign_is_asked_for_and_nothing_complains(visit, url):
    one = visit(url).ready(len(NAMES))
    host = url.split("/course/")[0]
    assert len(one.requests) >= 3 + len(NAMES)
    assert [r for r in one.requests if not r.startswith((host, "data:"))] == []
    assert one.complaints == []


def test_tables_are_loaded_only_near_the_screen(visit, url):
    one = visit(url, viewport={"width": 600, "height": 300})
    one.page.wait_for_function("document.querySelector('.live-figure[data-ready]')")
    assert one.page.locator(".live-figure[data-ready]").count() < len(NAMES)


def test_a_figure_keeps_its_height_when_it_can_be_moved(visit, url):
    page = visit(url, viewport={"width": 600, "height": 300}).page
    last = page.locator(".live-figure").last
    still = last.and_(page.locator(":not([data-ready])")).bounding_box()["height"]
    last.scroll_into_view_if_needed()
    assert last.and_(page.locator("[data-ready]")).bounding_box()["height"] == still


def test_a_control_touched_before_its_table_is_there_moves_once_it_is(visit, url):
    one = visit(url, viewport={"width": 600, "height": 300})
    last = one.page.locator(".live-figure").last
    slider = last.locator("input[type=range]")
    slider.evaluate("n => { n.value = 20; n.dispatchEvent(new Event('input', { bubbles: true })); }")
    last.and_(one.page.locator("[data-ready]")).wait_for(state="attached")
    assert last.locator(".live-value").text_content() == "2.2"


def test_keyboard(visit, url):
    page = visit(url).ready(len(NAMES)).page
    slider = page.get_by_label("Middle year").first
    before = curve(page)
    slider.focus()
    page.keyboard.press("ArrowRight")
    assert slider.get_attribute("aria-valuetext") == "2005"
    assert curve(page) != before
    page.keyboard.press("Home")
    assert slider.get_attribute("aria-valuetext") == "1980"
    page.keyboard.press("End")
    assert slider.get_attribute("aria-valuetext") == "2020"
    outline = slider.evaluate("n => getComputedStyle(n).outlineStyle")
    assert outline != "none"


def test_mouse(visit, url):
    page = visit(url).ready(len(NAMES)).page
    slider = page.get_by_label("Ceiling").first
    box = slider.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 3, box["y"] + box["height"] / 2, steps=4)
    page.mouse.up()
    assert slider.get_attribute("aria-valuetext") == "90%"


def test_touch_on_a_phone(visit, url):
    one = visit(url, viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True).ready(len(NAMES))
    page = one.page
    slider = page.get_by_label("Ceiling").first
    box = slider.bounding_box()
    page.touchscreen.tap(box["x"] + 4, box["y"] + box["height"] / 2)
    assert slider.get_attribute("aria-valuetext") == "60%"
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    heights = page.locator(".live-figure :is(input[type=range], select, button, .live-radio, summary)").evaluate_all(
        "all => all.filter(n => n.offsetParent).map(n => n.getBoundingClientRect().height)"
    )
    assert min(heights) >= 44
    tops = page.locator(".live-figure >> nth=0 >> [data-control]").evaluate_all("a => a.map(n => n.offsetTop)")
    assert tops[0] < tops[1]  # the controls stand below each other
    sizes = page.locator(".live-figure >> nth=0 >> svg text").evaluate_all(
        "all => all.map(n => { const m = n.getScreenCTM();"
        " return parseFloat(getComputedStyle(n).fontSize) * Math.hypot(m.a, m.b); })"
    )
    assert min(sizes) >= 8


def swipe(page, x, y, by):
    """Swipe vertically with one finger that begins at (x, y)."""
    client = page.context.new_cdp_session(page)

    def send(kind, points):
        client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    send("touchStart", [{"x": x, "y": y}])
    for k in range(1, 11):
        send("touchMove", [{"x": x, "y": y + by * k / 10}])
    send("touchEnd", [])


@pytest.mark.parametrize("share", [0.05, 0.3, 0.9])
def test_a_swipe_that_begins_on_a_slider_scrolls_and_leaves_the_value(visit, url, share):
    one = visit(url, viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True).ready(len(NAMES))
    page = one.page
    slider = page.get_by_label("Middle year").first
    slider.press("ArrowRight")
    slider.press("ArrowLeft")  # now the script has drawn the curve, as it will draw it again
    slider.scroll_into_view_if_needed()
    page.evaluate("window.cancels = 0; addEventListener('pointercancel', () => { cancels++; })")
    before, shape, top = slider.input_value(), curve(page), page.evaluate("scrollY")
    box = slider.bounding_box()
    swipe(page, box["x"] + share * box["width"], box["y"] + box["height"] / 2, -250)
    page.wait_for_function("top => scrollY > top + 100 && cancels > 0", arg=top)
    assert slider.input_value() == before
    assert slider.get_attribute("aria-valuetext") == "2000" and curve(page) == shape
    assert one.complaints == []


def test_a_cancelled_pointer_leaves_radio_buttons_and_lists_too(visit, url):
    """Chromium sends no click after a swipe; a browser that has moved the control already finds it moved back."""
    page = visit(url).ready(len(NAMES)).page
    cancelled = """
    (control, chosen) => {
        const send = (type) => control.dispatchEvent(new PointerEvent(type, { bubbles: true, isPrimary: true }));
        send("pointerdown");
        chosen === null ? (control.checked = true) : (control.value = chosen);
        control.dispatchEvent(new Event("input", { bubbles: true }));
        send("pointercancel");
    }
    """
    page.get_by_label("down").first.evaluate(cancelled, None)
    assert page.get_by_label("up").first.is_checked() and not page.get_by_label("down").first.is_checked()
    page.get_by_label("Release").evaluate(cancelled, "1")
    assert page.get_by_label("Release").input_value() == "0"


def test_a_swipe_before_the_table_is_there_leaves_the_value_too(visit, url):
    one = visit(url, viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True)
    page = one.page
    page.route("**/_static/live/*.js", lambda route: None)  # no table arrives
    slider = page.locator(".live-figure").last.locator("input[type=range]")
    slider.scroll_into_view_if_needed()
    page.evaluate("window.cancels = 0; addEventListener('pointercancel', () => { cancels++; })")
    before, box = slider.input_value(), slider.bounding_box()
    swipe(page, box["x"] + 10, box["y"] + box["height"] / 2, 250)
    page.wait_for_function("cancels > 0")
    assert slider.input_value() == before


def test_the_title_names_the_figure_and_the_sources_are_read_once(visit, url):
    page = visit(url).ready(len(NAMES)).page
    client = page.context.new_cdp_session(page)
    nodes = client.send("Accessibility.getFullAXTree")["nodes"]
    figures = [n for n in nodes if n["role"]["value"] == "figure"]
    assert [n["name"]["value"] for n in figures] == list(NAMES)
    said = [n.get(key, {}).get("value", "") for n in nodes for key in ("name", "description")
            if not n["ignored"] and n["role"]["value"] != "InlineTextBox"]  # fmt: skip
    assert said.count("Source: a test.") == len(NAMES)


def test_choice_reset_and_linked_pictures(visit, url):
    page = visit(url).ready(len(NAMES)).page
    linked = page.locator(".live-figure").nth(1)
    paths = linked.locator("[id$='-p0'] path, [id$='-p1'] path")
    assert paths.count() == 2
    page.get_by_label("a", exact=True).first.fill("0")
    start = paths.evaluate_all("all => all.map(n => n.getAttribute('d'))")
    linked.get_by_label("down").check()
    turned = paths.evaluate_all("all => all.map(n => n.getAttribute('d'))")
    assert turned[0] != start[0] and turned[1] != start[1]
    linked.get_by_role("button", name="Reset").click()
    assert linked.get_by_label("up").is_checked()
    assert linked.locator(".live-value").first.text_content() == "1.00"
    tiles = page.locator(".live-figure").nth(2)
    fill = "n => n.style.fill"
    before = tiles.locator("[id$='-p0'] path").last.evaluate(fill)
    tiles.get_by_label("Release").select_option("Revised")
    assert tiles.locator("[id$='-p0'] path").last.evaluate(fill) != before


def test_values_as_a_table(visit, url, figures):
    page = visit(url).ready(len(NAMES)).page
    first = page.locator(".live-figure").first
    assert first.locator("td").count() == 0
    first.get_by_text("Values as a table").click()
    first.locator("td").first.wait_for()
    head = first.locator("thead").first.locator("th").all_text_contents()
    assert head == ["Year", "Share", "marked", "stairs"]
    top = figures["lines"]._model.move(top=80, mid=2000)["curve"][1]
    shown = float(first.locator("tbody tr").nth(20).locator("td").first.text_content())
    assert shown == pytest.approx(top[20], rel=2e-4)
    assert "no data" in first.locator("tbody").first.inner_text()
    page.get_by_label("Middle year").first.press("ArrowLeft")
    page.wait_for_function(
        "old => document.querySelector('.live-figure tbody tr:nth-child(21) td').textContent !== old",
        arg=first.locator("tbody tr").nth(20).locator("td").first.text_content(),
    )


def test_what_moved_is_said(visit, url):
    page = visit(url).ready(len(NAMES)).page
    page.get_by_label("Middle year").first.press("ArrowRight")
    said = page.locator(".live-said").first
    page.wait_for_function("document.querySelector('.live-said').textContent")
    assert said.get_attribute("aria-live") == "polite"
    assert said.text_content() == "k = 10.96, half in 2005; late"


def test_play_runs_to_the_end_and_can_be_stopped(visit, url):
    page = visit(url).ready(len(NAMES)).page
    slider, button = page.get_by_label("Middle year").first, page.get_by_role("button", name="Play: Middle year")
    before = curve(page)
    page.clock.install()
    page.clock.run_for(5000)
    assert curve(page) == before  # nothing plays by itself
    page.clock.resume()
    button.evaluate(
        "n => { window.names = [];"
        " new MutationObserver(() => names.push(n.ariaLabel)).observe(n, { attributes: true }); }"
    )
    button.click()
    page.wait_for_function("document.querySelectorAll('.live-figure input')[1].value === '8'")
    button.wait_for()
    assert "Pause: Middle year" in page.evaluate("names")  # a slow machine may see it only when all is over
    assert slider.get_attribute("aria-valuetext") == "2020"
    button.evaluate("n => { n.click(); names = [n.ariaLabel]; n.click(); }")
    assert page.evaluate("names[0]") == "Pause: Middle year"
    assert button.is_visible()
    assert slider.get_attribute("aria-valuetext") != "2020"


def test_reduced_motion_steps(visit, url):
    page = visit(url, reduced_motion="reduce").ready(len(NAMES)).page
    slider, button = page.get_by_label("Middle year").first, page.get_by_role("button", name="Play: Middle year")
    page.clock.install()
    button.click()
    assert slider.get_attribute("aria-valuetext") == "2005"
    page.clock.run_for(5000)
    assert slider.get_attribute("aria-valuetext") == "2005"
    assert page.get_by_role("button", name="Pause: Middle year").count() == 0


def test_between_stops_the_curve_is_within_its_error_and_numbers_say_approximately(visit, url, figures):
    page = visit(url).ready(len(NAMES)).page
    figure, last = figures["between"], page.locator(".live-figure").last
    positions, grid = figure._controls[0].positions, figure._table.grids[0]
    slider, note = last.locator("input"), last.locator("[id$='-p1'] text")
    space = figure.meta["spaces"][0]
    worst = 0.0
    for i in range(len(positions)):
        slider.evaluate("(n, i) => { n.value = i; n.dispatchEvent(new Event('input', { bubbles: true })); }", i)
        assert note.text_content().startswith("≈ ") == (i not in grid)
        if i in grid:
            assert note.text_content() == f"a² = {positions[i] ** 2:.2f}"
        d = last.locator("[id$='-p0'] path").get_attribute("d")
        y = [float(v) for v in re.findall(r"-?[\d.]+", d)[1::2]]
        true = [space["box"][1] + space["box"][3] * (1 - v) for v in figure._model.move(a=positions[i])["curve"][1]]
        worst = max(worst, max(abs(a - b) for a, b in zip(y, true, strict=True)) / space["box"][3])
    assert worst == pytest.approx(figure.worst_error, abs=2e-4)
    assert worst <= 0.01


def test_it_works_from_a_folder(visit, folder):
    one = visit((folder / "lessons/one.html").as_uri()).ready(len(NAMES))
    before = curve(one.page)
    one.page.get_by_label("Ceiling").first.press("ArrowLeft")
    assert curve(one.page) != before
    assert one.complaints == []


def test_a_missing_table_is_said(visit, figures, tmp_path, serve):
    folder = write_site(tmp_path / "course", {"one": [figures["between"]]})
    next(p for p in folder.glob("_static/live/*.js") if p.name != "live.js").unlink()
    page = visit(serve(tmp_path) + "course/lessons/one.html").page
    page.get_by_text("The numbers of this figure could not be loaded.").wait_for()
    assert page.locator("svg").first.is_visible()


@pytest.fixture
def broken(figures, tmp_path, serve):
    """A page whose first figure has lost what its script moves; the second is whole."""
    folder = write_site(tmp_path / "course", {"one": [figures["lines"], figures["between"]]})
    page = folder / "lessons/one.html"
    text = page.read_text("utf-8")
    start = text.index("<path", text.index('-p0"'))
    page.write_text(text[:start] + text[text.index(">", start) + 1 :], "utf-8")
    return serve(tmp_path) + "course/lessons/one.html"


def test_a_figure_that_cannot_be_painted_stops_with_a_word_and_the_others_go_on(visit, broken):
    one = visit(broken).ready(2)
    page, first, last = one.page, one.page.locator(".live-figure").first, one.page.locator(".live-figure").last
    page.get_by_label("Ceiling").evaluate("n => { n.value = 0; n.dispatchEvent(new Event('input', {bubbles: true})); }")
    assert first.get_attribute("data-failed") == ""
    assert first.locator(".live-note").is_visible()
    assert first.locator(".live-note").inner_text().startswith("This figure cannot follow its controls")
    assert first.locator(":is(input, select, button):not(:disabled)").count() == 0
    assert len(one.complaints) == 1 and "no path to move" in one.complaints[0]
    page.get_by_label("Ceiling").evaluate("n => { n.value = 1; n.dispatchEvent(new Event('input', {bubbles: true})); }")
    assert len(one.complaints) == 1  # caught once
    before = last.locator("[id$='-p0'] path").get_attribute("d")
    last.locator("input").press("ArrowLeft")
    assert last.locator("[id$='-p0'] path").get_attribute("d") != before
    assert last.get_attribute("data-failed") is None and last.locator(".live-note").is_hidden()


def test_playing_stops_with_the_figure(visit, url):
    one = visit(url).ready(len(NAMES))
    first = one.page.locator(".live-figure").first
    one.page.get_by_role("button", name="Play: Middle year").click()
    first.locator("[id$='-p0'] path").evaluate("n => { n.getAttribute = n.setAttribute = null; }")
    first.and_(one.page.locator("[data-failed]")).wait_for(state="attached")
    stood = first.locator("input").nth(1).input_value()
    one.page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert first.locator("input").nth(1).input_value() == stood
    assert len(one.complaints) == 1 and "TypeError" in one.complaints[0]
    assert first.locator(".live-note").inner_text().startswith("This figure cannot follow its controls")


def test_dark_ground(visit, tmp_path, serve):
    words = ("text.color", "axes.labelcolor", "axes.titlecolor", "xtick.labelcolor", "ytick.labelcolor")
    with mpl.rc_context(dict.fromkeys(words, INK)):
        figure = gallery.build("lines")
    write_site(tmp_path / "course", {"dark": [figure]}, style=":root { --fig-ink: #eeeeee; }")
    page = visit(serve(tmp_path) + "course/lessons/dark.html").ready(1).page
    page.get_by_label("Ceiling").first.press("ArrowLeft")
    fills = page.locator("svg text").evaluate_all("all => all.map(n => getComputedStyle(n).fill)")
    assert set(fills) == {"rgb(238, 238, 238)"}


def test_the_page_chooses_the_colours_of_series(visit, tmp_path, serve, monkeypatch):
    """Those of the drawing, and those that the model names later."""
    monkeypatch.setattr(still, "_series", {})
    page_colors(blue="#2b7bba")
    with mpl.rc_context({"axes.prop_cycle": mpl.cycler(color=["#111111"])}):
        figure = gallery.build("bars")
    write_site(tmp_path / "course", {"bars": [figure]}, style=":root { --fig-blue: #010203; }")
    page = visit(serve(tmp_path) + "course/lessons/bars.html").ready(1).page
    fills = "all => all.map(n => getComputedStyle(n).fill)"
    seen = set()
    for key in ("Home", "End"):
        page.locator("input[type=range]").first.press(key)
        page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        shown = page.locator("svg path").evaluate_all(fills)
        seen.add(tuple(one for one in shown if one in ("rgb(1, 2, 3)", "rgb(201, 106, 8)")))
    assert seen == {("rgb(1, 2, 3)",) * 3, ("rgb(1, 2, 3)", "rgb(201, 106, 8)", "rgb(1, 2, 3)")}


def test_a_colour_for_the_page_is_a_hexadecimal_one():
    with pytest.raises(LiveFigureError, match="page_colors: blue is 'navy'"):
        page_colors(blue="navy")


def test_the_same_figure_twice_keeps_its_ids_apart(visit, figures, tmp_path, serve):
    write_site(tmp_path / "course", {"twice": [figures["lines"], figures["lines"]]})
    one = visit(serve(tmp_path) + "course/lessons/twice.html").ready(2)
    ids = one.page.evaluate("[...document.querySelectorAll('[id]')].map(n => n.id)")
    assert len(ids) == len(set(ids))
    second = one.page.locator(".live-figure").last
    before = second.locator("[id$='-p0'] path").get_attribute("d")
    one.page.get_by_label("Ceiling").first.press("ArrowLeft")
    assert second.locator("[id$='-p0'] path").get_attribute("d") == before


def test_no_accessibility_rule_is_broken(visit, url):
    page = visit(url).ready(len(NAMES)).page
    page.get_by_text("Values as a table").first.click()
    page.locator(".live-values table").first.wait_for()
    broken = Axe().run(page).response["violations"]
    assert [(b["id"], [n["html"][:90] for n in b["nodes"]][:3]) for b in broken] == [], json.dumps(broken)[:2000]


def test_all_ticks_of_moving_axes_are_there_before_the_first_move(visit, tmp_path, serve):
    figure = gallery.build("scales")
    write_site(tmp_path / "course", {"scales": [figure]})
    page = visit(serve(tmp_path) + "course/lessons/scales.html").ready(1).page
    number, part = next((i, p) for i, p in enumerate(figure.meta["parts"]) if p["kind"] == "limits")
    slots = figure._model.state(figure._start)[1][number]
    places = {which: [t for t in slots[which + "ticks"] if not t[2]] for which in part["ticks"]}
    for which, ticks in places.items():
        shown = page.locator(
            f"[id*='-s0-p{number}-{which}a']:visible text, [id*='-s0-p{number}-{which}a'] ~ g:not([id]) text"
        )
        assert len(ticks) > 2 and {label for _, label, _ in ticks} <= set(shown.all_text_contents())
