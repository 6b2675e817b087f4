"""What a reader has read and passed: marked, shown in the contents, saved, loaded, erased; and all without storage."""

import json

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

LESSON, PANEL = "lessons/02_counting_people.html", "book/syllabus.html"
BLOCKED = """const get = () => { throw new DOMException("no", "SecurityError"); };
for (const name of ["localStorage", "sessionStorage"])
  Object.defineProperty(window, name, { configurable: true, get });"""


@pytest.fixture
def reader(chromium, address):
    """Open pages as one reader; complaints of the page fail the test."""
    contexts, errors = [], []

    def opened(name, script=None, context=None):
        if context is None:
            context = chromium.new_context(viewport={"width": 1280, "height": 800})
            contexts.append(context)
            if script:
                context.add_init_script(script)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(f"{address}/{name}")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not errors


def toc(page):
    return page.locator(".bd-docs-nav a[href$='02_counting_people.html'], .bd-docs-nav a[aria-current]").first


def pass_one(page):
    """Answer the first choice rightly."""
    box = page.locator(".check-choice[data-multiple=false]").first
    right = box.locator(".check-key").evaluate_all("keys => keys.findIndex((key) => key.dataset.right === 'yes')")
    box.locator(".check-option input").nth(right).check()
    box.locator(".check-button").click()
    expect(box.locator(".check-state")).to_contain_text("passed")


def saved(page):
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as a file").click()
    return json.loads(download.value.path().read_text("utf-8"))


def load(page, content, name="progress.json"):
    text = content if isinstance(content, str) else json.dumps(content)
    page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "application/json", "buffer": text.encode()}
    )
    return page.locator(".progress-told")


def test_a_lesson_is_marked_shown_saved_erased_and_loaded_again(reader):
    page = reader(LESSON)
    expect(toc(page).locator(".progress-sign")).to_have_count(0)
    button = page.get_by_role("button", name="Mark this lesson as read")
    button.press("Enter")
    expect(page.locator(".lesson-progress p")).to_have_text("✓ You have read this lesson.")
    pass_one(page)
    sign = toc(page).locator(".progress-sign")
    expect(sign.locator("[aria-hidden]")).to_contain_text("✓ 1/")
    expect(sign.locator(".visually-hidden")).to_contain_text("(read, 1 of ")

    panel = reader(PANEL, context=page.context)
    row = panel.locator(".progress-table tr", has_text="Counting people")
    expect(row).to_contain_text("✓ read")
    expect(panel.locator(".progress-total")).to_contain_text("1/16")
    file = saved(panel)
    assert file["kind"] == "course progress" and file["version"] == 1
    assert file["read"]["2"]["read"] is True and sum(one["passed"] for one in file["checks"].values()) == 1

    panel.get_by_role("button", name="Erase").click()
    panel.get_by_role("button", name="Keep it").click()
    expect(panel.locator(".progress-total")).to_contain_text("1/16")
    panel.get_by_role("button", name="Erase").click()
    panel.keyboard.press("Escape")
    expect(panel.locator(".progress-total")).to_contain_text("1/16")
    panel.get_by_role("button", name="Erase").click()
    panel.get_by_role("button", name="Yes, erase it").click()
    expect(panel.locator(".progress-total")).to_contain_text("0/16")
    assert panel.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('course.'))") == []
    expect(toc(page).locator(".progress-sign")).to_have_count(0)  # the other tab hears of it

    expect(load(panel, file)).to_contain_text("Loaded.")
    expect(panel.locator(".progress-total")).to_contain_text("1/16")
    assert saved(panel)["checks"] == file["checks"]


def test_files_are_joined_and_bad_ones_change_nothing(reader):
    panel = reader(PANEL)
    time = "2026-01-31T08:15:00.000Z"
    read = {"lesson": "2", "read": True, "end": True, "seconds": 400, "time": time}
    check = {"lesson": "2", "item": "gap-2020", "tries": 1, "passed": True, "given": "261", "time": time}
    good = {"kind": "course progress", "version": 1, "saved": time, "read": {"2": read}}
    good["checks"] = {"2/gap-2020": check}
    expect(load(panel, good)).to_contain_text("Loaded.")
    before = saved(panel)
    later = {"lesson": "2", "read": False, "end": False, "seconds": 20, "time": "2026-02-01T08:15:00.000Z"}
    other = {"lesson": "3", "read": True, "end": False, "seconds": 1, "time": time}
    expect(load(panel, {**good, "read": {"2": later, "3": other}, "checks": {}})).to_contain_text("2 lessons read")
    joined = saved(panel)
    assert joined["checks"] == before["checks"] and joined["read"]["2"]["seconds"] == 400
    for bad, words in [
        ("{", "not a file that this page has saved"),
        ("[1]", "not a file that this page has saved"),
        ({**good, "kind": "shopping"}, '"kind" must be'),
        ({**good, "version": 2}, "Its version is 2"),
        ({**good, "read": {"2": {**read, "read": "yes"}}}, 'read["2"].read is "yes"; allowed: true, false'),
        ({**good, "read": {"7": read}}, 'read key is "7"'),
        ({**good, "checks": {"2/gap-2020": {**check, "tries": -1}}}, "tries is -1"),
        ({**good, "checks": None}, '"checks" is null'),
        (" " * 2_100_000, "larger than 2 MB"),
    ]:
        told = load(panel, bad, "other.json")
        expect(told).to_contain_text(words)
        expect(told).to_contain_text("other.json was not loaded, and nothing was changed.")
        assert {**saved(panel), "saved": 0} == {**joined, "saved": 0}


def test_the_end_of_a_lesson_and_a_tenth_of_its_minutes_count_as_read(reader):
    page = reader(LESSON)
    context = page.context
    minutes = int(page.locator(".lesson-progress").get_attribute("data-minutes"))
    page.locator(".lesson-progress").scroll_into_view_if_needed()
    page.wait_for_function("JSON.parse(localStorage.getItem('course.read.1'))?.['2']?.end === true")
    assert not page.evaluate("JSON.parse(localStorage.getItem('course.read.1'))['2'].read")
    page.close()
    page = context.new_page()
    page.clock.install()
    page.goto(f"{reader(PANEL, context=context).url.rsplit('/book/', 1)[0]}/{LESSON}")
    page.clock.run_for((minutes * 6 - 20) * 1000)
    assert not page.evaluate("JSON.parse(localStorage.getItem('course.read.1'))['2'].read")
    page.clock.run_for(40_000)
    assert page.evaluate("JSON.parse(localStorage.getItem('course.read.1'))['2'].read")
    expect(page.locator(".lesson-progress p")).to_have_text("✓ You have read this lesson.")


def test_without_storage_the_page_is_whole_and_says_so(reader):
    page = reader(LESSON, BLOCKED)
    page.get_by_role("button", name="Mark this lesson as read").click()
    expect(page.locator(".lesson-progress p")).to_have_text("✓ You have read this lesson.")
    panel = reader(PANEL, context=page.context)
    expect(panel.locator(".progress-blocked")).to_contain_text("keeps nothing for this site")
    expect(panel.locator(".progress-table tr")).to_have_count(18)


def test_a_damaged_record_is_put_aside_not_lost(reader):
    page = reader(PANEL, "localStorage.getItem('course.read.1') ?? localStorage.setItem('course.read.1', '{broken')")
    expect(page.locator(".progress-total")).to_contain_text("0/16")
    assert page.evaluate("localStorage.getItem('course.read.1.unreadable')") == "{broken"
