"""The landing page: ``{landing-parts}``, ``{landing-claims}``, ``{landing-lab}``, ``{landing-doors}``, without content.

Parts come from the table of contents, claims from the ledger's table, the Lab's band from its stored bands, and a door
leads to what the book has.
"""

from __future__ import annotations

import math
import re
from html import escape
from typing import TYPE_CHECKING, Any

from coursebook import paths
from coursebook.directives import late, places
from coursebook.directives.header import lessons_of
from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from reformlab import data
from reformlab.lab import BREAKTHROUGHS, bands
from reformlab.words import tr

from .ledger import STATIC, VERDICTS, slug

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_WIDTH, _HEIGHT = 240, 102
_HATCH = (
    '<defs><pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<path d="M0 0v5" class="ochre" stroke-width="2"/></pattern></defs>'
)
# A claim that speaks for its verdict
_SAMPLES = {"supported": "P31", "contested": "P18", "not testable": "P44"}


class landing(nodes.General, nodes.Element):
    """Stands for a part of the page until all pages have been read; ``kind`` says for which."""


class Landing(SphinxDirective):
    """Any of them; the name of the directive says which."""

    def run(self) -> list[nodes.Node]:
        """Return its node."""
        late.note(self.env)
        return [landing(kind=self.name)]


def _line(points):
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)


def _scale(low, high, start, end):
    return lambda value: start + (value - low) / (high - low) * (end - start)


def _word(x, y, text, extra=""):
    return f'<text x="{x:.0f}" y="{y:.0f}"{extra}>{escape(text)}</text>'


def _curve():
    rate = data.series("national", "urban_rate_resident").dropna()
    x, y = _scale(rate.index[0], rate.index[-1], 4, 236), _scale(0, 75, 92, 8)
    first, last = (tr("{share}% in {year}").format(share=f"{rate[n]:.0f}", year=n) for n in rate.index[[0, -1]])
    line = _line((x(year), y(share)) for year, share in rate.items())
    return f'<path d="M4 92H236" class="axis"/><path d="{line}" class="blue line"/>{_word(4, 56, first)}' + _word(
        196, 16, last, ' text-anchor="end"'
    )


def _tiles():
    units = data.load("province_units").set_index("province")
    ranks = data.series("provinces", "grp_per_capita").dropna(how="all").iloc[-1].rank()
    step = 96 / units.tile_row.max()
    quarter = {name: int((rank - 1) * 4 / len(ranks)) for name, rank in ranks.items()}
    squares = "".join(
        f'<rect x="{100 + (one.tile_col - 1) * step:.1f}" y="{(one.tile_row - 1) * step + 2:.1f}" '
        f'width="{step - 1.2:.1f}" height="{step - 1.2:.1f}" class="step-{quarter.get(name, 0)}"/>'
        for name, one in units.dropna(subset=["tile_row"]).iterrows()
    )
    return squares + _word(2, 80, tr("output")) + _word(2, 97, tr("per head"))


def _wedge():
    town, village = (lambda n: 1.2 * n**-0.4), (lambda n: 0.6 * (1 - n) ** -0.4)
    x, y = _scale(0.2, 0.98, 8, 232), _scale(0.4, 3, 92, 8)
    shares = [n / 100 for n in range(22, 97, 2)]
    lost = [n / 100 for n in range(50, 86)]
    area = _line([*((x(n), y(town(n))) for n in lost), *((x(n), y(village(n))) for n in reversed(lost))])
    curves = "".join(
        f'<path d="{_line((x(n), y(one(n))) for n in shares if one(n) < 3)}" class="{kind} line"/>'
        for one, kind in ((town, "blue"), (village, "ink"))
    )
    return (
        f'{_HATCH}<path d="{area}Z" fill="url(#hatch)"/>{curves}<path d="M8 92H236" class="axis"/>'
        f"{_word(10, 22, tr('town'))}{_word(226, 38, tr('village'), ' text-anchor=end')}"
        f"{_word(x(0.5) - 2, 34, tr('lost output'))}"
    )


def _costs():
    table = data.load("citizenization_costs")
    table = table[(table.unit == "yuan per person") & table.concept.str.startswith("one-off")].sort_values("low")
    low, high = table.low.min() * 0.85, table.high.max() * 1.15
    x = _scale(math.log(low), math.log(high), 10, 230)
    out = '<path d="M8 84H236" class="axis"/>' + _word(8, 12, tr("thousand yuan a person"))
    for tick in (75, 100, 150, 200):
        if low < 1000 * tick < high:
            out += _word(x(math.log(1000 * tick)), 99, str(tick), ' text-anchor="middle"')
    for at, one in enumerate(table.itertuples()):
        y, ends = 24 + at * 50 / max(1, len(table) - 1), sorted({one.low, one.high})
        kind = "full" if one.standing == "checked" else "hollow"
        places_ = [x(math.log(end)) for end in ends]
        out += f'<path d="M{places_[0]:.1f} {y:.1f}H{places_[-1]:.1f}" class="blue line"/>'
        out += "".join(f'<circle cx="{place:.1f}" cy="{y:.1f}" r="4.5" class="{kind}"/>' for place in places_)
    return out


def _levers():
    found = {one.name: bands.bands(one.name).loc["EV"] for one in BREAKTHROUGHS}
    names = (tr("Services"), tr("Links"), tr("Rights"), tr("Markets"), tr("Balance"))
    x = _scale(0, max(band["95%"] for band in found.values()), 80, 232)
    out = '<path d="M80 2V100" class="axis"/>'
    for at, (name, band) in enumerate(zip(names, found.values(), strict=True)):
        y = 8 + at * 19
        out += _word(74, y + 11, name, ' text-anchor="end"')
        out += f'<rect x="80" y="{y}" width="{max(1, x(band["central"]) - 80):.1f}" height="12" class="full"/>'
        out += f'<path d="M{x(band["5%"]):.1f} {y + 6}H{x(band["95%"]):.1f}" class="ochre line"/>'
    return out


_PICTURES = (_curve, _tiles, _wedge, _costs, _levers)


def _sentences():
    cost = data.load("citizenization_costs")
    cost = cost[(cost.unit == "yuan per person") & cost.concept.str.startswith("one-off")]
    return (
        tr("Towns grew with industry, and then without it. Two official counts of the same people disagree."),
        tr("Regions, services, two sets of rules, and a road that mostly runs one way."),
        tr("If people, land and money could move, what would be gained, and would it last?"),
        tr(
            "Somebody pays first: published estimates run from {low:,.0f} to {high:,.0f} yuan for each new citizen "
            "(hollow: not confirmed)."
        ).format(low=cost.low.min(), high=cost.high.max()),
        tr("Five breakthroughs one at a time in the Reform Lab: gain of the average person, with its range of draws."),
    )


def _parts(app, page):
    titles = {name: title for title, name in places.entries(app.env) if title}
    fronts = lessons_of(app.env)
    parts = [(caption, [name for name in pages if name in fronts]) for caption, pages in places.parts(app.env)]
    parts = [(caption, pages) for caption, pages in parts if pages]
    out = ""
    for (caption, pages), picture, sentence in zip(parts, _PICTURES, _sentences(), strict=True):
        number, name = re.split(r"\. |、", caption, maxsplit=1)
        items = "".join(
            f'<li><a href="{app.builder.get_relative_uri(page, one)}"><i>{fronts[one]["lesson"]}</i>'
            f"{escape(titles.get(one) or app.env.titles[one].astext())}</a></li>"
            for one in pages
        )
        out += (
            f'<section class="part"><svg viewBox="0 0 {_WIDTH} {_HEIGHT}" aria-hidden="true">{picture()}</svg>'
            f'<p class="eyebrow">{escape(tr("Part {number}").format(number=number))}</p><h3>{escape(name)}</h3>'
            f"<p>{escape(sentence)}</p><ol>{items}</ol></section>"
        )
    return f'<div class="parts">{out}</div>'


def _claims(app, page):
    table = data.load("claims").set_index("claim")
    ledger = app.builder.get_relative_uri(page, app.config.course_ledger)
    out = ""
    for word, (name, meaning) in VERDICTS.items():
        these = table[table.verdict == word]
        boxes = ""
        for key, row in these.iterrows():
            said = tr("{key}: {text}").format(key=key, text=tr(row.statement))
            boxes += (
                f'<a class="claim-box {slug(word)}" href="{ledger}#{key}" title="{escape(said)}">'
                f'<span class="visually-hidden">{key}</span></a>'
            )
        sample = table.loc[_SAMPLES[word]] if word in _SAMPLES else None
        told = (
            f'<p class="claim-sample">“{escape(tr(sample.statement))}”<span>{escape(tr(sample.reason))}</span></p>'
            if sample is not None
            else ""
        )
        out += (
            f'<div class="claim-row"><p class="claim-count"><b>{len(these)}</b> {escape(tr(name))}</p>'
            f'<div class="claim-boxes">{boxes}</div><p class="claim-meaning">{escape(tr(meaning))}</p>{told}</div>'
        )
    return out


def _lab(app, page):
    """Three packages of the Reform Lab, each with all five reforms: gain of the average person, and who loses."""
    packages = (
        ("five breakthroughs", tr("All five reforms")),
        ("without assumed gains", tr("no assumed gains")),
        ("institutional levers only", tr("rules and budgets alone")),
    )
    found = [bands.bands(name) for name, _ in packages]
    gain, lose = (
        [(one.loc[outcome, "central"], one.loc[outcome, "5%"], one.loc[outcome, "95%"]) for one in found]
        for outcome in ("EV", "people in losing groups (%)")
    )
    out = ""
    for left, title, rows, form in (
        (190, tr("Gain, % of income"), gain, "{:.1f}"),
        (390, tr("Losers, of 100 people"), lose, "{:.0f}"),
    ):
        x = _scale(0, max(high for _, _, high in rows), left, left + 124)
        out += _word(left, 14, title) + f'<path d="M{left} 26V134" class="axis"/>'
        for at, (central, low, high) in enumerate(rows):
            y = 32 + at * 36
            out += f'<rect x="{left}" y="{y}" width="{max(1, x(central) - left):.1f}" height="20" class="full"/>'
            out += f'<path d="M{x(low):.1f} {y + 10}H{x(high):.1f}" class="ochre line"/>'
            out += _word(max(x(high), x(central)) + 8, y + 15, form.format(central))
    out += "".join(_word(180, 47 + at * 36, name, ' text-anchor="end"') for at, (_, name) in enumerate(packages))
    said = "; ".join(
        tr("{name}: gain {gain:.1f}% of income, {lose:.0f} of 100 people in groups that lose").format(
            name=name, gain=one[0], lose=other[0]
        )
        for (_, name), one, other in zip(packages, gain, lose, strict=True)
    )
    lab = "book/reform_lab"
    go = f'<a href="{app.builder.get_relative_uri(page, lab)}">{escape(tr("Try the Reform Lab"))}</a>'
    note = tr("Model results. Line: 90% of the draws of all assumptions.")
    return (
        f'<div class="lab-band part"><svg viewBox="0 0 560 140" role="img" aria-label="{escape(said)}">{out}</svg>'
        f'<p class="lab-note">{escape(note)}</p><p class="lab-go">{go if lab in app.env.all_docs else ""}</p></div>'
    )


def _doors(app, page):
    first = places.lessons(app.env).get(1, "")
    exercise = "_downloads/exercises/01_industrialization/01_industrialization.ipynb"
    doors = (
        (
            tr("I study"),
            tr("Read in the browser, run it there, or take everything home."),
            (
                (tr("Start lesson 1"), first, tr("about an hour")),
                (tr("Lesson 1 as a notebook"), f"_downloads/{first}.ipynb", "ipynb"),
                (tr("Exercise 1, with checks"), exercise, "ipynb"),
                (tr("Everything to take along"), "book/downloads", tr("notebooks, PDF, EPUB, zip")),
            ),
        ),
        (
            tr("I teach"),
            tr("A term's course: slides, exercises with checks, ways through the lessons."),
            (
                (tr("Syllabus and paths"), "book/syllabus", tr("5 to 16 lessons")),
                (tr("Slides"), "book/slides", tr("one set a lesson")),
                (tr("Run it for a class"), "book/instructor/index", tr("from 1 to 300 students")),
                (tr("First assignment in an afternoon"), "book/instructor/first_assignment", ""),
            ),
        ),
        (
            tr("I look something up"),
            tr("Every claim, figure and word has its own address."),
            (
                (tr("Claims ledger"), "book/claims", tr("for and against")),
                (tr("Data"), "book/data", tr("{count} tables with sources").format(count=len(data.tables()))),
                (tr("Glossary"), "book/glossary", tr("English and Chinese")),
                (tr("References"), "book/references", ""),
            ),
        ),
    )
    root, out = "../" * page.count("/"), ""
    for title, lead, items in doors:
        lines = ""
        for text, target, note in items:
            if target in app.env.all_docs:
                link = f'<a href="{app.builder.get_relative_uri(page, target)}">'
            elif target.startswith("_downloads/"):
                link = f'<a href="{root}{target}" download>'
            else:
                continue
            lines += f"<li>{link}{escape(text)}</a> <span>{escape(note)}</span></li>"
        out += f'<section class="door"><h3>{escape(title)}</h3><p>{escape(lead)}</p><ul>{lines}</ul></section>'
    return f'<div class="doors">{out}</div>'


_KINDS = {"landing-parts": _parts, "landing-claims": _claims, "landing-lab": _lab, "landing-doors": _doors}


def _visit(self, node):
    self.body.append(_KINDS[node["kind"]](self.builder.app, self.builder.current_docname))
    raise nodes.SkipNode


def _skip(self, node):
    raise nodes.SkipNode


def _assets(app, pagename, templatename, context, doctree):
    if doctree is not None and next(iter(doctree.findall(landing)), None) is not None:
        app.add_css_file("course-landing.css")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directives."""
    quiet = (_skip, None)
    app.add_node(landing, html=(_visit, None), latex=quiet, text=quiet, man=quiet, texinfo=quiet)
    for name in _KINDS:
        app.add_directive(name, Landing)
    app.connect("builder-inited", lambda app: paths.add(app.config, "html_static_path", STATIC))
    app.connect("html-page-context", _assets)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
