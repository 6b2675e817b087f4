"""The claims ledger and the marks of unconfirmed works, as they are published."""

import re
from collections import Counter

import pytest
from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup
from coursebook.pages.unconfirmed import is_unconfirmed
from playwright.sync_api import expect
from pybtex.database import parse_file

from reformlab import data

from .conftest import ROOT

PAGE = "book/claims.html"
_DRAWN = re.compile(r"<(svg|script|style)\b.*?</\1>", re.DOTALL)
_MARK = r'(<span class="citation-unconfirmed">)'
_CITED = re.compile(rf'(<span class="bibtex-citation".*?</span>)(?:\s*{_MARK})?', re.DOTALL)
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


@pytest.fixture(scope="session")
def ledger(book):
    return BeautifulSoup((book / PAGE).read_text("utf-8"), "html.parser")


def numbers(text):
    return {found.replace(",", "") for found in _NUMBER.findall(text)}


def test_every_phrase_is_a_row_with_its_links(ledger):
    rows = ledger.select(".ledger-row")
    claims = data.load("claims").set_index("claim")
    assert [row["id"] for row in rows] == list(claims.index)
    for row in rows:
        places = {name.text.strip(": "): name.find_next_sibling("dd") for name in row.select("dl.ledger-where > dt")}
        links = {name: [a["href"] for a in place.find_all("a")] for name, place in places.items()}
        assert links["Tested in"][0].endswith(f"#{claims.section[row['id']]}")
        assert len(links["Data"]) == len(claims.tables[row["id"]].split(";"))
        assert all(href.startswith("data/") for href in links["Data"])
        assert all("models.html#model-" in href or href.startswith("reform_lab") for href in links["Models"])


def test_verdicts_are_counted(ledger):
    counts = Counter(data.load("claims")["verdict"])
    shown = [[int(n) for n in re.findall(r"\d+", count.text)] for count in ledger.select(".ledger-count")]
    assert shown == [[counts[word], 45] for word in ("supported", "contested", "not testable", "definition")]


def test_claim_cards_lead_to_their_row(book):
    card = BeautifulSoup((book / "lessons/01_industrialization.html").read_text("utf-8"), "html.parser")
    assert card.find(id="claim-p01").select_one(".claim-ledger a")["href"] == "../book/claims.html#P01"


def test_every_number_of_the_ledger_stands_in_a_lesson(book):
    """A refreshed table changes the lessons' numbers when they are built; the ledger's must follow."""
    pages = [
        numbers(re.sub(r"<[^>]+>", " ", _DRAWN.sub("", path.read_text("utf-8"))))
        for path in book.glob("lessons/[0-9]*.html")
    ]
    assert len(pages) == len(list((ROOT / "lessons").glob("[0-9]*.md")))
    claims, findings = data.load("claims"), data.load("claim_evidence")
    texts = [*claims["statement"], *claims["reason"].str.replace(r"P\d\d", "", regex=True), *findings["finding"]]
    assert not [text for text in texts if not any(numbers(text) <= page for page in pages)]


def test_unconfirmed_works_are_marked_wherever_they_are_cited(book):
    references = BeautifulSoup((book / "book/references.html").read_text("utf-8"), "html.parser")
    weak = {work["id"] for work in references.select("li.work[id]") if "Unconfirmed: the details" in work.text}
    entries = parse_file(ROOT / "book" / "references.bib").entries.values()
    assert 0 < len(weak) <= sum(map(is_unconfirmed, entries))
    cited = set()
    for path in book.rglob("*.html"):
        for citation, mark in _CITED.findall(path.read_text("utf-8")):
            found = weak & set(re.findall(r"references\.html#(\w+)", citation))
            assert bool(mark) == bool(found), f"{path.name}: {citation}"
            cited |= found
    assert cited == weak


def test_the_standing_of_a_work_and_what_confirmed_it_agree():
    for key, entry in parse_file(ROOT / "book" / "references.bib").entries.items():
        words = [word.strip() for word in entry.fields["keywords"].split(",")]
        assert words[0] in ("confirmed", "unconfirmed"), key
        assert re.fullmatch(r"Confirmed by: .+", entry.fields.get("annotation", "Confirmed by: its own page")), key
        assert words[0] == "confirmed" or "annotation" not in entry.fields, key


@pytest.mark.browser
class TestInBrowser:
    def open(self, chromium, address, *, query="", width=390, mode="light", **options):
        context = chromium.new_context(viewport={"width": width, "height": 844}, **options)
        context.add_init_script(f"localStorage.setItem('mode', '{mode}'); localStorage.setItem('theme', '{mode}')")
        page = context.new_page()
        page.goto(f"{address}/{PAGE}{query}")
        return page

    def test_all_rows_are_there_without_scripts(self, chromium, address):
        page = self.open(chromium, address, java_script_enabled=False)
        assert page.locator(".ledger-row:visible").count() == 45
        expect(page.locator(".ledger-filter")).to_be_hidden()
        page.context.close()

    def test_filter_by_keyboard_is_told_and_kept_in_the_address(self, chromium, address):
        counts = Counter(data.load("claims")["verdict"])
        page = self.open(chromium, address)
        page.focus("#ledger-verdict")
        page.keyboard.type("Sup")
        page.keyboard.press("Enter")
        expect(page.locator(".ledger-shown")).to_have_text(f"{counts['supported']} of 45 claims shown")
        assert page.locator(".ledger-row:visible").count() == counts["supported"]
        assert page.locator(".ledger-part:visible").count() < 9
        page.reload()
        assert page.locator(".ledger-row:visible").count() == counts["supported"]
        page.select_option("#ledger-lesson", "lesson-12")
        shown = page.locator(".ledger-row:visible").evaluate_all("rows => rows.map(row => row.id)")
        assert shown == ["P29", "P31"]
        page.click("text=Show all")
        expect(page.locator(".ledger-shown")).to_have_text("45 of 45 claims shown")
        assert "verdict=" not in page.url
        page.context.close()

    def test_a_link_to_a_hidden_row_shows_it(self, chromium, address):
        page = self.open(chromium, address, query="?lesson=lesson-1#P45")
        expect(page.locator("#P45")).to_be_visible()
        page.select_option("#ledger-lesson", "lesson-1")
        expect(page.locator("#P45")).to_be_hidden()
        page.click(".ledger-summary a:text-is('P44')")
        expect(page.locator("#P44")).to_be_visible()
        page.context.close()

    @pytest.mark.parametrize("mode", ["light", "dark"])
    def test_no_barrier_is_found(self, chromium, address, mode):
        page = self.open(chromium, address, mode=mode)
        expect(page.locator(".ledger-filter")).to_be_visible()
        found = Axe().run(page, context="article.bd-article")
        assert not found.response["violations"], found.generate_report()
        page.context.close()
