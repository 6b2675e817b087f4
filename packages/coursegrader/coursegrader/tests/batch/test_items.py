"""Item statistics find what was planted in simulated classes, and little else."""

import csv

import numpy as np
import pytest
from click.testing import CliRunner

from coursegrader.batch import items
from coursegrader.commands import exercise

NAMES = [f"q{number}" for number in range(12)]
TITLES = {name: name.upper() for name in NAMES}
POSSIBLE = dict.fromkeys(NAMES, 2.0)


def simulated(seed, students=300, plant=True, harder=0.0):
    """A class whose answers follow one ability; q3 is answered at random, q7 is keyed the wrong way round."""
    chance = np.random.default_rng(seed)
    ability = chance.normal(size=students)
    hard = np.linspace(-1, 1, 12)
    right = chance.random((students, 12)) < 1 / (1 + np.exp(-1.5 * (ability[:, None] - hard)))
    drawn = {f"s{n}": {"year": int(2010 + n % 4)} for n in range(students)}
    if plant:
        right[:, 3] = chance.random(students) < 0.5
        right[:, 7] = ~right[:, 7]
    if harder:
        mine = np.arange(students) % 4 == 2
        right[:, 5] = chance.random(students) < np.where(mine, 0.7 - harder, 0.7)
    return {f"s{n}": {name: 2.0 * right[n, k] for k, name in enumerate(NAMES)} for n in range(students)}, drawn


def report(scores, **more):
    return items.report("a", TITLES, POSSIBLE, scores, {student: NAMES for student in scores}, **more)


def test_planted_faults_are_found_in_nearly_all_classes_and_others_seldom():
    found, false = 0, 0
    for seed in range(20):
        flagged = {item.name: item.flags for item in report(simulated(seed)[0]).items if item.flags}
        found += ("q3" in flagged) + any("look at the key" in text for text in flagged.get("q7", ()))
        false += len(flagged.keys() - {"q3", "q7"})
    assert found >= 0.95 * 40
    assert false <= 2


def test_a_class_without_faults_is_left_alone():
    assert sum(bool(item.flags) for seed in range(20) for item in report(simulated(seed, plant=False)[0]).items) <= 2


@pytest.mark.parametrize("seed", range(5))
def test_a_harder_version_is_named_and_no_other(seed):
    scores, drawn = simulated(seed, harder=0.3, plant=False)
    found = report(scores, drawn=drawn, uses={"q5": {"year"}, "q6": {"year"}})
    (item,) = (item for item in found.items if item.harder)
    (version,) = item.harder
    assert (item.name, version.name, version.value, version.count) == ("q5", "year", 2012, 75)
    assert version.share < version.others - 0.1
    assert "year = 2012 was harder" in item.flags[-1]


def test_a_small_class_gets_counts_only():
    scores, _ = simulated(0, students=19)
    found = report(scores)
    assert found.alpha is None
    assert {(item.share, item.rest, tuple(item.flags)) for item in found.items} == {(None, None, ())}
    assert {(item.count, item.tried) for item in found.items} == {(19, 19)}


def test_alpha_and_correlations_are_those_of_the_definition():
    scores, _ = simulated(1, plant=False)
    found = report(scores)
    points = np.array([[mine[name] for name in NAMES] for mine in scores.values()])
    spread = np.cov(points.T)
    assert found.alpha == pytest.approx(12 / 11 * (spread.sum() - np.trace(spread)) / spread.sum())
    # each person rates the same twice over: two questions that agree in full have alpha 1
    assert items.alpha(np.array([[1.0, 1], [2, 2], [4, 4]])) == pytest.approx(1)
    assert items.alpha(np.ones((5, 3))) is None
    first = found.items[0]
    assert first.share == pytest.approx(points[:, 0].mean() / 2)
    assert first.rest == pytest.approx(np.corrcoef(points[:, 0], points[:, 1:].sum(axis=1))[0, 1])


def test_alpha_of_right_and_wrong_answers_is_kuder_and_richardsons():
    scores, _ = simulated(4, plant=False)
    right = np.array([[mine[name] / 2 for name in NAMES] for mine in scores.values()])
    share, total = right.mean(axis=0), right.sum(axis=1)
    kr20 = 12 / 11 * (1 - (share * (1 - share)).sum() / total.var())  # Kuder and Richardson 1937, formula 20
    assert items.alpha(right) == pytest.approx(kr20)
    assert report(scores).alpha == pytest.approx(kr20)


def table(share, scored=200, rest="0.4"):
    row = dict(zip(items.COLUMNS, ["a", "q", "Q", scored, scored, scored, share, rest, "0.8", ""], strict=True))
    return [{name: str(value) for name, value in row.items()}]


def test_a_question_that_was_harder_in_one_term_is_named_and_chance_is_not():
    tables = {"2025": table("0.8"), "2026": table(""), "2027": table("0.5"), "2028": table("0.54")}
    terms, said = items.over_terms(tables)["a", "q"]
    assert [(term.name, term.share) for term in terms] == [("2025", 0.8), ("2026", None), ("2027", 0.5), ("2028", 0.54)]
    assert said == ["harder in 2027 than in 2025: 50% against 80%"]
    few = {"2025": table("0.8", scored=20), "2026": table("0.65", scored=20)}
    assert items.over_terms(few)["a", "q"][1] == []


def test_changes_that_are_chance_alone_are_seldom_named():
    chance, named = np.random.default_rng(0), 0
    for _ in range(200):
        shares = chance.binomial(100, 0.6, size=2) / 100
        named += bool(items.over_terms({str(n): table(str(share), 100) for n, share in enumerate(shares)})["a", "q"][1])
    assert named <= 20


def test_the_terms_of_a_course_are_compared_by_a_command(tmp_path):
    paths = []
    for term, share in (("2026", "0.8"), ("2027", "0.5")):
        (tmp_path / term).mkdir()
        paths.append(str(tmp_path / term / "items.csv"))
        with open(paths[-1], "w", newline="", encoding="utf-8") as file:
            lines = csv.DictWriter(file, items.COLUMNS)
            lines.writeheader()
            lines.writerows(table(share))
    done = CliRunner().invoke(exercise, ["terms", *paths, "--to", str(tmp_path / "terms.csv")])
    assert done.exit_code == 0, done.output
    assert "a, q: harder in 2027 than in 2026: 50% against 80%" in done.output
    rows = (tmp_path / "terms.csv").read_text("utf-8").splitlines()
    assert rows[1:] == ["a,q,2026,200,0.8,0.4,", "a,q,2027,200,0.5,0.4,harder in 2027 than in 2026: 50% against 80%"]
    (tmp_path / "x.csv").write_text("a,b\n1,2\n", "utf-8")
    for words, said in (
        ([*paths, paths[0]], "there is a term '2026' already"),
        ([str(tmp_path / "x.csv")], "is no items.csv"),
    ):
        assert said in CliRunner().invoke(exercise, ["terms", *words, "--to", str(tmp_path / "t.csv")]).output


def test_answers_that_wait_for_a_person_are_left_out():
    scores, _ = simulated(2, plant=False)
    for number, mine in enumerate(scores.values()):
        if number % 2:
            del mine["q0"]
    found = report(scores)
    assert (found.items[0].count, found.items[1].count) == (150, 300)
    assert found.items[0].rest > 0.2
