"""Two settings in a real browser: the switch, the address, the notebook, the code."""

import json

import pytest
from axe_playwright_python.sync_playwright import Axe

from . import pair
from .conftest import write_site

pytestmark = pytest.mark.browser

HASH = "#pair?a=2.5~0.25&way=up~down"


@pytest.fixture(scope="module")
def url(serve, tmp_path_factory):
    folder = write_site(tmp_path_factory.mktemp("take") / "course", {"one": [pair.build()]})
    return serve(folder.parent) + "course/lessons/one.html"


def words(page, gid):
    """Return the words of a text of the figure."""
    ids = page.evaluate(
        "gid => Object.values(liveFigureTables)[0].meta.parts.find(p => p.gid === gid).ids.map(id => '-s0-' + id)", gid
    )
    return page.locator(f"[id$='{ids[0]}'] text").text_content()


def told(page, text):
    page.wait_for_function("t => document.querySelector('.live-told').textContent.startsWith(t)", arg=text)


def test_the_controls_move_the_chosen_setting(visit, url):
    page = visit(url).ready(1).page
    slider = page.get_by_label("How far")
    assert (words(page, "number"), words(page, "number@second"), words(page, "number@difference")) == (
        "1.00", "3.00", "2.00")  # fmt: skip
    assert page.locator(".live-value").inner_text().split() == ["A", "1.00", "B", "3.00"]
    slider.press("End")
    assert slider.get_attribute("aria-valuetext") == "Plan A: 4.00"
    page.get_by_label("Plan B").check()
    assert slider.get_attribute("aria-valuetext") == "Plan B: 3.00"
    slider.press("Home")
    assert (words(page, "number"), words(page, "number@second"), words(page, "number@difference")) == (
        "4.00", "0.00", "−4.00")  # fmt: skip
    assert words(page, "lost") == "70 and 1" and words(page, "lost@second") == "30 and 2"
    cells = page.locator(".live-rolls td[data-head]")
    assert cells.all_text_contents() == ["west", "north, south"]
    page.wait_for_function("document.querySelector('.live-said').textContent === '4.00; 0.00; −4.00'")
    page.get_by_role("button", name="Reset").click()
    assert (words(page, "number"), words(page, "number@second")) == ("1.00", "3.00")


def test_between_stops_one_line_says_so(visit, url):
    page = visit(url).ready(1).page
    near = page.locator(".live-near")
    page.get_by_label("How far").fill("2")
    assert not near.is_hidden()  # the second setting stands between stops
    page.get_by_label("Plan B").check()
    page.get_by_label("How far").fill("16")
    assert near.is_hidden() and words(page, "number") == "0.50"
    page.get_by_label("How far").fill("15")
    assert near.is_visible() and "approximately" not in words(page, "number@second")


def test_an_address_restores_both_settings_and_can_be_copied(visit, url):
    one = visit(url + HASH, permissions=["clipboard-read", "clipboard-write"]).ready(1)
    page = one.page
    assert (words(page, "number"), words(page, "number@second")) == ("2.50", "0.25")
    page.get_by_label("How far").press("ArrowLeft")
    page.get_by_role("button", name="Copy link").click()
    told(page, "Link copied.")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.url == url + "#pair?a=2.25~0.25&way=up~down"
    other = visit(copied).ready(1).page
    assert (words(other, "number"), words(other, "number@second")) == ("2.25", "0.25")
    other.evaluate("location.hash = '#pair?a=4~4'")
    other.wait_for_function("document.querySelector('.live-value').textContent.includes('B 4.00')")
    assert words(other, "number") == "4.00"
    assert one.complaints == []


def test_a_start_moves_the_setting_that_is_chosen(visit, url):
    page = visit(url).ready(1).page
    far, down = (page.get_by_role("button", name=name, exact=True) for name in ("Far", "Down and near"))
    page.get_by_label("Plan B").check()
    far.press("Enter")
    assert (words(page, "number"), words(page, "number@second")) == ("1.00", "4.00")
    assert [one.get_attribute("aria-pressed") for one in (far, down)] == ["true", "false"]
    page.get_by_label("Plan A").check()
    assert far.get_attribute("aria-pressed") == "false"
    down.click()
    assert words(page, "number") == "0.50" and page.get_by_label("Way").first.input_value() == "1"
    assert page.locator(".live-finding").all_text_contents() == ["A 0.50", "B 4.00"]
    assert down.get_attribute("aria-pressed") == "true"


@pytest.mark.parametrize(
    "bad", ["", "a", "a=1", "a=1~2~3", "a=9~1", "b=1~1", "a=%E0%A4~1", "a=1~1=2", "a=<b>~1", "way=up~sideways"]
)
def test_a_broken_address_is_left_aside_with_a_word(visit, url, bad):
    one = visit(url + "#pair?" + bad).ready(1)
    told(one.page, "The settings in the address could not be read")
    assert (words(one.page, "number"), words(one.page, "number@second")) == ("1.00", "3.00")
    assert one.complaints == []


def test_other_anchors_are_none_of_its_business(visit, url):
    page = visit(url + "#how-to-read").ready(1).page
    assert page.locator(".live-told").text_content() == ""


def test_where_copying_is_forbidden_the_address_is_shown(visit, url):
    page = visit(url).ready(1).page
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')); }")
    page.get_by_role("button", name="Copy link").click()
    told(page, "The browser did not allow copying.")
    assert page.get_by_label("Link to these settings").input_value() == page.url


def test_notebook_and_code_hold_the_settings(visit, url):
    page = visit(url + HASH).ready(1).page
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Take it").click()
    assert waiting.value.suggested_filename == "taken.ipynb"
    taken = json.loads(waiting.value.path().read_text("utf-8"))
    assert taken["cells"][1]["source"] == 'a, b = 2.5, 0.25\nway = "up"\nprint(a, b, way)'
    page.get_by_text("Code with these settings").click()
    assert page.locator(".live-snippet code").text_content() == "f(2.5, 0.25)"
    page.get_by_label("How far").press("Home")
    assert page.locator(".live-snippet code").text_content() == "f(0, 0.25)"


def test_controls_stay_in_sight_and_no_accessibility_rule_is_broken(visit, url):
    wide = visit(url, viewport={"width": 1280, "height": 700}).ready(1).page
    assert wide.locator(".live-controls").evaluate("n => getComputedStyle(n).position") == "sticky"
    page = visit(url, viewport={"width": 390, "height": 700}).ready(1).page
    findings = page.locator(".live-finding")
    assert findings.first.evaluate("n => getComputedStyle(n).position") == "sticky"
    assert findings.first.is_visible() and findings.last.is_hidden()  # that of the chosen setting alone
    page.get_by_label("Plan B").check()
    assert findings.first.is_hidden() and findings.last.is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_text("Code with these settings").click()
    page.get_by_text("Values as a table").click()
    broken = Axe().run(page).response["violations"]
    assert [(b["id"], [n["html"][:90] for n in b["nodes"]][:3]) for b in broken] == []
