"""Ranges, bundles and defaults of the lab as they stand in `on_file.json`. ``python -m tests.lab.on_file`` writes them.

Published numbers rest on them; a change is looked at before it is stored.
"""

import inspect
import json
from pathlib import Path

from reformlab.lab import (
    BREAKTHROUGHS,
    LEVERS,
    PROBLEMS,
    China2020,
    Lab,
    best_response,
    bundles,
    dividends,
    parameters,
    structures,
    synthetic,
    transition,
    uncertainty,
)

FILE = Path(__file__).with_name("on_file.json")
ASKED = (
    China2020, structures, transition.transition, transition.calibrate_pace, uncertainty.uncertainty,
    best_response.best_response, dividends.shapley, synthetic.resample, bundles.combine,
    Lab.solve, Lab.run, Lab.package, Lab.sweep, Lab.congestion_range,
)  # fmt: skip


def found():
    """What the library has, in the form of the file."""
    plain = {"bool", "int", "float", "str", "tuple", "NoneType"}
    return json.loads(
        json.dumps(
            {
                "levers": {
                    name: [one.group, one.kind, one.low, one.high, one.neutral, one.by_province]
                    for name, one in LEVERS.items()
                },
                "parameters": parameters.LIMITS,
                "pace": transition.LIMITS,
                "bundles": {one.name: dict(one.levers) for one in (*BREAKTHROUGHS, *PROBLEMS)},
                "defaults": {
                    one.__qualname__: {
                        name: word.default
                        for name, word in inspect.signature(one).parameters.items()
                        if type(word.default).__name__ in plain and word.default is not BREAKTHROUGHS
                    }
                    for one in ASKED
                },
            }
        )
    )


if __name__ == "__main__":
    FILE.write_text(json.dumps(found(), indent=1) + "\n", encoding="utf-8")
