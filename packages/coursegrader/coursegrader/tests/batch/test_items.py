"""Item statistics find what was planted in simulated classes, and little else."""

import numpy as np
import pytest

from coursegrader.batch import items

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


def test_answers_that_wait_for_a_person_are_left_out():
    scores, _ = simulated(2, plant=False)
    for number, mine in enumerate(scores.values()):
        if number % 2:
            del mine["q0"]
    found = report(scores)
    assert (found.items[0].count, found.items[1].count) == (150, 300)
    assert found.items[0].rest > 0.2
