"""The page on which a reader explores the tables: what it reads, draws, and gives away."""

import csv
import io
import struct
import sys
from pathlib import Path

import pandas as pd
import pytest
from coursebook.build import build
from coursebook.layout import find
from playwright.sync_api import expect

from reformlab import data

from .conftest import ROOT, served
from .small import CONFIG, write

sys.path.insert(0, str(ROOT / "book" / "_ext"))
from second_urbanization.explore import tables  # noqa: E402

SMALLEST = 11  # px, letters of a chart on a phone


def _figures(content, key):
    """Return {(place, year): (value, standing, source)} of a series as the page's script reads it."""
    found = {}
    for place, years, values, standings, sources in content["series"][key]["rows"]:
        for i, value in enumerate(values):
            year = years[i] if isinstance(years, list) else years + i
            standing = standings[i] if isinstance(standings, list) else standings
            source = sources[i] if isinstance(sources, list) else sources
            at = content["places"][place][0], year
            found[at] = value, content["standings"][standing], content["sources"][source][0]
    return found


def test_every_figure_of_the_long_tables_is_there_with_standing_and_source():
    for name in tables.names():
        content, frame = tables.content(name), data.load(name)
        if "series" not in frame:
            continue
        column = next((one for one in ("province", "iso3") if one in frame), None)
        for key, part in frame.groupby("series"):
            places = part[column] if column else [tables.PLAIN] * len(part)
            rows = zip(places, part["year"], part["value"], part["standing"], part["source"], strict=True)
            expected = {(place, year): tuple(rest) for place, year, *rest in rows}
            assert _figures(content, key) == expected, (name, key)
            assert content["series"][key]["title"] and content["series"][key]["unit"]


def test_every_figure_of_the_wide_tables_is_there():
    for name in ("counties", "prefectures"):
        content, frame = tables.content(name), data.load(name).set_index("code")
        assert len(content["places"]) == len(frame)
        for key, year in (("population", 2010), ("population", 2020)):
            shown = {int(place): one[0] for (place, y), one in _figures(content, key).items() if y == year}
            assert shown == frame[f"{key}_{year}"].dropna().to_dict()
    assert not {"adjacency", "claims", "world_vintages"} & set(tables.names())


def test_only_provinces_have_tiles():
    assert len(tables.content("provinces")["tiles"]) == 31
    assert tables.content("world")["tiles"] == {} and tables.content("national")["kind"] == ""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A small course whose page explores the course's own tables."""
    root = write(tmp_path_factory.mktemp("explore") / "course")
    config = CONFIG.replace("coursebook.pages", "second_urbanization.explore, coursebook.pages")
    (root / "_config.yml").write_text(config, "utf-8")
    (root / "_toc.yml").write_text((root / "_toc.yml").read_text("utf-8") + "      - file: book/explore\n", "utf-8")
    (root / "book" / "explore.md").write_text("# Explore\n\n```{explore-data}\n```\n", "utf-8")
    layout = find(root)
    build(layout)
    return layout.html


@pytest.fixture(scope="module")
def base(site, tmp_path_factory):
    top = tmp_path_factory.mktemp("www")
    (top / "course").symlink_to(site, target_is_directory=True)
    (top / "index.html").write_text("<!DOCTYPE html><title>top</title>", "utf-8")
    (top / "favicon.ico").touch()  # the small course has none
    with served(top) as address:
        yield f"{address}/course/book/explore.html"


@pytest.fixture
def opened(chromium, base):
    contexts, wrong, foreign = [], [], []

    def go(query="", size=(1280, 900), address=base):
        context = chromium.new_context(viewport={"width": size[0], "height": size[1]}, accept_downloads=True)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: said.type in ("error", "warning") and wrong.append(said.text))
        own = (base.split("/course/")[0], "file:", "data:", "blob:")
        page.on("request", lambda one: one.url.startswith(own) or foreign.append(one.url))
        page.goto(address + query)
        page.locator(".explore-chart svg").wait_for()
        return page

    yield go
    for context in contexts:
        context.close()
    assert not wrong and not foreign


def _saved(page, name):
    with page.expect_download() as waiting:
        page.locator(f'[data-take="{name}"]').click()
    return Path(waiting.value.path()).read_bytes()


def _rows(page):
    return list(csv.DictReader(io.StringIO(_saved(page, "csv").decode("utf-8-sig"))))


def _python(page):
    """Run the three lines of the page and return what they print."""
    code = page.locator(".explore-python code").text_content()
    assert code.count("\n") == 2
    space = {}
    exec(code.replace("print(", "shown = ("), space)
    return space["shown"]


@pytest.mark.browser
@pytest.mark.parametrize(
    "query",
    [
        "",
        "?table=national&series=urban_rate_resident&chart=line&from=1990&to=2020",
        "?table=world&series=urban_share&chart=bar&to=2020&places=CHN~IND~BRA",
        "?table=provinces&chart=tiles&series=urbanization_rate&to=2020&places=Beijing~Tibet",
    ],
)
def test_the_csv_and_the_python_lines_give_what_the_page_shows(opened, query):
    page = opened(query)
    rows, frame = _rows(page), _python(page)
    assert rows
    if isinstance(frame, pd.Series):
        frame = frame.to_frame(tables.PLAIN)
    shown = {(row["place"], int(row["year"])): float(row["value"]) for row in rows}
    assert shown == {at: value for at, value in frame.unstack().dropna().items()}
    assert {row["standing"] for row in rows} <= set(data.load("provinces").standing.unique()) | {"derived", "rounded"}
    assert all(row["source"] and row["unit"] for row in rows)


@pytest.mark.browser
def test_two_series_stand_against_each_other(opened):
    page = opened(
        "?table=provinces&chart=scatter&series=urbanization_rate&against=grp&to=2020&places=Beijing~Tibet~Hebei"
    )
    rows, frame = _rows(page), _python(page)
    shown = {(row["series"], row["place"]): float(row["value"]) for row in rows}
    assert len(shown) == 6 and shown == frame.loc[2020].to_dict()
    assert page.locator(".explore-chart circle").count() == 3
    page.get_by_label("Tile map").check()
    expect(page.locator(".explore-against")).to_be_hidden()
    assert page.locator(".explore-chart rect").count() == 3


@pytest.mark.browser
def test_a_reader_finds_the_own_county(opened):
    page = opened("?table=counties&chart=bar&to=2020&places=110101")
    page.get_by_label("Find my county").fill("昆山")
    page.get_by_label("昆山市").check()
    expect(page.locator(".explore-count")).to_have_text("2 chosen")
    frame = _python(page)
    assert list(frame["name"]) == ["东城区", "昆山市"]
    assert [float(row["value"]) for row in _rows(page)] == list(frame["population_2020"])
    page.get_by_label("Find my county").fill("jiangsu")
    expect(page.locator(".explore-list label", has_text="Jiangsu").nth(1)).to_be_visible()


@pytest.mark.browser
def test_the_address_restores_the_choice_and_a_wrong_one_is_told(opened):
    page = opened()
    page.get_by_role("radio", name="Bars").focus()
    page.keyboard.press("Space")  # the keyboard alone
    page.get_by_label("Year").select_option("2010")
    page.get_by_role("checkbox", name="Shanghai").uncheck()
    told, address = page.locator(".explore-told").inner_text(), page.url
    assert "3 places in 2010" in told
    again = opened(address="", query=address)
    assert again.locator(".explore-told").inner_text() == told
    assert again.get_by_role("radio", name="Bars").is_checked()
    assert not again.get_by_role("checkbox", name="Shanghai").is_checked()
    other = opened("?table=provinces&series=nothing&places=Atlantis~Beijing")
    expect(other.locator(".explore-told")).to_contain_text("names something that is not here")
    assert other.locator(".explore-count").inner_text() == "1 chosen"


@pytest.mark.browser
def test_pictures_carry_title_and_sources(opened):
    page = opened()
    picture = _saved(page, "svg").decode()
    source = page.locator(".explore-sources").inner_text().removeprefix("Sources").strip()
    assert "Resident urbanization rate" in picture and source.split()[0] in picture and "var(" not in picture
    content = _saved(page, "png")
    width, _ = struct.unpack(">II", content[16:24])
    assert width == 2 * round(page.locator(".explore-chart svg").bounding_box()["width"])


@pytest.mark.browser
def test_not_confirmed_figures_are_hollow_and_said_so(opened):
    recalled = data.load("national").query("standing == 'recalled'")["series"].mode()[0]
    page = opened(f"?table=national&series={recalled}")
    expect(page.locator(".explore-notes")).to_contain_text("not confirmed")
    hollow = page.locator(".explore-chart circle[fill='var(--explore-paper)']").count()
    assert hollow == (data.load("national").query("series == @recalled").standing == "recalled").sum()


@pytest.mark.browser
@pytest.mark.parametrize("chart", ["line", "bar", "scatter", "tiles"])
def test_a_phone_reads_every_chart_and_a_folder_opens_it(opened, site, chart):
    page = opened(f"?table=provinces&chart={chart}&to=2020", (390, 844), (site / "book" / "explore.html").as_uri())
    smallest = page.evaluate(
        """() => Math.min(...[...document.querySelectorAll('.explore-chart text')].map((text) => {
          const svg = text.ownerSVGElement;
          const shrunk = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
          return parseFloat(getComputedStyle(text).fontSize) * shrunk;
        }))"""
    )
    assert smallest >= SMALLEST
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    label = page.locator(".explore-chart").get_attribute("aria-label")
    assert "Resident urbanization rate" in label and page.locator(".explore-told").inner_text() in label
