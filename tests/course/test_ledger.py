"""The claims ledger agrees with the lessons, the tables, the models and the bibliography."""

import copy
import re

import pytest
from coursebook import lessons as reader
from docutils.nodes import make_id
from pybtex.database import parse_file
from second_urbanization.ledger import VERDICTS, cells, lessons_of

from reformlab import data
from reformlab.models import catalogue

from .conftest import LESSONS, ROOT

PHRASES = [f"P{number:02d}" for number in range(1, 46)]
MODELS = {name for names in catalogue.LESSONS.values() for name in names} | {"lab"}
OPEN = ("definition", "not testable")  # verdicts that need no evidence


@pytest.fixture(scope="module")
def ledger():
    """All that the ledger is compared with: what a tampering test changes a copy of."""
    pages = [reader.read(path) for path in LESSONS]
    return {
        "rows": data.load("claims").to_dict("records"),
        "findings": data.load("claim_evidence").to_dict("records"),
        "front": {page.meta["lesson"]: list(page.meta["claims"]) for page in pages},
        "cards": {page.meta["lesson"]: re.findall(r"^[`:]{3,}\{claim\} (\S+)", page.text, re.M) for page in pages},
        "anchors": {
            page.meta["lesson"]: {make_id(title) for title in re.findall(r"^##+ (.+?)\s*$", page.text, re.M)}
            for page in pages
        },
        "keys": set(parse_file(ROOT / "book" / "references.bib").entries),
    }


def problems(ledger):
    """Say in one sentence each what does not agree."""
    rows, found = {row["claim"]: row for row in ledger["rows"]}, []
    if list(rows) != PHRASES:
        found.append(f"the ledger has not the phrases P01 to P45 once each: {sorted(set(PHRASES) ^ set(rows))}")
    for lesson, claims in ledger["front"].items():
        found += [f"lesson {lesson} cites {claim}, which is no phrase" for claim in claims if claim not in rows]
        if sorted(claims) != sorted(ledger["cards"][lesson]):
            found.append(f"lesson {lesson}: front matter and claim cards disagree")
    for claim, row in rows.items():
        cited = [lesson for lesson, claims in ledger["front"].items() if claim in claims]
        found += [f"{claim} has no lesson"] if not cited else []
        if sorted(lessons_of(row)) != cited:
            found.append(f"{claim}: ledger {sorted(lessons_of(row))} and front matter {cited} disagree")
        if row["section"] not in ledger["anchors"].get(row["lesson"], ()):
            found.append(f"{claim}: lesson {row['lesson']} has no section {row['section']}")
        found += [f"{claim}: no table {name}" for name in cells(row["tables"]) if name not in data.tables()]
        found += [f"{claim}: no model {name}" for name in cells(row["models"]) if name not in MODELS]
        if row["verdict"] not in VERDICTS:
            found.append(f"{claim}: verdict {row['verdict']!r} is not in the list")
        sides = {entry["side"] for entry in ledger["findings"] if entry["claim"] == claim}
        if row["verdict"] not in OPEN and sides != {"for", "against"}:
            found.append(f"{claim} is {row['verdict']} with evidence {sorted(sides)} only")
        if not re.search(r"[a-z]\.$", row["statement"]) or not row["reason"].endswith("."):
            found.append(f"{claim}: statement and reason are sentences")
    for entry in ledger["findings"]:
        where = f"finding {entry['number']} on {entry['claim']}"
        found += [f"{where}: no such claim"] if entry["claim"] not in rows else []
        sources = {kind: entry[kind] for kind in ("cite", "table", "model") if isinstance(entry[kind], str)}
        found += [f"{where}: {len(sources)} sources"] if len(sources) != 1 else []
        known = {"cite": ledger["keys"], "table": set(data.tables()), "model": MODELS}
        found += [f"{where}: no {kind} {name}" for kind, name in sources.items() if name not in known[kind]]
    return found


def test_the_ledger_agrees_with_everything(ledger):
    assert not problems(ledger)


def _front(ledger, lesson, claims):
    ledger["front"][lesson] = ledger["cards"][lesson] = claims


@pytest.mark.parametrize(
    ("tamper", "words"),
    [
        (lambda ledger: ledger["rows"].pop(7), "the ledger has not the phrases P01 to P45"),
        (lambda ledger: _front(ledger, 6, []), "P13 has no lesson"),
        (lambda ledger: _front(ledger, 6, ["P13"]), "P40: ledger [6, 14, 16] and front matter [14, 16] disagree"),
        (lambda ledger: _front(ledger, 6, ["P13", "P40", "P46"]), "lesson 6 cites P46, which is no phrase"),
        (lambda ledger: _front(ledger, 6, ["P40"]), "P13 has no lesson"),
        (lambda ledger: ledger["cards"][6].pop(), "lesson 6: front matter and claim cards disagree"),
        (lambda ledger: ledger["rows"][0].update(section="gone"), "P01: lesson 1 has no section gone"),
        (lambda ledger: ledger["rows"][0].update(tables="nation"), "P01: no table nation"),
        (lambda ledger: ledger["rows"][0].update(models="logistics"), "P01: no model logistics"),
        (lambda ledger: ledger["rows"][0].update(verdict="proved"), "P01: verdict 'proved' is not in the list"),
        (lambda ledger: ledger["findings"][0].update(claim="P00"), "finding 1 on P00: no such claim"),
        (lambda ledger: ledger["findings"][2].update(cite="nobody2000"), "finding 3 on P01: no cite nobody2000"),
        (lambda ledger: ledger["findings"][2].update(table="world"), "finding 3 on P01: 2 sources"),
        (
            lambda ledger: ledger.update(findings=[e for e in ledger["findings"] if e["claim"] != "P10"]),
            "P10 is supported with evidence [] only",
        ),
    ],
)
def test_what_does_not_agree_is_named(ledger, tamper, words):
    broken = copy.deepcopy(ledger)
    tamper(broken)
    assert any(text.startswith(words) for text in problems(broken)), problems(broken)


def test_every_model_has_an_anchor_in_the_gallery():
    text = (ROOT / "book" / "models.md").read_text("utf-8")
    anchors = re.findall(r'^\(model-([\w-]+)\)=\n### .+\n\n(?:.*\n){3}model = card\("(\w+)"\)', text, re.M)
    assert {name for _, name in anchors} | {"lab"} == MODELS
    assert all(anchor == name.replace("_", "-") for anchor, name in anchors)
