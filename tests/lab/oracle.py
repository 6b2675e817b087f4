"""Inputs of the reference program, rebuilt here so that the lab can be compared with its stored results.

The figures in `oracle_inputs.csv` are rounded stand-ins typed for that comparison. They are no data and serve nothing
else.
`oracle_results.json` holds what the reference program, an independent single-file implementation of the same equations,
returned for them once.
"""

import csv
import json
from pathlib import Path

import numpy as np

from reformlab.lab import Lab, Parameters, ProvincialInputs, build
from reformlab.lab.residence import proportional_fit

HERE = Path(__file__).parent
FIRST_EDITION = {"service_weight": 0.1, "service_rivalry": 1.0, "land_kept": 0.0, "rural_job_elasticity": np.inf}
ASSUMED = {"farm_inputs_in_other": 0.025, "other_inputs_in_other": 0.625}
REFORMS = {
    "neutral": {},
    "across": {"across_province_barrier": 0.9},
    "within": {"within_province_barrier": 0.9},
    "farm": {"farm_productivity": 1.1},
    "portable": {"land_right_portability": 1.0},
}


def great_circle(lat, lon):
    """Distances on a sphere of 6371 km radius."""
    lat, lon = np.radians(lat), np.radians(lon)
    cosine = np.sin(lat)[:, None] * np.sin(lat) + np.cos(lat)[:, None] * np.cos(lat) * np.cos(lon[:, None] - lon)
    return 6371 * np.arccos(np.clip(cosine, -1, 1))


def oracle_inputs():
    """`ProvincialInputs` of the reference program."""
    with (HERE / "oracle_inputs.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    get = {name: np.array([float(row[name]) for row in rows]) for name in list(rows[0])[1:-1]}
    residents, output, urban = get["residents"], get["output"], get["urban_share"]
    arrivals, leavers = np.minimum(get["arrivals"], residents / 2), get["leavers"]
    leavers = np.minimum(leavers * arrivals.sum() / leavers.sum(), 0.4 * residents)
    arrivals = arrivals * leavers.sum() / arrivals.sum()
    distance = great_circle(get["lat"], get["lon"])
    np.fill_diagonal(distance, 100.0)
    distance = np.maximum(distance, 50.0)
    pull = residents[:, None] * output[None, :] / distance**1.2
    np.fill_diagonal(pull, 0.0)
    moved = proportional_fit(pull, leavers, arrivals)
    registered = residents - arrivals + leavers
    hukou = np.clip(urban - 0.18, 0.15, 0.9)
    hukou = np.clip(hukou * 0.454 * registered.sum() / (hukou * registered).sum(), 0.1, 0.93)
    per_head = output / residents
    transfers = residents * (per_head.mean() / per_head) ** 0.6
    return ProvincialInputs(
        names=tuple(row["name"] for row in rows),
        eastern=np.array([row["eastern"] == "yes" for row in rows]),
        residents=residents, urban_share=urban, output=output, farm_share=get["farm_share"], moved=moved,
        urban_hukou_share=hukou, distance=distance,
        urban_use=0.7 + 0.35 * np.argsort(np.argsort(per_head)) / len(rows),
        transfers=transfers / transfers.sum(),
        town_share=np.clip(0.36 * (1.25 - 0.4 * urban / urban.mean()), 0.02, 0.6),
    )  # fmt: skip


def oracle_lab(spaces):
    """The lab on those inputs with every refinement and everything new in the second edition switched off."""
    plain = Parameters(farm_goods_income_elasticity=1.0, **FIRST_EDITION, **ASSUMED)
    economy = build(oracle_inputs(), spaces=spaces, parameters=plain, rural_nonfarm=False, official_incomes=False)
    return Lab(economy, tolerance=1e-11)


def oracle_results():
    """Stored results of the reference program."""
    return json.loads((HERE / "oracle_results.json").read_text(encoding="utf-8"))
