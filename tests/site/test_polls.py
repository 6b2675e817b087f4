"""The polls of a class on one page: large, one at a time, hands counted by key, button or number."""

import functools
import http.server
import json
import threading

import pytest
from axe_playwright_python.sync_playwright import Axe
from coursebook.slides import polls
from playwright.sync_api import expect

from ..course.conftest import ROOT
from ..site_directives import pages

IN_CLASS = """# In class

## Discussion

*Was it met?*

Yes.

## Poll

What is your *first* thought?

- A policy
- The count

Ask before figure 1.

## Poll

Which do you print?

- The later
- The first
- Both
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    folder = tmp_path_factory.mktemp("polls")
    extra = {"polls.md": "# Polls\n\n```{live-polls}\n```\n", "book/references.bib": ""}
    pages.write(folder, {"02_two": pages.lesson(2, "Words.")}, theme="coursebook", extra=extra)
    conf = folder / "conf.py"
    text = conf.read_text("utf-8").replace('theme"]', 'theme", "sphinxcontrib.bibtex", "coursebook.slides"]')
    conf.write_text(f'{text}bibtex_bibfiles = ["book/references.bib"]\n', "utf-8")
    place = folder / "exercises" / "02_two"
    place.mkdir(parents=True)
    (place / "in_class.md").write_text(IN_CLASS, "utf-8")
    pages.build(folder)
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(folder / "_build" / "html"))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/polls.html"
    server.shutdown()


@pytest.mark.browser
def test_hands_are_counted_by_keyboard(chromium, address):
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    page, errors, asked = context.new_page(), [], []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    stage = page.locator(".poll-stage")
    page.get_by_role("button", name="Show this poll large").first.press("Enter")
    expect(stage.locator("h2")).to_have_text("What is your first thought?")
    for key in ("a", "a", "A", "b", "Shift+B", "b", "c"):
        page.keyboard.press(key)
    fields, shares = stage.locator("input"), stage.locator(".poll-share")
    expect(stage.get_by_role("status")).to_have_text("4 hands")
    assert [field.input_value() for field in fields.all()] == ["3", "1"]
    assert shares.all_inner_texts() == ["75%", "25%"]
    widths = stage.locator(".poll-bar span").evaluate_all("bars => bars.map((bar) => bar.style.width)")
    assert widths == ["75%", "25%"]
    stage.get_by_role("button", name="One less for A").click()
    stage.get_by_role("button", name="One more for B").click()
    assert shares.all_inner_texts() == ["50%", "50%"]
    fields.nth(1).fill("18")
    expect(shares.nth(1)).to_have_text("90%")
    fields.nth(1).press("2")  # in a field a digit is a digit
    expect(shares.nth(1)).to_have_text("99%")
    fields.nth(1).fill("18")
    stage.locator("h2").focus()
    page.keyboard.press("2")
    expect(stage.get_by_role("button", name="Second vote")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("b")
    expect(shares.nth(1)).to_have_text("100% (first vote: 18)")
    page.keyboard.press("h")
    expect(stage.locator(".poll-bar").first).not_to_be_visible()
    page.keyboard.press("h")
    page.keyboard.press("ArrowRight")
    expect(stage.locator("h2")).to_have_text("Which do you print?")
    expect(fields).to_have_count(3)
    page.keyboard.press("ArrowRight")
    expect(stage.locator("h2")).to_have_text("What is your first thought?")
    expect(shares.nth(1)).to_have_text("90%")
    stage.get_by_role("button", name="Clear this vote").click()
    expect(stage.get_by_role("status")).to_have_text("0 hands")
    stage.get_by_role("button", name="Bring the counts back").click()
    expect(stage.get_by_role("status")).to_have_text("20 hands")
    assert not Axe().run(page).response["violations"]
    page.keyboard.press("Escape")
    expect(stage).to_be_hidden()
    expect(page.get_by_role("button", name="Show this poll large").first).to_be_focused()
    kept = json.loads(page.evaluate("localStorage.getItem('course.polls.1')"))
    assert kept == {"02_two/1": {"1": [2, 18], "2": [0, 1]}}
    page.reload()
    page.get_by_role("button", name="Show this poll large").first.press("Enter")
    expect(stage.get_by_role("status")).to_have_text("20 hands")
    assert not errors and all(url.startswith(address.rpartition("/")[0]) for url in asked)
    context.close()
    bare = chromium.new_context(java_script_enabled=False)
    page = bare.new_page()
    page.goto(address)
    expect(page.locator(".poll")).to_have_count(2)
    expect(page.locator(".poll li")).to_have_count(5)
    bare.close()


def test_every_lesson_of_the_course_has_two_polls():
    found = polls.found(ROOT)
    names = [path.parent.name for path in sorted((ROOT / "exercises").glob("[0-9]*/in_class.md"))]
    assert [name for name, _, _ in found] == [f"{name}/{number}" for name in names for number in (1, 2)]
    assert len(names) == 16
    assert all(slide.title and slide.body.count("<li>") >= 2 for _, _, slide in found)
