"""The models of the course, by lesson: names, questions and equations, read from the files themselves.

A model's question and equation live in one place, the docstring at the head of its file. This list adds the lesson to
whose subject the model belongs, whether its cells run it or not, so that the gallery, and whoever looks for a model,
finds everything in one table.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib import import_module
from inspect import getdoc
from types import ModuleType

from reformlab.errors import UnknownKey

__all__ = ["LESSONS", "Entry", "entries", "entry"]

# Lesson -> models of its subject.
LESSONS: dict[int, tuple[str, ...]] = {
    1: ("logistic", "income_line"),
    2: ("two_rates",),
    3: ("reform_package", "agreement"),
    4: ("inequality", "two_region", "convergence"),
    5: ("club_good", "tiebout", "provision", "equalization"),
    6: ("dual_land", "land_quota"),
    7: ("harris_todaro", "lewis", "two_way_flows", "gravity", "head_ries", "land_rights"),
    8: ("scenarios", "break_test", "growth_accounting"),
    9: ("wedge", "wage_equalization"),
    10: ("consumption", "mobility", "reform_support", "reform_vote", "option_value"),
    11: ("effort", "land_finance"),
    12: (
        "citizenization_cost",
        "citizenization_risk",
        "cost_sharing",
        "reward_fund",
        "conversion",
        "who_pays",
        "hukou_price",
    ),
    13: ("capacity", "composite_index", "coupling", "city_size"),
    14: ("reform_plan",),
    15: ("density", "rank_size", "spatial_equilibrium", "rosen_roback", "one_market"),
    16: ("neighbours", "urban_paths"),
}


@dataclass(frozen=True)
class Entry:
    """One model.

    Attributes
    ----------
    name : str
        Name of the file and the module.
    lesson : int
        Lesson to whose subject it belongs.
    question : str
        First line of the file.
    equation : str
        LaTeX of the first equation.
    source : str
        Author and year.
    module : module
        The model itself.
    """

    name: str
    lesson: int
    question: str
    equation: str
    source: str
    module: ModuleType


def entry(name: str) -> Entry:
    """Look up one model.

    Raises
    ------
    KeyError
        If there is no model of that name; the message lists those there are.

    Examples
    --------
    >>> entry("club_good").lesson
    5
    """
    for lesson, names in LESSONS.items():
        if name in names:
            module = import_module(f"reformlab.models.{name}")
            text = getdoc(module) or ""
            return Entry(
                name=name,
                lesson=lesson,
                question=text.partition("\n")[0],
                equation=_equation(text),
                source=_section(text, "Source"),
                module=module,
            )
    known = ", ".join(sorted(item for names in LESSONS.values() for item in names))
    raise UnknownKey(f"no model is called {name!r}; there are {known}")


def entries() -> tuple[Entry, ...]:
    """All models, in the order of the lessons."""
    return tuple(entry(name) for names in LESSONS.values() for name in names)


def _equation(text: str) -> str:
    # The directive's own line, and the indented lines below it up to the first empty one.
    found = re.search(r"\.\. math::(.*?)(?:\n\s*\n|\Z)", text, flags=re.DOTALL)
    return " ".join(found.group(1).split()) if found else ""


def _section(text: str, title: str) -> str:
    found = re.search(rf"^{title}\n(.*?)(?=^\S|\Z)", text, flags=re.DOTALL | re.MULTILINE)
    return " ".join(found.group(1).split()) if found else ""
