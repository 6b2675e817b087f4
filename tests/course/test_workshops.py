"""The reference solutions of the workshops find the parameters of data that were made from known ones."""

import ast

import numpy as np
import pytest
from coursegrader.authoring import source

from reformlab.lab import China2020, Lab, build
from reformlab.lab.synthetic import resample

from . import ladder
from .conftest import ROOT
from .withheld import WORKSHOPS

TRUE = np.array([-1.1, 0.6])


def solutions(number):
    """Return the imports, constants and functions of the cells of a workshop, solutions included."""
    (path,) = [path for path in WORKSHOPS if f"workshop_{number}_" in path.parent.name]
    exercise, names = source.read(path), {}
    for index, cell in enumerate(exercise.notebook.cells):
        mark = exercise.marks.get(index)
        if cell.cell_type == "code" and (mark is None or mark.kind == "answer"):
            kept = [node for node in ast.parse(cell.source).body if _defines(node)]
            exec(compile(ast.Module(kept, []), str(path), "exec"), names)  # noqa: S102 the course's own solutions
    return names


def _defines(node):
    if isinstance(node, ast.Assign) and isinstance(node.value, ast.Tuple):
        return all(isinstance(each, ast.Constant) for each in node.value.elts)
    return isinstance(node, ast.FunctionDef | ast.Import | ast.ImportFrom)


def flows(seed, places=20, origins_only=False):
    """Poisson flows with effects of places: flows, and the two regressors."""
    rng = np.random.default_rng(seed)
    spot = rng.uniform(0, 10, (places, 2))
    far = np.log(np.hypot(*(spot[:, None] - spot[None]).transpose(2, 0, 1)) + np.eye(places))
    near = (rng.uniform(size=(places, places)) < 0.3).astype(float)
    if origins_only:
        near = np.tile(rng.normal(size=places), (places, 1))
    effects = rng.normal(size=(places, 1)) + (0 if origins_only else rng.normal(size=places))
    made = rng.poisson(np.exp(4 + effects + TRUE[0] * far + TRUE[1] * near)).astype(float)
    np.fill_diagonal(made, 0)
    return made, [far, near]


def test_distance_and_border_are_found_within_two_errors_in_ninety_of_a_hundred_tables():
    ppml, hits = solutions(1)["ppml"], np.zeros(2)
    for seed in range(100):
        made, given = flows(seed, places=30)
        found, error, _ = ppml(made, given)
        hits += np.abs(found - TRUE) < 2 * error
    assert (hits >= 90).all(), hits


def test_the_income_elasticity_of_the_fifth_workshop_is_found():
    fit = solutions(5)["fit"]
    found = np.array([fit(*flows(seed, origins_only=True))[0] for seed in range(30)])
    assert np.abs(found.mean(0) - TRUE).max() < 0.01
    assert found.std(0).max() < 0.1


@pytest.mark.parametrize("seed", range(3))
def test_inverting_what_an_equilibrium_made_returns_its_fundamentals(seed):
    names, rng = solutions(2), np.random.default_rng(seed)
    productivity, amenity, land = np.exp(0.4 * rng.normal(size=(3, 31)))
    amenity /= np.exp(np.log(amenity).mean())
    people, made = names["equilibrium"](productivity, amenity, land, 1.5)
    found = names["invert"](people, made, land, 1.5)
    assert np.abs(found[0] / productivity - 1).max() < 1e-8
    assert np.abs(found[1] / amenity - 1).max() < 1e-8


@pytest.mark.parametrize(
    "shock",
    [
        {"interprovincial_trade_cost": 0.9},
        {"urban_rural_trade_cost": 1.1, "external_trade_cost": 0.95},
        {"citizenization": 0.6, "across_province_barrier": 0.7, "farm_productivity": 1.1},
    ],
)
def test_the_solver_of_three_places_agrees_with_the_lab(shock):
    names = solutions(3)
    lab = Lab(build(resample(China2020().inputs, 3, seed=4)))
    run = lab.solve(**shock)
    base = names["tables"](lab, run)
    found = names["solve"](base)
    assert np.abs(found["output"] - np.log(run.solution.parts["output"] / base["output"])).max() < 1e-6
    assert np.abs(found["price"][:3] - run.solution.parts["price"]).max() < 1e-6
    assert max(names["residuals"](found, base).values()) < 1e-9


def test_they_are_linked_from_their_lessons_and_from_the_equations():
    equations = (ROOT / "book/lab_equations.md").read_text("utf-8")
    for path in WORKSHOPS:
        (lesson,) = (ROOT / "lessons").glob(f"{path.parent.name[:2]}_*.md")
        assert f"`reformlab exercise build {path.parent.name}` makes your copy." in lesson.read_text("utf-8")
        assert f"../lessons/{lesson.name}" in equations
        assert source.read(path).lesson == int(path.parent.name[:2])


def test_five_wrong_answers_or_more_have_messages_of_their_own():
    for path in WORKSHOPS:
        rows = ladder.wrong(source.read(path))
        assert len({row.says for row in rows}) >= 5, path.parent.name
