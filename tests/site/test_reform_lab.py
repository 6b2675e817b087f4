"""The Reform Lab page: what it shows is what the laboratory gives; links and notebooks carry the settings."""

import json
import re

import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient

from reformlab.lab import BREAKTHROUGHS, China2020

pytestmark = pytest.mark.browser

SLIDERS = ("public_goods", "connectivity", "rights", "competition", "balance")
ROUNDED = 0.051  # the page shows one decimal
SCALES = {"dividend": 26, "R": 32, "map": 40}  # lengths of the axes, of which 1% may be missing
TEXTS = """() => {
  const [root] = document.querySelectorAll('.live-figure[data-share]'), found = {};
  const { meta } = liveFigureTables[root.dataset.key];
  for (const p of meta.parts) if (p.kind === 'text') {
    const node = document.getElementById(`${root.id}-s${meta.spaces[p.space].picture}-${p.ids[0]}`);
    found[p.gid] = node.textContent.trim();
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
        pairs = [f"{n}={a:g}~{b:g}" for n, a, b in zip(SLIDERS, first, second, strict=False)]
        page.goto(f"{address}/book/reform_lab.html" + ("#lab?" + "&".join(pairs) if pairs else ""))
        page.wait_for_selector(".live-figure[data-share][data-ready]")
        return page

    yield go
    for context in opened:
        context.close()


def intensity(strengths):
    return {bundle.name: float(s) for bundle, s in zip(BREAKTHROUGHS, strengths, strict=True)}


def number(text):
    return float(re.findall(r"[-+]?\d+\.\d", text)[0])


def wanted(run):
    """What the page must say of a package, by gid."""
    risks = run.risks()["after"]
    out = {f"dividend {i}": v for i, v in enumerate([run.welfare, *run.dividends()])}
    out |= {f"{name} number": risks[name] for name in ("R1", "R2", "R3", "R4")}
    return out | {f"map-{i}": v for i, v in enumerate(run.map())}


def allowed(gid):
    return 0.01 * next(scale for start, scale in SCALES.items() if gid.startswith(start)) + ROUNDED


@pytest.mark.parametrize("seed", [1, 2])
def test_the_table_agrees_with_the_laboratory(visit, lab, seed):
    random = np.random.default_rng(seed)
    both = random.integers(0, 21, (2, 5)) / 20
    page = visit(*both)
    shown = page.evaluate(TEXTS)
    runs = [lab.package(intensity=intensity(one)) for one in both]
    for tail, run in zip(("", "@second"), runs, strict=True):
        for gid, value in wanted(run).items():
            assert number(shown[gid + tail]) == pytest.approx(value, abs=allowed(gid)), gid
        nearly = np.abs(run.group_welfare.to_numpy()) < 0.2  # groups that the table may count on the wrong side
        people = lab.baseline.registered
        doubt = 100 * (people * nearly).sum() / people.sum()
        assert number(shown["losing 0" + tail]) == pytest.approx(run.losers().share, abs=doubt + ROUNDED)
    for gid, value in wanted(runs[0]).items():
        difference = wanted(runs[1])[gid] - value
        assert number(shown[gid + "@difference"].rpartition(":")[2]) == pytest.approx(difference, abs=2 * allowed(gid))
    rolls = page.locator(".live-rolls td[data-head]").all_text_contents()  # rural A, rural B, urban A, urban B
    for k, run in enumerate(runs):
        for h, hukou in enumerate(("rural hukou", "urban hukou")):
            named = rolls[2 * h + k].split(", ")
            sure = run.group_welfare[hukou][run.group_welfare[hukou].abs() >= 0.2]
            assert {name for name, v in sure.items() if v < 0} == {n for n in named if n in sure.index}
    assert page.complaints == []


def test_a_downloaded_notebook_runs_and_gives_the_numbers_of_the_page(visit, lab):
    first, second = (1, 0.5, 0, 1, 0.5), (0.5, 0, 1, 0, 0.2)  # computed positions: the page is exact there
    page = visit(first, second)
    shown = page.evaluate(TEXTS)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download as a notebook").click()
    text = waiting.value.path().read_text("utf-8").replace("draws=100", "draws=4")  # the test's one change: speed
    notebook = nbformat.reads(text, as_version=4)
    nbformat.validate(notebook)
    ask = """import json
runs = [[r.welfare, *r.dividends(), *r.risks()["after"][["R1", "R2", "R3", "R4"]], *r.map()] for r in (run_a, run_b)]
print(json.dumps({"runs": runs, "losers": [r.losers().share for r in (run_a, run_b)]}))"""
    notebook.cells.append(nbformat.v4.new_code_cell(ask))
    NotebookClient(notebook, timeout=None, kernel_name="python3").execute()
    answer = json.loads(notebook.cells[-1].outputs[0].text)
    for k, (tail, strengths) in enumerate((("", first), ("@second", second))):
        run = lab.package(intensity=intensity(strengths))
        assert answer["runs"][k] == pytest.approx(list(wanted(run).values()), abs=1e-9)
        for gid, value in zip(wanted(run), answer["runs"][k], strict=True):
            assert number(shown[gid + tail]) == pytest.approx(value, abs=ROUNDED), gid
        assert number(shown["losing 0" + tail]) == pytest.approx(answer["losers"][k], abs=ROUNDED)
    pictures = [o for cell in notebook.cells if cell.cell_type == "code" for o in cell.outputs if "data" in o]
    assert sum("image/png" in o.data for o in pictures) == 3
    code = page.locator(".live-snippet code").text_content()
    space = {}
    exec(code.replace("draws=100", "draws=2"), space)
    assert space["run"].welfare == pytest.approx(answer["runs"][0][0], abs=1e-9)


def test_sliders_work_from_the_keyboard_and_the_link_restores_them(visit):
    page = visit()
    slider = page.get_by_label("Rights protection")
    before = page.evaluate(TEXTS)
    slider.focus()
    slider.press("ArrowLeft")
    assert slider.get_attribute("aria-valuetext") == "Package A: 95%"
    page.get_by_label("Package B").first.check()
    slider.press("End")
    moved = page.evaluate(TEXTS)
    assert moved["dividend 0"] != before["dividend 0"] and moved["dividend 3@second"] != before["dividend 3@second"]
    page.get_by_role("button", name="Copy link").click()
    page.wait_for_function("location.hash.includes('rights=0.95~1')")
    again = visit().context.new_page()
    again.goto(page.url)
    again.wait_for_selector(".live-figure[data-share][data-ready]")
    assert again.evaluate(TEXTS) == moved
    assert page.complaints == []


def test_single_levers_are_exact(visit, lab):
    page = visit()
    figure = page.locator(".live-figure").last
    figure.scroll_into_view_if_needed()
    page.wait_for_function("document.querySelectorAll('.live-figure[data-ready]').length === 2")
    figure.get_by_label("Lever", exact=True).select_option("across province barrier")
    figure.get_by_label("Setting, 1 to 9").fill("0")
    run = lab.solve(across_province_barrier=0.4)
    losing = f"losing groups {run.losers().share:.1f}% of people"
    for line in ("across_province_barrier = 0.4", f"welfare {run.welfare:+.2f}, {losing}"):
        assert figure.get_by_text(line).count() >= 1, line
