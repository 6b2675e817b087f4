"""Provincial inputs and assumptions of one state of the tables, kept so that stored numbers have what they rest on.

`inputs_2020.json` holds the inputs, `assumed_2020.json` the value of every assumption. The course's tables and
`assumed.csv` may change; numbers that are held to many digits are computed from these files.
"""

import json
from pathlib import Path

import numpy as np

from reformlab.lab import Parameters, ProvincialInputs, build

HERE = Path(__file__).parent


def inputs():
    """`ProvincialInputs` as stored."""
    stored = json.loads((HERE / "inputs_2020.json").read_text(encoding="utf-8"))
    return ProvincialInputs(**{k: tuple(v) if k == "names" else np.array(v) for k, v in stored.items()})


def economy(spaces=2, **parameters):
    """Economy of the stored inputs and assumptions; `parameters` replace some of them."""
    stored = json.loads((HERE / "assumed_2020.json").read_text(encoding="utf-8"))
    fields = Parameters.__dataclass_fields__
    given = Parameters(**{k: v for k, v in stored.items() if k in fields} | parameters)
    others = {k: v for k, v in stored.items() if k not in fields}
    return build(inputs(), spaces=spaces, parameters=given, assumed=others)
