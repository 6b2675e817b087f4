"""The marking page in a real browser, by keyboard alone."""

import http.client
import threading
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from coursegrader.batch import course as courses
from coursegrader.marking.server import Server

from .conftest import HOSTILE


@pytest.fixture
def serve():
    running = []

    def start(desk):
        server = Server(desk)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        running.append(server)
        return server.address

    yield start
    for server in running:
        server.shutdown()
        server.server_close()


@pytest.fixture
def opened(chromium):
    contexts = []

    def go(address):
        context = chromium.new_context()
        contexts.append(context)
        page = context.new_page()
        page.goto(address)
        page.wait_for_selector("html[data-ready]")
        return page

    yield go
    for context in contexts:
        context.close()


def test_forty_answers_are_marked_by_keyboard_and_a_comment_costs_one_key(make, serve, opened):
    made = make({f"student{number}": f"Answer number {number} of the class" for number in range(40)})
    page = opened(serve(made.desk(marker="mia")))
    assert "student" not in page.content()
    page.keyboard.press("e")
    page.keyboard.type("Name the source.")
    page.keyboard.press("Escape")
    page.keyboard.press("3")
    expect(page.locator("#place")).to_have_text("Answer 2 of 40, 1 marked")
    page.keyboard.press("a")
    expect(page.locator("#comment")).to_have_value("Name the source.")
    page.keyboard.press("2")
    for number in range(3, 41):
        expect(page.locator("#place")).to_have_text(f"Answer {number} of 40, {number - 1} marked")
        page.keyboard.press("4")
    expect(page.locator("#said")).to_have_text("All answers of this question are marked.")
    marks = made.scores().values()
    assert sorted(mark for mark, _, _ in marks) == [4.0, 6.0, *[8.0] * 38]
    assert sorted(comment for _, comment, _ in marks)[-3:] == ["", "Name the source.", "Name the source."]
    assert not any(waits for _, _, waits in marks)
    page.get_by_text("Points of the levels").click()
    page.get_by_label("Points of level 4").fill("7.5")
    page.get_by_role("button", name="Change level 4").click()
    expect(page.locator("#said")).to_have_text("Changed; 38 answers have other points now.")
    expect(page.get_by_role("button", name="4 excellent (7.5)")).to_have_count(1)
    assert sorted(mark for mark, _, _ in made.scores().values()) == [4.0, 6.0, *[7.5] * 38]
    courses.give_all_back(made.settings, made.plans)
    pages = [path.read_text("utf-8") for path in (made.folder / "feedback").rglob("*.html")]
    assert sum("7.5 of 8" in page for page in pages) == 38
    assert sum("Name the source." in page for page in pages) == 2
    assert all("Look at the unit." in page for page in pages)


def test_two_markers_at_once_lose_nothing(make, serve, opened):
    made = make({"ann": "A series."})
    first, second = opened(serve(made.desk())), opened(serve(made.desk()))
    first.keyboard.press("4")
    expect(first.locator("#said")).to_have_text("All answers of this question are marked.")
    second.keyboard.press("0")
    expect(second.locator("#said")).to_have_text("another marker has changed this answer; look again")
    assert made.scores()["ann"][0] == 8.0
    expect(second.get_by_role("button", name="4 excellent")).to_have_attribute("aria-pressed", "true")


def test_hostile_answers_run_no_script_and_load_nothing(make, serve, opened, chromium):
    made = make({"eve": HOSTILE})
    asked = []
    page = opened(serve(made.desk()))
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_text("The whole notebook").click()
    expect(page.locator("#whole section")).not_to_have_count(0)
    assert page.title() == "Marking"
    assert page.locator("#answer a, #answer img, #answer script, #whole a, #whole img, #whole script").count() == 0
    assert "document.title=1" in page.locator("#answer").inner_text()
    assert {urlsplit(url).hostname for url in asked} <= {"127.0.0.1"}


def test_nobody_without_the_address_gets_in(make, serve):
    address = urlsplit(serve(make({"ann": "A series."}).desk()))

    def status(path, host):
        line = http.client.HTTPConnection(address.hostname, address.port)
        line.request("GET", path, headers={"Host": host})
        return line.getresponse().status

    assert status(address.path, address.netloc) == 200
    for path, host in (("/", address.netloc), ("/questions", address.netloc), (address.path, "evil.example")):
        assert status(path, host) == 403
