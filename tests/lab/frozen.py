"""Five reference equilibria on the course's data. ``python -m tests.lab.frozen`` writes them anew.

They change when a table, an assumption or the model changes, and only then; a change is looked at before it is stored.
"""

import json
from pathlib import Path

import numpy as np

from reformlab.lab import BREAKTHROUGHS, China2020

FILE = Path(__file__).with_name("frozen.json")
REFERENCES = {
    "citizenization and land": (2, {"citizenization": 0.6, "land_follows_people": 0.5}),
    "open provinces": (2, {"across_province_barrier": 0.8, "charge_costs": False}),
    "portable land rights": (2, {"land_right_portability": 0.5, "rural_share_of_land_gains": 0.2}),
    "five breakthroughs": (2, None),
    "five breakthroughs, three spaces": (3, None),
}
OUTCOMES = (
    "welfare",
    "welfare, rural hukou",
    "urban share (%)",
    "real income",
    "Gini, real income",
    "R1",
    "R2",
    "R3",
    "R4",
)


def solve(labs, name):
    """Run of one reference; `labs` maps the number of spaces to a laboratory."""
    spaces, levers = REFERENCES[name]
    lab = labs[spaces]
    return lab.package(BREAKTHROUGHS) if levers is None else lab.solve(**levers)


def record(run):
    """What is stored of a run."""
    return {
        "outcomes": {name: float(run.headline()[name]) for name in OUTCOMES},
        "people": [float(f"{v:.12g}") for v in run.solution.parts["people"].ravel()],
        "group_welfare": [float(f"{v:.12g}") for v in np.ravel(run.solution.welfare_by_group)],
    }


if __name__ == "__main__":
    laboratories = {2: China2020(), 3: China2020(spaces=3)}
    stored = {name: record(solve(laboratories, name)) for name in REFERENCES}
    FILE.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")
