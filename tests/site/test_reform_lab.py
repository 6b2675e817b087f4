"""The Reform Lab page: what it shows is what the laboratory gives; links and notebooks carry the settings."""

import json
import re
from dataclasses import replace

import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient

from reformlab.lab import BREAKTHROUGHS, GROUPS, LEVERS, China2020, bands
from reformlab.lab.bundles import combine, without
from reformlab.lab.dividends import class_shares

pytestmark = pytest.mark.browser

CONTROLS = ("public_goods", "connectivity", "rights", "competition", "balance", "barriers", "gains")
RISKS = ("R1", "R2", "R3", "R4")
TEXTS = """() => {
  const [root] = document.querySelectorAll('.live-figure[data-share]'), found = {};
  const { meta } = liveFigureTables[root.dataset.key];
  for (const p of meta.parts) if (p.kind === 'text') {
    const node = document.getElementById(`${root.id}-s${meta.spaces[p.space].picture}-${p.ids[0]}`);
    found[p.gid] = node.textContent.trim().replace(/\\s+/g, " ");
  }
  return found;
}"""


@pytest.fixture(scope="module")
def lab():
    return China2020()


@pytest.fixture
def visit(chromium, address):
    opened = []

    def go(first=(), second=()):
        context = chromium.new_context(viewport={"width": 1280, "height": 900}, permissions=["clipboard-read"])
        page = context.new_page()
        opened.append(context)
        page.complaints = []
        page.on("console", lambda m: page.complaints.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda e: page.complaints.append(str(e)))
        pairs = [f"{n}={a:g}~{b:g}" for n, a, b in zip(CONTROLS, first, second, strict=False)]
        page.goto(f"{address}/book/reform_lab.html" + ("#lab?" + "&".join(pairs) if pairs else ""))
        page.wait_for_selector(".live-figure[data-share][data-ready]")
        return page

    yield go
    for context in opened:
        context.close()


def package(lab, settings):
    """Run of a package: five strengths, then whether barriers fall and gains are on."""
    *strengths, barriers, gains = settings
    given = {bundle.name: float(s) for bundle, s in zip(BREAKTHROUGHS, strengths, strict=True)}
    dropped = [group for group, on in zip(GROUPS[1:], (barriers, gains), strict=True) if not on]
    return lab.solve(**without(combine(BREAKTHROUGHS, lab.baseline.neutral, given), *dropped))


def numbers(text):
    return [float(found) for found in re.findall(r"[-+]?\d+\.\d+", text.replace("−", "-"))]


def number(text):
    return numbers(text)[0]


def wanted(run):
    """What the page must say of a package, by gid, with how far its rounding may be off."""
    now, risks = run.outcomes(), run.risks()["after"]
    moved = {name: value for name, value in run.levers.items() if name in LEVERS}
    parts = [*class_shares(run.lab, moved)["EV"][list(GROUPS)], *run.channels, run.owners, *run.earnings, run.output]
    ev = [now[name] for name in ("EV", "EV, rural hukou", "EV, urban hukou")]
    classes = [*parts[:3], now["EV without relief"]]
    lost = ("people in losing groups (%)", "losing more than 0.5% (%)", "losing without relief (%)")
    out = {f"ev {i}": (value, 0.0051) for i, value in enumerate(ev)}
    out |= {f"classes {i}": (value, 0.0051) for i, value in enumerate(classes)}
    out |= {f"parts {i}": (value, 0.0051) for i, value in enumerate(parts[3:])}
    out |= {"losing": ([now[name] for name in lost], 0.051)}
    return out | {f"{name} number": (risks[name], 0.051) for name in RISKS}


@pytest.mark.parametrize(
    "settings", [((1, 1, 1, 1, 1, 0, 0), (1, 1, 1, 1, 1, 1, 1)), ((0, 0.5, 1, 0.5, 0, 1, 0), (1, 0, 0.5, 1, 1, 0, 1))]
)
def test_the_page_says_what_the_laboratory_gives(visit, lab, settings):
    page = visit(*settings)
    shown = page.evaluate(TEXTS)
    for tail, one in zip(("", "@second"), settings, strict=True):
        run = package(lab, one)
        for gid, (value, allowed) in wanted(run).items():
            found = numbers(shown[gid + tail].replace("0.5%", ""))
            assert found == pytest.approx(np.atleast_1d(value), abs=allowed), gid
        now, band = run.outcomes(), bands.settings().loc[tuple(one)]
        said = [now["EV"], band["EV", "5%"], band["EV", "95%"], now["EV, rural hukou"], now["EV, urban hukou"]]
        assert numbers(shown["said" + tail]) == pytest.approx(said, abs=0.051)
        grow = int((run.risks()["change"][list(RISKS)] > 0.05).sum())
        assert ("No", "One", "Two", "Three", "All four")[grow] in shown["said" + tail].split(".")[-2]
        side = page.locator(".live-figure[data-share] .live-finding").nth(1 if tail else 0)
        assert side.text_content() == f"{'B' if tail else 'A'} {shown['said' + tail]}"
        assert (
            f"gains {now['gains (billion yuan)']:,.0f}, losses {now['losses (billion yuan)']:,.0f}"
            in shown["money" + tail]
        )
    assert page.complaints == []


def test_the_ratio_of_benefit_to_cost_is_shown_at_three_values(visit, lab):
    page = visit((1, 1, 1, 1, 1, 1, 1), (1, 1, 1, 1, 1, 0, 0))
    shown = page.evaluate(TEXTS)
    found = [float(x) for x in re.findall(r"(\d+\.\d)", shown["ratio lost"])]
    for ratio, value in zip((1.0, 2.0, 5.0), found, strict=True):
        other = lab.with_parameters(replace(lab.baseline.parameters, benefit_cost=ratio))
        assert value == pytest.approx(package(other, (1, 1, 1, 1, 1, 1, 1)).losers().share, abs=0.051)
    assert len(set(re.findall(r"(\d+\.\d)", shown["ratio lost@second"]))) == 1  # nothing is bought at that ratio


def test_a_downloaded_notebook_runs_and_gives_the_numbers_of_the_page(visit, lab):
    first, second = (1, 0.5, 0, 1, 0.5, 0, 1), (0.5, 0, 1, 0, 0.5, 1, 0)
    page = visit(first, second)
    shown = page.evaluate(TEXTS)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download as a notebook").click()
    text = waiting.value.path().read_text("utf-8").replace("draws=100", "draws=4")  # the test's one change: speed
    notebook = nbformat.reads(text, as_version=4)
    nbformat.validate(notebook)
    ask = "import json\nprint(json.dumps([[r.ev, r.losers().share, *r.channels] for r in (run_a, run_b)]))"
    notebook.cells.append(nbformat.v4.new_code_cell(ask))
    NotebookClient(notebook, timeout=None, iopub_timeout=600, kernel_name="python3").execute()
    answer = json.loads(notebook.cells[-1].outputs[0].text)
    for (tail, settings), given in zip((("", first), ("@second", second)), answer, strict=True):
        run = package(lab, settings)
        assert given == pytest.approx([run.ev, run.losers().share, *run.channels], abs=1e-8)
        assert number(shown["ev 0" + tail]) == pytest.approx(given[0], abs=0.0051)
    pictures = [o for cell in notebook.cells if cell.cell_type == "code" for o in cell.outputs if "data" in o]
    assert sum("image/png" in o.data for o in pictures) == 3
    code = page.locator(".live-snippet code").text_content()
    space = {}
    exec(code.replace("draws=100", "draws=2"), space)
    assert space["run"].ev == pytest.approx(answer[0][0], abs=1e-8)


def test_sliders_work_from_the_keyboard_and_links_restore_settings(visit):
    page = visit()
    slider = page.get_by_label("Rights protection")
    before = page.evaluate(TEXTS)
    slider.focus()
    slider.press("ArrowLeft")
    assert slider.get_attribute("aria-valuetext") == "Package A: 50%"
    page.get_by_label("Package B").first.check()
    slider.press("Home")
    moved = page.evaluate(TEXTS)
    assert moved["ev 0"] != before["ev 0"] and moved["ev 0@second"] != before["ev 0@second"]
    page.get_by_role("button", name="Copy link").click()
    page.wait_for_function("location.hash.includes('rights=0.5~0')")
    again = visit().context.new_page()
    again.goto(page.url)
    again.wait_for_selector(".live-figure[data-share][data-ready]")
    assert again.evaluate(TEXTS) == moved
    start = page.get_by_role("button", name="Nobody loses")
    assert start.get_attribute("aria-pressed") == "false"
    second = moved["said@second"]
    page.get_by_label("Package A").first.check()
    start.press("Enter")
    page.wait_for_function("document.querySelector('.live-finding').textContent.includes('None of 100 lose')")
    assert start.get_attribute("aria-pressed") == "true" and page.evaluate(TEXTS)["said@second"] == second
    assert page.complaints == []


@pytest.mark.parametrize("size", [(1280, 800), (390, 844)])
def test_levers_and_results_are_in_sight_together(visit, size):
    """As the page opens; on a phone the sentence tells the risks."""
    page = visit()
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.evaluate("scrollTo(0, 0)")
    seen = """() => {
      const root = document.querySelector('.live-figure[data-share]');
      const isSeen = (node) => {
        const box = node.getBoundingClientRect();
        return box.height > 0 && box.top >= 0 && box.bottom <= innerHeight && box.left >= 0 && box.right <= innerWidth;
      };
      const count = (css) => [...root.querySelectorAll(css)].filter(isSeen).length;
      return [count('input[type=range]'), count('.live-finding'), count('.live-picture svg'), count('.live-radios')];
    }"""
    wide = size[0] > 1000
    page.wait_for_function(f"String(({seen})()) === '{'5,2,5,2' if wide else '5,1,2,2'}'")


def test_single_levers_are_exact(visit, lab):
    page = visit()
    figure = page.locator(".live-figure").last
    figure.scroll_into_view_if_needed()
    page.wait_for_function("document.querySelectorAll('.live-figure[data-ready]').length === 2")
    figure.get_by_label("Lever", exact=True).select_option("across province barrier")
    figure.get_by_label("Setting, 1 to 9").fill("0")
    run = lab.solve(across_province_barrier=0.1)
    losing = f"losing groups {run.losers().share:.1f}% of people"
    for line in ("across_province_barrier = 0.1", f"mean gain {run.ev:+.2f}%, {losing}"):
        assert figure.get_by_text(line).count() >= 1, line
