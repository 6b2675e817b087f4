"""The argument map: layers and table say what the tables say, and the page can be walked without a mouse."""

import json
import re

import pytest
from second_urbanization.argument import drawing, graph

from reformlab import data

from . import axe
from .test_in_browser import DESK, PHONE, Record, _context
from .test_pages import Page

MAP = "book/argument.html"
STATUS = {"claim": "C", "official": "O", "evidence": "E"}


@pytest.fixture(scope="module")
def drawn(book):
    return Page((book / MAP).read_text("utf-8"))


@pytest.fixture(scope="module")
def rows(book):
    """Concept -> the cells of its row as HTML."""
    text = (book / MAP).read_text("utf-8")
    found = re.findall(r'<tr[^>]*\bid="row-([\w]+)"[^>]*>(.*?)</tr>', text, re.DOTALL)
    return {name: re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL) for name, row in found}


def links_of_the_table():
    frame = data.load("concept_links")
    return sorted(zip(frame["from"], frame["to"], frame["status"], strict=True))


def test_the_layers_have_every_concept_and_the_script_every_link(book, drawn):
    nodes = [attrs for attrs in drawn.of("a") if attrs.get("data-concept")]
    assert sorted(node["data-concept"] for node in nodes) == sorted(data.load("concepts").concept)
    for node in nodes:
        assert node["href"] == f"#row-{node['data-concept']}" and node["aria-label"]
    told = re.search(r'id="argument-map-words"[^>]*>(.*?)</script>', (book / MAP).read_text("utf-8"), re.DOTALL)
    assert sorted(map(tuple, json.loads(told[1])["links"])) == links_of_the_table()


def test_the_table_says_the_same(rows):
    entries = data.load("concepts").set_index("concept")
    assert sorted(rows) == sorted(entries.index)
    said = []
    for name, (title, definition, before, after, tests) in rows.items():
        assert entries.zh[name].split(" / ")[0] in title and entries.pinyin[name].split(" / ")[0] in title
        assert re.sub(r"\W", "", entries.definition[name])[:12] in re.sub(r"<[^>]+>|\W", "", definition)
        for number in entries.lessons[name].split(";"):
            assert re.search(rf'href="\.\./lessons/{int(number):02d}_\w+\.html"[^>]*>{number}<', tests), name
        for kind, page in (("tables", "data/{}.html"), ("models", "models.html#model-{}")):
            for other in str(entries[kind][name]).split(";") if isinstance(entries[kind][name], str) else ():
                target = page.format(other.replace("_", "-") if kind == "models" else other)
                assert target in tests, f"{name}: {target}"
        for cell, ends in ((before, lambda other, name=name: (other, name)), (after, lambda o, name=name: (name, o))):
            for item in re.findall(r"<li>(.*?)</li>", cell, re.DOTALL):
                other = re.search(r'href="#row-(\w+)"', item).group(1)
                said.append((*ends(other), re.search(r"standing-([oce])\b", item).group(1).upper()))
    wanted = [(start, end, STATUS[status]) for start, end, status in links_of_the_table()]
    assert sorted(said) == sorted(wanted * 2), "every link stands in the rows of both its ends"


def test_every_relation_has_words():
    assert set(data.load("concept_links").relation) == set(graph.RELATIONS)


def test_every_category_has_its_layer():
    layers = [category for *_, categories in drawing.LAYERS for category in categories]
    assert sorted(layers) == sorted(set(data.load("concepts").category)) and len(drawing.LAYERS) == 6


def shown(page):
    return page.locator(".map-card-title").inner_text()


@pytest.mark.browser
def test_arrow_keys_walk_along_links(chromium, address):
    context = _context(chromium, DESK)
    page = context.new_page()
    record = Record(page, address.removesuffix("/course"))
    page.goto(f"{address}/{MAP}")
    names = data.load("concepts").set_index("concept").en
    node = page.locator('a.concept[data-concept="hukou"]')
    node.focus()
    page.keyboard.press("Enter")
    assert shown(page) == names["hukou"] and page.url.endswith("#concept-hukou")
    page.keyboard.press("ArrowRight")  # to one of the concepts that hukou leads to
    first = page.evaluate("document.activeElement.dataset.concept")
    out = {end for start, end, _ in links_of_the_table() if start == "hukou"}
    assert first in out and shown(page) == names[first]
    page.keyboard.press("ArrowDown")  # to the next one of them
    second = page.evaluate("document.activeElement.dataset.concept")
    assert second in out - {first} and shown(page) == names[second]
    assert page.locator(f'[data-concept="{second}"]').get_attribute("aria-current") == "true"
    page.keyboard.press("ArrowLeft")
    third = page.evaluate("document.activeElement.dataset.concept")
    assert (third, second) in {(start, end) for start, end, _ in links_of_the_table()}
    lit = page.locator(".map-wires path")
    assert lit.count() == sum(third in ends[:2] for ends in links_of_the_table())
    tabbable = page.locator('a.concept[tabindex="0"]')
    assert tabbable.count() == 1 and tabbable.get_attribute("data-concept") == third
    page.keyboard.press("Enter")  # to the card, and back
    assert page.evaluate("document.activeElement.className") == "map-card-title"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.dataset.concept") == third
    page.keyboard.press("Escape")
    assert page.locator(".map-card").is_hidden() and "#" not in page.url
    assert not record.wrong
    context.close()


@pytest.mark.browser
def test_an_address_can_be_shared_and_cards_lead_on(chromium, address):
    context = _context(chromium, DESK)
    page = context.new_page()
    page.goto(f"{address}/{MAP}#concept-dividend")
    names = data.load("concepts").set_index("concept").en
    assert shown(page) == names["dividend"]
    chosen = page.locator("a.concept.is-chosen")
    assert chosen.get_attribute("data-concept") == "dividend"
    page.wait_for_function("scrollY > 0")
    assert 0 <= chosen.bounding_box()["y"] < DESK["height"]
    assert 0 <= page.locator(".map-card").bounding_box()["y"] < DESK["height"] / 2
    page.locator('.map-card-before a[href="#concept-ch_factor"]').click()
    assert shown(page) == names["ch_factor"] and page.url.endswith("#concept-ch_factor")
    page.go_back()
    page.wait_for_function(
        "name => document.querySelector('.map-card-title').textContent === name", arg=names["dividend"]
    )
    page.select_option("[data-choose=concept]", "nqpf")
    assert shown(page) == names["nqpf"]
    context.close()


@pytest.mark.browser
def test_filters_narrow_drawing_and_table_alike(chromium, address):
    context = _context(chromium, DESK)
    page = context.new_page()
    page.goto(f"{address}/{MAP}#concept-hukou")
    frame = data.load("concepts")
    risk, twelve = frame.category == "risk", frame.lessons.str.split(";").apply(lambda cells: "12" in cells)
    for choice, value, wanted in (
        ("category", "risk", risk),
        ("lesson", "12", risk & twelve),
        ("category", "", twelve),
    ):
        page.select_option(f"[data-choose={choice}]", value)
        names = set(frame.concept[wanted])
        left = page.locator("a.concept:not(.is-out)").evaluate_all("all => all.map(a => a.dataset.concept)")
        assert set(left) == names and len(left) == len(names)
        seen = page.locator("tr[id^=row-]:not([hidden])").evaluate_all("all => all.map(row => row.id.slice(4))")
        assert set(seen) == names
        assert page.locator(".map-found").inner_text() == f"{len(names)} of {len(frame)} concepts"
    context.close()


@pytest.mark.browser
def test_no_line_is_drawn_until_a_concept_is_chosen(chromium, address):
    context = _context(chromium, DESK)
    page = context.new_page()
    page.goto(f"{address}/{MAP}")
    page.locator(".map-tools").wait_for()
    assert page.locator(".map-wires path").count() == 0
    page.locator('a.concept[data-concept="dividend"]').click()
    ends = [link[:2] for link in links_of_the_table() if "dividend" in link[:2]]
    assert page.locator(".map-wires path").count() == len(ends)
    assert page.locator("a.concept.is-before").count() == len({a for a, b in ends if b == "dividend"})
    assert page.locator("a.concept.is-after").count() == len({b for a, b in ends if a == "dividend"})
    context.close()


@pytest.mark.browser
def test_a_phone_shows_a_list_and_the_chosen_concept_in_a_sheet(chromium, address):
    context = _context(chromium, PHONE)
    page = context.new_page()
    page.goto(f"{address}/{MAP}#concept-ch_factor")
    card = page.locator(".map-card").bounding_box()
    assert card["width"] > 300 and card["y"] > PHONE["height"] / 3 and card["y"] + card["height"] <= PHONE["height"] + 1
    ways = page.locator('.map-card li a[href^="#concept-"]')
    assert ways.count() == sum("ch_factor" in link[:2] for link in links_of_the_table())
    assert all(way.bounding_box()["height"] >= 40 for way in ways.all())
    ways.last.click()
    assert shown(page) != "Channel: factor flow"
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    context.close()


@pytest.mark.browser
def test_without_scripts_the_layers_lead_to_the_table(chromium, address):
    context = chromium.new_context(viewport=DESK, java_script_enabled=False, reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{address}/{MAP}")
    assert page.locator(".map-layer").count() == 6 and page.locator(".map-tools").is_hidden()
    page.locator('a.concept[data-concept="prob_public"]').click()
    assert page.url.endswith("#row-prob_public")
    top = page.locator("#row-prob_public").bounding_box()["y"]
    assert 0 <= top < DESK["height"]
    context.close()


@pytest.mark.browser
@pytest.mark.parametrize(("size", "mode"), [(DESK, "light"), (PHONE, "dark")], ids=["1280-light", "390-dark"])
def test_axe_finds_nothing_on_a_map_in_use(chromium, address, size, mode):
    context = _context(chromium, size, mode)
    page = context.new_page()
    page.goto(f"{address}/{MAP}#concept-hukou")
    page.select_option("[data-choose=lesson]", "5")
    assert not axe.violations(page)
    context.close()
