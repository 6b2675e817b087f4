"""What the Lab finds where studies have a figure, held number by number; and what the table says of its sources."""

import json
from pathlib import Path

import numpy as np
import pytest

from reformlab import data
from reformlab.lab import Lab
from reformlab.lab.validation import COMPARISONS, say, validate
from tests.lab import inputs_2020

FILE = Path(__file__).with_name("validation.json")  # written by ``python -m tests.lab.test_validation``


def on_stored_inputs(parameters):
    changed = {name: vars(parameters)[name] for name in ("land_kept", "service_weight", "service_rivalry")}
    return Lab(inputs_2020.economy(**changed), tolerance=1e-11)


@pytest.fixture(scope="module")
def table():
    return validate(on_stored_inputs)


def test_the_lab_finds_what_is_on_file(table):
    stored = json.loads(FILE.read_text(encoding="utf-8"))
    found = {f"{row.number}: {row.outcome}": row.lab for row in table.itertuples()}
    assert list(found) == list(stored)
    for name, number in stored.items():
        assert found[name] == pytest.approx(number, abs=1e-4), name


def test_every_published_figure_is_answered_and_has_a_standing(table):
    for one in COMPARISONS:
        rows = table[table["number"] == one.number]
        answered = set(rows.loc[rows["low"].notna(), "outcome"])
        assert answered == set(one.published), one.study
        assert one.standing in ("checked", "reported")
        assert len(one.differs) > 10 and len(one.setting) > 5
    assert [one.number for one in COMPARISONS] == list(range(1, len(COMPARISONS) + 1))
    assert len(COMPARISONS) >= 12
    bibliography = Path("book/references.bib").read_text(encoding="utf-8")
    for one in COMPARISONS:
        assert not one.cite or f"{{{one.cite}," in bibliography


def test_figures_are_those_of_the_table_of_estimates():
    """Where the course's own table has the figure, it is the same one."""
    known = data.load("dividend_estimates")

    def figure(study, words, outcome):
        rows = known[known["study"].str.contains(study) & known["reform"].str.contains(words)]
        return float(rows.loc[rows["outcome"].str.contains(outcome), "low"].iloc[0])

    published = {one.number: one.published for one in COMPARISONS}
    assert published[1]["welfare, %"] == figure("Tombe", "One third", "welfare")
    assert published[4]["output volume, %, both keep"] == figure("Tombe", "Land reform", "GDP")
    assert published[6]["output volume, %"] == figure("Zhou", "social", "output")
    assert published[12]["urban share, points"] == -figure("Ngai", "Hukou", "urban")


def test_signs_agree_but_for_the_land_reform(table):
    told = table[table["low"].notna() & ~table["outcome"].str.contains("ratio")]
    same = np.sign(told["low"]) == np.sign(told["lab"])
    assert set(told.loc[~same, "number"]) == {4}
    towns = table.set_index("outcome")["lab"]
    assert towns["welfare, %, townspeople keep"] > 0 > towns["output volume, %, townspeople keep"]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ((12.8, 12.8, "reported"), "reported as +12.8"),
        ((-17.0, -10.6, "reported"), "reported as -17 to -10.6"),
        ((7.1, 7.1, "checked"), "+7.1"),
        ((np.nan, np.nan, "checked"), ""),
    ],
)
def test_second_hand_figures_say_so(given, words):
    assert say(*given) == words


if __name__ == "__main__":
    rows = validate(on_stored_inputs)
    numbers = {f"{row.number}: {row.outcome}": round(row.lab, 8) for row in rows.itertuples()}
    FILE.write_text(json.dumps(numbers, indent=1) + "\n", encoding="utf-8")
