"""What readers see of the tables, for the catalogue of an edition: ``course_texts`` in ``_config.yml`` names `texts`.

Pages look these texts up with ``tr``, as they look up the words of the code. A name that a table holds in another
language is handed on, so that nobody translates it again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from reformlab import data
from reformlab.data import checks, manifest, pages
from reformlab.lab import PRESETS, assumed, bands, bundles, levers, validation
from reformlab.lab.channels import CHANNELS, EARNINGS
from reformlab.models import catalogue

from . import codebook, teaching
from .argument.drawing import LAYERS
from .argument.graph import CATEGORIES, RELATIONS
from .explore.tables import PLAIN, titles
from .ledger import SIDES, VERDICTS, without_group

# Table -> its columns of text.
COLUMNS = {
    "province_units": ("province", "region"),
    "concepts": ("en", "definition"),
    "terms": ("en", "definition"),
    "claims": ("part", "words", "statement", "reason"),
    "claim_evidence": ("finding",),
    "concept_links": ("note",),
    "policy_timeline": ("kind", "event", "target"),
    "resolution_articles": ("subject", "content"),
    "dividend_estimates": ("reform", "outcome", "unit"),
    "citizenization_costs": ("concept", "unit", "covers"),
}
_HELD = {"province_units": "province", "concepts": "en", "terms": "en"}  # the column that a column `zh` translates
# Outcomes of `validation.COMPARISONS` without a published figure.
_ADDED = (
    "EV, %",
    *(f"{what}, %, {who} keep" for what in ("output volume", "welfare") for who in ("villagers", "townspeople")),
    *(
        f"{what}, taxed and easier moves"
        for what in ("output volume, %", "natives of Beijing, EV %", "natives of Shanghai, EV %")
    ),
    "natives of Beijing without, EV %",
)
_COURSE = Path(__file__).parents[3]
_OF_TABLE = ("title", "description", "made", "nulls", "vintage", "refresh")


def texts() -> Iterator[tuple[str, str, Mapping[str, str]]]:
    """Yield (file, text, names in other languages that the table holds: code -> name)."""
    for table, columns in COLUMNS.items():
        for row in data.load(table).to_dict("records"):
            held = str(row.get("zh", "")).partition(" / ")[0]
            for column in columns:
                if isinstance(row[column], str):
                    yield f"data/{table}.csv", row[column], {"zh": held} if _HELD.get(table) == column else {}
    for row in data.load("claims").to_dict("records"):
        yield "data/claims.csv", without_group(row["words"]), {}
    for table in data.tables():
        yield from ((f"data/{table}.yml", text, {}) for text in _of_manifest(manifest.manifest(table)))
    for check in checks.CHECKS:
        yield from (("reformlab/data/checks", text, {}) for text in (check.name, check.unit, check.why))
    for model in catalogue.entries():
        yield "book/models.md", model.question, {}
    yield from (("reformlab/lab", text, {}) for text in _lab())
    yield from (("book/lab_codebook.yml", text, {}) for text in codebook.texts(_COURSE))
    yield from ((name, text, {}) for name, text in teaching.texts(_COURSE))
    yield from (("book/_ext", text, {}) for text in _words())


def _of_manifest(known):
    yield from (known[field] for field in _OF_TABLE)
    yield from (*known["caveats"], *(known.get("countries") or {}).values())
    entries = [*manifest.fields(known).values(), *(known.get("series") or {}).values()]
    for entry in entries:
        yield from (entry[field] for field in ("title", "description", "unit", "type") if entry.get(field))
        if "theme" in entry:
            yield entry["theme"].replace("_", " ")
    yield from (*titles(known), *pages.told_of_copies(known))
    for source in known["sources_by_id"].values():
        cited = (str(source[key]) for key in manifest.CITED if source.get(key))
        yield from (text for text in cited if not text.isdigit())  # the year of an edition


def _lab():
    yield from (*levers.GROUPS, *CHANNELS, *EARNINGS, *assumed.STANDINGS, *PRESETS)
    yield from (*bands.bands(next(iter(PRESETS))).index, *_ADDED)
    yield from (one.name for one in (*bundles.BREAKTHROUGHS, *bundles.PROBLEMS))
    for lever in levers.LEVERS.values():
        yield from (lever.name.replace("_", " "), lever.moves, lever.stands_for)
    for one in validation.COMPARISONS:
        yield from (one.reform, *one.published, one.setting, one.differs)
    for name, entry in assumed.ASSUMED.items():
        yield from (name.replace("_", " "), entry.meaning, entry.unit, entry.group, entry.source)


def _words():
    yield from (PLAIN, *manifest.STANDINGS, *manifest.MEANING.values(), *SIDES.values(), *RELATIONS.values())
    for word, names in VERDICTS.items():
        yield from (word, *names)
    for names in CATEGORIES.values():
        yield from names
    for _, *names, _ in LAYERS:
        yield from names
