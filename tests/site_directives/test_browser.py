"""The items in a real browser: mouse, keyboard, phone, dark, without scripts, without storage."""

import functools
import http.server
import json
import re
import threading

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from . import pages

pytestmark = pytest.mark.browser

PAGE = "lessons/02_two.html"


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *words):
        """Keep the test's output short."""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The little book in Sphinx's plainest theme, which loads quickly."""
    yield from serve(tmp_path_factory.mktemp("plain"), "basic")


@pytest.fixture(scope="module")
def themed(tmp_path_factory):
    """The little book in the theme of the course."""
    yield from serve(tmp_path_factory.mktemp("themed"), "coursebook")


def serve(folder, theme, body=pages.TEXT + pages.NUMBER + pages.CHOICE + pages.MULTIPLE + pages.LABEL, **how):
    lessons = {"01_one": pages.lesson(1, "Words."), "02_two": pages.lesson(2, body, before="1", title="The second")}
    pages.build(pages.write(folder, lessons, theme=theme, **how))
    handler = functools.partial(_Quiet, directory=str(folder / "_build" / "html"))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


@pytest.fixture
def open_page(chromium, site):
    contexts = []

    def opened(*, width=1280, theme="light", script=None, errors=None, base=site, **more):
        context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=theme, **more)
        contexts.append(context)
        if script:
            context.add_init_script(script)
        context.route("**/*", lambda route: route.continue_() if route.request.url.startswith(base) else route.abort())
        page = context.new_page()
        if errors is not None:
            page.on("pageerror", lambda error: errors.append(f"{error} {error.stack}"))
        page.goto(base + PAGE)
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def varied(tmp_path_factory):
    """The little book with items that vary."""
    yield from serve(tmp_path_factory.mktemp("varied"), "basic", pages.VARIED_CELL + pages.VARIED, run=True)


def answer(page, value):
    box = page.locator("#check-gap-2020")
    box.locator("input").fill(value)
    box.locator("button").click()
    return box


def stored(page):
    return json.loads(page.evaluate("localStorage.getItem('course.checks.1')"))


def test_right_answer_passes_is_stored_and_announced(open_page):
    page = open_page(script="addEventListener('check:passed', e => { window.heard = e.detail; })")
    box = page.locator("#check-gap-2020")
    expect(box.locator(".check-answer")).to_be_hidden()
    answer(page, "261")
    expect(box.locator(".check-result")).to_have_text("✓ Right.")
    assert box.locator(".check-result").get_attribute("aria-live") == "polite"
    expect(box.locator(".check-state")).to_have_text("✓ passed")
    expect(box.locator(".check-answer")).to_be_visible()
    record = stored(page)["2/gap-2020"]
    assert {key: record[key] for key in ("lesson", "item", "tries", "passed", "given")} == {
        "lesson": "2",
        "item": "gap-2020",
        "tries": 1,
        "passed": True,
        "given": "261",
    }
    assert record["time"].endswith("Z")
    assert page.evaluate("window.heard") == record


def test_listed_wrong_value_gets_its_feedback_and_two_tries_open_the_answer(open_page):
    page = open_page()
    box = answer(page, "18.49")
    expect(box.locator(".check-result")).to_contain_text("That is the gap in percentage points.")
    expect(box.locator("input")).to_have_attribute("aria-invalid", "true")
    expect(box.locator(".check-answer")).to_be_hidden()
    answer(page, "18.49")
    expect(box.locator(".check-result")).to_contain_text("does not count as a new try")
    assert stored(page)["2/gap-2020"]["tries"] == 1
    answer(page, "300")
    expect(box.locator(".check-result")).to_contain_text("The worked answer is now open to you below.")
    box.locator(".check-answer summary").click()
    expect(box.locator(".check-answer")).to_contain_text("Answer: 261.0 million people, give or take 0.5")
    expect(box.locator(".check-state")).to_be_hidden()
    answer(page, "261.4")
    expect(box.locator(".check-result")).to_have_text("✓ Right.")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("", "Write a number first."),
        ("many", "not a number that can be read"),
        ("0.000261", "the unit is not: the answer is asked in million people"),
        ("26.1", "look at the decimal point"),
        ("-261", "the sign is not"),
        ("262", "Close, but outside the tolerance"),
    ],
)
def test_what_a_wrong_number_is_told(open_page, given, words):
    expect(answer(open_page(), given).locator(".check-result")).to_contain_text(words)


def test_what_cannot_be_read_is_no_try(open_page):
    page = open_page()
    answer(page, "many")
    assert page.evaluate("localStorage.getItem('course.checks.1')") is None


def test_hint_opens_by_key(open_page):
    page = open_page()
    summary = page.locator("#check-gap-2020 .check-hint summary")
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#check-gap-2020 .check-hint")).to_contain_text("Multiply the gap in points")
    expect(page.locator("#check-gap-2020 .check-hint em")).to_be_visible()


def test_keyboard_alone_answers_every_item(open_page):
    page = open_page()
    page.locator("#check-gap-2020 input").focus()
    page.keyboard.type("261")
    page.keyboard.press("Enter")
    expect(page.locator("#check-gap-2020 .check-result")).to_have_text("✓ Right.")
    page.locator("#check-who-counts input").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#check-who-counts .check-result")).to_contain_text("Yes, the statistical rule.")
    page.locator("#check-sources input").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#check-sources .check-result")).to_contain_text("Right.")


def test_wrong_choice_gets_the_feedback_of_that_option(open_page):
    page = open_page()
    box = page.locator("#check-who-counts")
    box.locator("button").click()
    expect(box.locator(".check-result")).to_have_text("Choose an answer first.")
    box.locator("label").nth(2).click()
    box.locator("button").click()
    expect(box.locator(".check-result")).to_contain_text("Not yet.")
    expect(box.locator(".check-result")).to_contain_text("A short visit does not count.")
    expect(box.locator(".check-result")).not_to_contain_text("hukou rate")


def test_several_choices_say_how_many_are_found(open_page):
    page = open_page()
    box = page.locator("#check-sources")
    for place in (0, 1):
        box.locator("label").nth(place).click()
    box.locator("button").click()
    expect(box.locator(".check-result")).to_contain_text("1 of 2 right answers chosen; 1 too many.")
    assert stored(page)["2/sources"]["given"] == "0,1"


def test_labels_are_marked_one_by_one(open_page):
    page = open_page()
    box = page.locator("#check-sort-it")
    box.locator("button").click()
    expect(box.locator(".check-result")).to_have_text("Sort every sentence first.")
    for place in range(3):
        box.locator(".check-sentence").nth(place).locator("label").nth(0).click()
    box.locator("button").click()
    assert box.locator(".check-mark").all_inner_texts() == ["✓ right", "✗ wrong", "✗ wrong"]
    expect(box.locator(".check-result")).to_contain_text("1 of 3 sentences are where they belong.")
    box.locator(".check-sentence").nth(1).locator("label").nth(1).click()
    assert box.locator(".check-mark").all_inner_texts() == ["✓ right", "✗ wrong"]  # a changed answer is not judged yet
    box.locator(".check-sentence").nth(2).locator("label").nth(4).click()
    box.locator("button").click()
    expect(box.locator(".check-result")).to_contain_text("A model says it.")


def test_state_comes_back_and_is_erased_on_request(open_page):
    page = open_page()
    answer(page, "261")
    page.locator("#check-who-counts label").nth(1).click()
    page.locator("#check-who-counts button").click()
    page.reload()
    expect(page.locator("#check-gap-2020 .check-state")).to_have_text("✓ passed")
    expect(page.locator("#check-gap-2020 input")).to_have_value("261")
    expect(page.locator("#check-who-counts input").nth(1)).to_be_checked()
    page.evaluate("localStorage.removeItem('course.checks.1'); document.dispatchEvent(new Event('check:erased'))")
    expect(page.locator("#check-gap-2020 .check-state")).to_be_hidden()
    expect(page.locator("#check-gap-2020 input")).to_have_value("")
    expect(page.locator("#check-gap-2020 .check-answer")).to_be_hidden()


@pytest.mark.parametrize("kept", ["nonsense", "[1]", '{"2/gap-2020": 7}', '{"2/gap-2020": {"tries": "x", "given": 3}}'])
def test_damaged_storage_does_no_harm(open_page, kept):
    errors = []
    page = open_page(script=f"localStorage.setItem('course.checks.1', {json.dumps(kept)})", errors=errors)
    expect(answer(page, "261").locator(".check-result")).to_have_text("✓ Right.")
    assert stored(page)["2/gap-2020"]["passed"] is True
    assert [error for error in errors if "course-checks" in error] == []


def test_blocked_storage_costs_only_the_memory(open_page):
    errors = []
    blocked = (
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } })"
    )
    page = open_page(script=blocked, errors=errors)
    box = answer(page, "1")
    answer(page, "2")
    expect(box.locator(".check-answer")).to_be_visible()
    expect(answer(page, "261").locator(".check-result")).to_have_text("✓ Right.")
    assert [error for error in errors if "course-checks" in error] == []  # other scripts may complain


def test_without_scripts_question_options_and_answer_can_be_read(open_page):
    page = open_page(java_script_enabled=False)
    box = page.locator("#check-who-counts")
    expect(box.locator(".check-option")).to_have_count(3)
    expect(box.locator("button")).to_be_hidden()
    box.locator(".check-answer summary").click()
    expect(box.locator(".check-answer")).to_contain_text("Yes, the statistical rule.")
    number = page.locator("#check-gap-2020")
    expect(number.locator("input")).to_be_hidden()
    number.locator(".check-answer summary").click()
    expect(number.locator(".check-answer")).to_contain_text("Answer: 261.0 million people")


def test_phone_no_sideways_scrolling_and_targets_of_44_pixels(open_page, themed):
    page = open_page(width=390, base=themed)
    answer(page, "300")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    for target in page.locator(
        ".check :is(button, summary, .check-option, .check-label-choice, input[type=text])"
    ).all():
        box = target.bounding_box()
        if box:
            assert box["height"] >= 44, target.evaluate("node => node.outerHTML")
            assert box["width"] >= 44


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing(open_page, themed, theme, width):
    page = open_page(width=width, theme=theme, base=themed)
    page.evaluate(f"document.documentElement.dataset.theme = '{theme}'")
    answer(page, "18.49")
    page.locator("#check-who-counts label").nth(1).click()
    page.locator("#check-who-counts button").click()
    page.locator("#check-who-counts .check-answer summary").click()
    page.locator("#check-gap-2020 .check-hint summary").click()
    for place in range(3):
        page.locator("#check-sort-it .check-sentence").nth(place).locator("label").nth(0).click()
    page.locator("#check-sort-it button").click()
    found = Axe().run(page, context="article").response
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found["violations"]] == []
    assert len(found["passes"]) > 10


NUMBERS = [
    ("261", "", 261),
    ("261.0", "million people", 261),
    ("1,411.78", "", 1411.78),
    ("1 411,78", "", 1411.78),
    ("1.411,78", "", 1411.78),
    ("1'411.78", "", 1411.78),
    ("492,762,506", "", 492762506),
    ("492 762 506", "", 492762506),
    ("1.000.000", "", 1000000),
    ("0,65", "", 0.65),
    ("2,5", "", 2.5),
    ("0,123", "", 0.123),
    ("２６１．５", "", 261.5),
    ("６５％", "%", 65),
    ("65 %", "", 0.65),
    ("65%", "percentage points", 65),
    ("\u22120.5", "", -0.5),
    ("- 0.5", "", -0.5),
    ("+3", "", 3),
    (".5", "", 0.5),
    ("261.", "", 261),
    ("261 million people", "million people", 261),
    ("261 people", "million people", 261),
    ("0.261 billion", "million people", 261),
    ("2.61亿", "million people", 261),
    ("26100万人", "million people", 261),
    ("261 million", "people", 261e6),
    ("2.5e6", "", 2.5e6),
    ("2.5 × 10^6", "", 2.5e6),
    ("2.5 x 10^-3", "", 0.0025),
    ("≈ 12", "", 12),
    ("¥56,502", "yuan", 56502),
    ("56502 yuan", "yuan", 56502),
    ("12 km2", "km2", 12),
    ("", "", None),
    ("many", "", None),
    ("12 34", "", None),
    ("1,23,4", "", None),
    ("1.2.3", "", None),
    ("3/4", "", None),
    ("2-3", "", None),
    ("2 to 3", "", None),
    ("5 + 5", "", None),
]


def test_numbers_as_people_write_them(open_page):
    page = open_page()
    got = page.evaluate("cases => cases.map(([text, unit]) => courseChecks.parseNumber(text, unit))", NUMBERS)
    wrong = [
        (text, unit, want, found)
        for (text, unit, want), found in zip(NUMBERS, got, strict=True)
        if found != (pytest.approx(want) if want is not None else None)
    ]
    assert wrong == []


def test_other_numbers_by_keyboard(open_page, varied):
    """Each draw differs from the last, takes its own answer, refuses the previous one, and hides the worked answer."""
    errors, asked = [], []
    page = open_page(base=varied, errors=errors)
    page.on("request", lambda request: asked.append(request.url))
    box = page.locator("#check-gap-again")
    field, answer_ = box.locator("input"), box.locator(".check-answer")
    expect(box.locator(".check-hint:visible")).to_have_count(1)
    seen = set()
    for press in range(200):  # at random: some come again before all have come
        if press > 3 and len(seen) == 4:
            break
        question, right = box.locator(".check-question").inner_text(), box.get_attribute("data-answer")
        seen.add(question)
        expect(answer_).to_be_hidden()
        if press == 1:
            field.fill("1")
            field.press("Enter")
            expect(box.locator(".check-hint:visible")).to_have_count(2)
        field.fill(box.locator(".check-key").get_attribute("data-key"))
        field.press("Enter")
        year = question.split()[1]
        expect(box.locator(".check-result")).to_contain_text(f"That is the gap of {year} in points.")
        field.fill(right)
        field.press("Enter")
        expect(box.locator(".check-result")).to_contain_text("Right.")
        expect(answer_).to_be_visible()
        assert f"Answer: {float(right):.1f} million people" in answer_.text_content()
        box.get_by_role("button", name="Other numbers").press("Enter")
        expect(field).to_be_focused()
        expect(box.locator(".check-question")).not_to_have_text(question)
        told = box.locator(".check-result[role=status]").inner_text()
        assert told == f"Other numbers: {box.locator('.check-question').inner_text()}"
        if box.get_attribute("data-answer") != right:
            field.fill(right)
            field.press("Enter")
            expect(box.locator(".check-result")).to_contain_text("Not yet.")
            box.get_by_role("button", name="Other numbers").press("Enter")
    assert len(seen) == 4 and not errors and not asked
    page.reload()
    expect(box.locator(".check-question")).to_contain_text("In 2016")
    expect(field).to_have_value("245.0")
    expect(box).to_have_class(re.compile("is-passed"))
    choice = page.locator("#check-which-year")
    orders = set()
    for _ in range(12):  # one order alone: once in 2,000 runs
        choice.get_by_role("button", name="Other numbers").press("Enter")
        options = choice.locator(".check-option")
        orders.add(tuple(options.locator("input").evaluate_all("inputs => inputs.map((input) => input.value)")))
        assert options.locator(".check-letter").all_inner_texts() == ["A", "B"]
        options.locator("input[value='0']").check()
        letter = choice.locator(".check-option:has(input:checked) .check-letter").inner_text()
        choice.get_by_role("button", name="Check").click()
        expect(choice.locator(".check-result")).to_contain_text(f"{letter}: right")
    assert orders == {("0", "1"), ("1", "0")}


@pytest.fixture(scope="module")
def guessing(tmp_path_factory):
    """The little book with guesses and an item."""
    yield from serve(tmp_path_factory.mktemp("guessing"), "coursebook", pages.GUESSES + pages.NUMBER)


def test_a_guess_is_kept_and_shown_beside_the_answer(open_page, guessing):
    errors, asked = [], []
    page = open_page(base=guessing, errors=errors)
    page.on("request", lambda request: asked.append(request.url))
    box, again = page.locator("#guess-left-over"), page.locator("#guess-left-over-again")
    field, told = box.locator("input"), box.locator("[role=status]")
    expect(again.locator(".guess-yours")).to_have_text("You made no guess.")
    box.get_by_role("button", name="Keep my guess").press("Enter")
    expect(told).to_contain_text("first, or skip")
    expect(field).to_be_focused()
    field.fill("4")
    field.press("Escape")
    expect(told).to_have_text("Skipped.")
    expect(field).to_have_value("")
    for guess, said in (("4", "1.5 percent too high"), ("2.50", "It was right."), ("-1", "3.5 percent too low")):
        field.fill(guess)
        field.press("Enter")
        expect(told).to_contain_text("Kept in this browser.")
        expect(again).to_contain_text(f"Your guess: {guess} percent.")
        expect(again).to_contain_text(said)
    expect(again).to_contain_text("The lesson finds: 2.5 percent")
    expect(again).to_contain_text("Which step had you not thought of?")
    choice = page.locator("#guess-half-or-none")
    choice.get_by_label("It stays.").press("Space")
    choice.get_by_role("button", name="Keep my guess").press("Enter")
    ends = page.locator("#guess-half-or-none-again")
    expect(ends).to_contain_text("Your guess: It stays. It was another one.")
    expect(ends).to_contain_text("The lesson finds: It vanishes.")
    kept = json.loads(page.evaluate("localStorage.getItem('course.guesses.1')"))
    assert {key: one["guess"] for key, one in kept.items()} == {"2/left-over": "-1", "2/half-or-none": "0"}
    page.reload()
    expect(field).to_have_value("-1")
    expect(choice.get_by_label("It stays.")).to_be_checked()
    assert not Axe().run(page).response["violations"]
    page.evaluate("document.dispatchEvent(new CustomEvent('check:erased'))")
    expect(again.locator(".guess-yours")).to_have_text("You made no guess.")
    assert page.evaluate("localStorage.getItem('course.guesses.1')") is None
    assert not errors and not [url for url in asked if not url.startswith(guessing)]
    page.emulate_media(media="print")
    expect(box.locator(".check-actions")).to_be_hidden()


def test_a_guess_without_a_script_asks_and_answers(open_page, guessing):
    page = open_page(base=guessing, java_script_enabled=False)
    expect(page.locator("#guess-left-over")).to_contain_text("By how much would output rise?")
    expect(page.locator("#guess-left-over button").first).to_be_hidden()
    page.emulate_media(media="print")
    expect(page.locator("#guess-left-over .guess-line")).to_have_text("______ percent")
    expect(page.locator("#guess-half-or-none-again")).to_contain_text("The lesson finds: It vanishes.")
